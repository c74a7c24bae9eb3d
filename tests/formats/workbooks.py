"""The shipped cases as documents for the Excel report."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

import som_calc
from som_calc.document.model import Document, Section
from som_calc.report.decision import DecisionReport
from som_calc.resources import shipped

CASES = sorted(path.stem for path in shipped("params").glob("*.yaml"))
IPS, EXAMPLE = "aabenraa-ips", "eksempel-hjemloeshed"


def result_of(name: str, *changes: str) -> Any:
    return som_calc.calculate(som_calc.load_case(shipped("params") / f"{name}.yaml", list(changes)))


def document_of(name: str, *changes: str) -> Document:
    report = DecisionReport(result_of(name, *changes))
    front, workbook, *blocks = [
        *report.front(),
        *report.section("side1", "indstilling", "oekonomi", "foelsomhed", "forudsaetninger"),
        *report.section("metode", "tabeller", "tjekliste"),
    ]
    sections = [
        Section(spec=spec, blocks=[b for b in blocks if b.section == spec.id])
        for spec in front.sections
    ]
    return Document(front=front, sections=sections, workbook=workbook)


def change(book: bytes, edit: Callable[[Any], None]) -> bytes:
    """What a reader does: open, change cells, save."""
    loaded = openpyxl.load_workbook(io.BytesIO(book))
    edit(loaded)
    out = io.BytesIO()
    loaded.save(out)
    return out.getvalue()


def recalculate(office: str, files: Mapping[str, bytes], folder: Path) -> dict[str, Any]:
    """Every workbook with LibreOffice's own values."""
    for name, book in files.items():
        (folder / f"{name}.xlsx").write_bytes(book)
    command = [
        office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
        *(str(folder / f"{name}.xlsx") for name in files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {
        name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True)
        for name in files
    }


def assert_same_values(stored: bytes, recalculated: Any) -> int:
    """Every stored value is what LibreOffice computes; how many numbers were compared."""
    compared = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(stored), data_only=True):
        other = recalculated[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                value = other[cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert abs(value - cell.value) <= 0.001 + 1e-9 * abs(cell.value), cell
                    compared += 1
                else:
                    assert (value or "") == (cell.value or ""), cell
                    assert not str(value or "").startswith("#"), cell
    return compared


def find_rows(sheet: Any, start: str) -> int:
    """The first row that begins with ``start``; below the last one when none does."""
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "").startswith(start):
            return row
    return sheet.max_row + 1
