"""Stacked columns per year, gains above and losses below zero, with the net as a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from som_calc.case.names import TOTAL
from som_calc.document.palette import INK
from som_calc.figures.bars import wrap
from som_calc.figures.canvas import WIDTH, Box, is_narrow, sheet
from som_calc.figures.legend import Entry, legend
from som_calc.figures.lettering import text_width
from som_calc.figures.scales import room_left, x_places, y_scale


def yearly_columns(
    name: str,
    years: Sequence[int],
    parts: Mapping[str, Sequence[float]],
    total: Sequence[float],
    colours: Mapping[str, str],
    *,
    scale: float = 1e6,
    total_name: str = TOTAL,
    y_label: str = "Mio. kr.",
    height: float = 3.2,
    width: float = WIDTH,
) -> str:
    """One column per year split on ``parts`` (kr.), and the total as points on a line.

    Returns:
        A bare ``<svg>`` element.
    """
    shown = {
        key: np.asarray(values, dtype=float) / scale for key, values in parts.items() if any(values)
    }
    net = np.asarray(total, dtype=float) / scale
    narrow = is_narrow(width)
    across = _legend_columns([total_name, *shown], width - (0.0 if narrow else 0.72))
    entries = [Entry(total_name, INK, line=True), *(Entry(key, colours[key]) for key in shown)]
    if narrow and across == 1:
        entries = [line for entry in entries for line in _on_lines(entry)]
    below_top = math.ceil(len(entries) / across) - 1
    # On a narrow sheet the signs begin at its edge, and so must stand clear of the unit.
    top = 0.54 + 0.22 * below_top if narrow else 0.62 + 0.22 * max(0, below_top - 1)
    stacked, above, below = _stacked(shown, len(years))
    low, high = min(below.min(), net.min(), 0.0), max(above.max(), net.max(), 0.0)
    pad = 0.07 * ((high - low) or 1.0)
    reach = (low - (pad if low < 0 else 0), high + (pad if high > 0 else 0))
    if low == high:
        reach = (-0.05, 0.05)
    places = range(len(years))
    with sheet(
        height + top - 0.62, left=room_left(reach, width), right=0.1, top=top,
        bottom=0.34, x=(-0.6, len(years) - 0.4), y=reach, width=width,
    ) as on:  # fmt: skip
        y_scale(on, y_label, rise=6)
        for key, boxes in stacked.items():
            on.bars(boxes, colours[key], edge="#ffffff")
        on.across(0)
        on.line(places, net, INK, 1.8)
        on.dots(places, net, INK, 6, edge="#ffffff")
        count = len(years)
        step = 1 if count <= 14 else 2 if count <= 24 else 5 if count <= 60 else 10
        x_places(on, [(place, str(years[place])) for place in places[::step]])
        legend(on, entries, rise=21.5 if narrow else 15.7, columns=across)
        return on.svg(name)


def _stacked(
    shown: Mapping[str, np.ndarray], count: int
) -> tuple[dict[str, list[Box]], np.ndarray, np.ndarray]:
    """The boxes of each part, and how high and low they reach together in each of the years."""
    above, below = np.zeros(count), np.zeros(count)
    boxes: dict[str, list[Box]] = {}
    for key, values in shown.items():
        base = np.where(values >= 0, above, below)
        boxes[key] = [
            (place - 0.34, float(start), place + 0.34, float(start + value))
            for place, (start, value) in enumerate(zip(base, values, strict=True))
            if value
        ]
        above += np.clip(values, 0, None)
        below += np.clip(values, None, 0)
    return boxes, above, below


def _on_lines(entry: Entry) -> list[Entry]:
    """A long name on several lines, the sign beside the first of them."""
    first, *more = wrap(entry.name, 44).split("\n")
    return [replace(entry, name=first), *(Entry(line, "none") for line in more)]


def _legend_columns(names: Sequence[str], room: float) -> int:
    """As many columns, at most six, as the names (filled column by column) have room for."""
    for count in range(min(6, len(names)), 1, -1):
        rows = math.ceil(len(names) / count)
        widths = [
            max(text_width(name, 9.5) for name in names[start : start + rows])
            for start in range(0, len(names), rows)
        ]
        if sum(widths) + 0.38 * len(widths) <= room:
            return count
    return 1
