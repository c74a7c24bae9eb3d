"""Workbooks of reports without a calculation of their own: sums and differences are formulas."""

from __future__ import annotations

import io
import shutil
from typing import Any

import openpyxl
import pytest

from som_calc.document.blocks import kroner, total_column, total_first, total_last, words
from som_calc.document.executed import read_document
from som_calc.document.model import Column, Document, FigureBlock, Row, Sum, Table, TableBlock
from som_calc.formats.workbook.table_sums import sums_of
from som_calc.formats.xlsx import build_workbook
from som_calc.report.followup import follow_up_report
from som_calc.report.followup.programme import programme_report
from som_calc.report.followup.realised import RealisedReport
from som_calc.report.portfolio import portfolio_report
from som_calc.resources import find, shipped
from tests.formats.sample import notebook_of
from tests.formats.workbooks import assert_same_values, change, recalculate

PARAMS = shipped("params")
IPS, YOUNG = PARAMS / "aabenraa-ips.yaml", PARAMS / "aabenraa-flere-unge.yaml"
BRIDGE = "Broen fra »Vedtaget« til »I dag«"


def document_of(report: Any, *parts: str) -> Document:
    blocks = [block for part in ("front", *parts) for block in getattr(report, part)()]
    return read_document(notebook_of(blocks))


def workbook_of(report: Any, *parts: str) -> bytes:
    return build_workbook(document_of(report, *parts))


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    follow_up = (
        "status_part",
        "expected_and_actual",
        "bridge_part",
        "effect_part",
        "forecast_part",
        "basis",
    )
    whole = programme_report([IPS, YOUNG], 2026, title="Ungeløftet")
    return {
        "opfoelgning": document_of(follow_up_report(IPS, 2027), *follow_up),
        "samlet": document_of(whole, "page_one", "efforts", "basis"),
        "realiseret": document_of(
            RealisedReport(find("params", "realiseret/aabenraa-2018-2022.yaml")), "tables"
        ),
        "portefoelje": document_of(
            portfolio_report([IPS, YOUNG]), "order", "sharing", "cash", "basis"
        ),
    }


@pytest.fixture(scope="module")
def books(documents: dict[str, Document]) -> dict[str, bytes]:
    return {name: build_workbook(document) for name, document in documents.items()}


@pytest.fixture(scope="module")
def tables(documents: dict[str, Document]) -> list[Table]:
    return [
        block.table
        for document in documents.values()
        for block in document.blocks()
        if isinstance(block, TableBlock | FigureBlock)
    ]


def formulas(book: bytes) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Tabeller"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {cell.coordinate: cell.value for cell in cells if str(cell.value).startswith("=")}


def bridge_row(sheet: Any, label: str) -> int:
    """The row of a step in the bridge from decided to today."""
    begun = False
    for row in range(1, sheet.max_row + 1):
        begun = begun or str(sheet.cell(row, 1).value).startswith(BRIDGE)
        if begun and sheet.cell(row, 1).value == label:
            return row
    raise AssertionError(label)


def test_every_sum_and_difference_is_a_formula_with_the_value_libreoffice_computes(
    books, require, tmp_path
):
    office = shutil.which("soffice")
    require(office, "LibreOffice (soffice)")
    least = {"opfoelgning": 60, "samlet": 4, "realiseret": 6, "portefoelje": 20}
    for name, book in books.items():
        assert len(formulas(book)) >= least[name], name

    def another_grant(book: Any) -> None:
        sheet = book["Tabeller"]
        cell = sheet.cell(bridge_row(sheet, "Tilskud"), 3)
        cell.value += 1000

    files = {**books, "ændret": change(books["opfoelgning"], another_grant)}
    found = recalculate(str(office), files, tmp_path)
    for name, book in books.items():
        assert assert_same_values(book, found[name]) > 20
    before, after = found["opfoelgning"]["Tabeller"], found["ændret"]["Tabeller"]
    for label in ("Tilskud", "I dag"):
        row = bridge_row(before, label)
        assert after.cell(row, 2).value == pytest.approx(before.cell(row, 2).value + 1000)


