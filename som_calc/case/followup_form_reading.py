"""Reading a filled follow-up form; every value knows its cell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from som_calc.case.excel_file import open_workbook, used_rows
from som_calc.case.file_tree import FileTree, Place
from som_calc.case.file_tree import Path as TreePath
from som_calc.case.followup import NUMBERS
from som_calc.case.followup_form import (
    GENERAL,
    GENERAL_SHEET,
    HEADINGS,
    NUMBERS_SHEET,
    SERVICE_FIELDS,
    SERVICE_HEADINGS,
    SERVICES_SHEET,
)
from som_calc.case.glossary import FIELDS, fold
from som_calc.case.problems import CaseError

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000


def read_form(path: Path) -> FileTree:
    """A filled form as a tree; every value knows its cell.

    Raises:
        CaseError: not a workbook of ours, or a row that cannot be understood.
    """
    book = open_workbook(path, MAX_BYTES)
    missing = [name for name in (GENERAL_SHEET, NUMBERS_SHEET) if name not in book.sheetnames]
    if missing:
        raise CaseError.single(
            path,
            f"arket »{missing[0]}« mangler",
            "brug skemaet fra »som opfoelgning --skema SAG ÅR«",
        )
    reader = _FormReader(str(path))
    price_year = reader.general(book[GENERAL_SHEET])
    reader.numbers(book[NUMBERS_SHEET], price_year)
    if SERVICES_SHEET in book.sheetnames:
        reader.services(book[SERVICES_SHEET])
    return FileTree(str(path), reader.data, reader.places)


class _FormReader:
    """Collects the sheets of a form into one tree."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: dict[str, Any] = {"år": {}}
        self.places: dict[TreePath, Place] = {}

    def general(self, sheet: Any) -> Any:
        """Read *Generelt*; returns the price year and where it stands, or None."""
        known = {fold(field): field for field, _ in GENERAL}
        price_year = None
        for row in _rows(sheet, 2):
            written, value = _text(row[0].value), _value(row[1].value)
            if not written or value is None:
                continue
            field = known.get(fold(written))
            if field is None:
                raise CaseError.single(
                    self.file,
                    f"»{written}« er ikke et felt i skemaet",
                    "ret ikke i kolonnen Felt",
                    line=_place(row[0]),
                )
            if field == "prisniveau":
                price_year = (value, _place(row[1]))
            else:
                self._put(tuple(field.split(".")), value, _place(row[1]))
        return price_year

    def numbers(self, sheet: Any, price_year: Any) -> None:
        """Read *Tal*: one number per row, with source, status and note."""
        known = {fold(FIELDS[name]): FIELDS[name] for name in NUMBERS}
        for row in _rows(sheet, len(HEADINGS)):
            year, written = _text(row[0].value), _text(row[1].value)
            value, rest = _value(row[3].value), [_value(cell.value) for cell in row[4:7]]
            if value is None and not any(rest):
                continue
            field = known.get(fold(written))
            if field is None or not year:
                raise CaseError.single(
                    self.file,
                    "rækken har et tal, men ikke et år og et felt fra skemaet",
                    "ret ikke i kolonnerne År og Felt",
                    line=_place(row[3]),
                )
            if (year in self.data["år"]) and field in self.data["år"][year]:
                raise CaseError.single(
                    self.file,
                    f"{field} for {year} står to gange",
                    "behold én række",
                    line=_place(row[1]),
                )
            base = ("år", year, field)
            self._put((*base, "værdi"), "ukendt" if value is None else value, _place(row[3]))
            for cell, name, text in zip(row[4:7], ("kilde", "status", "note"), rest, strict=True):
                if text is not None:
                    self._put((*base, name), text, _place(cell))
            if price_year is not None:
                self._put(("år", year, "prisniveau"), *price_year)

    def services(self, sheet: Any) -> None:
        """Read *Ydelser*: use before and after."""
        found: list[dict[str, Any]] = []
        for row in _rows(sheet, len(SERVICE_HEADINGS)):
            values = [_value(cell.value) for cell in row]
            if all(value is None for value in values[2:]):
                continue
            entry: dict[str, Any] = {}
            for name, value, cell in zip(SERVICE_FIELDS, values, row, strict=False):
                if value is not None or name in ("før", "efter"):
                    entry[name] = "ukendt" if value is None else value
                    self.places["ydelsesforbrug", len(found), name] = _place(cell)
            if values[6] is not None:
                entry["note"] = values[6]
            if values[5] is not None:
                entry["før"] = {"værdi": entry["før"], "kilde": values[5]}
            found.append(entry)
        if found:
            self.data["ydelsesforbrug"] = found

    def _put(self, path: tuple[str, ...], value: Any, place: str) -> None:
        here = self.data
        for depth, key in enumerate(path[:-1], 1):
            self.places.setdefault(path[:depth], place)
            here = here.setdefault(key, {})
        here[path[-1]] = value
        self.places[path] = place


def _rows(sheet: Any, width: int) -> Iterator[list[Any]]:
    """The rows below the headings, each ``width`` cells wide."""
    for number, row in used_rows(sheet, MAX_ROWS, width, first=2):
        yield [*row, *(sheet.cell(number, column) for column in range(len(row) + 1, width + 1))]


def _place(cell: Any) -> str:
    return f"{cell.parent.title}!{cell.coordinate}"


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _value(value: Any) -> Any:
    """A cell as a case file would have it: texts as written, numbers as numbers."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
