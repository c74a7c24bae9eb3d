"""Lines with their names at the end: cumulated result, and result by success rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.figures.placing import SIZE, named_spots
from som_calc.report.palette import INK, MUTED

Dash = tuple[float, tuple[float, ...]]
DASHES: dict[str, Dash] = {
    "Region": (1.7, (1.4, 3.6)),
    "Stat": (0, (3, 2)),
    "Statslig tilskud": (0, (6, 1.6, 1, 1.6)),
    "Kommunen uden tilskud": (0, (3, 2)),
}
"""Offset and pattern.  Region's dots fall in the gaps of Stat, so that both can be seen where
the two lie on top of each other.
"""


@dataclass(frozen=True)
class Mark:
    """A named point on the zero line, e.g. a break-even."""

    x: float
    text: str
    colour: str = INK


def lines(
    name: str,
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    scale: float = 1e6,
    y_label: str = "Mio. kr.",
    x_label: str = "",
    percent_x: bool = False,
    marks: Sequence[Mark] = (),
    vertical: tuple[float, str] | None = None,
    points: Sequence[float] = (),
    height: float = 3.1,
) -> str:
    """Lines over years or rates, named directly at their right end.

    Args:
        name: prefix of the ids in the SVG.
        x: years, or shares when ``percent_x``.
        series: name → kr. at each ``x`` (divided by ``scale`` when shown).
        colours: name → colour.
        scale: what one unit of the axis is in kr.
        y_label: unit, written above the axis.
        x_label: what the horizontal axis shows.
        percent_x: the horizontal axis is a share, shown in %.
        marks: points on the zero line with a text.
        vertical: an ``x`` to mark with a thin line, and its text.
        points: values of ``x`` at which markers stand.
        height: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    right = max(text_width(key, 10) for key in series) + 0.2
    fig, axes = figure(height, left=0.62, right=right, top=0.38, bottom=0.55 if x_label else 0.34)
    for key, values in series.items():
        shown = [value / scale for value in values]
        axes.plot(
            list(x),
            shown,
            color=colours[key],
            linewidth=2.4 if key == "I alt" else 1.7,
            linestyle=DASHES.get(key, "-"),
            dash_capstyle="butt",
        )
        if points:
            at = [
                (px, sy)
                for px, sy in zip(x, shown, strict=True)
                if any(abs(px - p) < 1e-9 for p in points)
            ]
            axes.plot(
                [p for p, _ in at], [s for _, s in at], "o", color=colours[key], markersize=4.5
            )
    axes.axhline(0, color=INK, linewidth=1)
    axes.grid(axis="y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlim(min(x), max(x))
    axes.margins(y=0.08)
    _end_labels(axes, {k: v[-1] / scale for k, v in series.items()}, colours, max(x), height)
    danish_axis(axes.yaxis)
    axes.tick_params(axis="x", pad=6)
    if percent_x:
        danish_axis(axes.xaxis, scale=0.01, suffix="\u00a0%")
    else:
        _year_ticks(axes, x)
    axes.set_xlabel(x_label)
    axes.annotate(
        y_label,
        (0, 1),
        xycoords="axes fraction",
        xytext=(-40, 12),
        textcoords="offset points",
        color=MUTED,
        fontsize=9.5,
    )
    if vertical:
        axes.axvline(vertical[0], color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
        axes.annotate(
            vertical[1],
            (vertical[0], 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 6),
            textcoords="offset points",
            ha="center",
            color=MUTED,
            fontsize=9,
        )
    told = sorted(marks, key=lambda mark: mark.x)
    curves = [(list(x), [value / scale for value in values]) for values in series.values()]
    curves.append(([min(x), max(x)], [0.0, 0.0]))
    if vertical:
        curves.append(([vertical[0]] * 2, list(axes.get_ylim())))
    spots = named_spots(axes, [(mark.x, mark.text) for mark in told], curves)
    for mark, spot in zip(told, spots, strict=True):
        axes.plot(
            [mark.x],
            [0],
            "o",
            color="white",
            markeredgecolor=mark.colour,
            markeredgewidth=1.6,
            markersize=7,
            zorder=6,
            clip_on=False,
        )
        axes.annotate(
            mark.text,
            (mark.x, 0),
            xytext=spot,
            textcoords="offset points",
            color=mark.colour,
            fontsize=SIZE,
            weight="bold",
            ha="center",
            va="center",
            zorder=7,
            arrowprops=(
                {
                    "arrowstyle": "-",
                    "color": mark.colour,
                    "linewidth": 0.7,
                    "shrinkA": 0,
                    "shrinkB": 4,
                }
            ),
        )
    return to_svg(fig, name)


def _year_ticks(axes: Axes, years: Sequence[float]) -> None:
    count = len(years)
    step = 1 if count <= 8 else 2 if count <= 16 else 5 if count <= 45 else 10
    ticks = [int(year) for year in years][::step]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])


def _end_labels(
    axes: Axes, ends: Mapping[str, float], colours: Mapping[str, str], x: float, height: float
) -> None:
    """Names at the line ends, pushed apart where they would overlap."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.17 / (height - 0.9)
    placed: list[tuple[str, float]] = []
    for key, y in sorted(ends.items(), key=lambda item: item[1]):
        floor = placed[-1][1] + gap if placed else low
        placed.append((key, max(y, floor)))
    over = placed[-1][1] - high
    if over > 0:
        placed = _push_down(placed, high, gap)
    for key, y in placed:
        axes.annotate(
            key,
            (x, y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center_baseline",
            color=colours[key],
            fontsize=10,
            weight="bold" if key == "I alt" else "normal",
            annotation_clip=False,
        )


def _push_down(placed: list[tuple[str, float]], high: float, gap: float) -> list[tuple[str, float]]:
    ceiling = high
    moved = []
    for key, y in reversed(placed):
        y = min(y, ceiling)
        moved.append((key, y))
        ceiling = y - gap
    return moved[::-1]
