"""``som database``: the experience database."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from som_calc.case.glossary import ascii_spelling
from som_calc.commands import base
from som_calc.library.schema import FACETS, SIGNS

if TYPE_CHECKING:
    from som_calc.library.database import Library

_ALIASES = {"aaben": "aabn", "vaelg": "find", "soeg": "find"}


class _Spelled(click.Group):
    """Also knows its commands as they are spelled with æ, ø and å."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from som_calc.case.glossary import fold

        name = fold(cmd_name)
        return super().get_command(ctx, _ALIASES.get(name, name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from som_calc.case.suggest import did_you_mean

            meant = did_you_mean(args[0], self.list_commands(ctx), "vælg mellem")
            ctx.fail(f"»{args[0]}« er ikke en del af som database; {meant}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_Spelled, name="database", options_metavar="[VALG]", subcommand_metavar="KOMMANDO …"
)
def command() -> None:
    """Erfaringsdatabasen: tilføj, find, sammenlign og hent udgivne sager."""


def _with_database(function: Callable[..., Any], *, make: bool = True) -> Callable[..., Any]:
    """``--database FIL``; the command gets an open ``library`` that is closed for it."""

    @click.option(
        "--database",
        "path",
        metavar="FIL",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Databasens fil; ellers SOM_DATABASE eller erfaringsdatabase.db i denne mappe.",
    )
    @functools.wraps(function)
    def wrapped(path: Path | None, **given: Any) -> Any:
        from som_calc.library.database import Library

        with Library(path, make=make) as library:
            return function(library=library, **given)

    return wrapped


@command.command("tilfoej", options_metavar="[VALG]")
@click.argument("files", metavar="PAKKE…", nargs=-1, required=True)
@click.option(
    "--genindsæt", "--genindsaet", "restore", is_flag=True, help="Tag også fjernede udgaver ind."
)
@functools.partial(_with_database, make=False)
def add(library: Library, files: tuple[str, ...], restore: bool) -> None:
    """Tilføj udgivne pakker (zip).  Er én af dem forkert, tilføjes ingen.

    Det, »som tjek« siger om sagen i en pakke, vises, men standser den ikke.
    """
    from som_calc.library import passed
    from som_calc.library.fetching import case_problems
    from som_calc.library.outgoing import refuse_persons
    from som_calc.library.package_reading import read_package

    names = base.expand(files)
    read = []
    for path in map(Path, names):
        read_package(path)
        content = path.read_bytes()
        if passed.has_passed(library.connection, content):
            continue
        refuse_persons(
            {path.name: content},
            "bed den, der har udgivet pakken, udgive den igen uden",
            nothing="ingen pakke er tilføjet",
        )
        read.append(passed.key(content))
    for done in library.add(names, restore=restore):
        click.echo(f"{done.id}: {done.outcome}")
    passed.remember(library.connection, read)
    for name in names:
        for problem in case_problems(name):
            click.echo(f"{name}: {problem}", err=True)


@command.command("fjern", options_metavar="[VALG]")
@click.argument("which", metavar="ID")
@click.option("--grund", "reason", metavar="TEKST", required=True, help="Hvorfor; bliver stående.")
@_with_database
def remove(library: Library, which: str, reason: str) -> None:
    """Fjern en udgave (id) eller hele sagen (kortnavn).  En gravsten med grunden bliver stående."""
    for name in library.remove(which, reason):
        click.echo(f"{name}: fjernet")


def _facet_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """An option per facet, repeatable; arrive as ``chosen: dict[str, list[str]]``."""
    names = {name: f"valg_{ascii_spelling(name)}" for name in FACETS}

    @functools.wraps(function)
    def wrapped(**given: Any) -> Any:
        chosen = {name: list(given.pop(key)) for name, key in names.items()}
        return function(chosen={n: v for n, v in chosen.items() if v}, **given)

    result: Callable[..., Any] = wrapped
    for name, key in reversed(names.items()):
        spelled = f"--{name.replace('_', '-')}"
        other = ascii_spelling(spelled)
        result = click.option(
            *dict.fromkeys([spelled, other]), key, multiple=True, metavar="VÆRDI", help=_help(name)
        )(result)
    return result


def _help(name: str) -> str:
    if name.startswith("fortegn"):
        who = SIGNS[name][:1].lower() + SIGNS[name][1:]
        return f"Resultatets fortegn, {who}: overskud, underskud, nul eller ukendt."
    return "Kun sager med denne værdi; kan gentages."


_json_option = click.option("--json", "as_json", is_flag=True, help="Skriv som JSON.")


@command.command("find", options_metavar="[VALG]")
@click.argument("text", metavar="[ORD]…", nargs=-1)
@_facet_options
@_json_option
@click.option("--antal", "count", metavar="TAL", default=20, help="Højst så mange sager.")
@_with_database
def find(
    library: Library,
    text: tuple[str, ...],
    chosen: dict[str, list[str]],
    as_json: bool,
    count: int,
) -> None:
    """Find sager på indhold.  Ord findes også inde i andre ord."""
    from som_calc.document.danish import count as counted
    from som_calc.document.danish import kroner
    from som_calc.library.search import Query, search

    query = Query(" ".join(text), chosen, page_size=max(1, count))
    found = search(library.connection, query)
    if as_json:
        from som_calc.library.views import search_result

        _print_json(search_result(query, found))
        return
    for row in found.rows:
        each = row["pr_deltager_i_alt"]
        result = "resultat ikke oplyst" if each is None else f"{kroner(each)} pr. deltager"
        click.echo(f"{row['titel']} · {row['kommune']} · {row['dato'][:4]} · {result}")
        click.echo(f"  {row['id']}")
    total = counted(found.total, "sag", "sager")
    shown = f"; viser {len(found.rows)}" if found.total > len(found.rows) else ""
    click.echo(f"{total[:1].upper()}{total[1:]}{shown}.")


@command.command("vis", options_metavar="[VALG]")
@click.argument("which", metavar="ID")
@_json_option
@_with_database
def show(library: Library, which: str, as_json: bool) -> None:
    """Vis en sag: id eller kortnavn."""
    record = library.record(which)
    if as_json:
        _print_json(record.as_data())
        return
    from som_calc.commands.tell.published import lines

    for line in lines(record):
        click.echo(line)


@command.command("eksporter", options_metavar="[VALG]")
@click.argument("target", metavar="FIL", type=click.Path(dir_okay=False, path_type=Path))
@_with_database
def export_all(library: Library, target: Path) -> None:
    """Skriv alle sagers tal til en fil: .csv eller .json."""
    from som_calc.case.problems import CaseError
    from som_calc.library import export
    from som_calc.writing import write_files

    rows = export.all_rows(library.connection)
    ending = target.suffix.lower()
    if ending not in {".csv", ".json"}:
        raise CaseError.single(target, "skal ende på .csv eller .json", "ret filnavnet")
    table = export.to_csv(export.cases_table(rows)) if ending == ".csv" else export.to_json(rows)
    write_files(target.parent, {target.name: table})
    click.echo(f"{target}: {len(rows)} {'sag' if len(rows) == 1 else 'sager'}")


@command.command("aabn", options_metavar="[VALG]")
@click.option("--port", type=int, default=8001, metavar="TAL", help="Port; 0 for en ledig.")
@click.option(
    "--vært", "--vaert", "host", default="127.0.0.1", metavar="ADRESSE",
    help="Adresse at lytte på; ellers kun denne maskine.",
)  # fmt: skip
@_with_database
def open_it(library: Library, port: int, host: str) -> None:
    """Åbn databasen i en browser (skrivebeskyttet).  Stop med Ctrl+C."""
    from som_calc.library.serve import serve

    serve(
        library.path,
        host,
        port,
        lambda address: click.echo(f"Databasen er åben på {address}\nStop med Ctrl+C."),
    )


@command.command("side", options_metavar="[VALG]")
@click.argument("folder", metavar="MAPPE", type=click.Path(file_okay=False, path_type=Path))
@_with_database
def site(library: Library, folder: Path) -> None:
    """Skriv databasen som en statisk side, der virker uden en server."""
    from som_calc.library.site import write_site

    count = write_site(library, folder)
    click.echo(f"{folder / 'index.html'}: {count} {'sag' if count == 1 else 'sager'}")


def _print_json(data: Any) -> None:
    from som_calc.commands.tell.terminal import speaks_unicode

    click.echo(json.dumps(data, indent=2, ensure_ascii=not speaks_unicode()))
