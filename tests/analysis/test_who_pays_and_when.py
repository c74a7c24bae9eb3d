"""Payback, who pays and gains, transfers, and what a budget can see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from som_calc.analysis.cash import cash_table, realisable_table
from som_calc.analysis.payback import payback
from som_calc.analysis.payers import parties, who_pays
from som_calc.analysis.transfers import equal_return, smallest
from som_calc.api import calculate
from som_calc.case.model import Case
from som_calc.knowledge.discount import DiscountSchedule


@pytest.fixture
def undiscounted(small_case: Callable[..., Case]) -> Callable[..., Case]:
    return lambda **fields: small_case(diskonteringsrente="0 %", **fields)


def consequence(change: dict[int, float], **more: Any) -> list[dict[str, Any]]:
    return [{"ydelse": "Kontanthjælp", "enhed": "uger", "ændring": change, **more}]


def test_payback_tells_first_and_lasting_year_per_payer(
    undiscounted: Callable[..., Case],
) -> None:
    # Kommune per year: 750.000 out in 2026, 300.000 back a year, a setback in 2029.
    case = undiscounted(konsekvenser=consequence({0: -10, 1: -10, 2: -10, 3: 10, 4: -10}))
    rows = payback(calculate(case)).set_index("name")
    kommune = rows.loc["Kommune"]
    assert (kommune["first_year"], kommune["lasting_year"]) == (2028, 2030)
    assert not kommune["within_budget"]
    assert (kommune["low_point"], kommune["low_year"]) == (-450_000, 2026)
    alone = rows.loc["Kommune uden tilskud"]
    assert pd.isna(alone["first_year"])
    assert pd.isna(alone["lasting_year"])
    # The state's grant is an outlay of the state; a region that pays nothing has none to earn.
    assert rows.index.to_list()[3:] == ["Region", "Stat inkl. tilskud"]
    assert rows.loc["Stat inkl. tilskud", "pays"]
    assert not rows.loc["Region", "pays"]
    assert pd.isna(rows.loc["Region", "first_year"])


def test_the_fourth_budget_year_is_inside_the_budget_period_and_the_fifth_outside(
    undiscounted: Callable[..., Case],
) -> None:
    for last, inside in ((3, True), (4, False)):
        case = undiscounted(konsekvenser=consequence({last: -100}))
        row = payback(calculate(case)).set_index("name").loc["Kommune"]
        assert row["lasting_year"] == 2026 + last
        assert row["within_budget"] == inside


def test_the_return_is_counted_per_krone_of_own_outlay(undiscounted: Callable[..., Case]) -> None:
    rows = payback(calculate(undiscounted())).set_index("name")
    assert rows.loc["Kommune", "outlay"] == 750_000
    assert rows.loc["Kommune", "gain_per_krone"] == pytest.approx(900_000 / 750_000)
    assert rows.loc["Kommune uden tilskud", "net_per_krone"] == pytest.approx(-0.1)
    assert rows.loc["I alt", "outlay"] == 1_000_000
    assert np.isnan(rows.loc["Region", "gain_per_krone"])


def test_outlay_and_gain_make_the_net_result_of_every_actor_and_committee(ips: Case) -> None:
    result = calculate(ips)
    table = who_pays(result)
    actors = table[table["kind"] == "aktør"].set_index("name")["net"]
    pd.testing.assert_series_equal(actors, result.by_actor(), check_names=False)
    own = table[table["kind"] == "udvalg"]["net"].sum()
    assert own == pytest.approx(result.by_actor()["Kommune"])


def test_a_committee_can_pay_while_another_gains(undiscounted: Callable[..., Case]) -> None:
    case = undiscounted(konsekvenser=consequence({0: -30}, udvalg={"B": "100 %"}))
    rows = who_pays(calculate(case)).set_index("name")
    assert rows.loc["A", ["outlay", "gain", "net"]].tolist() == [750_000, 0, -750_000]
    assert rows.loc["B", ["outlay", "gain", "net"]].tolist() == [0, 900_000, 900_000]


def test_the_smallest_transfer_makes_losers_whole_and_no_more(ips: Case) -> None:
    found = smallest(parties(calculate(ips)))
    state = found.table.set_index("name").loc["Stat inkl. tilskud"]
    assert state["net"] == pytest.approx(299_375 - 3_635_710, abs=1)
    assert state["after"] == pytest.approx(0)
    assert found.total == pytest.approx(-state["net"])
    assert found.table["after"].sum() == pytest.approx(1_071_273, abs=1)


amounts = st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=6)


@given(amounts)
@example([-0.004])
def test_after_the_smallest_transfer_nobody_is_worse_off_and_nothing_is_lost(
    net: list[float],
) -> None:
    found = smallest(pd.DataFrame({"name": [str(i) for i in range(len(net))], "net": net}))
    after = found.table["after"]
    assert after.sum() == pytest.approx(sum(net), abs=1e-3)
    if found.possible:
        assert after.min() >= -0.01
        assert found.total == pytest.approx(-sum(n for n in net if n < 0), abs=0.01)
    else:
        assert sum(net) < 0
        assert found.total == 0


def test_equal_return_gives_every_krone_of_outlay_the_same_net_result() -> None:
    table = pd.DataFrame(
        {
            "name": ["Kommune", "Region", "Stat"],
            "net": [400.0, 300.0, -100.0],
            "outlay": [100.0, 0.0, 200.0],
        }
    )
    after = equal_return(table).table["after"]
    assert after.tolist() == pytest.approx([200.0, 0.0, 400.0])
    assert not equal_return(table.assign(outlay=0.0)).possible


def test_the_result_a_budget_can_see_leaves_out_what_is_not_cash(
    undiscounted: Callable[..., Case], flat: DiscountSchedule
) -> None:
    def seen(**stated: Any) -> pd.Series:
        case = undiscounted(konsekvenser=consequence({0: -30}, **stated))
        table = cash_table(case, DiscountSchedule.flat(0.0, "prøve"))
        return table.set_index("name").loc["Kommune", ["total", "cash", "not_cash", "unstated"]]

    assert seen(realiserbar="kontant").tolist() == [150_000, 150_000, 0, 0]
    assert seen(realiserbar="ikke-kontant").tolist() == [150_000, -750_000, 900_000, 0]
    assert seen().tolist() == [150_000, -750_000, 0, 900_000]
    assert seen(realiserbar="delvis").tolist() == [150_000, -300_000, 450_000, 0]
    partly = seen(realiserbar="delvis", kontant_andel="20 %")
    assert partly.tolist() == pytest.approx([150_000, -570_000, 720_000, 0])


def test_an_assumed_cash_share_is_marked_as_assumed(undiscounted: Callable[..., Case]) -> None:
    for stated, assumed in (({}, True), ({"kontant_andel": "20 %"}, False)):
        case = undiscounted(konsekvenser=consequence({0: -1}, realiserbar="delvis", **stated))
        assert realisable_table(case)["assumed"].tolist() == [assumed]
