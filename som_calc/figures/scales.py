"""Scales around a sheet: where the values stand, what is written at them, and fine lines."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from som_calc.document.danish import number
from som_calc.document.palette import INK
from som_calc.figures.canvas import POINTS, Limits, Sheet, is_narrow
from som_calc.figures.lettering import HALF_CAPITAL, text_width

GRID = "#e6e9ee"
PERCENT = "\u00a0%"
LINE_STEP = 12.24
"""Points between the lines of a label at a row."""
Tick = tuple[float, str]
_PLACES = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10])


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
    found = [float(value) for value in _PLACES.tick_values(low, high)]
    step = abs(found[1] - found[0]) / scale if len(found) > 1 else 1.0
    slack = 1e-9 * (high - low)
    return [
        (value, number(value / scale, _digits(step)) + suffix)
        for value in found
        if low - slack <= value <= high + slack
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
    """Inches that the numbers of a vertical scale need at the left of a sheet of a width."""
    if not is_narrow(width):
        return 0.62
    return max(text_width(text, 10) for _, text in ticks(limits)) + 0.09


def x_scale(
    on: Sheet, title: str = "", *, scale: float = 1.0, suffix: str = "", grid: bool = True,
    drop: float = 13.2,
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
        _grid(on, [((x, bottom), (x, top)) for x in on.at_x([value for value, _ in places])])
    x_places(on, places, drop=drop)
    if title:
        on.word(title, (left + right) / 2, bottom - drop - 17.5, align="center")


def x_places(on: Sheet, places: Sequence[Tick], *, drop: float = 13.2) -> None:
    """Names below the area, e.g. years; on a narrow sheet as many as there is room for."""
    if on.narrow:
        places = _apart(on, places)
    bottom = on.area[1] - drop
    for x, (_, text) in zip(on.at_x([value for value, _ in places]), places, strict=True):
        on.word(text, float(x), bottom, align="center")


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
    heights = on.at_y([value for value, _ in places])
    if grid:
        _grid(on, [((left, y), (right, y)) for y in heights])
    for y, (_, text) in zip(heights, places, strict=True):
        on.word(
            text, left - 3.5, float(y) - HALF_CAPITAL * 10, size=10, colour=INK, align="right"
        )  # fmt: skip
    if unit:
        on.word(unit, max(left - 40, 2.0) if on.narrow else left - 40, top + rise)


def row_names(
    on: Sheet, rows: Sequence[float], names: Sequence[str], bold: Collection[int] = ()
) -> None:
    """Names left of rows, each on as many lines as it has, middled on its row.

    Args:
        on: the sheet.
        rows: values on the vertical scale.
        names: one per row.
        bold: places of the rows in bold.
    """
    right = on.area[0] - 3.5
    for place, (y, name) in enumerate(zip(on.at_y(rows), names, strict=True)):
        lines = name.split("\n")
        first = float(y) - HALF_CAPITAL * 10 + LINE_STEP * (len(lines) - 1) / 2
        for i, line in enumerate(lines):
            on.word(
                line, right, first - LINE_STEP * i, size=10, bold=place in bold, colour=INK,
                align="right",
            )  # fmt: skip


def names_above(
    on: Sheet, rows: Sequence[float], names: Sequence[str], *, lift: float,
    bold: Collection[int] = (),
) -> None:  # fmt: skip
    """Names from the left edge over rows, for a sheet too narrow for names beside them.

    Args:
        on: the sheet.
        rows: values on the vertical scale.
        names: one per row, wrapped.
        lift: points from the row up to the middle of the lowest line of its name.
        bold: places of the rows in bold.
    """
    for place, (y, name) in enumerate(zip(rows, names, strict=True)):
        for i, line in enumerate(reversed(name.split("\n"))):
            on.text(
                line, on.x[0], y, shift=(0, lift + LINE_STEP * i), bold=place in bold, clear=True
            )


def year_step(count: int) -> int:
    """How many years from one label to the next below a line."""
    return 1 if count <= 8 else 2 if count <= 16 else 5 if count <= 45 else 10


def years_below(on: Sheet, years: Sequence[float], *, drop: float = 13.2) -> None:
    """Years below a line."""
    told = [int(year) for year in years][:: year_step(len(years))]
    x_places(on, [(year, str(year)) for year in told], drop=drop)


def _grid(on: Sheet, lines: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    if lines:
        codes = [Path.MOVETO, Path.LINETO] * len(lines)
        on.stroke(Path(np.reshape(lines, (-1, 2)), codes), GRID, 0.8, butt=True)


def _apart(on: Sheet, places: Sequence[Tick]) -> Sequence[Tick]:
    """Every second, third … place, so that their names keep apart; zero stays if it is there."""
    if len(places) < 2:
        return places
    step = float(np.abs(np.diff(on.at_x([value for value, _ in places]))).min())
    widest = max(text_width(text, 9.5) for _, text in places) * POINTS + 7
    every = math.ceil(widest / step)
    zero = next((i for i, (value, _) in enumerate(places) if value == 0), 0)
    return [place for i, place in enumerate(places) if (i - zero) % every == 0]


def _digits(step: float) -> int:
    for digits in range(4):
        if abs(round(step, digits) - step) < 1e-9 * max(step, 1e-9):
            return digits
    return 3
