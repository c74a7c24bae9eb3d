"""What is written in several files is written whole or not at all, whatever stops it."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from som_calc.case.problems import CaseError
from som_calc.cli import main
from som_calc.writing import (
    ASIDE,
    aside,
    earlier_names,
    heal,
    new_folder,
    sweep,
    write_files,
    write_sets,
)
from tests.faults import writings
from tests.faults.stopped import COMMANDS

ROOT = Path(__file__).parents[2]
AFTER = writings.AFTER


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but those on their way."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(ASIDE[0]) for part in path.parts)
    }


def left_behind(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{ASIDE[0]}*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "rapport"
    place.mkdir()
    writings.before_files(place)
    return place


def nothing_changed(folder: Path, said: str) -> None:
    with pytest.raises(CaseError, match=said) as caught:
        write_files(folder, AFTER)
    assert "rapport.html" in str(caught.value)
    assert content(folder) == writings.BEFORE
    assert not left_behind(folder)
    assert not (folder / "data").exists()


def test_all_files_are_written_and_nothing_else_is_left(folder: Path) -> None:
    assert write_files(folder, AFTER) == [folder / name for name in AFTER]
    assert content(folder) == AFTER
    assert not left_behind(folder)


@pytest.fixture
def immutable(folder: Path, require: Callable[[Any, str], None]) -> Iterator[Path]:
    path = folder / "rapport.html"
    made = (
        shutil.which("chattr")
        and not subprocess.run(["chattr", "+i", path], capture_output=True).returncode
    )
    if not made:
        pytest.skip("files cannot be made immutable here")
    yield path
    subprocess.run(["chattr", "-i", path], check=True)


@pytest.mark.usefixtures("immutable")
def test_an_immutable_file_leaves_the_whole_earlier_set(folder: Path) -> None:
    nothing_changed(folder, "er låst")


def test_a_file_open_in_word_leaves_the_whole_earlier_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def locked(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if str(path).endswith("rapport.html") and flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", locked)
    nothing_changed(folder, "åben i et andet program")


def test_a_file_that_only_fails_when_it_is_replaced_leaves_the_whole_earlier_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def refusing(source: Any, target: Any) -> None:
        if Path(target) == folder / "rapport.html" and not str(source).endswith(".før"):
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    nothing_changed(folder, "åben i et andet program")


def test_a_read_only_file_leaves_the_whole_earlier_set(folder: Path) -> None:
    (folder / "rapport.html").chmod(0o444)
    nothing_changed(folder, "skrivebeskyttet")


@pytest.mark.parametrize("kind", ["folder", "fifo"])
def test_something_else_in_a_files_place_leaves_the_whole_earlier_set(
    folder: Path, kind: str
) -> None:
    (folder / "rapport.html").unlink()
    if kind == "folder":
        (folder / "rapport.html").mkdir()
    else:
        if not hasattr(os, "mkfifo"):
            pytest.skip("no named pipes here")
        os.mkfifo(folder / "rapport.html")
    with pytest.raises(CaseError, match=r"rapport\.html: er (en mappe|ikke en almindelig fil)"):
        write_files(folder, AFTER)
    assert content(folder) == {"rapport.docx": b"gammel 1"}
    assert not left_behind(folder)


@pytest.mark.parametrize("full_at", range(1, 4))
def test_a_full_disk_leaves_the_whole_earlier_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch, full_at: int
) -> None:
    real, asked = os.fsync, 0

    def full(handle: int) -> None:
        nonlocal asked
        asked += 1
        if asked == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CaseError, match=r"disken er fuld; gør plads"):
        write_files(folder, AFTER)
    assert content(folder) == writings.BEFORE
    assert not left_behind(folder)


def test_a_file_larger_than_the_user_may_write_leaves_the_whole_earlier_set(folder: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(CaseError, match=r"rapport\.html: .*større, end den må"):
            write_files(folder, {"rapport.docx": b"ny", "rapport.html": b"x" * 20_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert content(folder) == writings.BEFORE
    assert not left_behind(folder)


def test_two_folders_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    one, other = tmp_path / "en", tmp_path / "to"
    (other / "b").mkdir(parents=True)
    with pytest.raises(CaseError, match="er en mappe"):
        write_sets({one: {"a": b"1"}, other: {"b": b"2"}})
    assert not one.exists()
    write_sets({one: {"a": b"1"}, other: {"c": b"2"}})
    assert (content(one), content(other)) == ({"a": b"1"}, {"c": b"2"})


def test_a_new_file_never_replaces_one(folder: Path) -> None:
    with pytest.raises(CaseError, match="findes i forvejen"):
        write_files(folder, {"ny.txt": b"", "rapport.docx": b""}, new=True)
    assert content(folder) == writings.BEFORE


def test_a_folder_keeps_its_earlier_content_when_filling_the_new_one_fails(tmp_path: Path) -> None:
    writings.before_folder(tmp_path)

    def fill() -> None:
        with new_folder(tmp_path / "side") as made:
            (made / "index.html").write_bytes(b"ny")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fill()
    assert content(tmp_path) == {"side/index.html": b"gammel"}
    assert not left_behind(tmp_path)


def test_what_is_on_its_way_is_not_swept_while_its_process_lives(tmp_path: Path) -> None:
    with aside(tmp_path) as place:
        (place / "sag.yaml").write_text("titel: Hemmelig", encoding="utf-8")
        sweep(tmp_path)
        assert (place / "sag.yaml").is_file()
    assert not left_behind(tmp_path)


def test_only_our_own_folders_are_swept(tmp_path: Path) -> None:
    for name in (".som-mappe", "som-1.ny", ".andet.ny"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lås").touch()
    (tmp_path / ".som-fil.ny").touch()
    (tmp_path / ".som-egen.ny").mkdir()
    (tmp_path / ".som-egen.ny" / "noter.txt").touch()
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 5


# Killed at every step
@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Path]]:
    """Run a writing, killed at its first step, its second …; the folders, the last one whole."""
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "lager"))

    def run(writing: str, every: int = 1) -> list[Path]:
        temporary = tmp_path / "midlertidigt"
        temporary.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.killed", writing, tmp_path / "k", str(every)],
            capture_output=True, text=True, timeout=500, cwd=ROOT,
            env={**os.environ, "TMPDIR": str(temporary)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [
            tmp_path / "k" / str(number)
            for number in range(0, int(done.stdout.split()[-1]) + 1, every)
        ]

    return run


def test_files_killed_at_any_step_are_whole_again_when_the_next_begins(
    killed: Callable[[str], list[Path]],
) -> None:
    places = killed("files")
    assert len(places) > 25
    before, after = [], []
    for place in places:
        sweep(place)
        found = content(place)
        assert found in (writings.BEFORE, AFTER), place
        (after if found == AFTER else before).append(place)
        assert not left_behind(place)
        writings.files(place)
        assert content(place) == AFTER
    assert len(before) > 10
    assert len(after) > 1


def test_a_file_put_by_is_never_lost_nor_beside_the_new_ones_whenever_it_is_killed(
    killed: Callable[[str], list[Path]],
) -> None:
    after = {"rapport.docx": b"ny 1", "tidligere/rapport-gammel.html": b"gammel 2"}
    outcomes = []
    for place in killed("earlier"):
        sweep(place)
        assert content(place) in (writings.BEFORE, after), place
        assert not left_behind(place)
        outcomes.append(content(place) == after)
    assert {True, False} == set(outcomes)


def test_a_file_that_cannot_be_put_by_leaves_the_whole_earlier_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def refusing(path: Path, **named: Any) -> None:
        if path == folder / "rapport.html":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        real(path, **named)

    monkeypatch.setattr(Path, "unlink", refusing)
    with pytest.raises(CaseError, match=r"rapport\.html: .*åben i et andet program"):
        writings.earlier(folder)
    assert content(folder) == writings.BEFORE
    assert not (folder / "tidligere").exists()
    assert not left_behind(folder)


def test_files_put_by_on_one_day_have_each_their_name(folder: Path) -> None:
    made = dt.datetime(2026, 3, 1, 12).timestamp()
    for content_, end in ((b"1", ""), (b"2", "-2"), (b"3", "-3")):
        (folder / "rapport.html").write_bytes(content_)
        os.utime(folder / "rapport.html", (made, made))
        names = earlier_names(folder, ["rapport.html", "rapport.pdf"])
        assert names == {"rapport.html": f"tidligere/rapport-2026-03-01{end}.html"}
        write_files(folder, {"rapport.docx": b"ny"}, put_by=names)
    kept = sorted(path.read_bytes() for path in (folder / "tidligere").iterdir())
    assert kept == [b"1", b"2", b"3"]


@pytest.mark.parametrize("first", ["en", "to", "both by the next run"])
def test_two_folders_killed_at_any_step_are_whole_together_whichever_is_swept_first(
    killed: Callable[[str], list[Path]], first: str
) -> None:
    places = killed("sets")
    if first.startswith("both"):
        heal()
    outcomes = set()
    for place in places:
        for folder in [first, "to", "en"] if (place / first).is_dir() else []:
            sweep(place / folder)
        found = [content(place / folder) for folder in ("en", "to")]
        assert found in ([writings.BEFORE] * 2, [AFTER] * 2), place
        assert not left_behind(place)
        outcomes.add(found[0] == AFTER)
    assert outcomes == {True, False}


def test_what_is_left_of_a_deleted_folder_is_swept_also_when_its_lock_went_first(
    tmp_path: Path,
) -> None:
    (tmp_path / f"{ASIDE[0]}x{ASIDE[1]}" / "indhold" / "0").mkdir(parents=True)
    sweep(tmp_path)
    assert not left_behind(tmp_path)


def test_where_nothing_can_be_locked_what_may_be_alive_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def unknown(*_: Any) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with aside(tmp_path) as place:
        sweep(tmp_path)
        assert place.is_dir()
    assert not left_behind(tmp_path)


def test_what_the_user_wrote_after_a_kill_is_not_put_back(
    killed: Callable[[str], list[Path]],
) -> None:
    halves = 0
    for place in killed("files"):
        found = content(place)
        halves += found not in (writings.BEFORE, AFTER)
        (place / "rapport.docx").write_bytes(b"brugerens egen")
        sweep(place)
        assert content(place)["rapport.docx"] == b"brugerens egen"
    assert halves


def test_a_folder_killed_at_any_step_is_the_old_or_the_new_one(
    killed: Callable[[str], list[Path]],
) -> None:
    for place in killed("folder"):
        sweep(place)
        found = content(place)
        assert found in (
            {"side/index.html": b"gammel"},
            {"side/index.html": b"ny", "side/sag.html": b"ny"},
        ), place
        assert not left_behind(place)


def test_an_adoption_killed_at_any_step_blocks_nothing_and_can_be_made_again(
    killed: Callable[..., list[Path]],
) -> None:
    from som_calc.api import COMPLETERS
    from som_calc.case.followup_frozen import incomplete_decisions, load_frozen

    made = 0
    for place in killed("vedtag", every=3):
        case_file = place / writings.CASE
        frozen = load_frozen(case_file, COMPLETERS)
        assert not incomplete_decisions(case_file)
        if frozen is None:
            writings.vedtag(place)
            assert load_frozen(case_file, COMPLETERS) is not None
            assert not left_behind(place)
        else:
            made += 1
    assert made >= 1


# The commands themselves
HEAVY = {"rapport", "opfoelgning", "portefoelje", "serie", "udgiv", "godkend", "skema", "side"}
"""Commands that take seconds a run; the others are stopped here in CI, these before a release."""


def stopped(name: str, how: str, most: int, folder: Path) -> list[dict[str, Any]]:
    """What :mod:`tests.faults.stopped` found at so many steps of a command; 0 for all."""
    if not hasattr(os, "fork"):
        pytest.skip("processes cannot be forked here")
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.stopped", name, folder / "k", str(most), how],
        capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "lager")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def nothing_half(found: list[dict[str, Any]]) -> None:
    """Before or after, nothing left behind, and nothing in the way of the next run."""
    assert len(found) > 1
    for told in found:
        for when in ("straight", "healed") if told["ended"] >= 0 else ("healed",):
            state, left = told[when]
            assert state in ("before", "after"), told
            assert not left, told
        assert told["after"] == ["after", []], told
        # A case that is there is never replaced; only then may the command refuse.
        assert told["again"] == (2 if told["healed"][0] == "after" and told["again"] else 0), told


@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("name", sorted(set(COMMANDS) - HEAVY))
def test_a_command_stopped_on_its_way_leaves_all_or_nothing_and_can_be_run_again(
    name: str, how: str, tmp_path: Path
) -> None:
    nothing_half(stopped(name, how, 3, tmp_path))


@pytest.mark.langsom
@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_stopped_at_any_step_leaves_all_or_nothing_and_can_be_run_again(
    name: str, how: str, tmp_path: Path
) -> None:
    nothing_half(stopped(name, how, 0, tmp_path))


def test_a_command_names_the_file_it_could_not_replace_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "illustrativ" / "priser.csv").mkdir(parents=True)
    with pytest.raises(SystemExit) as ended:
        main(["viden", "eksporter", str(tmp_path)])
    assert ended.value.code == 2
    assert "priser.csv: er en mappe" in capsys.readouterr().err
    assert not content(tmp_path)
