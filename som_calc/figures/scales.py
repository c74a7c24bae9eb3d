"""Scales around a sheet: where the values stand, what is written at them, and fine lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from som_calc.document.danish import number
from som_calc.document.palette import GRID, INK
from som_calc.figures.canvas import Limits, Sheet, is_narrow
from som_calc.figures.lettering import HALF_CAPITAL, text_width, wrap

PERCENT = "\u00a0%"
LINE_STEP = 12.24
"""Points between the lines of a label."""
DROP, BELOW = 13.2, 37.4
"""Points from the area down to the numbers, to the title, and to the edge of the sheet."""
Tick = tuple[float, str]
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_EVERY = (1, 2, 5, 10, 20, 50, 100, 1000)


def round_step(rough: float) -> float:
    """The next round step up: 1, 2, 2.5 or 5 and any number of zeros.

    >>> round_step(0.3), round_step(7.0)
    (0.5, 10.0)
    """
    ten = 10.0 ** math.floor(math.log10(rough))
    return next(ten * step for step in _STEPS if ten * step >= rough * (1 - 1e-9))


def ticks(limits: Limits, *, scale: float = 1.0, suffix: str = "") -> list[Tick]:
    """Round values within the limits, and their text with decimal comma.

    Args:
        limits: the two ends of the scale, in any order.
        scale: what one unit of the text is in the values.
        suffix: after each number.

    >>> ticks((-0.2, 2.1))
    [(0.0, '0,0'), (0.5, '0,5'), (1.0, '1,0'), (1.5, '1,5'), (2.0, '2,0')]
    """
    low, high = min(limits), max(limits)
    step = round_step((high - low) / 6)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    digits = digits_of(step / scale)
    return [
        (place * step, number(place * step / scale, digits) + suffix)
        for place in range(first, last + 1)
    ]


def limits_of(values: Iterable[float], margin: float) -> Limits:
    """From the lowest to the highest value with zero among them, and room at both ends.

    Args:
        values: what is to be shown.
        margin: room at each end, as a share of the distance.
    """
    every = [0.0, *values]
    low, high = min(every), max(every)
    if low == high:
        return -0.05, 0.05
    room = margin * (high - low)
    return low - room, high + room


def room_left(limits: Limits, width: float) -> float:
    """Points that the numbers of a vertical scale need at the left of a sheet of a width."""
    widest = max(text_width(text) for _, text in ticks(limits)) + 6.5
    return widest if is_narrow(width) else max(widest, 44.64)


def x_scale(
    on: Sheet, title: str = "", *, scale: float = 1.0, suffix: str = "", grid: bool = True,
    drop: float = DROP,
) -> None:  # fmt: skip
    """Values below the area, with a fine line up from each, and what they are.

    Args:
        on: the sheet.
        title: unit or subject.
        scale: what one unit of the text is in the values.
        suffix: after each number.
        grid: draw the fine lines.
        drop: points from the area down to the baseline of the numbers.
    """
    left, bottom, right, top = on.area
    places = ticks(on.x, scale=scale, suffix=suffix)
    if grid:
        at = [on.at_x(value) for value, _ in places]
        on.stroke([[(x, bottom), (x, top)] for x in at], GRID, 0.8, butt=True)
    x_places(on, places, drop=drop)
    if title:
        on.word(title, (left + right) / 2, bottom - drop - 17.5, align="center")


def x_places(on: Sheet, places: Sequence[Tick], *, drop: float = DROP) -> None:
    """Names below the area, e.g. years: as many as there is room for, zero among them."""
    at = [on.within(text, on.at_x(value), 9.5, False, "center") for value, text in places]
    for place in told_apart(places, at):
        on.word(places[place][1], at[place], on.area[1] - drop, align="center")


def told_apart(places: Sequence[Tick], at: Sequence[float]) -> range:
    """Which of the places to name so that no two names meet: each, every second, fifth …

    Args:
        places: along a horizontal scale.
        at: the middle of each name, points.
    """
    half = [text_width(text, 9.5) / 2 for _, text in places]
    zero = next((i for i, (value, _) in enumerate(places) if value == 0), 0)
    steps = (range(zero % every, len(places), every) for every in _EVERY)
    return next(
        told
        for told in steps
        if all(at[b] - half[b] - at[a] - half[a] >= 7 for a, b in pairwise(told))
    )


def y_scale(
    on: Sheet, unit: str = "", *, rise: float = 12.0, scale: float = 1.0, suffix: str = "",
    grid: bool = True,
) -> None:  # fmt: skip
    """Values left of the area, with a fine line across from each, and the unit above them.

    Args:
        on: the sheet.
        unit: what the values count in.
        rise: points from the area up to the baseline of the unit.
        scale: what one unit of the text is in the values.
        suffix: after each number.
        grid: draw the fine lines.
    """
    left, _, right, top = on.area
    places = ticks(on.y, scale=scale, suffix=suffix)
    heights = [on.at_y(value) for value, _ in places]
    if grid:
        on.stroke([[(left, y), (right, y)] for y in heights], GRID, 0.8, butt=True)
    for y, (_, text) in zip(heights, places, strict=True):
        on.word(text, left - 3.5, y - HALF_CAPITAL * 10, size=10, colour=INK, align="right")
    if unit:
        on.word(unit, left - 40, top + rise)


@dataclass(frozen=True)
class LegendEntry:
    """A name in a legend and its colour; ``line``: a line with a marker, not a square."""

    name: str
    colour: str
    line: bool = False


_SIGN, _GAP, _BETWEEN, _ROW, _SIZE = 10.5, 4.7, 13.3, 15.8, 9.5
"""Points: width of a sign, from it to the name, from a name to the next sign, from row to row,
and of the letters."""


@dataclass(frozen=True)
class Legend:
    """Signs and their names above an area, filled column by column as there is room for."""

    entries: Sequence[LegendEntry]
    width: float
    """Points there are."""

    @classmethod
    def of(cls, entries: Iterable[LegendEntry], width: float) -> Legend:
        """A legend; a name wider than there is room for goes on several lines."""
        lines = []
        for entry in entries:
            first, *more = wrap(entry.name, width - _SIGN - _GAP, _SIZE)
            lines += [replace(entry, name=first), *(LegendEntry(line, "") for line in more)]
        return cls(lines, width)

    @property
    def columns(self) -> list[Sequence[LegendEntry]]:
        """The entries of each column, at most six."""
        for count in range(min(6, len(self.entries)), 1, -1):
            columns = self._split(count)
            if sum(map(_width, columns)) - _BETWEEN <= self.width:
                return columns
        return self._split(1)

    @property
    def height(self) -> float:
        """Points that the rows take."""
        return _ROW * max(map(len, self.columns), default=0)

    def draw(self, on: Sheet, x: float, rise: float) -> None:
        """Draw it from ``x`` points; ``rise`` is from the area to the lowest baseline."""
        for column in self.columns:
            for i, entry in enumerate(column):
                _sign(on, entry, x, on.area[3] + rise + self.height - _ROW * (1 + i))
            x += _width(column)

    def _split(self, count: int) -> list[Sequence[LegendEntry]]:
        rows = math.ceil(len(self.entries) / count)
        return [self.entries[at : at + rows] for at in range(0, len(self.entries), rows or 1)]


def _width(column: Sequence[LegendEntry]) -> float:
    return _SIGN + _GAP + max(text_width(entry.name, _SIZE) for entry in column) + _BETWEEN


def _sign(on: Sheet, entry: LegendEntry, x: float, baseline: float) -> None:
    middle = baseline + 3.2
    if entry.colour and entry.line:
        on.stroke([[(x - 1, middle), (x + _SIGN + 1, middle)]], entry.colour, 1.8, butt=True)
        on.disc(x + _SIGN / 2, middle, 6, entry.colour, edge="#ffffff")
    elif entry.colour:
        on.box(x, middle - 3.3, _SIGN, 6.6, entry.colour)
    on.word(entry.name, x + _SIGN + _GAP, baseline, size=_SIZE, colour=INK)


def capital(text: str) -> str:
    """A text with its first letter large, e.g. a unit that stands alone."""
    return text[:1].upper() + text[1:]


def digits_of(step: float) -> int:
    """Decimals that numbers a step apart need."""
    return next((d for d in range(9) if abs(round(step, d) - step) < 1e-9 * step), 9)
