"""Faults in what a case says about uncertainty, correlations and scenarios, for ``som tjek``."""

from __future__ import annotations

from som_calc.analysis.design import probabilistic
from som_calc.analysis.scenarios import scenario_cases
from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.knowledge.discount import DiscountSchedule


def analysis_problems(
    case: Case, schedule: DiscountSchedule, file: str | None = None
) -> list[Problem]:
    """Every fault, in Danish; an empty list when the case can be analysed.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> analysis_problems(case, schedule)
    []
    """
    problems: list[Problem] = []
    try:
        probabilistic(case, schedule, draws=1, file=file)
    except CaseError as error:
        problems += error.problems
    try:
        scenario_cases(case, file)
    except CaseError as error:
        problems += error.problems
    return problems
