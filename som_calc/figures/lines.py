"""Lines with their names at the end: cumulated result, and result by success rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from som_calc.case.names import REGION, STATE, STATE_GRANT, TOTAL
from som_calc.document.palette import INK, MUTED
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import BROKEN, WIDTH, Dash, Sheet, is_narrow, sheet
from som_calc.figures.placing import SIZE, Curve, leader, named_spots
from som_calc.figures.rows import widest
from som_calc.figures.scales import (
    LINE_STEP,
    PERCENT,
    limits_of,
    room_left,
    x_scale,
    y_scale,
    years_below,
)

DASHES: dict[str, Dash] = {
    REGION: (1.7, (1.4, 3.6)),
    STATE: (0, (3, 2)),
    STATE_GRANT: (0, (6, 1.6, 1, 1.6)),
    "Kommunen uden tilskud": (0, (3, 2)),
}
"""Offset and pattern.  Region's dots fall in the gaps of Stat, so that both can be seen where
the two lie on top of each other.
"""


@dataclass(frozen=True)
class Mark:
    """A named point on the zero line, e.g. a break-even."""

    x: float
    text: str
    colour: str = INK


def lines(
    name: str,
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    scale: float = 1e6,
    y_label: str = "Mio. kr.",
    x_label: str = "",
    percent_x: bool = False,
    marks: Sequence[Mark] = (),
    vertical: tuple[float, str] | None = None,
    points: Sequence[float] = (),
    height: float = 3.1,
    width: float = WIDTH,
) -> str:
    """Lines over years or rates, named directly at their right end.

    Args:
        name: prefix of the ids in the SVG.
        x: years, or shares when ``percent_x``.
        series: name → kr. at each ``x`` (divided by ``scale`` when shown).
        colours: name → colour.
        scale: what one unit of the axis is in kr.
        y_label: unit, written above the axis.
        x_label: what the horizontal axis shows.
        percent_x: the horizontal axis is a share, shown in %.
        marks: points on the zero line with a text.
        vertical: an ``x`` to mark with a thin line, and its text.
        points: values of ``x`` at which markers stand.
        height: inches.
        width: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    curves = {key: [value / scale for value in values] for key, values in series.items()}
    reach = limits_of([value for values in curves.values() for value in values], 0.08)
    narrow = is_narrow(width)
    names = {key: wrap(key, 12) if narrow else key for key in series}
    # On a narrow sheet the unit and the name of the upright line would meet.
    lifted = narrow and vertical is not None
    with sheet(
        height, left=room_left(reach, width), right=widest(list(names.values())) + 0.2,
        top=0.55 if lifted else 0.38, bottom=0.55 if x_label else 0.34, x=(min(x), max(x)),
        y=reach, width=width,
    ) as on:  # fmt: skip
        y_scale(on, y_label, rise=24.0 if lifted else 12.0)
        for key, values in curves.items():
            thick = 2.4 if key == TOTAL else 1.7
            on.line(x, values, colours[key], thick, dash=DASHES.get(key))
            told = [
                (at, value)
                for at, value in zip(x, values, strict=True)
                if any(abs(at - point) < 1e-9 for point in points)
            ]
            on.dots([at for at, _ in told], [value for _, value in told], colours[key], 5.5)
        on.across(0)
        ends = {key: values[-1] for key, values in curves.items()}
        _end_labels(on, ends, names, colours, height)
        if percent_x:
            x_scale(on, x_label, scale=0.01, suffix=PERCENT, grid=False, drop=15.7)
        else:
            years_below(on, x, drop=15.7)
        drawn: list[Curve] = [(x, values) for values in curves.values()]
        drawn.append((on.x, (0.0, 0.0)))
        if vertical:
            at, text = vertical
            on.upright(at, MUTED, 0.9, BROKEN)
            on.word(text, float(on.at_x(at)), on.area[3] + 6, size=9, align="center")
            drawn.append(((at, at), on.y))
        _marked(on, sorted(marks, key=lambda mark: mark.x), drawn)
        return on.svg(name)


def _marked(on: Sheet, marks: Sequence[Mark], drawn: Sequence[Curve]) -> None:
    """Rings on the zero line, each with a thin line to its name."""
    spots = named_spots(on, [(mark.x, mark.text) for mark in marks], drawn)
    for mark, spot in zip(marks, spots, strict=True):
        foot = np.array([float(on.at_x(mark.x)), float(on.at_y(0))])
        ends = leader(spot, mark.text)
        if ends is not None:
            on.stroke(Path(foot + np.array(ends)), mark.colour, 0.7, butt=True)
    for mark, spot in zip(marks, spots, strict=True):
        on.dots([mark.x], [0], "#ffffff", 7, edge=mark.colour, edge_width=1.6)
        on.text(
            mark.text, mark.x, 0, shift=spot, size=SIZE, bold=True, colour=mark.colour,
            align="center", halo=True,
        )  # fmt: skip


def _end_labels(
    on: Sheet, ends: Mapping[str, float], names: Mapping[str, str], colours: Mapping[str, str],
    height: float,
) -> None:  # fmt: skip
    """Names at the line ends, on one line or more, pushed apart where they would overlap."""
    low, high = on.y
    gap = (high - low) * 0.17 / (height - 0.9)
    placed: list[tuple[str, float]] = []
    for key, y in sorted(ends.items(), key=lambda item: item[1]):
        floor = placed[-1][1] + gap * _lines(names, placed[-1][0], key) if placed else low
        placed.append((key, max(y, floor)))
    over = placed[-1][1] - high
    if over > 0:
        placed = _push_down(placed, high, gap, names)
    for key, y in placed:
        lines = names[key].split("\n")
        for i, line in enumerate(lines):
            up = LINE_STEP * ((len(lines) - 1) / 2 - i)
            on.text(line, on.x[1], y, shift=(7, up), bold=key == TOTAL, colour=colours[key])


def _lines(names: Mapping[str, str], one: str, other: str) -> float:
    """How many lines lie from the middle of one name to the middle of the next."""
    return 1 + (names[one].count("\n") + names[other].count("\n")) / 2


def _push_down(
    placed: list[tuple[str, float]], high: float, gap: float, names: Mapping[str, str]
) -> list[tuple[str, float]]:
    ceiling = high
    moved: list[tuple[str, float]] = []
    for key, y in reversed(placed):
        if moved:
            ceiling = moved[-1][1] - gap * _lines(names, moved[-1][0], key)
        moved.append((key, min(y, ceiling)))
    return moved[::-1]
