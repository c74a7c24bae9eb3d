"""Expected against actual over the years: what has come is drawn full, what is to come dashed."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.figures.canvas import danish_axis, figure, text_width, to_svg
from som_calc.report.palette import INK, MUTED

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

    Returns:
        A bare ``<svg>`` element.
    """
    right = max(text_width(label, 10) for label in labels) + 0.2
    fig, axes = figure(height, left=0.62, right=right, top=0.42, bottom=0.34)
    then, now = [v / scale for v in decided], [v / scale for v in today]
    axes.plot(years, then, color=DECIDED, linewidth=1.7, linestyle=(0, (1, 1.4)))
    split = sum(year <= known_to for year in years)
    axes.plot(years[:split], now[:split], color=INK, linewidth=2.6)
    axes.plot(years[:split], now[:split], "o", color=INK, markersize=4.5)
    start = max(split - 1, 0)
    axes.plot(years[start:], now[start:], color=INK, linewidth=1.9, linestyle=(0, (4, 1.8)))
    axes.axhline(0, color=INK, linewidth=1)
    axes.grid(axis="y")
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlim(min(years), max(years))
    axes.margins(y=0.08)
    low, high = axes.get_ylim()
    gap = (high - low) * 0.17 / (height - 0.9)
    ends = sorted([(then[-1], labels[0], DECIDED), (now[-1], labels[1], INK)])
    top = max(ends[1][0], ends[0][0] + gap)
    for y, (_, text, colour) in zip((ends[0][0], top), ends, strict=True):
        axes.annotate(
            text,
            (years[-1], y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center_baseline",
            color=colour,
            annotation_clip=False,
        )
    if years[0] <= known_to < years[-1]:
        axes.axvline(known_to, color=MUTED, linewidth=0.9, linestyle=(0, (3, 2)))
        axes.annotate(
            f"faktisk til og med {known_to}",
            (known_to, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, 5),
            textcoords="offset points",
            color=MUTED,
            fontsize=9,
        )
    danish_axis(axes.yaxis)
    step = 1 if len(years) <= 8 else 2 if len(years) <= 16 else 5
    ticks = list(years)[::step]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.annotate(
        "Mio. kr.",
        (0, 1),
        xycoords="axes fraction",
        xytext=(-40, 14),
        textcoords="offset points",
        color=MUTED,
        fontsize=9.5,
    )
    return to_svg(fig, name)
