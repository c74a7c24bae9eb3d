"""The database as a static site: files that any web server, or a folder on disk, can hold.

Search and comparison run in the reader's browser over an index that lies in the page;
nothing is asked of any other place.  The site is written whole or not at all: it is laid
out beside its place and then moved there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from som_calc.case.problems import CaseError
from som_calc.document import danish
from som_calc.library import across, compare, export, pages, passed, stored
from som_calc.library.database import Library
from som_calc.library.links import Links, is_active
from som_calc.library.outgoing import refuse_persons
from som_calc.library.package_reading import read_file
from som_calc.library.record import CaseRecord
from som_calc.library.rows import flat_row, words
from som_calc.library.schema import FACETS, RULES, SEARCHED
from som_calc.library.search import ORDERS, Query, search
from som_calc.library.views import order_names
from som_calc.writing import new_folder

MARK = ".som-database"
"""A file that tells our sites from folders that someone else filled."""
Write = Callable[[str, bytes], None]


def write_site(library: Library, folder: Path) -> int:
    """Write the site.

    Args:
        library: what to publish; only current, not removed cases are written.
        folder: replaced when it holds such a site already.

    Returns:
        The number of cases.

    Raises:
        CaseError: the folder holds something else, or cannot be written to.
    """
    if folder.exists() and not (folder.is_dir() and _ours(folder)):
        raise CaseError.single(folder, "indeholder andre filer", "vælg en ny eller en tom mappe")
    with new_folder(folder) as made:
        return _fill(library, made)


def _ours(folder: Path) -> bool:
    return (folder / MARK).is_file() or not any(folder.iterdir())


def _fill(library: Library, folder: Path) -> int:
    read: list[str] = []

    def write(name: str, content: bytes) -> None:
        package = name.startswith("hent/") and name.count("/") == 1
        if not (package and passed.has_passed(connection, content)):
            _refuse_persons(name, content)
            if package:
                read.append(passed.key(content))
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    connection = library.connection
    # One reading transaction: all pages show the same moment.
    connection.execute("BEGIN")
    try:
        records = [
            found
            for row in export.all_rows(connection)
            if (found := stored.stored_record(connection, row["id"]))
        ]
        write(MARK, b"")
        for name in pages.assets():
            found_asset = pages.asset(name)
            assert found_asset is not None
            write(f"statisk/{name}", found_asset[0])
        _write_front(connection, records, write)
        _write_across(connection, write)
        known = {record.id for record in records}
        for record in records:
            _write_case(library, record, known, write)
    finally:
        connection.execute("ROLLBACK")
        passed.remember(connection, read)
    return len(records)


def _refuse_persons(name: str, content: bytes) -> None:
    """The gate once more: a package may have been made before it found as much.

    Raises:
        CaseError: there is a CPR number in what is to be written, or a file no one can read.
    """
    # A package's own files are read inside its zip.
    if name.startswith("statisk/") or (name.startswith("hent/") and not name.endswith(".zip")):
        return
    remedy = "fjern sagen fra databasen, eller udgiv den igen uden"
    refuse_persons({name: content}, remedy, nothing="siden er ikke skrevet")


def _write_front(
    connection: sqlite3.Connection, records: Sequence[CaseRecord], write: Write
) -> None:
    links = Links("", static=True)
    query = Query(order="nyeste", page_size=max(1, len(records)), per_facet=10**6)
    found = search(connection, query)
    write(
        "index.html",
        pages.page(
            "soeg",
            links,
            query=query,
            rows=found.rows,
            total=found.total,
            facets=found.facets,
            orders=order_names(),
            marked=set(),
            carried=[],
            arguments={},
            pages=1,
            index=embedded(search_index(connection, records)),
        ).encode("utf-8"),
    )
    rows = export.all_rows(connection)
    write("sager.json", export.to_json(rows))
    write("sager.csv", export.to_csv(export.cases_table(rows)))
    index = embedded(compare_index(records))
    write("sammenlign.html", pages.page("sammenlign", links, index=index).encode("utf-8"))


def _write_across(connection: sqlite3.Connection, write: Write) -> None:
    found = across.across(connection)
    links = Links("", static=True)
    write("paa-tvaers.html", pages.page("paa-tvaers", links, found=found).encode("utf-8"))
    write("paa-tvaers.json", export.to_json(across.across_data(found)))
    write("paa-tvaers.csv", export.to_csv(across.across_table(found)))


def _write_case(library: Library, record: CaseRecord, known: set[str], write: Write) -> None:
    everything = stored.versions(library.connection, record.slug)
    shown = [item for item in everything if item["id"] == record.id or item["fjernet"]]
    facts = pages.case_facts(record)
    content = pages.page(
        "sag", Links("../", static=True), **facts, newest=None, versions=shown, known=known
    )
    write(f"sag/{record.id}.html", content.encode("utf-8"))
    write(f"sag/{record.id}.json", export.to_json(record.as_data()))
    write(f"sag/{record.id}.csv", export.to_csv(export.case_table(record)))
    name = stored.package_name(library.connection, record.id)
    package = library.packages / str(name)
    if not package.is_file():
        raise CaseError.single(package, "mangler", f"tilføj pakken for {record.id} igen")
    write(f"hent/{record.id}.zip", package.read_bytes())
    for file in record.files:
        if not is_active(file):
            write(f"hent/{record.id}/{file.name}", read_file(package, file))


def search_index(connection: sqlite3.Connection, records: Sequence[CaseRecord]) -> dict[str, Any]:
    """What the browser searches: per case its words, facet values and place in each order.

    Order and rules are the database's own, so that the script need not know them again; of two
    cases that a search fits equally well, the last added (``nr``) comes first.
    """
    ordered = {
        name: [row["id"] for row in search(connection, Query("", {}, name, 1, len(records))).rows]
        for name in ORDERS
    }
    places = {name: {id: place for place, id in enumerate(ids)} for name, ids in ordered.items()}
    numbers = dict(tuple(row) for row in connection.execute("SELECT id, nr FROM sager"))
    cases = []
    for record in records:
        row = flat_row(record)
        cases.append(
            {
                "id": record.id,
                "nr": numbers[record.id],
                "plads": {name: place[record.id] for name, place in places.items()},
                "felter": [" ".join(words(str(row[name] or ""))) for name in SEARCHED],
                "facetter": [None if row[name] is None else str(row[name]) for name in FACETS],
            }
        )
    return {
        "facetter": list(FACETS),
        "sager": cases,
        "regler": RULES,
        "antal": [danish.count(count, "sag", "sager").capitalize() for count in range(11)],
        "sammenlign": [compare.FEWEST, compare.MOST],
    }


def compare_index(records: Sequence[CaseRecord]) -> dict[str, Any]:
    """What the browser lays side by side: finished texts, in every price year within reach."""
    indexes: list[compare.AnyIndex] = []
    for record in records:
        if record.price_index and record.price_index not in indexes:
            indexes.append(record.price_index)
    held = len(indexes)
    if (shared := compare.shared_index()) is not None:
        indexes.append(shared)
    years = sorted({record.price_year for record in records})
    return {
        "sammenlign": [compare.FEWEST, compare.MOST],
        "fælles_indeks": held if shared else None,
        "noter": compare.NOTES,
        "egne_priser": compare.OWN_PRICES,
        "ikke_oplyst": compare.NOT_KNOWN,
        "indeks": [compare.index_name(index) for index in indexes],
        "sager": [_comparable(record, indexes, years) for record in records],
    }


def _comparable(
    record: CaseRecord, indexes: list[compare.AnyIndex], years: list[int]
) -> dict[str, Any]:
    def lines(factor: float) -> list[Any]:
        return [
            [group.heading, [[r.label, r.values[0], r.texts[0], r.numeric] for r in group.rows]]
            for group in compare.groups([record], [factor], None)
        ]

    own = record.price_year
    converted: dict[str, dict[str, Any]] = {}
    for number, index in enumerate(indexes):
        for year in years:
            if year != own and year in index.values and own in index.values:
                factor = index.values[year] / index.values[own]
                changed = lines(factor)[: compare.AMOUNT_GROUPS]
                converted.setdefault(str(year), {})[str(number)] = changed
    return {
        "id": record.id,
        "titel": record.title,
        "version": record.version,
        "kommune": record.municipality,
        "illustrativ": record.illustrative,
        "prisniveau": own,
        "diskonteringsår": record.discount_base,
        "indeks": indexes.index(record.price_index) if record.price_index else None,
        "grupper": lines(1.0),
        "omregnet": converted,
    }


def embedded(data: Any) -> Markup:
    """JSON that may lie in a script element: no sign in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
