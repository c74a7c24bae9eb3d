"""``--åbn`` and ``--følg``: a finished report shown, and made again when its files change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from som_calc.commands import base

PAUSE = 0.5
"""Seconds between two looks at the files."""
FIRST = (".html", ".pdf", ".docx", ".pptx", ".xlsx")
"""The format opened, the first that was made."""
Seen = dict[Path, tuple[int, int]]


def open_result(paths: Iterable[Path]) -> None:
    """Open the report with the system's own program; say so where there is none."""
    made = {path.suffix: path for path in reversed(list(paths))}
    chosen = next((made[ending] for ending in FIRST if ending in made), None)
    if chosen is None:
        return
    if not _opened(chosen.resolve()):
        base.warn(f"der er intet program her at åbne {chosen} med; åbn filen selv")


def _opened(path: Path) -> bool:
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return True
        program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        shown = sys.platform == "darwin" or any(
            os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
        )
        if program is None or not shown:
            return False
        return subprocess.run([program, path], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def seen(places: Iterable[Path]) -> Seen:
    """Every file at or below the places → when it was saved and how large it is."""
    found: Seen = {}
    for path in _files(places):
        try:
            stat = path.stat()
        except OSError:  # being replaced just now
            continue
        found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            yield from (path for path in place.rglob("*") if path.is_file())
        else:
            yield place


def follow(
    make: Callable[[], None],
    places: Iterable[Path],
    wait: Callable[[float], None] = time.sleep,
) -> None:
    """Make the report, and again each time one of the files is saved, until Ctrl-C.

    A fault in the case is told and waited out.
    """
    from som_calc.case.problems import CaseError

    places = list(places)
    click.echo("Følger sagen, skabelonerne og notebooken; Ctrl-C slutter.", err=True)
    try:
        while True:
            before = seen(places)  # what is saved while the report is made counts as new
            try:
                make()
            except CaseError as error:
                for problem in error.problems:
                    click.echo(str(problem), err=True)
                click.echo("Venter på, at fejlen rettes.", err=True)
            except click.ClickException as error:
                error.show()
            while seen(places) == before:
                wait(PAUSE)
    except KeyboardInterrupt:
        return
