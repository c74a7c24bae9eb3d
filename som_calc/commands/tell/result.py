"""The result as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from som_calc.analysis.affordable import gross_cost
from som_calc.analysis.break_even import BreakEvens, break_even
from som_calc.case.names import NO_AREA, OTHER_COMMITTEES, TOTAL
from som_calc.document import danish
from som_calc.document.zero import line_words
from som_calc.engine.result import Result


def print_result(console: Console, result: Result) -> None:
    """Print the tables of a result with the notes a reader needs."""
    case = result.case
    print_heading(console, result)
    if case.reverse_only:
        _print_reverse(console, result)
        return
    label = f"nutidsværdi {case.present_value_label}, kr."
    _print_actors(console, result, label)
    _print_break_evens(console, break_even(result))
    committees = result.by_committee()
    if set(committees.index) - {TOTAL, OTHER_COMMITTEES}:
        title = f"Kommunens nettoresultat fordelt på udvalg, {label}"
        _print_amounts(console, title, "Udvalg", committees)
    areas = result.by_area()
    if set(areas.index) - {TOTAL, NO_AREA}:
        title = f"Nettoresultat fordelt på hovedområder, {label}"
        _print_amounts(console, title, "Hovedområder", areas)
    _print_years(console, result)
    console.print()
    print_notes(console, result_notes(result))


def print_heading(console: Console, result: Result) -> None:
    """Title, and one line with what the calculation covers."""
    from som_calc.library.record import RATE_RESERVATIONS

    case = result.case
    console.print(Text(case.title, style="bold"))
    reserve = RATE_RESERVATIONS.get(case.net_of_others) if result.success_rate else None
    parts = [
        case.municipality,
        f"mereffekt {danish.percent(result.success_rate)}{f' ({reserve})' if reserve else ''}",
        danish.count(result.participants, "deltager", "deltagere"),
        danish.span(case.period.first_year, case.period.last_year),
        f"{case.price_year}-priser",
    ]
    console.print(Text(" · ".join(parts)))
    if case.illustrative:
        console.print(
            Text("Illustrative tal: eksemplet viser værktøjet, ikke en virkelig indsats.")
        )


def _print_reverse(console: Console, result: Result) -> None:
    """What must be true, for a case whose consequences are not known."""
    from som_calc.analysis.reverse import reverse

    found = reverse(result)
    console.print()
    console.print(
        Text(
            "Sagen har ingen konsekvenser, så der er intet nettoresultat. Tabellen viser, hvad "
            "der skal være sandt, for at indsatsen går i nul."
        )
    )
    heading(console, f"Nødvendig besparelse, kr., {result.case.price_year}-priser")
    table = table_of(("Kasse", "Mereffekt", "Pr. succes*", "Pr. succes og år", "Pr. deltager*"))
    for item in found.requirements:
        amounts = (item.per_success, item.per_success_and_year, item.per_participant)
        shown = ("–" if value is None else danish.number(value) for value in amounts)
        style = "bold" if item.success_rate == result.success_rate else None
        table.add_row(
            Text(item.perspective), danish.percent_sign(item.success_rate), *shown, style=style
        )
    console.print(table)
    notes = ["* nutidsværdi i forløbets startår", _cost_note(result)]
    notes += [
        f"Publiceret break-even for {item.perspective}: {danish.percent(item.published)}"
        for item in found.published
    ]
    print_notes(console, notes)


def result_notes(result: Result) -> list[str]:
    """What must stand beside the figures for them to be read right."""
    case = result.case
    notes = [
        "+ er en gevinst for de offentlige kasser, − et tab. Hver række er afrundet for sig.",
        "Beløb pr. år er i faste priser uden diskontering; slutsummen afviger derfor fra "
        "nutidsværdien.",
    ]
    if case.back_calculated is not None:
        known = " fra et offentliggjort resultat" if case.published else ""
        notes.append(f"Konsekvenserne er tilbageregnet{known}; fordelingen på år er en antagelse.")
    full = case.period.horizon
    for cohort in result.cohorts:
        if cohort.consequence_years < full:
            notes.append(
                f"Årgang {cohort.start} har {cohort.consequence_years} konsekvensår mod {full}, "
                f"fordi beregningen slutter i {case.period.last_year}."
            )
    return notes


def _print_actors(console: Console, result: Result, label: str) -> None:
    heading(console, f"Nettoresultat fordelt på aktører, {label}")
    table = table_of(("Aktører", "Nettoresultat", "Pr. deltager*"))
    each = result.per_participant()
    for name, value in result.by_actor().items():
        _row(table, str(name), (value, each[str(name)]))
    console.print(table)
    print_notes(console, ["* nutidsværdi i forløbets startår", _cost_note(result)])


def _cost_note(result: Result) -> str:
    """Total cost by those who start and those who complete, as the agency publishes it."""
    gross, done = gross_cost(result), result.completers
    parts = [f"{danish.kroner(gross)} i alt"]
    if result.participants:
        parts.append(f"{danish.kroner(gross / result.participants)} pr. deltager")
    if done:
        parts.append(f"{danish.kroner(gross / done)} pr. gennemført forløb")
    return f"Udgift før tilskud, ikke tilbagediskonteret: {danish.listing(parts)}."


def _print_amounts(console: Console, title: str, first: str, series: pd.Series) -> None:
    heading(console, title)
    table = table_of((first, "Nettoresultat"))
    for name, value in series.items():
        _row(table, str(name), (value,))
    console.print(table)


def _print_years(console: Console, result: Result) -> None:
    years = result.by_year()
    summed = result.cumulative()[TOTAL].to_dict()
    heading(console, "Nettoresultat pr. år, kr.")
    table = table_of(("År", *years.columns, "I alt, summeret"))
    for year, row in years.iterrows():
        _row(table, str(year), (*row, summed[year]))
    console.print(table)


def _print_break_evens(console: Console, points: BreakEvens) -> None:
    heading(console, "Break-even: den mereffekt, hvor resultatet går i nul")
    table = table_of(("", "Mereffekt"))
    for name, line in points.lines.items():
        table.add_row(name, line_words(line, lambda rate: danish.percent_sign(rate, 2)))
    console.print(table)


def heading(console: Console, title: str) -> None:
    """A table's title, with air above."""
    console.print()
    console.print(Text(title, style="bold"))


def table_of(columns: Sequence[str]) -> Table:
    """An empty table; the first column stands left, the others right."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, name in enumerate(columns):
        table.add_column(Text(name), justify="right" if position else "left")
    return table


def _row(table: Table, name: str, values: Iterable[float]) -> None:
    style = "bold" if name == TOTAL else None
    table.add_row(Text(name), *(danish.number(value) for value in values), style=style)


def print_notes(console: Console, notes: Iterable[str]) -> None:
    """Each on its own line."""
    for note in notes:
        console.print(Text(note))
