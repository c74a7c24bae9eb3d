"""``som tjek``: every fault in one or more cases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.case.model import Case
    from som_calc.case.problems import Problem
    from som_calc.case.reading import Checked


@base.command(name="tjek")
@base.case_arguments
@base.override_option
@base.template_option
@click.option(
    "--fuld", "full", is_flag=True, help="Vis også tjeklisten: det, en læser vil spørge om."
)
def command(
    case_files: tuple[str, ...], overrides: tuple[str, ...], template: str | None, full: bool
) -> None:
    """Kontrollér sager, og vis alle fejl som »fil:linje: felt: hvad er galt; hvad er rigtigt«.

    Slutter med 0, når alle sager kan beregnes, ellers med 2. Advarsler stopper ikke.
    """
    from som_calc.api import check_case

    base.run_briefly()
    failed = False
    for name in base.expand(case_files):
        checked = check_case(name, overrides)
        problems = [*checked.problems, *_further_problems(checked, template)]
        for problem in problems:
            click.echo(str(problem))
        warnings = sum(problem.warning for problem in problems)
        failed = failed or len(problems) > warnings
        click.echo(_verdict(name, len(problems) - warnings, warnings))
        if full and checked.case is not None and len(problems) == warnings:
            _show_checklist(checked.case)
    if failed:
        sys.exit(2)


def _further_problems(checked: Checked, template: str | None) -> Iterator[Problem]:
    """What only shows when a readable case is prepared for calculation, analysis and report."""
    from som_calc.analysis.checks import analysis_problems
    from som_calc.api import discount_schedule_of
    from som_calc.case.problems import CaseError
    from som_calc.report.sections import section_problems

    if checked.case is None:
        return
    try:
        schedule = discount_schedule_of(checked.case)
    except CaseError as error:
        yield from error.problems
        return
    found = analysis_problems(checked.case, schedule)
    found += section_problems(checked.case, "beslutningsoplaeg", template)
    yield from checked.located(found)


def _show_checklist(case: Case) -> None:
    from som_calc.api import calculate
    from som_calc.report.decision.checklist import checklist_lines

    if case.reverse_only:
        click.echo("Sagen har ingen konsekvenser endnu, så tjeklisten er ikke fuld.")
    for line in checklist_lines(calculate(case)):
        click.echo(f"  {line}")


def _verdict(name: str, errors: int, warnings: int) -> str:
    parts = [f"{errors} fejl"] if errors else ["i orden"]
    if warnings:
        parts.append(f"{warnings} {'advarsel' if warnings == 1 else 'advarsler'}")
    return f"{name}: {', '.join(parts)}"
