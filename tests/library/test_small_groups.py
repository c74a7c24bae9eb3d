"""Counts so small that a person can be recognised are found, also where they must be worked out."""

from __future__ import annotations

import pytest

from som_calc.api import load_case
from som_calc.case.followup import FollowUp
from som_calc.library.privacy import check_files
from som_calc.library.privacy.numbers import small_groups, small_in_follow_ups
from som_calc.library.privacy.tables import table_findings
from som_calc.resources import shipped

IPS = shipped("params") / "aabenraa-ips.yaml"


def follow_up(year: int, **counts: int) -> FollowUp:
    return FollowUp.model_validate(
        {"opfølgningsår": year, "dato": f"{year + 1}-01-31", "år": {2025: counts}}
    )


def told(*follow_ups: FollowUp) -> str:
    return "\n".join(str(finding) for finding in small_in_follow_ups(follow_ups))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"startede": 30, "frafaldne": 3}, "frafaldne: gruppen er kun på 3"),
        ({"startede": 30, "gennemførte": 20, "frafaldne": 8}, "kun 2 er stadig i forløb"),
        ({"succeser": 18, "observerede": 20}, "kun 2 observerede er uden succes"),
    ],
)
def test_small_counts_in_a_follow_up_are_found(counts: dict[str, int], said: str) -> None:
    assert said in told(follow_up(2025, **counts))


def test_a_group_that_shows_between_two_follow_ups_is_found() -> None:
    two = (follow_up(2025, startede=30), follow_up(2026, startede=33))
    assert "er ændret med kun 3 siden opfølgningen i 2025" in told(*two)
    assert told(follow_up(2025, startede=30), follow_up(2026, startede=36)) == ""


def test_uncertainty_given_as_counts_is_found_wherever_it_stands() -> None:
    case = load_case(
        IPS, ["mereffekt.usikkerhed.succeser=18", "mereffekt.usikkerhed.observationer=20"]
    )
    said = "\n".join(str(finding) for finding in small_groups(case))
    assert "kun 2 ud af 20 personer" in said


def test_a_table_tells_of_the_group_that_is_left_and_what_to_hide_with_it() -> None:
    rows = [["Gruppe", "Mænd", "I alt"], ["A", "11", "12"], ["B", "20", "40"]]
    [found] = table_findings("t.csv", rows)
    assert "12 i alt og 11 vist, så resten er 1" in found.wrong
    rows = [["Gruppe", "Mænd", "Kvinder", "Unge", "I alt"], ["A", "3", "9", "20", "32"]]
    [found] = table_findings("t.csv", rows)
    assert "»Mænd« i rækken »A« er kun 3" in found.wrong
    assert "skjul også »Kvinder«" in found.remedy


def test_a_table_of_kroner_and_weeks_is_no_table_of_people() -> None:
    rows = [["Ydelse", "Antal uger", "Kr.", "I alt"], ["A", "3", "2", "12"], ["B", "1", "4", "9"]]
    assert list(table_findings("t.csv", rows)) == []


def test_a_sentence_that_leaves_one_person_is_found_in_what_people_wrote() -> None:
    text = "note: Af 30 sager var 12 deltagere i job, heraf 11 mænd.\n"
    [found] = check_files({"sag.yaml": text.encode()}, written={"sag.yaml"})
    assert "efterlader en gruppe på 1" in found.wrong
    assert not found.final
    plain = "note: 4 ud af 10 unge får job, og 120 deltagere, heraf 60 mænd, var med.\n"
    assert check_files({"sag.yaml": plain.encode()}, written={"sag.yaml"}) == []
