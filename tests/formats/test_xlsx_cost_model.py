"""The workbook's sheet Omkostningsmodel reproduces the cost model with formulas."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import som_calc
from som_calc.api import load_case
from som_calc.document.workbook_data import workbook_data
from som_calc.engine.costs.calculation import Costs, work_out
from som_calc.formats.workbook.book import Book
from som_calc.formats.workbook.cost_model_sheet import SHEET, write_cost_model
from som_calc.formats.xlsx import _created
from som_calc.resources import shipped

CASE = load_case(shipped("params") / "eksempel-omkostningsmodel.yaml")


def workbook(length: float = 1.5) -> bytes:
    assert CASE.cost_model is not None
    book = Book(_created("2026-11-22"))
    book.add_sheet(SHEET, "#E0A800")
    write_cost_model(book, CASE.cost_model, length)
    return book.close()


def amounts(page: Any) -> dict[str, float]:
    """Name → the amount in all."""
    return {
        row[0].value: row[5].value
        for row in page.iter_rows()
        if isinstance(row[5].value, int | float) and row[0].value
    }


def engine_amounts(costs: Costs) -> dict[str, float]:
    found = {}
    for line in (*costs.lines, *costs.saved):
        found[line.resource.name] = sum(line.gross.values())
        if line.residual:
            found[f"Restværdi af {line.resource.name}"] = -sum(line.residual.values())
    return found


@pytest.mark.parametrize("length", [0.5, 1.5, 2])
def test_the_sheet_holds_the_engines_amounts_as_formulas(length: float) -> None:
    assert CASE.cost_model is not None
    content = workbook(length)
    shown = amounts(openpyxl.load_workbook(io.BytesIO(content), data_only=True)[SHEET])
    expected = engine_amounts(work_out(CASE.cost_model, length))
    formulas = openpyxl.load_workbook(io.BytesIO(content))[SHEET]

    assert {name: shown[name] for name in expected} == pytest.approx(expected)
    assert all(
        str(row[5].value).startswith("=")
        for row in formulas.iter_rows()
        if row[0].value in expected
    )


def test_the_data_of_the_report_carry_the_cost_model() -> None:
    data = workbook_data(som_calc.calculate(CASE))

    assert CASE.cost_model is not None
    assert type(CASE.cost_model).model_validate(data["cost_model"]) == CASE.cost_model


def test_a_changed_wage_and_number_of_teams_give_the_engines_amounts(
    tmp_path: Path, require: Callable[[Any, str], None]
) -> None:
    office = shutil.which("soffice")
    require(office, "LibreOffice (soffice)")
    assert office is not None
    assert CASE.cost_model is not None
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    for row in book[SHEET].iter_rows():
        if row[0].value == "Mentor":
            row[1].value = 600_000
        if row[0].value == "Planlagte hold":
            row[6].value, row[9].value = 5, 7
    path = tmp_path / "model.xlsx"
    book.save(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "ud", path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    shown = amounts(openpyxl.load_workbook(tmp_path / "ud" / "model.xlsx", data_only=True)[SHEET])

    raw = CASE.cost_model.model_dump(mode="json")
    raw["staff"][0]["yearly_salary"]["value"] = 600_000
    raw["teams"]["value"] |= {"2026": 5, "2029": 7}
    expected = engine_amounts(work_out(type(CASE.cost_model).model_validate(raw), 1.5))
    assert {name: shown[name] for name in expected} == pytest.approx(expected)
