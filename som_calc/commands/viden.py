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
    from som_calc.knowledge.database import load_knowledge
    from som_calc.knowledge.lookup import find_entries
    from som_calc.report.console import open_console
    from som_calc.report.knowledge_text import print_entries

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
    """Vis alt om én værdi: kilde, lov, udledning, prisniveau, betalere, og hvem der bruger den."""
    from som_calc.knowledge.database import load_knowledge
    from som_calc.knowledge.lookup import entry
    from som_calc.knowledge.usage import cases_using, related
    from som_calc.report.console import open_console
    from som_calc.report.knowledge_text import print_entry

    base.run_briefly()
    knowledge = load_knowledge()
    found = entry(knowledge, id)
    print_entry(open_console(), found, cases_using(found), related(knowledge, found))


@command.command(name="tjek", short_help="Kontrollér tabellerne.", options_metavar="[VALG]")
@click.argument("folder", metavar="[MAPPE]", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """Kontrollér alle tabeller, eller dem i én MAPPE, og vis alle fejl med fil, række og kolonne.

    Slutter med 0, når alt er i orden, ellers med 2.
    """
    import sys

    from som_calc.knowledge.database import check_knowledge

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
