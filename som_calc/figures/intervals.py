"""Estimates with their intervals, one row each, against marked values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.document.danish import percent_sign
from som_calc.document.palette import INK, MUTED
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import BROKEN, WIDTH, is_narrow, sheet
from som_calc.figures.rows import stack, widest
from som_calc.figures.scales import PERCENT, names_above, row_names, x_scale


@dataclass(frozen=True)
class Estimate:
    """One row: a share, its interval, and its colour."""

    label: str
    value: float
    interval: tuple[float, float]
    colour: str = INK


def intervals(
    name: str,
    rows: Sequence[Estimate],
    marks: Sequence[tuple[float, str]] = (),
    *,
    x_label: str = "",
    width: float = WIDTH,
) -> str:
    """A point and a line per estimate, first on top; ``marks`` are named vertical lines.

    On a sheet of a narrow ``width`` (inches) the names stand above the lines.

    Returns:
        A bare ``<svg>`` element.
    """
    narrow = is_narrow(width)
    labels = [wrap(row.label, 44 if narrow else 26) for row in rows]
    top = 0.2 + 0.18 * len(marks)
    ends = [end for row in rows for end in row.interval] + [value for value, _ in marks] + [0.0]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    below = stack(labels, 0.22)
    with sheet(
        below.height + top + 0.52 if narrow else 0.62 + top + 0.46 * len(rows),
        left=0.05 if narrow else widest(labels) + 0.18, right=0.05 if narrow else 0.12, top=top,
        bottom=0.52, x=(min(ends) - room, max(ends) + room),
        y=below.y if narrow else (len(rows) - 0.5, -0.7), width=width,
    ) as on:  # fmt: skip
        x_scale(on, x_label, scale=0.01, suffix=PERCENT)
        on.upright(0)
        for i, (value, text) in enumerate(sorted(marks)):
            on.upright(value, MUTED, 1.0, BROKEN)
            rise = 4 + 13 * (len(marks) - 1 - i)
            on.word(text, float(on.at_x(value)) + 3, on.area[3] + rise, size=9)
        for place, row in enumerate(rows):
            on.line(row.interval, (place, place), row.colour, 3.2, alpha=0.55)
            on.dots([row.value], [place], row.colour, 9)
            on.text(
                percent_sign(row.value, 1), row.value, place, shift=(0, 11.5), size=9.5,
                align="center", clear=True,
            )  # fmt: skip
        if narrow:
            names_above(on, range(len(rows)), labels, lift=below.lift)
        else:
            row_names(on, range(len(rows)), labels)
        return on.svg(name)
