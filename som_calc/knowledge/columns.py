"""What one column of a knowledge table may hold, and how its cells are read.

Cells come as text (CSV) or as Excel gives them (numbers, dates, yes/no).  A column is read
in one go; equal cells are read once, so that tens of thousands of rows cost little.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from som_calc.case import danish_input as read
from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS

_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_MADE_A_DATE = re.compile(
    r"\d{1,2}[-./]\s?(\d{1,2}|jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?"
    r"([-./ ]\d{2,4})?|(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*[-. ]\d{2,4}",
    re.IGNORECASE,
)
Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class ColumnSpec:
    """One column: its Danish name, the kind of its cells, and what it means.

    ``kind`` is a key of :data:`KINDS`, or ``valg`` with the allowed words in ``words``.
    ``unit`` is printed in the exported table schema.
    """

    name: str
    kind: str
    meaning: str
    required: bool = False
    words: tuple[str, ...] = ()
    unit: str | None = None

    def reader(self) -> Reader:
        """Turns one filled cell into a value; raises ``ValueError`` with a Danish sentence."""
        return _choice(self.words) if self.kind == "valg" else KINDS[self.kind]


def read_cells(column: ColumnSpec, cells: list[Any]) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values of a column, and (position, Danish complaint) for what cannot be read.

    An empty cell gives None; a complaint too, where the column is required.
    """
    reader = column.reader()
    # 1 and True are equal but not the same cell; texts, which are most, need no such care.
    keys = [cell if cell.__class__ is str else (cell.__class__, cell) for cell in cells]
    known = {
        key: _one(column, reader, key if key.__class__ is str else key[1]) for key in set(keys)
    }
    values = [known[key][0] for key in keys]
    wrong = []
    if any(complaint is not None for _, complaint in known.values()):
        told = ((position, known[key][1]) for position, key in enumerate(keys))
        wrong = [(position, text) for position, text in told if text is not None]
    return values, wrong


def _one(column: ColumnSpec, reader: Reader, cell: Any) -> tuple[Any, str | None]:
    if is_empty(cell):
        return None, f"mangler; {_example(column)}" if column.required else None
    try:
        return reader(cell), None
    except ValueError as error:
        return None, str(error)


def slug(text: str) -> str:
    """A name as an id.

    >>> slug("Bostøtte (§ 85)")
    'bostoette-85'
    """
    kept = "".join(c if c.isalnum() else "-" for c in fold(text).replace("_", "-"))
    return "-".join(part for part in kept.split("-") if part)


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _example(column: ColumnSpec) -> str:
    if column.name in PRICE_FIELDS:
        return "skriv 0, hvis betaleren ikke har en udgift"
    if column.name == "kilde":
        return "skriv, hvor tallet kommer fra"
    return f"skriv {column.meaning[:1].lower()}{column.meaning[1:]}"


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        raise ValueError(f"{_shown(cell)} er en dato i Excel; formatér cellen som tekst")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _numeric(parse: Reader) -> Reader:
    def reading(cell: Any) -> Any:
        if isinstance(cell, dt.datetime | dt.date):
            raise ValueError(
                f"{_shown(cell)} er en dato i Excel, ikke et tal; "
                "formatér cellen som tal, og skriv tallet igen"
            )
        if isinstance(cell, str) and _MADE_A_DATE.fullmatch(cell.strip()):
            raise ValueError(
                f"»{cell.strip()}« ligner en dato, som Excel har lavet af et tal; "
                "formatér kolonnen som tekst, og skriv tallet igen"
            )
        return parse(cell)

    return reading


def _date(cell: Any) -> dt.date:
    serial = _serial(cell)
    if serial is not None:
        day = _EXCEL_DAY_ZERO + dt.timedelta(days=serial)
        raise ValueError(f"»{serial}« er Excels nummer på en dato; skriv {day.isoformat()}")
    return read.parse_date(cell)


def _serial(cell: Any) -> int | None:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return int(text) if re.fullmatch(r"[2-7]\d{4}", text) else None


def _choice(words: tuple[str, ...]) -> Reader:
    known = {fold(word): word for word in words}

    def reading(cell: Any) -> str:
        word = known.get(fold(str(cell)))
        if word is None:
            raise ValueError(f"»{cell}« er ikke en mulighed; vælg mellem {', '.join(words)}")
        return word

    return reading


def _shown(cell: dt.date) -> str:
    return f"»{cell.day}.{cell.month}.{cell.year}«"


def _year(cell: Any) -> int:
    return read.parse_year(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)


KINDS: dict[str, Reader] = {
    "id": _text,
    "tekst": _text,
    "tal": _numeric(read.parse_number),
    "antal": _numeric(read.parse_count),
    "andel": _numeric(read.parse_share),
    "kr": _numeric(read.parse_kroner),
    "år": _numeric(_year),
    "dato": _date,
    "ja/nej": read.parse_yes_no,
}
"""Kind of cell → its reader."""


def table_schema_types() -> Iterator[tuple[str, str]]:
    """Each kind with its type in the Frictionless table schema."""
    yield from {
        "id": "string",
        "tekst": "string",
        "valg": "string",
        "tal": "number",
        "antal": "integer",
        "andel": "number",
        "kr": "number",
        "år": "year",
        "dato": "date",
        "ja/nej": "boolean",
    }.items()
