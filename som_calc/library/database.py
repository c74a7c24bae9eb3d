"""The experience database: one SQLite file, and a folder with the packages beside it.

Adding and removing are transactions: they happen whole or not at all, also when the
process is killed or two add at once.  A package is put in its place, under the name of its
own hash, while the write lock is held and before the row that names it is committed; a
kill in between leaves at most a file that no row names, which the next to add or remove deletes.

Where the file or its folder cannot be written, all that only reads still works.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from som_calc.case.problems import CaseError
from som_calc.library.outgoing import refuse_persons
from som_calc.library.package_reading import read_package
from som_calc.library.record import CaseRecord
from som_calc.library.rows import flat_row, long_words, sign_word
from som_calc.library.schema import CASES, SCHEMA_VERSION, statements
from som_calc.library.staging import Staged, file_name, sweep
from som_calc.writing import aside, refused

DEFAULT_NAME = "erfaringsdatabase.db"
PLACE = "SOM_DATABASE"
"""Environment variable that names the database file."""
BUSY_SECONDS = 60.0
CACHE_KB = 64_000
UPDATED = range(1, SCHEMA_VERSION)
"""Earlier kinds of the file, which are brought to the present one when they are opened."""
NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}
"""What drives without hard links say of one."""
_COLUMNS = [name for name in CASES if name != "nr"]
_INSERT = f"INSERT INTO sager({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"


def default_path() -> Path:
    """``$SOM_DATABASE``, or ``erfaringsdatabase.db`` where the user stands."""
    return Path(os.environ.get(PLACE) or DEFAULT_NAME)


@dataclass(frozen=True)
class Added:
    """What became of one package."""

    id: str
    title: str
    outcome: Literal["tilføjet", "fandtes i forvejen", "genindsat"]


class Library:
    """An open experience database.

    Args:
        path: the file; made with its tables when it is not there.
        make: False to make it only when the first package is ready to go in.

    Raises:
        CaseError: the file is something else, newer than this program, or cannot be opened.
    """

    connection: sqlite3.Connection
    fixed: bool
    """Whether nobody can change the file where it lies (it is opened as immutable)."""

    def __init__(self, path: str | Path | None = None, *, make: bool = True) -> None:
        self.path = Path(path) if path is not None else default_path()
        self.packages = self.path.with_name(f"{self.path.stem}-pakker")
        self._waits = not make and not self.path.exists()
        self._open()

    def _open(self) -> None:
        try:
            if self._waits:
                self.connection, self.fixed = _empty(), False
            else:
                self.connection, self.fixed = _connect(self.path)
        except sqlite3.Error as fault:
            raise _cannot(self.path, fault) from None

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: object, fault: BaseException | None, *_: object) -> None:
        """Close the file; what SQLite finds wrong in it while it is read is told.

        Raises:
            CaseError: the file is damaged, or cannot be read any more.
        """
        self.close()
        if isinstance(fault, sqlite3.Error):
            raise _cannot(self.path, fault) from None

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def add(self, paths: Iterable[str | Path], *, restore: bool = False) -> list[Added]:
        """Add packages: all of them, or none.

        A version that is there already is left as it is.

        Args:
            paths: the zips; each is read and checked before anything is written.
            restore: put versions back that were removed; otherwise they are refused.

        Raises:
            CaseError: a package is refused, or was removed before.
        """
        checked = [(Path(path), read_package(path)[0]) for path in paths]
        staging = Staged(self.packages, [path for path, _ in checked])
        with staging as staged, self._writing(staged.discard) as connection:
            added = [
                self._add(connection, path, record, staged, restore) for path, record in checked
            ]
            named = connection.execute(
                "SELECT count(DISTINCT pakke) FROM versioner WHERE fjernet IS NULL"
            ).fetchone()[0]
        if sum(name.endswith(".zip") for name in os.listdir(self.packages)) > named:
            self._sweep()
        return added

    def remove(self, which: str, reason: str) -> list[str]:
        """Remove a version (by id) or a whole case (by kortnavn).

        What it held is deleted, the package too; a tombstone with id, date and reason stays.

        Returns:
            The ids removed.

        Raises:
            CaseError: there is no such case, or the reason, which stays, points at a person.
        """
        refuse_persons(
            {"--grund": reason.encode("utf-8", "replace")},
            "skriv grunden uden personoplysninger; den bliver stående",
            nothing="intet er fjernet",
            written=True,
        )
        # What is deleted is overwritten; at other times that would only slow adding down.
        self.connection.execute("PRAGMA secure_delete = ON")
        with self._writing() as connection:
            gone = self._active(connection, which)
            if not gone:
                raise self._unknown(which)
            for number, _, _ in gone:
                connection.execute(
                    "UPDATE versioner SET post = NULL, pakke = NULL, fjernet = ?, "
                    "fjernet_grund = ? WHERE nr = ?",
                    (_now(), reason, number),
                )
            for slug in {slug for _, _, slug in gone}:
                self._show_newest(connection, slug)
            connection.execute("INSERT INTO søgning(søgning) VALUES ('optimize')")
        self._sweep()
        return [name for _, name, _ in gone]

    def record(self, which: str) -> CaseRecord:
        """The record of a version (by id), or of a case's current version (by kortnavn).

        Raises:
            CaseError: it is not there, or was removed.
        """
        from som_calc.library.stored import stored_record

        found = stored_record(self.connection, which)
        if found is None:
            raise self._unknown(which)
        return found

    def package(self, which: str) -> Path:
        """The zip of a version (by id) or of a case's current version (by kortnavn).

        Raises:
            CaseError: as :meth:`record`.
        """
        name = self.connection.execute(
            "SELECT pakke FROM versioner WHERE id = ? AND fjernet IS NULL",
            (self.record(which).id,),
        ).fetchone()
        return self.packages / file_name(name[0])

    def _add(
        self,
        connection: sqlite3.Connection,
        path: Path,
        record: CaseRecord,
        staged: Staged,
        restore: bool,
    ) -> Added:
        known = connection.execute(
            "SELECT nr, fjernet, fjernet_grund FROM versioner WHERE id = ?", (record.id,)
        ).fetchone()
        if known and known[1] is None:
            return Added(record.id, record.title, "fandtes i forvejen")
        if known and not restore:
            raise CaseError.single(
                path,
                f"{record.id} blev fjernet {known[1][:10]}: {known[2]}",
                "brug --genindsæt, hvis den skal tilbage",
            )
        values = (record.version, record.date.isoformat(), _now(), staged.keep(path))
        post = record.model_dump_json(by_alias=True)
        if known:
            connection.execute(
                "UPDATE versioner SET version = ?, dato = ?, tilføjet = ?, pakke = ?, post = ?, "
                "fjernet = NULL, fjernet_grund = NULL WHERE nr = ?",
                (*values, post, known[0]),
            )
        else:
            connection.execute(
                "INSERT INTO versioner(id, kortnavn, version, dato, tilføjet, pakke, post) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (record.id, record.slug, *values, post),
            )
        self._show_newest(connection, record.slug, record)
        return Added(record.id, record.title, "genindsat" if known else "tilføjet")

    def _show_newest(
        self, connection: sqlite3.Connection, slug: str, record: CaseRecord | None = None
    ) -> None:
        """Let ``sager`` hold the case's newest version: latest date, then latest added."""
        newest = connection.execute(
            "SELECT id, post FROM versioner WHERE kortnavn = ? AND fjernet IS NULL "
            "ORDER BY dato DESC, tilføjet DESC, nr DESC LIMIT 1",
            (slug,),
        ).fetchone()
        shown = connection.execute("SELECT * FROM sager WHERE kortnavn = ?", (slug,)).fetchone()
        if shown and newest and shown["id"] == newest[0]:
            return
        connection.execute("UPDATE tilstand SET ændringer = ændringer + 1")
        if shown:
            connection.execute("DELETE FROM sager WHERE kortnavn = ?", (slug,))
            _forget_words(connection, long_words(dict(shown)))
        if newest:
            if record is None or record.id != newest[0]:
                record = CaseRecord.model_validate_json(newest[1])
            row = flat_row(record)
            connection.execute(_INSERT, [row[name] for name in _COLUMNS])
            connection.executemany(
                "INSERT OR IGNORE INTO ord(ord) VALUES (?)",
                [(word,) for word in sorted(long_words(row))],
            )

    def _sweep(self) -> None:
        """Delete packages that no version names, under the write lock."""
        with self._writing() as connection:
            named = {file_name(row[0]) for row in connection.execute("SELECT pakke FROM versioner")}
            sweep(self.packages, named)

    def _active(self, connection: sqlite3.Connection, which: str) -> list[tuple[int, str, str]]:
        found = connection.execute(
            "SELECT nr, id, kortnavn FROM versioner "
            "WHERE (id = ?1 OR kortnavn = ?1) AND fjernet IS NULL ORDER BY nr",
            (which,),
        )
        return [(row[0], row[1], row[2]) for row in found]

    def _unknown(self, which: str) -> CaseError:
        gone = self.connection.execute(
            "SELECT fjernet, fjernet_grund FROM versioner "
            "WHERE (id = ?1 OR kortnavn = ?1) AND fjernet IS NOT NULL",
            (which,),
        ).fetchone()
        if gone:
            return CaseError.single(None, f"{which} blev fjernet {gone[0][:10]}: {gone[1]}")
        return CaseError.single(
            None, f"der er ingen sag »{which}« i {self.path}", "se hvad der er: som database find"
        )

    @contextmanager
    def _writing(self, undo: Callable[[], None] = lambda: None) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its first moment.

        ``undo`` is called, with the lock still held, when it fails.
        """
        if self._waits:
            self.connection.close()
            self._waits = False
            self._open()
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as fault:
            raise _cannot(self.path, fault) from None
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except sqlite3.Error as fault:
            undo()
            self._undo()
            raise _cannot(self.path, fault) from None
        except BaseException:
            undo()
            self._undo()
            raise

    def _undo(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether the file is opened as one that nobody can change.

    Raises:
        CaseError: there is no such folder, or the file is not such a database.
        sqlite3.Error: it cannot be opened.
    """
    if not path.parent.is_dir():
        raise CaseError.single(path, "mappen findes ikke", "opret den, eller vælg en anden")
    if not path.exists():
        _make(path)
    try:
        return _ready(_opened(path), path), False
    except sqlite3.OperationalError:
        if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
            raise
    # Nothing of the database's own (-wal, -shm) can be written beside it.
    try:
        return _ready(_opened(path, "mode=ro"), path), False
    except sqlite3.OperationalError:
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise CaseError.single(
                path,
                "har ændringer, der ikke er lagt på plads, og mappen er skrivebeskyttet",
                "åbn den én gang, hvor der kan skrives",
            ) from None
        return _ready(_opened(path, "immutable=1"), path), True


