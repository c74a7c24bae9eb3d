"""Real Word lists: every list its own numbering, so that each numbered list starts at 1."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import nsdecls
from docx.parts.numbering import NumberingPart

from som_calc.formats.word.xml import Element, el, word

INDENT = 340
"""Twips from the marker to the text."""


class Numbering:
    """Adds lists to the numbering part of a document, which is made where it is missing."""

    def __init__(self, document: Any) -> None:
        self._part = document.part
        self._definitions: dict[bool, int] = {}

    def new_list(self, ordered: bool) -> int:
        """The id (``w:numId``) of a new list."""
        root = self._root()
        if ordered not in self._definitions:
            self._definitions[ordered] = self._define(root, ordered)
        number = 1 + max(_ids(root, "num", "numId"), default=0)
        override = el("lvlOverride", el("startOverride", val=1), ilvl=0) if ordered else None
        definition = el("abstractNumId", val=self._definitions[ordered])
        following = root.find(word("numIdMacAtCleanup"))
        new = el("num", definition, override, numId=number)
        if following is None:
            root.append(new)
        else:
            following.addprevious(new)
        return number

    def _define(self, root: Element, ordered: bool) -> int:
        number = 1 + max(_ids(root, "abstractNum", "abstractNumId"), default=-1)
        level = el(
            "lvl",
            el("start", val=1),
            el("numFmt", val="decimal" if ordered else "bullet"),
            el("lvlText", val="%1." if ordered else "•"),
            el("lvlJc", val="left"),
            el("pPr", el("ind", left=INDENT, hanging=INDENT)),
            ilvl=0,
        )
        kind = el("multiLevelType", val="singleLevel")
        definition = el("abstractNum", kind, level, abstractNumId=number)
        instances = root.findall(word("num"))
        if instances:  # the schema wants all definitions before the first list
            instances[0].addprevious(definition)
        else:
            root.append(definition)
        return number

    def _root(self) -> Element:
        try:
            part = self._part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
        except KeyError:
            part = NumberingPart.load(
                PackURI("/word/numbering.xml"),
                CONTENT_TYPE.WML_NUMBERING,
                f"<w:numbering {nsdecls('w')}/>".encode(),
                self._part.package,
            )
            self._part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part.element


def _ids(root: Element, tag: str, attribute: str) -> list[int]:
    return [int(node.get(word(attribute))) for node in root.iterchildren(word(tag))]
