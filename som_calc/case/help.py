"""What each field of a case means, in Danish: for the Excel form, editors and ``som ny``.

Paths are dotted Danish keys without list positions and years, e.g. ``omkostninger.pr_år``.
The table is ``felter.txt`` beside this module.  A field without an entry of its own takes
the last part's (``kilde``, ``note`` …).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple


class Help(NamedTuple):
    """A field's label, one sentence of help (may be empty), and its unit (may be empty)."""

    label: str
    text: str = ""
    unit: str = ""


def _entries() -> dict[str, Help]:
    text = files("som_calc.case").joinpath("felter.txt").read_text(encoding="utf-8")
    found: dict[str, Help] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            path, label, *rest = (part.strip() for part in line.split("|"))
            found[path] = Help(label, *rest)
    return found


HELP: dict[str, Help] = _entries()


def help_for(path: Sequence[object]) -> Help:
    """The help for a field; list positions and the keys of a table by year are passed over.

    >>> help_for(("omkostninger", 0, "pr_år", "2026")).unit
    'kr.'
    """
    keys = [str(part) for part in path if not isinstance(part, int)]
    while keys:
        for begin in range(len(keys)):
            if (entry := HELP.get(".".join(keys[begin:]))) is not None:
                return entry
        keys.pop()
    return Help("")
