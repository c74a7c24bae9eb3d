"""A knowledge entry as text in a terminal: every value, its source, and what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS
from som_calc.document import danish
from som_calc.knowledge.columns import ColumnSpec
from som_calc.knowledge.lookup import KnowledgeEntry
from som_calc.knowledge.rates import STEPS, DatedParameter
from som_calc.knowledge.schema import TABLES

if TYPE_CHECKING:
    from rich.console import Console

    from som_calc.knowledge.importing import ImportedTable

_LABELS = {
    "prisniveau": "Prisniveau",
    "lov": "Lov",
    "registervariabel": "Registervariabel",
    "n": "Antal deltagere (n)",
    "evidensniveau": "Evidensniveau",
    "andel_med_fra": "Andel med indsatsen, fra",
    "andel_med_til": "Andel med indsatsen, til",
}
_PER_YEAR = {"hvornår", "år", "estimat", "standardfejl", "signifikant", "forbrug"}
_ORIGIN = ("kilde", "dato", "version", "status", "note")


def print_entries(console: Console, found: Iterable[KnowledgeEntry]) -> None:
    """One line per entry: id, kind, title and status."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Id", "Hvad", "Navn", "Status"):
        table.add_column(heading, overflow="fold")
    for entry in found:
        table.add_row(entry.id, entry.kind, entry.title, entry.status)
    console.print(table)


def print_entry(
    console: Console, entry: KnowledgeEntry, used_by: list[str], related: list[KnowledgeEntry]
) -> None:
    """Everything about one entry, which cases use it, and what hangs together with it."""
    from rich.text import Text

    console.print(Text(f"{entry.kind}: {entry.title}", style="bold"))
    console.print(Text(f"Id: {entry.id}"))
    if entry.set_name != "grund":
        made_up = " (digtede tal)" if entry.set_name == "illustrativ" else ""
        console.print(Text(f"Sæt: {entry.set_name}{made_up}"))
    for label, value in _facts(entry):
        console.print(Text(f"{label}: {value}"))
    if entry.table == "konsekvenser":
        _print_years(console, entry)
    elif entry.table == "forbrug":
        _print_baseline(console, entry)
    for line in _origins(entry):
        console.print(Text(line))
    if entry.table == "effekter":
        console.print(
            Text(
                f"I en sag: skriv »- id: {entry.id}« under »evidens«, så hentes det, der er oplyst"
            )
        )
    console.print(Text("Bruges af: " + (", ".join(used_by) if used_by else "ingen sag her")))
    if related:
        console.print(Text("\nSe også"))
        print_entries(console, related)


def print_parameter(console: Console, found: DatedParameter) -> None:
    """A dated parameter: each value with the date it is valid from, and its source."""
    from rich.text import Text

    _, counted = STEPS[found.path.stem]
    console.print(Text(found.description, style="bold"))
    console.print(Text(f"Enhed: {found.unit}"))
    for value in found.values:
        since = "tidligere" if value.start is None else f"fra {danish.long_date(value.start)}"
        steps = [
            danish.percent(rate)
            if len(value.steps) == 1
            else f"{danish.percent(rate)} fra {counted} {start}"
            for start, rate in value.steps
        ]
        console.print(Text(f"\n{since[:1].upper()}{since[1:]}: {danish.listing(steps)}"))
        console.print(Text(f"Kilde: {value.source}"))
        if value.note:
            console.print(Text(f"Note: {value.note}"))
    console.print(Text(f"Står i: {_near(str(found.path))}"))


