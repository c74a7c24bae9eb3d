"""Several efforts side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from som_calc.analysis.portfolio import (
    cash_need,
    overlaps,
    portfolio,
    rank_probabilities,
    ranking,
    together,
)
from som_calc.api import calculate, discount_schedule_of
from som_calc.case.model import Case
from som_calc.case.problems import CaseError

UNSURE = {"værdi": "10 %", "usikkerhed": {"standardfejl": "4 %"}}


def effort(small_case: Callable[..., Case], name: str, **fields: Any) -> Case:
    case = small_case(titel=name, **{"mereffekt": UNSURE, **fields})
    renamed = case.intervention.model_copy(update={"name": name})
    return case.model_copy(update={"intervention": renamed})


def test_ips_and_flere_unge_are_ranked_and_summed(ips: Case, flere_unge: Case) -> None:
    entries = portfolio([ips, flere_unge], discount_schedule_of, 2000, default_spread=0.2)
    table = ranking(entries)
    assert table["case"].tolist() == [flere_unge.title, ips.title]
    assert table["net"].round().tolist() == [1_165_723, 1_071_273]
    assert table["best"].sum() == pytest.approx(1)
    total = together(entries)
    assert total["net"] == pytest.approx(1_165_723 + 1_071_273, abs=2)
    assert total["p2_5"] < total["mean"] < total["p97_5"]


def test_variants_of_one_effort_meet_the_same_luck_and_different_efforts_do_not(
    small_case: Callable[..., Case],
) -> None:
    a = effort(small_case, "A")
    alone = a.model_copy(update={"title": "A uden tilskud", "grants": []})
    b = effort(small_case, "B")
    drawn = portfolio([a, alone, b], discount_schedule_of, 5000)
    kommune = [e.draws.net[:, e.draws.outcomes.place("Kommune")] for e in drawn]
    np.testing.assert_allclose(kommune[0] - kommune[1], 250_000)
    assert abs(np.corrcoef(kommune[0], kommune[2])[0, 1]) < 0.06
    better = ranking(drawn[:2], "Kommune").set_index("case")["best"]
    assert better["A"] == 1.0


def test_equal_results_share_the_places_they_span() -> None:
    net = np.array([[1.0, 5.0], [1.0, 2.0], [0.0, 9.0]])
    places = rank_probabilities(net)
    np.testing.assert_allclose(places, [[0.25, 0.75, 0.0], [0.25, 0.25, 0.5], [0.5, 0.0, 0.5]])
    np.testing.assert_allclose(places.sum(axis=0), 1)


def test_efforts_for_one_target_group_are_told_to_overlap(small_case: Callable[..., Case]) -> None:
    a, b = effort(small_case, "A"), effort(small_case, "B")
    later = effort(small_case, "C", deltagere={2028: 5})
    table = overlaps(portfolio([a, b, later], discount_schedule_of, 10))
    assert table[["first", "second"]].to_numpy().tolist() == [["A", "B"]]
    assert table["years"][0] == (2026,)
    assert not table["stated"][0]


def test_a_stated_interaction_scales_the_gains_and_nothing_else(
    small_case: Callable[..., Case],
) -> None:
    a = effort(small_case, "A", samspil=[{"med": "B", "faktor": "0,8"}])
    b = effort(small_case, "B")
    entries = portfolio([a, b], discount_schedule_of, 10)
    rows = ranking(entries).set_index("case")
    parts = calculate(a).by_component()["I alt"]
    assert rows.loc["A", "net"] == pytest.approx(parts.sum() - 0.2 * parts["consequence"])
    assert rows.loc["B", "net"] == pytest.approx(parts.sum())
    assert overlaps(entries)["stated"].tolist() == [True]
    assert ranking(portfolio([a], discount_schedule_of, 10))["gain_factor"].tolist() == [1.0]


def test_cash_need_is_what_the_cumulated_result_lacks_per_year_and_committee(
    small_case: Callable[..., Case],
) -> None:
    a, b = effort(small_case, "A"), effort(small_case, "B", periode={"fra": 2025, "til": 2030})
    table = cash_need(portfolio([a, b], discount_schedule_of, 10))
    rows = table.set_index(["case", "committee", "year"])
    assert rows.loc[("A", "A", 2026), "cash_need"] == pytest.approx(750_000)
    assert rows.loc[("I alt", "A", 2031), "cash_need"] == pytest.approx(1_500_000)
    assert rows.loc[("I alt", "B", 2026), "cash_need"] == 0
    assert rows.loc[("I alt", "I alt", 2026), "cumulated"] == pytest.approx(2 * -450_000)
    assert rows.loc[("I alt", "I alt", 2025), "net"] == 0


def test_cases_in_different_price_years_are_not_added(small_case: Callable[..., Case]) -> None:
    cases = [small_case(), small_case(prisniveau=2025)]
    with pytest.raises(CaseError, match="forskelligt prisniveau"):
        portfolio(cases, discount_schedule_of, 10)
    with pytest.raises(CaseError, match="ingen sager"):
        portfolio([], discount_schedule_of, 10)


def test_a_price_from_one_source_errs_alike_in_every_effort(
    small_case: Callable[..., Case],
) -> None:
    unsure = {"værdi": 3000, "usikkerhed": {"udsving": "30 %", "fælles_kilde": "Katalog"}}
    price = {"ydelse": "Kontanthjælp", "enhed": "uger", "region": 0, "stat": 1000}
    efforts = [
        effort(small_case, name, mereffekt="10 %", priser=[{**price, "kommune": unsure}])
        for name in ("A", "B")
    ]
    first, second = portfolio(efforts, discount_schedule_of, 500)
    np.testing.assert_allclose(first.draws.net, second.draws.net)
