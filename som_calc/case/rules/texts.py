"""Texts that are not finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

from som_calc.case.file_tree import FileTree, texts_in
from som_calc.case.glossary import fold
from som_calc.case.rules.rule import Fault, Loc

_WHOSE = (
    r"(her|jeres|evt\.?|kommunens|indsatsens|målgruppens|sagens|et|en|den|det|navn|titel|tekst"
    r"|beløb|tal|dato|kilde|succesmål)\w*"
)
_UNFINISHED = re.compile(
    rf"^\s*((skriv|beskriv|angiv|indtast) {_WHOSE}|(udfyld|indsæt)\b)[^.\n]*"
    r"|\[\s*(skriv|beskriv|udfyld|udfyldes|indsæt|navn|dato|beløb|tal|tekst)\b[^\]\n]*\]"
    r"|\bx{3,}\b"
    r"|\b(udfyldes|mangler at blive udfyldt|tbd|tba|todo|fixme|lorem ipsum|pladsholder"
    r"|placeholder|eksempeltekst|skabelontekst)\b"
    r"|^\s*(\.{2,}|…|\?+|_{2,}|n\.?n\.?|x{2,}|x+ kommune|mangler|afventer|kommer senere)\s*$",
    re.IGNORECASE,
)
"""What stands in a text until somebody has written it."""
_BRACKETED = re.compile(r"\s*(\[[^\[\]]+\]|<[^<>]+>|\{+[^{}]+\}+)\s*")
_REFERENCE = re.compile(r"\W*(\^?\d+|https?:\S+|\S+@\S+)\W*")
"""A note's number or an address, which stand in brackets too."""
_MUNICIPALITY = re.compile(
    r"\s*(skriv\b.*|(jeres|din|vores|min) kommune|.*kommunens navn.*|.*kommunenavn.*"
    r"|navn(et)? på kommunen?)\s*",
    re.IGNORECASE,
)
_NAMED_AFTER = {
    fold(name)
    for name in (
        "titel", "kommune", "navn", "succesmål", "beskrivelse", "afgrænsning", "kilde", "kontakt",
    )
}  # fmt: skip
"""Fields whose own name is no content."""


def check(tree: FileTree) -> Iterator[Fault]:
    """Every such text; asked of the file, for texts stand in many fields."""
    for loc, text in texts_in(tree.data):
        if left := _left(tree, loc, text):
            yield Fault(
                loc, f"teksten er ikke skrevet færdig: »{left.strip()[:60]}«",
                "skriv jeres egen, eller slet feltet", warning=True,
            )  # fmt: skip


def _left(tree: FileTree, loc: Loc, text: str) -> str:
    """What is left to write in a text; empty when nothing is."""
    if found := _UNFINISHED.search(text):
        return found[0]
    if _BRACKETED.fullmatch(text) and not _REFERENCE.fullmatch(text):
        return text
    if tree.get(loc) != text:  # a key
        return ""
    field = fold(str(loc[-1]))
    if len(loc) == 1 and field == "kommune" and _MUNICIPALITY.fullmatch(text):
        made_up = fold(str(tree.get(("illustrativ",)))) == "ja"
        return "" if made_up else text
    return text if field in _NAMED_AFTER and fold(text) == field else ""
