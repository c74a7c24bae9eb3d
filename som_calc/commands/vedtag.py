"""``som vedtag``: freeze the decided version of a case."""

from __future__ import annotations

from pathlib import Path

import click

from som_calc.commands import base


@base.command(name="vedtag")
@base.case_argument
@click.option("--dato", "date", metavar="DATO", help="Beslutningens dato. Ellers i dag.")
@click.option(
    "--beslutning",
    "decision",
    metavar="TEKST",
    help="Beslutningens ordlyd. Ellers sagens indstilling.",
)
def command(case_file: str, date: str | None, decision: str | None) -> None:
    """Frys den version af en sag, som er vedtaget.

    En forseglet kopi lægges i <sag>/vedtaget/<dato>/. Opfølgningen måler mod kopien og
    siger til, hvis sagen er ændret siden, eller hvis nogen har rettet i kopien.
    """
    import datetime as dt

    from som_calc.api import calculate, discount_schedule_of
    from som_calc.case.danish_input import parse_date
    from som_calc.case.followup_frozen import decided_folder, freeze
    from som_calc.case.problems import CaseError
    from som_calc.writing import new_folder, sweep, write_files

    case = base.told_case(case_file)
    try:
        day = dt.date.today() if date is None else parse_date(date)
    except ValueError as fault:
        wrong, _, right = str(fault).partition("; ")
        raise CaseError.single(None, wrong, right, field="--dato") from None
    words = decision or " ".join(case.report.recommendation)
    if not words.strip():
        raise CaseError.single(
            case_file,
            "sagen har ingen indstilling, så beslutningens ordlyd er ukendt",
            'skriv den med --beslutning "At …"',
        )
    schedule = discount_schedule_of(case)
    net = calculate(case).by_actor()
    sweep(decided_folder(case_file))
    folder, files = freeze(
        Path(case_file),
        case,
        day,
        words,
        discount_rate=dict(schedule.steps),
        net_result={str(name): float(kr) for name, kr in net.items()},
    )
    with new_folder(folder) as made:
        write_files(made, files)
    for name in files:
        click.echo(str(folder / name))
