"""``som start``: a kommune's own working folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from som_calc.commands import base

NOT_TO_EDIT = {"start", "skrift"}
"""Shipped templates that stay in the program: the typeface, and what this command lays out."""


@base.command(name="start")
@click.argument("folder", metavar="MAPPE", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Læg en arbejdsmappe klar med en sag at rette i, et eksempel og skabeloner.

    Intet, der findes i forvejen, bliver rettet eller slettet.
    """
    from som_calc.writing import sweep, write_files

    sweep(folder)
    plan = _plan()
    kept = [name for name in plan if (folder / name).exists()]
    new = {name: source for name, source in plan.items() if name not in kept}
    write_files(folder, {name: source.read_bytes() for name, source in new.items()}, new=True)
    click.echo(f"{len(new)} nye filer i {folder}:" if new else f"Intet nyt i {folder}.")
    for line in _shown(new):
        click.echo(f"  {line}")
    if kept:
        click.echo("Findes i forvejen og er ikke rørt:")
        for line in _shown(kept):
            click.echo(f"  {line}")
    som = _own_name()
    click.echo(f"\nNæste skridt:\n  cd {_quoted(str(folder))}")
    click.echo(f"  {som} tjek params/min-sag.yaml\n  {som} rapport params/min-sag.yaml")


def _plan() -> dict[str, Path]:
    """File name in the new folder → the shipped file it is a copy of."""
    from som_calc.resources import shipped

    templates = shipped("templates")
    plan = {
        "LÆSMIG.txt": templates / "start" / "laesmig.txt",
        "params/min-sag.yaml": templates / "start" / "min-sag.yaml",
        "params/aabenraa-ips.yaml": shipped("params") / "aabenraa-ips.yaml",
        "params/skema/sag.schema.json": shipped("params") / "skema" / "sag.schema.json",
    }
    for source in sorted(templates.rglob("*")):
        name = source.relative_to(templates)
        if source.is_file() and name.parts[0] not in NOT_TO_EDIT:
            plan[f"templates/{name.as_posix()}"] = source
    return plan


def _shown(names: Iterable[str]) -> list[str]:
    """The names to print: the many files under a template folder as one line."""
    counts: dict[str, int] = {}
    for name in names:
        top = "/".join(name.split("/")[:2]) + ("/" if name.count("/") > 1 else "")
        counts[top] = counts.get(top, 0) + 1
    return [top + (f" ({n} filer)" if n > 1 else "") for top, n in counts.items()]


def _own_name() -> str:
    """What to type to run this program again from another folder."""
    return "som" if shutil.which("som") else _quoted(str(Path(sys.argv[0]).resolve()))


def _quoted(word: str) -> str:
    import shlex

    if os.name == "nt":
        return f'"{word}"' if " " in word else word
    return shlex.quote(word)
