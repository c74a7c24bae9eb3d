"""Rules that tie the fields of a case together."""

from __future__ import annotations

from som_calc.case.model import Case
from som_calc.case.problems import Problem
from som_calc.case.tree import Tree


def broken_rules(tree: Tree, case: Case | None, broken: set[str]) -> list[Problem]:
    """Problems found by the rules."""
    return []
