"""Files that are not what they seem, and numbers no case can hold: refused with their place."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from som_calc import checking
from som_calc.api import calculate, check_case, load_case
from som_calc.case.excel_file import MAX_CELLS, open_workbook, used_rows
from som_calc.case.followup_form_reading import read_form
from som_calc.case.json_schema import case_schema
from som_calc.case.limits import COUNT, KRONER, PLACE, TEXT, YEARS
from som_calc.case.problems import CaseError
from som_calc.case.workbook.reading import read_workbook
from som_calc.case.workbook.writing import workbook_bytes
from som_calc.knowledge.drafting import draft_mapping
from som_calc.knowledge.raw import read_csv
from som_calc.library.building import _copy_files
from som_calc.library.results_csv import results_csv
from som_calc.resources import shipped, source_date
from som_calc.running.series.table import read_table

IPS = shipped("params") / "aabenraa-ips.yaml"
MB = 1_000_000


def book_of(rows: list[list[Any]], far: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if far:
        sheet[far] = "x"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# Stray cells
FAR = ["XFD1048576", "A1048576", "XFD1"]


@pytest.mark.parametrize("far", FAR)
def test_a_stray_cell_at_the_edge_costs_no_more_than_itself(tmp_path: Path, far: str) -> None:
    file = tmp_path / "b.xlsx"
    file.write_bytes(book_of([["navn", "mereffekt"], ["a", 0.03]], far))
    sheet = open_workbook(file, MB).worksheets[0]
    rows = dict(used_rows(sheet, 5_000, 300))
    assert list(rows) == [1, 2]
    assert sum(len(row) for row in rows.values()) == 4
    assert len(sheet._cells) == 5


@pytest.mark.parametrize("far", FAR)
def test_a_stray_cell_changes_nothing_in_a_form_a_series_or_an_import(
    tmp_path: Path, far: str
) -> None:
    table = tmp_path / "t.xlsx"
    table.write_bytes(book_of([["navn", "mereffekt"], ["a", 0.03]], far))
    assert [v.name for v in read_table(table)] == ["a"]
    assert "tabeller:" in draft_mapping(table)

    form = tmp_path / "sag.xlsx"
    form.write_bytes(workbook_bytes(load_case(IPS)))
    before = read_workbook(form).data
    book = openpyxl.load_workbook(form)
    book.worksheets[1][far] = "x"
    book.save(form)
    assert read_workbook(form).data == before


def test_a_workbook_with_too_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_CELLS > 100_000
    monkeypatch.setattr("som_calc.case.excel_file.MAX_CELLS", 3)
    file = tmp_path / "b.xlsx"
    file.write_bytes(book_of([["a", "b"], [1, 2]]))
    with pytest.raises(CaseError, match="4 celler, og der læses højst 3"):
        open_workbook(file, MB)


# Files that are something else
READERS: list[Callable[[Path], Any]] = [read_workbook, read_form, read_table, draft_mapping]


def half_a_zip(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def damaged_inside(whole: bytes) -> bytes:
    place = whole.index(b"xl/worksheets/") + 60
    return whole[:place] + b"\x00" * 80 + whole[place + 80 :]


def without_its_sheet(whole: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if "worksheets" not in name:
                new.writestr(name, old.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    "damage", [half_a_zip, damaged_inside, without_its_sheet, lambda whole: b"PK\x03\x04"]
)
@pytest.mark.parametrize("read", READERS)
def test_a_damaged_workbook_is_told(
    tmp_path: Path, read: Callable[[Path], Any], damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "b.xlsx"
    file.write_bytes(damage(book_of([["navn", "mereffekt"], ["a", 0.03]])))
    with pytest.raises(CaseError, match=r"b\.xlsx: .*Excel"):
        read(file)


@pytest.mark.parametrize("kind", ["fifo", "device"])
@pytest.mark.parametrize("suffix", [".yaml", ".xlsx"])
def test_a_pipe_or_a_device_is_no_case(tmp_path: Path, kind: str, suffix: str) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    file = tmp_path / f"sag{suffix}"
    if kind == "fifo":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    (problem,) = check_case(file).errors
    assert "ikke en almindelig fil" in problem.wrong


def test_a_cell_longer_than_csv_allows_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"navn;mereffekt\na;3 %\nb;{'9' * 140_000}\n", encoding="utf-8")
    for read in (read_table, read_csv):
        with pytest.raises(CaseError, match="en celle er for lang"):
            read(file)


# Digits that are none
@pytest.mark.parametrize("digits", ["²", "۲²", "9" * 5_000])
def test_other_digits_in_a_field_name_are_told(digits: str) -> None:
    found = check_case(IPS, [f"omkostninger.{digits}.navn=x"])
    assert found.errors


@pytest.mark.parametrize("epoch", ["²", "-1", "1e9", "9" * 30, "99999999999"])
def test_a_source_date_that_is_none_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert source_date() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    moment = source_date()
    assert moment is not None
    assert moment.year == 2023


# Limits
@pytest.mark.parametrize(
    ("field", "value", "most"),
    [
        ("deltagere.2025", 10**12, "10.000.000"),
        ("indsats.forløbsvarighed", 10**15, "100"),
        ("tilbageregnede_konsekvenser.tidsprofil.1000000000000000000", 1, "2.150"),
        ("omkostninger.1.pr_år.2025", 10**13, "1.000.000.000.000"),
    ],
)
def test_a_number_beyond_its_limit_is_refused_however_it_is_written(
    tmp_path: Path, field: str, value: int, most: str
) -> None:
    (problem,) = [p for p in check_case(IPS, [f"{field}={value}"]).errors if "højst" in p.right]
    assert problem.right == f"skal være højst {most}"


@pytest.mark.parametrize("date", ["9999-12-31", "0001-01-01", "1. marts 1899"])
def test_a_date_no_case_can_have_is_refused(date: str) -> None:
    (problem,) = check_case(IPS, [f"dato={date}"]).errors
    assert "mellem år 1900 og 2150" in problem.wrong


def test_a_result_that_no_public_budget_can_hold_is_asked_about() -> None:
    assert not [p for p in checking.check_case(IPS).problems if "budget" in p.wrong]
    found = checking.check_case(IPS, ["deltagere.2025=9.000.000"])
    assert found.case is not None
    (question,) = [p for p in found.problems if "offentligt budget" in p.wrong]
    assert question.warning
    assert "2025 er 119 mia. kr. for Kommune" in question.wrong


@pytest.mark.parametrize("how", ["yaml", "form", "option"])
def test_a_text_of_any_length_is_refused_however_it_is_written(tmp_path: Path, how: str) -> None:
    """A cell of Excel cannot hold as much as the limit, but a file can say that one does."""
    long, overrides, file = "x" * (TEXT + 1), [], IPS
    if how == "option":
        overrides = [f"titel={long}"]
    elif how == "form":
        file = tmp_path / "sag.xlsx"
        file.write_bytes(workbook_bytes(load_case(IPS)))
        book = openpyxl.load_workbook(file)
        title = load_case(IPS).title
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            if cell.value == title:
                cell._value = long
        book.save(file)
    else:
        file = tmp_path / "sag.yaml"
        text = IPS.read_text(encoding="utf-8")
        file.write_text(text.replace("titel: ", f"titel: {long} ", 1), encoding="utf-8")
    told = {(problem.field, problem.wrong) for problem in check_case(file, overrides).errors}
    assert ("titel", "teksten har over 30.000 tegn") in told


HALF = "halvt tegn \udcff"


def test_half_a_character_is_told_with_its_line_and_is_written_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "sag.yaml"
    text = IPS.read_text(encoding="utf-8")
    file.write_text(text.replace("titel: ", 'titel: "a\\ud83d" # ', 1), encoding="utf-8")
    (problem,) = check_case(file).errors
    assert problem.field == "titel"
    assert problem.line is not None
    assert "ikke er tekst" in problem.wrong
    (problem,) = check_case(IPS, [f"titel={HALF}"]).errors
    assert "ikke er tekst" in problem.wrong


def test_a_file_name_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/sk\xf8n.yaml"))
    try:
        file.write_bytes(IPS.read_bytes())
    except OSError:
        pytest.skip("file names are always text here")
    (problem,) = check_case(file).errors
    assert "rummer tegn, som ikke er tekst" in problem.wrong


@pytest.mark.parametrize("kind", ["fifo", "device", "dangling"])
@pytest.mark.parametrize("name", ["2026.yaml", "noter.txt"])
def test_what_is_no_file_beside_a_case_is_told_only_where_it_would_be_read(
    tmp_path: Path, kind: str, name: str
) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    odd = tmp_path / "opfoelgning" / name
    odd.parent.mkdir()
    if kind == "fifo":
        os.mkfifo(odd)
    else:
        odd.symlink_to("/dev/zero" if kind == "device" else tmp_path / "findes-ikke")
    (tmp_path / "opfoelgning" / "2027.yaml").write_text("år: 2027\n", encoding="utf-8")
    if name == "noter.txt":
        _copy_files(tmp_path / "opfoelgning", tmp_path / "ud")
        assert [path.name for path in (tmp_path / "ud").iterdir()] == ["2027.yaml"]
        return
    with pytest.raises(CaseError, match=r"2026\.yaml: "):
        _copy_files(tmp_path / "opfoelgning", tmp_path / "ud")


# The terminal
def run(*arguments: str, **given: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "som_calc", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **given)


def test_a_closed_standard_output_ends_quietly() -> None:
    if os.name == "nt":
        pytest.skip("no shell that closes it")
    arguments = [sys.executable, "-m", "som_calc", "tjek", str(IPS)]
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *arguments], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    reader, writer = os.pipe()
    os.close(reader)
    gone = subprocess.run(arguments, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=120)
    os.close(writer)
    assert gone.stderr == ""


@pytest.mark.parametrize("columns", [70, 100])
def test_a_table_is_as_wide_as_the_terminal_says(columns: int) -> None:
    done = run("viden", "vis", "ledighedsydelse", env={**os.environ, "COLUMNS": str(columns)})
    if done.returncode:
        done = run("viden", "find", "unge", env={**os.environ, "COLUMNS": str(columns)})
    table = [line for line in done.stdout.splitlines() if line.startswith(" ")]
    assert max(map(len, table)) <= columns
    assert table


def test_a_formula_in_a_name_is_a_text_in_the_result_as_csv() -> None:
    case = load_case(IPS, ["omkostninger.1.navn==HYPERLINK(1)", "tilskud.1.navn=@x"])
    rows = list(csv.reader(io.StringIO(results_csv(calculate(case)).decode("utf-8"))))
    cells = {cell for row in rows[1:] for cell in row[3:8]}
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {"'=HYPERLINK(1)", "'@x"} <= cells


def test_editors_know_the_limits() -> None:
    said = str(case_schema())
    for limit in (COUNT, KRONER, YEARS):
        assert f"'maximum': {limit}" in said
    assert f"'maxLength': {TEXT}" in said
    assert PLACE > 2_100
