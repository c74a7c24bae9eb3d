"""Danish search with facets over the experience database.

Every word must be found, as a word, as the beginning of one, or inside a compound:
»støtte« finds »støttet«, »bostøtte« and »bostøtteforløb«.  »"act team"« in quotation marks
is found as it stands.  What a user types is data, never SQL and never FTS5's own syntax.
"""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from som_calc.library.facets import facet_index
from som_calc.library.rows import words
from som_calc.library.schema import CASES, FACETS, RULES

PER_FACET = 40
_TITLE = functools.reduce(
    lambda key, pair: f"replace({key}, '{pair[0]}', '{pair[1]}')",
    (("aa", "{c"), ("å", "{c"), ("Å", "{c"), ("æ", "{a"), ("Æ", "{a"), ("ø", "{b"), ("Ø", "{b")),
    "lower(s.titel)",
)
"""SQLite knows no Danish alphabet; »{« comes after z, and aa is å."""
ORDERS = {
    "relevans": "",
    "nyeste": "s.dato DESC, s.nr DESC",
    "ældste": "s.dato, s.nr",
    "titel": f"{_TITLE}, s.nr",
    "resultat": "s.pr_deltager_i_alt IS NULL, s.pr_deltager_i_alt DESC, s.nr",
}
"""Choice → ORDER BY; with »relevans« the best hit comes first, or the newest without a search."""
LISTED = [name for name in CASES if name not in {"nr", "tekst"}]
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Query:
    """What to look for.

    ``chosen`` is facet column → accepted values (any of them); facets narrow each other.
    """

    text: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    order: str = "relevans"
    page: int = 1
    page_size: int = 20
    per_facet: int = PER_FACET
    """Most values shown of one facet."""


@dataclass(frozen=True)
class Found:
    """One page of hits (dicts with the columns of ``sager``), their number, and the facets.

    ``facets``: column → [(value, hits)], most hits first; the counts of a facet leave its own
    choice out of account, so that one can choose another.
    """

    rows: list[dict[str, Any]]
    total: int
    facets: dict[str, list[tuple[str, int]]]


def search(connection: sqlite3.Connection, query: Query) -> Found:
    """Run a search.  Anything may stand in ``query``; unknown facets and orders are ignored."""
    match = match_expression(connection, query.text)
    if match is None:
        return Found([], 0, {name: [] for name in FACETS})
    index = facet_index(connection)
    chosen = index.chosen({n: v for n, v in query.chosen.items() if n in FACETS and v})
    sorting = ORDERS.get(query.order) or ("" if match else ORDERS["nyeste"])
    if match:
        numbers = _matching(connection, match, sorting)
        fit = index.of(numbers)
    else:
        numbers, fit = index.ordered(connection, sorting), index.everything
    kept = fit
    for bits in chosen.values():
        kept &= bits
    hits = index.keep(numbers, kept) if chosen else numbers
    size = max(1, query.page_size)
    start = size * (max(1, min(query.page, 10**6)) - 1)
    rows = rows_by(connection, "nr", hits[start : start + size])
    return Found(rows, len(hits), index.count(fit, chosen, query.per_facet))


def match_expression(connection: sqlite3.Connection, text: str) -> str | None:
    """The FTS5 expression for what a user wrote: "" for everything, None when nothing can match.

    Only words in quotation marks come out of here, so no operator can come in.
    """
    read = text[: RULES["højst_tegn"]]
    phrases = [words(phrase) for phrase in _QUOTED.findall(read)]
    terms = list(dict.fromkeys(words(_QUOTED.sub(" ", read))))[: RULES["højst_ord"]]
    parts = [f'"{" ".join(phrase)}"' for phrase in phrases if phrase]
    parts += [_spread(connection, term) for term in terms]
    if text.strip() and not parts:
        return None
    return " AND ".join(parts)


def _spread(connection: sqlite3.Connection, term: str) -> str:
    """A word, its continuations, and the compounds that hold it."""
    forms = [f'"{term}"*']
    if len(term) >= RULES["inde_i_ord_fra"]:
        compounds = connection.execute(
            "SELECT ord FROM ordsøgning WHERE ordsøgning MATCH ? AND substr(ord, 1, ?) <> ? "
            "ORDER BY ord LIMIT ?",
            (f'"{term}"', len(term), term, RULES["højst_sammensætninger"]),
        )
        forms += [f'"{row[0]}"' for row in compounds]
    return f"({' OR '.join(forms)})"


def _matching(connection: sqlite3.Connection, match: str, sorting: str) -> list[int]:
    """The numbers of the cases that the text fits, sorted; the best hit first with ""."""
    if sorting:
        # CROSS JOIN: the index of words is read first, whatever SQLite would guess.
        found = connection.execute(
            "SELECT s.nr FROM søgning CROSS JOIN sager s ON s.nr = søgning.rowid "
            f"WHERE søgning MATCH ? ORDER BY {sorting}",
            (match,),
        )
    else:
        weights = ", ".join(map(str, RULES["felter"].values()))
        found = connection.execute(
            "SELECT rowid FROM søgning WHERE søgning MATCH ? "
            f"ORDER BY bm25(søgning, {weights}), rowid DESC",
            (match,),
        )
    return [row[0] for row in found]


def rows_by(
    connection: sqlite3.Connection, column: str, wanted: Iterable[Any]
) -> list[dict[str, Any]]:
    """Rows of ``sager`` (no ``nr``, no ``tekst``) whose ``column`` is wanted, in that order."""
    found: dict[Any, dict[str, Any]] = {}
    asked = list(wanted)
    for start in range(0, len(asked), 500):
        part = asked[start : start + 500]
        marks = ", ".join("?" for _ in part)
        for row in connection.execute(
            f"SELECT {column}, {', '.join(LISTED)} FROM sager WHERE {column} IN ({marks})", part
        ):
            found[row[0]] = dict(zip(LISTED, tuple(row)[1:], strict=True))
    return [found[key] for key in asked if key in found]
