"""Warm worker processes that each make many reports (Windows, and wherever forking is unsafe)."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from som_calc.report.serie import crew
from som_calc.report.serie.orders import Order
from som_calc.report.serie.record import Outcome


class _Worker:
    """One process and what it is doing."""

    def __init__(self, warm_with: Sequence[Order]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, list(warm_with)), daemon=True)
        self.process.start()
        theirs.close()
        self.order: Order | None = None
        self.begun, self.cell = 0.0, 0
        self.retracing: Outcome | None = None

    def give(self, order: Order, retracing: Outcome | None = None) -> None:
        self.order, self.retracing, self.cell = order, retracing, 0
        self.begun = time.monotonic()
        with suppress(OSError):  # a worker that died is found by wait()
            self.connection.send((order, retracing.cell if retracing else None))

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class SpawnCrew:
    """``size`` workers; one that dies or takes too long is replaced."""

    def __init__(self, size: int, warm_with: Sequence[Order] = ()) -> None:
        self.size = size
        self._warm_with = warm_with
        self._workers = [_Worker(warm_with) for _ in range(size)]

    def start(self, order: Order) -> None:
        """Give an order to a free worker."""
        next(worker for worker in self._workers if worker.order is None).give(order)

    def wait(self, seconds: float) -> list[Outcome]:
        """Outcomes that came, and failures of workers that died or took too long."""
        busy = {w.connection: w for w in self._workers if w.order is not None}
        found = []
        for connection in wait(list(busy), timeout=min(seconds, 0.5)):
            assert isinstance(connection, Connection)
            outcome = self._hear(busy[connection])
            if outcome is not None:
                found.append(outcome)
        now = time.monotonic()
        for worker in list(busy.values()):
            limit = worker.order.seconds if worker.order else None
            if limit and now - worker.begun > limit + crew.GRACE:
                assert worker.order is not None
                outcome = self._lost(worker, crew.too_slow(worker.order))
                if outcome is not None:
                    found.append(outcome)
        return found

    def _hear(self, worker: _Worker) -> Outcome | None:
        assert worker.order is not None
        try:
            kind, said = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            return self._lost(worker, crew.how_it_ended(worker.process.exitcode or 0))
        if kind == "begun":
            worker.begun = time.monotonic()
            return None
        if kind == "cell":
            worker.cell = said
            return None
        retracing, worker.order, worker.retracing = worker.retracing, None, None
        if retracing is not None:
            return Outcome(**{**vars(retracing), "files": said})
        assert isinstance(said, Outcome)
        return said

    def _lost(self, worker: _Worker, why: str) -> Outcome | None:
        """Replace a worker; its case is a failure, whose notebook the new one retraces."""
        assert worker.order is not None
        order, before = worker.order, worker.retracing
        outcome = crew.lost(order, time.monotonic() - worker.begun, worker.cell, why)
        worker.stop()
        fresh = _Worker(self._warm_with)
        self._workers[self._workers.index(worker)] = fresh
        if before is not None:
            return before
        if not outcome.cell:
            return outcome
        fresh.give(order, outcome)
        return None

    def close(self) -> None:
        """Stop all workers."""
        for worker in self._workers:
            worker.stop()


def _serve(connection: Connection, warm_with: list[Order]) -> None:
    """A worker's life: get warm, then make what is asked for."""
    from som_calc.report.serie import warm, work

    crew.one_thread_per_process()
    warm.rehearse(warm_with, then_fork=False)
    while True:
        try:
            order, until = connection.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        connection.send(("begun", None))
        crew.limit_memory(order.memory)
        answer: Any
        if until is not None:
            answer = work.keep_until(order, until)
        else:
            answer = work.make(order, lambda cell: connection.send(("cell", cell)))
        connection.send(("done", answer))
