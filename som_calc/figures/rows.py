"""Rows with bars from a common zero: the layout behind every figure with names at its left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from som_calc.document.danish import number
from som_calc.document.model import Chart, Series
from som_calc.document.palette import MUTED, tint
from som_calc.figures.canvas import BROKEN, WIDTH, Limits, Sheet, is_narrow
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import Legend, LegendEntry, capital, x_scale
from som_calc.figures.stack import Stack

THICK, STEP = 15.2, 17.2
"""Points: height of a bar, and from one to the next within a row."""
LEAST = 0.3
"""Share of the area that the bars themselves keep, however long the words at their ends."""

ASSUMED = 0.25
"""How much of its colour a bar keeps whose range is only assumed."""


@dataclass(frozen=True)
class Bar:
    """A bar of a row, in kr. (or what the scale counts).

    Attributes:
        value: what it tells; also where it ends, if nothing else is said.
        colour: of the bar.
        start: where it begins.
        end: where it ends.
        interval: low and high end of what is likely, drawn as a thin line.
        signed: a gain is told with +.
        bold: its number is in bold.
        assumed: light with a broken rim: what it shows is assumed and not known.
    """

    value: float
    colour: str
    start: float = 0.0
    end: float | None = None
    interval: Limits | None = None
    signed: bool = False
    bold: bool = False
    assumed: bool = False

    @property
    def fill(self) -> str:
        """The colour inside."""
        return tint(self.colour, ASSUMED) if self.assumed else self.colour

    @property
    def span(self) -> Limits:
        """Where it begins and ends."""
        return self.start, self.value if self.end is None else self.end

    def reach(self) -> Limits:
        """The lowest and the highest it touches."""
        every = (*self.span, *(self.interval or ()))
        return min(every), max(every)


@dataclass(frozen=True)
class FigureRow:
    """A name and its bars, from the top; ``bold`` for a sum."""

    name: str
    bars: Sequence[Bar]
    bold: bool = False


@dataclass(frozen=True)
class FigureRows:
    """Horizontal bars, first row on top, each with its number at its end.

    Attributes:
        rows: at least one.
        unit: what the scale counts in, e.g. mio. kr.
        title: below the scale; the unit when not given.
        scale: what one unit of the scale is in the values.
        decimals: of the numbers at the bars.
        names: of the bars of each row; told in a legend where there are several.
        middle: where the bars of a row part to both sides, marked with a broken line; None:
            they stand below each other.
        joined: each row begins where the one above ended.
    """

    rows: Sequence[FigureRow]
    unit: str = "mio. kr."
    title: str = ""
    scale: float = 1e6
    decimals: int = 1
    names: Sequence[str] = ("Nettoresultat",)
    middle: float | None = None
    joined: bool = False

    def draw(self, width: float = WIDTH) -> str:
        """The figure as SVG; on a narrow sheet the names stand above the bars."""
        stack = Stack.of([(row.name, self._height(row), row.bold) for row in self.rows], width)
        start = 2.0 if is_narrow(width) else stack.left
        signs = zip(self.names, self.rows[0].bars, strict=True) if len(self.names) > 1 else ()
        legend = Legend.of(
            [LegendEntry(name, bar.colour) for name, bar in signs], width - start - 2.0
        )
        tips = [
            tip
            for row, y in zip(self.rows, stack.middles, strict=True)
            for tip in self._tips(row, y)
        ]
        reaches = [bar.reach() for row in self.rows for bar in row.bars]
        low = min(0.0, *(end for end, _ in reaches)) / self.scale
        high = max(0.0, *(end for _, end in reaches)) / self.scale
        tips, x = _fitted(tips, low, high, stack.room)
        on = stack.sheet(5.0 + (legend.height + 8.5 if legend.entries else 0.0), x)
        x_scale(on, self.title or capital(self.unit))
        self._bars(on, stack.middles)
        on.upright(0)
        if self.middle is not None:
            on.upright(self.middle / self.scale, MUTED, 0.9, BROKEN)
        for tip in tips:
            tip.draw(on)
        stack.name_rows(on)
        legend.draw(on, start, 9.5)
        return on.svg()

    def chart(self) -> Chart:
        """The same as a chart to edit in Word."""
        series = []
        for place, name in enumerate(self.names):
            bars = [row.bars[place] for row in self.rows]
            colours = [bar.fill for bar in bars]
            each = len(self.names) == 1 or any(bar.assumed for bar in bars)
            series.append(
                Series(
                    name=name,
                    values=[bar.value for bar in bars],
                    colour=bars[0].colour,
                    point_colours=colours if each else None,
                )
            )
        return Chart(
            type="bar",
            categories=[row.name for row in self.rows],
            series=series,
            unit=self.unit,
            scale=self.scale,
            number_format="#,##0" + ("." + "0" * self.decimals if self.decimals else ""),
            x_title=capital(self.unit),
        )

    def _height(self, row: FigureRow) -> float:
        """Points from the top of the first bar of a row to the foot of its last."""
        return THICK + (STEP * (len(row.bars) - 1) if self.middle is None else 0.0)

    def _lanes(self, row: FigureRow, middle: float) -> list[float]:
        """The middle of each bar of a row, points from the top of the area."""
        if self.middle is not None:
            return [middle] * len(row.bars)
        first = middle - STEP * (len(row.bars) - 1) / 2
        return [first + STEP * i for i in range(len(row.bars))]

    def _bars(self, on: Sheet, middles: Sequence[float]) -> None:
        half = THICK / 2
        for row, middle in zip(self.rows, middles, strict=True):
            lanes = zip(row.bars, self._lanes(row, middle), strict=True)
            # Where two lie to one side, the shorter must lie uppermost to be seen.
            for bar, y in sorted(lanes, key=lambda lane: -abs(lane[0].span[1] - lane[0].span[0])):
                start, end = (value / self.scale for value in bar.span)
                rim = bar.colour if bar.assumed else ""
                on.bars([(start, y - half, end, y + half)], bar.fill, rim=rim)
                if bar.interval is not None:
                    # White around grey: seen on the bars and beside them.
                    for colour, width in (("#ffffff", 3.4), (MUTED, 1.5)):
                        span = [value / self.scale for value in bar.interval]
                        on.line(span, (y, y), colour, width, butt=True)
        if self.joined:
            for (row, middle), (_, below) in pairwise(zip(self.rows, middles, strict=True)):
                end = row.bars[0].span[1] / self.scale
                on.line((end, end), (middle - half, below + half), MUTED, 0.7, butt=True)

    def _tips(self, row: FigureRow, middle: float) -> list[_Tip]:
        """The numbers at the ends of a row's bars; two that would meet are told together."""
        tips = []
        for bar, y in zip(row.bars, self._lanes(row, middle), strict=True):
            low, high = (value / self.scale for value in bar.reach())
            begin, end = bar.span
            ahead = end >= begin
            said = self._number(bar.value, bar.signed)
            if bar.interval is not None:
                ends = (self._number(value) for value in bar.interval)
                said += " ({} til {})".format(*ends)
            tips.append(
                _Tip(said, high if ahead else low, low if ahead else high, y, ahead, bar.bold)
            )
        if self.middle is not None and len(tips) > 1 and len({tip.ahead for tip in tips}) == 1:
            outer = max(tips, key=lambda tip: tip.at * (1 if tip.ahead else -1))
            return [
                _Tip(" og ".join(t.said for t in tips), outer.at, outer.back, outer.y, outer.ahead)
            ]
        return tips

    def _number(self, value: float, signed: bool = False) -> str:
        value /= self.scale
        plus = "+" if signed and round(value, self.decimals) > 0 else ""
        return plus + number(value, self.decimals)


