"""Attached tables: unit records, rare combinations, and suppressed cells that can be undone."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from som_calc.case.danish_input import parse_number
from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.numbers import SMALLEST_GROUP

_PERSONAL = re.compile(
    r"(?i)\b(cpr|cprnr|personnummer|navn|fornavn|efternavn|adresse|fødselsdato|foedselsdato|"
    r"telefon|mail|sagsnr|sagsnummer|borger_?id|person_?id|pnr|journalnr)\b"
)
_TRAITS = re.compile(
    r"(?i)(køn|koen|alder|postnr|postnummer|diagnose|by|herkomst|civilstand|forløb)"
)
_SUPPRESSED = {"*", "**", "-", "–", "..", "x", "u", "ukendt", "<5", "< 5", "<3", "< 3", "diskret"}
_TOTAL = re.compile(r"(?i)^(i alt|total|sum|samlet)$")


def table_findings(
    place: str, rows: Sequence[Sequence[str]], smallest: int = SMALLEST_GROUP
) -> Iterator[Finding]:
    """What is wrong with publishing a table (header row first)."""
    if len(rows) < 2:
        return
    header = [cell.strip() for cell in rows[0]]
    body = [list(row) + [""] * (len(header) - len(row)) for row in rows[1:]]
    personal = [name for name in header if _PERSONAL.search(name.replace("_", " "))]
    if personal:
        yield Finding(
            place,
            f"ser ud til at rumme én række pr. person (kolonnerne {', '.join(personal)})",
            "læg kun summer og gennemsnit ved",
        )
    traits = [i for i, name in enumerate(header) if _TRAITS.search(name)]
    if len(traits) >= 2:
        counts = Counter(tuple(row[i].strip() for i in traits) for row in body)
        rare = sum(1 for count in counts.values() if count < smallest)
        if rare and len(body) >= smallest and max(counts.values()) < len(body):
            names = ", ".join(header[i] for i in traits)
            yield Finding(
                place,
                f"{rare} kombinationer af {names} findes hos færre end {smallest} rækker",
                "slå grupper sammen, eller undlad en af kolonnerne",
            )
    yield from _undone(place, header, body)


def read_csv(content: bytes) -> list[list[str]]:
    """Rows of a CSV file; comma or semicolon, UTF-8 or Windows-1252."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") and ";" in first else ","
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]


def _undone(place: str, header: list[str], body: list[list[str]]) -> Iterator[Finding]:
    """A single suppressed cell in a row or column that has a total follows from it."""
    totals = [i for i, name in enumerate(header) if _TOTAL.match(name)]
    if totals:
        for row in body:
            hidden = [i for i, c in enumerate(row) if i and i not in totals and _hidden(c)]
            if len(hidden) == 1 and _is_number(row[totals[0]]) and not _TOTAL.match(row[0].strip()):
                yield _secondary(place, f"rækken »{row[0]}«", header[hidden[0]])
    total_rows = [row for row in body if _TOTAL.match(row[0].strip())]
    if not total_rows:
        return
    parts = [row for row in body if row is not total_rows[0]]
    for i, name in enumerate(header[1:], 1):
        hidden_rows = [row for row in parts if _hidden(row[i])]
        if len(hidden_rows) == 1 and _is_number(total_rows[0][i]):
            yield _secondary(place, f"kolonnen »{name}«", hidden_rows[0][0])


def _secondary(place: str, where: str, which: str) -> Finding:
    return Finding(
        place,
        f"den skjulte celle »{which}« i {where} kan regnes ud af totalen",
        "skjul en celle mere, eller fjern totalen",
    )


def _hidden(cell: str) -> bool:
    return cell.strip().lower() in _SUPPRESSED


def _is_number(cell: str) -> bool:
    try:
        parse_number(cell, thousands=True)
    except ValueError:
        return False
    return True
