"""Run a command again and again, each time stopped at its next step on disk, and see what is left.

``python -m tests.faults.stopped COMMAND FOLDER [MOST] [killed|full]`` prints the number of steps
the command takes, then a line of JSON for each of them (or for ``MOST``, spread over them all):
what stood there when it was stopped, after the next run of the program, and after the command was
given once more.  A step is a file or folder made, opened for writing, renamed, linked or deleted,
a mode set, or a wait for the disk; »full« is a disk with no room for anything from that step on.
Each run is a forked child of a process that has everything imported.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import json
import os
import pkgutil
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import som_calc
from som_calc.resources import shipped

IPS = "aabenraa-ips"
OLD = b"gammel"
TEMPORARY, OUT = "midlertidigt", "ud"
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod"}
NEED_ROOM = {"open", "os.mkdir", "os.link", "fsync"}
SECONDS = 200
KILL = os.kill
"""The real one: while a notebook runs, its cells cannot kill the process."""
_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Command:
    """What is run in a folder of its own, and what lies there before."""

    arguments: tuple[str, ...]
    before: Callable[[Path], None] = lambda place: None
    replaces: bool = False
    """Whether it replaces what an earlier run left."""
    once: bool = False
    """Whether a second run is refused."""
    apart: bool = False
    """Whether each folder is a set of its own: a report of a series that fails stops no other."""


def _case(place: Path) -> None:
    shutil.copy(shipped("params") / f"{IPS}.yaml", place / "sag.yaml")


def _followed(place: Path) -> None:
    _case(place)
    shutil.copytree(shipped("params") / IPS, place / "sag")


def _package(place: Path) -> None:
    from tests.library import packages

    packages.write_package(place / "p")


def _published(place: Path) -> None:
    shutil.copytree(place.parent / "pakke", place / "p")


def _database(place: Path) -> None:
    shutil.copytree(place.parent / "database", place, dirs_exist_ok=True)


def _approved(place: Path) -> None:
    text = (shipped("params") / f"{IPS}.yaml").read_text(encoding="utf-8")
    text += "\n# Peter Jensen har regnet på det\n"
    (place / "sag.yaml").write_text(text, encoding="utf-8")


def _workbook(place: Path) -> None:
    import openpyxl

    from tests.knowledge.test_import_and_export import MAPPING, SHEETS

    book = openpyxl.Workbook()
    for name, rows in SHEETS.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(place / "bog.xlsx")
    (place / "kort.yaml").write_text(MAPPING, encoding="utf-8")


COMMANDS = {
    "rapport": Command(("rapport", "sag.yaml", "--format", "html,xlsx", "--ud", OUT), _case, True),
    "opfoelgning": Command(
        ("opfoelgning", "sag.yaml", "--format", "html", "--ud", OUT), _followed, True
    ),
    "skema": Command(
        ("opfoelgning", "--skema", "sag.yaml", "2028", "--ud", OUT), _followed, once=True
    ),
    "portefoelje": Command(
        ("portefoelje", "sag.yaml", "--variant", "Færre: volumen=50 %", "--format", "html",
         "--ud", OUT), _case, True,
    ),
    "serie": Command(
        ("serie", "sag.yaml", "--format", "html", "--processer", "1", "--forfra", "--ud", OUT),
        _case, True, apart=True,
    ),
    "importer": Command(
        ("viden", "importer", "bog.xlsx", "--kort", "kort.yaml", "--ud", OUT), _workbook, True
    ),
    "viden": Command(("viden", "eksporter", OUT, "--sæt", "illustrativ"), replaces=True),
    "hent": Command(("hent", "p", "--ud", OUT), _published, once=True),
    "udgiv": Command(("udgiv", "sag.yaml", "--format", "html", "--ud", OUT), _case),
    "godkend": Command(
        ("udgiv", "sag.yaml", "--format", "html", "--ud", OUT, "--godkend", "FUND",
         "--godkendt-af", "Økonomichefen", "--begrundelse", "Står i den offentlige rapport"),
        _approved,
    ),
    "vedtag": Command(("vedtag", "sag.yaml", "--dato", "2026-03-01"), _case, once=True),
    "tilføj": Command(("database", "tilføj", "p/*.zip", "--database", "e.db"), _package),
    "side": Command(("database", "side", OUT, "--database", "e.db"), _database, True),
    "eksporter": Command(
        ("database", "eksporter", f"{OUT}/alle.csv", "--database", "e.db"), _database, True
    ),
    "ny": Command(("ny", f"{OUT}/ny.yaml", "--fra", "sag.yaml"), _case, once=True),
    "start": Command(("start", OUT), once=True),
}  # fmt: skip


def names(place: Path) -> dict[str, bytes]:
    """The files a user sees, ids that depend on the moment left out of their names.

    A package that no row of the database names is seen by nobody, nor is a database without rows.
    """
    named = packages_named(place / "e.db")
    return {
        _ID.sub("ID", path.relative_to(place).as_posix()): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file()
        and (path.parent.name != "e-pakker" or path.stem in named)
        and (path.name != "e.db" or named)
        and path.relative_to(place).parts[0] != TEMPORARY
        and not any(part.startswith(".som-") and part != ".som-database" for part in path.parts)
        and not path.name.endswith(("-shm", "-wal"))
    }


def packages_named(database: Path) -> set[str]:
    if not database.is_file():
        return set()
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {row[0] for row in connection.execute("SELECT pakke FROM versioner")}


def left(place: Path) -> list[str]:
    """What ought not to be there once a run is over, or the next has cleared up."""
    hidden = [p for p in place.rglob(".som-*") if p.name != ".som-database"]
    return sorted(str(p.relative_to(place)) for p in (*hidden, *(place / TEMPORARY).iterdir()))


def stop_at(number: int, place: Path, how: str, tally: Path) -> None:
    """From now on, stop at the step of this number; the steps taken are written to ``tally``."""
    taken = 0

    def step(kind: str, what: str) -> None:
        nonlocal taken
        taken += 1
        if how == "count":
            with suppress_hook():
                tally.write_text(str(taken), encoding="utf-8")
        elif how == "killed" and taken == number:
            KILL(os.getpid(), signal.SIGKILL)
        elif how == "full" and taken >= number and kind in NEED_ROOM:
            raise OSError(errno.ENOSPC, "No space left on device", what)

    counting = True

    class suppress_hook:
        def __enter__(self) -> None:
            nonlocal counting
            counting = False

        def __exit__(self, *_: object) -> None:
            nonlocal counting
            counting = True

    def hook(event: str, args: Any) -> None:
        if event not in STEPS or not counting or not isinstance(args[0], str | os.PathLike | bytes):
            return
        path = os.path.abspath(os.fsdecode(args[0]))
        writing = event != "open" or (
            isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        )
        if writing and (path.startswith(str(place)) or "/undervejs" in path):
            step(event, path)

    real = os.fsync

    def fsync(handle: Any) -> None:
        step("fsync", "")
        real(handle)

    os.fsync = fsync
    sys.addaudithook(hook)


def run(place: Path, arguments: tuple[str, ...], number: int, how: str) -> int:
    """Give a command in a forked child; its exit code, or minus the signal that ended it."""
    from som_calc.cli import _run

    said = place.parent / "sagt" / f"{place.name}-{how}.txt"
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        with said.open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.chdir(place)
        os.environ["TMPDIR"] = str(place / TEMPORARY)
        tempfile.tempdir = None
        tempfile.gettempdir()  # Python tries the folder with a file of its own
        code = 1
        try:
            if how:
                stop_at(number, place, how, place.parent / "antal")
            code = _run(list(arguments))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare(folder: Path, command: Command) -> Command:
    """Make what several runs start from; the command, with the finding it approves by name."""
    (folder / "sagt").mkdir(parents=True)
    if "FUND" in command.arguments:
        place = _fresh(folder / "fund", command)
        run(place, ("udgiv", "sag.yaml", "--format", "html", "--ud", OUT), 0, "")
        said = (folder / "sagt" / "fund-.txt").read_text(encoding="utf-8")
        (found,) = re.findall(r"\[fund (\w+)\]", said)
        arguments = (found if word == "FUND" else word for word in command.arguments)
        return replace(command, arguments=tuple(arguments))
    if command.before is _published:
        _publish(folder)
    if command.before is _database:
        place = _fresh(folder / "database", Command((), _package))
        run(place, ("database", "tilføj", "p/*.zip", "--database", "e.db"), 0, "")
        (place / TEMPORARY).rmdir()
    return command


def _publish(folder: Path) -> None:
    place = _fresh(folder / "pakke-lavet", Command((), _case))
    if run(place, ("udgiv", "sag.yaml", "--format", "html", "--ud", OUT), 0, ""):
        raise SystemExit((folder / "sagt" / "pakke-lavet-.txt").read_text(encoding="utf-8"))
    shutil.move(place / OUT, folder / "pakke")


def _fresh(place: Path, command: Command) -> Path:
    place.mkdir(parents=True)
    command.before(place)
    (place / TEMPORARY).mkdir(exist_ok=True)
    return place


def main(name: str, folder: str, most: str = "0", how: str = "killed") -> int:
    command, base = COMMANDS[name], Path(folder).absolute()
    for module in pkgutil.walk_packages(som_calc.__path__, "som_calc."):
        if "__main__" not in module.name and "kom_i_gang" not in module.name:
            importlib.import_module(module.name)
    command = prepare(base, command)

    def given(number: int) -> Path:
        place = _fresh(base / str(number), command)
        if command.replaces:
            for path, content in made.items():
                if path not in untouched:
                    (place / path).parent.mkdir(parents=True, exist_ok=True)
                    mark = content if path.endswith(".som-database") else OLD
                    (place / path).write_bytes(mark)
        return place

    def state(place: Path, before: dict[str, bytes]) -> str:
        now = names(place)
        if now == before:
            return "before"
        old = {name for name, content in now.items() if content == OLD}
        folders = {name.rpartition("/")[0] for name in old}
        if command.apart:
            old = {name for name in made if name.rpartition("/")[0] not in folders}
            whole = all(now.get(name) == OLD for name in set(made) - old - untouched)
        else:
            whole = not old
        if whole and set(now) == set(made):
            return "after"
        return f"half: {[n for n in now if now[n] == OLD]} {sorted(set(now) ^ set(made))}"

    whole = _fresh(base / "hel", command)
    untouched = set(names(whole))
    if run(whole, command.arguments, 0, ""):
        raise SystemExit((base / "sagt" / "hel-.txt").read_text(encoding="utf-8"))
    made = names(whole)
    run(given(0), command.arguments, 0, "count")
    steps = int((base / "antal").read_text(encoding="utf-8"))
    print(steps)
    for number in range(1, steps + 1, max(1, -(-steps // int(most)) if int(most) else 1)):
        place = given(number)
        before = names(place)
        ended = run(place, command.arguments, number, how)
        straight = state(place, before), left(place)
        run(place, ("--version",), 0, "")
        healed = state(place, before), left(place)
        again = run(place, command.arguments, 0, "")
        told = {
            "step": number, "ended": ended, "straight": straight, "healed": healed,
            "again": again, "after": (state(place, {}), left(place)),
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False), flush=True)
        shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
