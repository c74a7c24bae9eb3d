"""Efforts side by side: two bars each, for the public purse and for the kommune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from som_calc.document.danish import number
from som_calc.document.palette import MUTED
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import WIDTH, Sheet, is_narrow, sheet
from som_calc.figures.legend import Entry, legend
from som_calc.figures.rows import stack, widest
from som_calc.figures.scales import names_above, row_names, x_scale

Interval = tuple[float, float]


def ranked_bars(
    name: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    colours: Mapping[str, str],
    *,
    intervals: Mapping[str, Sequence[Interval | None]] | None = None,
    bold: frozenset[int] = frozenset(),
    scale: float = 1e6,
    width: float = WIDTH,
) -> str:
    """One group of bars per label, first on top, each value at its end.

    Args:
        name: prefix of the ids in the SVG.
        labels: names of the groups.
        series: name → kr. per group.
        colours: name → colour.
        intervals: name → low and high end in kr. per group, drawn as a thin line.
        bold: places of the groups that are sums.
        scale: what one unit of the axis is in kr.
        width: inches; on a narrow sheet the names stand above the bars.

    Returns:
        A bare ``<svg>`` element.
    """
    narrow = is_narrow(width)
    wrapped = [wrap(label, 44 if narrow else 26) for label in labels]
    rows = stack(wrapped, 0.24)
    whole = 0.48 / rows.pitch if narrow else 0.8
    step = whole / len(series)
    bars = [
        _Bar(
            key, i, i - whole / 2 + step * (place + 0.5), value / scale,
            _scaled((intervals or {}).get(key, [None] * len(labels))[i], scale),
        )
        for place, (key, values) in enumerate(series.items())
        for i, value in enumerate(values)
    ]  # fmt: skip
    ends = [0.0, *(end for bar in bars for end in (bar.value, *(bar.interval or ())))]
    low, high = min(ends), max(ends)
    share = 0.26 if intervals else 0.13
    if narrow:
        # The numbers are as wide as ever; bars to both sides have two of them to make room for.
        share = 0.16 if not intervals else 0.9 if low < 0 < high else 0.55
    pad = share * ((high - low) or 1.0)
    # The number of a zero stands to the right of it, as that of a gain.
    room = pad if max(bar.value for bar in bars) >= 0 else 0.0
    with sheet(
        rows.height + 0.88 if narrow else 0.98 + 0.62 * len(labels),
        left=0.05 if narrow else widest(wrapped) + 0.22, right=0.05 if narrow else 0.12, top=0.36,
        bottom=0.52,
        x=(low - (pad if low < 0 else 0.02 * pad), high + room),
        y=rows.y if narrow else (len(labels) - 0.5, -0.5), width=width,
    ) as on:  # fmt: skip
        x_scale(on, "Nettoresultat, mio. kr.")
        for key in series:
            half = step * 0.43
            boxes = [(0, b.row - half, b.value, b.row + half) for b in bars if b.of == key]
            on.bars(boxes, colours[key])
        on.upright(0)
        for bar in bars:
            _labelled(on, bar, bold=bar.group in bold)
        if narrow:
            names_above(on, range(len(labels)), wrapped, lift=rows.lift, bold=bold)
        else:
            row_names(on, range(len(labels)), wrapped, bold)
        legend(on, [Entry(key, colours[key]) for key in series], rise=9.5)
        return on.svg(name)


@dataclass(frozen=True)
class _Bar:
    of: str
    group: int
    row: float
    value: float
    interval: Interval | None


def _scaled(interval: Interval | None, scale: float) -> Interval | None:
    return None if interval is None else (interval[0] / scale, interval[1] / scale)


def _labelled(on: Sheet, bar: _Bar, *, bold: bool) -> None:
    """The interval of a bar, and its value beside both."""
    tip, said = bar.value, number(bar.value, 1)
    if bar.interval is not None:
        low, high = bar.interval
        # White around grey: seen on the bars and beside them.
        for colour, width in (("#ffffff", 3.4), (MUTED, 1.5)):
            on.line((low, high), (bar.row, bar.row), colour, width, butt=True)
        tip = max(high, bar.value) if bar.value >= 0 else min(low, bar.value)
        said += f" ({number(low, 1)} til {number(high, 1)})"
    on.text(
        said, tip, bar.row, shift=(4 if bar.value >= 0 else -4, 0), size=9.5, bold=bold,
        align="left" if bar.value >= 0 else "right", clear=on.narrow,
    )  # fmt: skip
