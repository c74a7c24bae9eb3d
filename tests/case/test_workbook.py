"""The Excel form holds every field of a case, and names the cell of every fault."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from som_calc.api import check_case, check_tree, load_case
from som_calc.case.model import Case, ReportChoices, SectionChoice
from som_calc.case.workbook.reading import read_workbook
from som_calc.case.workbook.writing import workbook_bytes
from som_calc.case.yaml_reader import parse_yaml
from som_calc.case.yaml_writer import to_yaml
from som_calc.resources import shipped
from tests.strategies import case_files

SHIPPED = sorted(shipped("params").glob("*.yaml"))
Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def form_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The illustrative case as a filled form."""
    path = tmp_path_factory.mktemp("skema") / "sag.xlsx"
    path.write_bytes(workbook_bytes(load_case(shipped("params") / "eksempel-hjemloeshed.yaml")))
    return path


@pytest.fixture
def edited(form_path: Path, tmp_path: Path) -> Callable[[Edit], Path]:
    """``edited(change)`` is a copy of the form after ``change(workbook)``, as Excel saves it."""

    def make(change: Edit) -> Path:
        book = openpyxl.load_workbook(form_path)
        change(book)
        path = tmp_path / "rettet.xlsx"
        book.save(path)
        return path

    return make


def cell_of(book: Any, sheet: str, key: str, row: int = 0) -> Any:
    """The cell for a field: its row on a form, or its column in the list's item ``row``."""
    page = book[sheet]
    for cells in page.iter_rows():
        mark = cells[0].value
        if mark == key:
            return cells[2]
        if isinstance(mark, str) and mark.startswith("#liste"):
            for cell in cells:
                if cell.value == key:
                    return page.cell(cells[0].row + 1 + row, cell.column)
    raise AssertionError(key)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_case_survives_excel_and_yaml(path: Path, tmp_path: Path) -> None:
    case = load_case(path)
    form = tmp_path / "sag.xlsx"
    form.write_bytes(workbook_bytes(case))

    assert load_case(form) == case
    assert check_tree(parse_yaml(to_yaml(load_case(form)), "sag.yaml")).case == case


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(case_files())
def test_any_case_written_as_a_form_reads_back_as_the_same_case(
    tmp_path: Path, given_case: dict[str, Any]
) -> None:
    case = Case.model_validate(given_case)
    form = tmp_path / "sag.xlsx"
    form.write_bytes(workbook_bytes(case))

    assert check_tree(read_workbook(form)).case == case


@settings(max_examples=40, deadline=None, derandomize=True)
@given(case_files())
def test_any_case_written_as_yaml_reads_back_as_the_same_case(given_case: dict[str, Any]) -> None:
    case = Case.model_validate(given_case)

    assert check_tree(parse_yaml(to_yaml(case), "sag.yaml")).case == case


def test_awkward_texts_survive_both_ways(tmp_path: Path) -> None:
    base = load_case(shipped("params") / "aabenraa-ips.yaml")
    texts = ["=1+1", "- a: b", "1.0", "ja: nej", "»så«\n\n  indrykket\n", "null", "[x", "@a"]
    chosen = [SectionChoice(id=f"a{n}", heading=text) for n, text in enumerate(texts)]
    report = ReportChoices(sections=chosen, texts=dict.fromkeys(["baggrund"], texts[4]))
    case = base.model_copy(update={"report": report, "title": "1.0", "contact": "x: y # z"})
    form = tmp_path / "sag.xlsx"
    form.write_bytes(workbook_bytes(case))

    assert load_case(form) == case
    assert check_tree(parse_yaml(to_yaml(case), "sag.yaml")).case == case


def test_a_blank_form_names_the_cell_of_every_required_field(tmp_path: Path) -> None:
    path = tmp_path / "tom.xlsx"
    path.write_bytes(workbook_bytes())
    problems = check_case(path).errors
    said = {problem.field: str(problem.line) for problem in problems}

    assert said["titel"] == "Sag!C6"
    assert said["mereffekt"].startswith("Sag!C")
    assert said["omkostninger"].startswith("Omkostninger!B")
    assert all(problem.right == "udfyld cellen" for problem in problems)


def test_numbers_as_text_percent_cells_dates_and_decimal_commas_are_read(edited: Any) -> None:
    def change(book: Any) -> None:
        cell_of(book, "Omkostninger", "pr_deltager", 2).value = "24.000,50 kr."
        rate = cell_of(book, "Sag", "mereffekt")
        rate.value, rate.number_format = 0.07, "0%"
        cell_of(book, "Sag", "dato").value = dt.datetime(2026, 3, 1)
        cell_of(book, "Sag", "følsomhed.mereffekter.1").value = "12,5 pct."
        cell_of(book, "Sag", "periode.fra").value = "2025 "

    case = load_case(edited(change))

    each = case.costs[2].per_participant
    assert each is not None
    assert each.value == 24000.5
    assert case.success_rate.value == 0.07
    assert case.date == dt.date(2026, 3, 1)
    assert case.sensitivity.success_rates[0] == 0.125
    assert case.period.first_year == 2025


