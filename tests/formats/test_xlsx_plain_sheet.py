"""The fast worksheet writes what xlsxwriter's own writes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from som_calc.formats.workbook.sheet import PlainSheet, address

FORMULAS = (
    "=1+1",
    "=SUM(A1:A3)*IF(A1<2,1,0)",
    '=EXACT(A1,"a&b>c")',
    "=XLOOKUP(A1,A2:A9,B2:B9)",
    "=SUM(SORT(A1:A9))",
    "{=SUM(A1:A2)}",
)


def _book(kind: type[Worksheet], formulas: tuple[str, ...]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Ark", kind)
    look = book.add_format({"bold": True})
    values: list[Any] = [1.5, -0.0, 1e-20, 3, True, "tekst", "", "#N/A"]
    for row, formula in enumerate(formulas):
        for place, value in enumerate(values):
            sheet.write_formula(row, place, formula, look if place % 3 else None, value)
    sheet.write_number(20, 0, 1234567.891, look)
    sheet.write_number(20, 1, 2)
    sheet.write_string(20, 2, "a < b & c", look)
    sheet.write_string(20, 3, "uden")
    sheet.write_blank(20, 30, None, look)
    sheet.set_row(21, 30, look)
    sheet.write_number(21, 0, 3)
    book.set_properties({"created": dt.datetime(2020, 1, 1)})
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_cell_is_written_as_by_the_ordinary_worksheet(formula: str) -> None:
    assert _book(PlainSheet, (formula,)) == _book(Worksheet, (formula,))


def test_a_function_newer_than_the_format_keeps_its_prefix() -> None:
    with zipfile.ZipFile(io.BytesIO(_book(PlainSheet, ("=XLOOKUP(A1,A2:A9,B2:B9)",)))) as file:
        assert b"_xlfn.XLOOKUP(" in file.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("fixed", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("place", [(0, 0), (8, 25), (99, 26), (1048575, 16383)])
def test_an_address_is_the_one_excel_uses(place: tuple[int, int], fixed: tuple[bool, bool]) -> None:
    assert address(*place, *fixed) == xl_rowcol_to_cell(*place, *fixed)
