"""People are counted and amounts rounded as a Dane does it by hand: a half goes up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from tests.promises import cases
from tests.promises.reading import Page, report

WORDS = ["nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti"]


@cache
def page(people: int, rate: float, net: str = "ja") -> Page:
    case = cases.plain(deltagere={2026: people}, mereffekt=rate)
    return report(cases.text_of(case, mereffekt_renset=net))


def in_words(people: int, rate: float) -> str:
    """»omkring tre«, by exact decimals."""
    exact = people * Decimal(str(rate))
    whole = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    number = WORDS[whole] if whole <= 10 else str(whole)
    return number if exact == whole else f"omkring {number}"


@pytest.mark.parametrize(
    ("people", "rate"),
    [(3, 0.5), (5, 0.5), (9, 0.5), (18, 0.25), (50, 0.14), (290, 0.1), (25, 0.5), (41, 0.07)],
)
@pytest.mark.parametrize("net", ["ja", "nej"])
def test_half_a_person_counts_upwards_and_a_whole_number_is_no_estimate(
    people: int, rate: float, net: str
) -> None:
    said = page(people, rate, net).said("sagsfremstilling")
    after = " flere målet" if net == "ja" else " af dem målet"

    assert f"når {in_words(people, rate)}{after}" in said


@pytest.mark.parametrize(("people", "rate"), [(2, 0.25), (3, 0.3), (160, 0.005), (60, 0.0003)])
@pytest.mark.parametrize("net", ["ja", "nej"])
def test_less_than_one_person_is_told_as_that_everywhere(
    people: int, rate: float, net: str
) -> None:
    found = page(people, rate, net)

    assert "i gennemsnit færre end én" in found.said("sagsfremstilling")
    assert "under én ventet succes" in found.rows("tjekliste")["Er der få personer bag?"][1]
    assert "omkring nul" not in found.words


def test_one_person_exactly_is_one() -> None:
    found = page(50, 0.02)

    assert "når én ekstra deltager målet" in found.said("sagsfremstilling")
    assert "en ventet succes" in found.rows("tjekliste")["Er der få personer bag?"][1]


@pytest.mark.parametrize(
    ("cost", "people", "shown"),
    [
        (611_000, 20, "30.600"),
        (246_600, 12, "20.600"),
        (1_148_000, 8, "144.000"),
        (426_500, 1, "427.000"),
    ],
)
def test_an_amount_halfway_between_two_is_rounded_up(cost: int, people: int, shown: str) -> None:
    costs = [{"navn": "Mentorer", "pr_år": {2026: cost}}]
    case = cases.plain(deltagere={2026: people}, omkostninger=costs)
    said = report(cases.text_of(case)).said("oekonomi")

    assert f"{shown} kr. {'pr. deltager' if people > 1 else 'i alt'}" in said


FEW_KRONER = cases.plain(
    deltagere={2026: 4},
    mereffekt=0.25,
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 7}}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": {0: -0.1}}],
    priser={"Ledighedsydelse": {"kommune": 3, "region": 0, "stat": 1}},
)


def test_amounts_of_a_few_kroner_keep_their_oere_where_whole_kroner_would_lose_their_size() -> None:
    """7 kr. for four people, and 30 + 10 øre saved by the one who reaches the goal."""
    found = report(cases.text_of(FEW_KRONER))
    rows = found.rows("hoejst-koste")

    assert "Indsatsen koster 7 kr. i alt, eller 1,75 kr. pr. deltager" in found.said("oekonomi")
    assert rows["I alt"][:3] == ["1,75", "0,10", "0,40"]
    assert rows["Kommune"][1:3] == ["0,08", "0,30"]
    cost = next(r for r in found.table("vippepunkter") if "Mentorer" in r[0])
    assert cost[1:3] == ["7 kr.", "0,40 kr."]


def test_whole_and_larger_amounts_have_no_oere() -> None:
    costs = [{"navn": "Mentorer", "pr_år": {2026: 46}}]
    found = report(cases.text_of({**FEW_KRONER, "omkostninger": costs}))

    assert "Indsatsen koster 46 kr. i alt, eller 12 kr. pr. deltager" in found.said("oekonomi")
