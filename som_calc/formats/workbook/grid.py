"""The sheet Beregning as a grid: labels to the left, present value, then years to the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from som_calc.formats.workbook.book import KR, MUTED, Book
from som_calc.formats.workbook.expr import CellTerm, Term, area, exact, sumproduct

SHEET = "Beregning"
FIRST = 5
"""First year column; to its left stand name, actor, committee, area and present value."""
NAME, ACTOR, COMMITTEE, AREA, PRESENT = range(5)


@dataclass
class GridRow:
    """One row of the grid."""

    cells: list[CellTerm]
    actor: CellTerm
    committee: CellTerm
    area: CellTerm
    present: CellTerm | None = None


@dataclass
class GridRows:
    """Consecutive rows, so that formulas can range over them."""

    rows: list[GridRow] = field(default_factory=list)

    def column(self, place: int) -> Term:
        """The cells of one year over all rows; follows to the right when copied."""
        return area([row.cells[place] for row in self.rows], follow="col")

    def labels(self, which: str) -> Term:
        """The labels (``actor``, ``committee`` or ``area``) over all rows."""
        return area([getattr(row, which) for row in self.rows])

    def present_where(self, which: str, wanted: CellTerm) -> Term:
        """Present value of the rows whose label is ``wanted``."""
        values = area([row.present for row in self.rows if row.present is not None])
        return sumproduct(exact(self.labels(which), wanted.col) * values)

    def column_where(self, which: str, wanted: CellTerm, place: int) -> Term:
        """One year's sum over the rows whose label is ``wanted``."""
        return sumproduct(exact(self.labels(which), wanted.col) * self.column(place))


def joined_sum(parts: list[Term]) -> Term:
    """The sum of some terms; 0 when there are none."""
    result = Term("0", 0.0)
    for place, part in enumerate(parts):
        result = part if place == 0 else result + part
    return result


class Grid:
    """Writes rows downwards on Beregning."""

    def __init__(self, book: Book, width: int) -> None:
        self.book = book
        self.width = width
        self.row = 3

    def band(self, words: str, note: str = "") -> None:
        """Open a part."""
        self.row += 1
        self.book.heading(SHEET, self.row, words, FIRST + self.width)
        self.row += 1
        if note:
            self.book.text(SHEET, self.row, 0, note, font_color=MUTED, italic=True)
            self.row += 1

    def head(self, labels: list[str], cells: Sequence[Term | int] = ()) -> list[CellTerm]:
        """A header row: labels, then years (formulas) or years after the course (numbers)."""
        row = self.row
        for col in range(FIRST + self.width):
            self.book.header(SHEET, row, [""], col)
        for offset, label in enumerate(labels):
            align = "right" if offset >= PRESENT else "left"
            self.book.header(SHEET, row, [label], offset, align=align)
        look = {"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "bottom_color": MUTED}
        written = []
        for place, cell in enumerate(cells):
            col = FIRST + place
            if isinstance(cell, int):
                done = self.book.number(SHEET, row, col, cell, num_format="0", **look)
            else:
                done = self.book.put(SHEET, row, col, cell, num_format="0", **look)
            written.append(done)
        self.row += 1
        return written

    def line(
        self,
        name: str,
        cell: Callable[[int], Term],
        count: int,
        *,
        actor: str = "",
        committee: str = "",
        service_area: str = "",
        present: Callable[[list[CellTerm], GridRow], Term] | None = None,
        num_format: str = KR,
        bold: bool = False,
    ) -> GridRow:
        """One row: ``cell(place)`` for each of ``count`` columns, and its present value."""
        book, row = self.book, self.row
        book.text(SHEET, row, NAME, name, bold=bold)
        labels = [
            book.text(SHEET, row, col, words, font_color=MUTED, bold=bold)
            for col, words in ((ACTOR, actor), (COMMITTEE, committee), (AREA, service_area))
        ]
        written = GridRow([], *labels)
        written.cells = [
            book.put(SHEET, row, FIRST + place, cell(place), num_format=num_format, bold=bold)
            for place in range(count)
        ]
        if present is not None:
            written.present = book.put(
                SHEET, row, PRESENT, present(written.cells, written), num_format=KR, bold=True
            )
        self.row += 1
        return written
