"""Two horizontal bars per row: what was decided, and how it looks now."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.danish import number
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK

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
) -> str:
    """Bars of ``first`` and ``second`` (kr.) per row, values at their ends.

    Returns:
        A bare ``<svg>`` element.
    """
    wrapped = [wrap(row) for row in rows]
    left = max(text_width(line) for label in wrapped for line in label.split("\n")) + 0.18
    fig, axes = figure(0.98 + 0.66 * len(rows), left=left, right=0.12, top=0.42, bottom=0.52)
    for side, (values, label) in enumerate(zip((first, second), labels, strict=True)):
        places = [row + (side - 0.5) * 0.36 for row in range(len(rows))]
        shown = [value / scale for value in values]
        axes.barh(places, shown, height=0.33, color=COLOURS[side], linewidth=0, label=label)
        for place, value in zip(places, shown, strict=True):
            axes.annotate(
                number(value, decimals),
                (value, place),
                xytext=(4 if value >= 0 else -4, 0),
                textcoords="offset points",
                ha="left" if value >= 0 else "right",
                va="center_baseline",
                weight="bold" if side else "normal",
            )
    every = [value / scale for value in (*first, *second)]
    low, high = min(0.0, *every), max(0.0, *every)
    room = 0.14 * ((high - low) or 1.0)
    axes.set_xlim(low - (room if low < 0 else 0.0), high + room)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), wrapped)
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis)
    axes.set_xlabel(x_label)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.02),
        ncols=2,
        frameon=False,
        borderaxespad=0,
        handlelength=1.1,
        fontsize=9.5,
    )
    return to_svg(fig, name)
