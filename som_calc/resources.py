"""Where notebooks, templates and parameters are found.

A folder of the same name where the user stands overrides what travels in the package,
file by file; a ``--skabelon`` folder overrides both for templates.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

PACKAGED = Path(__file__).parent / "_medfoelger"
CHECKOUT = Path(__file__).parent.parent


@lru_cache
def shipped(kind: str) -> Path:
    """The folder ``kind`` (``notebooks``, ``templates`` or ``params``) that ships with us."""
    packaged = PACKAGED / kind
    return packaged if packaged.is_dir() else CHECKOUT / kind


def standing() -> Path:
    """The folder the user works in.

    JupyterLab runs a notebook in the notebook's own folder; the working folder is then the
    one above ``notebooks``.
    """
    here = Path.cwd()
    return here.parent if here.name == "notebooks" else here


def case_path(name: str | Path) -> Path:
    """A case file as a notebook names it: from the working folder, else among the shipped.

    A name that is found nowhere comes back as it is, so that reading it says what is wrong.
    """
    path = Path(name)
    if path.is_absolute() or path.is_file():
        return path
    for folder in (standing(), shipped("params").parent):
        if (folder / path).is_file():
            return folder / path
    return path


def search_path(kind: str, override: str | Path | None = None) -> list[Path]:
    """Folders to look in for ``kind``, the most specific first."""
    own = standing() / kind
    candidates = [Path(override) if override else None, own, shipped(kind)]
    found = [os.path.abspath(path) for path in candidates if path is not None]
    return [Path(path) for path in dict.fromkeys(found) if os.path.isdir(path)]


def find(kind: str, name: str, override: str | Path | None = None) -> Path:
    """The file ``name`` under ``kind``.

    Raises:
        FileNotFoundError: it is in none of the folders; the message is Danish.
    """
    for folder in search_path(kind, override):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"filen {kind}/{name} findes hverken her eller i programmet")


def source_date() -> dt.datetime | None:
    """The moment files are to be stamped with (UTC): ``SOURCE_DATE_EPOCH`` when it is set.

    None when it is not, or is no whole number of seconds since 1970 before the year 2100.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= 10):
        return None
    moment = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    return moment if moment.year < 2100 else None


@lru_cache(maxsize=4)
def private_folder(folder: Path) -> Path | None:
    """The folder, made when missing; None when it is not a folder of the user's alone."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(folder)
        # Windows has no owner to ask for; there the folder lies in the user's own profile.
        mine = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        closed = os.name == "nt" or not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        if stat.S_ISDIR(found.st_mode) and mine and closed:
            return folder
    return None
