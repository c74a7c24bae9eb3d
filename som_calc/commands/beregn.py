"""``som beregn``: the result of a case in the terminal, or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.engine.result import Result

MOST_DRAWS = 5_000_000
"""Every draw is kept, so more would fill the memory and show nothing new."""


@base.command(name="beregn")
@base.case_argument
@base.override_option
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON, uafrundet.")
@click.option(
    "--usikkerhed",
    "draws",
    metavar="N",
    type=int,
    help="Regn også sandsynligheder ud fra N tilfældige træk, fx 10000.",
)
@base.seed_option
@base.spread_option
@base.template_option
def command(
    case_file: str,
    overrides: tuple[str, ...],
    as_json: bool,
    draws: int | None,
    seed: int,
    default_spread: float | None,
    template: str | None,
) -> None:
    """Beregn en sag, og vis nettoresultat, break-even, udvalg og år.

    For en sag uden kendte konsekvenser vises i stedet, hvad der skal være sandt, for at
    indsatsen går i nul.
    """
    from som_calc.api import calculate

    base.run_briefly()
    _check_draws(draws, default_spread)
    result = calculate(base.told_case(case_file, overrides, template))
    if as_json:
        from som_calc.analysis.result_data import result_data
        from som_calc.commands.tell.terminal import speaks_unicode

        data = result_data(result)
        if draws is not None:
            data |= _uncertainty_data(result, draws, seed, default_spread)
        click.echo(json.dumps(data, indent=2, ensure_ascii=not speaks_unicode()))
        return
    from som_calc.commands.tell.result import print_result
    from som_calc.commands.tell.terminal import open_console

    console = open_console()
    if draws is None:
        print_result(console, result)
        return
    from som_calc.commands.tell.uncertainty import NO_RESULT, NOT_STATED, print_uncertainty

    drawn = None if result.case.reverse_only else _draw(result, draws, seed, default_spread)
    print_result(console, result)
    if drawn is None:
        console.print()
        console.print(NO_RESULT if result.case.reverse_only else NOT_STATED, soft_wrap=True)
    else:
        print_uncertainty(console, drawn, default_spread)


def _check_draws(draws: int | None, default_spread: float | None) -> None:
    from som_calc.case.problems import CaseError

    if draws is None:
        if default_spread is not None:
            raise CaseError.single(
                None,
                "bruges kun sammen med --usikkerhed",
                "skriv fx --usikkerhed 10000",
                field="--standardudsving",
            )
        return
    if not 1 <= draws <= MOST_DRAWS:
        raise CaseError.single(
            None,
            f"{draws} træk kan ikke bruges",
            "angiv mellem 1 og 5.000.000 træk, fx 10000",
            field="--usikkerhed",
        )


def _draw(result: Result, draws: int, seed: int, default_spread: float | None) -> Any:
    """The draws; None when nothing is uncertain."""
    from som_calc.analysis.design import probabilistic
    from som_calc.analysis.runner import draw

    design = probabilistic(result.case, result.schedule, draws, seed, default_spread)
    return draw(design) if design.uncertain else None


def _uncertainty_data(
    result: Result, draws: int, seed: int, default_spread: float | None
) -> dict[str, Any]:
    """``usikkerhed`` (None with the reason beside it when there is none) and ``følsomhed``."""
    from som_calc.analysis.design import probabilistic
    from som_calc.analysis.export import uncertainty_data
    from som_calc.analysis.export_tables import sensitivity_data
    from som_calc.api import discount_schedule_of
    from som_calc.commands.tell.uncertainty import NO_RESULT, NOT_STATED

    case, schedule = result.case, result.schedule
    if case.reverse_only:
        return {"usikkerhed": None, "usikkerhed_mangler": NO_RESULT}
    found: dict[str, Any] = {"usikkerhed": None}
    if probabilistic(case, schedule, draws, seed, default_spread).uncertain:
        found["usikkerhed"] = uncertainty_data(case, schedule, draws, seed, default_spread)
    else:
        found["usikkerhed_mangler"] = NOT_STATED
    return found | {"følsomhed": sensitivity_data(result, discount_schedule_of)}
