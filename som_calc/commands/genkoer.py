"""``som genkoer``: run a case package again and compare."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from som_calc.commands import base


@base.command(name="genkoer")
@click.argument("package", metavar="PAKKE", type=click.Path(path_type=Path))
def command(package: Path) -> None:
    """Regn en pakke igen i en ren mappe, og hold resultatet op mod pakken.

    Siger »identisk«, når hver eneste byte er den samme; ellers vises hver forskel og den
    sandsynlige årsag. Slutter med 0, når tallene er de samme, ellers med 1.
    """
    from som_calc.document import danish
    from som_calc.library.rerun import CAUSES, rerun

    with base.progress("Regner igen", 12) as step:
        found = rerun(package, step)
    click.echo(f"{found.record.title}, version {found.record.version} ({found.record.id})")
    if found.identical:
        click.echo("identisk: alle tal og alle filer er de samme")
        return
    for number in found.numbers:
        before = "–" if number.before is None else danish.number(number.before, 4)
        after = "–" if number.after is None else danish.number(number.after, 4)
        click.echo(f"{number.name}: før {before}, nu {after}")
    if not found.numbers:
        click.echo("Alle tal er de samme, men filerne er ikke ens: " + ", ".join(found.files))
    for cause, details in found.causes.items():
        click.echo(f"Sandsynlig årsag: {CAUSES[cause]}")
        for detail in details:
            click.echo(f"  {detail}")
    if not found.causes:
        click.echo("Hverken satser, program eller skabeloner er ændret siden udgivelsen.")
    if found.numbers:
        sys.exit(1)
