"""``som tjek``: every fault in one or more cases."""

from __future__ import annotations

import sys
from pathlib import Path
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
    """Kontrollér sager og opfølgninger, og vis alle fejl.

    Med en sag vises også fejl i de opfølgninger, der ligger ved den; sagen kan beregnes
    uden dem.

    En fejl vises som »fil:linje: felt: hvad er galt; hvad er rigtigt«.

    Slutter med 0, når alle sager kan beregnes, ellers med 2. Advarsler stopper ikke.
    """
    from som_calc.checking import check_case, check_follow_up, follow_up_problems

    base.run_briefly()
    failed = False
    for name in base.expand(case_files):
        followed = _case_of_follow_up(name)
        if followed is None:
            checked = check_case(name, overrides, template)
            problems = checked.problems
        else:
            path = Path(name)
            problems = check_follow_up(followed, int(path.stem), path.parent, template).problems
        for problem in problems:
            click.echo(str(problem))
        warnings = sum(problem.warning for problem in problems)
        failed = failed or len(problems) > warnings
        click.echo(_verdict(name, len(problems) - warnings, warnings))
        if followed is None and checked.case is not None:
            beside = follow_up_problems(name, checked.case)
            for problem in beside:
                click.echo(str(problem))
            errors = sum(not problem.warning for problem in beside)
            if beside:
                click.echo(_verdict(f"{name}, opfølgninger", errors, len(beside) - errors))
        if full and followed is None and checked.case is not None:
            _show_checklist(checked.case)
    if failed:
        sys.exit(2)


def _case_of_follow_up(name: str) -> Path | None:
    """The case that a follow-up (``<sag>/opfoelgning/<år>.yaml``) belongs to; None for others."""
    path = Path(name).absolute()
    if path.parent.name != "opfoelgning" or not path.stem.isdecimal():
        return None
    stem = path.parent.parent
    beside = (stem.with_name(stem.name + ending) for ending in (".yaml", ".yml", ".xlsx"))
    return next((case for case in beside if case.is_file()), None)


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
