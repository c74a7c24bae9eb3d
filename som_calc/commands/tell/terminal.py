"""The terminal: a console for tables, and text where it may not know every letter.

Light, so that a look-up needs no more (Windows consoles and pipes lack letters).
"""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 110
"""Columns when the output is not a terminal and ``COLUMNS`` says nothing."""
NARROWEST = 20

_PLAIN = {
    "\u2212": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "»": '"',
    "«": '"',
    "’": "'",
    "”": '"',
    "“": '"',
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "±": "+/-",
    "·": "-",
    "•": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "─": "-",
    "━": "-",
    "│": "|",
    "æ": "ae",
    "ø": "oe",
    "å": "aa",
    "Æ": "Ae",
    "Ø": "Oe",
    "Å": "Aa",
}


def _nearest_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = []
    for char in error.object[error.start : error.end]:
        plain = _PLAIN.get(char) or unicodedata.normalize("NFKD", char)
        letters.append(plain if plain.isascii() else "?")
    return "".join(letters), error.end


codecs.register_error("som_plain", _nearest_letters)


def prepare_streams() -> None:
    """Let output never fail: a letter the terminal lacks becomes the nearest one, and what is
    closed takes what is written to it and forgets it.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="som_plain")


def speaks_unicode() -> bool:
    """Whether standard output can carry any letter."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return encoding.replace("-", "").startswith("utf")


def open_console() -> Console:
    """A console on standard output that is readable in a file and without colours."""
    from rich.console import Console

    told = os.environ.get("COLUMNS", "")
    width = int(told) if told.isascii() and told.isdecimal() and len(told) < 5 else None
    if not width and not sys.stdout.isatty():
        width = PIPED_WIDTH
    width = max(width, NARROWEST) if width else None
    return Console(file=sys.stdout, width=width, highlight=False)
