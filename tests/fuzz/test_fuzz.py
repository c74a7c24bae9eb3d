"""Changed files of every kind: used or refused in Danish, in time, in little memory.

Each input is made from a seed that names it, so a fault is found again with
``SOM_FUZZ_INPUT=sag:137 python -m pytest tests/fuzz``.  The long run is 10,000 inputs::

    python -m pytest tests/fuzz -m langsom
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.kinds import ALLOWED, KINDS, lay_out, tidy

EACH, LONG = 25, 10_000
SECONDS, ON_THE_CLOCK, MEGABYTES = 20, 200, 1_000
"""Of the processor's time, so that a busy machine is no fault; a wait is found by the clock."""


class Hung(BaseException):
    """An input took too long; no ``except Exception`` on the way may swallow it."""


@contextlib.contextmanager
def at_most(seconds: int, on_the_clock: int) -> Iterator[None]:
    """Stop what runs for longer, where the system has alarms."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: Any) -> None:
        raise Hung

    before = {sign: signal.signal(sign, ring) for sign in (signal.SIGALRM, signal.SIGPROF)}
    signal.setitimer(signal.ITIMER_REAL, on_the_clock)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        for sign, known in before.items():
            signal.signal(sign, known)


def megabytes() -> float:
    """The most memory this process has held."""
    try:
        import resource
    except ImportError:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def held() -> float:
    """The memory this process holds now, with what other tests left in it (Linux)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def tried(name: str, number: int, folder: Path) -> str | None:
    """What went wrong with one input; None when nothing did."""
    kind, seed = KINDS[name], f"{name}:{number}"
    folder.mkdir()
    before, start = megabytes(), held()
    try:
        file = lay_out(kind, folder, seed)
        with at_most(SECONDS, ON_THE_CLOCK), contextlib.chdir(folder):
            kind.use(folder, file)
    except ALLOWED as refused:
        if not str(refused).strip():
            return f"{seed}: refused without a word"
    except Hung:
        return f"{seed}: over {SECONDS} seconds\n{traceback.format_exc(limit=-4)}"
    except BaseException:
        return f"{seed}: {traceback.format_exc(limit=-6)}"
    finally:
        tidy(folder)
    if megabytes() > max(before, start + MEGABYTES):
        return f"{seed}: {megabytes():.0f} MB"
    return None


def all_hold(name: str, count: int, folder: Path) -> None:
    chosen = os.environ.get("SOM_FUZZ_INPUT", "")
    if chosen and not chosen.startswith(f"{name}:"):
        pytest.skip(f"only {chosen}")
    which = [int(chosen.split(":")[1])] if chosen else range(count)
    faults = [fault for n in which if (fault := tried(name, n, folder / str(n)))]
    assert not faults, f"{len(faults)} of {count}\n" + "\n".join(faults[:20])


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.filterwarnings("default")
def test_a_changed_file_is_used_or_refused_in_danish(name: str, tmp_path: Path) -> None:
    all_hold(name, EACH, tmp_path)


@pytest.mark.langsom
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.filterwarnings("default")
def test_ten_thousand_changed_files_are_used_or_refused_in_danish(
    name: str, tmp_path: Path
) -> None:
    all_hold(name, -(-LONG // len(KINDS)), tmp_path)
