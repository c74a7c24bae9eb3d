"""Two horizontal bars per row: what was decided, and how it looks now."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.danish import number
from som_calc.document.palette import INK
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import WIDTH, is_narrow, sheet
from som_calc.figures.legend import Entry, legend
from som_calc.figures.rows import stack, widest
from som_calc.figures.scales import names_above, row_names, x_scale

COLOURS = ("#c25500", INK)


def pairs(
    name: str,
    rows: Sequence[str],
    first: Sequence[float],
    second: Sequence[float],
    *,
    labels: tuple[str, str],
    scale: float = 1e6,
    decimals: int = 1,
    x_label: str = "Mio. kr.",
    width: float = WIDTH,
) -> str:
    """Bars of ``first`` and ``second`` (kr.) per row, values at their ends.

    On a sheet of a narrow ``width`` (inches) the names stand above the bars.

    Returns:
        A bare ``<svg>`` element.
    """
    narrow = is_narrow(width)
    wrapped = [wrap(row, 44 if narrow else 30) for row in rows]
    every = [value / scale for value in (*first, *second)]
    low, high = min(0.0, *every), max(0.0, *every)
    room = (0.2 if narrow else 0.14) * ((high - low) or 1.0)
    below = stack(wrapped, 0.22)
    thin = 0.64 / below.pitch if narrow else 1.0
    with sheet(
        below.height + 0.94 if narrow else 0.98 + 0.66 * len(rows),
        left=0.05 if narrow else widest(wrapped) + 0.18, right=0.05 if narrow else 0.12, top=0.42,
        bottom=0.52, x=(low - (room if low < 0 else 0.0), high + room),
        y=below.y if narrow else (len(rows) - 0.4, -0.6), width=width,
    ) as on:  # fmt: skip
        x_scale(on, x_label)
        sides = [[value / scale for value in values] for values in (first, second)]
        places = [[row + (side - 0.5) * 0.36 * thin for row in range(len(rows))] for side in (0, 1)]
        for at, shown, colour in zip(places, sides, COLOURS, strict=True):
            boxes = [
                (0, y - 0.165 * thin, x, y + 0.165 * thin) for x, y in zip(shown, at, strict=True)
            ]
            on.bars(boxes, colour)
        on.upright(0)
        for side, (at, shown) in enumerate(zip(places, sides, strict=True)):
            for value, y in zip(shown, at, strict=True):
                on.text(
                    number(value, decimals), value, y, shift=(4 if value >= 0 else -4, 0),
                    align="left" if value >= 0 else "right", bold=side == 1,
                )  # fmt: skip
        if narrow:
            names_above(on, range(len(rows)), wrapped, lift=below.lift)
        else:
            row_names(on, range(len(rows)), wrapped)
        legend(on, [Entry(*of) for of in zip(labels, COLOURS, strict=True)], rise=9.5)
        return on.svg(name)
