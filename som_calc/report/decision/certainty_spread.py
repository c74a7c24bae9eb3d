"""How the simulated outcomes spread: the hills behind »7 ud af 10«."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from som_calc.analysis.runner import Draws
from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.model import Chart, FigureBlock, Series, Table
from som_calc.engine.result import Result
from som_calc.figures.spread import Hill, Spread, bins_of
from som_calc.figures.widths import drawn
from som_calc.report.decision import captions
from som_calc.report.decision.certainty_tables import PERCENTILES

WORDS = {
    TOTAL: TOTAL, MUNICIPALITY: "Kommunens regnskab", WITHOUT_GRANTS: "Kommunen uden tilskud",
}  # fmt: skip
"""Whose outcomes are shown, in this order, as the subject of a sentence."""


def spread(
    draws: Draws,
    summary: pd.DataFrame,
    colours: dict[str, str],
    result: Result,
    section: str,
) -> FigureBlock | None:
    """The outcomes of I alt and the kommune by size; None when none of them varies.

    Args:
        draws: the simulated outcomes.
        summary: of the draws, see :func:`som_calc.analysis.monte_carlo.summary`.
        colours: actor → colour.
        result: what was simulated.
        section: id of the section.
    """
    found = _found(draws, summary)
    if not found:
        return None
    edges = bins_of(list(found.values()))
    hills = [
        Hill(
            name,
            np.histogram(values, edges)[0] / len(values),
            float((values > 0).mean()),
            colours.get(name, colours[MUNICIPALITY]),
        )
        for name, values in found.items()
    ]
    large = float(np.abs(edges).max()) >= 5e5
    scale, unit = (1e6, "mio. kr.") if large else (1e3, "1.000 kr.")
    # The middle of a bin has one decimal more than its width.
    decimals = max(0, 1 - math.floor(math.log10((edges[1] - edges[0]) / scale)))
    first = hills[0]
    return FigureBlock(
        section=section,
        id="figur-udfald",
        finding=f"{WORDS[first.label]} giver overskud i {out_of_ten(first.gain)} udfald",
        caption="Simulerede udfald af nettoresultatet efter størrelse, nutidsværdi, kr.",
        subline=captions.subline(result),
        alt="Fordeling af de simulerede udfald. "
        + " ".join(
            f"{hill.label}: overskud i {whole_percent(hill.gain)} af udfaldene." for hill in hills
        ),
        **drawn(Spread(edges, hills, scale)),
        chart=Chart(
            type="line",
            categories=[danish.number(x / scale, decimals) for x in (edges[:-1] + edges[1:]) / 2],
            unit="pct. af udfaldene",
            scale=0.01,
            x_title=unit.capitalize(),
            y_title="Pct. af udfaldene",
            as_drawn=False,
            series=[
                Series(
                    name=hill.label,
                    values=hill.shares.tolist(),
                    colour=hill.colour,
                    dashed=hill.label == WITHOUT_GRANTS,
                )
                for hill in hills
            ],
        ),
        table=_table(summary, list(found), result),
        source=f"{danish.number(len(draws.net))} simulerede udfald af de usikkerheder, "
        "sagen angiver.",
        notes=[
            "Jo højere, jo flere udfald. Højst den yderste halve procent til hver side er "
            "ikke tegnet.",
            *captions.basis_notes(result),
        ],
    )


def _found(draws: Draws, summary: pd.DataFrame) -> dict[str, np.ndarray]:
    """Name → its outcomes, kr.; the kommune without grants only where it differs."""
    names = [outcome.name for outcome in draws.outcomes.outcomes]
    varying = set(summary.loc[summary["sd"] > 0, "name"])
    found = {
        name: draws.net[:, names.index(name)] for name in WORDS if name in names and name in varying
    }
    own, alone = found.get(MUNICIPALITY), found.get(WITHOUT_GRANTS)
    if own is not None and alone is not None and np.allclose(own, alone, rtol=0, atol=0.5):
        del found[WITHOUT_GRANTS]
    return found


def _table(summary: pd.DataFrame, names: list[str], result: Result) -> Table:
    shown = summary.drop_duplicates("name").set_index("name").loc[names, list(PERCENTILES)]
    return blocks.wide_table(
        "tabel-udfald",
        "Percentiler for nettoresultatet, nutidsværdi, kr.",
        "Hvem",
        shown.rename(columns=PERCENTILES),
        subline=captions.subline(result),
    )
