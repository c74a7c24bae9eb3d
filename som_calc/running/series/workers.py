"""Warm worker processes that each make many reports.

Where forking is safe the workers are forked from a warmed parent and share its memory;
elsewhere (Windows) they are started anew and get warm by themselves.  The engine leaves a
process as it was, so a worker goes on to the next case; after a case that failed, or left
something running, it is replaced.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from som_calc.running.series import crew
from som_calc.running.series.orders import Order
from som_calc.running.series.record import OrderOutcome

CASES = 250
"""Cases before a worker is replaced anyway, in case something grows unseen."""
_CELL, _BEGUN = 0, 1
"""Where in the memory it shares with the parent a worker tells how far it is: a message for
every cell would wake the parent for nothing."""
_PR_SET_PDEATHSIG = 1


class _Worker:
    """One process and what it is doing."""

    def __init__(self, method: str, warm_with: Sequence[Order]) -> None:
        context: Any = multiprocessing.get_context(method)
        self.connection, theirs = context.Pipe()
        self.place = context.RawArray("d", 2)
        told = (theirs, self.place, list(warm_with), os.getpid())
        self.process = context.Process(target=_serve, args=told)
        self.process.start()
        theirs.close()
        self.order: Order | None = None
        self.spent = False
        self.retracing: OrderOutcome | None = None

    @property
    def cell(self) -> int:
        """The number of the cell that runs (0: none yet)."""
        return int(self.place[_CELL])

    @property
    def seconds(self) -> float:
        """How long its case has run (0: it has not begun)."""
        begun: float = self.place[_BEGUN]
        return time.monotonic() - begun if begun else 0.0

    def give(self, order: Order, retracing: OrderOutcome | None = None) -> None:
        self.order, self.retracing = order, retracing
        self.place[:] = 0.0, 0.0
        with suppress(OSError):  # a worker that died is found by wait()
            self.connection.send((order, retracing.cell if retracing else None))

    def kill(self) -> None:
        if hasattr(os, "killpg") and self.process.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)  # and whatever its case started
        self.process.kill()

    def stop(self) -> None:
        self.kill()
        self.process.join()
        self.connection.close()


class WorkerCrew:
    """``size`` workers; one that dies, takes too long or is spent is replaced.

    Args:
        size: how many cases are made at a time.
        method: ``fork`` (the caller is warm and has no other threads) or ``spawn``.
        warm_with: what a spawned worker makes first, to get warm.
    """

    def __init__(self, size: int, method: str, warm_with: Sequence[Order] = ()) -> None:
        self.size = size
        self._hire: Callable[[], _Worker] = lambda: _Worker(method, warm_with)
        self._workers = [self._hire() for _ in range(size)]

    def start(self, order: Order) -> None:
        """Give an order to a free worker."""
        worker = next(worker for worker in self._workers if worker.order is None)
        (self._replaced(worker) if worker.spent else worker).give(order)

    def _replaced(self, worker: _Worker) -> _Worker:
        worker.stop()
        fresh = self._workers[self._workers.index(worker)] = self._hire()
        return fresh

    def wait(self, seconds: float) -> list[OrderOutcome]:
        """Outcomes that came, and failures of workers that died or took too long."""
        busy = [worker for worker in self._workers if worker.order is not None]
        heard = wait([worker.connection for worker in busy], timeout=self._patience(busy, seconds))
        outcomes = []
        for worker in busy:
            if worker.connection in heard:
                outcomes.append(self._hear(worker))
            elif not worker.process.is_alive() and not worker.connection.poll():
                # Something its case started may hold the connection open.
                outcomes.append(self._dead(worker))
            elif self._left(worker) <= 0:
                assert worker.order is not None
                outcomes.append(self._lost(worker, crew.too_slow(worker.order)))
        return [outcome for outcome in outcomes if outcome is not None]

    def _patience(self, busy: Sequence[_Worker], seconds: float) -> float:
        """Wake up for whatever comes first: the next time limit, or what was asked for."""
        return max(0.0, min([seconds, *map(self._left, busy)]))

    def _left(self, worker: _Worker) -> float:
        """Seconds until a worker is killed for its case taking too long."""
        limit = worker.order.seconds if worker.order else None
        if not limit:
            return float("inf")
        return limit + crew.GRACE - worker.seconds

    def _hear(self, worker: _Worker) -> OrderOutcome | None:
        try:
            answer, worker.spent = worker.connection.recv()
        except (EOFError, OSError):
            return self._dead(worker)
        retracing, worker.order, worker.retracing = worker.retracing, None, None
        if retracing is not None:
            return OrderOutcome(**{**vars(retracing), "files": answer})
        assert isinstance(answer, OrderOutcome)
        return answer

    def _dead(self, worker: _Worker) -> OrderOutcome | None:
        worker.process.join(5)
        return self._lost(worker, crew.how_it_ended(worker.process.exitcode or 0))

    def _lost(self, worker: _Worker, why: str) -> OrderOutcome | None:
        """Replace a worker; its case is a failure, whose notebook the new one retraces."""
        assert worker.order is not None
        order, before = worker.order, worker.retracing
        outcome = crew.lost(order, worker.seconds, worker.cell, why)
        fresh = self._replaced(worker)
        if before is not None:
            return before
        if not outcome.cell:
            return outcome
        fresh.give(order, outcome)
        return None

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.stop()


def _serve(connection: Connection, place: Any, warm_with: list[Order], parent: int) -> None:
    """A worker's life: get warm, then make what is asked for."""
    from som_calc.running.series import warm, work

    _stand_alone(parent)
    crew.one_thread_per_process()
    warm.rehearse(warm_with, then_fork=False)
    # Garbage is looked for between cases only, and not among what all cases share.
    warm.settle()
    gc.disable()
    for number in range(1, CASES + 1):
        try:
            order, until = connection.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        place[_BEGUN] = time.monotonic()
        crew.limit_memory(order.memory)
        threads = threading.active_count()
        answer: Any
        with _standing(order.place):
            if until is not None:
                answer = work.keep_until(order, until)
            else:
                answer = work.make(order, lambda cell: place.__setitem__(_CELL, cell))
        spent = number == CASES or until is not None or answer.failed
        connection.send((answer, spent or _left_something(threads)))
        gc.collect()


@contextmanager
def _standing(place: Path | None) -> Iterator[None]:
    """Work in a folder and leave it again, so that it can be removed."""
    here = os.getcwd()
    if place is not None:
        os.chdir(place)
    try:
        yield
    finally:
        os.chdir(here)


def _stand_alone(parent: int) -> None:
    """A process group of its own, which ends when the parent does (as far as the system can)."""
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _left_something(threads: int) -> bool:
    """Whether a case left threads or processes running."""
    if threading.active_count() > threads:
        return True
    if not hasattr(os, "WNOHANG"):
        return False
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True
