"""Stacked columns per year, gains above and losses below zero, with the net as a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from som_calc.report.figures.canvas import WIDTH, danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK, MUTED


def yearly_columns(
    name: str,
    years: Sequence[int],
    parts: Mapping[str, Sequence[float]],
    total: Sequence[float],
    colours: Mapping[str, str],
    *,
    scale: float = 1e6,
    total_name: str = "I alt",
    y_label: str = "Mio. kr.",
    height: float = 3.2,
) -> str:
    """One column per year split on ``parts`` (kr.), and the total as points on a line.

    Returns:
        A bare ``<svg>`` element.
    """
    names = [total_name, *(key for key, values in parts.items() if any(values))]
    across = _legend_columns(names, WIDTH - 0.72)
    below_top = math.ceil(len(names) / across) - 1
    top = 0.62 + 0.22 * max(0, below_top - 1)
    fig, axes = figure(height + top - 0.62, left=0.62, right=0.1, top=top, bottom=0.34)
    above, below = np.zeros(len(years)), np.zeros(len(years))
    positions = np.arange(len(years))
    for key, values in parts.items():
        shown = np.asarray(values, dtype=float) / scale
        if not shown.any():
            continue
        base = np.where(shown >= 0, above, below)
        axes.bar(
            positions,
            shown,
            bottom=base,
            width=0.68,
            color=colours[key],
            label=key,
            linewidth=0.8,
            edgecolor="white",
        )
        above += np.clip(shown, 0, None)
        below += np.clip(shown, None, 0)
    axes.plot(
        positions,
        np.asarray(total) / scale,
        color=INK,
        marker="o",
        markersize=6,
        markeredgecolor="white",
        linewidth=1.8,
        label=total_name,
    )
    axes.axhline(0, color=INK, linewidth=1)
    axes.grid(axis="y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlim(-0.6, len(years) - 0.4)
    count = len(years)
    step = 1 if count <= 14 else 2 if count <= 24 else 5 if count <= 60 else 10
    axes.set_xticks(positions[::step], [str(year) for year in years[::step]])
    net = np.asarray(total) / scale
    low, high = min(below.min(), net.min(), 0.0), max(above.max(), net.max(), 0.0)
    pad = 0.07 * ((high - low) or 1.0)
    axes.set_ylim(low - (pad if low < 0 else 0), high + (pad if high > 0 else 0))
    danish_axis(axes.yaxis)
    axes.annotate(
        y_label,
        (0, 1),
        xycoords="axes fraction",
        xytext=(-40, 6),
        textcoords="offset points",
        color=MUTED,
        fontsize=9.5,
    )
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.05),
        ncols=across,
        frameon=False,
        borderaxespad=0,
        handlelength=1.1,
        handletextpad=0.5,
        columnspacing=1.4,
        fontsize=9.5,
    )
    return to_svg(fig, name)


def _legend_columns(names: Sequence[str], room: float) -> int:
    """As many columns, at most six, as the names (filled column by column) have room for."""
    for count in range(min(6, len(names)), 1, -1):
        rows = math.ceil(len(names) / count)
        widths = [
            max(text_width(name, 9.5) for name in names[start : start + rows])
            for start in range(0, len(names), rows)
        ]
        if sum(widths) + 0.38 * len(widths) <= room:
            return count
    return 1
