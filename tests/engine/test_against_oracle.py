"""The engine and a deliberately simple oracle agree on random cases."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from som_calc.case.model import Case
from som_calc.engine.calculate import calculate
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
    observed = {start: Observed(rates.get(start), saved.get(start)) for start in starts}
    result = calculate(case, schedule, observed=observed)
    books = oracle.compute(case, list(schedule.steps), case.success_rate.value, rates, saved)
    keys = ["year", "component", "area", "actor", "committee"]
    for column in ("amount", "present_value"):
        _agree(result.table.groupby(keys)[column].sum(), getattr(books, column))
