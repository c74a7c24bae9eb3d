"""Estimates with their intervals, one row each, against marked values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.report.danish import percent_sign
from som_calc.report.figures.bars import wrap
from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK, MUTED


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
) -> str:
    """A point and a line per estimate, first on top; ``marks`` are named vertical lines.

    Returns:
        A bare ``<svg>`` element.
    """
    labels = [wrap(row.label, 26) for row in rows]
    left = max(text_width(line) for label in labels for line in label.split("\n")) + 0.18
    top = 0.2 + 0.18 * len(marks)
    fig, axes = figure(0.62 + top + 0.46 * len(rows), left=left, right=0.12, top=top, bottom=0.52)
    for place, row in enumerate(rows):
        low, high = row.interval
        axes.plot([low, high], [place, place], color=row.colour, linewidth=3.2, alpha=0.55)
        axes.plot([row.value], [place], "o", color=row.colour, markersize=8)
        axes.annotate(
            percent_sign(row.value, 1),
            (row.value, place),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=9.5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            zorder=5,
        )
    ends = [end for row in rows for end in row.interval] + [value for value, _ in marks] + [0.0]
    room = 0.06 * ((max(ends) - min(ends)) or 1.0)
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.axvline(0, color=INK, linewidth=1)
    for i, (value, text) in enumerate(sorted(marks)):
        axes.axvline(value, color=MUTED, linewidth=1, linestyle=(0, (3, 2)))
        axes.annotate(
            text,
            (value, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, 4 + 13 * (len(marks) - 1 - i)),
            textcoords="offset points",
            color=MUTED,
            fontsize=9,
        )
    axes.set_yticks(range(len(rows)), labels)
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    danish_axis(axes.xaxis, scale=0.01, suffix="\u00a0%")
    axes.set_xlabel(x_label)
    axes.set_ylabel("")
    return to_svg(fig, name)
