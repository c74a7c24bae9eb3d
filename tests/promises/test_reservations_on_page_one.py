"""What changes the reading of a result stands where the result is first read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import frame
from tests.promises import cases
from tests.promises.reading import Page, report, som, tidy

GRANTS = [
    {"navn": "Statens pulje", "andel": 0.3, "giver": "Stat"},
    {"navn": "Fond", "andel": 0.2, "giver": "Ekstern"},
]


def study(name: str, level: int, effect: str, **more: Any) -> dict[str, Any]:
    return {"undersøgelse": name, "evidensniveau": level, "effekt": effect, "kilde": "B", **more}


def counted(case: cases.Plain, how: str, share: str | None = None) -> Page:
    """The report of the case where every consequence is counted so."""
    tree = cases.tree_of(case)
    for item in tree["konsekvenser"]:
        item["realiserbar"] = how
        if share:
            item["kontant_andel"] = {"værdi": share, "kilde": "A", "status": "lokalt tal"}
    return report(cases.text_of(case, konsekvenser=tree["konsekvenser"]))


def test_page_one_says_that_no_gain_can_be_seen_in_the_budget() -> None:
    case = cases.plain(mereffekt=0.41)
    outlay = frame.financing(case, "Kommune")
    said = counted(case, "ikke-kontant").page_one

    assert outlay["own"] > 0
    assert "Ingen af gevinsterne kan ses i kommunens budget" in said
    assert re.search(r"budget\. Dér er resultatet et underskud på [\d.,]+ (mio\. )?kr\.", said)


def test_page_one_says_when_what_the_budget_sees_is_a_loss() -> None:
    said = counted(cases.plain(mereffekt=0.41), "delvis", "15 %").page_one

    assert "Kun en del af gevinsterne kan ses i kommunens budget" in said


@pytest.mark.parametrize(("how", "share"), [("kontant", None), ("delvis", "95 %")])
def test_nothing_is_said_of_a_budget_that_sees_a_gain(how: str, share: str | None) -> None:
    assert (
        "kan ses i kommunens budget" not in counted(cases.plain(mereffekt=0.6), how, share).page_one
    )


def test_a_best_study_below_the_break_even_stands_on_page_one() -> None:
    studies = [
        study("Et stort forsøg", 1, "2 %", signifikant="ja"),
        study("En før-efter-måling", 3, "30 %", signifikant="ja"),
    ]
    case = cases.plain(mereffekt=0.3)
    assert frame.net(case)["I alt"] > 0 > frame.net(case, 0.02)["I alt"]
    said = report(cases.text_of(case, mereffekt_renset="ja", evidens=studies)).page_one

    assert "»Et stort forsøg«. Dens effekt er 2 pct., og med den giver indsatsen underskud" in said
    assert "før-efter" not in said


def test_a_best_study_above_the_break_even_needs_no_reservation() -> None:
    studies = [study("Et stort forsøg", 1, "28 %", signifikant="ja")]
    said = report(cases.text_of(cases.plain(mereffekt=0.3), evidens=studies)).page_one

    assert "Evidensen" not in said


@pytest.mark.parametrize(("grants", "word"), [(GRANTS, "tilskuddene"), (GRANTS[1:], "tilskuddet")])
def test_several_grants_are_not_one(grants: list[dict[str, Any]], word: str) -> None:
    page = report(cases.text_of(cases.plain(tilskud=grants)))

    assert set(re.findall(r"[Uu]den (tilskudde[nt]e?)\b", page.page_one)) == {word}


RATED = cases.plain(
    deltagere={2026: 20},
    mereffekt=0.2,
    horisont=10,
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 470_000}}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(10), -17)}],
    priser={"Ledighedsydelse": {"kommune": 1_000, "region": 0, "stat": 0}},
)
"""Sixty-eight thousand kr. a year: earned in fixed prices a year before the present value."""


@pytest.mark.parametrize(
    "case", [RATED, cases.plain(), cases.random_case(31), cases.random_case(32)]
)
def test_the_year_with_interest_stands_beside_the_one_without(case: cases.Plain) -> None:
    plain = frame.payback(case, frame.PARTIES, discounted=False)
    rated = frame.payback(case, frame.PARTIES, discounted=True)
    heading = report(cases.text_of(case)).figure_heading("2-2a")
    found = re.search(
        r"tjent ind for det offentlige i (\d{4})(?: \(med rente i (\d{4})\))?", heading
    )

    if rated is None:
        assert found is None
    elif found:
        assert int(found[1]) == plain
        assert (int(found[2]) if found[2] else plain) == rated


def test_the_years_of_the_case_above_differ() -> None:
    years = {frame.payback(RATED, frame.PARTIES, discounted=d) for d in (False, True)}
    assert len(years) == 2
    assert None not in years


def test_all_the_best_years_are_named() -> None:
    heading = report(cases.text_of(RATED)).figure_heading("2-2b")

    assert re.search(r"de bedste år er 20\d\d–20\d\d med 68\.000 kr\. i overskud hvert år", heading)


def test_the_rates_of_a_long_case_are_told_in_order() -> None:
    case = cases.plain(til=2075)
    said = report(cases.text_of(case)).said("metode")

    assert re.search(r"pct\. i år 0–35 og [\d,]+ pct\. derefter;", said), said
    assert "derefter om året" not in said


def test_what_a_share_of_the_uncertainty_is_of_stands_in_the_sentence() -> None:
    spread = {"standardfejl": "4 %", "fordeling": "normal"}
    cost = {"standardfejl": "3 %", "fordeling": "normal"}
    page = report(
        cases.text_of(cases.plain(), usikkerhed={"mereffekt": spread, "omkostninger.1.pr_år": cost})
    )

    assert "For det samlede resultat" in page.said("usikkerhed")


@pytest.mark.parametrize(
    ("net", "said"),
    [
        ("nej", "mereffekt 58 pct. (ikke en nettoeffekt)"),
        ("uoplyst", "mereffekt 58 pct. (ikke oplyst, om det er en nettoeffekt)"),
        ("ja", "mereffekt 58 pct. ·"),
    ],
)
def test_the_terminal_says_what_a_rate_is(net: str, said: str, tmp_path: Path) -> None:
    file = cases.write(tmp_path, cases.plain(mereffekt=0.58), mereffekt_renset=net)
    done = som("beregn", file)

    assert done.exit_code == 0
    assert said in " ".join(tidy(done.output).split())
