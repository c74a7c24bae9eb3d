"""Who pays and who gains, per actor and committee."""

from __future__ import annotations

import pandas as pd

from som_calc.case.glossary import MUNICIPALITY, STATE, STATE_GRANT, TOTAL
from som_calc.engine.result import Result

STATE_WITH_GRANT = "Stat inkl. tilskud"


def who_pays(result: Result) -> pd.DataFrame:
    """Outlay, gain and net present value in kr., + is a gain for the purse.

    Columns: ``kind`` (aktør or udvalg), ``name``, ``outlay`` (cost less grants, ≥ 0 when it
    pays), ``gain`` (saved alternative and all consequences), ``net`` = gain − outlay, and
    ``net_per_krone`` (per krone of outlay; NaN without).  Actors first, I alt on top.
    """
    actors = _rows(result, "aktør", "actor", list(result.by_actor().index))
    committees = [name for name in result.by_committee().index if name != TOTAL]
    return pd.DataFrame(actors + _rows(result, "udvalg", "committee", committees))


def parties(result: Result) -> pd.DataFrame:
    """Those who can share a bill: Kommune, Region, and Stat with its grant as one.

    Columns as in :func:`who_pays`.
    """
    table = who_pays(result).set_index("name")
    state = (
        table.loc[STATE, ["outlay", "gain", "net"]]
        + table.loc[STATE_GRANT, ["outlay", "gain", "net"]]
    )
    rows = [
        {"kind": "aktør", "name": name, **values[["outlay", "gain", "net"]].to_dict()}
        for name, values in (
            (MUNICIPALITY, table.loc[MUNICIPALITY]),
            ("Region", table.loc["Region"]),
            (STATE_WITH_GRANT, state),
        )
    ]
    for row in rows:
        row["net_per_krone"] = _ratio(row["net"], row["outlay"])
    return pd.DataFrame(rows)


def _rows(result: Result, kind: str, column: str, names: list[str]) -> list[dict[str, object]]:
    table = result.table
    rows: list[dict[str, object]] = []
    for name in names:
        own = table if name == TOTAL else table[table[column] == name]
        paid = own["component"].isin(["cost", "grant"])
        outlay = 0.0 - float(own.loc[paid, "present_value"].sum())
        gain = float(own.loc[~paid, "present_value"].sum())
        rows.append(
            {
                "kind": kind,
                "name": name,
                "outlay": outlay,
                "gain": gain,
                "net": gain - outlay,
                "net_per_krone": _ratio(gain - outlay, outlay),
            }
        )
    return rows


def _ratio(net: float, outlay: float) -> float:
    return net / outlay if outlay > 0.005 else float("nan")
