"""Scenarios name fields that exist and values the fields can take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from som_calc.case.file_tree import FileTree
from som_calc.case.overrides import apply_overrides
from som_calc.case.problems import CaseError, Problem
from som_calc.case.rules.rule import Fault, at
from som_calc.case.validation import validate


def check(tree: FileTree) -> Iterator[Fault]:
    """Try each change of each scenario: what is wrong then, and is not wrong without it."""
    scenarios = tree.get(at("scenarios"))
    already = validate(tree)[1] if scenarios else []
    for i in range(len(scenarios) if isinstance(scenarios, list) else 0):
        changes = tree.get((*at("scenarios"), i, *at("changes")))
        for name, value in changes.items() if isinstance(changes, dict) else ():
            for problem in _try(tree, name, value):
                if problem in already:
                    continue
                yield Fault(
                    (*at("scenarios"), i, *at("changes"), name), problem.wrong, problem.right
                )


def _try(tree: FileTree, name: str, value: Any) -> list[Problem]:
    if isinstance(value, dict | list) or value is None:
        return [Problem(None, None, name, "skal være én værdi", "skriv fx »mereffekt: 7 %«")]
    try:
        changed = apply_overrides(tree, [f"{name}={value}"])
    except CaseError as error:
        return error.problems
    return validate(changed)[1]
