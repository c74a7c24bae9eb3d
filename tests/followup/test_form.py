"""The Excel form: written for a person, read back cell for cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from som_calc.api import load_case
from som_calc.case.followup import FollowUp
from som_calc.case.followup_form_writing import form_bytes
from som_calc.case.followup_reading import read_follow_up
from som_calc.case.problems import CaseError
from som_calc.report.followup.form import expected_of


@pytest.fixture
def form(case_file: Path) -> Path:
    folder = case_file.with_suffix("") / "opfoelgning"
    folder.mkdir(parents=True)
    path = folder / "2026.xlsx"
    path.write_bytes(form_bytes(expected_of(case_file, 2026)))
    return path


def fill(path: Path, numbers: dict[tuple[int, str], Any], general: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    for row in book["Tal"].iter_rows(min_row=2, max_col=7):
        key = (row[0].value, row[1].value)
        if key in numbers:
            row[3].value, row[4].value = numbers[key], "Regnskab"
    for row in book["Generelt"].iter_rows(min_row=2, max_col=2):
        if row[0].value in general:
            row[1].value = general[row[0].value]
    book.save(path)


def read(path: Path, case_file: Path) -> FollowUp:
    return read_follow_up(path, load_case(case_file))[0]


def test_a_filled_form_reads_as_it_was_filled(form: Path, case_file: Path) -> None:
    fill(
        form,
        {
            (2025, "Startede"): 31,
            (2025, "Bruttoudgift"): "968.400",
            (2026, "Tilskud"): 1087352.0,
            (2026, "Sparet udgift"): "ukendt",
        },
        {"dato": "31-01-2027", "sammenligning.andel": "26 %", "note": "Foreløbig"},
    )
    found = read(form, case_file)
    assert found.follow_up_year == 2026
    assert found.date.isoformat() == "2027-01-31"
    assert found.years[2025].get("started") == 31
    assert found.years[2025].get("gross_cost") == 968_400
    assert found.years[2025].get("finished") is None
    assert found.years[2026].get("grant_received") == 1_087_352
    assert found.years[2026].get("saved_cost") is None
    assert found.years[2026].saved_cost is not None
    assert found.years[2026].saved_cost.source == "Regnskab"
    assert found.comparison is not None
    assert found.comparison.share is not None
    assert found.comparison.share.value == 0.26
    assert found.note == "Foreløbig"


def test_a_zero_in_the_form_is_a_zero(form: Path, case_file: Path) -> None:
    fill(form, {(2025, "Startede"): 0}, {"dato": "2027-01-31"})
    assert read(form, case_file).years[2025].get("started") == 0


@pytest.mark.parametrize(
    ("numbers", "place", "said"),
    [
        ({(2025, "Startede"): "mange"}, "Tal!D2", "»mange« er ikke et tal"),
        ({(2025, "Startede"): 10, (2025, "Gennemførte"): 11}, "Tal!D3", "11 har gennemført"),
        ({(2026, "Succeser"): 5, (2026, "Observerede"): 4}, "Tal!D16", "5 succeser er flere"),
    ],
)
def test_a_fault_names_its_cell(
    form: Path, case_file: Path, numbers: dict[tuple[int, str], Any], place: str, said: str
) -> None:
    fill(form, numbers, {"dato": "2027-01-31"})
    with pytest.raises(CaseError) as caught:
        read(form, case_file)
    told = [str(problem) for problem in caught.value.problems]
    assert any(f"{form}:{place}: " in line and said in line for line in told), told


def test_the_form_shows_what_was_expected_and_offers_lists(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["Tal"]
    shown = {(row[0].value, row[1].value): row[2].value for row in sheet.iter_rows(min_row=2)}
    assert shown[2025, "Startede"] == 32
    assert shown[2026, "Bruttoudgift"] == pytest.approx(1_966_400)
    assert shown[2026, "Succeser"] == "–"
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert any(rule and "lokalt tal" in rule for rule in lists)


def test_a_workbook_that_is_not_the_form_is_refused(form: Path, case_file: Path) -> None:
    form.write_bytes(b"PK ikke en arbejdsbog")
    with pytest.raises(CaseError, match="filen er ikke en Excelfil"):
        read(form, case_file)
    openpyxl.Workbook().save(form)
    with pytest.raises(CaseError, match="arket »Generelt« mangler"):
        read(form, case_file)
