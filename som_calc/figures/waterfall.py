"""A bridge between two results: floating bars, one per step, between two whole ones."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.danish import number
from som_calc.document.palette import INK, MUTED
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import WIDTH, is_narrow, sheet
from som_calc.figures.rows import stack, widest
from som_calc.figures.scales import names_above, row_names, x_scale

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
    width: float = WIDTH,
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
        width: inches; on a narrow sheet the names stand above the bars.

    Returns:
        A bare ``<svg>`` element.
    """
    narrow = is_narrow(width)
    labels = [wrap(label, 44 if narrow else 30) for label, _ in (start, *steps, end)]
    spans = [(0.0, start[1] / scale)]
    at = start[1]
    for _, change in steps:
        spans.append((at / scale, (at + change) / scale))
        at += change
    spans.append((0.0, end[1] / scale))
    last = len(spans) - 1
    low = min(0.0, *(min(span) for span in spans))
    high = max(0.0, *(max(span) for span in spans))
    room = (0.2 if narrow else 0.14) * ((high - low) or 1.0)
    rows = stack(labels, 0.1)
    half = 0.1 / rows.pitch if narrow else 0.3
    with sheet(
        rows.height + 0.58 if narrow else 0.62 + 0.31 * len(labels),
        left=0.05 if narrow else widest(labels) + 0.18, right=0.05 if narrow else 0.12, top=0.06,
        bottom=0.52, x=(low - room, high + room), y=rows.y if narrow else (last + 0.6, -0.6),
        width=width,
    ) as on:  # fmt: skip
        x_scale(on, x_label)
        for row, (begin, finish) in enumerate(spans):
            colour = INK if row in (0, last) else GAIN if finish >= begin else LOSS
            on.bars([(begin, row - half, finish, row + half)], colour)
            if row < last:
                on.line((finish, finish), (row - half, row + 1 + half), MUTED, 0.7, butt=True)
        on.upright(0)
        for row, (begin, finish) in enumerate(spans):
            whole, value = row in (0, last), finish - begin
            sign = "+" if not whole and round(value, decimals) > 0 else ""
            on.text(
                f"{sign}{number(value, decimals)}", finish, row, shift=(4 if value >= 0 else -4, 0),
                align="left" if value >= 0 else "right", bold=whole, clear=True,
            )  # fmt: skip
        if narrow:
            names_above(on, range(len(labels)), labels, lift=rows.lift, bold=(0, last))
        else:
            row_names(on, range(len(labels)), labels, bold=(0, last))
        return on.svg(name)
