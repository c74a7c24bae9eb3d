"""Lines with their names at the end: a result over years or rates, decided against actual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from som_calc.case.names import REGION, STATE, STATE_GRANT, TOTAL
from som_calc.document.model import Chart, Series
from som_calc.document.palette import DECIDED, INK, MUTED, TODAY
from som_calc.figures.canvas import BROKEN, WIDTH, Dash, Sheet, is_narrow, sheet
from som_calc.figures.lettering import text_width, wrap
from som_calc.figures.placing import SIZE, Curve, leader, named_spots
from som_calc.figures.scales import (
    LINE_STEP,
    PERCENT,
    capital,
    limits_of,
    room_left,
    x_places,
    x_scale,
    y_scale,
)

DASHES: dict[str, Dash] = {
    REGION: (0, 3.3, 1.4, 0.3),
    STATE: (3, 2),
    STATE_GRANT: (6, 1.6, 1, 1.6),
    "Kommunen uden tilskud": (3, 2),
}
"""Region's dots fall in the gaps of Stat, so that both can be seen where the two lie on top of
each other.
"""
HEIGHT, ABOVE, LIFT = 223.2, 27.4, 12.2
"""Points: of a figure, above its area, and what a name above the area adds."""
_DROP = 15.7


@dataclass(frozen=True)
class NamedPoint:
    """A named point on the zero line, e.g. a break-even."""

    x: float
    text: str
    colour: str = INK


@dataclass(frozen=True)
class DrawnLine:
    """A line through values in kr.

    Attributes:
        name: what it shows.
        x: values along the horizontal scale.
        y: kr.
        colour: of the line and its name.
        width: points.
        dash: broken, or not.
        bold: its name is in bold.
        dots: places along ``x`` at which markers stand.
        label: at its right end; the name when not given.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str
    width: float = 1.7
    dash: Dash = ()
    bold: bool = False
    dots: Sequence[float] = ()
    label: str | None = None

    @property
    def told(self) -> str:
        """What stands at its right end; nothing for none."""
        return self.name if self.label is None else self.label


