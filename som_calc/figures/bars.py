"""The figures of bars along rows, each as a description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from som_calc.case.names import TOTAL
from som_calc.document.palette import DECIDED, GAIN, HIGH_END, LOSS, LOW_END, TODAY
from som_calc.figures.canvas import Limits
from som_calc.figures.rows import Bar, FigureRow, FigureRows


def horizontal_bars(
    labels: Sequence[str],
    values: Sequence[float],
    colours: Sequence[str],
    *,
    bold_first: bool = True,
    name: str = "Nettoresultat",
    unit: str = "mio. kr.",
    scale: float = 1e6,
    decimals: int = 1,
) -> FigureRows:
    """One bar per label, first on top: net result by actor, committee or area.

    Args:
        labels: row names.
        values: kr., + is a gain.
        colours: one per bar.
        bold_first: the first row is the total.
        name: of what the bars show.
        unit: of the axis.
        scale: what one unit of the axis is in kr.
        decimals: of the labels at the bars.
    """
    rows = [
        FigureRow(label, [Bar(value, colour, bold=bold_first and not i)], bold=bold_first and not i)
        for i, (label, value, colour) in enumerate(zip(labels, values, colours, strict=True))
    ]
    return FigureRows(rows, unit=unit, scale=scale, decimals=decimals, names=(name,))


def pairs(
    rows: Sequence[str],
    first: Sequence[float],
    second: Sequence[float],
    colours: Mapping[str, str],
    *,
    unit: str = "mio. kr.",
    scale: float = 1e6,
    decimals: int = 1,
) -> FigureRows:
    """Two bars (kr.) per row: what was decided, and how it looks now."""
    return FigureRows(
        [
            FigureRow(name, [Bar(one, colours[DECIDED]), Bar(other, colours[TODAY], bold=True)])
            for name, one, other in zip(rows, first, second, strict=True)
        ],
        unit=unit,
        scale=scale,
        decimals=decimals,
        names=(DECIDED, TODAY),
    )


def ranked_bars(
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    intervals: Mapping[str, Sequence[Limits | None]] | None = None,
    bold: frozenset[int] = frozenset(),
) -> FigureRows:
    """Efforts side by side: one bar per series for each, the first effort on top.

    Args:
        labels: names of the efforts.
        series: name → kr. per effort.
        colours: name → colour.
        intervals: name → low and high end in kr. per effort.
        bold: places of the efforts that are sums.
    """
    none = [None] * len(labels)
    rows = [
        FigureRow(
            label,
            [
                Bar(
                    values[i],
                    colours[key],
                    interval=(intervals or {}).get(key, none)[i],
                    bold=i in bold,
                )
                for key, values in series.items()
            ],
            bold=i in bold,
        )
        for i, label in enumerate(labels)
    ]
    return FigureRows(rows, title="Nettoresultat, mio. kr.", names=list(series))


def waterfall(
    start: tuple[str, float],
    steps: Sequence[tuple[str, float]],
    end: tuple[str, float],
    colours: Mapping[str, str],
    *,
    unit: str = "mio. kr.",
    scale: float = 1e6,
    decimals: int = 1,
) -> FigureRows:
    """A bridge between two results: one floating bar per step between two whole ones.

    Args:
        start: label and kr. of the first whole bar.
        steps: label and change in kr.; a step right of its start is a gain.
        end: label and kr. of the last whole bar.
        colours: meaning → colour.
        unit: of the axis.
        scale: what one unit of the axis is in kr.
        decimals: of the labels at the bars.
    """
    rows, at = (
        [FigureRow(start[0], [Bar(start[1], colours[TOTAL], bold=True)], bold=True)],
        start[1],
    )
    for label, change in steps:
        colour = colours[GAIN if change >= 0 else LOSS]
        rows.append(FigureRow(label, [Bar(change, colour, at, at + change, signed=True)]))
        at += change
    rows.append(FigureRow(end[0], [Bar(end[1], colours[TOTAL], bold=True)], bold=True))
    return FigureRows(rows, unit=unit, scale=scale, decimals=decimals, names=("Kr.",), joined=True)


def tornado_chart(
    labels: Sequence[str],
    low: Sequence[float],
    high: Sequence[float],
    base: float,
    colours: Mapping[str, str],
    assumed: Sequence[bool] | None = None,
) -> FigureRows:
    """One row per input: two bars from the base result, the largest swing on top.

    Args:
        labels: the inputs.
        low: net result (kr.) with the input at its low end.
        high: net result (kr.) with the input at its high end.
        base: net result (kr.) as assumed.
        colours: meaning → colour.
        assumed: whether an input's ends are assumed, which its name and its bars then show.
    """
    marks = assumed or [False] * len(labels)
    large = max(map(abs, (*low, *high, base))) >= 5e5
    scale, unit = (1e6, "mio. kr.") if large else (1e3, "1.000 kr.")
    return FigureRows(
        [
            FigureRow(
                f"{name} (antaget)" if mark else name,
                [
                    Bar(one, colours[LOW_END], base, one, assumed=mark),
                    Bar(other, colours[HIGH_END], base, other, assumed=mark),
                ],
            )
            for name, one, other, mark in zip(labels, low, high, marks, strict=True)
        ],
        unit=unit,
        title=f"Nettoresultat i alt, {unit}",
        scale=scale,
        names=("Ved den lave værdi", "Ved den høje værdi"),
        middle=base,
    )
