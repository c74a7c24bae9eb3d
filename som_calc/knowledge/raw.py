"""Knowledge tables as they lie in files: header, cells and where each row stands.

CSV is UTF-8 (with or without byte order mark) with semicolons, as Danish Excel writes it,
or with commas; the header decides.  Lines that begin with ``#`` and empty rows are left
out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError, Problem
from som_calc.case.text_file import read_text

MAX_BYTES = 50_000_000


@dataclass
class RawTable:
    """Cells as written.  ``places[i]`` is the row number (from 1) of ``rows[i]`` in the file.

    ``letters`` holds the column letters of a sheet, which then take part in messages;
    empty for CSV.  ``own_letters`` holds those that differ in a row, by position
    of row and column.
    """

    file: str
    header: list[str]
    rows: list[list[Any]]
    places: list[int]
    sheet: str | None = None
    letters: tuple[str, ...] = ()
    own_letters: dict[tuple[int, int], str] = field(default_factory=dict)

    def problem(
        self, row: int | None, column: int | str | None, wrong: str, right: str = ""
    ) -> Problem:
        """A problem at a row (position in ``rows``) and column (position or name).

        ``;`` in ``wrong`` parts what is wrong from what would be right.
        """
        if not right:
            wrong, _, right = wrong.partition("; ")
        position = column if isinstance(column, int) else None
        if position is None and column in self.header:
            position = self.header.index(str(column))
        name = self.header[position] if position is not None else column
        place: int | str | None = None if row is None else self.places[row]
        if self.sheet is not None:
            place = self._cell(row, position)
        return Problem(self.file, place, None if name is None else str(name), wrong, right)

    def _cell(self, row: int | None, position: int | None) -> str:
        """``Ark!C7``, ``Ark!række 7`` or ``Ark``."""
        if row is None:
            return str(self.sheet)
        letter = ""
        if position is not None:
            usual = self.letters[position] if self.letters else ""
            letter = self.own_letters.get((row, position), usual)
        return f"{self.sheet}!{letter or 'række '}{self.places[row]}"


def read_csv(path: Path) -> RawTable:
    """The cells of a CSV file.

    Raises:
        CaseError: not UTF-8 (names the likely encoding), no header, or rows with another
            number of cells than the header; every such row is told.
    """
    text = read_text(path, wanted="en CSV-fil", max_bytes=MAX_BYTES)
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    mark = max(";,\t", key=first.count)
    if not first or not first.count(mark):
        raise CaseError.single(
            path,
            "første linje rummer ikke kolonnenavne",
            "skriv dem med semikolon imellem, fx »id;navn;kilde«",
            line=1,
        )
    header: list[str] = []
    table = RawTable(str(path), header, [], [])
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    before = 0
    for cells in _cells(reader, path):
        number, before = before + 1, reader.line_num
        if not cells or cells[0].startswith("#") or not "".join(cells).strip():
            continue
        if not header:
            header.extend(cell.strip() for cell in cells)
            continue
        if len(cells) < len(header):
            cells += [""] * (len(header) - len(cells))
        elif len(cells) > len(header):
            extra, cells = cells[len(header) :], cells[: len(header)]
            if any(cell.strip() for cell in extra):
                problems.append(_too_long(path, number, len(header), len(extra), mark))
                continue
        table.rows.append(cells)
        table.places.append(number)
    if problems:
        raise CaseError(problems)
    return table


def _cells(reader: Any, path: Path) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        raise CaseError.single(
            path, "en celle er for lang", "skriv højst 100.000 tegn", line=reader.line_num
        ) from None


def _too_long(path: Path, line: int, wanted: int, extra: int, mark: str) -> Problem:
    right = "sæt felter, der rummer skilletegnet, i anførselstegn"
    if mark == ",":
        right = (
            "kommaet skiller felterne i denne fil; gem den med semikolon, "
            "eller sæt tal med decimalkomma i anførselstegn"
        )
    wrong = f"rækken har {wanted + extra} felter, men der er {wanted} kolonner"
    return Problem(str(path), line, None, wrong, right)
