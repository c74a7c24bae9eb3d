"""Texts that are not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

from som_calc.case.file_tree import FileTree, texts_in
from som_calc.case.rules.rule import Fault

_UNFINISHED = re.compile(
    r"^\s*(skriv|beskriv|udfyld|indsæt) (her|jeres|evt\.)\b[^.\n]*"
    r"|\[\s*(skriv|beskriv|udfyld|udfyldes|indsæt|navn|dato|beløb|tal|tekst)\b[^\]\n]*\]"
    r"|\bx{3,}\b|\b(udfyldes|mangler at blive udfyldt|tbd|todo|lorem ipsum)\b",
    re.IGNORECASE,
)
"""What stands in a text until somebody has written it."""


def check(tree: FileTree) -> Iterator[Fault]:
    """Every such text; asked of the file, for texts stand in many fields."""
    for loc, text in texts_in(tree.data):
        if left := _UNFINISHED.search(text):
            yield Fault(
                loc, f"teksten er ikke skrevet færdig: »{left[0].strip()[:60]}«",
                "skriv jeres egen, eller slet feltet", warning=True,
            )  # fmt: skip
