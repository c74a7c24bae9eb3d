"""A row of colours and their names above the area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.path import Path

from som_calc.document.palette import INK
from som_calc.figures.canvas import POINTS, Sheet
from som_calc.figures.lettering import text_width

SIZE = 9.5
_SIGN, _GAP, _BETWEEN, _ROW = 10.5, 4.7, 13.3, 15.8
"""Points: width of a sign, from it to the name, from a name to the next sign, from row to row."""


@dataclass(frozen=True)
class Entry:
    """A name and its colour; ``line``: shown as a line with a marker, not as a square."""

    name: str
    colour: str
    line: bool = False


def legend(on: Sheet, entries: Sequence[Entry], *, rise: float, columns: int | None = None) -> None:
    """Signs and names from the left, filled column by column.

    Args:
        on: the sheet.
        entries: in reading order.
        rise: points from the area up to the baseline of the lowest row.
        columns: how many; all in one row when not given.
    """
    rows = math.ceil(len(entries) / columns) if columns else 1
    x = 2.0 if on.narrow else on.area[0]
    for start in range(0, len(entries), rows):
        column = entries[start : start + rows]
        for i, entry in enumerate(column):
            baseline = on.area[3] + rise + _ROW * (rows - 1 - i)
            _sign(on, entry, x, baseline)
            on.word(entry.name, x + _SIGN + _GAP, baseline, size=SIZE, colour=INK)
        widest = max(text_width(entry.name, SIZE) for entry in column) * POINTS
        x += _SIGN + _GAP + widest + _BETWEEN


def _sign(on: Sheet, entry: Entry, x: float, baseline: float) -> None:
    middle = baseline + 3.2
    if not entry.line:
        low, high = middle - 3.3, middle + 3.3
        box = [(x, low), (x + _SIGN, low), (x + _SIGN, high), (x, high), (x, low)]
        on.fill(Path(box), entry.colour)
        return
    on.stroke(Path([(x - 1, middle), (x + _SIGN + 1, middle)]), entry.colour, 1.8, butt=True)
    on.fill(Path.circle((x + _SIGN / 2, middle), 3.0), entry.colour, edge="#ffffff")
