"""Looking things up over an open connection: the command line, the server and the site share it."""

from __future__ import annotations

import sqlite3
from typing import Any

from som_calc.library.record import CaseRecord
from som_calc.library.staging import file_name


def stored_record(connection: sqlite3.Connection, which: str) -> CaseRecord | None:
    """The record of a version by id, or of a case's current version by kortnavn."""
    row = connection.execute(
        "SELECT post FROM versioner WHERE id = ?1 AND fjernet IS NULL UNION ALL "
        "SELECT v.post FROM sager s JOIN versioner v ON v.id = s.id WHERE s.kortnavn = ?1 LIMIT 1",
        (which,),
    ).fetchone()
    return CaseRecord.model_validate_json(row[0]) if row else None


def tombstone(connection: sqlite3.Connection, which: str) -> dict[str, Any] | None:
    """When and why a version was removed: ``fjernet`` (ISO time), ``fjernet_grund``."""
    row = connection.execute(
        "SELECT fjernet, fjernet_grund FROM versioner "
        "WHERE (id = ?1 OR kortnavn = ?1) AND fjernet IS NOT NULL ORDER BY nr DESC LIMIT 1",
        (which,),
    ).fetchone()
    return {"fjernet": row[0], "fjernet_grund": row[1]} if row else None


def versions(connection: sqlite3.Connection, slug: str) -> list[dict[str, Any]]:
    """All versions of a case, newest first: id, version, dato, fjernet (None while it is there)."""
    found = connection.execute(
        "SELECT id, version, dato, fjernet FROM versioner WHERE kortnavn = ? "
        "ORDER BY dato DESC, tilføjet DESC, nr DESC",
        (slug,),
    )
    return [dict(zip(("id", "version", "dato", "fjernet"), row, strict=True)) for row in found]


def package_name(connection: sqlite3.Connection, case_id: str) -> str | None:
    """File name of a version's package below the folder of packages."""
    row = connection.execute(
        "SELECT pakke FROM versioner WHERE id = ? AND fjernet IS NULL", (case_id,)
    ).fetchone()
    return file_name(row[0]) if row else None
