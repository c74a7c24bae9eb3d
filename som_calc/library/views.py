"""What the server answers: one function per address, from an open connection and the request.

They know nothing of Datasette or HTTP servers, so that they can be read and tested alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from som_calc.case.problems import CaseError
from som_calc.library import across, compare, export, pages, stored
from som_calc.library.links import Links, offered
from som_calc.library.package_reading import read_file
from som_calc.library.record import CaseRecord
from som_calc.library.schema import FACETS
from som_calc.library.search import ORDERS, Found, Query, search

HTML = "text/html; charset=utf-8"
EVERYTHING = 100_000


@dataclass(frozen=True)
class Ask:
    """A request: parts of the path, arguments (each a list), and where the packages lie."""

    path: Mapping[str, str]
    arguments: Mapping[str, list[str]]
    packages: Path

    def first(self, name: str, default: str = "") -> str:
        """The first value of an argument."""
        return (self.arguments.get(name) or [default])[0]

    def number(self, name: str) -> int | None:
        """An argument as a whole number; None when it is none."""
        text = self.first(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    body: Any
    type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Missing(Exception):
    """There is nothing at this address."""

    def __init__(self, heading: str, message: str, status: int = 404) -> None:
        super().__init__(message)
        self.heading, self.status = heading, status


def error_page(status: int, heading: str, message: str) -> Answer:
    """A Danish page that says what went wrong; its links hold at any depth."""
    links = Links("/", static=False)
    return Answer(pages.page("fejl", links, heading=heading, message=message), status=status)


def sentences(error: CaseError) -> str:
    """The problems of an error as sentences."""
    said = []
    for problem in error.problems:
        text = f"{problem.wrong}; {problem.right}" if problem.right else problem.wrong
        said.append(f"{text[:1].upper()}{text[1:]}.")
    return " ".join(said)


def search_page(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """The front page: search, facets, hits."""
    query = _query(ask)
    found = search(connection, query)
    marked = list(dict.fromkeys(ask.arguments.get("sag", [])))[: compare.MOST + 10]
    listed = {row["id"] for row in found.rows}
    away = [_record(connection, case_id) for case_id in marked if case_id not in listed]
    return Answer(
        pages.page(
            "soeg",
            Links("", static=False),
            query=query,
            rows=found.rows,
            total=found.total,
            facets=found.facets,
            orders=order_names(),
            marked=set(marked),
            carried=[record for record in away if record],
            arguments=_arguments(query) | {"sag": marked},
            pages=-(-found.total // query.page_size),
        )
    )


def search_data(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """All hits of a search as JSON (with facets) or CSV."""
    given = _query(ask)
    query = Query(given.text, given.chosen, given.order, page_size=EVERYTHING)
    found = search(connection, query)
    if ask.path["form"] == "csv":
        return _csv(export.to_csv(export.cases_table(found.rows)), "sager")
    return _json(search_result(query, found))


def search_result(query: Query, found: Found) -> dict[str, Any]:
    """A search and what it found as JSON data with Danish keys."""
    return {
        "søgning": {"q": query.text, "valg": query.chosen, "orden": query.order},
        "antal": found.total,
        "sager": found.rows,
        "facetter": {
            name: [{"værdi": value, "antal": count} for value, count in values]
            for name, values in found.facets.items()
        },
    }


def case_page(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """A case in the form of erfaringsdatabasen."""
    record = _existing(connection, ask.path["id"])
    newest = stored.stored_record(connection, record.slug)
    known = {s.id for s in record.builds_on if stored.stored_record(connection, s.id)}
    return Answer(
        pages.page(
            "sag",
            Links("../", static=False),
            **pages.case_facts(record),
            newest=newest.id if newest else None,
            versions=stored.versions(connection, record.slug),
            known=known,
        )
    )


def case_data(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """A case as JSON (the whole record) or CSV (one row of numbers)."""
    record = _existing(connection, ask.path["id"])
    if ask.path["form"] == "csv":
        return _csv(export.to_csv(export.case_table(record)), record.id)
    return _json(record.as_data())


def compare_page(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """Two to six cases side by side."""
    found = _compared(connection, ask)
    arguments = {"sag": [record.id for record in found.records], "prisniveau": found.price_year}
    links = Links("", static=False)
    return Answer(pages.page("sammenlign", links, found=found, arguments=arguments))


def compare_data(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """The comparison as JSON or CSV."""
    found = _compared(connection, ask)
    if ask.path["form"] == "csv":
        return _csv(export.to_csv(compare.comparison_table(found)), "sammenligning")
    return _json(compare.comparison_data(found))


def across_page(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """Across the cases."""
    found = across.across(connection)
    return Answer(pages.page("paa-tvaers", Links("", static=False), found=found))


def across_data(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """The numbers across the cases as JSON, or the target groups as CSV."""
    found = across.across(connection)
    if ask.path["form"] == "csv":
        return _csv(export.to_csv(across.across_table(found)), "paa-tvaers")
    return _json(across.across_data(found))


def package(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """The whole package."""
    record = _existing(connection, ask.path["id"])
    return _attachment(
        _package(connection, record, ask).read_bytes(), "application/zip", f"{record.id}.zip"
    )


def file(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """One file of a case, always as a download and never as a page of ours."""
    record = _existing(connection, ask.path["id"])
    wanted = next((f for f in offered(record) if f.name == ask.path["name"]), None)
    if wanted is None:
        raise Missing("Filen findes ikke", "Se sagens side for de filer, der kan hentes.")
    content = read_file(_package(connection, record, ask), wanted)
    return _attachment(content, wanted.media_type, wanted.name.rpartition("/")[2])


def asset(connection: sqlite3.Connection, ask: Ask) -> Answer:
    """Style sheet, script and fonts."""
    found = pages.asset(ask.path["name"])
    if found is None:
        raise Missing("Siden findes ikke", "Adressen fører ikke til en side her.")
    return Answer(*found)


def order_names() -> list[tuple[str, str]]:
    """The choices of order and what they are called."""
    names = {
        "relevans": "Bedste træf først",
        "nyeste": "Nyeste først",
        "ældste": "Ældste først",
        "titel": "Titel",
        "resultat": "Størst resultat pr. deltager",
    }
    return [(value, names[value]) for value in ORDERS]


def _query(ask: Ask) -> Query:
    chosen = {name: list(filter(None, ask.arguments.get(name, []))) for name in FACETS}
    chosen = {name: values for name, values in chosen.items() if values}
    order = ask.first("orden", "relevans")
    return Query(
        ask.first("q"),
        chosen,
        order if order in ORDERS else "relevans",
        max(1, min(ask.number("side") or 1, 10**6)),
    )


def _arguments(query: Query) -> dict[str, Any]:
    order = None if query.order == "relevans" else query.order
    return {"q": query.text, "orden": order, **query.chosen}


def _record(connection: sqlite3.Connection, which: str) -> CaseRecord | None:
    return stored.stored_record(connection, which)


def _existing(connection: sqlite3.Connection, which: str) -> CaseRecord:
    if record := _record(connection, which):
        return record
    if gone := stored.tombstone(connection, which):
        said = f"Den blev fjernet {gone['fjernet'][:10]}: {gone['fjernet_grund']}"
        raise Missing("Sagen er fjernet", said, status=410)
    raise Missing("Sagen findes ikke", "Måske er adressen skrevet forkert.")


def _compared(connection: sqlite3.Connection, ask: Ask) -> compare.SideBySide:
    wanted = list(dict.fromkeys(ask.arguments.get("sag", [])))
    compare.check_count(len(wanted))
    records = [_existing(connection, case_id) for case_id in wanted]
    return compare.compare(records, ask.number("prisniveau"), compare.shared_index())


def _package(connection: sqlite3.Connection, record: CaseRecord, ask: Ask) -> Path:
    found = ask.packages / str(stored.package_name(connection, record.id))
    if not found.is_file():
        raise Missing("Pakken mangler", "Bed den, der driver databasen, om at tilføje den igen.")
    return found


def _json(data: Any) -> Answer:
    return Answer(export.to_json(data).decode("utf-8"), export.JSON_TYPE)


def _csv(content: bytes, stem: str) -> Answer:
    return _attachment(content, export.CSV_TYPE, f"{stem}.csv")


def _attachment(content: bytes, kind: str, name: str) -> Answer:
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Answer(content, kind, headers=headers)
