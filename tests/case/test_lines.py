"""Lines that look counted twice are asked about; lines that only look alike are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from som_calc.api import check_case, check_tree
from som_calc.case.yaml_reader import read_yaml
from som_calc.resources import shipped
from tests.promises import cases


def said(folder: Path, **changes: Any) -> str:
    path = cases.write(folder, cases.plain(**changes))
    return "\n".join(str(p) for p in check_case(path).warnings)


def lines(*amounts: int) -> list[dict[str, Any]]:
    return [{"navn": f"Post {n}", "pr_år": {2026: kr}} for n, kr in enumerate(amounts, 1)]


def test_a_subtotal_in_the_middle_is_asked_about(tmp_path: Path) -> None:
    found = said(tmp_path, omkostninger=lines(11_300, 45_210, 8_470, 53_680, 90_000))
    assert "»Post 4« er lig med summen" in found
    assert "Post 5" not in found


def test_a_line_equal_to_one_other_is_no_sum(tmp_path: Path) -> None:
    assert said(tmp_path, omkostninger=lines(11_300, 11_300)) == ""


def test_a_sum_of_other_years_is_no_sum(tmp_path: Path) -> None:
    other = {"navn": "Drift", "pr_år": {2027: 56_510}}
    assert said(tmp_path, omkostninger=[*lines(11_300, 45_210), other]) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Samlet udgift",
        "Samlede omkostninger til personale",
        "Hovedtotal",
        "Mellemsum 1",
        "Løn, samlet",
        "Total budget",
        "Summen",
        "Gennemsnit",
        "Løn (gns.)",
    ],
)
def test_a_line_called_a_sum_or_an_average_is_asked_about_whatever_its_amount(
    name: str, tmp_path: Path
) -> None:
    last = {"navn": name, "pr_år": {2026: 70_001}}
    assert f"»{name}« ligner" in said(tmp_path, omkostninger=[*lines(11_300, 45_210), last])


def test_a_sum_above_its_parts_is_asked_about(tmp_path: Path) -> None:
    found = said(tmp_path, omkostninger=lines(90_000, 53_680, 8_470, 45_210, 77_000))
    assert "»Post 2« er lig med summen af linjerne under den" in found
    assert found.count("lig med summen") == 1


def test_a_sum_in_between_its_parts_is_asked_about(tmp_path: Path) -> None:
    found = said(tmp_path, omkostninger=lines(11_300, 64_980, 45_210, 8_470))
    assert "»Post 2« er lig med summen af linjerne omkring den" in found


def test_a_total_of_subtotals_is_asked_about(tmp_path: Path) -> None:
    found = said(tmp_path, omkostninger=lines(11_300, 45_210, 56_510, 8_470, 3_300, 68_280))
    assert "»Post 3« er lig med summen" in found
    assert "»Post 6« er lig med summen" in found


@pytest.mark.parametrize("at", [0, 1, 3])
@pytest.mark.parametrize("own", ["pr_år", "pr_deltager"])
def test_a_sum_of_amounts_per_participant_is_asked_about(at: int, own: str, tmp_path: Path) -> None:
    """40 people start in 2026 and 31 in 2027; a total of them all stands in the first year."""
    parts = [
        {"navn": "Leje", "pr_år": {2026: 33_333}},
        {"navn": "Mad", "pr_deltager": 517},
        {"navn": "Kørsel", "pr_år": {2027: 20_900}, "pr_deltager": 71},
    ]
    kr = 33_333 + 71 * 517 + 20_900 + 71 * 71
    total: dict[str, Any] = {"navn": "Budget"}
    total[own] = {2026: kr} if own == "pr_år" else round(kr / 71)
    found = said(
        tmp_path, deltagere={2026: 40, 2027: 31}, omkostninger=[*parts[:at], total, *parts[at:]]
    )
    assert "»Budget« er lig med summen" in found


def test_shares_that_happen_to_add_up_are_no_sum(tmp_path: Path) -> None:
    grants = [{"navn": f"Pulje {n}", "andel": share} for n, share in enumerate((0.2, 0.1, 0.1))]
    assert said(tmp_path, tilskud=grants) == ""


def test_a_sum_of_the_cost_models_hours_and_amounts_is_asked_about() -> None:
    """Two types of staff per team and meals per participant, and what they cost in a year."""
    tree = read_yaml(shipped("params") / "eksempel-omkostningsmodel.yaml")
    model = tree.data["omkostningsmodel"]
    model |= {"fra": "2026", "til": "2026", "deltagere_pr_hold": "9", "hold": {"2026": "3"}}
    model["personale"] = [
        {"navn": "Vejleder", "timeløn": "311"},
        {"navn": "Leder", "årsløn": "700.000", "timenorm": "1400"},
    ]
    model["ressourcer"] = [
        {"navn": "Kurser", "pr": "hold", "personaletype": "Vejleder", "timer": "41"},
        {"navn": "Ledelse", "pr": "i alt", "år": "2026", "personaletype": "Leder", "timer": "77"},
        {"navn": "Mad", "pr": "deltager", "beløb": "123"},
        {"navn": "Forløbet", "pr": "år", "beløb": str(3 * 41 * 311 + 77 * 500 + 27 * 123)},
    ]
    found = [str(p) for p in check_tree(tree).warnings]
    assert any("»Forløbet« er lig med summen" in each for each in found)


@pytest.mark.parametrize(
    "name", ["Summercamp", "Totalentreprise", "Samtaler", "Samlet indsats for unge", "Engangssum"]
)
def test_a_word_that_only_begins_like_a_sum_is_no_sum(name: str, tmp_path: Path) -> None:
    first = {"navn": name, "pr_år": {2026: 70_000}}
    assert said(tmp_path, omkostninger=[first, *lines(11_300)]) == ""


def test_the_only_line_may_be_called_a_total(tmp_path: Path) -> None:
    only = {"navn": "Udgifter i alt", "pr_år": {2026: 70_000}}
    assert said(tmp_path, omkostninger=[only]) == ""


def test_the_same_amount_with_another_payer_is_another_line(tmp_path: Path) -> None:
    line = {"navn": "Drift", "pr_år": {2026: 70_000}}
    assert said(tmp_path, omkostninger=[line, {**line, "betaler": "Region"}]) == ""


def test_a_resource_of_the_cost_model_that_stands_twice_is_asked_about() -> None:
    tree = read_yaml(shipped("params") / "eksempel-omkostningsmodel.yaml")
    resources = tree.data["omkostningsmodel"]["ressourcer"]
    resources.append(dict(resources[0]))
    found = [str(p) for p in check_tree(tree).warnings]
    assert any(resources[0]["navn"] in each and "to gange" in each for each in found)
