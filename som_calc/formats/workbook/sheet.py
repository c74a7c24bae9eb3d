"""A worksheet that spends no time on what this workbook never holds.

xlsxwriter looks through every formula for some thirty functions newer than the file format,
which takes half of the time of a workbook.  That is skipped here only where the result is the
same, byte for byte; anything else goes the ordinary way.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import CellFormulaTuple, Worksheet

OLD_FUNCTIONS = frozenset(
    ("ABS", "AND", "EXACT", "IF", "INDEX", "LOOKUP", "MATCH", "MAX", "MIN", "NOT", "OR", "ROUND",
     "ROUNDDOWN", "ROUNDUP", "SUM", "SUMIF", "SUMPRODUCT", "TEXT")
)  # fmt: skip
"""Functions that the file format has always had: their names stand as they are."""
_CALLED = re.compile(r"([A-Z][A-Z0-9.]*)\(")


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A worksheet for numbers, texts and formulas of :data:`OLD_FUNCTIONS`."""

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0
    ) -> Any:
        plain = formula[:1] == "=" and formula[-1:] != "}" and _all_old(formula)
        if not plain or self.constant_memory or self._check_dimensions(row, col):
            return super()._write_formula(row, col, formula, cell_format, value)
        self.table[row][col] = CellFormulaTuple(formula[1:], cell_format, value)
        return 0


def _all_old(formula: str) -> bool:
    return OLD_FUNCTIONS.issuperset(_CALLED.findall(formula))


@lru_cache(maxsize=1024)
def column_name(col: int, fixed: bool = False) -> str:
    """The letters of a column (from 0), behind a ``$`` when it is fixed."""
    return str(xl_col_to_name(col, fixed))


def address(row: int, col: int, row_fixed: bool = False, col_fixed: bool = False) -> str:
    """A cell's address, e.g. ``C5`` or ``$C$5``; rows and columns count from 0."""
    return f"{column_name(col, col_fixed)}{'$' if row_fixed else ''}{row + 1}"
