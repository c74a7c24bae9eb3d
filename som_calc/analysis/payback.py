"""When the money is back, per payer, and what each own krone returns."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.outcomes import WITHOUT_GRANT
from som_calc.case.glossary import ACTORS, MUNICIPALITY, TOTAL
from som_calc.engine.result import Result

BUDGET_YEARS = 4
"""A kommune's budget: the budget year and three overslagsår."""


def payback(result: Result) -> pd.DataFrame:
    """First and lasting year with the cumulated result at or above zero, per payer.

    Cumulated undiscounted kr., as SØM's figure 2.2a, from the first calendar year on.
    Columns: ``name`` (I alt, actors, Kommune uden tilskud), ``first_year`` (after the
    first money moves; None when never), ``lasting_year`` (from then on never below zero;
    None when never), ``low_point`` (kr.: the deepest cumulated shortfall, 0 when none),
    ``low_year``, ``within_budget`` (lasting within the first :data:`BUDGET_YEARS` years),
    ``outlay`` (present value in kr. of own costs after grants), ``net_per_krone`` and
    ``gain_per_krone`` (per krone of outlay; NaN without outlay).
    """
    alone = result.without_grants()
    rows = []
    for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANT, *list(ACTORS.values())[1:]):
        part = alone if name == WITHOUT_GRANT else result
        actor = MUNICIPALITY if name == WITHOUT_GRANT else name
        rows.append({"name": name, **_times(part, actor), **_returns(part, actor)})
    return pd.DataFrame(rows).astype(
        {"first_year": "Int64", "lasting_year": "Int64", "low_year": "Int64"}
    )


def _times(result: Result, actor: str) -> dict[str, object]:
    cumulated = result.cumulative()[actor]
    moved = result.by_year()[actor].ne(0.0)
    first = lasting = None
    if moved.any():
        active = cumulated.loc[moved.idxmax() :]
        fine = active >= -0.005
        first = int(active.index[int(fine.to_numpy().argmax())]) if fine.any() else None
        below = active.index[~fine]
        after = active.index if below.empty else active.index[active.index > below[-1]]
        lasting = int(after[0]) if len(after) else None
    end = result.case.period.first_year + BUDGET_YEARS - 1
    low = min(float(cumulated.min()), 0.0)
    return {
        "first_year": first,
        "lasting_year": lasting,
        "low_point": low,
        "low_year": int(cumulated.index[int(cumulated.to_numpy().argmin())]) if low < 0 else None,
        "within_budget": lasting is not None and lasting <= end,
    }


def _returns(result: Result, actor: str) -> dict[str, float]:
    table = result.table
    own = table if actor == TOTAL else table[table["actor"] == actor]
    paid = own["component"].isin(["cost", "grant"])
    outlay = 0.0 - float(own.loc[paid, "present_value"].sum())
    net = float(own["present_value"].sum())
    none = outlay <= 0.005
    return {
        "outlay": outlay,
        "net_per_krone": float("nan") if none else net / outlay,
        "gain_per_krone": float("nan") if none else (net + outlay) / outlay,
    }
