"""Two series in the same folder: each may write, but only a lone one tidies up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from som_calc.case.problems import CaseError

FILE = ".serie.lås"


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Hold the folder while a series runs in it.

    Files of a run that was killed while writing (hidden, ``.ny``) are removed, unless another
    run is going on: they may be its own.

    Raises:
        CaseError: the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CaseError.single(
            folder,
            f"der kan ikke skrives i mappen ({error.strerror})",
            "vælg en anden mappe med --ud",
        ) from None
    try:
        if _alone(handle):
            for left in folder.glob("**/.*.ny"):
                with suppress(OSError):
                    left.unlink()
        _stay(handle)
        yield
    finally:
        os.close(handle)


def _alone(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _alone_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _alone_on_windows(handle: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def _stay(handle: int) -> None:
    """From alone to one of several."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_SH)
