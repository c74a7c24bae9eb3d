"""Where the name of a point can stand without covering a line or another name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from som_calc.report.figures.canvas import text_width

Box = tuple[float, float, float, float]
"""Left, bottom, right, top; points (1/72 inch) from the corner of the axes."""
Spot = tuple[float, float]
SIZE = 9.0
_SHIFTS = (0.0, 0.55, -0.55, 1.05, -1.05)
_LEVELS = (16.0, -16.0, 30.0, -30.0, 46.0, -46.0, 64.0, -64.0)


def named_spots(axes: Any, marks: Sequence[tuple[float, str]], curves: Sequence[Any]) -> list[Spot]:
    """An offset in points from each mark on the zero line to the middle of its name.

    Each name is set where it covers least: lines and marks first, then names already set,
    the zero line and the axis below; among equals, the nearest place wins.

    Args:
        axes: drawn to, with its limits final.
        marks: (x, name) pairs; they lie at y = 0.
        curves: the lines of the figure, as x and y in data units.
    """
    frame = axes.get_window_extent()
    scale = 72 / axes.figure.dpi

    def points(x: Any, y: Any) -> np.ndarray:
        at = axes.transData.transform(np.column_stack([x, y]))
        return (at - (frame.x0, frame.y0)) * scale

    width, height = frame.width * scale, frame.height * scale
    drawn = np.vstack([_dense(points(x, y)) for x, y in curves])
    anchors = points([x for x, _ in marks], [0.0] * len(marks)) if marks else np.empty((0, 2))
    taken: list[Box] = []
    spots = []
    for (_, name), (x, y) in zip(marks, anchors, strict=True):
        half = text_width(name, SIZE) * 36 + 3
        tries = []
        for level in _LEVELS:
            for shift in _SHIFTS:
                spot = (2 * half * shift, level)
                middle_x, middle_y = x + spot[0], y + spot[1]
                box = (middle_x - half, middle_y - 6.5, middle_x + half, middle_y + 6.5)
                cost = abs(level) * 0.1 + abs(spot[0]) * 0.08
                cost += 3.0 * _inside(drawn, box) + 30.0 * _inside(anchors, box)
                cost += sum(400.0 for other in taken if _overlap(box, other))
                outside = max(0.0, -box[0], -box[1], box[2] - width, box[3] - height)
                tries.append((cost + 60.0 * outside, spot, box))
        _, spot, box = min(tries, key=lambda item: item[0])
        taken.append(box)
        spots.append(spot)
    return spots


def _dense(line: np.ndarray) -> np.ndarray:
    """Points at most two points apart along a line."""
    pieces = [line]
    for start, end in pairwise(line):
        count = int(np.hypot(*(end - start)) // 2)
        if count > 1:
            pieces.append(np.linspace(start, end, count))
    return np.vstack(pieces)


def _inside(found: np.ndarray, box: Box) -> int:
    left, bottom, right, top = box
    x, y = found[:, 0], found[:, 1]
    return int(((x >= left) & (x <= right) & (y >= bottom) & (y <= top)).sum())


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
