"""Fan chart: the cumulated result per year with its likely spread."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.palette import INK, MUTED
from som_calc.figures.canvas import WIDTH, sheet
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import limits_of, room_left, y_scale, years_below

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
    width: float = WIDTH,
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
        width: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    import seaborn as sns

    shown = [value / scale for value in middle]
    bands = [[[value / scale for value in side] for side in band] for band in (outer, inner)]
    floor, ceiling = reach = limits_of([v for band in bands for side in band for v in side], 0.05)
    gap = (ceiling - floor) * 0.17 / (height - 0.9)
    top = outer[1][-1] / scale
    inside = min(inner[1][-1] / scale, top - gap)
    centre = min(shown[-1], inside - gap)
    with sheet(
        height, left=room_left(reach, width),
        right=max(text_width(s, 9.5) for s in (MIDDLE, INNER, OUTER)) + 0.2,
        top=0.38, bottom=0.34, x=(years[0], years[-1]), y=reach, width=width,
    ) as on:  # fmt: skip
        y_scale(on, "Mio. kr.")
        for (low, high), alpha in zip(bands, (0.16, 0.3), strict=True):
            on.between(years, low, high, colour, alpha)
            for side in (low, high):
                on.line(years, side, colour, 0.7, alpha=0.7)
        on.across(0)
        sns.lineplot(
            x=list(years), y=shown, ax=on.axes(), color=INK, linewidth=2.2, errorbar=None,
            solid_capstyle="round", clip_on=False,
        )  # fmt: skip
        years_below(on, years)
        for label, y, bold in ((OUTER, top, False), (INNER, inside, False), (MIDDLE, centre, True)):
            on.text(
                label, years[-1], y, shift=(7, 0), size=9.5, bold=bold,
                colour=INK if bold else MUTED,
            )  # fmt: skip
        return on.svg(name)