def test_a_number_with_three_decimals_is_no_thousand(edited: Any) -> None:
    def change(book: Any) -> None:
        cell_of(book, "Omkostninger", "pr_deltager", 2).value = 240.125
        named = next(r for r in book["Usikkerhed"].iter_rows() if r[0].value == "#felter")
        column = next(c.column for c in named if c.value == "usikkerhed.standardfejl")
        owner = "omkostninger.Støttepersoner.pr_deltager"
        row = next(r[0].row for r in book["Usikkerhed"].iter_rows() if r[1].value == owner)
        book["Usikkerhed"].cell(row, column).value = 12.375

    each = load_case(edited(change)).costs[2].per_participant

    assert each is not None
    assert each.value == 240.125
    assert each.uncertainty is not None
    assert each.uncertainty.standard_error == 12.375


FAULTS: list[tuple[str, str, int, Any, str, str]] = [
    ("Priser", "kommune", 1, "mange", "priser.2.kommune", "»mange« er ikke et tal"),
    ("Priser", "kommune", 0, dt.datetime(2026, 5, 1), "priser.1.kommune", "rummer en dato"),
    ("Priser", "enhed", 2, None, "priser.3.enhed", "mangler"),
    ("Omkostninger", "kategori", 0, "drfit", "omkostninger.1.kategori", "ikke en mulighed"),
    ("Priser", "stat", 0, "38,500", "priser.1.stat", "kan læses på to måder"),
    ("Sag", "mereffekt", 0, 5, "mereffekt", "over 100 %"),
    ("Sag", "periode.fra", 0, "i år", "periode.fra", "ikke et årstal"),
    ("Sag", "titel", 0, "=A1+NAVN", "titel", "formlen er ikke regnet ud"),
    ("Sag", "titel", 0, "#REF!", "titel", "viser fejlen #REF!"),
]


@pytest.mark.parametrize(("sheet", "key", "row", "value", "field", "wrong"), FAULTS)
def test_a_fault_names_sheet_and_cell(
    edited: Any, sheet: str, key: str, row: int, value: Any, field: str, wrong: str
) -> None:
    where: list[str] = []

    def change(book: Any) -> None:
        cell = cell_of(book, sheet, key, row)
        cell.value = value
        where.append(f"{sheet}!{cell.coordinate}")

    problems = [p for p in check_case(edited(change)).errors if p.field and wrong in p.wrong]

    assert [(p.line, p.field.split(".værdi")[0]) for p in problems] == [(where[0], field)]


def test_a_number_under_a_column_without_a_year_is_refused(edited: Any) -> None:
    def change(book: Any) -> None:
        page = book["Omkostninger"]
        keys = next(row for row in page.iter_rows() if row[0].value == "#liste omkostninger")
        column = max(cell.column for cell in keys if cell.value == "pr_år.*")
        page.cell(keys[0].row + 1, column).value = 5

    problems = check_case(edited(change)).errors

    assert [p.wrong for p in problems] == ["mangler år eller navn"]
    assert str(problems[0].line).startswith("Omkostninger!")


