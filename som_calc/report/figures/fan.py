"""Fan chart: the cumulated result per year with its likely spread."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK, MUTED

MIDDLE, INNER, OUTER = "middelværdi", "8 af 10 udfald", "19 af 20 udfald"


def fan_chart(
    name: str,
    years: Sequence[int],
    middle: Sequence[float],
    inner: tuple[Sequence[float], Sequence[float]],
    outer: tuple[Sequence[float], Sequence[float]],
    colour: str,
    *,
    scale: float = 1e6,
    height: float = 3.1,
) -> str:
    """A line with two bands around it, each named at its right edge.

    Args:
        name: prefix of the ids in the SVG.
        years: calendar years.
        middle: kr. per year.
        inner: low and high end of the 80 pct. band, kr.
        outer: low and high end of the 95 pct. band, kr.
        colour: of the bands.
        scale: what one unit of the axis is in kr.
        height: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    import seaborn as sns

    right = max(text_width(label, 9.5) for label in (MIDDLE, INNER, OUTER)) + 0.2
    fig, axes = figure(height, left=0.62, right=right, top=0.38, bottom=0.34)
    x = list(years)
    for band, alpha in ((outer, 0.16), (inner, 0.3)):
        low, high = ([value / scale for value in side] for side in band)
        axes.fill_between(x, low, high, color=colour, alpha=alpha, linewidth=0)
        for side in (low, high):
            axes.plot(x, side, color=colour, linewidth=0.7, alpha=0.7)
    shown = [value / scale for value in middle]
    sns.lineplot(x=x, y=shown, ax=axes, color=INK, linewidth=2.2, errorbar=None)
    axes.axhline(0, color=INK, linewidth=1)
    axes.grid(axis="y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlim(x[0], x[-1])
    step = 1 if len(x) <= 8 else 2 if len(x) <= 16 else 5
    axes.set_xticks(x[::step], [str(year) for year in x[::step]])
    danish_axis(axes.yaxis)
    axes.set_xlabel("")
    axes.set_ylabel("")
    axes.annotate(
        "Mio. kr.", (0, 1), xycoords="axes fraction", xytext=(-40, 12),
        textcoords="offset points", color=MUTED, fontsize=9.5,
    )  # fmt: skip
    floor, ceiling = axes.get_ylim()
    gap = (ceiling - floor) * 0.17 / (height - 0.9)
    top = outer[1][-1] / scale
    inside = min(inner[1][-1] / scale, top - gap)
    centre = min(shown[-1], inside - gap)
    for label, y, weight in (
        (OUTER, top, "normal"),
        (INNER, inside, "normal"),
        (MIDDLE, centre, "bold"),
    ):
        axes.annotate(
            label, (x[-1], y), xytext=(7, 0), textcoords="offset points", va="center_baseline",
            color=INK if weight == "bold" else MUTED, fontsize=9.5, weight=weight,
            annotation_clip=False,
        )  # fmt: skip
    return to_svg(fig, name)
