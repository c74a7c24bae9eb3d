"""A database that cannot be written is still read; one that cannot be made leaves nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from som_calc import cli
from som_calc.case.problems import CaseError
from som_calc.library import database as library_database
from som_calc.library.database import Library


def som(*args: str | Path) -> Result:
    return CliRunner().invoke(cli.som, ["database", *map(str, args)])


@pytest.fixture
def package(packages: ModuleType, tmp_path: Path) -> Path:
    return Path(packages.write_package(tmp_path))


@pytest.fixture(params=["folder", "file", "both"])
def sealed(request: pytest.FixtureRequest, package: Path, tmp_path: Path) -> Iterator[Path]:
    """A database with one case in a folder, of which something cannot be written, even by root."""
    folder = tmp_path / "laast"
    folder.mkdir()
    database = folder / "e.db"
    assert som("tilføj", package, "--database", database).exit_code == 0
    locked = {"folder": [folder], "file": [database], "both": [database, folder]}[request.param]
    as_root = not hasattr(os, "geteuid") or os.geteuid() == 0
    for path in locked:
        if not as_root:
            path.chmod(0o555 if path.is_dir() else 0o444)
        elif not shutil.which("chattr") or subprocess.run(["chattr", "+i", path]).returncode:
            pytest.skip("nothing can be made read-only here")
    yield database
    for path in reversed(locked):
        if as_root:
            subprocess.run(["chattr", "-i", path], check=True)
        else:
            path.chmod(0o755)


def test_a_read_only_database_is_searched_shown_exported_laid_out_and_served(
    sealed: Path, tmp_path: Path
) -> None:
    found = som("find", "--database", sealed)
    assert "En sag." in found.output, found.output
    name = found.output.splitlines()[1].strip()
    assert "Aabenraa" in som("vis", name, "--database", sealed).output
    assert som("eksporter", tmp_path / "alle.csv", "--database", sealed).exit_code == 0
    assert som("side", tmp_path / "web", "--database", sealed).exit_code == 0
    assert name in (tmp_path / "web" / "index.html").read_text("utf-8")

    import asyncio

    from som_calc.library.serve import build

    async def front() -> str:
        served = build(sealed, allowed_hosts=None)
        await served.invoke_startup()
        return str((await served.client.get("/")).text)

    assert name in asyncio.run(front())


def test_changing_a_read_only_database_is_refused_and_changes_nothing(
    sealed: Path, packages: ModuleType, tmp_path: Path
) -> None:
    other = packages.write_package(tmp_path / "p", packages.generated(1))
    refused = r"skrivebeskyttet|låst|adgang"
    with Library(sealed) as library:
        with pytest.raises(CaseError, match=refused):
            library.remove(library.connection.execute("SELECT id FROM sager").fetchone()[0], "x")
        with pytest.raises(CaseError, match=refused):
            library.add([other])
    with Library(sealed) as library:
        assert library.connection.execute("SELECT count(*) FROM versioner").fetchone()[0] == 1


def test_what_a_writer_has_not_laid_in_place_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Reading as if nothing could change would miss what lies in the log beside the file."""
    Library(tmp_path / "e.db").close()
    (tmp_path / "e.db-wal").write_bytes(b"x" * 32)
    opened = library_database._opened

    def refused(path: Path, how: str = "") -> object:
        if how != "immutable=1":
            raise library_database.sqlite3.OperationalError("unable to open database file")
        return opened(path, how)

    monkeypatch.setattr(library_database, "_opened", refused)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CaseError, match="åbn den én gang, hvor der kan skrives"):
        Library(tmp_path / "e.db")


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_adding_on_a_full_disk_names_the_file_and_leaves_nothing(
    package: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    call: str,
) -> None:
    place = tmp_path / "fuld"
    place.mkdir()

    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    assert cli._run(["database", "tilføj", str(package), "--database", str(place / "e.db")]) == 2
    said = capsys.readouterr().err
    assert "disken er fuld" in said
    assert str(place / "e") in said
    assert not list(place.iterdir())
