"""How values known only as present values are spread over the years."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

import numpy as np

from som_calc.case.model import BackCalculatedSet
from som_calc.case.problems import CaseError
from som_calc.engine.timing import Cohort
from som_calc.knowledge.discount import DiscountSchedule


class EmptyProfile(CaseError):
    """The time profile of back-calculated values cannot be spread; the message is Danish."""


def weighed_profile(
    given: BackCalculatedSet, cohort: Cohort, base: int, schedule: DiscountSchedule
) -> tuple[np.ndarray, np.ndarray, float]:
    """The calendar years a cohort gets, their weights, and what the whole profile is worth.

    Weights are those of the case; the worth is theirs, discounted to the start of the
    course, so that the whole profile gives the stated present value exactly.  Years beyond
    the horizon or the calendar end are then left out.  Neither array can be written to.

    Raises:
        EmptyProfile: the weights of the profile sum to nothing.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.engine.timing import cohorts
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> first = cohorts(case)[0]
    >>> years, weights, worth = weighed_profile(
    ...     case.back_calculated, first, case.discount_base, discount_schedule_of(case)
    ... )
    >>> years[[0, -1]].tolist(), len(weights), round(worth, 3)
    ([2025, 2034], 10, 8.608)
    """
    profile = tuple(sorted(given.profile.value.items()))
    years, weights, worth = _weighed(profile, cohort.start, cohort.finish, base, schedule)
    kept = bisect_left(profile, (cohort.consequence_years,))
    return years[:kept], weights[:kept], worth


@lru_cache(maxsize=512)
def _weighed(
    profile: tuple[tuple[int, float], ...],
    start: int,
    finish: int,
    base: int,
    schedule: DiscountSchedule,
) -> tuple[np.ndarray, np.ndarray, float]:
    """:func:`weighed_profile` before the horizon, which a search along it asks for again."""
    years = finish + np.array([k for k, _ in profile])
    weights = np.array([weight for _, weight in profile], dtype=float)
    at_start = schedule.factors(base, np.array([start]))[0]
    worth = float(weights @ (schedule.factors(base, years) / at_start))
    if abs(worth) < 1e-12:
        raise EmptyProfile.single(
            None,
            "vægtene giver nul lagt sammen",
            "giv mindst ét år en vægt over nul",
            field="tilbageregnede_konsekvenser.tidsprofil",
        )
    for array in (years, weights):
        array.setflags(write=False)
    return years, weights, worth
