"""The decision report (beslutningsoplæg)."""

from __future__ import annotations

from pathlib import Path

from som_calc.engine.result import Result
from som_calc.report.decision.report import DecisionReport


def decision_report(
    result: Result, *, case_file: str | Path | None = None, template: str | None = None
) -> DecisionReport:
    """The report that fits the case: a net result, or what must be true when none is known.

    Args:
        result: the case at its own success rate.
        case_file: the file the case came from (its hash is printed), if any.
        template: a kommune's own template folder.

    >>> from som_calc.notebook import calculate, load_case
    >>> from som_calc.resources import find
    >>> case = find("params", "aabenraa-ips.yaml")
    >>> rapport = decision_report(calculate(load_case(case)), case_file=case)
    >>> round(rapport.facts.i_alt.value), len(rapport.section("foelsomhed"))
    (1071273, 6)
    """
    if result.case.reverse_only:
        from som_calc.report.decision.reverse import ReverseReport

        return ReverseReport(result, case_file=case_file, template=template)
    return DecisionReport(result, case_file=case_file, template=template)


__all__ = ["DecisionReport", "decision_report"]
