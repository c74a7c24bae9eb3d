"""Packages the gate has read through before: what passed once is not read at every site."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from contextlib import suppress

from som_calc.library.privacy import version
from som_calc.library.schema import PASSED


def key(package: bytes) -> str:
    """What a package is remembered by: the SHA-256 of its very bytes."""
    return hashlib.sha256(package).hexdigest()


def has_passed(connection: sqlite3.Connection, package: bytes) -> bool:
    """Whether these very bytes have passed this very gate; False whenever it is not known."""
    try:
        found = connection.execute(
            "SELECT 1 FROM gennemset WHERE pakke = ? AND port = ?", (key(package), version())
        ).fetchone()
    except sqlite3.OperationalError:  # A database made before this was remembered.
        return False
    return found is not None


def remember(connection: sqlite3.Connection, keys: Collection[str]) -> None:
    """Keep that packages passed; where nothing can be written they are read again next time."""
    if not keys:
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(PASSED)
        connection.executemany(
            "INSERT OR REPLACE INTO gennemset VALUES (?, ?)", [(one, version()) for one in keys]
        )
        connection.execute(
            "DELETE FROM gennemset WHERE pakke NOT IN "
            "(SELECT pakke FROM versioner WHERE pakke IS NOT NULL)"
        )
        connection.execute("COMMIT")
    except sqlite3.OperationalError:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")
