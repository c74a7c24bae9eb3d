"""What must hold for every case."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from som_calc.case.model import Case
from som_calc.case.price_level import conversion_factor
from som_calc.case.values import Sourced
from som_calc.engine.calculate import calculate
from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import cases, schedules

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
KRONER = 1e-5


def _same(left: pd.Series, right: pd.Series, tolerance: float = KRONER) -> None:
    left, right = left.align(right, fill_value=0.0)
    pd.testing.assert_series_equal(left, right, rtol=1e-12, atol=tolerance, check_names=False)


def _with(item: Sourced, value: object) -> Sourced:
    return item.model_copy(update={"value": value})


@QUICK
@given(cases(), schedules(), st.floats(0, 1))
def test_every_cell_is_linear_in_the_success_rate(
    case: Case, schedule: DiscountSchedule, rate: float
) -> None:
    none, full, some = (calculate(case, schedule, success_rate=p) for p in (0.0, 1.0, rate))
    for read in (lambda r: r.by_actor(), lambda r: r.by_area(), lambda r: r.by_year()["I alt"]):
        low, high = read(none).align(read(full), fill_value=0.0)
        _same(read(some), low + rate * (high - low))


@QUICK
@given(cases(), schedules())
def test_totals_are_the_sum_of_their_parts_in_every_grouping(
    case: Case, schedule: DiscountSchedule
) -> None:
    result = calculate(case, schedule)
    total = result.by_actor()["I alt"]
    own = result.by_actor()["Kommune"]
    close = {"rel": 1e-12, "abs": KRONER}
    assert result.by_area()["I alt"] == pytest.approx(total, **close)
    assert result.by_area().drop("I alt").sum() == pytest.approx(total, **close)
    assert result.by_committee()["I alt"] == pytest.approx(own, **close)
    assert result.by_component()["I alt"].sum() == pytest.approx(total, **close)
    amounts = result.by_actor("amount")
    _same(result.by_year().sum(), amounts)
    _same(result.cumulative().iloc[-1], amounts)


@QUICK
@given(cases(), schedules(), st.integers(2, 9))
def test_an_effort_of_n_times_the_size_gives_n_times_the_result(
    case: Case, schedule: DiscountSchedule, times: int
) -> None:
    def larger(line: object) -> object:
        yearly = getattr(line, "per_year", None)
        if yearly is None:
            return line
        more = {year: times * amount for year, amount in yearly.value.items()}
        return line.model_copy(update={"per_year": _with(yearly, more)})  # type: ignore[attr-defined]

    people = {year: times * n for year, n in case.participants.value.items()}
    scaled = case.model_copy(
        update={
            "participants": _with(case.participants, people),
            "costs": [larger(cost) for cost in case.costs],
            "grants": [larger(grant) for grant in case.grants],
        }
    )
    usual, large = calculate(case, schedule), calculate(scaled, schedule)
    _same(large.by_actor(), times * usual.by_actor(), tolerance=1e-4)
    if usual.participants:
        _same(large.per_participant(), usual.per_participant())


@QUICK
@given(cases(), schedules())
def test_without_participants_only_costs_and_grants_per_year_remain(
    case: Case, schedule: DiscountSchedule
) -> None:
    nobody = dict.fromkeys(case.participants.value, 0)
    empty = case.model_copy(update={"participants": _with(case.participants, nobody)})
    result = calculate(empty, schedule)
    assert set(result.table["component"]) <= {"cost", "grant"}
    _same(result.by_actor(), calculate(empty, schedule, success_rate=1.0).by_actor())


@QUICK
@given(cases(), schedules(), st.sampled_from((2015, 2020)))
def test_a_price_says_the_same_in_whatever_price_year_it_is_written(
    case: Case, schedule: DiscountSchedule, year: int
) -> None:
    def rewritten(item: object, fields: tuple[str, ...]) -> object:
        factor = conversion_factor(case.price_index, item.price_year, case.price_year)  # type: ignore[attr-defined]
        factor /= conversion_factor(case.price_index, year, case.price_year)
        changed: dict[str, object] = {"price_year": year}
        for field in fields:
            given = getattr(item, field)
            if given is not None:
                value = given.value
                in_year = (
                    {y: v * factor for y, v in value.items()}
                    if isinstance(value, dict)
                    else value * factor
                )
                changed[field] = _with(given, in_year)
        return item.model_copy(update=changed)  # type: ignore[attr-defined]

    moved = case.model_copy(
        update={
            "prices": [rewritten(p, ("municipality", "region", "state")) for p in case.prices],
            "costs": [rewritten(c, ("per_year", "per_participant")) for c in case.costs],
            "alternative": [rewritten(a, ("per_participant",)) for a in case.alternative],
        }
    )
    _same(calculate(moved, schedule).by_actor(), calculate(case, schedule).by_actor())


@QUICK
@given(cases(), schedules())
def test_a_state_grant_only_moves_money_from_the_state_to_the_kommune(
    case: Case, schedule: DiscountSchedule
) -> None:
    state = [grant.model_copy(update={"giver": "Stat"}) for grant in case.grants]
    result = calculate(case.model_copy(update={"grants": state}), schedule)
    grants = result.table[result.table["component"] == "grant"]
    for column in ("amount", "present_value"):
        moved = grants.groupby("actor")[column].sum()
        assert moved.get("Kommune", 0.0) == pytest.approx(-moved.get("Statslig tilskud", 0.0))
        assert set(moved.index) <= {"Kommune", "Statslig tilskud"}
    alone = result.without_grants().by_actor()
    assert result.by_actor()["I alt"] == pytest.approx(alone["I alt"], rel=1e-12, abs=KRONER)
    assert alone["Statslig tilskud"] == 0


@QUICK
@given(cases(), schedules())
def test_committees_and_areas_never_change_what_the_actors_get(
    case: Case, schedule: DiscountSchedule
) -> None:
    bare = case.model_copy(
        update={
            "consequences": [
                c.model_copy(update={"committees": None, "area": None}) for c in case.consequences
            ]
        }
    )
    _same(calculate(bare, schedule).by_actor(), calculate(case, schedule).by_actor())
