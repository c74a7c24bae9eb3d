"""All a notebook needs, in one place: ``from som_calc.notebook import …``.

Each report has its parts as methods and its sections by id, so that a cell shows what a
reader may want to drop or swap.  Names are loaded when first used.

>>> from som_calc.notebook import calculate, decision_report, load_case
>>> from som_calc.resources import find
>>> case = find("params", "aabenraa-ips.yaml")
>>> rapport = decision_report(calculate(load_case(case)), case_file=case)
>>> [block.kind for block in rapport.section("baggrund")]
['tekst']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from som_calc.api import calculate
    from som_calc.checking import load_case
    from som_calc.document.display import show
    from som_calc.report.decision import decision_report
    from som_calc.report.experience import experience_page
    from som_calc.report.followup import follow_up_report
    from som_calc.report.followup.programme import programme_report
    from som_calc.report.followup.realised import realised_report
    from som_calc.report.portfolio import portfolio_report

_WHERE = {
    "calculate": "som_calc.api",
    "decision_report": "som_calc.report.decision",
    "experience_page": "som_calc.report.experience",
    "follow_up_report": "som_calc.report.followup",
    "load_case": "som_calc.checking",
    "portfolio_report": "som_calc.report.portfolio",
    "programme_report": "som_calc.report.followup.programme",
    "realised_report": "som_calc.report.followup.realised",
    "show": "som_calc.document.display",
}

__all__ = [
    "calculate",
    "decision_report",
    "experience_page",
    "follow_up_report",
    "load_case",
    "portfolio_report",
    "programme_report",
    "realised_report",
    "show",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return __all__
