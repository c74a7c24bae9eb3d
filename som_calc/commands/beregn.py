"""``som beregn``: the result of a case in the terminal, or as JSON."""

from __future__ import annotations

import json

import click

from som_calc.commands import base


@base.command(name="beregn")
@base.case_argument
@base.override_option
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON, uafrundet.")
def command(case_file: str, overrides: tuple[str, ...], as_json: bool) -> None:
    """Beregn en sag, og vis nettoresultat, break-even, udvalg og år.

    For en sag uden kendte konsekvenser vises i stedet, hvad der skal være sandt, for at
    indsatsen går i nul.
    """
    from som_calc.api import calculate
    from som_calc.case.problems import CaseError
    from som_calc.case.reading import check_case

    base.run_briefly()
    checked = check_case(case_file, overrides)
    for problem in checked.warnings:
        click.echo(str(problem), err=True)
    if checked.case is None:
        raise CaseError(checked.errors)
    result = calculate(checked.case)
    if as_json:
        from som_calc.console import speaks_unicode
        from som_calc.report.result_data import result_data

        click.echo(json.dumps(result_data(result), indent=2, ensure_ascii=not speaks_unicode()))
        return
    from som_calc.report.terminal import open_console, print_result

    print_result(open_console(), result)
