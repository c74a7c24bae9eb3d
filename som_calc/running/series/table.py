"""A table of variants (CSV or Excel): one row per variant, one column per field of the case."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from som_calc.case.danish_input import unmistakable
from som_calc.case.excel_file import open_workbook, used_rows
from som_calc.case.problems import CaseError, Problem
from som_calc.case.text_file import read_bytes

MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 300

NAME_COLUMNS = ("navn", "sag", "variant")
ENDINGS = (".csv", ".xlsx")

_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True)
class Variant:
    """A row: its name and ``felt=værdi`` for each cell that is filled in."""

    name: str
    overrides: tuple[str, ...]


def is_table(path: str | Path) -> bool:
    """Whether a file is a table of variants, by its ending."""
    return Path(path).suffix.lower() in ENDINGS


def read_table(path: str | Path) -> list[Variant]:
    """The variants of a table.

    The first row names the fields in dotted Danish (``mereffekt``, ``deltagere.2025``); a
    column ``navn`` names the variants, which otherwise are numbered.  Empty cells leave the
    case's own value; rows without any value are skipped.

    Raises:
        CaseError: the file cannot be read, a column has values but no name, or two columns
            have the same name.
    """
    path = Path(path)
    if not path.is_file():
        raise CaseError.single(path, "findes ikke", "angiv en tabel i CSV eller xlsx")
    rows = list(_csv_rows(path) if path.suffix.lower() == ".csv" else _xlsx_rows(path))
    if not rows:
        raise CaseError.single(path, "tabellen er tom", "skriv feltnavne i første række")
    header = [cell.strip() for cell in rows[0]]
    problems = _header_problems(path, header, rows[1:])
    if problems:
        raise CaseError(problems)
    folded = [name.casefold() for name in header]
    named = next((folded.index(name) for name in NAME_COLUMNS if name in folded), None)
    found = []
    for number, row in enumerate(rows[1:], 1):
        values = {
            field: row[place].strip()
            for place, field in enumerate(header)
            if field and place != named and place < len(row) and row[place].strip()
        }
        own = row[named].strip() if named is not None and named < len(row) else ""
        if values or own:
            overrides = tuple(f"{field}={value}" for field, value in values.items())
            found.append(Variant(own or f"{path.stem}-{number:03d}", overrides))
    return found


def _header_problems(path: Path, header: list[str], rows: list[list[str]]) -> list[Problem]:
    problems = []
    width = max(len(header), *(len(row) for row in rows)) if rows else len(header)
    for place in range(width):
        name = header[place] if place < len(header) else ""
        filled = any(place < len(row) and row[place].strip() for row in rows)
        if not name and filled:
            problems.append(
                Problem(str(path), 1, None, f"kolonne {place + 1} har intet navn", "skriv et felt")
            )
        if name and name in header[:place]:
            problems.append(Problem(str(path), 1, name, "kolonnen står to gange", "behold den ene"))
    return problems


def _csv_rows(path: Path) -> Iterator[list[str]]:
    content = read_bytes(path, MAX_BYTES)
    try:
        wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what Excel on Danish Windows writes
    if "\x00" in text:
        right = "gem den som »CSV UTF-8«"
        raise CaseError.single(path, "tabellen er gemt i et tegnsæt, der ikke kan læses", right)
    lines = text.splitlines()
    stated = _SEPARATOR.fullmatch(lines[0].strip()) if lines else None
    if stated:  # Excel's own way of saying what separates the cells
        del lines[0]
    delimiter = stated[1] if stated else max(";\t,", key=lines[0].count) if lines else ";"
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise CaseError.single(
            path, "en celle er for lang", "skriv højst 100.000 tegn", line=reader.line_num
        ) from None


def _xlsx_rows(path: Path) -> Iterator[list[str]]:
    for _, row in used_rows(open_workbook(path, MAX_BYTES).worksheets[0], MAX_ROWS, MAX_COLUMNS):
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A cell as a Dane would write it in a case file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        percent = "%" in (cell.number_format or "")
        plain = format(value * 100 if percent else value, ".12g").replace(".", ",")
        return f"{plain} %" if percent else unmistakable(plain)
    return str(value)
