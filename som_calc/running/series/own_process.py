"""Cases in a process of their own beside a program with threads, as a Dask worker is.

Within such a program a case could not be interrupted, held to an amount of memory, or survived
when it ends its process; nor would it have a working folder to itself.
"""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing import util

from som_calc.running.series.orders import Order
from som_calc.running.series.record import OrderOutcome
from som_calc.running.series.workers import WorkerCrew

_FIRST = 100
"""Ahead of multiprocessing's own waiting for the processes it has started."""
_own = threading.local()


def make(order: Order) -> OrderOutcome:
    """Make one report in the process that belongs to this thread, and wait for it.

    Whatever the case does comes back as its outcome; a process that is lost is replaced.
    """
    crew = _crew()
    try:
        crew.start(order)
        while True:
            for outcome in crew.wait(1.0):
                return outcome
    except BaseException:
        del _own.crew  # the next case gets a process that is known to be free
        crew.close()
        raise


def _crew() -> WorkerCrew:
    if not hasattr(_own, "crew"):
        _allow_children()
        _own.crew = WorkerCrew(1, "spawn")
        util.Finalize(None, _own.crew.close, exitpriority=_FIRST)
    crew: WorkerCrew = _own.crew
    return crew


def _allow_children() -> None:
    """Dask's workers are processes that multiprocessing forbids to start others.

    It could not end those; ours end before their parent does, and by themselves without it.
    """
    settings = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    settings.pop("daemon", None)
