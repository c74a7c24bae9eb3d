"""A bridge between two results: floating bars, one per step, between two whole ones."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.danish import number
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import sheet
from som_calc.report.figures.rows import widest
from som_calc.report.figures.scales import row_names, x_scale
from som_calc.report.palette import INK, MUTED

GAIN, LOSS = "#0072b2", "#c25500"


def waterfall(
    name: str,
    start: tuple[str, float],
    steps: Sequence[tuple[str, float]],
    end: tuple[str, float],
    *,
    scale: float = 1e6,
    decimals: int = 1,
    x_label: str = "Mio. kr.",
) -> str:
    """Bars from ``start`` through ``steps`` to ``end``, first on top.

    Args:
        name: prefix of the ids in the SVG.
        start: label and kr. of the first whole bar.
        steps: label and change in kr.; a step right of its start is a gain.
        end: label and kr. of the last whole bar.
        scale: what one unit of the axis is in kr.
        decimals: of the labels at the bars.
        x_label: unit on the axis.

    Returns:
        A bare ``<svg>`` element.
    """
    labels = [wrap(label) for label, _ in (start, *steps, end)]
    spans = [(0.0, start[1] / scale)]
    at = start[1]
    for _, change in steps:
        spans.append((at / scale, (at + change) / scale))
        at += change
    spans.append((0.0, end[1] / scale))
    last = len(spans) - 1
    low = min(0.0, *(min(span) for span in spans))
    high = max(0.0, *(max(span) for span in spans))
    room = 0.14 * ((high - low) or 1.0)
    with sheet(
        0.62 + 0.31 * len(labels), left=widest(labels) + 0.18, right=0.12, top=0.06, bottom=0.52,
        x=(low - room, high + room), y=(last + 0.6, -0.6),
    ) as on:  # fmt: skip
        x_scale(on, x_label)
        for row, (begin, finish) in enumerate(spans):
            colour = INK if row in (0, last) else GAIN if finish >= begin else LOSS
            on.bars([(begin, row - 0.3, finish, row + 0.3)], colour)
            if row < last:
                on.line((finish, finish), (row - 0.3, row + 1.3), MUTED, 0.7, butt=True)
        on.upright(0)
        for row, (begin, finish) in enumerate(spans):
            whole, value = row in (0, last), finish - begin
            sign = "+" if not whole and round(value, decimals) > 0 else ""
            on.text(
                f"{sign}{number(value, decimals)}", finish, row, shift=(4 if value >= 0 else -4, 0),
                align="left" if value >= 0 else "right", bold=whole, clear=True,
            )  # fmt: skip
        row_names(on, range(len(labels)), labels, bold=(0, last))
        return on.svg(name)
