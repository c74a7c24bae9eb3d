"""Attached tables: unit records, rare combinations, and suppressed cells that can be undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from som_calc.case.danish_input import parse_number
from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.numbers import PEOPLE, SMALLEST_GROUP

_PERSONAL = re.compile(
    r"(?i)\b(cpr|cprnr|personnummer|navn|fornavn|efternavn|adresse|fødselsdato|foedselsdato|"
    r"telefon|mail|sagsnr|sagsnummer|borger_?id|person_?id|pnr|journalnr)\b"
)
_TRAITS = re.compile(
    r"(?i)(køn|koen|alder|postnr|postnummer|diagnose|by|herkomst|civilstand|forløb)"
)
_SUPPRESSED = {"*", "**", "-", "–", "..", "x", "u", "ukendt", "<5", "< 5", "<3", "< 3", "diskret"}
_TOTAL = re.compile(r"(?i)^(i alt|total|sum|samlet|alle)$")
_PERSONS = re.compile(
    rf"(?i)^(?:antal(?: {PEOPLE})?|{PEOPLE}|n|startede|gennemførte|frafaldne|observerede|succeser|"
    r"drenge|piger|i alt)$"
)
"""Headings of columns that count people; »antal uger« does not."""


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
    yield from _small_cells(place, header, body, smallest)


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


def _small_cells(
    place: str, header: list[str], body: list[list[str]], smallest: int
) -> Iterator[Finding]:
    """Counts of people below ``smallest``, and those that are left when a count is taken away."""
    counting = [i for i, name in enumerate(header) if i and _PERSONS.match(name)]
    if not counting and header and _PERSONS.match(header[0]) and len(header) == 1:
        counting = [0]
    total = next((i for i, name in enumerate(header) if _TOTAL.match(name)), None)
    for row in body:
        for i in counting:
            count = _count(row[i])
            if count is not None and 0 < count < smallest:
                yield Finding(
                    place,
                    f"»{header[i]}« i rækken »{row[0]}« er kun {count}",
                    f"skriv »<{smallest}«{_also_hide(header, row, i, total)}",
                )
        yield from _left_over(place, row, [i for i in counting if i != total], total, smallest)
    sums = next((row for row in body if _TOTAL.match(row[0].strip())), None)
    if sums is None:
        return
    parts = [row for row in body if row is not sums]
    for i in counting:
        column = [sums[i], *(row[i] for row in parts)]
        for finding in _left_over(place, column, range(1, len(column)), 0, smallest):
            yield Finding(
                place, finding.wrong.replace("rækken", f"kolonnen »{header[i]}«, hvor totalen"),
                finding.remedy,
            )  # fmt: skip


def _left_over(
    place: str, row: Sequence[str], parts: Sequence[int], total: int | None, smallest: int
) -> Iterator[Finding]:
    """What a total leaves when the known parts are taken from it, if that is a small group."""
    whole = None if total is None else _count(row[total])
    if whole is None or not parts:
        return
    known = [n for i in parts if (n := _count(row[i])) is not None]
    left = whole - sum(known)
    hidden = sum(_hidden(row[i]) for i in parts)
    if known and 0 < left < max(smallest, hidden + 1):
        yield Finding(
            place,
            f"i rækken »{row[0]}« er der {whole} i alt og {sum(known)} vist, så resten er {left}",
            "skjul totalen, eller skjul den næstmindste gruppe også",
        )


def _also_hide(header: list[str], row: list[str], small: int, total: int | None) -> str:
    """The next smallest cell of the row, which must be hidden too where there is a total."""
    if total is None:
        return ""
    others = [
        (count, header[i])
        for i, cell in enumerate(row)
        if i not in {0, small, total} and (count := _count(cell))
    ]
    if not others:
        return ", og fjern totalen"
    return f", og skjul også »{min(others)[1]}«, ellers kan tallet regnes ud af totalen"


def _count(cell: str) -> int | None:
    """A whole number of people."""
    bare = cell.strip().removesuffix(".0").removesuffix(".00")
    return int(bare) if re.fullmatch(r"\d{1,6}", bare) and bare.isascii() else None


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
