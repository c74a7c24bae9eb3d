"""What to call one line of a list, so that it stays the same line when rows are moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from som_calc.case.glossary import fold

_NAMES = ("navn", "ydelse", "aktør", "undersøgelse", "med", "id")
_BESIDES = ("enhed", "pårørende", "kategori", "pr", "betaler", "giver", "udvalg", "hovedområde")


def plain_name(item: Any) -> str | None:
    """The name a line has; None where it has none."""
    found = (_of(item, key) for key in _NAMES)
    return next((name for name in found if name), None)


def item_name(items: Sequence[Any], position: int) -> str | None:
    """A name that means this line and no other: its own, with what sets it apart if needed.

    >>> item_name([{"ydelse": "Herberg"}, {"ydelse": "Døgn"}], 1)
    'Døgn'
    >>> item_name([{"ydelse": "Døgn", "enhed": "dage"}, {"ydelse": "Døgn", "enhed": "år"}], 1)
    'Døgn (år)'
    >>> item_name([{"navn": "Drift"}, {"navn": "Drift"}], 1)
    """
    name = plain_name(items[position])
    if name is None:
        return None
    same = [i for i, each in enumerate(items) if fold(plain_name(each) or "") == fold(name)]
    if len(same) == 1:
        return name
    for key in _BESIDES:
        own = _of(items[position], key)
        if own and sum(fold(_of(items[i], key) or "") == fold(own) for i in same) == 1:
            return f"{name} ({own})"
    return None


def _of(item: Any, key: str) -> str | None:
    if not isinstance(item, Mapping):
        return None
    value = next((item[k] for k in item if fold(str(k)) == fold(key)), None)
    return str(value) if isinstance(value, str | int | float) and str(value) else None


def by_name(data: Any, path: Sequence[Any]) -> list[str] | None:
    """A path with names in place of positions; None where a line has no name of its own.

    >>> by_name({"priser": [{"ydelse": "Døgn", "kommune": 1}]}, ("priser", 0, "kommune"))
    ['priser', 'Døgn', 'kommune']
    """
    here, parts = data, []
    for part in path:
        if isinstance(here, list) and isinstance(part, int):
            name = item_name(here, part)
            if name is None:
                return None
            parts.append(name)
        else:
            parts.append(str(part))
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
    return parts


def without_numbers(data: Any, name: str) -> str:
    """A dotted field name with lines' own names in place of their numbers (from 1).

    >>> without_numbers({"priser": [{"ydelse": "Døgn"}]}, "priser.1.kommune")
    'priser.Døgn.kommune'
    """
    here, parts = data, name.split(".")
    for place, part in enumerate(parts):
        if isinstance(here, list):
            at = int(part) - 1 if part.isdecimal() and len(part) < 10 else -1
            own = item_name(here, at) if 0 <= at < len(here) else None
            if own is None:
                break
            parts[place], here = own, here[at]
        elif isinstance(here, Mapping):
            here = next((here[key] for key in here if fold(str(key)) == fold(part)), None)
    return ".".join(parts)
