"""What the Excel report is made of: formulas, locks, charts, and nothing that runs."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from som_calc.formats.xlsx import build_workbook
from tests.formats.workbooks import CASES, EXAMPLE, IPS, document_of, find_rows


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    return {name: build_workbook(document_of(name)) for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_no_number_outside_the_inputs_is_typed_in_on_result_and_calculation(
    name: str, workbooks: dict[str, bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbooks[name]))
    typed = [
        cell.coordinate
        for row in book["Resultat"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and cell.column == 2
    ]
    if "Følsomhed" in book.sheetnames:
        fixed = [c for row in book["Følsomhed"].iter_rows() for c in row if c.column > 1]
        assert not [c.coordinate for c in fixed if isinstance(c.value, int | float)]
    published = find_rows(book["Resultat"], "Holdt op mod publicerede")
    assert [at for at in typed if int(at[1:]) < published] == []
    numbers = sum(
        isinstance(cell.value, int | float) for row in book["Beregning"].iter_rows() for cell in row
    )
    formulas = sum(
        str(cell.value).startswith("=") for row in book["Beregning"].iter_rows() for cell in row
    )
    assert formulas > 8 * numbers


def test_input_cells_are_open_and_validated_in_danish_and_the_rest_is_locked_without_password(
    workbooks: dict[str, bytes],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbooks[EXAMPLE]))
    open_cells = 0
    for sheet in book:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    open_cells += 1
                    assert sheet.title in {"Input", "Konsekvenser", "Priser"}
                    assert not str(cell.value).startswith("=")
    assert open_cells > 100
    rules = book["Input"].data_validations.dataValidation
    assert all(rule.errorTitle == "Ugyldig værdi" and rule.error for rule in rules)
    assert {"Mereffekt", "Diskonteringsrente", "Tilskudsandel"} <= set(book.defined_names)


@pytest.mark.parametrize("name", CASES)
def test_every_chart_is_native_and_has_a_danish_alternative_text(
    name: str, workbooks: dict[str, bytes]
) -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks[name])) as parts:
        charts = [part for part in parts.namelist() if part.startswith("xl/charts/chart")]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
        assert len(charts) >= 4
        assert drawing.count('descr="') == len(charts)
        assert "Tallene står i arket Resultat" in drawing
        assert all("Resultat!" in parts.read(chart).decode() for chart in charts)


def test_the_workbook_holds_no_macros_and_no_external_links(workbooks: dict[str, bytes]) -> None:
    for book in workbooks.values():
        with zipfile.ZipFile(io.BytesIO(book)) as parts:
            names = parts.namelist()
            assert not [n for n in names if "vba" in n or "externalLink" in n]
            relations = [parts.read(n).decode() for n in names if n.endswith(".rels")]
            assert not [text for text in relations if 'TargetMode="External"' in text]


def test_the_same_case_gives_the_same_bytes(
    workbooks: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build_workbook(document_of(IPS)) == workbooks[IPS]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    properties = openpyxl.load_workbook(io.BytesIO(build_workbook(document_of(IPS)))).properties
    assert properties.created.isoformat() == "2023-11-14T22:13:20"


def test_every_sheet_prints_on_a4_with_danish_page_numbers(workbooks: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbooks[EXAMPLE]))
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert "af" in sheet.oddFooter.right.text
        assert "Illustrative tal" in sheet.oddHeader.center.text
