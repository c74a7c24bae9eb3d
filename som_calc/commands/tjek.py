"""``som tjek``: every fault in one or more cases."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.case.model import Case


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
    from som_calc.checking import check_case

    base.run_briefly()
    failed = False
    for name in base.expand(case_files):
        checked = check_case(name, overrides, template)
        problems = checked.problems
        for problem in problems:
            click.echo(str(problem))
        warnings = sum(problem.warning for problem in problems)
        failed = failed or len(problems) > warnings
        click.echo(_verdict(name, len(problems) - warnings, warnings))
        if full and checked.case is not None:
            _show_checklist(checked.case)
    if failed:
        sys.exit(2)


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