@dataclass(frozen=True)
class Lines:
    """Lines over years or rates.

    Attributes:
        lines: the first lowest.
        unit: of the vertical scale, written above it.
        title: what the horizontal scale shows.
        scale: what one unit of the vertical scale is in kr.
        share: the horizontal scale is a share, shown in %; otherwise years.
        marks: points on the zero line with a text.
        upright: a value to mark with a thin line, and its text.
    """

    lines: Sequence[DrawnLine]
    unit: str = "mio. kr."
    title: str = ""
    scale: float = 1e6
    share: bool = False
    marks: Sequence[NamedPoint] = ()
    upright: tuple[float, str] | None = None

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG."""
        curves = [[value / self.scale for value in line.y] for line in self.lines]
        reach = limits_of([value for curve in curves for value in curve], 0.08)
        every = [x for line in self.lines for x in line.x]
        ends = [
            _End(line, curve[-1], wrap(line.told, 62 if is_narrow(width) else 130, bold=line.bold))
            for line, curve in zip(self.lines, curves, strict=True)
            if line.told
        ]
        on = sheet(
            HEIGHT, left=room_left(reach, width), right=max(end.width for end in ends) + 14.4,
            top=ABOVE + (LIFT if self.upright else 0.0), bottom=39.6 if self.title else 24.5,
            x=(min(every), max(every)), y=reach, width=width,
        )  # fmt: skip
        y_scale(on, capital(self.unit), rise=12.0 + (LIFT if self.upright else 0.0))
        for line, curve in zip(self.lines, curves, strict=True):
            on.line(line.x, curve, line.colour, line.width, dash=line.dash)
            told = [
                (x, y)
                for x, y in zip(line.x, curve, strict=True)
                if any(abs(x - dot) < 1e-9 for dot in line.dots)
            ]
            on.dots([x for x, _ in told], [y for _, y in told], line.colour, 5.5)
        on.across(0)
        _name_ends(on, ends)
        if self.share:
            x_scale(on, self.title, scale=0.01, suffix=PERCENT, grid=False, drop=_DROP)
        else:
            x_places(on, [(year, str(int(year))) for year in sorted(set(every))], drop=_DROP)
        drawn: list[Curve] = [
            (line.x, curve) for line, curve in zip(self.lines, curves, strict=True)
        ]
        drawn.append((on.x, (0.0, 0.0)))
        if self.upright:
            at, text = self.upright
            on.upright(at, MUTED, 0.9, BROKEN)
            on.word(text, on.at_x(at), on.area[3] + 6, size=9, align="center")
            drawn.append(((at, at), on.y))
        _name_marks(on, sorted(self.marks, key=lambda mark: mark.x), drawn)
        return on.svg()

    def chart(self) -> Chart:
        """The same as a chart to edit in Word, for lines over years."""
        every = sorted({x for line in self.lines for x in line.x})
        found = [dict(zip(line.x, line.y, strict=True)) for line in self.lines]
        return Chart(
            type="line",
            categories=[str(int(x)) for x in every],
            series=[
                Series(
                    name=line.name,
                    values=[values.get(x) for x in every],
                    colour=line.colour,
                    dashed=bool(line.dash),
                )
                for line, values in zip(self.lines, found, strict=True)
            ],
            unit=self.unit,
            scale=self.scale,
            y_title=capital(self.unit),
        )


def lines(
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    scale: float = 1e6,
    unit: str = "mio. kr.",
    title: str = "",
    share: bool = False,
    marks: Sequence[NamedPoint] = (),
    upright: tuple[float, str] | None = None,
    points: Sequence[float] = (),
) -> Lines:
    """One line per series: cumulated result, and result by success rate.

    Args:
        x: years, or shares when ``share``.
        series: name → kr. at each ``x``.
        colours: name → colour.
        scale: what one unit of the axis is in kr.
        unit: of the vertical scale.
        title: what the horizontal scale shows.
        share: the horizontal scale is a share, shown in %.
        marks: points on the zero line with a text.
        upright: an ``x`` to mark with a thin line, and its text.
        points: values of ``x`` at which markers stand.
    """
    drawn = [
        DrawnLine(
            name, x, values, colours[name], 2.4 if name == TOTAL else 1.7, DASHES.get(name, ()),
            bold=name == TOTAL, dots=points,
        )
        for name, values in series.items()
    ]  # fmt: skip
    return Lines(drawn, unit, title, scale, share, marks, upright)


def course(
    years: Sequence[int],
    decided: Sequence[float],
    today: Sequence[float],
    known_to: int,
    colours: Mapping[str, str],
) -> Lines:
    """Expected against actual: what has come is drawn full, what is to come broken.

    Args:
        years: calendar years.
        decided: kr. at each year as decided.
        today: kr. at each year as it looks now.
        known_to: the last year with actual numbers.
        colours: meaning → colour.
    """
    split = sum(year <= known_to for year in years)
    start = max(split - 1, 0)
    known, later = colours[TODAY], (4.0, 1.8)
    return Lines(
        [
            DrawnLine(DECIDED, years, decided, colours[DECIDED], dash=(1, 1.4)),
            DrawnLine("Faktisk", years[:split], today[:split], known, 2.6, dots=years, label=""),
            DrawnLine("Prognose", years[start:], today[start:], known, 1.9, later, label=TODAY),
        ],
        upright=(known_to, f"faktisk til og med {known_to}")
        if years[0] <= known_to < years[-1]
        else None,
    )


@dataclass(frozen=True)
class _End:
    """A line's name on one line or more, and the value it belongs at."""

    line: DrawnLine
    y: float
    name: Sequence[str] = field(default_factory=list)

    @property
    def width(self) -> float:
        return max(text_width(part, bold=self.line.bold) for part in self.name)

    @property
    def height(self) -> float:
        return LINE_STEP * len(self.name)


def _name_ends(on: Sheet, ends: Sequence[_End]) -> None:
    """Names at the line ends, pushed apart where they would overlap."""
    # Of lines that end at one place, the first is named on top.
    ends = sorted(ends, key=lambda end: (end.y, -ends.index(end)))
    at = [on.at_y(end.y) for end in ends]
    apart = [(one.height + other.height) / 2 for one, other in pairwise(ends)]
    for i, least in enumerate(apart):
        at[i + 1] = max(at[i + 1], at[i] + least)
    at[-1] = min(at[-1], on.area[3] - ends[-1].height / 2 + LINE_STEP / 2)
    for i in reversed(range(len(apart))):
        at[i] = min(at[i], at[i + 1] - apart[i])
    for end, y in zip(ends, at, strict=True):
        for i, part in enumerate(end.name):
            up = y - on.at_y(0) + LINE_STEP * ((len(end.name) - 1) / 2 - i)
            on.text(
                part, on.x[1], 0, shift=(7, up), bold=end.line.bold, colour=end.line.colour
            )  # fmt: skip


def _name_marks(on: Sheet, marks: Sequence[NamedPoint], drawn: Sequence[Curve]) -> None:
    """Rings on the zero line, each with a thin line to its name."""
    spots = named_spots(on, [(mark.x, mark.text) for mark in marks], drawn)
    for mark, spot in zip(marks, spots, strict=True):
        x, y = on.at_x(mark.x), on.at_y(0)
        ends = leader(spot, mark.text)
        if ends is not None:
            on.stroke([[(x + a, y + b) for a, b in ends]], mark.colour, 0.7, butt=True)
    for mark, spot in zip(marks, spots, strict=True):
        on.dots([mark.x], [0], "#ffffff", 7, edge=mark.colour, edge_width=1.6)
        on.text(
            mark.text, mark.x, 0, shift=spot, size=SIZE, bold=True, colour=mark.colour,
            align="center", halo=True,
        )  # fmt: skip
