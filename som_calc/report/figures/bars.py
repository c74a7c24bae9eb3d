"""Horizontal bars with direct labels: net result by actor, committee or area."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.danish import number
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.figures.rows import row_places
from som_calc.report.palette import INK


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
    left = max(text_width(line) for label in wrapped for line in label.split("\n")) + 0.18
    rows, room = row_places(wrapped, one=0.36, more=0.17)
    fig, axes = figure(room + 0.58, left=left, right=0.12, top=0.06, bottom=0.52)
    shown = [value / scale for value in values]
    axes.barh(rows, shown, height=0.22, color=list(colours), linewidth=0)
    axes.set_yticks(rows, wrapped)
    names = axes.get_yticklabels()
    axes.set_ylim(room, 0)
    low, high = min(0.0, *shown), max(0.0, *shown)
    span = (high - low) or 1.0
    pad = 0.13 * span
    axes.set_xlim(
        low - (pad if low < 0 else 0.02 * span), high + (pad if high > 0 else 0.02 * span)
    )
    for i, value in enumerate(shown):
        weight = "bold" if bold_first and i == 0 else "normal"
        axes.annotate(
            number(value, decimals),
            (value, rows[i]),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center_baseline",
            weight=weight,
            ha="left" if value >= 0 else "right",
            fontsize=10,
        )
        names[i].set(fontweight=weight, multialignment="right")
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis)
    axes.set_xlabel(x_label)
    return to_svg(fig, name)


def wrap(label: str, width: int = 30) -> str:
    """A long label on several lines."""
    import textwrap

    return "\n".join(textwrap.wrap(label, width)) or label