@dataclass(frozen=True)
class _Tip:
    """A number at the end of a bar: right of it when it goes ``ahead``."""

    said: str
    at: float
    back: float
    """The other end of the bar."""
    y: float
    ahead: bool
    bold: bool = False

    @property
    def width(self) -> float:
        return text_width(self.said, bold=self.bold) + 5

    def draw(self, on: Sheet) -> None:
        on.text(
            self.said, self.at, self.y, shift=(4 if self.ahead else -4, 0),
            align="left" if self.ahead else "right", bold=self.bold, clear=True,
        )  # fmt: skip


def _fitted(
    tips: Sequence[_Tip], low: float, high: float, room: float
) -> tuple[list[_Tip], Limits]:
    """The numbers, and a scale that gives them room: no more than they need.

    Where those on both sides would leave too little for the bars, those of losses go to the
    other end of their bars, where nothing else stands.
    """
    both = [max((t.width for t in tips if t.ahead is side), default=0.0) for side in (True, False)]
    if sum(both) > (1 - LEAST) * room:
        tips = [t if t.ahead else _Tip(t.said, t.back, t.at, t.y, True, t.bold) for t in tips]
    span = (high - low) or 1.0
    high = low + span

    def margins(unit: float) -> tuple[float, float]:
        before = max((t.width - (t.at - low) * unit for t in tips if not t.ahead), default=0.0)
        after = max((t.width - (high - t.at) * unit for t in tips if t.ahead), default=0.0)
        return max(before, 3.0 if low < 0 else 0.0), max(after, 3.0)

    small, large = LEAST * room / span, room / span
    for _ in range(30):
        unit = (small + large) / 2
        if sum(margins(unit)) + span * unit > room:
            large = unit
        else:
            small = unit
    before, _ = margins(small)
    return list(tips), (low - before / small, low - before / small + room / small)
