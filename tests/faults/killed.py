"""Run a writing many times in forked children, killing each at the next step it takes on disk.

``python -m tests.faults.killed FUNCTION FOLDER [EVERY]`` prints a number of steps it lived to
take.  The function gets a folder of its own, ``FOLDER/0``, ``FOLDER/1`` …; child n dies before
its step n.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.faults import writings

STEPS = ("open", "replace", "rename", "link", "mkdir", "rmdir", "unlink", "fsync", "chmod")


def step_by_step(before: int) -> None:
    """From now on, die before the step of this number."""
    left = before

    def counted(real: Any) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def main(function: str, folder: str, every: str = "1") -> int:
    prepare = getattr(writings, f"before_{function}", lambda place: None)

    def place_of(name: str) -> Path:
        place = Path(folder) / name
        place.mkdir(parents=True)
        prepare(place)
        return place

    # What it loads, and what it makes once, is there before the first is killed.
    getattr(writings, function)(place_of("hel"))
    for number in range(0, 10_000, int(every)):
        place = place_of(str(number))
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            step_by_step(number)
            getattr(writings, function)(place)
            os._exit(0)
        ended = os.waitpid(child, 0)[1]
        if ended == 0:
            return number
        if not os.WIFSIGNALED(ended):
            raise SystemExit(f"step {number} ended with {ended}")
    raise SystemExit("never ended")


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
