"""Building blocks' parts: cells, rows and tables with Danish numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from som_calc.case.names import TOTAL
from som_calc.document import danish
from som_calc.document.model import Cell, Column, Row, Sum, Table
from som_calc.document.zero import line_words

if TYPE_CHECKING:
    from som_calc.analysis.break_even import Line

NOISE = 1e-6
"""Kr. (or pieces)."""
ROUNDING = "Rækkerne er afrundet hver for sig; derfor kan summen afvige med en krone."


def words(text: str, notes: Sequence[int] = ()) -> Cell:
    """A cell of text."""
    return Cell(text=text, notes=list(notes))


def kroner(value: float | None, notes: Sequence[int] = (), *, oere: bool = False) -> Cell:
    """A cell in full kroner without unit; ``None`` shows as an en dash.

    ``oere``: amounts that whole kroner would lose the size of get two decimals.
    """
    if value is None:
        return Cell(text="–", notes=list(notes))
    text = danish.number(value, danish.oere(value) if oere else 0)
    return Cell(text=text, value=exact(value), notes=list(notes))


def exact(value: float) -> float:
    """The value without the noise of adding up, which a workbook would show as −0.

    >>> exact(-4.7e-10), exact(-0.4)
    (0.0, -0.4)
    """
    return float(value) if abs(value) > NOISE else 0.0


def share(value: float | None, decimals: int | None = None, notes: Sequence[int] = ()) -> Cell:
    """A cell in %; ``None`` (there is none) is said in words."""
    if value is None:
        return Cell(text="findes ikke", notes=list(notes))
    text = danish.percent_sign(value, decimals)
    return Cell(text=text, value=float(value), notes=list(notes))


def zero(line: Line) -> Cell:
    """A cell with the break-even of a line, in words where gain does not become loss."""
    text = line_words(line, lambda rate: danish.percent_sign(rate, 2))
    return Cell(text=text, value=line.break_even if line.crosses else None)


def plain_number(value: float, decimals: int = 0) -> Cell:
    """A cell with a number of no particular unit."""
    return Cell(text=danish.number(value, decimals), value=exact(value))


def year(value: int) -> Cell:
    """A cell with a calendar year (no thousands separator)."""
    return Cell(text=str(value), value=float(value))


def total_first(rows: Sequence[Row]) -> list[Sum]:
    """The first row is the sum of the others; no rule when it is alone."""
    others = list(range(1, len(rows)))
    return [Sum(of="row", place=0, add=others)] if others else []


def total_last(rows: Sequence[Row], only: Sequence[int] = ()) -> list[Sum]:
    """The last row is the sum of those above; no rule when it is alone.

    Args:
        rows: of the table.
        only: the columns where it holds; all, when none is given.
    """
    above = list(range(len(rows) - 1))
    return [Sum(of="row", place=len(above), add=above, only=list(only))] if above else []


def total_column(count: int, place: int) -> list[Sum]:
    """One of the columns is the sum of the others; no rule when it is alone.

    Args:
        count: columns after the row headers.
        place: which of them (from 1) is the sum.
    """
    others = [other for other in range(1, count + 1) if other != place]
    return [Sum(of="column", place=place, add=others)] if others else []


def amounts_table(
    id: str,
    caption: str,
    first_column: str,
    sums: pd.Series,
    *,
    subline: str | None = None,
    source: str | None = None,
    notes: Sequence[str] = (),
    value_label: str = "Nettoresultat",
) -> Table:
    """A two-column table of kr. with the total row first (SØM's order).

    A rounding note is added where the rounded rows do not sum to the rounded total.
    """
    parts = [danish.rounded(float(value)) for name, value in sums.items() if name != TOTAL]
    off = TOTAL in sums.index and sum(parts) != danish.rounded(float(sums[TOTAL]))
    all_notes = [*([ROUNDING] if off else []), *notes]
    rows = [
        Row(
            cells=[words(str(name)), kroner(value, [1] if off and name == TOTAL else [])],
            role="total" if name == TOTAL else "normal",
        )
        for name, value in sums.items()
    ]
    return Table(
        id=id,
        caption=caption,
        columns=[
            Column(label=first_column, width=2.2),
            Column(label=value_label, kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline,
        notes=all_notes,
        source=source,
    )


def wide_table(
    id: str,
    caption: str,
    first_column: str,
    frame: pd.DataFrame,
    *,
    subline: str | None = None,
    source: str | None = None,
    notes: Sequence[str] = (),
    first_kind: str = "text",
) -> Table:
    """A table of kr. with one row per index value and one column per frame column."""
    columns = [Column(label=first_column, kind="text", width=1.2 if first_kind == "text" else 0.8)]
    columns += [Column(label=str(name), kind="kr", unit="kr.") for name in frame.columns]
    rows = [
        Row(
            cells=[words(str(index)), *(kroner(value) for value in values)],
            role="total" if index == TOTAL else "normal",
        )
        for index, values in zip(frame.index, frame.to_numpy(dtype=float), strict=True)
    ]
    return Table(
        id=id,
        caption=caption,
        columns=columns,
        rows=rows,
        subline=subline,
        notes=list(notes),
        source=source,
    )
