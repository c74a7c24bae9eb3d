"""The bridge: from one result to another, one group of inputs at a time.

Each step is a full calculation with one more group taken from the new knowledge; the
difference to the calculation before it is the step.  The steps therefore sum exactly to
the whole difference, whatever the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from som_calc.analysis.followup.assemble import assemble, calculated
from som_calc.analysis.followup.known import GROUPS, Known
from som_calc.case.model import Case
from som_calc.engine.result import ROWS
from som_calc.knowledge.discount import DiscountSchedule


def bridge(
    case: Case,
    before: Known,
    after: Known,
    schedule: DiscountSchedule,
    order: Sequence[str] = tuple(GROUPS),
) -> pd.DataFrame:
    """What each group of inputs moves between two states of knowledge.

    Args:
        case: the decided case.
        before: what was known then; an empty :class:`Known` is the decision.
        after: what is known now.
        schedule: the decided discount rates.
        order: the groups in the order in which they are taken; each once.

    Returns:
        Present value in kr. per step (index: keys of :data:`GROUPS`, in order; columns
        I alt, Kommune, Region, Stat, Statslig tilskud).  Columns sum to the difference
        between the two results.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> steps = bridge(case, Known(), Known(participants={2025: 16}), schedule)
    >>> round(steps["I alt"]["participants"])
    -572717
    """
    if sorted(order) != sorted(GROUPS):
        raise ValueError(f"the order must hold each of {list(GROUPS)} once")
    here, known, rows = _net(case, before, schedule), before, []
    for group in order:
        known = known.with_group(group, after)
        there = _net(case, known, schedule)
        rows.append(there - here)
        here = there
    return pd.DataFrame(rows, index=pd.Index(order, name="group"))[ROWS]


def bridge_by_year(
    case: Case, after: Known, schedule: DiscountSchedule, years: Sequence[int] | None = None
) -> pd.DataFrame:
    """The bridge from the decision with the years of the actuals taken one by one.

    Args:
        case: the decided case.
        after: what is known now.
        schedule: the decided discount rates.
        years: the order of the years (all that are known, oldest first, when left out);
            what belongs to no year (effect, drop-out to come, consequences, prices, time)
            comes last.

    Returns:
        Present value in kr., one row per year and a last row ``0`` for the rest; columns
        as in :func:`bridge`.  Columns sum to the whole difference in any order of years.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> steps = bridge_by_year(case, Known(participants={2025: 16}), schedule)
    >>> steps["I alt"].round().astype(int).to_dict()
    {2025: -572717, 0: 0}
    """
    given = list(after.years if years is None else years)
    here, rows = _net(case, Known(), schedule), []
    for count in range(1, len(given) + 1):
        some = after.only(given[:count])
        timeless = Known().with_group("course", some)
        timeless = timeless.with_group("course", _by_year_alone(timeless))
        for group in ("participants", "costs", "grants", "saved"):
            timeless = timeless.with_group(group, some)
        there = _net(case, timeless, schedule)
        rows.append(there - here)
        here = there
    rows.append(_net(case, after, schedule) - here)
    return pd.DataFrame(rows, index=pd.Index([*given, 0], name="year"))[ROWS]


def _by_year_alone(known: Known) -> Known:
    return replace(known, course=replace(known.course, length=None, otherwise=None))


def _net(case: Case, known: Known, schedule: DiscountSchedule) -> pd.Series:
    return calculated(assemble(case, known, schedule)).by_actor()
