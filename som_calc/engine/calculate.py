"""The calculation frame: from a complete case to the tidy result table."""

from __future__ import annotations

from som_calc.case.model import Case
from som_calc.engine.frame import build
from som_calc.engine.inputs import SUCCESS_RATE
from som_calc.engine.result import Result
from som_calc.engine.timing import NOTHING, Observations
from som_calc.knowledge.discount import DiscountSchedule


def calculate(
    case: Case,
    schedule: DiscountSchedule,
    *,
    success_rate: float | None = None,
    scenario: str = "grundscenarie",
    observed: Observations = NOTHING,
) -> Result:
    """Compute the budgetøkonomiske net result of one case.

    Args:
        case: a complete case (prices for every service).
        schedule: discount rates by project year.
        success_rate: share that replaces the case's own, e.g. 0.07.
        scenario: label written in every row.
        observed: what is known by year; ``success_rate`` moves the other cohorts only.

    Returns:
        The result; amounts in kr. of ``case.price_year``, + is a gain.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = calculate(case, discount_schedule_of(case), success_rate=0.07)
    >>> round(result.by_actor()["Kommune"])
    6015234
    """
    frame = build(case, schedule, observed=observed)
    values = frame.base
    if success_rate is not None:
        values = values.copy()
        values[SUCCESS_RATE] = success_rate
    return Result(frame, frame.rows(scenario, values), float(values[SUCCESS_RATE]))
