"""Horizontal bars with direct labels: net result by actor, committee or area."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.danish import number
from som_calc.figures.canvas import sheet
from som_calc.figures.rows import row_places, widest
from som_calc.figures.scales import row_names, x_scale


def horizontal_bars(
    name: str,
    labels: Sequence[str],
    values: Sequence[float],
    colours: Sequence[str],
    *,
    bold_first: bool = True,
    x_label: str = "Mio. kr.",
    scale: float = 1e6,
    decimals: int = 1,
) -> str:
    """One bar per label, first on top, its value at its end.

    Args:
        name: prefix of the ids in the SVG.
        labels: row names.
        values: kr. (divided by ``scale`` when shown), + is a gain.
        colours: one per bar.
        bold_first: the first row is the total.
        x_label: unit on the axis.
        scale: what one unit of the axis is in kr.
        decimals: of the labels at the bars.

    Returns:
        A bare ``<svg>`` element.
    """
    wrapped = [wrap(label) for label in labels]
    rows, room = row_places(wrapped, one=0.36, more=0.17)
    shown = [value / scale for value in values]
    low, high = min(0.0, *shown), max(0.0, *shown)
    span = (high - low) or 1.0
    pad, little = 0.13 * span, 0.02 * span
    # The number of a zero stands to the right of it and needs room as that of a gain.
    beside = pad if max(shown) >= 0 else little
    reach = (low - (pad if low < 0 else little), high + beside)
    with sheet(
        room + 0.58, left=widest(wrapped) + 0.18, right=0.12, top=0.06, bottom=0.52,
        x=reach, y=(room, 0),
    ) as on:  # fmt: skip
        x_scale(on, x_label)
        for row, value, colour in zip(rows, shown, colours, strict=True):
            on.bars([(0, row - 0.11, value, row + 0.11)], colour)
        on.upright(0)
        for i, (row, value) in enumerate(zip(rows, shown, strict=True)):
            on.text(
                number(value, decimals), value, row, shift=(4 if value >= 0 else -4, 0),
                align="left" if value >= 0 else "right", bold=bold_first and i == 0,
            )  # fmt: skip
        row_names(on, rows, wrapped, bold=[0] if bold_first else [])
        return on.svg(name)


def wrap(label: str, width: int = 30) -> str:
    """A long label on several lines."""
    import textwrap

    return "\n".join(textwrap.wrap(label, width)) or label
