"""Where notebooks, templates and parameters are found.

A folder of the same name where the user stands overrides what travels in the package,
file by file; a ``--skabelon`` folder overrides both for templates.
"""

from __future__ import annotations

from pathlib import Path

PACKAGED = Path(__file__).parent / "_medfoelger"
CHECKOUT = Path(__file__).parent.parent


def shipped(kind: str) -> Path:
    """The folder ``kind`` (``notebooks``, ``templates`` or ``params``) that ships with us."""
    packaged = PACKAGED / kind
    return packaged if packaged.is_dir() else CHECKOUT / kind


def search_path(kind: str, override: str | Path | None = None) -> list[Path]:
    """Folders to look in for ``kind``, the most specific first."""
    own = Path.cwd() / kind
    candidates = [Path(override) if override else None, own, shipped(kind)]
    found = [path.resolve() for path in candidates if path is not None and path.is_dir()]
    return list(dict.fromkeys(found))


def find(kind: str, name: str, override: str | Path | None = None) -> Path:
    """The file ``name`` under ``kind``.

    Raises:
        FileNotFoundError: it is in none of the folders; the message is Danish.
    """
    for folder in search_path(kind, override):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"filen {kind}/{name} findes hverken her eller i programmet")
