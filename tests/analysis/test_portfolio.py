"""Several efforts side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from som_calc.analysis.portfolio import (
    Entry,
    cash_need,
    overlaps,
    portfolio,
    rank_probabilities,
    ranking,
    together,
)
from som_calc.analysis.runner import drawn_values
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
    told = rf"forskelligt prisniveau.*»{cases[0].title}« {cases[0].price_year}, .*« 2025"
    with pytest.raises(CaseError, match=told):
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


def from_source(
    rate: str, price: object = None, correlation: float | None = None
) -> dict[str, Any]:
    """Fields of a case whose success rate, and price when given, come from »Konjunktur«."""
    source = {"fælles_kilde": "Konjunktur", "fordeling": "normal"}
    fields: dict[str, Any] = {
        "mereffekt": {"værdi": rate, "usikkerhed": {"standardfejl": "2 %", **source}}
    }
    if price is not None:
        unsure = {"værdi": price, "usikkerhed": {"standardfejl": 200, **source}}
        fields["priser"] = [
            {
                "ydelse": "Kontanthjælp",
                "enhed": "uger",
                "kommune": unsure,
                "region": 0,
                "stat": 1000,
            }
        ]
    if correlation is not None:
        fields["korrelationer"] = [
            {"fælles_kilde": "Konjunktur", "korrelation": correlation, "kilde": "Prøve"}
        ]
    return fields


def drawn_inputs(entry: Entry) -> np.ndarray:
    """The uncertain values of the first block of draws, one row each."""
    design = entry.draws.design
    return drawn_values(design, design.frame, 0)[sorted(design.uncertain)]


@pytest.mark.parametrize("stated", [None, 0.0, 0.25, 0.8, 1.0])
def test_every_pair_of_values_from_a_source_has_the_correlation_stated_for_it(
    small_case: Callable[..., Case], stated: float | None
) -> None:
    cases = [
        effort(small_case, name, **from_source(rate, price, stated))
        for name, rate, price in (("A", "10 %", 3000), ("B", "22 %", 2500), ("C", "15 %", 4000))
    ]
    rows = np.vstack([drawn_inputs(e) for e in portfolio(cases, discount_schedule_of, 8000)])
    found = np.corrcoef(rows)[np.triu_indices(len(rows), 1)]
    np.testing.assert_allclose(found, 1.0 if stated is None else stated, atol=0.04)


def test_a_correlation_stated_in_one_case_holds_to_the_others_and_each_keeps_its_own_inside(
    small_case: Callable[..., Case],
) -> None:
    one = effort(small_case, "A", **from_source("10 %", 3000))
    other = effort(small_case, "B", **from_source("20 %", correlation=0.5))
    first, second = portfolio([one, other], discount_schedule_of, 8000)
    rate, price = drawn_inputs(first)
    (theirs,) = drawn_inputs(second)
    assert np.corrcoef(rate, price)[0, 1] == pytest.approx(1.0, abs=1e-4)
    assert np.corrcoef(rate, theirs)[0, 1] == pytest.approx(0.5, abs=0.03)


def test_a_value_tied_to_a_shared_one_follows_it_as_its_own_case_states(
    small_case: Callable[..., Case],
) -> None:
    def tied(name: str) -> Case:
        fields = from_source("10 %")
        price = {"værdi": 3000, "usikkerhed": {"standardfejl": 200, "fordeling": "normal"}}
        line = {"ydelse": "Kontanthjælp", "enhed": "uger", "region": 0, "stat": 1000}
        fields["priser"] = [{**line, "kommune": price}]
        pair = {"mellem": ["mereffekt", "priser.1.kommune"], "korrelation": 0.6, "kilde": "Prøve"}
        return effort(small_case, name, **fields, korrelationer=[pair])

    first, second = portfolio([tied("A"), tied("B")], discount_schedule_of, 8000)
    (rate, price), (rate2, price2) = drawn_inputs(first), drawn_inputs(second)
    for a, b, right in ((rate, rate2, 1.0), (rate, price, 0.6), (rate2, price2, 0.6)):
        assert np.corrcoef(a, b)[0, 1] == pytest.approx(right, abs=0.03)


def test_a_negative_correlation_holds_between_two_efforts_and_is_refused_among_three(
    small_case: Callable[..., Case],
) -> None:
    cases = [effort(small_case, n, **from_source("10 %", correlation=-0.7)) for n in "ABC"]
    drawn = [drawn_inputs(e)[0] for e in portfolio(cases[:2], discount_schedule_of, 8000)]
    assert np.corrcoef(drawn[0], drawn[1])[0, 1] == pytest.approx(-0.7, abs=0.03)
    with pytest.raises(CaseError, match="negativ og kan ikke gælde mellem 3 indsatser"):
        portfolio(cases, discount_schedule_of, 10)


def test_two_correlations_for_one_source_are_refused(small_case: Callable[..., Case]) -> None:
    cases = [
        effort(small_case, name, **from_source("10 %", correlation=number))
        for name, number in (("A", 0.5), ("B", 0.8))
    ]
    with pytest.raises(CaseError, match=r"»Konjunktur« \(0,5 og 0,8\)"):
        portfolio(cases, discount_schedule_of, 10)


def test_one_effort_of_two_kommuner_is_two_efforts_with_each_its_luck(
    small_case: Callable[..., Case],
) -> None:
    one = effort(small_case, "A")
    other = one.model_copy(update={"municipality": "Nabo Kommune"})
    first, second = portfolio([one, other], discount_schedule_of, 5000)
    assert first.name != second.name
    assert first.group != second.group
    assert abs(np.corrcoef(first.draws.net[:, 0], second.draws.net[:, 0])[0, 1]) < 0.06


@pytest.mark.parametrize(("theirs", "cut"), [("0,8", "A"), ("0,6", "B")])
def test_an_interaction_both_cases_state_counts_once_and_the_one_that_costs_most(
    small_case: Callable[..., Case], theirs: str, cut: str
) -> None:
    a = effort(small_case, "A", samspil=[{"med": "B", "faktor": "0,7"}])
    b = effort(small_case, "B", samspil=[{"med": "A", "faktor": theirs}])
    for order in ([a, b], [b, a]):
        entries = portfolio(order, discount_schedule_of, 10)
        factors = {entry.name: entry.gain_factor for entry in entries}
        other = "B" if cut == "A" else "A"
        assert factors == {cut: 0.7 if cut == "A" else 0.6, other: 1.0}
        assert [item.mutual for e in entries for item in e.interplays] == [True]