def _opened(path: Path, how: str = "") -> sqlite3.Connection:
    if not how:
        return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    address = f"{path.absolute().as_uri()}?{how}"
    return sqlite3.connect(address, timeout=BUSY_SECONDS, isolation_level=None, uri=True)


def _ready(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """The connection, set up and with tables this program knows; closed when it fails."""
    connection.row_factory = sqlite3.Row
    try:
        if _version(connection) == 0:
            _create(connection, path)
        if _version(connection) in UPDATED:
            _update(connection)
        if _version(connection) != SCHEMA_VERSION:
            raise CaseError.single(
                path, "er lavet af en anden version af programmet", "brug den, eller opdatér som"
            )
        # Every commit reaches the disk.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        connection.execute("PRAGMA wal_autocheckpoint = 8000")
    except BaseException:
        connection.close()
        raise
    return connection


def _empty() -> sqlite3.Connection:
    return _ready(sqlite3.connect(":memory:", isolation_level=None), Path(":memory:"))


def _make(path: Path) -> None:
    """Make an empty database; a killed process or a full disk leaves none, not half of one.

    Raises:
        CaseError: nothing can be written there.
    """
    try:
        with aside(path.parent) as place:
            new = place / path.name
            _ready(_opened(new), new).close()
            # Another process may have made it in the meantime; theirs stays.
            with suppress(FileExistsError):
                try:
                    os.link(new, path)
                except OSError as fault:
                    if isinstance(fault, FileExistsError) or fault.errno not in NO_LINKS:
                        raise
                    os.rename(new, path)
    except OSError as fault:
        raise refused(path, fault) from None


def _create(connection: sqlite3.Connection, path: Path) -> None:
    from sqlite_utils import Database

    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have made the tables while this one waited for the lock.
    if _version(connection) == 0:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise CaseError.single(
                path, "er en anden slags database", "vælg en anden fil med --database"
            )
        for statement in statements(Database(connection)):
            connection.execute(statement)
    connection.execute("COMMIT")


def _update(connection: sqlite3.Connection) -> None:
    """Bring a database of an earlier kind to the present one."""
    connection.execute("BEGIN IMMEDIATE")
    # Another process may have done it while this one waited for the lock.
    if _version(connection) == 1:
        connection.execute("ALTER TABLE sager ADD COLUMN mereffekt_renset TEXT")
    if _version(connection) in UPDATED:
        connection.create_function("fortegn", 1, sign_word, deterministic=True)
        connection.execute(
            "UPDATE sager SET fortegn_stat = "
            "fortegn(nettoresultat_stat + ifnull(nettoresultat_statslig_tilskud, 0))"
        )
        connection.execute("UPDATE tilstand SET ændringer = ændringer + 1")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _forget_words(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    """Drop words that no case uses any more."""
    for word in words:
        used = connection.execute(
            "SELECT 1 FROM søgning WHERE søgning MATCH ? LIMIT 1", (f'"{word}"',)
        ).fetchone()
        if not used:
            connection.execute("DELETE FROM ord WHERE ord = ?", (word,))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _cannot(path: Path, fault: sqlite3.Error) -> CaseError:
    said = str(fault)
    if "locked" in said or "busy" in said:
        return CaseError.single(path, "er optaget af et andet program", "prøv igen om lidt")
    if "not a database" in said:
        return CaseError.single(path, "er ikke en database", "vælg en anden fil med --database")
    if any(word in said for word in ("malformed", "vtable", "corrupt", "no such")):
        return CaseError.single(path, "er beskadiget", "hent den frem fra sikkerhedskopien")
    if "readonly" in said:
        return CaseError.single(path, "er skrivebeskyttet", "brug en, der kan skrives i")
    if "full" in said:
        return CaseError.single(path, "kan ikke skrives: disken er fuld", "gør plads, og prøv igen")
    return CaseError.single(path, f"kan ikke bruges ({said})", "kontrollér filen og adgangen")


__all__ = ["Added", "Library", "default_path"]
