"""``som portefoelje``: several efforts, or variants of one, in all report formats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from som_calc.commands import base

if TYPE_CHECKING:
    from som_calc.analysis.portfolio_choice import Choice
    from som_calc.report.portfolio.content import Portfolio

STEM = "portefoelje"
NAMED = 3
"""Cases named in the folder; more would make its name too long."""


@base.command(name="portefoelje")
@base.case_arguments
@click.option(
    "--variant",
    "variants",
    multiple=True,
    metavar="NAVN: FELT=VÆRDI; …",
    help=(
        "En udgave af sagen, fx »uden tilskud«, »Færre: volumen=50 %« eller "
        "»Højere effekt: mereffekt=7 %«. Kan gentages; kræver netop én sag."
    ),
)
@click.option(
    "--budget",
    metavar="BELØB",
    help=(
        "Vælg de indsatser, der giver mest inden for et budget: ét beløb pr. år, fx 1.000.000, "
        "eller år for år, fx 2026=1.000.000,2027=500.000."
    ),
)
@click.option("--titel", "title", metavar="TEKST", help="Rapportens titel.")
@base.formats_option
@base.folder_option("Mappen, rapporten lægges i. Ellers reports/portefoelje-<sagerne>/.")
@base.template_option
@base.override_option
@base.seed_option
@base.spread_option
def command(
    case_files: tuple[str, ...],
    variants: tuple[str, ...],
    budget: str | None,
    title: str | None,
    formats: str | None,
    folder: Path | None,
    template: str | None,
    overrides: tuple[str, ...],
    seed: int,
    default_spread: float | None,
) -> None:
    """Stil flere indsatser, eller varianter af én, op ved siden af hinanden.

    Rapporten viser rækkefølgen, summen, hvem der betaler, og hvornår pengene skal findes.
    """
    base.collect_seldom()
    from som_calc.analysis.variants import fields_of
    from som_calc.formats.registry import parse_formats
    from som_calc.report.portfolio.content import DRAWS, read_portfolio
    from som_calc.running.pipeline import Job, make_report

    wanted = parse_formats(formats)
    files = base.expand(case_files)
    base.told_cases(files, overrides, template)
    for variant in variants if len(files) == 1 else ():
        base.told_cases(files, [*overrides, *fields_of(variant)], template)
    target = folder or Path("reports") / folder_name(files)
    with base.progress("Portefølje", len(wanted) + 4) as step:
        step("Regner")
        found = read_portfolio(
            files, variants, overrides, seed=seed, default_spread=default_spread, budget=budget
        )
        job = Job(
            notebook="portefoelje.ipynb",
            stem=STEM,
            folder=target,
            parameters={
                "sager": files,
                "varianter": list(variants),
                "saet": list(overrides),
                "budget": budget,
                "titel": title,
                "skabelon": template,
                "traek": DRAWS,
                "froe": seed,
                "standardudsving": default_spread,
            },
            formats=wanted,
            template=template,
            extra={"portefoelje.json": _as_json(found)},
            tell=base.warn,
        )
        paths = base.run_or_keep(lambda: make_report(job, step), target, STEM)
    for path in paths:
        click.echo(str(path))
    click.echo("")
    for line in _lines(found, template):
        click.echo(line)


def folder_name(files: Sequence[str]) -> str:
    """The report folder's own name.

    >>> folder_name(["params/a.yaml", "b.yaml"]), folder_name(["a.yml", "b", "c", "d"])
    ('portefoelje-a-b', 'portefoelje-a-b-c-og-1-mere')
    """
    stems = [Path(file).stem for file in files]
    more = len(stems) - NAMED
    rest = [f"og-{more}-mere"] if more > 0 else []
    return "-".join([STEM, *stems[:NAMED], *rest])


def _as_json(found: Portfolio) -> bytes:
    """Ranking, sum and cash need: unrounded kr., shares 0–1."""
    from som_calc.analysis.export_tables import rows

    data: dict[str, Any] = {
        "varianter": found.variants,
        "antaget_udsving": found.default_spread,
        "sandsynligheder_beregnet": found.chances,
        "rangorden": {name: rows(_told(found, table)) for name, table in found.ranked.items()},
        "tilsammen": (
            {name: float(found.sum(name)["net"]) for name in found.ranked} if found.summed else None
        ),
        "likviditet": rows(found.cash),
        "overlap": rows(found.overlaps),
        "budget": _budget(found),
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _budget(found: Portfolio) -> dict[str, Any] | None:
    """The chosen set and the last krone; budgets are calendar year → kr."""
    choice = found.choice
    if choice is None:
        return None

    def told(chosen: Choice) -> dict[str, Any]:
        return {
            "valgt": list(chosen.names),
            "nettoresultat": chosen.net,
            "kommunens_nettoresultat": chosen.municipal,
            "udgift_pr_år": {str(year): amount for year, amount in chosen.spent.items()},
        }

    def scaled(share: float) -> dict[str, float]:
        return {str(year): share * amount for year, amount in choice.budget.items()}

    last = choice.last
    return {
        "pr_år": scaled(1.0),
        **told(choice.chosen),
        "sidste_krone": {"mindste_budget": scaled(last.needed), "med_mindre": told(last.without)},
        "næste_krone": None
        if last.enough is None or last.wider is None
        else {"budget": scaled(last.enough), **told(last.wider)},
    }


def _told(found: Portfolio, table: Any) -> Any:
    """A ranking without the columns that would be a probability nobody has stated."""
    chances = ["mean", "p2_5", "p10", "p90", "p97_5", "probability", "best"]
    return table if found.chances else table.drop(columns=chances)


def _lines(found: Portfolio, template: str | None) -> list[str]:
    from som_calc.case.names import MUNICIPALITY, TOTAL
    from som_calc.document.danish import percent
    from som_calc.document.money import Money
    from som_calc.report.portfolio.facts import why_alternatives

    own = found.net(MUNICIPALITY)
    lines = [
        f"{place}. {name}: {Money(net).resultat} for det offentlige; "
        f"{found.purse_of([name])} {Money(own[name]).resultat}"
        for place, (name, net) in enumerate(found.net(TOTAL).items(), 1)
    ]
    if found.summed:
        total, kommune = (Money(sum(found.net(name).values())) for name in (TOTAL, MUNICIPALITY))
        lines.append(f"Tilsammen: {total.resultat}; {found.purse} {kommune.resultat}")
    elif found.alternatives:
        why = why_alternatives(found)
        lines.append(f"{why[:1].upper()}{why[1:]} De lægges ikke sammen.")
    if found.summed and not found.overlaps.empty:
        lines.append("Nogle af indsatserne deler målgruppe; se rapportens afsnit om overlap.")
    lines += [
        f"{entry.name}: gevinsten efter forløbet er ganget med {percent(entry.gain_factor)} "
        "på grund af samspil."
        for entry in found.entries
        if entry.gain_factor != 1.0
    ]
    if found.choice is not None:
        from som_calc.document.text import plain, render
        from som_calc.report.portfolio.facts import facts

        said = render("portefoelje/budget.md.j2", vars(facts(found)), template)
        lines += ["", *(plain([paragraph]) for paragraph in said)]
    if not found.chances:
        lines.append("Der er ikke regnet sandsynligheder, fordi usikkerheden ikke er angivet.")
    return lines
