"""Rules that tie the fields of a case together.

A rule states which top-level fields it reads.  When other fields cannot be read, it runs
all the same, so that a user sees every fault of a file at once.
"""

from __future__ import annotations

from pydantic import ValidationError

from som_calc.case.file_tree import FileTree, dotted
from som_calc.case.glossary import danish_field, fold
from som_calc.case.model import Case
from som_calc.case.problems import Problem
from som_calc.case.rules import (
    cost_model,
    effects,
    fetched,
    lines,
    money,
    people,
    prices,
    scenarios,
    texts,
    time,
    uncertainty,
)
from som_calc.case.rules.rule import Fault, Rule

RULES: tuple[Rule, ...] = (
    *time.RULES,
    *people.RULES,
    *money.RULES,
    *cost_model.RULES,
    *fetched.RULES,
    *lines.RULES,
    *effects.RULES,
    *prices.RULES,
    *uncertainty.RULES,
)

_PLACEHOLDER = {
    "title": "–",
    "municipality": "–",
    "date": "2026-01-01",
    "intervention": {
        "navn": "–",
        "målgruppe": {"navn": "–"},
        "succesmål": "–",
        "forløbsvarighed": "1",
    },
    "period": {"fra": "2026", "til": "2035"},
    "price_year": "2026",
    "discount_base": "2026",
    "present_value_label": "2026",
    "success_rate": "5 %",
    "participants": {"2026": "1"},
    "costs": [{"navn": "–", "pr_deltager": "1"}],
}


def broken_rules(tree: FileTree, case: Case | None, broken: set[str]) -> list[Problem]:
    """Problems found by the rules.

    Args:
        tree: what the file says, for places.
        case: the case, or None when some fields could not be read.
        broken: Danish names of the top-level fields that could not be read.
    """
    unread = {fold(name) for name in broken}
    subject = case or _readable_part(tree, unread)
    if subject is None:
        return []
    problems = [
        _problem(tree, finding)
        for rule in RULES
        if not unread & {fold(danish_field(name)) for name in rule.reads}
        for finding in rule.check(subject)
    ]
    problems += [_problem(tree, finding) for finding in scenarios.check(tree)]
    problems += [_problem(tree, finding) for finding in texts.check(tree)]
    return list(dict.fromkeys(problems))


def _readable_part(tree: FileTree, unread: set[str]) -> Case | None:
    """The case with a placeholder for every field that could not be read."""
    raw = {key: value for key, value in tree.data.items() if fold(key) not in unread}
    for name, value in _PLACEHOLDER.items():
        if fold(danish_field(name)) in unread:
            raw[danish_field(name)] = value
    try:
        return Case.model_validate(raw)
    except ValidationError:
        return None


def _problem(tree: FileTree, finding: Fault) -> Problem:
    path, _ = tree.find(finding.loc)
    field = dotted(path) or None
    file, place = tree.spot(finding.loc)
    return Problem(file, place, field, finding.wrong, finding.right, finding.warning)
