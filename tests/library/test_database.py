"""Adding and removing: whole or not at all, once, and never forgotten."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from som_calc.case.problems import CaseError
from som_calc.library.compare import groups
from som_calc.library.database import Library
from som_calc.library.search import Query, search
from som_calc.library.site import write_site
from som_calc.library.staging import Staged

ADD = """
import sys
from som_calc.library.database import Library
with Library(sys.argv[1]) as library:
    for path in sys.argv[2:]:
        library.add([path])
        print(path, flush=True)
"""


def count(library: Library, table: str) -> int:
    return int(library.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def whole(library: Library) -> None:
    """The database, its index and its folder of packages agree."""
    connection = library.connection
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.execute("INSERT INTO søgning(søgning, rank) VALUES ('integrity-check', 1)")
    connection.execute("INSERT INTO ordsøgning(ordsøgning, rank) VALUES ('integrity-check', 1)")
    named = connection.execute("SELECT pakke FROM versioner WHERE fjernet IS NULL")
    assert all((library.packages / f"{row[0]}.zip").is_file() for row in named)
    shown = {row[0] for row in connection.execute("SELECT kortnavn FROM sager")}
    kept = connection.execute("SELECT DISTINCT kortnavn FROM versioner WHERE fjernet IS NULL")
    assert shown == {row[0] for row in kept}


def test_the_file_is_made_on_first_use(tmp_path: Path) -> None:
    with Library(tmp_path / "e.db") as library:
        assert count(library, "sager") == 0
    assert (tmp_path / "e.db").is_file()


def test_adding_twice_changes_nothing(packages: ModuleType, tmp_path: Path) -> None:
    path = packages.write_package(tmp_path)
    with Library(tmp_path / "e.db") as library:
        first = library.add([path])
        again = library.add([path, path])

        assert [done.outcome for done in first] == ["tilføjet"]
        assert [done.outcome for done in again] == ["fandtes i forvejen"] * 2
        assert count(library, "versioner") == count(library, "sager") == 1


def test_a_newer_version_is_shown_and_the_older_kept(packages: ModuleType, tmp_path: Path) -> None:
    old = packages.record(version="1.0")
    new = packages.record(version="2.0", date=dt.date(2027, 3, 1), about_analysis=["Nyordet"])
    with Library(tmp_path / "e.db") as library:
        # The newest by date counts, in whatever order they come.
        library.add([packages.write_package(tmp_path, record) for record in (new, old)])

        assert library.record(old.slug).version == "2.0"
        assert library.record(old.id).version == "1.0"
        assert search(library.connection, Query("nyordet")).total == 1
        whole(library)


def test_removing_leaves_a_tombstone_and_nothing_of_the_content(
    packages: ModuleType, tmp_path: Path
) -> None:
    made = packages.record(about_intervention="Hemmeligtord står her")
    path = packages.write_package(tmp_path, made)
    with Library(tmp_path / "e.db") as library:
        library.add([path])
        package = library.package(made.id)
        library.remove(made.id, "Kontaktpersonen bad om det")

        with pytest.raises(CaseError, match=r"blev fjernet .*: Kontaktpersonen bad om det"):
            library.record(made.id)
        with pytest.raises(CaseError, match="--genindsæt"):
            library.add([path])
        assert not package.exists()
        assert search(library.connection, Query("hemmeligtord")).total == 0
        whole(library)
        library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"emmeligtord" not in (tmp_path / "e.db").read_bytes()


def test_removing_the_newest_version_shows_the_one_before(
    packages: ModuleType, tmp_path: Path
) -> None:
    old = packages.record(version="1.0")
    new = packages.record(version="2.0", date=dt.date(2027, 3, 1))
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, record) for record in (old, new)])
        library.remove(new.id, "Fejl")

        assert library.record(old.slug).id == old.id
        library.remove(old.slug, "Alt væk")
        assert count(library, "sager") == 0
        assert count(library, "versioner") == 2


def test_a_removed_version_can_be_put_back_on_purpose(packages: ModuleType, tmp_path: Path) -> None:
    path = packages.write_package(tmp_path)
    with Library(tmp_path / "e.db") as library:
        [done] = library.add([path])
        library.remove(done.id, "Fejl")

        assert library.add([path], restore=True)[0].outcome == "genindsat"
        assert library.record(done.id).id == done.id
        whole(library)


def test_an_unknown_case_is_told_in_danish(tmp_path: Path) -> None:
    with Library(tmp_path / "e.db") as library, pytest.raises(CaseError, match="der er ingen sag"):
        library.remove("findes-ikke", "x")


@pytest.mark.parametrize("content", [b"hej med dig, jeg er en tekstfil", b"PK\x03\x04" * 500])
def test_another_file_is_not_taken_for_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "brev.db"
    path.write_bytes(content)

    with pytest.raises(CaseError, match="er ikke en database"):
        Library(path)
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "andet.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE regnskab(x)")
    other.close()

    with pytest.raises(CaseError, match="er en anden slags database"):
        Library(path)


def test_two_processes_adding_at_once_lose_nothing(packages: ModuleType, tmp_path: Path) -> None:
    """Half of the packages are the same for both, and the database is not there yet."""
    paths = [str(packages.write_package(tmp_path / "p", packages.generated(n))) for n in range(60)]
    database = str(tmp_path / "e.db")
    both = [
        subprocess.Popen(
            [sys.executable, "-c", ADD, database, *part],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for part in (paths[:40], paths[20:])
    ]
    for process in both:
        _, fault = process.communicate(timeout=60)
        assert process.returncode == 0, fault.decode()

    with Library(database) as library:
        assert count(library, "versioner") == count(library, "sager") == 60
        whole(library)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("delay", [0.0, 0.011, 0.037])
def test_a_kill_in_the_middle_leaves_nothing_half(
    packages: ModuleType, tmp_path: Path, delay: float
) -> None:
    paths = [str(packages.write_package(tmp_path / "p", packages.generated(n))) for n in range(80)]
    database = str(tmp_path / "e.db")
    with subprocess.Popen(
        [sys.executable, "-c", ADD, database, *paths], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(5)]
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()

    with Library(database) as library:
        kept = count(library, "versioner")
        # What was reported as added is there; at most the one under way may be there as well.
        assert len(told) <= kept <= len(told) + 1
        assert kept < 80
        whole(library)
        library.add(paths)
        assert count(library, "versioner") == count(library, "sager") == 80
        whole(library)


def test_a_fault_in_the_middle_of_a_batch_rolls_all_of_it_back(
    packages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [packages.write_package(tmp_path / "p", packages.generated(n)) for n in range(3)]
    with Library(tmp_path / "e.db") as library:
        keep = Staged.keep

        def full_disk(self: Staged, path: Path) -> str:
            if path == paths[2]:
                raise OSError(28, "No space left on device")
            return keep(self, path)

        monkeypatch.setattr(Staged, "keep", full_disk)
        with pytest.raises(OSError, match="No space"):
            library.add(paths)
        assert count(library, "versioner") == count(library, "sager") == 0
        assert not list(library.packages.glob("*.ny"))
        monkeypatch.undo()
        library.add(paths)
        assert count(library, "sager") == 3


def test_a_database_made_before_the_reservation_was_kept_is_brought_up_to_date(
    packages: ModuleType, tmp_path: Path
) -> None:
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path)])
        library.connection.execute("ALTER TABLE sager DROP COLUMN mereffekt_renset")
        library.connection.execute("PRAGMA user_version = 1")
    with Library(tmp_path / "e.db") as library:
        (hit,) = search(library.connection, Query()).rows
        assert hit["mereffekt_renset"] is None


@pytest.mark.parametrize(
    ("stated", "card", "beside"),
    [
        ("nej", "37 pct. (ikke en nettoeffekt)", "nej, ikke en nettoeffekt"),
        ("uoplyst", "37 pct. (ikke oplyst, om det er en nettoeffekt)", "ikke oplyst"),
        ("ja", "<dd>37 pct.</dd>", "ja"),
    ],
)
def test_whether_a_rate_is_net_stands_on_the_card_and_beside_other_cases(
    stated: str, card: str, beside: str, packages: ModuleType, tmp_path: Path
) -> None:
    record = packages.record(net_of_others=stated, success_rate=0.37)
    path = packages.write_package(tmp_path, record)
    rows = [line for group in groups([record], [1.0], None) for line in group.rows]
    assert [line.texts for line in rows if line.label.startswith("Mereffekten er")] == [[beside]]
    with Library(tmp_path / "e.db") as library:
        library.add([path])
        write_site(library, tmp_path / "web")
    assert card in (tmp_path / "web" / "index.html").read_text("utf-8").replace("\xa0", " ")
