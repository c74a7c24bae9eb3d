"""What the series needs of those who do the work, whatever kind of process they are."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Protocol

from som_calc.running.series import memory
from som_calc.running.series.orders import Order
from som_calc.running.series.record import OrderOutcome, Summary

GRACE = 5.0
"""Seconds beyond a case's time limit before its process is killed: a cell that can be
stopped is stopped at the limit, with the notebook as far as it came."""


_ENDING = 50
"""Hundredths of a second that a thread which Python has done with may take to end."""


class Crew(Protocol):
    """Processes that make reports."""

    size: int

    def start(self, order: Order) -> None:
        """Begin one order; there must be a process free."""

    def wait(self, seconds: float) -> list[OrderOutcome]:
        """The outcomes that came within ``seconds``; also of cases that took too long."""

    def close(self) -> None:
        """Stop whatever is still running."""


def can_fork() -> bool:
    """Whether a child process can be forked from this one safely: nothing else runs in it.

    A child has the locks of all threads but only one of the threads, and could wait for ever.
    Threads of libraries in C (Typst's, once a PDF has been made) count too; where the system
    does not tell of those, only Python's do.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin" or threading.active_count() > 1:
        return False
    for _ in range(_ENDING):
        try:
            if len(os.listdir("/proc/self/task")) == 1:
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


def default_processes() -> int:
    """One process per core this program may use, as far as there is memory for them."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min(cores, memory.room()))


def one_thread_per_process() -> None:
    """Keep numerical libraries to one thread each: the cores are shared by processes."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def limit_memory(megabytes: int | None) -> None:
    """Let this process take so much more than it has now; no limit where the system has none."""
    if not megabytes:
        return
    try:
        import resource

        with open("/proc/self/statm") as statm:
            now = int(statm.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 1024 * 1024, hard))


def lost(order: Order, seconds: float, cell: int, why: str) -> OrderOutcome:
    """The outcome of a case whose process is gone; the notebook up to there is made again."""
    place = f"celle {cell}: " if cell else ""
    return OrderOutcome(
        order.name, "fejl", seconds, Summary(order.name), (), f"{place}{why}", cell or None
    )


def too_slow(order: Order) -> str:
    """What is said of a case beyond its time limit."""
    return f"sagen blev ikke færdig på {order.seconds:.0f} sekunder og er stoppet"


def how_it_ended(code: int) -> str:
    """A process's exit code in words; negative codes are signals."""
    if code == -9:
        return "processen blev slået ned udefra (måske manglede maskinen hukommelse)"
    if code < 0:
        return f"processen gik ned (signal {-code})"
    return f"notebooken afsluttede processen (kode {code})"
