"""``som tjek``: every fault in one or more cases."""

from __future__ import annotations

import sys

import click

from som_calc.commands import base


@base.command(name="tjek")
@base.case_arguments
@base.override_option
def command(case_files: tuple[str, ...], overrides: tuple[str, ...]) -> None:
    """Kontrollér sager, og vis alle fejl som »fil:linje: felt: hvad er galt; hvad er rigtigt«.

    Slutter med 0, når alle sager kan beregnes, ellers med 2. Advarsler stopper ikke.
    """
    from som_calc.case.reading import check_case

    failed = False
    for name in base.expand(case_files):
        checked = check_case(name, overrides)
        for problem in checked.problems:
            click.echo(str(problem))
        failed = failed or checked.case is None
        click.echo(_verdict(name, len(checked.errors), len(checked.warnings)))
    if failed:
        sys.exit(2)


def _verdict(name: str, errors: int, warnings: int) -> str:
    parts = [f"{errors} fejl"] if errors else ["i orden"]
    if warnings:
        parts.append(f"{warnings} {'advarsel' if warnings == 1 else 'advarsler'}")
    return f"{name}: {', '.join(parts)}"
