"""What a notebook prints: Python's two streams, and what C code and programs write."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

    def __init__(self, name: str, before: Any, emit: Emit, outsiders: frozenset[int]) -> None:
        self.name = name
        self.outsiders = outsiders
        self._before, self._emit = before, emit
        self._held: list[str] = []
        self._spill: _Spill | None = None

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
        if self._spill is not None and (text := self._spill.read()):
            self._held.append(text)


class _Spill:
    """A file in place of a descriptor, so that a program's output ends in the notebook."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._saved = os.dup(descriptor)
        self._seen = 0
        os.dup2(self._file.fileno(), descriptor)

    def read(self) -> str:
        """What was written since the last call."""
        size = os.fstat(self._file.fileno()).st_size
        if size <= self._seen:
            return ""
        content = _read_at(self._file.fileno(), self._seen, size - self._seen)
        self._seen = size
        return content.decode("utf-8", "replace")

    def close(self) -> None:
        os.dup2(self._saved, self._descriptor)
        os.close(self._saved)
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
    streams = (
        NotebookStream("stdout", before[0], emit, others),
        NotebookStream("stderr", before[1], emit, others),
    )
    sys.stdout, sys.stderr = streams
    try:
        yield streams
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def descriptors_captured(streams: tuple[NotebookStream, NotebookStream]) -> Iterator[None]:
    """Catch what is written past Python (by programs, by C) while a cell runs.

    Only when no other thread is there that may be writing to the terminal meanwhile.
    """
    spills: list[_Spill] = []
    if not streams[0].outsiders:
        with suppress(OSError):
            for stream, descriptor in zip(streams, (1, 2), strict=True):
                stream._spill = _Spill(descriptor)
                spills.append(stream._spill)
    try:
        yield
        for stream in streams:
            stream.flush()
    finally:
        for stream in streams:
            stream._spill = None
        for spill in spills:
            spill.close()
