"""Where the name of a point can stand without covering a line or another name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from som_calc.figures.canvas import Box, Point, Sheet
from som_calc.figures.lettering import text_width

Curve = tuple[Sequence[float], Sequence[float]]
SIZE = 9.0
HALF_HEIGHT = 6.5
CLEAR = 6.0
"""Points from the middle of a mark to the line that leads to its name."""
_SHIFTS = (0.0, 0.55, -0.55, 1.05, -1.05)
_LEVELS = (16.0, -16.0, 30.0, -30.0, 46.0, -46.0, 64.0, -64.0)


def named_spots(
    on: Sheet, marks: Sequence[tuple[float, str]], curves: Sequence[Curve]
) -> list[Point]:
    """An offset in points from each mark on the zero line to the middle of its name.

    Each name is set where it covers least: lines and marks first, then names already set,
    the zero line and the axis below; among equals, the nearest place wins.

    Args:
        on: the sheet.
        marks: (x, name) pairs; they lie at y = 0.
        curves: the lines of the figure, as x and y in data units.
    """
    if not marks:
        return []
    left, bottom, right, top = on.area

    def points(x: Sequence[float], y: Sequence[float]) -> np.ndarray:
        return np.array(
            [(on.at_x(a) - left, on.at_y(b) - bottom) for a, b in zip(x, y, strict=True)]
        )

    drawn = np.vstack([_dense(points(x, y)) for x, y in curves])
    anchors = points([x for x, _ in marks], [0.0] * len(marks))
    taken: list[Box] = []
    spots = []
    for (_, name), anchor in zip(marks, anchors, strict=True):
        half = _half(name)
        spot = np.array([(2 * half * shift, level) for level in _LEVELS for shift in _SHIFTS])
        box = np.hstack([anchor + spot - (half, HALF_HEIGHT), anchor + spot + (half, HALF_HEIGHT)])
        cost = np.abs(spot) @ (0.08, 0.1)
        cost += 3.0 * _inside(drawn, box) + 30.0 * _inside(anchors, box)
        cost += 400.0 * sum(_overlap(other, box) for other in taken)
        edges = np.column_stack(
            [-box[:, :2], box[:, 2] - (right - left), box[:, 3] - (top - bottom)]
        )
        cost += 60.0 * np.maximum(0.0, edges.max(axis=1))
        best = int(np.argmin(cost))
        left_edge, low, right_edge, high = box[best].tolist()
        taken.append((left_edge, low, right_edge, high))
        spots.append((float(spot[best, 0]), float(spot[best, 1])))
    return spots


def leader(spot: Point, name: str) -> tuple[Point, Point] | None:
    """The line from the edge of a name to its mark, as offsets from the mark; None: no room."""
    x, y = spot
    length = float(np.hypot(x, y))
    half = _half(name)
    out = min(half / abs(x) if x else np.inf, HALF_HEIGHT / abs(y) if y else np.inf)
    if (1 - out) * length <= CLEAR:
        return None
    near = CLEAR / length
    return (x * (1 - out), y * (1 - out)), (x * near, y * near)


def _half(name: str) -> float:
    return text_width(name, SIZE, bold=True) / 2 + 3


def _dense(line: np.ndarray) -> np.ndarray:
    """Points at most two points apart along a line."""
    pieces = [line]
    for start, end in pairwise(line):
        count = int(np.hypot(*(end - start)) // 2)
        if count > 1:
            pieces.append(np.linspace(start, end, count))
    return np.vstack(pieces)


def _inside(found: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """How many of the points lie in each box."""
    x, y = found[:, :1].T, found[:, 1:].T
    left, bottom, right, top = boxes.T[:, :, None]
    count: np.ndarray = ((x >= left) & (x <= right) & (y >= bottom) & (y <= top)).sum(axis=1)
    return count


def _overlap(one: Box, boxes: np.ndarray) -> np.ndarray:
    left, bottom, right, top = boxes.T
    overlap: np.ndarray = (one[0] < right) & (left < one[2]) & (one[1] < top) & (bottom < one[3])
    return overlap
