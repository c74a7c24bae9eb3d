"""When the money is back, per payer, and what each own krone returns.

The state is one payer, with the grants it gives.  Who pays nothing has nothing to get back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from som_calc.case.names import (
    MUNICIPALITY,
    OUTLAY,
    REGION,
    STATE,
    STATE_GRANT,
    STATE_WITH_GRANT,
    TOTAL,
    WITHOUT_GRANTS,
)
from som_calc.engine.result import Result
from som_calc.engine.rows import Label

_NOTHING = 0.005
"""Kr. that are none."""
BUDGET_YEARS = 4
"""A kommune's budget: the budget year and three overslagsår."""


class Payback(NamedTuple):
    """When one payer's money is back, and what an own krone returns.

    Cumulated undiscounted kr., as SØM's figure 2.2a, from the first calendar year on; the
    ``present_year`` of present values.
    """

    name: str
    """I alt, the kommune with and without grants, the region, the state with its grants."""
    pays: bool
    """Has an outlay of its own after grants; without one no year is told."""
    first_year: int | None
    """At or above zero after the first money moves; None when never."""
    lasting_year: int | None
    """From then on never below zero; None when never."""
    present_year: int | None
    """From then on the cumulated present value is never below zero; None when never."""
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
    gives = bool(whole_years[STATE_GRANT].any())
    purses = {
        TOTAL: (TOTAL,),
        MUNICIPALITY: (MUNICIPALITY,),
        WITHOUT_GRANTS: (MUNICIPALITY,),
        REGION: (REGION,),
        STATE_WITH_GRANT if gives else STATE: (STATE, STATE_GRANT),
    }
    found = []
    for name, actors in purses.items():
        part, years = (alone, own_years) if name == WITHOUT_GRANTS else (result, whole_years)
        returns = _returns(part, actors)
        amounts = years[list(actors)].sum(axis=1)
        found.append(Payback(name, *_times(part, amounts, returns[0] > _NOTHING), *returns))
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
        dict.fromkeys(("first_year", "lasting_year", "present_year", "low_year"), "Int64")
    )


def _times(
    result: Result, yearly: pd.Series, pays: bool
) -> tuple[bool, int | None, int | None, int | None, float, int | None, bool]:
    years, amounts = yearly.index.to_numpy(), yearly.to_numpy()
    cumulated = amounts.cumsum()
    first = lasting = present = None
    moved = np.flatnonzero(amounts)
    if pays and len(moved):
        active, fine = years[moved[0] :], cumulated[moved[0] :] >= -_NOTHING
        first = int(active[fine.argmax()]) if fine.any() else None
        lasting = _lasting(active, cumulated[moved[0] :])
        present = lasting_present_year(result, yearly.iloc[moved[0] :])
    end = result.case.period.first_year + BUDGET_YEARS - 1
    low = min(float(cumulated.min()), 0.0)
    low_year = int(years[cumulated.argmin()]) if low < 0 else None
    within = lasting is not None and lasting <= end
    return pays, first, lasting, present, low, low_year, within


def lasting_present_year(result: Result, yearly: pd.Series) -> int | None:
    """The year from which the summed present value never is below zero; None: there is none.

    Args:
        result: whose discounting counts.
        yearly: undiscounted kr. by calendar year, + is a gain.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> result = som_calc.calculate(som_calc.load_case(find("params", "aabenraa-ips.yaml")))
    >>> lasting_present_year(result, result.by_year()["I alt"])
    2034
    """
    years = yearly.index.to_numpy()
    factors = result.schedule.factors(result.case.discount_base, years)
    return _lasting(years, (yearly.to_numpy() * factors).cumsum())


def _lasting(years: np.ndarray, cumulated: np.ndarray) -> int | None:
    """The year from which a cumulated result never is below zero."""
    below = np.flatnonzero(cumulated < -_NOTHING)
    after = years[below[-1] + 1 :] if len(below) else years
    return int(after[0]) if len(after) else None


def _returns(result: Result, actors: tuple[str, ...]) -> tuple[float, float, float]:
    def own(label: Label) -> bool:
        return TOTAL in actors or label.actor in actors

    def paid(label: Label) -> bool:
        return own(label) and label.component in OUTLAY

    outlay = 0.0 - result.rows.total(paid, "present_value")
    net = result.rows.total(own, "present_value")
    if outlay <= _NOTHING:
        return outlay, float("nan"), float("nan")
    return outlay, net / outlay, (net + outlay) / outlay
