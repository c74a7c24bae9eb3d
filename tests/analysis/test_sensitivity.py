"""Tornado, two-way map, horizons and scenarios."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from som_calc.analysis.checks import analysis_problems
from som_calc.analysis.scenarios import scenario_table
from som_calc.analysis.sensitivity import horizons, success_by_cost, tornado
from som_calc.api import calculate, discount_schedule_of
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.knowledge.discount import DiscountSchedule


def test_aabenraa_ips_at_3_5_and_7_pct_gives_the_published_results(ips: Case) -> None:
    table = scenario_table(ips, discount_schedule_of).set_index(["scenario", "name"])["net"]
    assert round(table["Mereffekt 5\u00a0pct.", "I alt"]) == 1_071_273
    assert round(table["Mereffekt 7\u00a0pct.", "I alt"]) == 3_199_856
    assert round(table["Mereffekt 7\u00a0pct.", "Kommune"]) == 6_015_234
    low = calculate(ips, success_rate=0.03).by_actor()
    assert table["Mereffekt 3\u00a0pct.", "I alt"] == pytest.approx(low["I alt"])


def test_flere_unge_at_5_and_9_pct_lies_evenly_around_the_published_result(
    flere_unge: Case,
) -> None:
    table = scenario_table(flere_unge, discount_schedule_of).set_index(["scenario", "name"])["net"]
    assert table["Grundscenarie", "I alt"] == pytest.approx(1_165_723, abs=1.0)
    ends = table["Mereffekt 5\u00a0pct.", "I alt"] + table["Mereffekt 9\u00a0pct.", "I alt"]
    assert ends / 2 == pytest.approx(table["Grundscenarie", "I alt"])


def test_a_named_scenario_changes_any_field_of_the_case(
    small_case: Callable[..., Case],
) -> None:
    case = small_case(
        diskonteringsrente="0 %",
        scenarier=[
            {
                "navn": "Selvfinansieret og kortere",
                "ændringer": {"tilskud.Pulje.andel": "0 %", "periode.horisont": 1},
            }
        ],
    )
    table = scenario_table(case, discount_schedule_of).set_index(["scenario", "name"])["net"]
    assert table["Grundscenarie", "Kommune"] == pytest.approx(-750_000 + 3 * 300_000)
    assert table["Selvfinansieret og kortere", "Kommune"] == pytest.approx(-1_000_000 + 300_000)
    assert table["Selvfinansieret og kortere", "Statslig tilskud"] == pytest.approx(0.0)


def test_a_scenario_that_names_no_field_is_refused_with_its_name(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(scenarier=[{"navn": "Skæv", "ændringer": {"mereffekkt": "7 %"}}])
    with pytest.raises(CaseError) as caught:
        scenario_table(case, discount_schedule_of, "sag.yaml")
    assert str(caught.value).startswith("sag.yaml: scenarier.Skæv")
    assert "mereffekt" in str(caught.value)
    assert analysis_problems(case, flat, "sag.yaml") == caught.value.problems


def test_the_shipped_cases_can_all_be_analysed(ips: Case, flere_unge: Case, example: Case) -> None:
    for case in (ips, flere_unge, example):
        assert analysis_problems(case, discount_schedule_of(case)) == []


def test_the_tornado_is_ranked_and_tells_own_ranges_from_our_default(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(
        mereffekt={"værdi": "10 %", "usikkerhed": {"interval": ["4 %", "12 %"]}},
        deltagere={"værdi": {2026: 100}, "usikkerhed": {"fordeling": "fast"}},
    )
    table = tornado(case, flat)
    assert (np.diff(table["swing"]) <= 0).all()
    rows = table.set_index("id")
    assert "deltagere" not in rows.index
    own = rows.loc["mereffekt"]
    assert (own["low"], own["high"], own["stated"]) == (0.04, 0.12, True)
    assert own["basis"] == "95\u00a0pct.-interval"
    assert own["net_low"] == pytest.approx(calculate_at(case, flat, 0.04), abs=1e-6)
    cost = rows.loc["omkostninger.1.pr_år"]
    assert (cost["low"], cost["high"], cost["stated"]) == (800_000, 1_200_000, False)
    assert cost["basis"] == "antaget ±20\u00a0pct."
    assert cost["net_low"] > cost["base"] > cost["net_high"]


def calculate_at(case: Case, schedule: DiscountSchedule, rate: float) -> float:
    from som_calc.engine.calculate import calculate as run_engine

    return float(run_engine(case, schedule, success_rate=rate).by_actor()["I alt"])


def test_a_rate_is_never_varied_beyond_what_is_possible(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    table = tornado(small_case(mereffekt="95 %"), flat).set_index("id")
    assert table.loc["mereffekt", "high"] == 1.0


def test_the_break_even_line_runs_where_the_map_changes_sign(
    ips: Case, rates: DiscountSchedule
) -> None:
    grid, line = success_by_cost(ips, rates, "Kommune uden tilskud")
    at = line.set_index("cost_factor")["break_even"]
    assert at[1.0] == pytest.approx(0.04488, abs=5e-6)
    for row in grid.itertuples():
        if abs(row.success_rate - at[row.cost_factor]) > 1e-9:
            assert (row.net > 0) == (row.success_rate > at[row.cost_factor])


def test_a_longer_horizon_is_worth_what_the_engine_says(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    table = horizons(small_case(), flat).set_index(["horizon", "name"])
    assert table.index.get_level_values(0).unique().tolist() == [1, 2, 3, 5, 10]
    longest = table.loc[(10, "I alt")]
    assert longest["net"] == pytest.approx(calculate_at(small_case(), flat, 0.1))
    assert longest["cut"]
    assert table.loc[(1, "I alt"), "net"] < table.loc[(3, "I alt"), "net"]


def test_a_success_rate_without_its_own_uncertainty_takes_the_studys_interval(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    study = {"undersøgelse": "Forsøget", "evidensniveau": 1, "interval": ["6 %", "15 %"]}
    row = tornado(small_case(evidens=[study]), flat).set_index("id").loc["mereffekt"]
    assert (row["low"], row["high"], row["stated"]) == (0.06, 0.15, True)
    assert row["basis"] == "interval i »Forsøget«"
    own = {"værdi": "10 %", "usikkerhed": {"udsving": "10 %"}}
    stated = tornado(small_case(evidens=[study], mereffekt=own), flat).set_index("id")
    assert stated.loc["mereffekt", "low"] == pytest.approx(0.09)
