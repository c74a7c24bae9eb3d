"""Named scenarios of a case: its own, and the success rates it announces."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from som_calc.analysis.outcomes import outcomes
from som_calc.case.glossary import FIELDS
from som_calc.case.model import Case, Scenario
from som_calc.case.problems import CaseError, Problem
from som_calc.engine.frame import build, evaluate
from som_calc.knowledge.discount import DiscountSchedule

BASE = "Grundscenarie"
ScheduleOf = Callable[[Case], DiscountSchedule]


def scenario_cases(case: Case, file: str | None = None) -> list[tuple[str, Case]]:
    """Name and case: the base, each announced success rate, each named scenario.

    Raises:
        CaseError: a scenario names an unknown field or gives an unusable value.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> [name for name, _ in scenario_cases(case)]
    ['Grundscenarie', 'Mereffekt 3\xa0pct.', 'Mereffekt 5\xa0pct.', 'Mereffekt 7\xa0pct.']
    """
    found = [(BASE, case)]
    for rate in case.sensitivity.success_rates:
        given = case.success_rate.model_copy(update={"value": rate})
        name = f"{100 * rate:.4g}".replace(".", ",")
        found.append(
            (f"Mereffekt {name}\u00a0pct.", case.model_copy(update={"success_rate": given}))
        )
    problems: list[Problem] = []
    for scenario in case.scenarios:
        try:
            found.append((scenario.name, changed_case(case, scenario, file)))
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return found


def changed_case(case: Case, scenario: Scenario, file: str | None = None) -> Case:
    """``case`` with a scenario's fields replaced, read and checked as the file itself is.

    Raises:
        CaseError: see :func:`scenario_cases`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> other = Scenario(navn="Flere", ændringer={"mereffekt": "7 %"})
    >>> changed_case(case, other).success_rate.value
    0.07
    """
    from som_calc.api import check_tree
    from som_calc.case.file_tree import FileTree

    tree = FileTree(file or "", case.model_dump(by_alias=True, exclude_none=True, mode="json"))
    overrides = [f"{name}={_text(value)}" for name, value in scenario.changes.items()]
    checked = check_tree(tree, overrides)
    if checked.case is None:
        raise CaseError(
            Problem(
                file,
                None,
                f"{FIELDS['scenarios']}.{scenario.name}"
                + (f".{problem.field}" if problem.field else ""),
                problem.wrong,
                problem.right,
            )
            for problem in checked.errors
        )
    return checked.case


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def scenario_table(case: Case, schedule_of: ScheduleOf, file: str | None = None) -> pd.DataFrame:
    """Net present value in kr. per scenario and result.

    Columns: ``scenario``, ``success_rate`` (share), ``kind``, ``name``, ``net`` and
    ``difference`` (kr. against the base).  ``schedule_of`` gives a case's discount
    schedule, as :func:`som_calc.api.discount_schedule_of` does.

    Raises:
        CaseError: see :func:`scenario_cases`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.api import discount_schedule_of
    >>> scenario_table(case, discount_schedule_of)["scenario"].unique().tolist()
    ['Grundscenarie', 'Mereffekt 3\xa0pct.', 'Mereffekt 5\xa0pct.', 'Mereffekt 7\xa0pct.']
    """
    rows = []
    base: dict[str, float] = {}
    for name, variant in scenario_cases(case, file):
        frame = build(variant, schedule_of(variant))
        found = outcomes(frame)
        for outcome, net in zip(
            found.outcomes, evaluate(frame, found.weights)[0].tolist(), strict=True
        ):
            base.setdefault(outcome.name, net if name == BASE else 0.0)
            rows.append(
                {
                    "scenario": name,
                    "success_rate": variant.success_rate.value,
                    "kind": outcome.kind,
                    "name": outcome.name,
                    "net": net,
                    "difference": net - base[outcome.name],
                }
            )
    return pd.DataFrame(rows)
