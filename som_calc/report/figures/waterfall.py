"""A bridge between two results: floating bars, one per step, between two whole ones."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.danish import number
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
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
    left = max(text_width(line) for label in labels for line in label.split("\n")) + 0.18
    fig, axes = figure(0.62 + 0.31 * len(labels), left=left, right=0.12, top=0.06, bottom=0.52)
    spans = [(0.0, start[1] / scale)]
    at = start[1]
    for _, change in steps:
        spans.append((at / scale, (at + change) / scale))
        at += change
    spans.append((0.0, end[1] / scale))
    for row, (begin, finish) in enumerate(spans):
        whole = row in (0, len(spans) - 1)
        colour = INK if whole else GAIN if finish >= begin else LOSS
        axes.barh(row, finish - begin, left=begin, height=0.6, color=colour, linewidth=0)
        if row < len(spans) - 1:
            axes.plot([finish, finish], [row - 0.3, row + 1.3], color=MUTED, linewidth=0.7)
    low = min(0.0, *(min(span) for span in spans))
    high = max(0.0, *(max(span) for span in spans))
    room = 0.14 * ((high - low) or 1.0)
    axes.set_xlim(low - room, high + room)
    for row, (begin, finish) in enumerate(spans):
        whole = row in (0, len(spans) - 1)
        value = finish - begin
        sign = "+" if not whole and round(value, decimals) > 0 else ""
        right = value >= 0
        axes.annotate(
            f"{sign}{number(value, decimals)}",
            (finish, row),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center_baseline",
            weight="bold" if whole else "normal",
            fontsize=10,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
    axes.set_yticks(range(len(labels)), labels)
    for row in (0, len(labels) - 1):
        axes.get_yticklabels()[row].set_fontweight("bold")
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis)
    axes.set_xlabel(x_label)
    axes.set_ylabel("")
    return to_svg(fig, name)
