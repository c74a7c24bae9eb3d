"""A probability in words people use, with the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from som_calc.case.names import OF_COMMITTEE, OTHER_COMMITTEES
from som_calc.document import danish

if TYPE_CHECKING:
    import pandas as pd


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
