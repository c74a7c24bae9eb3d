"""The tables of the experience database, laid out with sqlite-utils.

Names are Danish: a user meets them in JSON, CSV and in any SQLite tool.

``versioner``   every version ever added, with its record; a removed one is a tombstone.
``sager``       one row per case, its current version: what is searched and compared.
``tilstand``    the database's own mark and a count of its changes.
``søgning``     full text over ``sager``: words and their beginnings.
``gennemset``   packages (SHA-256 of the zip) the privacy gate let through, and which gate.
``ord``         every longer word in use, once; ``ordsøgning`` finds it by any part (3 letters
                or more), so that »støtte« finds »bostøtteforløb« without an index of all text.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from som_calc.case.names import ACTORS, MUNICIPALITY, STATE, STATE_WITH_GRANT, TOTAL
from som_calc.library.record import BREAK_EVEN_ROWS

SCHEMA_VERSION = 3
ACTOR_ROWS = (TOTAL, *ACTORS)


def column(prefix: str, row: str) -> str:
    """The column of an actor's number.

    >>> column("nettoresultat", "Statslig tilskud")
    'nettoresultat_statslig_tilskud'
    """
    return f"{prefix}_{row.lower().replace(' ', '_')}"


RULES: dict[str, Any] = json.loads(files(__package__).joinpath("soegning.json").read_bytes())
"""How a search is read and weighed, here and by the static site's script.

``felter``: searched column → what a hit in it counts (bm25).  ``højst_tegn``, ``højst_ord``:
how much of what a user writes is read.  ``inde_i_ord_fra``: letters a word must have to be
found inside others, and ``højst_sammensætninger`` how many others at most.
"""
SEARCHED: tuple[str, ...] = tuple(RULES["felter"])

CASES: dict[str, type] = {
    "nr": int,
    "id": str,
    "kortnavn": str,
    "version": str,
    "titel": str,
    "dato": str,
    "manchet": str,
    "beregnet_af": str,
    "kommune": str,
    "aktørtype": str,
    "materialetype": str,
    "som_version": str,
    "målgruppe": str,
    "succesmål": str,
    "år": int,
    "slutår": int,
    "prisniveau": int,
    "diskonteringsår": int,
    "deltagere": int,
    "forløbsvarighed": float,
    "mereffekt": float,
    "mereffekt_renset": str,
    "evidensniveau": int,
    "illustrativ": int,
    **{column("nettoresultat", row): float for row in ACTOR_ROWS},
    **{column("pr_deltager", row): float for row in ACTOR_ROWS},
    **{column("fortegn", row): str for row in ACTOR_ROWS},
    **{column("break_even", row): float for row in BREAK_EVEN_ROWS},
    **{column("sandsynlighed", row): float for row in (TOTAL, MUNICIPALITY)},
    "opfølgning_opgjort": str,
    "opfølgning_forventet": float,
    "opfølgning_realiseret": float,
    "opfølgning_mereffekt": float,
    "resultatsætning": str,
    "licens": str,
    "tekst": str,
}
VERSIONS: dict[str, type] = {
    "nr": int,
    "id": str,
    "kortnavn": str,
    "version": str,
    "dato": str,
    "tilføjet": str,
    "pakke": str,
    "post": str,
    "fjernet": str,
    "fjernet_grund": str,
}
SIGNS = {column("fortegn", row): STATE_WITH_GRANT if row == STATE else row for row in ACTOR_ROWS}
"""Column → whose result it is the sign of; one purse of the state's two rows."""
FACETS: dict[str, str] = {
    "målgruppe": "Målgruppe",
    "succesmål": "Succesmål",
    "kommune": MUNICIPALITY,
    "aktørtype": "Aktørtype",
    "materialetype": "Materialetype",
    "år": "Første år",
    "evidensniveau": "Evidensniveau",
    **{name: f"Resultat, {row[:1].lower()}{row[1:]}" for name, row in SIGNS.items()},
}
"""Facet column → its heading."""


PASSED = "CREATE TABLE IF NOT EXISTS gennemset (pakke TEXT PRIMARY KEY, port TEXT NOT NULL)"
"""Also made where it is missing: a database of before works without it."""


def statements(db: Any) -> list[str]:
    """The SQL that makes an empty database.

    Args:
        db: a ``sqlite_utils.Database``; nothing is executed.
    """
    columns = ", ".join(SEARCHED)
    values = ", ".join(f"new.{name}" for name in SEARCHED)
    old = ", ".join(f"old.{name}" for name in SEARCHED)
    forget = f"INSERT INTO søgning(søgning, rowid, {columns}) VALUES ('delete', old.nr, {old});"
    learn = f"INSERT INTO søgning(rowid, {columns}) VALUES (new.nr, {values});"
    return [
        db.create_table_sql("versioner", VERSIONS, pk="nr", not_null={"id", "kortnavn"}),
        "CREATE UNIQUE INDEX versioner_id ON versioner(id)",
        "CREATE INDEX versioner_kortnavn ON versioner(kortnavn)",
        db.create_table_sql("sager", CASES, pk="nr", not_null={"id", "kortnavn"}),
        "CREATE UNIQUE INDEX sager_id ON sager(id)",
        "CREATE UNIQUE INDEX sager_kortnavn ON sager(kortnavn)",
        "CREATE INDEX sager_dato ON sager(dato)",
        *(f"CREATE INDEX sager_{name} ON sager({name})" for name in FACETS),
        db.create_table_sql("tilstand", {"mærke": str, "ændringer": int}, not_null={"mærke"}),
        "INSERT INTO tilstand VALUES (hex(randomblob(16)), 0)",
        f"CREATE VIRTUAL TABLE søgning USING fts5({columns}, content='sager', "
        "content_rowid='nr', tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')",
        f"CREATE TRIGGER sager_ny AFTER INSERT ON sager BEGIN {learn} END",
        f"CREATE TRIGGER sager_væk AFTER DELETE ON sager BEGIN {forget} END",
        f"CREATE TRIGGER sager_rettet AFTER UPDATE ON sager BEGIN {forget} {learn} END",
        PASSED,
        db.create_table_sql("ord", {"nr": int, "ord": str}, pk="nr", not_null={"ord"}),
        "CREATE UNIQUE INDEX ord_ord ON ord(ord)",
        "CREATE VIRTUAL TABLE ordsøgning USING fts5(ord, content='ord', content_rowid='nr', "
        "tokenize='trigram', columnsize=0)",
        "CREATE TRIGGER ord_ny AFTER INSERT ON ord BEGIN "
        "INSERT INTO ordsøgning(rowid, ord) VALUES (new.nr, new.ord); END",
        "CREATE TRIGGER ord_væk AFTER DELETE ON ord BEGIN "
        "INSERT INTO ordsøgning(ordsøgning, rowid, ord) VALUES ('delete', old.nr, old.ord); END",
        f"PRAGMA user_version = {SCHEMA_VERSION}",
    ]
