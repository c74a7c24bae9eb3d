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


@pytest.mark.parametrize("name", ["Summercamp", "Totalentreprise", "Samtaler"])
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