def test_rows_columns_and_sheets_may_be_moved(edited: Any, form_path: Path) -> None:
    def change(book: Any) -> None:
        book["Priser"].title = "Vores priser"
        book.move_sheet("Sag", 5)
        book["Deltagere"].insert_rows(4, 3)

    assert load_case(edited(change)) == load_case(form_path)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"PK\x03\x04 ikke en zipfil", "kan ikke læses som en Excel-arbejdsbog"),
        (b"\xd0\xcf\x11\xe0 gammel", "ældre eller kodeordsbeskyttet"),
        (b"navn;pris", "ikke en Excelfil"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_so(tmp_path: Path, content: bytes, wrong: str) -> None:
    path = tmp_path / "sag.xlsx"
    path.write_bytes(content)

    assert [wrong in p.wrong for p in check_case(path).errors] == [True]


def test_another_workbook_is_not_taken_for_a_form(tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    openpyxl.Workbook().save(path)

    assert "ikke et skema til en sag" in str(check_case(path).errors[0])


def test_an_unknown_field_on_the_uncertainty_sheet_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        page = book["Usikkerhed"]
        row = next(r for r in page.iter_rows() if r[0].value == "#felter")[0].row + 1
        page.cell(row, 2).value = "mereffketen"

    problems = check_case(edited(change)).errors

    assert "mente du »mereffekt«?" in str(problems[0])


def warned(path: Path) -> list[tuple[str, str]]:
    """What is told of the form, by cell; its values are as they were."""
    return [(str(p.line), p.wrong) for p in check_case(path).warnings if not p.field]


def table(book: Any, sheet: str, name: str) -> tuple[Any, int, int]:
    """A list's sheet, the row of its keys and its last column."""
    page = book[sheet]
    keys = next(row for row in page.iter_rows() if row[0].value == f"#liste {name}")
    return page, keys[0].row, max(cell.column for cell in keys if cell.value)


@pytest.mark.parametrize("sheet", [("Omkostninger", "omkostninger"), ("Priser", "priser")])
@pytest.mark.parametrize("value", [99_999, "99.999 kr.", "12,345"])
def test_a_number_to_the_right_of_a_table_is_told(
    edited: Any, sheet: tuple[str, str], value: Any
) -> None:
    def change(book: Any) -> None:
        page, keys, last = table(book, *sheet)
        page.cell(keys + 2, last + 2).value = value
        page.cell(keys + 3, last + 2).value = value

    [(place, wrong)] = warned(edited(change))

    assert place.startswith(f"{sheet[0]}!")
    assert "hører ikke til skemaet, og tallene læses ikke" in wrong


def test_a_year_over_a_column_of_ones_own_is_told_and_a_remark_is_not(edited: Any) -> None:
    def year(book: Any) -> None:
        page, keys, last = table(book, "Tilskud", "tilskud")
        page.cell(keys - 1, last + 1).value = 2031

    def remark(book: Any) -> None:
        page, keys, last = table(book, "Tilskud", "tilskud")
        page.cell(keys - 1, last + 1).value = "Vores bemærkninger"
        page.cell(keys + 1, last + 1).value = "Aftalt 3. marts"

    assert ["læses ikke" in wrong for _, wrong in warned(edited(year))] == [True]
    assert warned(edited(remark)) == []


def test_a_column_put_into_a_table_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        page, keys, _ = table(book, "Omkostninger", "omkostninger")
        page.insert_cols(4)
        page.cell(keys + 1, 4).value = 8_000

    assert any(
        place.startswith("Omkostninger!D") and "læses ikke" in wrong
        for place, wrong in warned(edited(change))
    )


def test_a_number_beside_a_form_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        cell_of(book, "Deltagere", "deltagere.*").offset(0, 2).value = 40

    assert ["læses ikke" in wrong for _, wrong in warned(edited(change))] == [True]


def test_a_row_put_into_a_form_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        first = cell_of(book, "Deltagere", "deltagere.*")
        row = first.row + 2
        book["Deltagere"].insert_rows(row)
        book["Deltagere"].cell(row, 2).value = 2033
        book["Deltagere"].cell(row, 3).value = 40

    assert ["indsat række og læses ikke" in wrong for _, wrong in warned(edited(change))] == [True]


def test_a_row_below_a_form_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        page = book["Deltagere"]
        rows = [row[0].row for row in page.iter_rows() if row[0].value == "deltagere.*"]
        page.insert_rows(max(rows) + 1)
        page.cell(max(rows) + 1, 3).value = 40

    assert ["under tabellen og læses ikke" in wrong for _, wrong in warned(edited(change))] == [
        True
    ]


def test_a_hidden_column_that_counts_is_told_once(edited: Any) -> None:
    def change(book: Any) -> None:
        page, keys, _ = table(book, "Priser", "priser")
        column = next(c for c in page[keys] if c.value == "stat")
        page.column_dimensions[column.column_letter].hidden = True

    [(place, wrong)] = warned(edited(change))

    assert place.startswith("Priser!")
    assert wrong.endswith("er skjult, men regnes med")


def test_hidden_columns_in_a_group_are_each_told(edited: Any) -> None:
    def change(book: Any) -> None:
        page, keys, _ = table(book, "Priser", "priser")
        letters = [c.column_letter for c in page[keys] if c.value in ("kommune", "stat")]
        page.column_dimensions.group(letters[0], letters[-1], hidden=True)

    assert len([wrong for _, wrong in warned(edited(change)) if "skjult" in wrong]) >= 2


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_that_counts_is_told(edited: Any, state: str) -> None:
    def change(book: Any) -> None:
        book["Tilskud"].sheet_state = state

    assert warned(edited(change)) == [("Tilskud!A1", "arket er skjult, men regnes med")]


def test_hidden_sheets_and_columns_without_content_are_not_told(edited: Any) -> None:
    def change(book: Any) -> None:
        book["Omkostningsmodel"].sheet_state = "hidden"
        book["Tilskud"].column_dimensions.group("AA", "XFD", hidden=True)

    assert warned(edited(change)) == []


def test_a_hidden_row_of_a_form_and_of_the_uncertainties_is_told(edited: Any) -> None:
    def change(book: Any) -> None:
        book["Sag"].row_dimensions[cell_of(book, "Sag", "mereffekt").row].hidden = True
        page = book["Usikkerhed"]
        first = next(row for row in page.iter_rows() if row[0].value == "#felter")[0].row + 1
        page.row_dimensions[first].hidden = True

    told = warned(edited(change))

    assert [place.split("!")[0] for place, _ in told] == ["Sag", "Usikkerhed"]
    assert all("skjult række" in wrong for _, wrong in told)
