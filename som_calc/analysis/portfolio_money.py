"""What a portfolio costs, and who gains: with the stated interactions counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import Line
from som_calc.analysis.outcomes import Outcome
from som_calc.analysis.portfolio import Entry
from som_calc.case.names import (
    ACTORS,
    COST,
    MUNICIPALITY,
    OF_ACTOR,
    OF_COMMITTEE,
    OUTLAY,
    TOTAL,
    WITHOUT_GRANTS,
)
from som_calc.engine.frame import evaluate, own
from som_calc.engine.inputs import SUCCESS_RATE
from som_calc.engine.rows import Label


def bills(entries: Sequence[Entry]) -> pd.DataFrame:
    """Outlay, gain and net present value in kr. per case, actor and committee.

    Columns: ``case`` (the names, and »I alt« for them all), ``kind``, ``name``, ``outlay``
    (cost less grants, ≥ 0 when it pays), ``gain`` and ``net`` = gain − outlay.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> bills(entries)["kind"].unique().tolist()
    ['aktør', 'udvalg']
    """
    found: dict[tuple[str, str, str], np.ndarray] = {}
    for entry in entries:
        for outcome in _outcomes(entry):
            weights = np.stack(
                [
                    entry.draws.frame.present_value(_part(outcome, wanted))
                    for wanted in (True, False)
                ]
            )
            amounts = evaluate(entry.draws.frame, weights)[0]
            found[entry.name, outcome.kind, outcome.name] = amounts
            key = (TOTAL, outcome.kind, outcome.name)
            found[key] = found.get(key, np.zeros(2)) + amounts
    rows = [(*key, 0.0 - paid, gain, paid + gain) for key, (paid, gain) in found.items()]
    return pd.DataFrame(rows, columns=["case", "kind", "name", "outlay", "gain", "net"])


def outlays(entries: Sequence[Entry]) -> pd.DataFrame:
    """The kommune's undiscounted outlay after grants, before any gain.

    Index calendar year, one column per case and »I alt«; kr., ≥ 0 when it pays.  Years in
    which nothing is paid are left out.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> outlays(entries).index.to_list()[:3]
    [2025, 2026, 2027]
    """
    columns: dict[str, dict[int, float]] = {}
    for entry in entries:
        frame = entry.draws.frame
        paid = -evaluate(frame, frame.yearly(_own_outlay))[0]
        columns[entry.name] = dict(zip(frame.years, paid.tolist(), strict=True))
    table = pd.DataFrame(columns).fillna(0.0).sort_index()
    table[TOTAL] = table.sum(axis=1)
    return table[table.abs().max(axis=1) > 0.005]


def break_evens(entries: Sequence[Entry]) -> dict[str, dict[str, Line]]:
    """Each case's result by success rate: I alt, Kommune and Kommune uden tilskud.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> [round(lines["I alt"].break_even, 4) for lines in break_evens(entries).values()]
    [0.0399, 0.0299]
    """
    found = {}
    for entry in entries:
        frame, names = entry.draws.frame, (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)
        places = [entry.draws.outcomes.place(name) for name in names]
        ends = np.tile(frame.base, (2, 1))
        ends[:, SUCCESS_RATE] = 0.0, 1.0
        low, high = evaluate(frame, entry.draws.outcomes.weights[places], ends)
        lines = [Line(a, b - a) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        found[entry.name] = dict(zip(names, lines, strict=True))
    return found


def _outcomes(entry: Entry) -> list[Outcome]:
    actors = [Outcome(OF_ACTOR, name) for name in (TOTAL, *ACTORS)]
    return [*actors, *(Outcome(OF_COMMITTEE, name) for name in entry.draws.frame.committees())]


def _part(outcome: Outcome, outlay: bool) -> Callable[[Label], float]:
    return lambda line: outcome.share(line) * float((line.component in OUTLAY) == outlay)


def _own_outlay(line: Label) -> float:
    return own(line) * float(line.component in OUTLAY)


def gross_cost(entry: Entry) -> float:
    """What the effort costs before grants, kr., undiscounted.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> other = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> entries = portfolio([case, other], discount_schedule_of, draws=500)
    >>> round(gross_cost(entries[0]))
    6882400
    """
    frame = entry.draws.frame
    weights = frame.yearly(lambda line: float(line.component == COST))
    return -float(evaluate(frame, weights)[0].sum())
