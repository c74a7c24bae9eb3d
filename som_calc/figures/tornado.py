"""Tornado: the net result with each input at its low and its high end."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.danish import number
from som_calc.document.palette import MUTED
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import BROKEN, WIDTH, is_narrow, sheet
from som_calc.figures.legend import Entry, legend
from som_calc.figures.rows import row_places, widest
from som_calc.figures.scales import names_above, row_names, x_scale

LOW, HIGH = "#9db8cf", "#0f4c75"
"""Low end light, high end dark: they differ in grey print too."""


def tornado_chart(
    name: str,
    labels: Sequence[str],
    low: Sequence[float],
    high: Sequence[float],
    base: float,
    *,
    scale: float | None = None,
    width: float = WIDTH,
) -> str:
    """One row per input: two bars from the base result, largest swing on top.

    Args:
        name: prefix of the ids in the SVG.
        labels: the inputs.
        low: net result (kr.) with the input at its low end.
        high: net result (kr.) with the input at its high end.
        base: net result (kr.) as assumed.
        scale: what one unit of the axis is in kr.; mio. kr., or 1.000 kr. for small results.
        width: inches; on a narrow sheet the names stand above the bars.

    Returns:
        A bare ``<svg>`` element.
    """
    if scale is None:
        scale = 1e6 if max(map(abs, (*low, *high, base))) >= 5e5 else 1e3
    narrow = is_narrow(width)
    wrapped = [wrap(label, 44 if narrow else 34) for label in labels]
    rows, room = row_places(wrapped, one=0.34 + (0.17 if narrow else 0.0), more=0.17)
    if narrow:
        rows = [y + 0.085 * (1 + label.count("\n")) for y, label in zip(rows, wrapped, strict=True)]
    middle = base / scale
    sides = [[value / scale for value in ends] for ends in (low, high)]
    ends = [*sides[0], *sides[1], middle]
    span = (max(ends) - min(ends)) or 1.0
    pad = (0.18 if narrow else 0.14) * span
    reach = (min(*ends, 0.0) - pad, max(*ends, 0.0) + pad)
    with sheet(
        room + 1.02, left=0.05 if narrow else widest(wrapped) + 0.18,
        right=0.05 if narrow else 0.15, top=0.5, bottom=0.52, x=reach, y=(room, 0), width=width,
    ) as on:  # fmt: skip
        x_scale(on, f"Nettoresultat i alt, {'mio.' if scale == 1e6 else '1.000'} kr.")
        for side, colour in zip(sides, (LOW, HIGH), strict=True):
            boxes = [(middle, y - 0.105, x, y + 0.105) for x, y in zip(side, rows, strict=True)]
            on.bars(boxes, colour)
        on.upright(0)
        on.upright(middle, MUTED, 0.9, BROKEN)
        for side in sides:
            for value, row in zip(side, rows, strict=True):
                right = value >= middle
                on.text(
                    number(value, 1), value, row, shift=(4 if right else -4, 0), size=9,
                    align="left" if right else "right", clear=True,
                )  # fmt: skip
        if narrow:
            names_above(on, rows, wrapped, lift=15.5)
        else:
            row_names(on, rows, wrapped)
        legend(
            on, [Entry("ved den lave værdi", LOW), Entry("ved den høje værdi", HIGH)], rise=9.5
        )  # fmt: skip
        return on.svg(name)
