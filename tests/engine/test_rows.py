"""A result's groupings are those of its table, and nobody can change them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from som_calc.analysis.break_even import break_even
from som_calc.case.model import Case
from som_calc.case.names import TOTAL
from som_calc.engine.calculate import calculate
from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import cases, schedules

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def nonzero(sums: pd.Series) -> dict[object, float]:
    return {key: pytest.approx(value, rel=1e-12, abs=1e-6) for key, value in sums.items() if value}


@quick
@given(cases(), schedules())
def test_groupings_are_those_of_the_table(case: Case, schedule: DiscountSchedule) -> None:
    whole = calculate(case, schedule)
    for result in (whole, whole.without_grants()):
        table = result.table
        present = table.groupby("actor")["present_value"].sum()
        assert nonzero(result.by_actor().drop(TOTAL)) == nonzero(present)
        areas = table.groupby("area")["present_value"].sum()
        assert nonzero(result.by_area()[1:]) == nonzero(areas)
        years = table.groupby(["year", "actor"])["amount"].sum()
        assert nonzero(result.by_year().drop(columns=TOTAL).stack()) == nonzero(years)
        parts = table.groupby(["component", "actor"])["present_value"].sum()
        assert nonzero(result.by_component().drop(columns=TOTAL).stack()) == nonzero(parts)
        if result is not whole:
            assert "grant" not in set(table["component"])


@quick
@given(cases(), schedules())
def test_what_a_caller_does_to_a_grouping_stays_with_the_caller(
    case: Case, schedule: DiscountSchedule
) -> None:
    result = calculate(case, schedule)
    asks = (
        result.by_actor, result.by_committee, result.by_area, result.by_year,
        result.cumulative, result.by_component, result.per_participant,
    )  # fmt: skip
    for ask in asks:
        before = ask().copy()
        own = ask()
        own.iloc[:] = 17.0
        assert ask().equals(before)
    with pytest.raises(ValueError, match="read-only"):
        result.rows.present_value[:] = 0.0
    with pytest.raises(TypeError):
        result.net[TOTAL] = 0.0  # type: ignore[index]


@quick
@given(cases(), schedules())
def test_a_kept_break_even_belongs_to_its_own_result(
    case: Case, schedule: DiscountSchedule
) -> None:
    one, other = calculate(case, schedule, success_rate=0.1), calculate(case, schedule)
    free = calculate(case.model_copy(update={"costs": []}), schedule, success_rate=0.1)
    assert break_even(one) is break_even(one)
    assert break_even(free) is not break_even(one)
    lines = break_even(free).total, break_even(one).total
    cost = one.by_component().loc["cost", TOTAL] + one.by_component().loc["grant", TOTAL]
    grants = free.by_component().loc["grant", TOTAL]
    assert lines[1].fixed - lines[0].fixed == pytest.approx(cost - grants, rel=1e-9, abs=1e-4)
    assert break_even(other).total.at(0.1) == pytest.approx(
        break_even(one).total.at(0.1), rel=1e-9, abs=1e-4
    )
