"""Break-even (switching value): what an input must be for the result to be zero.

Closed form for the inputs the result is linear in; a bracketed root for the discount
rate; for horizons, course lengths and calendar ends the whole number nearest to the case's
at which the result has changed its sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import Line
from som_calc.analysis.design import along
from som_calc.analysis.labels import NONE_FOUND
from som_calc.analysis.outcomes import outcomes
from som_calc.analysis.runner import at_rate, run
from som_calc.case.model import Case
from som_calc.engine.frame import Frame, build, evaluate, rebased
from som_calc.engine.inputs import DISCOUNT_RATE, SUCCESS_RATE_ID, Input
from som_calc.knowledge.discount import DiscountSchedule

AT_LEAST, AT_MOST = "mindst", "højst"
RATE_POINTS = 26
"""Points between which a root is looked for in the discount rate (0–25 pct.)."""
COLUMNS = (
    *("id", "label", "unit", "group", "kind", "name"),
    *("value", "net", "break_even", "change", "gains_above", "verdict"),
)


def switching_values(
    case: Case,
    schedule: DiscountSchedule,
    names: Sequence[str] | None = None,
    base: Frame | None = None,
) -> pd.DataFrame:
    """Break-even of every input, for every actor, the kommune without grants, every committee.

    ``names`` limits the results looked at, which saves most of the root finding; ``base`` is
    the case's frame, where it has already been built.

    Columns: ``id``, ``label``, ``unit``, ``group``, ``kind`` and ``name`` of the result,
    ``value`` (the case's), ``net`` (kr. present value in the case), ``break_even`` (in the
    input's unit; NaN: none that is possible; of whole years the first at which the sign has
    changed), ``change`` (share of the value; NaN when the
    value is 0), ``gains_above`` (the result grows with the input) and ``verdict``
    (Danish; of a success rate where gain does not become loss which side the result is on).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> table = switching_values(case, schedule, ["I alt"])
    >>> table.set_index("id")["break_even"].round(4)["mereffekt"].item()
    0.0399
    """
    base = build(case, schedule) if base is None else base
    found = outcomes(base)
    net = evaluate(base, found.weights)[0]
    wanted = [i for i, o in enumerate(found.outcomes) if names is None or o.name in names]
    slopes = _slopes(base, found.weights)
    rows = []
    for column, item in enumerate(base.inputs):
        if item.linear:
            own = zip(net.tolist(), slopes[column].tolist(), strict=True)
            lines = [Line(y - b * item.value, b) for y, b in own]
            values = [_closed_form(item, line) for line in lines]
            rising = slopes[column] > 0
        else:
            values, rising = _searched(base, item, wanted)
        for place in wanted:
            outcome = found.outcomes[place]
            rows.append(
                (
                    *(item.id, item.label, item.unit, item.group, outcome.kind, outcome.name),
                    *(item.value, float(net[place]), values[place]),
                    *(_relative(item, values[place]), bool(rising[place])),
                    lines[place].verdict
                    if item.id == SUCCESS_RATE_ID and not lines[place].crosses
                    else _verdict(values[place], bool(rising[place])),
                )
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _slopes(base: Frame, weights: np.ndarray) -> np.ndarray:
    """Change in kr. per unit of each input, shape (inputs, outcomes).

    Exact for the inputs the result is linear in, and without meaning for the others.
    """
    steps = np.abs(base.base)
    steps[steps == 0] = 1.0
    pairs = np.repeat(base.base[:, None], 2 * len(steps), axis=1)
    each = np.arange(len(steps))
    pairs[each, 2 * each] -= steps
    pairs[each, 2 * each + 1] += steps
    products = base.products(pairs)
    found = np.empty((len(steps), len(weights)))
    for column, step in enumerate(steps):
        ends = weights @ np.ascontiguousarray(products[:, 2 * column : 2 * column + 2])
        found[column] = (ends[:, 1] - ends[:, 0]) / (2 * step)
    return found


def _relative(item: Input, value: float) -> float:
    if not item.value or item.unit == "årstal":
        return float("nan")
    return value / item.value - 1


def _closed_form(item: Input, line: Line) -> float:
    if item.id == SUCCESS_RATE_ID:
        return float("nan") if line.break_even is None else line.break_even
    if abs(line.slope) * max(abs(item.value), 1.0) < 1e-6:
        return float("nan")
    value = -line.fixed / line.slope
    return float(value) if item.low <= value <= item.high else float("nan")


def _searched(base: Frame, item: Input, wanted: Sequence[int]) -> tuple[list[float], np.ndarray]:
    """Where the result turns nearest to the case's value, by whole years or root finding."""
    case, schedule = base.case, base.schedule
    by_rate = item.id == DISCOUNT_RATE
    if item.integer:
        # A horizon that reaches beyond the last calendar year changes nothing more.
        reach = case.period.last_year - case.period.first_year + 1
        last = min(item.high, reach) if item.id == "periode.horisont" else item.high
        points: Sequence[float] = np.arange(item.low, last + 1).tolist()
    elif by_rate:
        points = np.linspace(item.low, item.high, RATE_POINTS).tolist()
    else:
        # Only whole years matter to the course length: one point inside each of them.
        points = (np.arange(np.ceil(item.high)) + 1.0).tolist()
    net = run(along(case, schedule, item.id, points, base)).net
    rising = net[-1] > net[0]
    values = [float("nan")] * net.shape[1]
    own = evaluate(base, outcomes(base).weights)[0]
    for place in wanted:
        if by_rate:
            turns = _crossings(np.asarray(points), net[:, place])
            if turns:
                low, high = min(turns, key=lambda ends: abs(sum(ends) / 2 - item.value))
                values[place] = _root(base, place, low, high)
            continue
        turned = np.asarray(points)[(net[:, place] >= 0) != (own[place] >= 0)]
        if len(turned):
            # The lower of two equally near comes first.
            values[place] = float(turned[np.abs(turned - math.ceil(item.value)).argmin()])
    return values, rising


def _crossings(points: np.ndarray, net: np.ndarray) -> list[tuple[float, float]]:
    """Neighbouring points with different signs."""
    turns = np.flatnonzero((net[1:] >= 0) != (net[:-1] >= 0))
    return [(float(points[i]), float(points[i + 1])) for i in turns]


def _root(base: Frame, place: int, low: float, high: float) -> float:
    from scipy.optimize import brentq

    def net(rate: float) -> float:
        part = rebased(base, at_rate(base.schedule, rate))
        return float(evaluate(part, outcomes(part).weights)[0, place])

    return float(brentq(net, low, high, xtol=1e-10))


def _verdict(value: float, rising: bool) -> str:
    if math.isnan(value):
        return NONE_FOUND
    return AT_LEAST if rising else AT_MOST
