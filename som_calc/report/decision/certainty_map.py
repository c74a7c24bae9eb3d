"""The map of success rate against costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from som_calc.analysis.design import COSTS
from som_calc.analysis.sensitivity import success_by_cost
from som_calc.case.names import TOTAL
from som_calc.document import blocks, danish
from som_calc.document.model import Cell, Chart, Column, FigureBlock, Row, Series, Table
from som_calc.document.money import Money
from som_calc.document.palette import GAIN, LOSS, tint
from som_calc.document.zero import known_words
from som_calc.engine.result import Result
from som_calc.figures.heat import Map
from som_calc.figures.widths import drawn
from som_calc.report.decision import captions

SHOWN_COSTS = (0.5, 0.75, 1.0, 1.25, 1.5)


def success_map(result: Result, section: str, colours: dict[str, str]) -> FigureBlock | None:
    """Net result I alt over success rate and costs, with the break-even line."""
    case, own = result.case, result.success_rate
    base = result.frame
    if not 0 < own <= 1 or not any(item.group == COSTS for item in base.inputs):
        return None
    grid, line = success_by_cost(case, result.schedule, base=base)
    rates = [float(rate) for rate in grid["success_rate"].unique()]
    costs = [float(cost) for cost in line["cost_factor"]]
    wide = _by_cost(grid, costs)
    shown, _ = success_by_cost(case, result.schedule, TOTAL, rates, SHOWN_COSTS, base)
    by_cost = dict(zip(SHOWN_COSTS, _by_cost(shown, SHOWN_COSTS).tolist(), strict=True))
    zero = line["break_even"].to_list()
    here = zero[int(np.argmin(np.abs(np.array(costs) - 1)))]
    return FigureBlock(
        section=section,
        id="figur-kort",
        finding=_finding(rates, costs, wide, own, Money(float(result.net[TOTAL]))),
        caption="Nettoresultat i alt ved andre mereffekter og omkostninger, nutidsværdi, mio. kr.",
        subline=captions.subline(result),
        alt=(
            "Kort over nettoresultatet i alt. Vandret: mereffekt fra "
            f"{danish.percent(rates[0])} til {danish.percent(rates[-1])}. Lodret: omkostninger fra "
            f"{danish.percent(costs[0])} til {danish.percent(costs[-1])} af sagens. "
            + (
                "Ingen mereffekt giver nul ved sagens omkostninger."
                if np.isnan(here)
                else f"Ved sagens omkostninger er resultatet nul ved {danish.percent(here)}."
            )
        ),
        **drawn(
            Map(
                rates, costs, wide, (own, 1.0), "Mereffekt",
                "Omkostninger i forhold til sagen", colours,
            )
        ),
        chart=Chart(
            type="line",
            categories=_told_apart(rates),
            unit="mio. kr.",
            scale=1e6,
            x_title="Mereffekt",
            y_title="Mio. kr.",
            as_drawn=False,
            series=[
                Series(name=_cost(c), values=by_cost[c], colour=colour, dashed=c != 1)
                for c, colour in zip(SHOWN_COSTS, _shades(colours), strict=True)
            ],
        ),
        table=_table(result, rates[:: max(1, len(rates) // 4)]),
        source=captions.SOURCE,
        notes=[
            "Den sorte streg er nul; tal med minus er underskud. Kun udgiften til indsatsen "
            "ændres; et tilskud, der er en andel af udgiften, følger med.",
            *captions.basis_notes(result),
        ],
    )  # fmt: skip


def _told_apart(rates: Sequence[float]) -> list[str]:
    """Neighbouring rates with the decimals it takes to tell them apart.

    >>> _told_apart([0.01, 0.0102]), _told_apart([0.2, 0.21])
    (['1,00\\xa0%', '1,02\\xa0%'], ['20\\xa0%', '21\\xa0%'])
    """
    shortest = [danish.percent_sign(rate) for rate in rates]
    step = float(np.diff(rates).min()) * 100
    places = math.ceil(-math.log10(step))
    many = [danish.percent_sign(rate, places) for rate in rates]
    return shortest if len({*shortest}) == len(rates) else many


def _shades(colours: dict[str, str]) -> list[str]:
    """From the cheapest to the dearest: gains, the case itself, losses."""
    gain, loss = colours[GAIN], colours[LOSS]
    return [gain, tint(gain, 0.7), colours[TOTAL], tint(loss, 0.7), loss]


def _table(result: Result, rates: list[float]) -> Table:
    base = result.frame
    grid, line = success_by_cost(result.case, result.schedule, TOTAL, rates, SHOWN_COSTS, base)
    net = _by_cost(grid, SHOWN_COSTS).tolist()
    rows = []
    for factor, values, zero in zip(SHOWN_COSTS, net, line["break_even"].to_list(), strict=True):
        cells = [blocks.words(_cost(factor))]
        cells += [blocks.kroner(value) for value in values]
        cells.append(_zero(zero, sum(values)))
        rows.append(Row(cells=cells))
    return Table(
        id="tabel-kort",
        caption="Nettoresultat i alt efter mereffekt og omkostninger, nutidsværdi, kr.",
        columns=[
            Column(label="Omkostninger", width=1.3),
            *(
                Column(label=f"Mereffekt {rate}", kind="kr", unit="kr.")
                for rate in _told_apart(rates)
            ),
            Column(label="Break-even", kind="pct"),
        ],
        rows=rows,
        subline=captions.subline(result),
    )


def _zero(rate: float, side: float) -> Cell:
    """A break-even (NaN: none); ``side`` has the result's sign where it never changes."""
    known = None if np.isnan(rate) else rate
    text = known_words(known, side, lambda share: danish.percent_sign(share, 2))
    return Cell(text=text, value=known)


def _by_cost(grid: pd.DataFrame, costs: Sequence[float]) -> np.ndarray:
    """Net result, shape (costs, success rates)."""
    return grid["net"].to_numpy().reshape(-1, len(costs)).T


def _cost(factor: float) -> str:
    return f"{danish.percent_sign(factor)} af sagens"


def _finding(
    rates: list[float], costs: list[float], wide: np.ndarray, own: float, here: Money
) -> str:
    """How much dearer the effort may get at the assumed success rate."""
    # The result is a straight line in the success rate, so this is exact.
    net = [float(np.interp(own, rates, row)) for row in wide]
    if min(net) > 0:
        dearer = danish.percent(costs[-1] - 1)
        return f"Også hvis indsatsen bliver {dearer} dyrere, får det offentlige overskud"
    if max(net) < 0:
        cheaper = danish.percent(1 - costs[0])
        return f"Også hvis indsatsen bliver {cheaper} billigere, giver den underskud"
    if net[0] > 0 > net[-1] and here.nul:
        return "Det offentlige går i nul; bliver indsatsen dyrere, giver den underskud"
    if net[0] > 0 > net[-1]:
        limit = float(np.interp(0.0, net[::-1], costs[::-1]))
        change = danish.percent(abs(limit - 1), 0)
        if limit >= 1:
            return f"Indsatsen kan blive {change} dyrere, før det offentlige går i nul"
        return f"Indsatsen skal være {change} billigere, før det offentlige går i nul"
    return "Mereffekt og omkostninger afgør sammen, om der er overskud"
