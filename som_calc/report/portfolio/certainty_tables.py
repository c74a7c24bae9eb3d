"""How sure a portfolio is: chances, ranks and break-evens."""

from __future__ import annotations

import numpy as np

from som_calc.analysis.portfolio import rank_probabilities
from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks
from som_calc.document.chance import whole_percent
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.report.portfolio.content import Portfolio
from som_calc.report.portfolio.tables import TOGETHER, present_value, subline, what

PLACES = 4
"""Places whose probability is shown; more would not fit a page."""


def chances(found: Portfolio, who: str = TOTAL) -> Table:
    """Interval, chance of a gain and of each place; only when every case states uncertainty.

    ``who`` is the purse looked at; its own order decides the places.
    """
    columns = ["probability", "p10", "p90"]
    frame = found.ranked[who].set_index("case")[columns].astype(float)
    table = dict(zip(frame.index, frame.to_numpy().tolist(), strict=True))
    place = found.entries[0].draws.outcomes.place(who)
    places = rank_probabilities(_stacked(found, place))
    by_name = {e.name: places[i] for i, e in enumerate(found.entries)}
    shown = min(len(found.entries), PLACES) if len(found.entries) > 1 else 0
    rows = [
        Row(
            cells=[
                blocks.words(name),
                _chance(table[name][0]),
                blocks.kroner(table[name][1]),
                blocks.kroner(table[name][2]),
                *(_chance(float(by_name[name][i])) for i in range(shown)),
            ]
        )
        for name in frame.index
    ]
    if found.summed:
        total = found.sum(who)
        rows.append(
            Row(
                cells=[
                    blocks.words(TOGETHER),
                    _chance(float(total["probability"])),
                    blocks.kroner(float(total["p10"])),
                    blocks.kroner(float(total["p90"])),
                    *(blocks.words("–") for _ in range(shown)),
                ],
                role="total",
            )
        )
    return Table(
        id="tabel-sandsynlighed" if who == TOTAL else "tabel-sandsynlighed-kommune",
        caption=f"Sandsynlighed for overskud og for rækkefølgen, {who}, {present_value(found)}",
        columns=[
            Column(label=what(found), width=2.0),
            Column(label="Overskud", kind="pct"),
            Column(label="10 pct.", kind="kr", unit="kr."),
            Column(label="90 pct.", kind="kr", unit="kr."),
            *(Column(label=f"Nr. {i + 1}", kind="pct") for i in range(shown)),
        ],
        rows=rows,
        subline=subline(found),
        notes=[
            f"»Nr. 1« er sandsynligheden for, at {what(found).lower()}en har det bedste resultat "
            f"for {'det offentlige' if who == TOTAL else found.purse}."
        ]
        if shown
        else [],
    )


def break_even_table(found: Portfolio) -> Table:
    """The success rate at which each effort goes to zero."""
    rates = {entry.name: entry.case.success_rate.value for entry in found.entries}
    rows = [
        Row(
            cells=[
                blocks.words(name),
                blocks.share(rates[name], 2),
                *(blocks.zero(line) for line in found.break_evens[name].values()),
            ]
        )
        for name in found.order
    ]
    return Table(
        id="tabel-break-even",
        caption="Break-even: den mereffekt, hvor hver indsats går i nul",
        columns=[
            Column(label=what(found), width=2.0),
            Column(label="I sagen", kind="pct"),
            *(Column(label=name, kind="pct") for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)),
        ],
        rows=rows,
    )


def _chance(probability: float) -> Cell:
    return Cell(text=whole_percent(probability), value=probability)


def _stacked(found: Portfolio, place: int) -> np.ndarray:
    return np.stack([entry.draws.net[:, place] for entry in found.entries])
