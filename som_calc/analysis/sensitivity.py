"""One-way (tornado), two-way and horizon: tables of the net result, never of a ratio."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import Line
from som_calc.analysis.design import COSTS, along, one_way, two_way
from som_calc.analysis.runner import run
from som_calc.analysis.uncertainty import DEFAULT_SPREAD
from som_calc.case.model import Case
from som_calc.case.names import TOTAL
from som_calc.engine.frame import Frame
from som_calc.engine.timing import cohorts
from som_calc.knowledge.discount import DiscountSchedule

LENGTHS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 40)
"""Horizons shown, where the calculation reaches that far."""


def tornado(
    case: Case,
    schedule: DiscountSchedule,
    name: str = TOTAL,
    default_spread: float = DEFAULT_SPREAD,
    base: Frame | None = None,
) -> pd.DataFrame:
    """Net present value (kr.) of ``name`` with each input at its low and its high end.

    ``base`` is the case's frame, here and below, where it has already been built.

    Columns: ``id``, ``label``, ``unit``, ``group``, ``value``, ``low``, ``high`` (ends of
    the input), ``net_low`` and ``net_high`` (result at those ends, not sorted by size),
    ``base`` (kr.), ``swing`` (kr.), ``basis`` (Danish) and ``stated`` (False: our default
    ± ``default_spread``, to be labelled).  Largest swing first; inputs that do not move
    the result are left out.

    Raises:
        CaseError: an uncertainty that cannot be used.
        KeyError: no such result.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> tornado(case, schedule)["id"].to_list()[:2]
    ['deltagere', 'omkostninger.1.pr_år']
    """
    design, ranges = one_way(case, schedule, default_spread, base)
    found = run(design)
    place = found.outcomes.place(name)
    net = found.net[:, place].reshape(-1, 2)
    at = along(case, schedule, "mereffekt", [case.success_rate.value], design.base)
    own = float(run(at).net[0, place])
    rows = [
        {
            "id": r.input.id,
            "label": r.input.label,
            "unit": r.input.unit,
            "group": r.input.group,
            "value": r.input.value,
            "low": r.low,
            "high": r.high,
            "net_low": float(ends[0]),
            "net_high": float(ends[1]),
            "base": own,
            "swing": float(abs(ends[1] - ends[0])),
            "basis": r.basis,
            "stated": r.stated,
        }
        for r, ends in zip(ranges, net, strict=True)
    ]
    columns = [
        "id",
        "label",
        "unit",
        "group",
        "value",
        "low",
        "high",
        "net_low",
        "net_high",
        "base",
        "swing",
        "basis",
        "stated",
    ]
    table = pd.DataFrame(rows, columns=columns)
    table = table[table["swing"] > 1e-6]
    return table.sort_values("swing", ascending=False, ignore_index=True, kind="stable")


def success_by_cost(
    case: Case,
    schedule: DiscountSchedule,
    name: str = TOTAL,
    rates: Sequence[float] | None = None,
    factors: Sequence[float] | None = None,
    base: Frame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The map success rate × costs for ``name``, and its break-even line.

    Args:
        case: the case.
        schedule: discount rates.
        name: the result looked at.
        rates: success rates (shares); left out: 21 from 0 to twice the case's.
        factors: factors on every cost (1 is as it is); left out: 0.5 to 1.5 in tenths.
        base: the case's frame, where it has already been built.

    Returns:
        The map: ``success_rate``, ``cost_factor``, ``net`` (kr. present value).  The line:
        ``cost_factor``, ``break_even`` (success rate; NaN when not between 0 and 1).

    Raises:
        KeyError: no such result.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> grid, line = success_by_cost(case, schedule, factors=[0.9, 1.0])
    >>> line["break_even"].round(4).to_list()
    [0.0338, 0.0399]
    """
    own = case.success_rate.value
    wanted = list(np.linspace(0, min(2 * own, 1.0) or 0.2, 21) if rates is None else rates)
    costs = list(np.arange(5, 16) / 10 if factors is None else factors)
    ends = [*wanted, 0.0, 1.0]
    found = run(two_way(case, schedule, "mereffekt", ends, COSTS, costs, base))
    net = found.net[:, found.outcomes.place(name)].reshape(-1, len(costs))
    grid = pd.DataFrame(
        {
            "success_rate": np.repeat(wanted, len(costs)),
            "cost_factor": np.tile(costs, len(wanted)),
            "net": net[:-2].ravel(),
        }
    )
    lines = (Line(none, full - none) for none, full in zip(*net[-2:].tolist(), strict=True))
    zero = np.array([line.break_even for line in lines], dtype=float)
    return grid, pd.DataFrame({"cost_factor": costs, "break_even": zero})


def horizons(
    case: Case,
    schedule: DiscountSchedule,
    lengths: Sequence[int] | None = None,
    base: Frame | None = None,
) -> pd.DataFrame:
    """Net present value in kr. with consequences counted for fewer or more years.

    Columns: ``horizon`` (consequence years per cohort), ``kind``, ``name``, ``net``, and
    ``cut`` (True when the calculation's last calendar year cuts some cohort shorter).
    Left out, ``lengths`` are :data:`LENGTHS` up to the longest any cohort can get.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> horizons(case, schedule)["horizon"].unique().tolist()
    [1, 2, 3, 5, 7, 10]
    """
    finishes = [cohort.finish for cohort in cohorts(case)]
    reach = max((case.period.last_year - f + 1 for f in finishes), default=1)
    shortest = min((case.period.last_year - f + 1 for f in finishes), default=1)
    if lengths is None:
        wanted = {*(n for n in LENGTHS if n <= reach), case.period.horizon}
        lengths = sorted(wanted)
    found = run(along(case, schedule, "periode.horisont", lengths, base))
    rows = [
        (int(length), outcome.kind, outcome.name, float(found.net[row, place]), length > shortest)
        for row, length in enumerate(lengths)
        for place, outcome in enumerate(found.outcomes.outcomes)
    ]
    return pd.DataFrame(rows, columns=["horizon", "kind", "name", "net", "cut"])
