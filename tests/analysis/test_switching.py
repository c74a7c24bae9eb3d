"""Break-even of every input."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from som_calc.analysis.break_even import Line, break_even
from som_calc.analysis.switching import switching_values
from som_calc.case.model import Case
from som_calc.engine.calculate import calculate
from som_calc.engine.inputs import inputs, with_values
from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import cases, schedules


@pytest.mark.parametrize(
    ("name", "published"),
    [("I alt", 0.03993), ("Kommune", 0.00649), ("Kommune uden tilskud", 0.04488)],
)
def test_aabenraas_break_evens_are_the_published(
    ips: Case, rates: DiscountSchedule, name: str, published: float
) -> None:
    table = switching_values(ips, rates).set_index(["id", "name"])
    assert table.loc[("mereffekt", name), "break_even"] == pytest.approx(published, abs=5e-6)
    assert table.loc[("mereffekt", name), "verdict"] == "mindst"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), schedules(), st.data())
def test_the_closed_form_is_the_root_a_solver_finds_in_the_engine(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    known = inputs(case, schedule)
    table = switching_values(case, schedule)
    table = table[table["name"].isin(["I alt", "Kommune"]) & table["break_even"].notna()]
    table = table[table["id"].isin([item.id for item in known if item.linear])]
    if table.empty:
        return
    row = table.iloc[data.draw(st.integers(0, len(table) - 1))]

    def net(value: float) -> float:
        moved = with_values(case, known, {row["id"]: value})
        return float(calculate(moved, schedule).by_actor()[row["name"]])

    found = row["break_even"]
    reach = abs(found) + abs(row["value"]) + 1.0
    root = brentq(net, found - reach, found + reach, xtol=1e-9 * reach)
    assert root == pytest.approx(found, rel=1e-6, abs=1e-6 * reach)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), schedules())
def test_the_result_is_zero_at_every_break_even(case: Case, schedule: DiscountSchedule) -> None:
    known = inputs(case, schedule)
    linear = [item.id for item in known if item.linear]
    table = switching_values(case, schedule)
    table = table[table["break_even"].notna() & table["id"].isin(linear)]
    for row in table[table["name"] == "Kommune"].itertuples():
        moved = with_values(case, known, {row.id: row.break_even})
        result = calculate(moved, schedule)
        size = result.table["present_value"].abs().sum()
        assert result.by_actor()["Kommune"] == pytest.approx(0.0, abs=1e-9 * size + 1e-3)


def test_an_input_that_does_not_move_the_result_has_no_break_even(
    ips: Case, rates: DiscountSchedule
) -> None:
    table = switching_values(ips, rates).set_index(["id", "name"])
    assert math.isnan(table.loc[("tilskud.1.andel", "I alt"), "break_even"])
    assert table.loc[("tilskud.1.andel", "I alt"), "verdict"] == "findes ikke"


def test_a_break_even_success_rate_over_100_pct_does_not_exist(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    poor = small_case(omkostninger=[{"navn": "Drift", "pr_år": {2026: 50_000_000}}])
    table = switching_values(poor, flat).set_index(["id", "name"])
    assert table.loc[("mereffekt", "I alt"), "verdict"] == "underskud ved enhver mereffekt"


@pytest.mark.parametrize(
    "fields",
    [
        {"omkostninger": [{"navn": "Drift", "pr_år": {2026: 700_000}, "betaler": "Stat"}]},
        {"omkostninger": [{"navn": "Drift", "pr_år": {2026: 700_000}, "betaler": "Region"}]},
        {"tilskud": [{"navn": "Pulje", "andel": "100 %"}]},
        {"tilskud": []},
    ],
)
def test_a_break_even_has_one_answer_wherever_it_is_asked_for(
    fields: dict[str, Any], small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(**{"tilskud": [], **fields})
    result = calculate(case, flat)
    table = switching_values(case, flat).set_index(["id", "name"])
    none, all_ = (calculate(case, flat, success_rate=r).by_committee() for r in (0.0, 1.0))
    held = [name for kind, name in table.index if kind == "mereffekt" and name in all_.index]
    own = {
        name: Line(none.get(name, 0.0), all_[name] - none.get(name, 0.0))
        for name in held
        if name != "I alt"
    }
    assert own
    for name, line in {**break_even(result).lines, **own}.items():
        found = table.loc[("mereffekt", name)]
        if line.break_even is None:
            assert math.isnan(found["break_even"])
            assert found["verdict"] == line.verdict
        else:
            assert found["break_even"] == pytest.approx(line.break_even)


def test_the_discount_rate_has_a_break_even_found_by_root_finding(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(
        omkostninger=[{"navn": "Drift", "pr_år": {2026: 1_150_000}, "udvalg": "A"}], tilskud=[]
    )
    table = switching_values(case, flat).set_index(["id", "name"])
    found = table.loc[("diskonteringsrente", "I alt")]
    at = calculate(case, DiscountSchedule.flat(found["break_even"], "prøve"))
    assert at.by_actor()["I alt"] == pytest.approx(0.0, abs=0.01)
    assert found["verdict"] == "højst"


def test_the_horizon_turns_at_the_first_whole_year_with_another_sign(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(omkostninger=[{"navn": "Drift", "pr_år": {2026: 500_000}}], tilskud=[])
    table = switching_values(case, flat).set_index(["id", "name"])
    years = table.loc[("periode.horisont", "I alt"), "break_even"]
    known = inputs(case, flat)

    def net(horizon: float) -> float:
        moved = with_values(case, known, {"periode.horisont": horizon})
        return float(calculate(moved, flat).by_actor()["I alt"])

    assert years == 1
    assert net(1) < 0 <= net(2)
