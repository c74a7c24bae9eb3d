"""The decision report (beslutningsoplæg)."""

from som_calc.report.decision.report import DecisionReport

__all__ = ["DecisionReport"]
