"""A result as plain data under Danish keys: ``som beregn --json`` and ``resultat.json``."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from som_calc.analysis.affordable import gross_cost
from som_calc.analysis.break_even import break_even
from som_calc.engine.result import Result


def result_data(result: Result) -> dict[str, Any]:
    """The result as nested dicts, ready for JSON.

    Amounts are unrounded kr. of the case's price year (+ is a gain); ``nettoresultat``,
    ``udvalg``, ``hovedområder`` and ``pr_deltager`` are present values, ``pr_år`` and
    ``akkumuleret`` undiscounted.  Rates are shares (0.05); a break-even that does not
    exist is None.  ``udgift`` is the undiscounted gross cost of all payers, in all, divided by
    those who start and by those who complete (None where not stated).  For a case without known
    consequences the results that would depend on them are None and ``omvendt_analyse`` says what
    must be true.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> data = result_data(som_calc.calculate(case))
    >>> round(data["nettoresultat"]["I alt"]), data["udgift"]["pr_deltager"]
    (1071273, 30725.0)
    """
    case = result.case
    data: dict[str, Any] = {
        "sag": case.title,
        "kommune": case.municipality,
        "dato": case.date.isoformat(),
        "illustrativ": case.illustrative,
        "mereffekt": result.success_rate,
        "prisniveau": case.price_year,
        "diskonteringsår": case.discount_base,
        "nutidsværdiår": case.present_value_label,
        "nettoresultat": None,
        "udvalg": None,
        "hovedområder": None,
        "pr_år": None,
        "akkumuleret": None,
        "break_even": None,
        "pr_deltager": None,
        "udgift": _cost(result),
    }
    if case.reverse_only:
        return data | {"omvendt_analyse": _reverse(result)}
    return data | {
        "nettoresultat": _amounts(result.by_actor()),
        "udvalg": _amounts(result.by_committee()),
        "hovedområder": _amounts(result.by_area()),
        "pr_år": _by_year(result.by_year()),
        "akkumuleret": _by_year(result.cumulative()),
        "break_even": break_even(result).rates,
        "pr_deltager": _amounts(result.per_participant()),
    }


def _cost(result: Result) -> dict[str, float | None]:
    gross, people, done = gross_cost(result), result.participants, result.completers
    return {
        "i_alt": gross,
        "pr_deltager": gross / people if people else None,
        "pr_gennemført": gross / done if done else None,
    }


def _reverse(result: Result) -> dict[str, list[dict[str, float | None]]]:
    """Required saving by purse, one entry per success rate; kr., present value at course start."""
    from som_calc.analysis.reverse import reverse

    found: dict[str, list[dict[str, float | None]]] = {}
    for need in reverse(result).requirements:
        found.setdefault(need.perspective, []).append(
            {
                "mereffekt": need.success_rate,
                "pr_succes": need.per_success,
                "pr_succes_og_år": need.per_success_and_year,
                "pr_deltager": need.per_participant,
            }
        )
    return found


def result_json(data: dict[str, Any]) -> bytes:
    """:func:`result_data` as the bytes of ``resultat.json`` (UTF-8).

    >>> result_json({"udgift": None}).decode("utf-8").split()
    ['{', '"udgift":', 'null', '}']
    """
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _amounts(series: pd.Series) -> dict[str, float]:
    return {str(name): float(value) for name, value in series.items()}


def _by_year(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    names = [str(name) for name in table.columns]
    rows = zip(table.index, table.to_numpy(dtype=float).tolist(), strict=True)
    return {str(year): dict(zip(names, amounts, strict=True)) for year, amounts in rows}
