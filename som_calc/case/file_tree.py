"""What a file says before it is understood: nested groups, lists and texts with places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from som_calc.case.glossary import fold
from som_calc.case.problems import Problem

Path = tuple[Any, ...]
"""Keys (text) and list positions (from 0) from the top of the file."""
Place = int | str
"""Where in a file: a line number, or a cell such as ``Ark1!B7``."""


@dataclass
class FileTree:
    """The content of one file.

    ``data`` holds dicts, lists, texts and None; numbers are still text, exactly as
    written, so that ``30.725`` can be read the Danish way.  ``places`` maps paths to
    where they stand (a key's own place for what stands in a group).
    """

    file: str
    data: dict[str, Any]
    places: dict[Path, Place] = field(default_factory=dict)
    typed: dict[Path, str] = field(default_factory=dict)
    """Paths set from outside the file, and what was typed there."""
    notices: list[Problem] = field(default_factory=list)
    """What the file says that its reader could not take along: warnings, and of a form also
    the faults of single cells, which do not keep the rest from being read."""

    def find(self, loc: Sequence[Any]) -> tuple[Path, Path]:
        """The part of ``loc`` that the file holds, as it is written there, and the rest.

        ``loc`` may use other spellings of keys, name ``værdi`` where the file has the bare
        value, and count 0 where the file has one group in place of a list.
        """
        path: Path = ()
        here: Any = self.data
        for done, part in enumerate(loc):
            step = _step(here, part)
            if step is not None:
                path, here = (*path, step), here[step]
            elif not _implied(here, part):
                return path, tuple(loc[done:])
        return path, ()

    def spot(self, loc: Sequence[Any]) -> tuple[str, Place | None]:
        """The file and place where ``loc`` stands, or the nearest group around it."""
        path, _ = self.find(loc)
        if path != tuple(loc) and tuple(loc) in self.places:  # an empty cell of a form
            return self.file, self.places[tuple(loc)]
        for end in range(len(path), -1, -1):
            if path[:end] in self.typed:
                return self.typed[path[:end]], None
            if path[:end] in self.places:
                return self.file, self.places[path[:end]]
        return self.file, None

    def spot_of(self, field: str) -> tuple[str, Place | None]:
        """As :meth:`spot` for a dotted field name as a user writes it (items count from 1)."""
        loc: list[Any] = []
        for part in field.split("."):
            position = int(part) - 1 if part.isdecimal() and len(part) < 10 else None
            is_item = position is not None and self.find((*loc, position))[0] == (*loc, position)
            loc.append(position if is_item else part)
        return self.spot(loc)

    def get(self, loc: Sequence[Any]) -> Any:
        """What stands at ``loc``; None when nothing does."""
        path, rest = self.find(loc)
        here: Any = self.data
        for part in path:
            here = here[part]
        return None if rest else here


_BESIDE = {"kilde", "status", "note", "usikkerhed"}


def _step(here: Any, part: Any) -> Any:
    if isinstance(here, dict):
        if part in here:
            return part
        wanted = fold(str(part))
        return next((key for key in here if fold(str(key)) == wanted), None)
    if isinstance(here, list) and isinstance(part, int) and 0 <= part < len(here):
        return part
    return None


def _implied(here: Any, part: Any) -> bool:
    """Whether ``part`` is something the reader adds by itself."""
    if part == "værdi":
        return not (isinstance(here, dict) and any(fold(str(key)) in _BESIDE for key in here))
    return part == 0 and not isinstance(here, list)


def texts_in(data: Any, loc: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in JSON data, keys among them, with the way to it."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for key, inner in data.items():
            yield from texts_in(str(key), (*loc, key))
            yield from texts_in(inner, (*loc, key))
    elif isinstance(data, list):
        for position, inner in enumerate(data):
            yield from texts_in(inner, (*loc, position))


def dotted(path: Sequence[Any]) -> str:
    """A path as a user writes it; list items count from 1.

    >>> dotted(("omkostninger", 1, "pr_år", "2025"))
    'omkostninger.2.pr_år.2025'
    """
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in path)
