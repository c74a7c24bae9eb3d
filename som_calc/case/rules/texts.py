"""Characters in a case's texts that a report cannot show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from som_calc.case.rules.rule import Finding, Loc
from som_calc.case.tree import Tree

_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufe0f\ue000-\uf8ff\U0001f000-\U0010ffff]")
"""Control characters, emoji and characters of one typeface only: none is in the report's."""


def check(tree: Tree) -> Iterator[Finding]:
    """Every text with such a character; asked of the file, for texts stand in many fields."""
    for loc, text in _texts((), tree.data):
        if found := _UNSHOWN.search(text):
            emoji = found[0] >= "\U0001f000"
            shown = f"»{found[0]}«" if emoji else f"U+{ord(found[0]):04X}, som ikke kan ses,"
            yield Finding(
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
