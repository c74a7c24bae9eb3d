"""Across the cases: how results spread, by target group, and how forecasts turned out.

Illustrative cases are left out: their numbers are made up.
"""

from __future__ import annotations

import math
import sqlite3
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from som_calc.document.danish import number
from som_calc.library.record import RATE_RESERVATIONS

BINS = 15
MEDIAN_FROM = 3
"""Below this many cases a median says nothing the cases do not."""


@dataclass(frozen=True)
class HistogramBar:
    """A column of the histogram: from and to in kr. per participant, and how many cases."""

    low: float
    high: float
    count: int

    @property
    def label(self) -> str:
        """The interval in words.

        >>> HistogramBar(-20000.0, 0.0, 3).label
        '−20.000 til 0'
        """
        return f"{number(self.low)} til {number(self.high)}"


@dataclass(frozen=True)
class GroupRow:
    """A target group: numbers of cases, then (lowest, median, highest) shares, or None."""

    name: str
    cases: int
    success_rate: tuple[float, float, float] | None
    break_even: tuple[float, float, float] | None
    with_break_even: int


@dataclass(frozen=True)
class Across:
    """What the database says as a whole; amounts in kr., rates as shares."""

    cases: int
    illustrative: int
    price_years: list[int]
    per_participant: list[float]
    """Sorted net results per participant, I alt, one per case that has one."""
    quartiles: tuple[float, float, float] | None
    bars: list[HistogramBar]
    groups: list[GroupRow]
    not_net: int
    """Cases whose success rate is not known to be a net effect."""
    follow_ups: list[dict[str, Any]]
    """id, titel, kommune, opgjort, forventet, realiseret (kr.), mereffekt, realiseret_mereffekt."""


def across(connection: sqlite3.Connection) -> Across:
    """Read and summarise all current cases."""
    asked = (
        "id, titel, kommune, målgruppe, prisniveau, mereffekt, mereffekt_renset, "
        "pr_deltager_i_alt, break_even_i_alt, illustrativ, opfølgning_opgjort, "
        "opfølgning_forventet, opfølgning_realiseret, opfølgning_mereffekt"
    )
    names = asked.split(", ")
    everything = [
        dict(zip(names, tuple(row), strict=True))
        for row in connection.execute(f"SELECT {asked} FROM sager ORDER BY titel, nr")
    ]
    rows = [row for row in everything if not row["illustrativ"]]
    known = [row for row in rows if row["pr_deltager_i_alt"] is not None]
    each = sorted(row["pr_deltager_i_alt"] for row in known)
    low, mid, high = quantiles(each, n=4, method="inclusive") if len(each) > 1 else (0, 0, 0)
    return Across(
        cases=len(rows),
        illustrative=len(everything) - len(rows),
        price_years=sorted({row["prisniveau"] for row in known}),
        per_participant=each,
        quartiles=(low, mid, high) if len(each) >= MEDIAN_FROM else None,
        bars=histogram(each),
        groups=_groups(rows),
        not_net=sum(row["mereffekt_renset"] in RATE_RESERVATIONS for row in rows),
        follow_ups=[
            {
                "id": row["id"],
                "titel": row["titel"],
                "kommune": row["kommune"],
                "opgjort": row["opfølgning_opgjort"],
                "forventet": row["opfølgning_forventet"],
                "realiseret": row["opfølgning_realiseret"],
                "mereffekt": row["mereffekt"],
                "realiseret_mereffekt": row["opfølgning_mereffekt"],
            }
            for row in rows
            if row["opfølgning_opgjort"]
        ],
    )


def histogram(values: list[float]) -> list[HistogramBar]:
    """Columns of a round width that has zero at an edge, so that none mixes gain and loss.

    >>> [(bar.low, bar.high, bar.count) for bar in histogram([-3.0, 4.0, 12.0])]
    [(-5.0, 0.0, 1), (0.0, 5.0, 1), (5.0, 10.0, 0), (10.0, 15.0, 1)]
    """
    if not values:
        return []
    span = max(max(values), 0.0) - min(min(values), 0.0)
    width = _round_width(span / BINS if len(values) > BINS else span / 4) if span else 1000.0
    first = math.floor(min(min(values), 0.0) / width)
    last = max(math.floor(max(max(values), 0.0) / width), first)
    counts = dict.fromkeys(range(first, last + 1), 0)
    for value in values:
        counts[math.floor(value / width)] += 1
    return [HistogramBar(i * width, (i + 1) * width, count) for i, count in counts.items()]


def _round_width(width: float) -> float:
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width * (1 - 1e-9))


def _groups(rows: list[dict[str, Any]]) -> list[GroupRow]:
    names = sorted({row["målgruppe"] for row in rows})
    return [_group(name, [row for row in rows if row["målgruppe"] == name]) for name in names]


def _group(name: str, rows: list[dict[str, Any]]) -> GroupRow:
    zeros = [row["break_even_i_alt"] for row in rows if row["break_even_i_alt"] is not None]
    rates = [row["mereffekt"] for row in rows]
    return GroupRow(name, len(rows), _spread(rates), _spread(zeros), len(zeros))


def _spread(values: list[float]) -> tuple[float, float, float] | None:
    return (min(values), median(values), max(values)) if values else None


def across_data(found: Across) -> dict[str, Any]:
    """The summary as JSON data with Danish keys."""
    names = ("mindst", "median", "størst")

    def named(spread: tuple[float, float, float] | None) -> dict[str, float] | None:
        return dict(zip(names, spread, strict=True)) if spread else None

    return {
        "sager": found.cases,
        "illustrative_sager_udeladt": found.illustrative,
        "prisniveauer": found.price_years,
        "nettoresultat_pr_deltager": found.per_participant,
        "kvartiler": list(found.quartiles) if found.quartiles else None,
        "målgrupper": [
            {
                "målgruppe": group.name,
                "sager": group.cases,
                "mereffekt": named(group.success_rate),
                "break_even_i_alt": named(group.break_even),
                "sager_med_break_even": group.with_break_even,
            }
            for group in found.groups
        ],
        "sager_uden_kendt_nettoeffekt": found.not_net,
        "opfølgninger": found.follow_ups,
    }


def across_table(found: Across) -> list[list[Any]]:
    """The target groups as rows for CSV, header first; rates as shares."""
    spreads = [f"{what}_{part}" for what in ("mereffekt", "break_even_i_alt") for part in _PARTS]
    table: list[list[Any]] = [["målgruppe", "sager", *spreads]]
    for group in found.groups:
        blank = (None, None, None)
        cells = [*(group.success_rate or blank), *(group.break_even or blank)]
        table.append([group.name, group.cases, *cells])
    return table


_PARTS = ("mindst", "median", "størst")
