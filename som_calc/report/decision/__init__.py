"""The decision report (beslutningsoplæg)."""

from __future__ import annotations

from pathlib import Path

from som_calc.engine.result import Result
from som_calc.report.decision.report import DecisionReport


def decision_report(
    result: Result, *, case_file: str | Path | None = None, template: str | None = None
) -> DecisionReport:
    """The report that fits the case: a net result, or what must be true when none is known."""
    if result.case.reverse_only:
        from som_calc.report.decision.reverse import ReverseReport

        return ReverseReport(result, case_file=case_file, template=template)
    return DecisionReport(result, case_file=case_file, template=template)


__all__ = ["DecisionReport", "decision_report"]