def test_the_reader_is_told_what_is_formula_and_nothing_of_an_input_sheet(books):
    for book in books.values():
        sheet = openpyxl.load_workbook(io.BytesIO(book))["Tabeller"]
        assert "summer og forskelle er formler" in sheet["A2"].value
        assert "Input" not in sheet["A2"].value


def table(*columns: list[float | None], sums: list[Sum]) -> Table:
    rows = [Row(cells=[words("x"), *map(kroner, values)]) for values in zip(*columns, strict=True)]
    heads = [Column(label="", kind="kr") for _ in range(len(columns) + 1)]
    return Table(id="t", caption="T", columns=heads, rows=rows, sums=sums)


def texts(given: Table) -> dict[tuple[int, int], str]:
    return {place: term.text for place, term in sums_of(given, 4).items()}


def test_a_cell_is_a_formula_only_where_all_its_parts_are_numbers():
    gap = Sum(of="column", place=3, add=[2], subtract=[1])
    given = table([1, None, 3], [2, 5, 3], [1, None, 0], sums=[gap])
    assert texts(given) == {(0, 3): "C5-B5", (2, 3): "C7-B7"}


def test_totals_come_first_or_last_and_the_first_rule_that_fits_is_used():
    rows = [Row(cells=[])] * 4
    assert texts(table([6, 1, 2, 3], sums=total_first(rows))) == {(0, 1): "SUM(B6:B8)"}
    assert texts(table([1, 2, 3, 6], sums=total_last(rows))) == {(3, 1): "SUM(B5:B7)"}
    across = Sum(of="column", place=1, add=[2, 3])
    both = table([3, 7, 10], [1, 3, 4], [2, 4, 6], sums=[*total_last(rows[:3]), across])
    assert texts(both)[2, 1] == "B5+B6"
    assert texts(both)[0, 1] == "C5+D5"


def test_a_cell_that_differs_from_its_parts_stays_the_number_of_the_report():
    assert texts(table([1, 2, 4], [1, 2, 3], sums=total_last([Row(cells=[])] * 3))) == {
        (2, 2): "C5+C6"
    }


def test_a_total_that_stands_alone_is_a_number():
    only = [Row(cells=[])]
    assert total_first(only) == total_last(only) == total_column(1, 1) == []


def places(given: Table) -> set[tuple[int, int]]:
    """Every cell that a rule of the table is about and whose parts are all numbers."""

    def known(row: int, col: int) -> bool:
        return col < len(given.rows[row].cells) and given.rows[row].cells[col].value is not None

    found = set()
    for rule in given.sums:
        across = rule.of == "column"
        for other in rule.only or range(len(given.rows) if across else len(given.columns)):
            cells = [(other, n) if across else (n, other) for n in (rule.place, *rule.add,
                     *rule.subtract)]  # fmt: skip
            if all(known(*cell) for cell in cells):
                found.add(cells[0])
    return found


def test_every_rule_of_our_reports_holds(tables):
    checked = 0
    for given in tables:
        assert set(sums_of(given, 0)) == places(given), given.id
        checked += len(given.sums)
    assert checked >= 15


@pytest.mark.parametrize("names", [("Tilsammen", "I alt"), ("I alt", "Øvrige")])
def test_cases_may_be_called_as_a_total_is(names, tmp_path):
    files = []
    for number, name in enumerate(names):
        text = IPS.read_text(encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("titel:"))
        effort = "  navn: " + text.split("indsats:\n  navn: ")[1].splitlines()[0]
        text = text.replace(title, f"titel: {name}").replace(effort, f"  navn: {name}", 1)
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, encoding="utf-8")
        files.append(path)
    assert workbook_of(portfolio_report(files), "order", "sharing", "cash", "basis")


def test_a_kommune_that_pays_nothing_has_a_portfolio_too(tmp_path):
    path = tmp_path / "sag.yaml"
    text = IPS.read_text(encoding="utf-8").replace("værdi: 56 %", "værdi: 100 %", 1)
    path.write_text(text, encoding="utf-8")
    assert workbook_of(portfolio_report([path, YOUNG]), "order", "sharing", "cash", "basis")


def test_parts_are_shown_without_the_noise_of_adding_up():
    assert kroner(-4.66e-10).value == 0.0
    assert kroner(-0.4).value == -0.4
