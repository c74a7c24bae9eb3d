"""When the money is back, per payer, and what each own krone returns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from som_calc.analysis.payers import PAID
from som_calc.case.names import ACTORS, MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.engine.result import Result
from som_calc.engine.rows import Label

BUDGET_YEARS = 4
"""A kommune's budget: the budget year and three overslagsår."""


class Payback(NamedTuple):
    """When one payer's money is back, and what an own krone returns.

    Cumulated undiscounted kr., as SØM's figure 2.2a, from the first calendar year on.
    """

    name: str
    """I alt, an actor, or Kommune uden tilskud."""
    first_year: int | None
    """At or above zero after the first money moves; None when never."""
    lasting_year: int | None
    """From then on never below zero; None when never."""
    low_point: float
    """Kr.: the deepest cumulated shortfall, 0 when none."""
    low_year: int | None
    within_budget: bool
    """Lasting within the first :data:`BUDGET_YEARS` years."""
    outlay: float
    """Present value in kr. of own costs after grants."""
    net_per_krone: float
    """Per krone of outlay; NaN without outlay, as the next."""
    gain_per_krone: float


def paybacks(result: Result) -> list[Payback]:
    """One answer per payer: I alt, the kommune with and without grants, the other actors.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> paybacks(result)[0].lasting_year
    2033
    """
    alone = result.without_grants()
    whole_years, own_years = result.by_year(), alone.by_year()
    found = []
    for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS, *list(ACTORS)[1:]):
        part, years = (alone, own_years) if name == WITHOUT_GRANTS else (result, whole_years)
        actor = MUNICIPALITY if name == WITHOUT_GRANTS else name
        found.append(Payback(name, *_times(part, years, actor), *_returns(part, actor)))
    return found


def payback(result: Result) -> pd.DataFrame:
    """One row per :class:`Payback`, columns its names; years are NA when there is none.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> payback(result)["name"].to_list()[:3]
    ['I alt', 'Kommune', 'Kommune uden tilskud']
    """
    return pd.DataFrame(paybacks(result), columns=Payback._fields).astype(
        {"first_year": "Int64", "lasting_year": "Int64", "low_year": "Int64"}
    )


def _times(
    result: Result, frame: pd.DataFrame, actor: str
) -> tuple[int | None, int | None, float, int | None, bool]:
    years, amounts = frame.index.to_numpy(), frame[actor].to_numpy()
    cumulated = amounts.cumsum()
    first = lasting = None
    moved = np.flatnonzero(amounts)
    if len(moved):
        active, fine = years[moved[0] :], cumulated[moved[0] :] >= -0.005
        first = int(active[fine.argmax()]) if fine.any() else None
        below = np.flatnonzero(~fine)
        after = active[below[-1] + 1 :] if len(below) else active
        lasting = int(after[0]) if len(after) else None
    end = result.case.period.first_year + BUDGET_YEARS - 1
    low = min(float(cumulated.min()), 0.0)
    low_year = int(years[cumulated.argmin()]) if low < 0 else None
    return first, lasting, low, low_year, lasting is not None and lasting <= end


def _returns(result: Result, actor: str) -> tuple[float, float, float]:
    def own(label: Label) -> bool:
        return actor in (TOTAL, label.actor)

    def paid(label: Label) -> bool:
        return own(label) and label.component in PAID

    outlay = 0.0 - result.rows.total(paid, "present_value")
    net = result.rows.total(own, "present_value")
    if outlay <= 0.005:
        return outlay, float("nan"), float("nan")
    return outlay, net / outlay, (net + outlay) / outlay
