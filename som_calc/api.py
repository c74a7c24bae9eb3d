"""The small public interface: from a case to its result in one call."""

from __future__ import annotations

from som_calc.case.model import Case
from som_calc.engine.calculate import calculate as run_engine
from som_calc.engine.result import Result
from som_calc.knowledge.discount import DiscountSchedule


def discount_schedule_of(case: Case) -> DiscountSchedule:
    """The case's own flat rate, or else Finansministeriet's rates on the case's date."""
    own = case.discount_rate
    if own is not None:
        return DiscountSchedule.flat(own.value, own.source or "sagens egen diskonteringsrente")
    from som_calc.knowledge.rates import discount_schedule

    return discount_schedule(case.date)


def calculate(case: Case, success_rate: float | None = None) -> Result:
    """The budgetøkonomiske net result of a case.

    Args:
        case: a case from :func:`som_calc.load_case`.
        success_rate: share in place of the case's own mereffekt, e.g. 0.07.

    Returns:
        The :class:`~som_calc.engine.result.Result`: a tidy table in kr. of the case's price
        year (+ is a gain for the public purse), with its groupings.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> som_calc.calculate(case).by_actor().round().astype(int).to_dict()["I alt"]
    1071273
    >>> round(som_calc.calculate(case, success_rate=0.07).by_actor()["Kommune"])
    6015234
    """
    return run_engine(case, discount_schedule_of(case), success_rate=success_rate)
