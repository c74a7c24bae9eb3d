"""Putting packages in their place without a reader ever seeing half of one.

All are first written under temporary names, several at a time since each must reach the
disk; moving one into place is then a matter of its name.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

from som_calc.writing import aside, refused
from som_calc.writing import sweep as clear_up

TOGETHER = 16


def file_name(content_hash: str) -> str:
    """A package's file name below the folder of packages."""
    return f"{content_hash}.zip"


class Staged:
    """Copies of packages on their way into ``folder``; what is not kept is deleted at the end."""

    def __init__(self, folder: Path, paths: Sequence[Path]) -> None:
        self._folder = folder
        self._temporary: dict[Path, Path] = {}
        self._hashes: dict[Path, str] = {}
        self._kept: list[Path] = []
        self._stack = ExitStack()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._stack.callback(_remove_empty, folder)
            self._aside = self._stack.enter_context(aside(folder))
            with ThreadPoolExecutor(TOGETHER) as pool:
                list(pool.map(self._copy, dict.fromkeys(paths)))
        except BaseException as failure:
            self._stack.close()
            if isinstance(failure, OSError):
                raise refused(folder, failure) from None
            raise

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def keep(self, path: Path) -> str:
        """Move the copy of ``path`` into place; returns the hash it is named after."""
        name = self._hashes[path]
        target = self._folder / file_name(name)
        if not target.exists():
            os.replace(self._temporary[path], target)
            self._kept.append(target)
        return name

    def discard(self) -> None:
        """Delete what was moved into place; only while the write lock is held."""
        for target in self._kept:
            target.unlink(missing_ok=True)

    def _copy(self, path: Path) -> None:
        content = path.read_bytes()
        self._hashes[path] = hashlib.sha256(content).hexdigest()
        # Also when it is there already: another process may remove it before we hold the lock.
        self._temporary[path] = self._aside / f"{len(self._temporary)}-{path.name}"
        with self._temporary[path].open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._temporary[path].chmod(0o644)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # it holds packages
        folder.rmdir()


def sweep(folder: Path, named: set[str]) -> None:
    """Delete packages that are not among ``named``, and what killed processes left behind."""
    clear_up(folder)
    for file in folder.glob("*.zip"):
        if file.name not in named:
            file.unlink(missing_ok=True)
