"""Two faults in different tables of one case are both told, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from som_calc import check_case
from tests.promises import cases
from tests.promises.reading import som
from tests.promises.test_what_slips_in import THREE, first_row, form

Tree = dict[str, Any]


def unknown_group(tree: Tree) -> None:
    tree["indsats"]["målgruppe"] = "maalgruppe-uden-tabel"


def unknown_study(tree: Tree) -> None:
    tree["evidens"] = ["studie-uden-tabel"]


def sum_of_costs(tree: Tree) -> None:
    tree["omkostninger"].append({"navn": "I alt", "pr_år": {2026: 500_000, 2027: 490_000}})


def undivided_price(tree: Tree) -> None:
    tree["priser"][1] = {"ydelse": "Botilbud", "enhed": "uger", "brutto": 4_000}


def wordy_participants(tree: Tree) -> None:
    tree["deltagere"] = {2026: "en del"}


def scenario_of_nothing(tree: Tree) -> None:
    tree["scenarier"] = [{"navn": "Færre", "ændringer": {"deltagerne": 3}}]


def rate_above_all(tree: Tree) -> None:
    tree["mereffekt"] = "700 %"


def grant_of_nothing(tree: Tree) -> None:
    tree["tilskud"] = [{"navn": "Pulje"}]


def misspelt_consequence(tree: Tree) -> None:
    tree["konsekvenser"][0]["hovedomraade_navn"] = "Job"


def interval_backwards(tree: Tree) -> None:
    saved = {"værdi": 900, "usikkerhed": {"interval": [2_000, 800]}}
    tree["alternativ"] = [{"navn": "Vejledning", "pr_deltager": saved}]


def unfinished_text(tree: Tree) -> None:
    tree["rapport"] = {"tekster": {"baggrund": "Skriv her, hvorfor I gør det"}}


def course_without_end(tree: Tree) -> None:
    tree["periode"]["til"] = 2020


FAULTS: dict[Callable[[Tree], None], str] = {
    unknown_group: "»maalgruppe-uden-tabel« findes ikke",
    unknown_study: "»studie-uden-tabel« findes ikke",
    sum_of_costs: "»I alt« ligner en sum",
    undivided_price: "prisen kan ikke deles",
    wordy_participants: "»en del« er ikke et tal",
    scenario_of_nothing: "»deltagerne« er ikke et felt",
    rate_above_all: "»700 %« er over 100 %",
    grant_of_nothing: "tilskuddet »Pulje« har intet beløb",
    misspelt_consequence: "ukendt felt",
    interval_backwards: "intervallet går baglæns",
    unfinished_text: "teksten er ikke skrevet færdig",
    course_without_end: "2020",
}


def problems_of(tree: Tree, folder: Path, overrides: list[str] | None = None) -> str:
    path = folder / "sag.yaml"
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return "\n".join(map(str, check_case(path, overrides or []).problems))


@pytest.mark.parametrize("one", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_is_told_beside_any_other(one: Callable[[Tree], None], tmp_path: Path) -> None:
    for other in list(FAULTS)[list(FAULTS).index(one) + 1 :]:
        tree = cases.tree_of(THREE)
        one(tree)
        other(tree)
        said = problems_of(tree, tmp_path)
        assert FAULTS[one] in said, f"{other.__name__} hides {one.__name__}: {said}"
        assert FAULTS[other] in said, f"{one.__name__} hides {other.__name__}: {said}"


def test_all_faults_at_once_are_all_told(tmp_path: Path) -> None:
    tree = cases.tree_of(THREE)
    for plant in FAULTS:
        plant(tree)

    said = problems_of(tree, tmp_path)

    assert [words for words in FAULTS.values() if words not in said] == []


def test_what_is_set_on_the_command_line_hides_nothing(tmp_path: Path) -> None:
    tree = cases.tree_of(THREE)
    sum_of_costs(tree)
    unknown_study(tree)

    said = problems_of(tree, tmp_path, ["mereffekten=7%"])

    assert "»mereffekten« er ikke et felt" in said
    assert FAULTS[sum_of_costs] in said
    assert FAULTS[unknown_study] in said


def test_a_fault_tells_of_itself_only(tmp_path: Path) -> None:
    """What cannot be looked up is not told once more as wrong where it stands."""
    for plant in (unknown_group, unknown_study, undivided_price):
        tree = cases.tree_of(THREE)
        plant(tree)
        said = problems_of(tree, tmp_path).splitlines()
        assert [line for line in said if FAULTS[plant] not in line] == []


def test_a_forms_pointers_hide_no_row_that_sums_the_others(tmp_path: Path) -> None:
    path = form(tmp_path)
    book = openpyxl.load_workbook(path)
    uncertain, costs, prices = book["Usikkerhed"], book["Omkostninger"], book["Priser"]
    row = next(n for n in range(1, 50) if str(uncertain.cell(n, 1).value) == "#felter") + 1
    for offset, name in enumerate(("konsekvenser.1.ændring", "priser.2.kommune")):
        uncertain.cell(row + offset, 2).value = name
        uncertain.cell(row + offset, 3).value = "10 %"
    at = first_row(costs, "omkostninger")
    keys = {str(costs.cell(at - 1, col).value): col for col in range(1, costs.max_column + 1)}
    last = at + 2
    costs.cell(last, keys["navn"]).value = "I alt"
    costs.cell(last, min(col for key, col in keys.items() if key.startswith("pr_år."))).value = 9e5
    where = first_row(prices, "priser")
    columns = {str(prices.cell(where - 1, col).value): col for col in range(1, 20)}
    prices.cell(where, columns["kommune"]).value = "=1/0"
    book.save(path)

    said = som("tjek", path).output

    assert "»konsekvenser.1.ændring« peger på en linje" in said
    assert "»priser.2.kommune« peger på en linje" in said
    assert "»I alt« ligner en sum" in said
    assert "formlen er ikke regnet ud" in said


def test_a_cost_model_hides_nothing_and_is_not_hidden(tmp_path: Path) -> None:
    tree = cases.tree_of(THREE)
    del tree["omkostninger"]
    tree["omkostningsmodel"] = {
        "fra": 2026, "til": 2027, "hold": {2026: 2}, "deltagere_pr_hold": 10,
        "ressourcer": [
            {"navn": "Mentor", "beløb": 4_000},
            {"navn": "Lokale", "beløb": 900, "år": 2026},
        ],
        "tilskud": [{"navn": "Pulje"}],
    }  # fmt: skip
    unknown_study(tree)
    interval_backwards(tree)

    said = problems_of(tree, tmp_path)

    assert "har intet beløb" in said
    assert FAULTS[unknown_study] in said
    assert FAULTS[interval_backwards] in said
