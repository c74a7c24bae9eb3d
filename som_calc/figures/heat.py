"""Two-way map: the result over two inputs, with the line along which it is zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from matplotlib.path import Path

from som_calc.document.danish import number
from som_calc.document.palette import INK
from som_calc.figures.canvas import WIDTH, Sheet, sheet
from som_calc.figures.scales import PERCENT, x_scale, y_scale

LOSS = ("#b35806", "#e08214", "#fdb863", "#fee0b6")
GAIN = ("#d1e5f0", "#92c5de", "#4393c3", "#2166ac")
"""Deepest loss to deepest gain: orange against blue stays apart for colour-blind readers."""


def two_way_map(
    name: str,
    x: Sequence[float],
    y: Sequence[float],
    net: np.ndarray,
    line: Sequence[float],
    here: tuple[float, float],
    *,
    x_label: str,
    y_label: str,
    scale: float = 1e6,
    height: float = 3.5,
    width: float = WIDTH,
) -> str:
    """Colour by size of gain or loss, the zero line in ink, and the case as a point.

    Args:
        name: prefix of the ids in the SVG.
        x: shares along the horizontal axis.
        y: factors along the vertical axis, shown in %.
        net: kr., shape (y, x).
        line: ``x`` at which the result is zero, one per ``y`` (NaN: none).
        here: the case's own ``x`` and ``y``.
        x_label: what the horizontal axis shows.
        y_label: what the vertical axis shows.
        scale: what one unit of the labels is in kr.
        height: inches.
        width: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    shown = net / scale
    levels, colours = _levels(shown)
    shapes: Any = contour_generator(
        x, y, shown, fill_type=FillType.OuterCode, line_type=LineType.Separate
    )
    with sheet(
        height, left=0.72, right=0.2, top=0.34, bottom=0.55, x=(x[0], x[-1]), y=(y[0], y[-1]),
        width=width,
    ) as on:  # fmt: skip
        # A hair below the lowest level, or a result just there would have no colour.
        lows = [levels[0] - 1e-9 * (levels[1] - levels[0]), *levels[1:-1]]
        for low, high, colour in zip(lows, levels[1:], colours, strict=True):
            for points, codes in zip(*shapes.filled(low, high), strict=True):
                on.fill(_placed(on, points, codes), colour)
        spots = []
        for level in levels[1:-1]:
            if level == 0:
                continue
            curves = shapes.lines(level)
            for points in curves:
                on.line(points[:, 0], points[:, 1], "#ffffff", 0.8)
            spot = _label_spot(np.vstack([*curves, np.empty((0, 2))]), x, y)
            if spot is not None:
                spots.append((number(level, _digits(levels)), spot))
        for text, spot in spots:
            on.text(text, *spot, size=9.5, align="center", halo=True)
        on.line(line, y, INK, 2.2, inside=True)
        inside = [
            (a, b) for a, b in zip(line, y, strict=True) if not np.isnan(a) and x[0] <= a <= x[-1]
        ]
        if inside:
            at_x, at_y = (float(on.at_x(inside[-1][0])), float(on.at_y(inside[-1][1])))
            on.word("break-even", at_x, at_y + 5, bold=True, colour=INK, align="center")
        on.dots([here[0]], [here[1]], "#ffffff", 8, edge=INK, edge_width=1.8)
        on.text("sagen", *here, shift=(8, -0.8), size=9.5, bold=True, halo=True)
        x_scale(on, x_label, scale=0.01, suffix=PERCENT, grid=False)
        y_scale(on, scale=0.01, suffix=PERCENT, grid=False)
        left, bottom, _, top = on.area
        on.word(y_label, left - 36.4, (bottom + top) / 2, align="center", angle=90)
        return on.svg(name)


def _placed(on: Sheet, points: np.ndarray, codes: np.ndarray) -> Path:
    return Path(np.column_stack([on.at_x(points[:, 0]), on.at_y(points[:, 1])]), codes)


def _label_spot(
    points: np.ndarray, x: Sequence[float], y: Sequence[float]
) -> tuple[float, float] | None:
    """The point of a curve nearest a quarter of the height, well inside the edges."""
    if not len(points):
        return None
    place = np.column_stack(
        [(points[:, 0] - x[0]) / (x[-1] - x[0]), (points[:, 1] - y[0]) / (y[-1] - y[0])]
    )
    inside = ((place > 0.05) & (place < 0.95)).all(axis=1)
    if not inside.any():
        return None
    best = np.argmin(np.where(inside, np.abs(place[:, 1] - 0.25), np.inf))
    return float(points[best, 0]), float(points[best, 1])


def _levels(shown: np.ndarray) -> tuple[list[float], list[str]]:
    """Round steps from the lowest to the highest value with zero among them, and colours."""
    low, high = float(min(shown.min(), 0)), float(max(shown.max(), 0))
    raw = max((high - low) / 7, 1e-9)
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw)
    below, above = int(np.ceil(-low / step)), int(np.ceil(high / step))
    levels = [step * k for k in range(-below, above + 1)]
    if len(levels) < 2:
        levels = [0.0, step]
        below, above = 0, 1
    return levels, [*_spread(LOSS, below), *_spread(GAIN, above)]


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """``count`` colours in the order given; the palest lies nearest zero."""
    order = list(colours)
    if colours is LOSS:
        picked = [order[-1 - min(i, len(order) - 1)] for i in range(count)]
        return picked[::-1]
    return [order[min(i, len(order) - 1)] for i in range(count)]


def _digits(levels: Sequence[float]) -> int:
    step = levels[1] - levels[0]
    return 0 if abs(step - round(step)) < 1e-9 else 1 if step >= 0.1 else 2
