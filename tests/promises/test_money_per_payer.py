"""Own financing, grants and savings: per payer, and in one price year."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.oracle import frame
from tests.promises import cases, reading
from tests.promises.reading import number, report


@pytest.mark.parametrize("seed", range(200, 225))
def test_the_oracle_and_the_product_agree_on_random_cases(seed: int, tmp_path: Path) -> None:
    case = cases.random_case(seed)
    found = reading.data(cases.write(tmp_path, case))
    right = frame.net(case)
    for actor in ("I alt", *frame.PARTIES):
        assert found["nettoresultat"][actor] == pytest.approx(right[actor], abs=0.01), actor


REGION = cases.plain(
    omkostninger=[
        {"navn": "Klinik", "pr_år": {2026: 433_000, 2027: 219_000}, "betaler": "Region"},
        {"navn": "Koordinator", "pr_år": {2026: 88_500}},
    ]
)
STATE = cases.plain(omkostninger=[{"navn": "Forsøg", "pr_år": {2026: 700_000}, "betaler": "Stat"}])
GRANTED = cases.plain(
    omkostninger=[
        {"navn": "Klinik", "pr_år": {2026: 433_000}, "betaler": "Region"},
        {"navn": "Koordinator", "pr_år": {2026: 288_500}},
    ],
    tilskud=[{"navn": "Pulje", "andel": 0.4, "giver": "Stat"}],
)
PAYERS = {"region": REGION, "state": STATE, "granted": GRANTED}


@pytest.mark.parametrize("name", PAYERS)
def test_own_financing_is_what_the_kommune_pays_itself(name: str) -> None:
    case = PAYERS[name]
    rows = report(cases.text_of(case)).rows("finansiering")
    right = frame.financing(case, "Kommune")
    (own,) = [c for row, c in rows.items() if re.search(r"^(Kommunens e|E)genfinansiering", row)]
    assert number(own[-1]) == pytest.approx(right["own"], abs=0.51)


@pytest.mark.parametrize("name", PAYERS)
def test_what_region_and_state_pay_stands_in_rows_of_their_own(name: str) -> None:
    case = PAYERS[name]
    rows = report(cases.text_of(case)).rows("finansiering")
    for party, word in (("Region", "egion"), ("Stat", "tat")):
        paid = frame.financing(case, party)["gross"]
        if paid:
            found = [c for row, c in rows.items() if word in row and "ilskud" not in row]
            assert any(number(c[-1]) == pytest.approx(paid, abs=0.51) for c in found), rows


@pytest.mark.parametrize("name", ["region", "state"])
def test_who_pays_nothing_is_not_told_what_the_effort_may_cost_at_most(name: str) -> None:
    case = PAYERS[name]
    free = {**case, "omkostninger": [], "tilskud": []}
    page = report(cases.text_of(case))
    assert frame.net(free)["Kommune"] > 0
    rows = page.rows("hoejst-koste")
    said = page.notes("hoejst-koste") + page.said("foelsomhed")
    if "underskud, selv hvis den var gratis" in said:
        for row in ("Kommune", "Kommune uden tilskud"):
            assert "findes ikke" not in " ".join(rows.get(row, [])), rows[row]


OLD = cases.plain(
    alternativ=[{"navn": "Vejledning", "pr_deltager": 12_400, "prisniveau": 2021}],
    prisindeks={"værdier": {2021: 80.0, 2026: 100.0}},
)


def test_what_is_saved_per_participant_is_told_in_the_cases_price_year() -> None:
    page = report(cases.text_of(OLD))
    for said in (page.page_one, page.said("sagsfremstilling")):
        found = re.search(r"sparer ([\d.]+) kr\. pr\. deltager", said)
        if found:
            assert found[1] == "15.500", said


def test_savings_of_several_price_years_are_summed_after_conversion() -> None:
    case = cases.plain(
        alternativ=[
            {"navn": "Vejledning", "pr_deltager": 12_400, "prisniveau": 2021},
            {"navn": "Kursus", "pr_deltager": 3_000},
        ],
        prisindeks={"værdier": {2021: 80.0, 2026: 100.0}},
    )
    page = report(cases.text_of(case))
    found = re.search(r"sparer ([\d.]+) kr\. pr\. deltager", page.page_one)
    assert found
    assert found[1] == "18.500"


def test_savings_of_two_payers_are_not_called_the_kommunes() -> None:
    case = cases.plain(
        alternativ=[
            {"navn": "Vejledning", "pr_deltager": 9_000},
            {"navn": "Ambulatorium", "pr_deltager": 5_000, "betaler": "Region"},
        ]
    )
    page = report(cases.text_of(case))
    assert not re.search(r"kommunen sparer 14\.000 kr\.", page.words)


def test_gross_cost_is_told_in_the_cases_price_year() -> None:
    case = cases.plain(
        omkostninger=[
            {"navn": "Mentorer", "pr_år": {2026: 400_000}, "prisniveau": 2021},
            {"navn": "Husleje", "pr_år": {2026: 100_000}},
        ],
        prisindeks={"værdier": {2021: 80.0, 2026: 100.0}},
    )
    page = report(cases.text_of(case))
    assert number(page.rows("finansiering")["Bruttoudgift"][-1]) == 600_000
    assert "600.000 kr." in page.said("oekonomi")


WITHOUT_COMMITTEE = cases.plain(
    omkostninger=[
        {"navn": "Mentorer", "pr_år": {2026: 500_000}, "udvalg": "Socialudvalget"},
        {"navn": "Lokaler", "pr_år": {2026: 240_000}},
    ],
    alternativ=[{"navn": "Vejledning", "pr_deltager": 2_000}],
)


def test_costs_and_savings_without_a_committee_go_to_ovrige_udvalg(tmp_path: Path) -> None:
    found = reading.data(cases.write(tmp_path, WITHOUT_COMMITTEE))["udvalg"]
    case = WITHOUT_COMMITTEE
    social = [i for i in frame.bookings(case) if i.committee == "Socialudvalget"]
    assert found["Socialudvalget"] == pytest.approx(frame.worth(case, social), abs=0.01)
    rest = frame.net(case)["Kommune"] - frame.worth(case, social)
    assert found["Øvrige udvalg"] == pytest.approx(rest, abs=0.01)


def test_a_grant_without_a_committee_goes_to_ovrige_udvalg(tmp_path: Path) -> None:
    case = cases.plain(
        omkostninger=[
            {"navn": "Mentorer", "pr_år": {2026: 500_000}, "udvalg": "Socialudvalget"},
            {"navn": "Kurser", "pr_år": {2026: 90_000}, "udvalg": "Børneudvalget"},
        ],
        tilskud=[{"navn": "Pulje", "pr_år": {2026: 120_000}, "giver": "Stat"}],
    )
    found = reading.data(cases.write(tmp_path, case))["udvalg"]
    assert found["Socialudvalget"] == pytest.approx(-500_000, abs=0.01)


def test_tjek_says_which_lines_have_no_committee(tmp_path: Path) -> None:
    said = reading.told("tjek", cases.write(tmp_path, WITHOUT_COMMITTEE))
    assert "Øvrige udvalg" in said
    assert "Lokaler" in said


@pytest.mark.parametrize(
    "grant",
    [
        {"navn": "Pulje", "pr_år": {2026: 1_700_000}, "giver": "Stat"},
        {"navn": "Fond", "pr_år": {2026: 700_000, 2027: 500_000}, "giver": "Ekstern"},
    ],
    ids=["ten times in one year", "a foundation above the cost"],
)
def test_a_grant_above_the_cost_is_asked_about_in_kroner(
    grant: dict[str, object], tmp_path: Path
) -> None:
    case = cases.plain(tilskud=[grant])
    said = reading.told("tjek", cases.write(tmp_path, case))
    assert re.search(r"tilskud", said.split("sag.yaml", 1)[1])
    assert "i orden" not in said


def test_a_grant_that_covers_the_whole_cost_is_asked_about(tmp_path: Path) -> None:
    case = cases.plain(
        tilskud=[{"navn": "Fond", "pr_år": {2026: 612_340, 2027: 498_760}, "giver": "Ekstern"}]
    )
    said = reading.told("tjek", cases.write(tmp_path, case))
    assert "ilskud" in said.split("sag.yaml", 1)[1]


def test_share_and_kroner_together_above_the_cost_are_asked_about(tmp_path: Path) -> None:
    case = cases.plain(
        tilskud=[
            {"navn": "Pulje", "andel": 0.7, "giver": "Stat"},
            {"navn": "Fond", "pr_år": {2026: 400_000}, "giver": "Ekstern"},
        ]
    )
    said = reading.told("tjek", cases.write(tmp_path, case))
    assert "ilskud" in said.split("sag.yaml", 1)[1]


def test_a_year_with_a_grant_but_no_cost_is_asked_about(tmp_path: Path) -> None:
    case = cases.plain(
        tilskud=[{"navn": "Pulje", "pr_år": {2026: 100_000, 2031: 80_000}, "giver": "Stat"}]
    )
    said = reading.told("tjek", cases.write(tmp_path, case))
    assert "2031" in said


@pytest.mark.parametrize("share", [0.44, 0.25])
def test_no_sentence_says_the_state_gets_most_when_it_gives_more_than_it_gets(
    share: float,
) -> None:
    case = cases.plain(
        mereffekt=0.012, tilskud=[{"navn": "Pulje", "andel": share, "giver": "Stat"}]
    )
    rows = frame.net(case)
    assert frame.state_with_grant(rows) < 0 < rows["Stat"]
    page = report(cases.text_of(case))
    assert not re.search(r"(?i)\bstaten får", page.figure_heading("side1") + page.page_one)


def test_the_grant_is_told_as_a_share_of_the_kommunes_own_cost() -> None:
    page = report(cases.text_of(GRANTED))
    found = re.search(r"[Ss]taten betaler ([\d,]+) pct\. af ([^.,;]+)", page.words)
    assert found
    whole = frame.financing(GRANTED, "Kommune")["grants"] / (433_000 + 288_500)
    if "kommunens" not in found[2]:
        assert float(found[1].replace(",", ".")) / 100 == pytest.approx(whole, abs=0.006)
