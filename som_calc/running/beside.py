"""Writing the formats in processes of their own, which get ready while the notebook runs.

For a program that makes one report and has a core to spare: the libraries behind the formats
take as long to load as the formats to write.  Whatever goes wrong in a helper, a fault in a
template included, is left to the program itself: it writes the format again, and tells.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any

from som_calc.document.model import Document, FrontMatter
from som_calc.formats.registry import Exports, Progress, export, export_all, exporter
from som_calc.running.series.crew import can_fork, default_processes

WORK = {"pdf": 8, "xlsx": 3, "docx": 2, "html": 1}
"""How the work is divided between the formats, roughly."""


@contextmanager
def helpers(formats: Sequence[str], template: str | None = None) -> Iterator[Exports]:
    """What exports a notebook: in helper processes where that is safe and pays, else here.

    Begin it before the notebook runs and before any thread is started; the helpers are gone
    at the end of the block, whatever they were doing.

    Args:
        formats: what will be asked for.
        template: a kommune's own template folder.
    """
    crew = None
    if formats and _pays():
        with suppress(OSError):  # no room for another process
            crew = _Helpers(formats, template)
    if crew is None:
        yield export_all
        return
    try:
        yield crew.export_all
    finally:
        crew.stop()


def _pays() -> bool:
    """Whether a child can be forked (nothing but this thread runs) and has a core to run on."""
    alone = threading.active_count() == 1 and "typst" not in sys.modules
    return alone and can_fork() and default_processes() > 1


class _Helpers:
    """A child process, which forks the second helper once the libraries are loaded."""

    def __init__(self, formats: Sequence[str], template: str | None) -> None:
        self._template = template
        self._shares = _shares(formats)
        pipes = [Pipe() for _ in self._shares]
        self._ours = [ours for ours, _ in pipes]
        theirs = [connection for _, connection in pipes]
        self._child = _fork(lambda: self._serve(theirs))
        for connection in theirs:
            connection.close()

    def export_all(
        self, notebook: Any, formats: Sequence[str], template: str | None, progress: Progress
    ) -> dict[str, bytes]:
        """As :func:`som_calc.formats.registry.export_all`."""
        made: dict[str, bytes] = {}
        if template == self._template:
            made = self._ask(pickle.dumps(notebook, pickle.HIGHEST_PROTOCOL), progress)
        missing = [format for format in formats if format not in made]
        made |= export_all(notebook, missing, template, progress)
        return {format: made[format] for format in formats}

    def _ask(self, notebook: bytes, progress: Progress) -> dict[str, bytes]:
        made: dict[str, bytes] = {}
        listening = list(self._ours)
        for connection in self._ours:
            with suppress(OSError):  # a helper that died is heard below
                connection.send_bytes(notebook)
        while listening:
            heard = wait(listening)
            for connection in [one for one in listening if one in heard]:
                try:
                    format, content = pickle.loads(connection.recv_bytes())
                except (EOFError, OSError):
                    listening.remove(connection)
                    continue
                if content is None:
                    progress(f"Skriver {format}")
                else:
                    made[format] = content
        return made

    def stop(self) -> None:
        """End both helpers and wait until they are gone."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._child, 0)
        for connection in self._ours:
            connection.close()

    def _serve(self, theirs: list[Connection]) -> None:
        """The child's whole life; it ends when its end of the pipe does."""
        for connection in self._ours:
            connection.close()
        _load([format for share in self._shares for format in share])
        mine, share = theirs[0], self._shares[0]
        if len(theirs) > 1:
            first = os.fork()
            mine, other = theirs if first else theirs[::-1]
            share = self._shares[0 if first else 1]
            other.close()
        _rehearse(share, self._template)
        notebook = pickle.loads(mine.recv_bytes())
        for format in share:
            _send(mine, format, None)
            _send(mine, format, export(notebook, format, self._template))
        mine.close()


def _shares(formats: Sequence[str]) -> list[list[str]]:
    """The formats in two parts of about the same work, or one part when there is one format."""
    shares: list[list[str]] = [[], []]
    for format in sorted(formats, key=lambda format: -WORK[format]):
        min(shares, key=lambda share: sum(WORK[each] for each in share)).append(format)
    return [share for share in shares if share]


def _fork(work: Any) -> int:
    """Do ``work`` in a child process, the leader of its own group; returns the child's id."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    child = os.fork()
    if child:
        with suppress(OSError):  # both set it, so that it is set whoever comes first
            os.setpgid(child, child)
        return child
    try:
        os.setpgid(0, 0)
        work()
    finally:
        os._exit(0)


def _load(formats: Sequence[str]) -> None:
    for format in formats:
        with suppress(Exception):
            exporter(format)


def _rehearse(formats: Sequence[str], template: str | None) -> None:
    """Write an empty report, so that templates are compiled and typefaces read."""
    front = FrontMatter(
        report_kind="", file_stem="", eyebrow=[], title="–", answer="", municipality="",
        date="2026-01-01", date_text="", version="", sections=[],
    )  # fmt: skip
    for format in formats:
        with suppress(Exception):  # told when the report itself is written
            exporter(format, template).render(Document(front=front, sections=[]))


def _send(connection: Connection, format: str, content: bytes | None) -> None:
    connection.send_bytes(pickle.dumps((format, content), pickle.HIGHEST_PROTOCOL))
