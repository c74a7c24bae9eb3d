"""What a notebook prints: Python's two streams, and what C code and programs write."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

NOTEBOOK_THREAD = "som-notebook"
"""The thread a notebook runs in while the main thread waits for it."""
_SILENT = ("(run_forever)", "tqdm_monitor")
"""Threads that IPython's ``%%bash`` and tqdm leave behind; they write nothing of their own."""
Emit = Callable[[str, str], None]
"""Called with ``stdout`` or ``stderr`` and the text."""


class NotebookStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` while a notebook runs.

    Text is held back until :meth:`flush`.  Threads that were there before the notebook (a
    progress bar's) keep writing to the stream that was there before.
    """

    encoding = "UTF-8"
    errors = "strict"

    def __init__(
        self, name: str, before: Any, emit: Emit, outsiders: frozenset[int], spill: _Spill | None
    ) -> None:
        self.name = name
        self.outsiders = outsiders
        self.spill = spill
        self._before, self._emit = before, emit
        self._held: list[str] = []

    def write(self, text: str) -> int:
        """Hold text back until it is shown."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if threading.get_ident() in self.outsiders:
            return int(self._before.write(text) or 0)
        self._drain()
        self._held.append(text)
        return len(text)

    def flush(self) -> None:
        """Show what is held back."""
        if threading.get_ident() in self.outsiders:
            self._before.flush()
            return
        self._drain()
        if self._held:
            text = "".join(self._held)
            self._held.clear()
            if text:
                self._emit(self.name, text)

    def isatty(self) -> bool:
        """A notebook is not a terminal."""
        return False

    def writable(self) -> bool:
        """Text can be written."""
        return True

    def fileno(self) -> int:
        """The descriptor programs started by a cell write to."""
        return {"stdout": 1, "stderr": 2}[self.name]

    def _drain(self) -> None:
        if self.spill is not None and (text := self.spill.read()):
            self._held.append(text)


class _Spill:
    """A file in place of a descriptor, so that a program's output ends in the notebook.

    One for all cells: to make a file takes ten times as long as to put it in place.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._seen = 0

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put the file in the descriptor's place."""
        self._file.seek(0)
        self._file.truncate()
        self._seen = 0
        saved = os.dup(self._descriptor)
        os.dup2(self._file.fileno(), self._descriptor)
        try:
            yield
        finally:
            os.dup2(saved, self._descriptor)
            os.close(saved)

    def read(self) -> str:
        """What was written since the last call."""
        size = os.fstat(self._file.fileno()).st_size
        if size <= self._seen:
            return ""
        content = _read_at(self._file.fileno(), self._seen, size - self._seen)
        self._seen = size
        return content.decode("utf-8", "replace")

    def close(self) -> None:
        """Give the file up."""
        self._file.close()


def _read_at(descriptor: int, start: int, length: int) -> bytes:
    """Read without moving the place where a program goes on writing."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, start)
    here = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, start, os.SEEK_SET)
    content = os.read(descriptor, length)
    os.lseek(descriptor, here, os.SEEK_SET)
    return content


@contextmanager
def captured(emit: Emit) -> Iterator[tuple[NotebookStream, NotebookStream]]:
    """Replace the two streams while a notebook runs."""
    me = threading.get_ident()
    waiting = threading.current_thread().name == NOTEBOOK_THREAD
    silent = {me, threading.main_thread().ident} if waiting else {me}
    others = frozenset(
        thread.ident
        for thread in threading.enumerate()
        if thread.ident and thread.ident not in silent and not thread.name.endswith(_SILENT)
    )
    before = sys.stdout, sys.stderr
    with ExitStack() as kept:
        spills: list[_Spill | None] = [None, None]
        # Not while another thread is there that may be writing to the terminal meanwhile.
        if not others:
            with suppress(OSError):
                spills = [kept.enter_context(closing(_Spill(number))) for number in (1, 2)]
        streams = (
            NotebookStream("stdout", before[0], emit, others, spills[0]),
            NotebookStream("stderr", before[1], emit, others, spills[1]),
        )
        sys.stdout, sys.stderr = streams
        try:
            yield streams
        finally:
            sys.stdout, sys.stderr = before
            # A stream the notebook has kept is flushed once more when it goes.
            for stream in streams:
                stream.spill = None


@contextmanager
def descriptors_captured(streams: tuple[NotebookStream, NotebookStream]) -> Iterator[None]:
    """Catch what is written past Python (by programs, by C) while a cell runs."""
    with ExitStack() as placed:
        for stream in streams:
            if stream.spill is not None:
                with suppress(OSError):
                    placed.enter_context(stream.spill.in_place())
        yield
        for stream in streams:
            stream.flush()
