"""Compiled templates kept from run to run, in a folder that is the user's alone.

Compiled templates are code, so a folder that anyone else owns or can get into is never read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from platformdirs import user_cache_path

from som_calc.resources import private_folder

MOST = 500
"""Files kept; templates are found in new places now and then, and the old are never asked for."""


def kept(*modules: str) -> BytecodeCache | None:
    """Where an environment keeps its compiled templates; None where no place is private.

    Args:
        modules: the files that set the environment up.  How templates are compiled depends on
            its settings, so nothing compiled for other files, or before a change of
            these, is used.
    """
    folder = private_folder(user_cache_path("som-rapport", appauthor=False) / "skabeloner")
    settings = " ".join(f"{module} {os.stat(module).st_mtime_ns}" for module in modules)
    return None if folder is None else _Kept(folder, settings)


class _Kept(FileSystemBytecodeCache):
    def __init__(self, folder: Path, settings: str) -> None:
        super().__init__(str(folder), "%s.jinja")
        self._settings = settings

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return sha256(f"{self._settings}|{name}|{filename}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # a damaged file: unpickling it can fail in any way
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full disk must not cost a report
            if len(os.listdir(self.directory)) >= MOST:
                self.clear()
            super().dump_bytecode(bucket)
