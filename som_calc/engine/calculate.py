"""The calculation frame: from a complete case to the tidy result table."""

from __future__ import annotations

from collections.abc import Mapping

from som_calc.case.model import Case
from som_calc.engine.booking import Ledger
from som_calc.engine.consequences import book_back_calculated, book_consequences
from som_calc.engine.money import book_money
from som_calc.engine.result import Result
from som_calc.engine.timing import Observed, cohorts
from som_calc.knowledge.discount import DiscountSchedule


def calculate(
    case: Case,
    schedule: DiscountSchedule,
    *,
    success_rate: float | None = None,
    scenario: str = "grundscenarie",
    observed: Mapping[int, Observed] | None = None,
) -> Result:
    """Compute the budgetøkonomiske net result of one case.

    Args:
        case: a complete case (prices for every service).
        schedule: discount rates by project year.
        success_rate: share that replaces the case's own, e.g. 0.07.
        scenario: label written in every row.
        observed: what is known by start year; ``success_rate`` moves the other cohorts only.

    Returns:
        The result; amounts in kr. of ``case.price_year``, + is a gain.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.
    """
    rate = case.success_rate.value if success_rate is None else success_rate
    found = cohorts(case, observed)
    ledger = Ledger(scenario)
    book_money(ledger, case, found)
    book_consequences(ledger, case, found, rate)
    book_back_calculated(ledger, case, found, rate, schedule)
    rows = ledger.rows(schedule, case.discount_base)
    return Result(case, rows, tuple(found), schedule, rate)
