"""Texts that are not finished, or hold characters that a PDF report cannot show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from som_calc.case.file_tree import FileTree
from som_calc.case.rules.rule import Fault, Loc

_UNSHOWN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f"  # control characters
    "\u26b3-\u2700\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757"  # emoji
    "\u2795-\u2797\u27b0\U0001f000-\U0010ffff"
    "\u0e01-\u0e3a\u1100-\u115e\u2e80-\u2ffb\u3041-\u306d\u3070-\u9fff\uac00-\ud7a3"  # Asian
    "\uf900-\ufaff\uff01-\uffe6"
    "\ue000-\uf8ff"  # one typeface's own, as the bullets of old Word documents
    "]"
)
"""What the report's typefaces lack, of that which finds its way into a text."""

_UNFINISHED = re.compile(
    r"^\s*(skriv|beskriv|udfyld|indsæt) (her|jeres|evt\.)\b[^.\n]*"
    r"|\[\s*(skriv|beskriv|udfyld|udfyldes|indsæt|navn|dato|beløb|tal|tekst)\b[^\]\n]*\]"
    r"|\bx{3,}\b|\b(udfyldes|mangler at blive udfyldt|tbd|todo|lorem ipsum)\b",
    re.IGNORECASE,
)
"""What stands in a text until somebody has written it."""


def check(tree: FileTree) -> Iterator[Fault]:
    """Every such text; asked of the file, for texts stand in many fields."""
    for loc, text in _texts((), tree.data):
        if left := _UNFINISHED.search(text):
            yield Fault(
                loc, f"teksten er ikke skrevet færdig: »{left[0].strip()[:60]}«",
                "skriv jeres egen, eller slet feltet", warning=True,
            )  # fmt: skip
        if found := _UNSHOWN.search(text):
            seen = unicodedata.category(found[0]) not in ("Cc", "Co")
            shown = f"»{found[0]}«" if seen else f"U+{ord(found[0]):04X}, som ikke kan ses,"
            yield Fault(
                loc, f"tegnet {shown} kan ikke stå i en PDF", "slet det, eller skriv det med ord",
                warning=True,
            )  # fmt: skip


def _texts(loc: Loc, here: Any) -> Iterator[tuple[Loc, str]]:
    if isinstance(here, str):
        yield loc, here
    elif isinstance(here, dict):
        for key, inner in here.items():
            yield from _texts((*loc, key), inner)
    elif isinstance(here, list):
        for position, inner in enumerate(here):
            yield from _texts((*loc, position), inner)
