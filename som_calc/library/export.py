"""Views as JSON and CSV.

CSV is what Danish Excel opens with a double click: UTF-8 with a byte order mark, semicolons,
decimal comma.  A text that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from som_calc.library.record import CaseRecord
from som_calc.library.rows import flat_row
from som_calc.library.schema import CASES

COLUMNS = [name for name in CASES if name not in {"nr", "tekst"}]
JSON_TYPE = "application/json; charset=utf-8"
CSV_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_json(data: Any) -> bytes:
    """JSON as it is written everywhere: UTF-8, indented, a line feed at the end."""
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def to_csv(table: Iterable[Sequence[Any]]) -> bytes:
    """Rows, header first, as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in table:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return no_formula(value) if isinstance(value, str) else str(value)


def no_formula(text: str) -> str:
    """The text as a spreadsheet takes it for a text: an apostrophe before what looks like one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def cases_table(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """Rows of ``sager`` as a table, header first."""
    return [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)]


def case_table(record: CaseRecord) -> list[list[Any]]:
    """One case as a table of one row."""
    return cases_table([flat_row(record)])


def all_rows(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every current case, by title."""
    found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM sager ORDER BY titel, nr")
    return [dict(zip(COLUMNS, tuple(row), strict=True)) for row in found]
