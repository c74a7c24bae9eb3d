"""A probability in words people use, with the number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from som_calc.case.names import OF_COMMITTEE, OTHER_COMMITTEES
from som_calc.document import danish

if TYPE_CHECKING:
    import pandas as pd

EFFECT = "Mereffekt"
ONLY_IF = "Det gælder kun, hvis hele succesraten skyldes indsatsen"
"""What a result and its chance rest on, where the rate is not known to be a net effect."""
MOST_NAMED = 2
NEAR_AN_END = 0.05
"""Chances this near 0 or 1 are told with the simulation's own error."""


def out_of_ten(probability: float) -> str:
    """A chance as »7 ud af 10«; near the ends »mindre end 1« or »mere end 9 ud af 10«.

    >>> out_of_ten(0.69), out_of_ten(0.02), out_of_ten(0.99)
    ('7 ud af 10', 'mindre end 1 ud af 10', 'mere end 9 ud af 10')
    """
    tenths = int(probability * 10 + 0.5)
    if tenths == 0:
        return "mindre end 1 ud af 10"
    if tenths == 10:
        return "mere end 9 ud af 10"
    return f"{tenths} ud af 10"


def whole_percent(probability: float) -> str:
    """A chance in whole pct.; never 0 or 100, which a simulation cannot know.

    >>> whole_percent(0.689), whole_percent(1.0), whole_percent(0.0)
    ('69\\xa0pct.', 'over 99\\xa0pct.', 'under 1\\xa0pct.')
    """
    if probability > 0.994:
        return f"over {danish.percent(0.99)}"
    if probability < 0.006:
        return f"under {danish.percent(0.01)}"
    return danish.percent(probability, 0)


def varied_words(labels: Sequence[str], rate: float, *, net: bool = True) -> str:
    """What a chance counts as uncertain and what it holds fixed, without full stop.

    Args:
        labels: the inputs that are drawn.
        rate: the success rate (share), told where it is not among them.
        net: whether the rate is known to be a net effect; what a chance rests on when it is
            not, is told first.

    >>> varied_words(["Mereffekt"], 0.1)
    'Kun mereffekten er usikker i beregningen; resten holdes fast'
    >>> varied_words(["Løn"], 0.1)
    'Mereffekten holdes fast på 10\\xa0pct.; kun »Løn« er usikker i beregningen'
    >>> varied_words(["Mereffekt", "Løn"], 0.1, net=False).partition(". ")[0]
    'Det gælder kun, hvis hele succesraten skyldes indsatsen'
    """
    what = "mereffekten" if net else "succesraten"
    reserve = "" if net or not rate else f"{ONLY_IF}. "
    others = [label for label in labels if label != EFFECT]
    few = len(others) <= MOST_NAMED
    named = danish.listing([f"»{label}«" for label in others])
    varied = named if few else danish.count(len(others), "andet tal", "andre tal")
    if EFFECT in labels:
        and_others = f" og {varied}" if others else ""
        verb = "er usikre" if others else "er usikker"
        return f"{reserve}Kun {what}{and_others} {verb} i beregningen; resten holdes fast"
    verb = "er usikker" if len(others) == 1 else "er usikre"
    fixed = f"{what.capitalize()} holdes fast på {danish.percent(rate)}"
    varied = varied if few else varied.replace("andre ", "")
    return f"{reserve}{fixed}; kun {varied} {verb} i beregningen"


def own_error(summary: pd.DataFrame, draws: int) -> str:
    """How well a simulation itself knows its chances: 95 pct., each chance near an end.

    Args:
        summary: as of :func:`som_calc.analysis.monte_carlo.summary`.
        draws: how many there were.
    """
    from som_calc.analysis.monte_carlo import sampling_error
    from som_calc.analysis.uncertainty import Z95

    def points(error: float) -> str:
        return danish.number(max(Z95 * 100 * error, 0.01), 1 if error > 0.0005 else 2)

    def told(name: str, chance: float, error: float) -> str:
        if chance in (0.0, 1.0):
            # Of n draws that all agree, 3/n is the 95 pct. limit.
            limit = danish.percent(abs(chance - 3 / draws), 2)
            return f"{name} {'over' if chance else 'under'} {limit}"
        return f"{name} {danish.percent(chance, 1)} ±{points(error)}"

    near = [
        told(str(row["name"]), float(row["probability"]), float(row["probability_error"]))
        for row in worth_showing(summary).to_dict("records")
        if min(row["probability"], 1 - row["probability"]) < NEAR_AN_END
    ]
    text = (
        f"Med {danish.number(draws)} træk er simuleringens egen usikkerhed om en sandsynlighed "
        f"højst ±{points(sampling_error(0.5, draws))} procentpoint"
    )
    told_near = f" Små og store sandsynligheder: {danish.listing(near)}." if near else ""
    return danish.one_stop(f"{text}.{told_near}")


def worth_showing(summary: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`som_calc.analysis.monte_carlo.summary` that tell a reader something.

    Left out: purses without money, halves of a purse (which have no chance of their own), and
    the committees when all lies in »Øvrige udvalg«, which then only repeats the kommune.
    """
    moves = (summary["sd"] > 0) | (summary["base"].abs() > 0)
    moves &= summary["probability"].notna()
    committees = summary["kind"] == OF_COMMITTEE
    named = set(summary.loc[committees & moves, "name"]) - {OTHER_COMMITTEES}
    return summary[moves & (~committees | bool(named))]
