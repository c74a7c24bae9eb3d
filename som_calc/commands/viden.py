"""``som viden``: look up, check, import and export the knowledge base."""

from __future__ import annotations

from pathlib import Path

import click

from som_calc.commands import base


@click.group(
    name="viden", options_metavar="[VALG]", subcommand_metavar="KOMMANDO …", no_args_is_help=True
)
def command() -> None:
    """Slå op i vidensdatabasen: målgrupper, succesmål, konsekvenser, priser og effekter.

    Tabellerne ligger i params/viden/. Jeres egne tabeller i samme mappe går forud for
    programmets.
    """


@command.command(
    name="find", short_help="Find det, der ligner nogle ord.", options_metavar="[VALG]"
)
@click.argument("words", metavar="ORD…", nargs=-1, required=True)
@click.option("--antal", "limit", metavar="ANTAL", default=10, help="Hvor mange der vises.")
def find(words: tuple[str, ...], limit: int) -> None:
    """Find det, der ligner ORD; stavefejl og æøå betyder ikke noget."""
    from som_calc.commands.tell.knowledge import print_entries
    from som_calc.commands.tell.terminal import open_console
    from som_calc.knowledge.loading import load_knowledge
    from som_calc.knowledge.lookup import find_entries

    base.run_briefly()
    wanted = " ".join(words)
    found = [entry for entry, _ in find_entries(load_knowledge(), wanted, limit)]
    if not found:
        click.echo(f"Intet i vidensdatabasen ligner »{wanted}«.")
        return
    print_entries(open_console(), found)
    click.echo("Se alt om én: som viden vis ID")


@command.command(name="vis", short_help="Vis alt om én værdi.", options_metavar="[VALG]")
@click.argument("id", metavar="ID")
def show(id: str) -> None:
    """Vis alt om én værdi: kilde, lov, udledning, prisniveau, betalere, og hvem der bruger den.

    Satserne er også med: diskonteringsrente, refusionstrappe og refusion-110.
    """
    from som_calc.api import COMPLETERS
    from som_calc.commands.tell.knowledge import print_entry, print_parameter
    from som_calc.commands.tell.terminal import open_console
    from som_calc.knowledge.loading import load_knowledge
    from som_calc.knowledge.lookup import entry
    from som_calc.knowledge.rates import parameter
    from som_calc.knowledge.usage import cases_using, related

    base.run_briefly()
    rate = parameter(id)
    if rate is not None:
        print_parameter(open_console(), rate)
        return
    knowledge = load_knowledge()
    found = entry(knowledge, id)
    print_entry(open_console(), found, cases_using(found, COMPLETERS), related(knowledge, found))


@command.command(name="tjek", short_help="Kontrollér tabellerne.", options_metavar="[VALG]")
@click.argument("folder", metavar="[MAPPE]", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Kontrollér alle tabeller, eller dem i én MAPPE, og vis alle fejl med fil, række og kolonne.

    Slutter med 0, når alt er i orden, ellers med 2.
    """
    import sys

    from som_calc.knowledge.loading import check_knowledge

    base.run_briefly()
    if folder is not None and not folder.is_dir():
        from som_calc.case.problems import CaseError

        raise CaseError.single(folder, "er ikke en mappe", "angiv en mappe med tabeller (CSV)")
    knowledge, problems = check_knowledge(None if folder is None else [folder])
    for problem in problems:
        click.echo(str(problem))
    for one in knowledge.sets.values():
        for name, table in one.tables.items():
            count = len(table)
            click.echo(f"{one.name}: {name}: {count} {'række' if count == 1 else 'rækker'}")
    errors = sum(not problem.warning for problem in problems)
    click.echo(f"{errors} fejl" if errors else "Vidensdatabasen er i orden.")
    if errors:
        sys.exit(2)


@command.command(
    name="importer", short_help="Læs tabeller ud af en Excel-fil.", options_metavar="[VALG]"
)
@click.argument("workbook", metavar="FIL.xlsx", type=click.Path(path_type=Path))
@click.option(
    "--kort",
    "mapping_file",
    metavar="KORT.yaml",
    type=click.Path(path_type=Path),
    help="Kortet: hvilke ark, overskrifter og kolonner der rummer hvad.",
)
@click.option("--foreslå", "--foreslaa", "draft", is_flag=True, help="Skriv et udkast til et kort.")
@click.option(
    "--ud",
    "folder",
    metavar="MAPPE",
    type=click.Path(path_type=Path),
    help="Mappen, tabellerne lægges i. Ellers params/viden/<sæt>/.",
)
def import_tables(
    workbook: Path, mapping_file: Path | None, draft: bool, folder: Path | None
) -> None:
    """Læs vidensdatabasens tabeller ud af en Excel-fil efter et kort.

    Et kort er en lille YAML-fil. Få et udkast med --foreslå, og ret det til. Rækker, der ikke
    kan læses, springes over og vises til sidst; hænger resten ikke sammen, skrives intet.
    """
    from som_calc.case.problems import CaseError

    if draft:
        from som_calc.knowledge.drafting import draft_mapping

        click.echo(draft_mapping(workbook), nl=False)
        return
    if mapping_file is None:
        right = "skriv --kort KORT.yaml, eller få et udkast med --foreslå"
        raise CaseError.single(workbook, "der mangler et kort", right)
    from som_calc.commands.tell.knowledge import print_import
    from som_calc.commands.tell.terminal import open_console
    from som_calc.knowledge.export import csv_bytes
    from som_calc.knowledge.importing import import_workbook
    from som_calc.knowledge.mapping import read_mapping
    from som_calc.writing import write_files

    mapping = read_mapping(mapping_file)
    found = import_workbook(workbook, mapping)
    target = folder or Path("params") / "viden" / mapping.set_name
    files = {f"{one.table.spec.name}.csv": csv_bytes(one.table) for one in found if len(one.table)}
    for path in write_files(target, files):
        click.echo(str(path))
    print_import(open_console(), found)


@command.command(
    name="eksporter", short_help="Skriv tabellerne som CSV og Excel.", options_metavar="[VALG]"
)
@click.argument("folder", metavar="MAPPE", type=click.Path(file_okay=False, path_type=Path))
@click.option("--sæt", "--saet", "only", metavar="SÆT", help="Kun ét sæt, fx illustrativ.")
def export(folder: Path, only: str | None) -> None:
    """Skriv hvert sæt tabeller i MAPPE: CSV, tabelbeskrivelse (datapackage.json) og Excel."""
    from som_calc.case.problems import CaseError
    from som_calc.case.suggest import did_you_mean
    from som_calc.knowledge.export import set_files, workbook_bytes
    from som_calc.knowledge.loading import load_knowledge
    from som_calc.writing import write_files

    sets = load_knowledge().sets
    if only is not None and only not in sets:
        right = did_you_mean(only, sets, "sættene er")
        raise CaseError.single(None, f"der er intet sæt »{only}«", right, field="--sæt")
    files = {
        f"{name}/{file}": content
        for name, one in sets.items()
        if only in (None, name)
        for file, content in (
            set_files(one) | {f"vidensdatabase-{name}.xlsx": workbook_bytes(one)}
        ).items()
    }
    for path in write_files(folder, files):
        click.echo(str(path))
