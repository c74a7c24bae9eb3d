"""Two-way map: the result over two inputs, with the line along which it is zero."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from som_calc.report.danish import number
from som_calc.report.figures.canvas import danish_axis, figure, to_svg
from som_calc.report.palette import INK

LOSS = ("#b35806", "#e08214", "#fdb863", "#fee0b6")
GAIN = ("#d1e5f0", "#92c5de", "#4393c3", "#2166ac")
"""Deepest loss to deepest gain: orange against blue stays apart for colour-blind readers."""


def two_way_map(
    name: str,
    x: Sequence[float],
    y: Sequence[float],
    net: np.ndarray,
    line: Sequence[float],
    here: tuple[float, float],
    *,
    x_label: str,
    y_label: str,
    scale: float = 1e6,
    height: float = 3.5,
) -> str:
    """Colour by size of gain or loss, the zero line in ink, and the case as a point.

    Args:
        name: prefix of the ids in the SVG.
        x: shares along the horizontal axis.
        y: factors along the vertical axis, shown in %.
        net: kr., shape (y, x).
        line: ``x`` at which the result is zero, one per ``y`` (NaN: none).
        here: the case's own ``x`` and ``y``.
        x_label: what the horizontal axis shows.
        y_label: what the vertical axis shows.
        scale: what one unit of the labels is in kr.
        height: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    import matplotlib.patheffects as effects

    fig, axes = figure(height, left=0.72, right=0.2, top=0.34, bottom=0.55)
    shown = net / scale
    levels, colours = _levels(shown)
    axes.contourf(x, y, shown, levels=levels, colors=colours)
    halo: list[effects.AbstractPathEffect] = [effects.withStroke(linewidth=2.5, foreground="white")]
    inner = [level for level in levels[1:-1] if level != 0]
    if inner:
        curves = axes.contour(
            x, y, shown, levels=inner, colors="white", linewidths=0.8, linestyles="solid"
        )
        for level, path in zip(inner, curves.get_paths(), strict=True):
            spot = _label_spot(np.asarray(path.vertices), x, y)
            if spot is not None:
                axes.annotate(
                    number(level, _digits(levels)), spot, ha="center", va="center_baseline",
                    fontsize=9.5, color=INK, path_effects=halo,
                )  # fmt: skip
    axes.plot(line, y, color=INK, linewidth=2.2)
    inside = [
        (a, b) for a, b in zip(line, y, strict=True) if not np.isnan(a) and x[0] <= a <= x[-1]
    ]
    if inside:
        at = inside[-1]
        axes.annotate(
            "break-even", at, xytext=(0, 5), textcoords="offset points", ha="center",
            fontsize=9.5, weight="bold", color=INK, annotation_clip=False,
        )  # fmt: skip
    axes.plot(
        [here[0]], [here[1]], "o", color="white", markeredgecolor=INK, markeredgewidth=1.8,
        markersize=8, zorder=6,
    )  # fmt: skip
    axes.annotate(
        "sagen", here, xytext=(8, -4), textcoords="offset points", fontsize=9.5, weight="bold",
        color=INK, path_effects=halo,
    )  # fmt: skip
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    danish_axis(axes.xaxis, scale=0.01, suffix="\u00a0%")
    danish_axis(axes.yaxis, scale=0.01, suffix="\u00a0%")
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.spines[["left", "bottom"]].set_visible(False)
    return to_svg(fig, name)


def _label_spot(
    points: np.ndarray, x: Sequence[float], y: Sequence[float]
) -> tuple[float, float] | None:
    """The point of a curve nearest a quarter of the height, well inside the edges."""
    if not len(points):
        return None
    place = np.column_stack(
        [(points[:, 0] - x[0]) / (x[-1] - x[0]), (points[:, 1] - y[0]) / (y[-1] - y[0])]
    )
    inside = ((place > 0.05) & (place < 0.95)).all(axis=1)
    if not inside.any():
        return None
    best = np.argmin(np.where(inside, np.abs(place[:, 1] - 0.25), np.inf))
    return float(points[best, 0]), float(points[best, 1])


def _levels(shown: np.ndarray) -> tuple[list[float], list[str]]:
    """Round steps from the lowest to the highest value with zero among them, and colours."""
    low, high = float(min(shown.min(), 0)), float(max(shown.max(), 0))
    raw = max((high - low) / 7, 1e-9)
    power = 10.0 ** np.floor(np.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw)
    below, above = int(np.ceil(-low / step)), int(np.ceil(high / step))
    levels = [step * k for k in range(-below, above + 1)]
    if len(levels) < 2:
        levels = [0.0, step]
        below, above = 0, 1
    return levels, [*_spread(LOSS, below), *_spread(GAIN, above)]


def _spread(colours: Sequence[str], count: int) -> list[str]:
    """``count`` colours in the order given; the palest lies nearest zero."""
    order = list(colours)
    if colours is LOSS:
        picked = [order[-1 - min(i, len(order) - 1)] for i in range(count)]
        return picked[::-1]
    return [order[min(i, len(order) - 1)] for i in range(count)]


def _digits(levels: Sequence[float]) -> int:
    step = levels[1] - levels[0]
    return 0 if abs(step - round(step)) < 1e-9 else 1 if step >= 0.1 else 2
