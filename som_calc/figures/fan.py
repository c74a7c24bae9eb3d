"""Fan chart: the cumulated result per year with its likely spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.document.palette import INK, MUTED
from som_calc.figures.canvas import WIDTH
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import LINE_STEP, limits_of, room_left, ticks

MIDDLE, INNER, OUTER = "median", "8 af 10 udfald", "19 af 20 udfald"
HEIGHT = 223.2
"""Points."""
Band = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True)
class Fan:
    """A line with two bands around it, each named at its right edge.

    Attributes:
        years: calendar years.
        middle: kr. per year.
        inner: low and high end of the 80 pct. band, kr.
        outer: low and high end of the 95 pct. band, kr.
        colour: of the bands.
        scale: what one unit of the axis is in kr.
    """

    years: Sequence[int]
    middle: Sequence[float]
    inner: Band
    outer: Band
    colour: str
    scale: float = 1e6

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG."""
        from som_calc.figures.plotted import plotted, tell_x, to_svg

        shown = [value / self.scale for value in self.middle]
        bands = [
            [[v / self.scale for v in side] for side in band] for band in (self.outer, self.inner)
        ]
        reach = limits_of([v for band in bands for side in band for v in side], 0.05)
        right = max(text_width(OUTER, 9.5), text_width(MIDDLE, 9.5, bold=True)) + 14.4
        with plotted(
            width, HEIGHT, left=room_left(reach, width), right=right, top=27.4, bottom=24.5
        ) as figure:
            axes = figure.subplots()
            for (low, high), alpha in zip(bands, (0.16, 0.3), strict=True):
                axes.fill_between(
                    self.years, low, high, facecolor=self.colour, alpha=alpha, linewidth=0
                )  # fmt: skip
                axes.plot(self.years, low, self.years, high, color=self.colour, lw=0.7, alpha=0.7)
            axes.axhline(0, color=INK, linewidth=1)
            axes.plot(
                self.years, shown, color=INK, linewidth=2.2, solid_capstyle="round", clip_on=False
            )  # fmt: skip
            axes.set(xlim=_apart(self.years[0], self.years[-1]), ylim=reach)
            axes.grid(axis="y")
            told = ticks(reach)
            axes.set_yticks([value for value, _ in told], labels=[text for _, text in told])
            tell_x(axes, [(year, str(year)) for year in self.years])
            unit = "Mio. kr." if self.scale == 1e6 else "1.000 kr."
            axes.annotate(
                unit, (0, 1), (-40 if width == WIDTH else -room_left(reach, width) + 2, 12),
                xycoords="axes fraction", textcoords="offset points", color=MUTED,
            )  # fmt: skip
            gap = (reach[1] - reach[0]) * LINE_STEP / (HEIGHT - 51.9)
            top = bands[0][1][-1]
            inside = min(bands[1][1][-1], top - gap)
            names = [(OUTER, top), (INNER, inside), (MIDDLE, min(shown[-1], inside - gap))]
            for name, y in names:
                axes.annotate(
                    name, (self.years[-1], y), (7, 0), textcoords="offset points", va="center",
                    weight="bold" if name == MIDDLE else "normal",
                    color=INK if name == MIDDLE else MUTED,
                )  # fmt: skip
            return to_svg(figure)


def _apart(first: float, last: float) -> tuple[float, float]:
    return (first, last) if first != last else (first - 0.5, last + 0.5)
