"""The engine and a deliberately simple oracle agree on random cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from som_calc.case.model import Case
from som_calc.engine.calculate import calculate
from som_calc.engine.frame import build, evaluate
from som_calc.engine.inputs import with_values
from som_calc.engine.result import Result
from som_calc.engine.timing import Observed
from som_calc.knowledge.discount import DiscountSchedule
from tests.engine import oracle
from tests.strategies import cases, schedules

KRONER = 1e-6
THOROUGH = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def _agree(engine: pd.Series, slow: dict[object, float]) -> None:
    for name in set(engine.index) | set(slow):
        ours, theirs = float(engine.get(name, 0.0)), slow.get(name, 0.0)
        assert ours == pytest.approx(theirs, abs=KRONER), name


def _both(case: Case, schedule: DiscountSchedule) -> tuple[Result, oracle.Books]:
    result = calculate(case, schedule)
    return result, oracle.compute(case, list(schedule.steps), case.success_rate.value)


@THOROUGH
@given(cases(), schedules())
def test_engine_and_oracle_agree_on_every_cell(case: Case, schedule: DiscountSchedule) -> None:
    result, books = _both(case, schedule)
    keys = ["year", "component", "area", "actor", "committee"]
    for column in ("amount", "present_value"):
        _agree(result.table.groupby(keys)[column].sum(), getattr(books, column))


@THOROUGH
@given(cases(), schedules())
def test_engine_and_oracle_agree_on_actors_committees_areas_and_years(
    case: Case, schedule: DiscountSchedule
) -> None:
    result, books = _both(case, schedule)
    total = {"I alt": sum(books.present_value.values())}
    _agree(result.by_actor(), total | books.sums(3))
    _agree(result.by_actor("amount").drop("I alt"), books.sums(3, values="amount"))
    _agree(result.by_area(), total | books.sums(2))
    _agree(result.by_component()["I alt"], books.sums(1))
    _agree(result.by_year()["I alt"], books.sums(0, values="amount"))
    own = books.sums(4)
    own.pop("", None)
    _agree(result.by_committee(), {"I alt": sum(own.values())} | own)


@THOROUGH
@given(cases(), schedules(), st.data())
def test_engine_and_oracle_agree_when_single_cohorts_are_known(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    starts = sorted(case.participants.value)
    some = st.sets(st.sampled_from(starts))
    rates = {start: data.draw(st.integers(-20, 100)) / 100 for start in data.draw(some)}
    lines = len(case.alternative)
    kr = st.tuples(*[st.integers(0, 10_000_000)] * lines)
    saved = {start: data.draw(kr) for start in data.draw(some)}
    observed = {
        start: Observed(
            rates.get(start, 0.0), saved.get(start), completion=float(start not in rates)
        )
        for start in starts
    }
    result = calculate(case, schedule, observed=observed)
    books = oracle.compute(case, list(schedule.steps), case.success_rate.value, rates, saved)
    keys = ["year", "component", "area", "actor", "committee"]
    for column in ("amount", "present_value"):
        _agree(result.table.groupby(keys)[column].sum(), getattr(books, column))


@st.composite
def years_seen(draw: st.DrawFn, case: Case) -> dict[int, Observed]:
    """What may be known of a case's start years and the years beside them."""
    starts = sorted(case.participants.value)
    money = st.integers(0, 10_000_000)

    def some(lines: int) -> st.SearchStrategy[tuple[int, ...] | None]:
        return st.none() | st.tuples(*[money] * lines) if lines else st.none()

    factor = st.integers(0, 200).map(lambda n: n / 100)
    return {
        year: Observed(
            added_success=draw(st.just(0.0) | st.integers(-20, 100).map(lambda n: n / 100)),
            saved=draw(some(len(case.alternative))) if year in starts else None,
            completion=draw(factor),
            counted=draw(st.booleans()),
            costs=draw(some(len(case.costs))),
            grants=draw(some(len(case.grants))),
            cost_factor=draw(factor),
            grant_factor=draw(factor),
            saved_factor=draw(factor),
        )
        for year in draw(st.sets(st.sampled_from([*starts, starts[0] - 1, starts[-1] + 1])))
    }


@THOROUGH
@given(cases(), schedules(), st.data())
def test_engine_and_oracle_agree_on_all_that_can_be_observed(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    seen = data.draw(years_seen(case))
    share = case.success_rate.value
    books = oracle.compute(
        case,
        list(schedule.steps),
        share,
        {year: share * item.completion + item.added_success for year, item in seen.items()},
        {year: item.saved for year, item in seen.items() if item.saved},
        {year: item.costs for year, item in seen.items() if item.costs},
        {year: item.grants for year, item in seen.items() if item.grants},
        {
            "costs": {year: item.cost_factor for year, item in seen.items()},
            "grants": {year: item.grant_factor for year, item in seen.items()},
            "saved": {year: item.saved_factor for year, item in seen.items()},
        },
    )
    result = calculate(case, schedule, observed=seen)
    keys = ["year", "component", "area", "actor", "committee"]
    for column in ("amount", "present_value"):
        _agree(result.table.groupby(keys)[column].sum(), getattr(books, column))


@THOROUGH
@given(cases(), schedules(), st.data())
def test_the_frame_of_an_observed_case_moves_as_the_case_itself_does(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    seen = data.draw(years_seen(case))
    frame = build(case, schedule, observed=seen)
    factors = st.integers(50, 150).map(lambda n: n / 100)
    moved = {i.id: i.value * data.draw(factors) for i in frame.inputs if i.linear}
    there = calculate(with_values(case, frame.inputs, moved), schedule, observed=seen)
    values = [moved.get(item.id, item.value) for item in frame.inputs]
    for actor in ("Kommune", "Region", "Stat", "Statslig tilskud"):
        weights = frame.present_value(lambda line, who=actor: float(line.actor == who))
        (found,) = evaluate(frame, weights[None, :], np.array([values]))[0]
        assert found == pytest.approx(there.net[actor], rel=1e-9, abs=KRONER)
