"""The other analyses of a case as plain data: everything but the draws."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from som_calc.analysis.cash import cash_table
from som_calc.analysis.evidence import evidence_table, not_significant, weights_on
from som_calc.analysis.labels import COLUMNS
from som_calc.analysis.payback import payback
from som_calc.analysis.payers import parties, who_pays
from som_calc.analysis.scenarios import ScheduleOf, scenario_table
from som_calc.analysis.sensitivity import horizons, success_by_cost, tornado
from som_calc.analysis.transfers import equal_return, smallest
from som_calc.engine.result import Result

_KEYS = {"name": "navn", "net_low": "netto_ved_lav", "net_high": "netto_ved_høj", "net": "netto"}


def sensitivity_data(result: Result, schedule_of: ScheduleOf) -> dict[str, Any]:
    """Lists of rows under Danish keys: unrounded kr., shares 0–1, None for none.

    Keys: ``scenarier``, ``tornado``, ``mereffekt_og_omkostninger`` (with ``kort`` and
    ``break_even_linje``), ``horisonter``, ``tilbagebetaling``, ``hvem_betaler``,
    ``overførsler`` (``mindste`` and ``lige_afkast``), ``kontant``, ``evidens`` and
    ``ikke_medregnet``.  The columns' keys are the headings of
    :data:`som_calc.analysis.labels.COLUMNS` in snake case.

    Raises:
        CaseError: an uncertainty or a scenario cannot be used.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.api import discount_schedule_of
    >>> found = sensitivity_data(som_calc.calculate(case), discount_schedule_of)
    >>> [(row["navn"], round(row["netto"])) for row in found["hvem_betaler"][:2]]
    [('I alt', 1071273), ('Kommune', 4121031)]
    """
    case, schedule = result.case, result.schedule
    grid, line = success_by_cost(case, schedule)
    sharing = parties(result)
    return {
        "scenarier": rows(scenario_table(case, schedule_of)),
        "tornado": rows(tornado(case, schedule)),
        "mereffekt_og_omkostninger": {"kort": rows(grid), "break_even_linje": rows(line)},
        "horisonter": rows(horizons(case, schedule)),
        "tilbagebetaling": rows(payback(result)),
        "hvem_betaler": rows(who_pays(result)),
        "overførsler": {
            "mindste": rows(smallest(sharing).table),
            "lige_afkast": rows(equal_return(sharing).table),
        },
        "kontant": rows(cash_table(case, schedule)),
        "evidens": rows(evidence_table(case, weights_on(case.date))),
        "ikke_medregnet": rows(not_significant(case, schedule)),
    }


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as one dict per row with Danish keys; missing values are None.

    >>> rows(pd.DataFrame({"name": ["I alt"], "net_low": [float("nan")]}))
    [{'navn': 'I alt', 'netto_ved_lav': None}]
    """
    keys = {str(column): _key(str(column)) for column in table.columns}
    return [
        {keys[str(column)]: _plain(value) for column, value in row.items()}
        for row in table.to_dict("records")
    ]


def _key(column: str) -> str:
    words = _KEYS.get(column) or COLUMNS[column]
    return "_".join(re.findall(r"\w+", words.lower()))


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if hasattr(value, "item") else value
