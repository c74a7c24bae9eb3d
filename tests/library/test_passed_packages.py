"""A package the gate let through is not read again; whatever is not known to have passed is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from som_calc.case.problems import CaseError
from som_calc.cli import som
from som_calc.library import outgoing, passed
from som_calc.library.database import Library
from som_calc.library.privacy import check_files
from som_calc.library.site import write_site

Looked = list[str]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Looked:
    """The zips that go through the gate."""
    seen: Looked = []

    def gate(files: dict[str, bytes], **how: object) -> object:
        seen.extend(name for name in files if name.endswith(".zip"))
        return check_files(files, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(outgoing, "check_files", gate)
    monkeypatch.chdir(tmp_path)
    return seen


def run(*args: str) -> None:
    done = CliRunner().invoke(som, ["database", *args], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_what_was_added_is_not_read_again_for_the_site(
    packages: ModuleType, looked: Looked
) -> None:
    path = str(packages.write_package(Path("p")))
    run("tilføj", path)
    assert len(looked) == 1
    run("side", "web")
    run("tilføj", path)
    assert len(looked) == 1


def test_only_new_packages_are_read_for_the_next_site(packages: ModuleType, looked: Looked) -> None:
    with Library("e.db") as library:
        library.add([packages.write_package(Path("p"))])
        write_site(library, Path("web"))
        write_site(library, Path("web"))
        assert len(looked) == 1
        library.add([packages.write_package(Path("p"), packages.record(title="En anden sag"))])
        write_site(library, Path("web"))
    assert len(looked) == 2


def _other_gate(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed, "version", lambda: "en nyere")


def _older_database(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.connection.execute("DROP TABLE gennemset")


def _forgotten(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.connection.execute("DELETE FROM gennemset")


@pytest.mark.parametrize("change", [_other_gate, _older_database, _forgotten])
def test_it_is_read_again_when_it_is_not_known_that_it_passed_this_gate(
    change: Callable[[Library, pytest.MonkeyPatch], None],
    packages: ModuleType,
    looked: Looked,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Library("e.db") as library:
        library.add([packages.write_package(Path("p"))])
        write_site(library, Path("web"))
        change(library, monkeypatch)
        write_site(library, Path("web"))
        assert len(looked) == 2
        write_site(library, Path("web"))
    assert len(looked) == 2


def test_a_refused_package_is_never_remembered(packages: ModuleType, looked: Looked) -> None:
    files = {**packages.FILES, "n.txt": (b"Se 010190-1234", "text/plain", "andet", "Noter")}
    made = packages.record(files=packages.listed(files))
    contents = {name: content for name, (content, *_) in files.items()}
    with Library("e.db") as library:
        library.add([packages.write_package(Path("p"), made, files=contents)])
        for _ in range(2):
            with pytest.raises(CaseError, match="010190-xxxx"):
                write_site(library, Path("web"))
    assert len(looked) == 2


def test_a_package_changed_on_disk_is_read_again(packages: ModuleType, looked: Looked) -> None:
    with Library("e.db") as library:
        library.add([packages.write_package(Path("p"))])
        write_site(library, Path("web"))
        [package] = library.packages.glob("*.zip")
        package.write_bytes(packages.package_bytes(packages.record()) + b"010190-1234")
        with pytest.raises(CaseError, match="010190-xxxx"):
            write_site(library, Path("web"))
    assert len(looked) == 2


def test_a_database_nobody_can_write_gives_its_site_all_the_same(
    packages: ModuleType, looked: Looked
) -> None:
    with Library("e.db") as library:
        library.add([packages.write_package(Path("p"))])
        library.connection.close()
        library.connection = sqlite3.connect(
            f"{library.path.absolute().as_uri()}?mode=ro", isolation_level=None, uri=True
        )
        library.connection.row_factory = sqlite3.Row
        for _ in range(2):
            write_site(library, Path("web"))
    assert len(looked) == 2


def test_what_is_removed_is_forgotten_when_the_next_is_remembered(
    packages: ModuleType, looked: Looked
) -> None:
    first, second = packages.record(), packages.record(title="En anden sag")
    run("tilføj", str(packages.write_package(Path("p"), first)))
    run("fjern", first.id, "--grund", "Test")
    path = packages.write_package(Path("p"), second)
    run("tilføj", str(path))
    with Library() as library:
        kept = [row[0] for row in library.connection.execute("SELECT pakke FROM gennemset")]
    assert kept == [passed.key(path.read_bytes())]
