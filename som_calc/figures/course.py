"""Expected against actual over the years: what has come is drawn full, what is to come dashed."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.palette import INK, MUTED
from som_calc.figures.canvas import BROKEN, WIDTH, is_narrow, sheet
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import limits_of, room_left, y_scale, years_below

DECIDED = "#c25500"


def course(
    name: str,
    years: Sequence[int],
    decided: Sequence[float],
    today: Sequence[float],
    known_to: int,
    *,
    labels: tuple[str, str] = ("Vedtaget", "I dag"),
    scale: float = 1e6,
    height: float = 3.1,
    width: float = WIDTH,
) -> str:
    """Two lines over years; ``today`` is full up to ``known_to`` and dashed after it.

    Args:
        name: prefix of the ids in the SVG.
        years: calendar years.
        decided: kr. at each year as decided.
        today: kr. at each year as it looks now.
        known_to: the last year with actual numbers.
        labels: names at the ends of the two lines.
        scale: what one unit of the axis is in kr.
        height: inches.
        width: inches.

    Returns:
        A bare ``<svg>`` element.
    """
    then, now = [v / scale for v in decided], [v / scale for v in today]
    split = sum(year <= known_to for year in years)
    start = max(split - 1, 0)
    low, high = reach = limits_of([*then, *now], 0.08)
    gap = (high - low) * 0.17 / (height - 0.9)
    ends = sorted([(then[-1], labels[0], DECIDED), (now[-1], labels[1], INK)])
    top = max(ends[1][0], ends[0][0] + gap)
    narrow = is_narrow(width)
    with sheet(
        height, left=room_left(reach, width),
        right=max(text_width(label) for label in labels) + 0.2, top=0.55 if narrow else 0.42,
        bottom=0.34, x=(min(years), max(years)), y=reach, width=width,
    ) as on:  # fmt: skip
        y_scale(on, "Mio. kr.", rise=22.0 if narrow else 14.0)
        on.line(years, then, DECIDED, 1.7, dash=(0, (1, 1.4)))
        on.line(years[:split], now[:split], INK, 2.6)
        on.dots(years[:split], now[:split], INK, 5.5)
        on.line(years[start:], now[start:], INK, 1.9, dash=(0, (4, 1.8)))
        on.across(0)
        for y, (_, text, colour) in zip((ends[0][0], top), ends, strict=True):
            on.text(text, years[-1], y, shift=(7, 0), colour=colour)
        if years[0] <= known_to < years[-1]:
            on.upright(known_to, MUTED, 0.9, BROKEN)
            known = float(on.at_x(known_to)) + 4
            on.word(f"faktisk til og med {known_to}", known, on.area[3] + 5, size=9)
        years_below(on, years)
        return on.svg(name)
