"""One child process per case, forked from a warmed parent (Linux).

A case gets a clean process for a few milliseconds; whatever it does to it ends there.
"""

from __future__ import annotations

import gc
import os
import pickle
import selectors
import signal
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from som_calc.report.serie import crew, work
from som_calc.report.serie.orders import Order
from som_calc.report.serie.record import Outcome

_CELL, _DONE = b"c", b"d"
_PR_SET_PDEATHSIG = 1


@dataclass
class _Child:
    order: Order
    pid: int
    begun: float
    received: bytearray = field(default_factory=bytearray)
    too_slow: bool = False
    retracing: Outcome | None = None
    """Set while the notebook is made again up to the cell that took a process down."""


class ForkCrew:
    """``size`` children at a time.  The parent must have no other threads."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()

    def start(self, order: Order) -> None:
        """Fork a child for one order."""
        self._fork(order, None)

    def _fork(self, order: Order, retracing: Outcome | None) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _child(order, writing, parent, retracing)  # never returns
        os.close(writing)
        os.set_blocking(reading, False)
        self._children[reading] = _Child(order, pid, time.monotonic(), retracing=retracing)
        self._selector.register(reading, selectors.EVENT_READ)

    def wait(self, seconds: float) -> list[Outcome]:
        """Outcomes that came, and failures of children that died or took too long."""
        ended = []
        for event, _ in self._selector.select(self._patience(seconds)):
            if self._read(event.fd):
                ended.append(event.fd)
        now = time.monotonic()
        for child in self._children.values():
            limit = child.order.seconds
            if limit and not child.too_slow and now - child.begun > limit + crew.GRACE:
                child.too_slow = True
                _kill(child.pid)
        return [outcome for fd in ended if (outcome := self._end(fd)) is not None]

    def _patience(self, seconds: float) -> float:
        """Wake up for whatever comes first: the next time limit, or what was asked for."""
        now = time.monotonic()
        limits = [
            child.begun + child.order.seconds + crew.GRACE - now
            for child in self._children.values()
            if child.order.seconds and not child.too_slow
        ]
        return max(0.0, min([seconds, *limits]))

    def _read(self, fd: int) -> bool:
        """Take in what a child says; whether it has ended."""
        while True:
            try:
                part = os.read(fd, 1 << 16)
            except BlockingIOError:
                return False
            if not part:
                return True
            child = self._children[fd]
            child.received += part
            if _parsed(bytes(child.received))[1] is not None:
                return True  # something the case started may hold the pipe open

    def _end(self, fd: int) -> Outcome | None:
        child = self._children.pop(fd)
        self._selector.unregister(fd)
        os.close(fd)
        _kill(child.pid)  # and whatever the case itself started
        _, status = os.waitpid(child.pid, 0)
        cell, answer = _parsed(bytes(child.received))
        if child.retracing is not None:
            files = answer if isinstance(answer, tuple) else ()
            return Outcome(**{**vars(child.retracing), "files": files})
        if isinstance(answer, Outcome):
            return answer
        code = os.waitstatus_to_exitcode(status)
        why = crew.too_slow(child.order) if child.too_slow else crew.how_it_ended(code)
        outcome = crew.lost(child.order, time.monotonic() - child.begun, cell, why)
        if not cell:
            return outcome
        self._fork(child.order, outcome)
        return None

    def close(self) -> None:
        """Kill every child."""
        for fd, child in self._children.items():
            _kill(child.pid)
            with suppress(ChildProcessError):
                os.waitpid(child.pid, 0)
            os.close(fd)
        self._children.clear()
        self._selector.close()


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _parsed(received: bytes) -> tuple[int, Any]:
    """The last cell that began (0: none) and the answer (None: none)."""
    cell, place = 0, 0
    while place < len(received):
        kind = received[place : place + 1]
        if len(received) < place + 9:
            break
        (number,) = struct.unpack(">Q", received[place + 1 : place + 9])
        place += 9
        if kind == _CELL:
            cell = number
        elif len(received) >= place + number:
            return cell, pickle.loads(received[place : place + number])
        else:
            break
    return cell, None


def _child(order: Order, writing: int, parent: int, retracing: Outcome | None) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _die_with(parent)
        crew.limit_memory(order.memory)
        # The process ends with its one case; a collection would only copy shared memory.
        gc.disable()

        def watch(cell: int) -> None:
            os.write(writing, _CELL + struct.pack(">Q", cell))

        answer: Any
        if retracing is not None and retracing.cell:
            answer = work.keep_until(order, retracing.cell)
        else:
            answer = work.make(order, watch)
        said = pickle.dumps(answer)
        _write_all(writing, _DONE + struct.pack(">Q", len(said)) + said)
        code = 0
    finally:
        # Nothing of the parent's is to be flushed or cleaned up a second time.
        os._exit(code)


def _write_all(fd: int, content: bytes) -> None:
    while content:
        content = content[os.write(fd, content) :]


def _die_with(parent: int) -> None:
    """Let the kernel kill this child when the parent is killed."""
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
