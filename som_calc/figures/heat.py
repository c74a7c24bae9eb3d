"""Two-way map: the result over two inputs, with the line along which it is zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator

from som_calc.document.danish import number
from som_calc.document.palette import GAIN, INK, LOSS, tint
from som_calc.figures.canvas import WIDTH, Sheet, sheet
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import PERCENT, digits_of, round_step, x_scale, y_scale

HEIGHT = 252.0
"""Points."""
TINTS = (0.2, 0.45, 0.7, 1.0)
"""From next to zero to the deepest gain or loss, as shares of the full colour."""


@dataclass(frozen=True)
class Map:
    """Colour by size of gain or loss, the zero line in ink, and the case as a point.

    Attributes:
        x: shares along the horizontal axis.
        y: factors along the vertical axis, shown in %.
        net: kr., shape (y, x).
        here: the case's own ``x`` and ``y``.
        x_label: what the horizontal axis shows.
        y_label: what the vertical axis shows.
        colours: meaning → colour.
        scale: what one unit of the labels is in kr.
    """

    x: Sequence[float]
    y: Sequence[float]
    net: np.ndarray
    here: tuple[float, float]
    x_label: str
    y_label: str
    colours: Mapping[str, str]
    scale: float = 1e6

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG."""
        shown = self.net / self.scale
        levels = _levels(shown)
        shapes: Any = contour_generator(
            self.x, self.y, shown, fill_type=FillType.OuterOffset, line_type=LineType.Separate
        )
        on = sheet(
            HEIGHT, left=51.8, right=14.4, top=24.5, bottom=39.6, x=(self.x[0], self.x[-1]),
            y=(self.y[0], self.y[-1]), width=width,
        )  # fmt: skip
        # A hair below the lowest level, or a result just there would have no colour.
        lows = [levels[0] - 1e-9 * (levels[1] - levels[0]), *levels[1:-1]]
        for low, high, colour in zip(lows, levels[1:], _colours(levels, self.colours), strict=True):
            for points, ends in zip(*shapes.filled(low, high), strict=True):
                on.fill([points[i:j].tolist() for i, j in pairwise(ends)], colour)
        words: list[tuple[str, tuple[float, float]]] = []
        for level in levels[1:-1]:
            curves = shapes.lines(level)
            for points in curves:
                colour, thick = ("#ffffff", 0.8) if level else (INK, 2.2)
                on.line(points[:, 0], points[:, 1], colour, thick)
            spot = _quarter_up(np.vstack([*curves, np.empty((0, 2))]), self.x, self.y)
            if spot is not None and level:
                words.append((number(level, digits_of(levels[1] - levels[0])), spot))
            elif not level and curves:
                self._name_zero(on, max(np.vstack(curves).tolist(), key=lambda point: point[1]))
        for said, spot in words:
            on.text(said, *spot, size=9.5, align="center", halo=True)
        on.dots([self.here[0]], [self.here[1]], "#ffffff", 8, edge=INK, edge_width=1.8)
        on.text("sagen", *self.here, shift=(8, -0.8), size=9.5, bold=True, halo=True)
        x_scale(on, self.x_label, scale=0.01, suffix=PERCENT, grid=False)
        y_scale(on, scale=0.01, suffix=PERCENT, grid=False)
        left, bottom, _, top = on.area
        on.word(self.y_label, left - 36.4, (bottom + top) / 2, align="center", upwards=True)
        return on.svg()

    def _name_zero(self, on: Sheet, end: Sequence[float]) -> None:
        """The name of the zero line at its upper end, no farther out than the area."""
        name, (left, _, right, _) = "break-even", on.area
        half = text_width(name, 9.5, bold=True) / 2 + 3
        x = max(left + half, min(on.at_x(end[0]), right - half))
        on.word(
            name, x, on.at_y(end[1]) + 5, bold=True, colour=INK, align="center", halo=True
        )  # fmt: skip


def _quarter_up(
    points: np.ndarray, x: Sequence[float], y: Sequence[float]
) -> tuple[float, float] | None:
    """The point of a curve nearest a quarter of the height, well inside the edges."""
    place = (points - (x[0], y[0])) / (x[-1] - x[0], y[-1] - y[0])
    inside = ((place > 0.05) & (place < 0.95)).all(axis=1)
    if not inside.any():
        return None
    best = np.argmin(np.where(inside, np.abs(place[:, 1] - 0.25), np.inf))
    return float(points[best, 0]), float(points[best, 1])


def _levels(shown: np.ndarray) -> list[float]:
    """Round steps from the lowest to the highest value with zero among them."""
    low, high = float(min(shown.min(), 0)), float(max(shown.max(), 0))
    step = round_step(max((high - low) / 7, 1e-9))
    below, above = int(np.ceil(-low / step)), int(np.ceil(high / step))
    return [step * k for k in range(-below, max(above, 1 - below) + 1)]


def _colours(levels: Sequence[float], colours: Mapping[str, str]) -> list[str]:
    """A colour per step; the palest lies nearest zero."""
    step = levels[1] - levels[0]
    places = [round(level / step) for level in levels[:-1]]
    last = len(TINTS) - 1
    return [
        tint(colours[GAIN], TINTS[min(k, last)])
        if k >= 0
        else tint(colours[LOSS], TINTS[min(-k - 1, last)])
        for k in places
    ]