def print_import(console: Console, found: Iterable[ImportedTable]) -> None:
    """Rows read and skipped per sheet, and why."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    tables = list(found)
    counts = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Tabel", "Ark"):
        counts.add_column(heading)
    for heading in ("Rækker læst", "Sprunget over"):
        counts.add_column(heading, justify="right")
    for one in tables:
        numbers = (danish.number(one.read), danish.number(len(one.skipped)))
        counts.add_row(one.table.spec.title, one.sheet, *numbers)
    console.print(counts)
    skipped = [row for one in tables for row in one.skipped]
    if not skipped:
        return
    reasons = Table(box=SIMPLE_HEAD, pad_edge=False)
    reasons.add_column("Sprunget over")
    reasons.add_column("Hvorfor", overflow="fold")
    for row in skipped:
        reasons.add_row(Text(row.place), Text(row.reason))
    console.print(reasons)


def _facts(entry: KnowledgeEntry) -> Iterator[tuple[str, str]]:
    row, spec = entry.rows[0], TABLES[entry.table]
    many = len(entry.rows) > 1 or entry.table in {"konsekvenser", "forbrug"}
    for column in spec.columns:
        value = row[column.name]
        skipped = column.name in {"id", "navn", *_ORIGIN} or (many and column.name in _PER_YEAR)
        if skipped or (entry.table == "forbrug" and column.name in {"hvem", "ydelse", "enhed"}):
            continue
        if value is not None:
            yield _label(column.name), shown(column, value)
        elif column.name in {"lov", "registervariabel", "udledning", "succesandel"}:
            yield _label(column.name), "ikke oplyst"
    if entry.table == "priser":
        yield "I alt", f"{_kroner(sum(row[payer] for payer in PRICE_FIELDS))} pr. enhed"


def _label(name: str) -> str:
    text = _LABELS.get(name, name.replace("_", " "))
    return text[:1].upper() + text[1:]


def shown(column: ColumnSpec, value: Any) -> str:
    """One value as Danish text."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.date):
        return danish.long_date(value)
    if column.kind == "andel":
        return danish.percent(value)
    if column.kind == "kr":
        return _kroner(value)
    if column.kind == "tal":
        return danish.trimmed(value)
    return str(value)


def _kroner(value: float) -> str:
    return danish.kroner(value, 0 if value == round(value) else 2)


def _print_years(console: Console, entry: KnowledgeEntry) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    unit = entry.rows[0]["enhed"]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Hvornår")
    for heading in (f"Ændring, {unit}", "Standardfejl"):
        table.add_column(heading, justify="right")
    table.add_column("Signifikant")
    for row in entry.rows:
        when = "år {} efter forløbet" if row["hvornår"] == "efter" else "forløbsår {}"
        error = row["standardfejl"]
        table.add_row(
            when.format(row["år"]),
            danish.trimmed(row["estimat"]),
            "–" if error is None else danish.trimmed(error),
            "ja" if row["signifikant"] else "nej (regnes ikke med)",
        )
    console.print(table)


def _print_baseline(console: Console, entry: KnowledgeEntry) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    whose = list(dict.fromkeys(row["hvem"] for row in entry.rows))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Ydelse")
    table.add_column("Enhed")
    for name in whose:
        table.add_column(name, justify="right")
    for service in dict.fromkeys(row["ydelse"] for row in entry.rows):
        own = {row["hvem"]: row for row in entry.rows if fold(row["ydelse"]) == fold(service)}
        values = [danish.trimmed(own[name]["forbrug"]) if name in own else "–" for name in whose]
        table.add_row(service, next(iter(own.values()))["enhed"], *values)
    console.print(table)


def _origins(entry: KnowledgeEntry) -> Iterator[str]:
    """Source, date, edition, status and note, once for rows that agree, and the place."""
    said: dict[tuple[str, ...], list[str]] = {}
    for row, place in zip(entry.rows, entry.places, strict=True):
        key = tuple(shown(_column(entry, name), row[name] or "") for name in _ORIGIN)
        said.setdefault(key, []).append(place)
    for (source, date, version, status, note), places in said.items():
        yield f"Kilde: {source}"
        yield f"Skrevet eller kontrolleret: {date} · kildens udgave: {version} · status: {status}"
        if note:
            yield f"Note: {note}"
        others = len(places) - 1
        rows = f" og {danish.count(others, 'række', 'rækker')} mere" if others else ""
        yield f"Står i: {_near(places[0])}{rows}"


def _near(place: str) -> str:
    """A path as seen from where the user stands."""
    here = f"{Path.cwd()}/"
    return place.removeprefix(here)


def _column(entry: KnowledgeEntry, name: str) -> ColumnSpec:
    return TABLES[entry.table].column(name)
