"""Runs of ``som serie`` in processes forked from a warm one that has no threads.

pytest's own process has, so a child of it could wait for ever.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["som_calc.running.kernel.client", "som_calc.report.decision"])


class Run:
    """``som`` in a child process; ``said`` is all it wrote.

    ``before`` is called in the child first, a function that can be imported.
    """

    def __init__(
        self, *arguments: str, spawn: bool = False, before: Callable[[], None] | None = None
    ) -> None:
        self.log = Path.cwd() / f".log-{time.monotonic_ns()}"
        given = (arguments, self.log, Path.cwd(), dict(os.environ), spawn, before)
        self.process = SERVER.Process(target=become_som, args=given)
        self.process.start()
        assert self.process.pid
        self.pid = self.process.pid

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def end(self) -> tuple[int, str]:
        self.process.join()
        code = self.process.exitcode
        assert code is not None
        self.process.close()
        return code, self.log.read_text(encoding="utf-8").replace("\u00a0", " ")


def become_som(
    arguments: tuple[str, ...],
    log: Path,
    place: Path,
    environment: dict[str, str],
    spawn: bool,
    before: Callable[[], None] | None,
) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment, COLUMNS="200")
    os.chdir(place)
    code = 99
    try:
        from som_calc import cli
        from som_calc.running.series import series

        if spawn:
            series.local_crew = series.spawn_crew
        if before is not None:
            before()
        cli.main(["serie", *arguments])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def disk_full_below_to() -> None:
    """Make the disk full for the case called »to«."""
    real = os.fsync

    def full(handle: int) -> None:
        if "/to/" in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    os.fsync = full


def little_grace() -> None:
    """Kill soon after the time limit."""
    from som_calc.running.series import crew

    crew.GRACE = 0.5
