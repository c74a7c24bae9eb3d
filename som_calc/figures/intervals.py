"""Estimates with their intervals, one row each, against marked values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.document.danish import percent_sign
from som_calc.document.palette import INK, MUTED
from som_calc.figures.canvas import BROKEN, WIDTH
from som_calc.figures.scales import PERCENT, x_scale
from som_calc.figures.stack import Stack

HIGH = 32.0
"""Points that an estimate and its number take."""


@dataclass(frozen=True)
class Estimate:
    """One row: a share, its interval, and its colour."""

    label: str
    value: float
    interval: tuple[float, float]
    colour: str = INK


@dataclass(frozen=True)
class Intervals:
    """A point and a line per estimate, first on top; ``marks`` are named vertical lines."""

    rows: Sequence[Estimate]
    marks: Sequence[tuple[float, str]] = ()
    title: str = ""

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG."""
        ends = [0.0, *(end for row in self.rows for end in (*row.interval, row.value))]
        ends += [value for value, _ in self.marks]
        room = 0.06 * ((max(ends) - min(ends)) or 1.0)
        stack = Stack.of([(row.label, HIGH, False) for row in self.rows], width)
        on = stack.sheet(14.0 + 13 * len(self.marks), (min(ends) - room, max(ends) + room))
        x_scale(on, self.title, scale=0.01, suffix=PERCENT)
        on.upright(0)
        for i, (value, text) in enumerate(sorted(self.marks)):
            on.upright(value, MUTED, 1.0, BROKEN)
            rise = 4 + 13 * (len(self.marks) - 1 - i)
            on.word(text, on.at_x(value) + 3, on.area[3] + rise, size=9)
        for y, row in zip(stack.middles, self.rows, strict=True):
            on.line(row.interval, (y, y), row.colour, 3.2, opacity=0.55)
            on.dots([row.value], [y], row.colour, 9)
            on.text(
                percent_sign(row.value, 1), row.value, y, shift=(0, 11.5), size=9.5,
                align="center", clear=True,
            )  # fmt: skip
        stack.name_rows(on)
        return on.svg()
