"""How tables are written on the sheet Resultat, and where they then stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from som_calc.case.names import ACTORS, TOTAL
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import KR, MUTED, Book
from som_calc.formats.workbook.expr import CellTerm, Term, joined, rounded
from som_calc.formats.workbook.input_sheet import Inputs

SHEET = "Resultat"
NARROWEST = 7
"""Columns every table has, so that the bands line up."""
ORDER = [TOTAL, *ACTORS]
PAGE_ROWS, REPEATED = 43, 2
"""Rows on a printed page, and how many of them are repeated headings."""


@dataclass
class TableCells:
    """Where a table stands, for the charts: labels down, one or more columns of numbers."""

    title: str
    labels: list[CellTerm]
    columns: list[list[CellTerm]]
    heads: list[CellTerm]


@dataclass
class Results:
    """The result tables by SØM's number, and single cells for the front sheet."""

    tables: dict[str, TableCells] = field(default_factory=dict)
    net: dict[str, CellTerm] = field(default_factory=dict)
    break_even: dict[str, CellTerm] = field(default_factory=dict)
    required: dict[str, CellTerm] = field(default_factory=dict)


class Page:
    """Writes tables downwards on Resultat."""

    def __init__(self, book: Book, data: WorkbookData, inputs: Inputs) -> None:
        self.book, self.data, self.inputs = book, data, inputs
        self.row = 3
        self.starts: list[int] = []
        self.width = max(NARROWEST, 2 + len(inputs.rates))

    @property
    def present_value(self) -> str:
        """SØM's words for the unit of a present value."""
        return f"nutidsværdi {self.data.present_value_label}, kr."

    def breaks(self) -> list[int]:
        """Rows before which a new page begins, so that no table is split."""
        ends = [*self.starts[1:], self.row]
        found, top = [], 0
        for start, end in zip(self.starts, ends, strict=True):
            if end - top > PAGE_ROWS and start > top:
                found.append(start)
                top = start - REPEATED
        return found

    def open(
        self, title: str, heads: list[str], *, who: str = "Alle aktører", note: str = ""
    ) -> list[CellTerm]:
        """Band, sub-line and header; returns the header cells."""
        book, data = self.book, self.data
        self.starts.append(self.row)
        book.heading(SHEET, self.row, title, self.width)
        period = joined(f"Periode: {data.first_year}-", self.inputs.last_year)
        line = joined(period, f", {data.price_year}-priser, {who}")
        book.put(SHEET, self.row + 1, 0, line, font_color=MUTED)
        self.row += 2
        if note:
            book.text(SHEET, self.row, 0, note, font_color=MUTED, italic=True)
            self.row += 1
        for col in range(self.width):
            book.header(SHEET, self.row, [""], col)
        book.header(SHEET, self.row, heads)
        cells = [CellTerm(SHEET, self.row, col, label) for col, label in enumerate(heads)]
        self.row += 1
        return cells

    def label(self, words: str, *, bold: bool = False) -> CellTerm:
        return self.book.text(SHEET, self.row, 0, words, bold=bold, text_wrap=True)

    def put(self, col: int, formula: Term, num_format: str = KR, **look: Any) -> CellTerm:
        return self.book.put(SHEET, self.row, col, formula, num_format=num_format, **look)

    def compared(self, cell: CellTerm, reported: float, *, bold: bool = False) -> None:
        """The report's own number and the distance from it, beside ``cell``."""
        at = self.row
        kept = self.book.number(SHEET, at, 2, reported, num_format=KR, font_color=MUTED, bold=bold)
        self.book.put(
            SHEET,
            at,
            3,
            rounded(cell.rel - kept.rel, 2),
            num_format="#,##0;-#,##0;–",
            font_color=MUTED,
        )

    def close(self) -> None:
        self.row += 1
