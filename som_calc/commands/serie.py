"""``som serie``: many reports in one go."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.running.series.orders import Order
    from som_calc.running.series.record import OrderOutcome

SECONDS, MEGABYTES = 300, 4096


@base.command(name="serie")
@click.argument("sources", metavar="SAG…|TABEL", type=str, nargs=-1, required=True)
@click.option(
    "--sag",
    "case_file",
    metavar="SAG",
    type=str,
    help="Sagen, som rækkerne i en tabel (CSV eller xlsx) er varianter af.",
)
@base.formats_option
@base.folder_option("Mappen, serien lægges i. Ellers reports/serie-<navn>/.")
@click.option(
    "--processer",
    "processes",
    metavar="N",
    type=click.IntRange(1, 1024),
    help="Hvor mange sager der laves ad gangen. Ellers én pr. processorkerne, hvis der er "
    "hukommelse til det (512 MB pr. sag).",
)
@click.option("--forfra", "afresh", is_flag=True, help="Lav også de sager, der er uændrede.")
@click.option(
    "--tid",
    "seconds",
    metavar="SEKUNDER",
    type=click.FloatRange(min=1),
    default=SECONDS,
    help=f"Hvor længe én sag må tage. Ellers {SECONDS}.",
)
@click.option(
    "--hukommelse",
    "megabytes",
    metavar="MB",
    type=click.IntRange(min=64),
    default=MEGABYTES,
    help=f"Hvor meget hukommelse én sag må bruge. Ellers {MEGABYTES}.",
)
@click.option(
    "--dask",
    "address",
    metavar="ADRESSE",
    help="Send sagerne til en Dask-klynge, fx tcp://10.0.0.5:8786.",
)
@base.template_option
@base.override_option
def command(
    sources: tuple[str, ...],
    case_file: str | None,
    formats: str | None,
    folder: Path | None,
    processes: int | None,
    afresh: bool,
    seconds: float,
    megabytes: int,
    address: str | None,
    template: str | None,
    overrides: tuple[str, ...],
) -> int:
    """Lav beslutningsoplæg for mange sager, eller for hver række i en tabel.

    En sag, der fejler, standser ikke resten. En sag, der er uændret siden sidst, laves ikke
    igen; afbrydes kørslen, fortsætter næste kørsel, hvor den slap. Oversigten ligger i
    mappen som oversigt.html og oversigt.xlsx.
    """
    base.collect_seldom()
    from som_calc.formats.registry import parse_formats
    from som_calc.running.series import crew, overview
    from som_calc.running.series.orders import Wish
    from som_calc.writing import sweep, write_files

    name, files = _named(base.expand(sources), sources, case_file)
    target = folder or Path("reports") / f"serie-{name}"
    wish = Wish(
        folder=target.absolute(),
        formats=parse_formats(formats),
        template=template,
        seconds=seconds,
        memory=megabytes,
    )
    orders = _orders(files, case_file, overrides, wish)
    begun = time.time() if afresh else 0.0
    write_files(target, {})  # whether it can be written, before anything is made
    sweep(target, deep=True)
    try:
        made = _run(orders, processes or crew.default_processes(), afresh, address)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_interrupted(orders, target, begun)) from None
    paths = overview.write_overview(target, f"Serie: {name}", made)
    _print(made)
    for path in paths:
        click.echo(str(path))
    return 1 if any(outcome.failed for outcome in made) else 0


def _named(
    files: list[str], sources: tuple[str, ...], case_file: str | None
) -> tuple[str, list[str]]:
    """The name of the series and its files.

    Raises:
        CaseError: a table without a case, or a case beside a list of cases.
    """
    from som_calc.case.problems import CaseError
    from som_calc.running.series.table import is_table

    tables = [file for file in files if is_table(file)]
    if tables and (len(files) > 1 or case_file is None):
        raise CaseError.single(
            tables[0],
            "en tabel er varianter af én sag",
            "skriv som serie TABEL --sag SAG",
            field="--sag",
        )
    if case_file is not None and not tables:
        raise CaseError.single(
            None, "bruges kun til en tabel", "skriv som serie TABEL --sag SAG", field="--sag"
        )
    if tables or len(files) == 1:
        return Path(files[0]).stem, files
    folders = {Path(file).absolute().parent.name for file in files}
    return (folders.pop() if len(folders) == 1 else "sager") or "sager", files


def _orders(
    files: list[str], case_file: str | None, overrides: tuple[str, ...], wish: Any
) -> list[Order]:
    from dataclasses import replace

    from som_calc.running.series import orders
    from som_calc.running.series.table import read_table

    if case_file is not None:
        made = orders.orders_of_table(read_table(files[0]), case_file, wish)
    else:
        made = orders.orders_of_cases(files, wish)
    return [replace(order, overrides=(*overrides, *order.overrides)) for order in made]


def _interrupted(orders: list[Order], folder: Path, since: float) -> str:
    from som_calc.running.series import series

    made = series.whole(orders, since)
    again = "samme kommando igen uden --forfra" if since else "samme kommando igen"
    return (
        f"Afbrudt. {made} af {len(orders)} rapporter ligger færdige i {folder}. "
        f"Kør {again}, så laves resten."
    )


def _run(
    orders: list[Order], processes: int, afresh: bool, address: str | None
) -> list[OrderOutcome]:
    """All outcomes in the order of the series, with a progress bar on the way."""
    from som_calc.running.series import series

    with base.steady_progress("Rapporter", len(orders)) as (step, beat):

        def tell(outcome: OrderOutcome) -> None:
            step(outcome.name)

        planned = series.plan(orders, afresh=afresh, tell=tell)
        make_crew = None
        if address is not None:
            from som_calc.running.series.cluster import crew_at

            make_crew = crew_at(address)
        made = series.make_all(planned.todo, processes, tell=tell, beat=beat, make_crew=make_crew)
    known = {outcome.name: outcome for outcome in [*planned.done, *made]}
    return [replace(known[order.name], label=order.label) for order in orders]


def _print(made: list[OrderOutcome]) -> None:
    from rich.table import Table

    from som_calc.commands.tell.terminal import open_console
    from som_calc.running.series.overview import HEADINGS, row, status_line

    console = open_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(HEADINGS):
        table.add_column(
            heading,
            justify="right" if 1 <= place <= 5 else "left",
            no_wrap=place > 0,
            overflow="fold",
        )
    for outcome in made:
        table.add_row(*row(outcome), style="red" if outcome.failed else None)
    console.print(table)
    for warning in dict.fromkeys(warning for outcome in made for warning in outcome.warnings):
        click.echo(warning, err=True)
    for outcome in made:
        if outcome.error:
            console.print(
                f"{outcome.name}: {outcome.error}", style="red", markup=False, soft_wrap=True
            )
    console.print()
    console.print(status_line(made))
