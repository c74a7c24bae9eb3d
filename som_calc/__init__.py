"""SØM calculations: from a case file to a decision report.

The rooms, in the order a case passes them: ``case`` (what a user writes), ``knowledge``
(dated parameters), ``engine`` (the calculation frame), ``analysis`` (how sure, who gains),
``report`` (documents in four formats), ``library`` (published cases).

The public interface below is loaded when first used, so ``import som_calc`` costs nothing.

>>> import som_calc
>>> from som_calc.resources import find
>>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
>>> result = som_calc.calculate(case)
>>> round(result.by_actor()["Kommune"])
4121031
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from som_calc.analysis.break_even import BreakEvens, break_even
    from som_calc.api import calculate
    from som_calc.case.model import Case
    from som_calc.case.problems import CaseError, Problem
    from som_calc.case.reading import Checked
    from som_calc.checking import check_case, load_case
    from som_calc.engine.result import Result

_WHERE = {
    "BreakEvens": "som_calc.analysis.break_even",
    "Case": "som_calc.case.model",
    "CaseError": "som_calc.case.problems",
    "Checked": "som_calc.case.reading",
    "Problem": "som_calc.case.problems",
    "Result": "som_calc.engine.result",
    "break_even": "som_calc.analysis.break_even",
    "calculate": "som_calc.api",
    "check_case": "som_calc.checking",
    "load_case": "som_calc.checking",
}

__all__ = [
    "BreakEvens",
    "Case",
    "CaseError",
    "Checked",
    "Problem",
    "Result",
    "break_even",
    "calculate",
    "check_case",
    "load_case",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("som-rapport")
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
