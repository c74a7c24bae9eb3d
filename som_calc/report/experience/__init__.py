"""The page of a published case, in the experience database's form."""

from __future__ import annotations

from pathlib import Path

from som_calc.engine.result import Result
from som_calc.report.experience.page import ExperiencePage


def experience_page(
    result: Result, *, case_file: str | Path | None = None, template: str | None = None
) -> ExperiencePage:
    """A case as others find it in the experience database.

    >>> from som_calc.notebook import calculate, load_case
    >>> from som_calc.resources import find
    >>> case = find("params", "aabenraa-ips.yaml")
    >>> experience_page(calculate(load_case(case)), case_file=case).title[:24]
    'Økonomisk analyse af IPS'
    """
    return ExperiencePage(result, case_file=case_file, template=template)


__all__ = ["ExperiencePage", "experience_page"]
