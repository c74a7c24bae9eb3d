"""Files that are not what they seem, and numbers no case can hold: refused with their place."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from som_calc.api import check_case, load_case
from som_calc.case.excel_file import MAX_CELLS, open_workbook, used_rows
from som_calc.case.followup_form_reading import read_form
from som_calc.case.json_schema import case_schema
from som_calc.case.limits import COUNT, KRONER, PLACE, YEARS
from som_calc.case.problems import CaseError
from som_calc.case.workbook.reading import read_workbook
from som_calc.case.workbook.writing import workbook_bytes
from som_calc.knowledge.drafting import draft_mapping
from som_calc.knowledge.raw import read_csv
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


def test_editors_know_the_limits() -> None:
    said = str(case_schema())
    for limit in (COUNT, KRONER, YEARS):
        assert f"'maximum': {limit}" in said
    assert PLACE > 2_100
