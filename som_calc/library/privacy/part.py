"""One text in a file, and the small things all readers of files share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from som_calc.library.privacy.cpr import BREAK

_UNSEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0e-\x1f\x7f\ue000]")
_PLAIN_CPR = re.compile(
    rb"(?<!\d)\d{6}[- ]?\d{4}(?!\d)|(?<!\d)(?:\d\x00){6}(?:[- ]\x00)?(?:\d\x00){4}(?!\d)"
)


WORDS = re.compile(rb"[\x20-\x7e\xa0-\xff]{6,}")
"""Runs of signs among other bytes, long enough to say something."""


@dataclass(frozen=True)
class Part:
    """One text in a file.

    ``kind`` is »tekst«, »navn« (a file's name), »forfatter« (someone a program noted down),
    »egenskab« (other metadata), »tal« (a number without form) or »tabel« (``rows``).
    """

    place: str
    text: str
    kind: str = "tekst"
    rows: list[list[str]] = field(default_factory=list)


class Unreadable(Exception):
    """A file no one can look into: what is wrong with it, and what to do."""

    def __init__(self, place: str, wrong: str, remedy: str) -> None:
        super().__init__(place, wrong, remedy)
        self.place, self.wrong, self.remedy = place, wrong, remedy


Nested = Callable[[str, bytes, int], Iterator[Part]]
"""Reads a file inside a file: its place, its bytes, and how deep it lies."""


def raw(place: str, content: bytes) -> Iterator[Part]:
    """What stands as it is in a file of another kind than text, outside its own parts."""
    for match in _PLAIN_CPR.finditer(content):
        yield Part(f"{place} (rå bytes)", match[0].replace(b"\x00", b"").decode("ascii"))


def leaf(text: str) -> str:
    """One value without the signs a terminal or a program uses for itself."""
    return _UNSEEN.sub("", text)


def joined(values: Iterable[str]) -> str:
    """Values as one text in which none runs into the next."""
    return BREAK.join(leaf(value) for value in values)


def text_of(content: bytes) -> str:
    """A short piece of metadata as text, whatever its encoding."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8")):
        if content.startswith(start):
            try:
                return leaf(content.decode(encoding))
            except UnicodeDecodeError:
                continue
    if content[1::2].count(0) > len(content) // 3:
        return leaf(content.decode("utf-16-le", errors="replace"))
    return leaf(content.decode("latin-1"))
