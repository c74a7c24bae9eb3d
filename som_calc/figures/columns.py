"""Stacked columns per year, gains above and losses below zero, with the net as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from som_calc.case.names import TOTAL
from som_calc.document.model import Chart, Series
from som_calc.document.palette import INK
from som_calc.figures.canvas import WIDTH, Box, is_narrow, sheet
from som_calc.figures.scales import Legend, LegendEntry, capital, room_left, x_places, y_scale

HEIGHT = 186.0
"""Points from the foot of the sheet to the top of the area."""

MOST_DOTS = 30
"""Of more years the line alone is seen."""


@dataclass(frozen=True)
class Columns:
    """One column per year split on parts, and the total as points on a line.

    Attributes:
        years: calendar years.
        parts: name → kr. per year; one that is zero in all of them is not shown.
        total: kr. per year.
        colours: name → colour.
        scale: what one unit of the scale is in kr.
        total_name: of the line.
        unit: of the scale.
    """

    years: Sequence[int]
    parts: Mapping[str, Sequence[float]]
    total: Sequence[float]
    colours: Mapping[str, str]
    scale: float = 1e6
    total_name: str = TOTAL
    unit: str = "mio. kr."

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG."""
        shown = {
            key: [value / self.scale for value in values]
            for key, values in self.parts.items()
            if any(values)
        }
        net = [value / self.scale for value in self.total]
        stacked, above, below = _stacked(shown, len(self.years))
        low, high = min(*below, *net, 0.0), max(*above, *net, 0.0)
        pad = 0.07 * ((high - low) or 1.0)
        reach = (low - (pad if low < 0 else 0), high + (pad if high > 0 else 0))
        if low == high:
            reach = (-0.05, 0.05)
        left = room_left(reach, width)
        narrow = is_narrow(width)
        entries = [LegendEntry(self.total_name, INK, line=True)]
        entries += [LegendEntry(key, self.colours[key]) for key in shown]
        start = 2.0 if narrow else left
        legend = Legend.of(entries, width - start - 2.0)
        # The unit has a line of its own below the signs.
        top = legend.height + 23.0
        on = sheet(
            HEIGHT + top, left=left, right=7.2, top=top, bottom=24.5,
            x=(-0.6, len(net) - 0.4), y=reach, width=width,
        )  # fmt: skip
        y_scale(on, capital(self.unit), rise=6)
        for key, boxes in stacked.items():
            on.bars(boxes, self.colours[key], edge=True)
        on.across(0)
        on.line(range(len(net)), net, INK, 1.8)
        if len(net) <= MOST_DOTS:
            on.dots(range(len(net)), net, INK, 6, edge="#ffffff")
        x_places(on, [(place, str(year)) for place, year in enumerate(self.years)])
        legend.draw(on, start, 22.0)
        return on.svg()

    def chart(self) -> Chart:
        """The parts as a chart to edit in Word."""
        return Chart(
            type="stacked_column",
            categories=[str(year) for year in self.years],
            series=[
                Series(name=name, values=list(values), colour=self.colours[name])
                for name, values in self.parts.items()
            ],
            unit=self.unit,
            scale=self.scale,
            y_title=capital(self.unit),
        )


def _stacked(
    shown: Mapping[str, Sequence[float]], count: int
) -> tuple[dict[str, list[Box]], list[float], list[float]]:
    """The boxes of each part, and how high and low they reach together in each of the years."""
    above, below = [0.0] * count, [0.0] * count
    boxes: dict[str, list[Box]] = {key: [] for key in shown}
    for key, values in shown.items():
        for place, value in enumerate(values):
            side = above if value >= 0 else below
            boxes[key].append((place - 0.34, side[place], place + 0.34, side[place] + value))
            side[place] += value
    return boxes, above, below
