"""``som hent``: a published case as the beginning of a new one."""

from __future__ import annotations

from pathlib import Path

import click

from som_calc.commands import base


@base.command(name="hent")
@click.argument("which", metavar="ID|PAKKE|STI")
@click.option("--ud", "folder", metavar="MAPPE", default="params", show_default=True,
              type=click.Path(path_type=Path), help="Mappen, den nye sag lægges i.")  # fmt: skip
@click.option("--kommune", "municipality", metavar="NAVN", help="Jeres kommune.")
def command(which: str, folder: Path, municipality: str | None) -> None:
    """Hent en udgivet sag ind som en ny sag, der bygger på den.

    Den anden kommunes egne tal får noten »Skal erstattes«. Den oprindelige sag gemmes ved
    siden af, og rapporten viser, hvad der er ændret.
    """
    from som_calc.library.fetching import fetch

    found = fetch(which, folder, municipality)
    click.echo(f"{found.path}: bygger på »{found.record.title}« ({found.record.id})")
    click.echo(f"Den oprindelige sag ligger i {found.original}")
    if found.tables is not None:
        click.echo(
            f"Sagen er regnet med kommunens egne tabeller, som ligger i {found.tables}. "
            "Læg dem i jeres egen params-mappe, hvis de også skal gælde hos jer."
        )
    click.echo("Skal erstattes med jeres egne tal:")
    for field in found.marked:
        click.echo(f"  {field}")
