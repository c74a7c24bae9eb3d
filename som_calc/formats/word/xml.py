"""WordprocessingML in short: elements, clean text, lengths."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

TWIPS_PER_CM = 567
EMU_PER_TWIP = 635
_WORD = "{" + nsmap["w"] + "}"
_NAMESPACE = {"w": nsmap["w"]}

Element = Any


def el(name: str, /, *children: Element | None, **attributes: object) -> Element:
    """A ``w:`` element with ``w:`` attributes; a child that is ``None`` is left out."""
    given = {_WORD + key: str(value) for key, value in attributes.items()}
    element = oxml_parser.makeelement(_WORD + name, given, _NAMESPACE)
    for child in children:
        if child is not None:
            element.append(child)
    return element


def word(name: str) -> str:
    """``name`` in the ``w:`` namespace, in lxml's notation."""
    return _WORD + name


def text_of(element: Element) -> str:
    """All text below an element, runs joined."""
    return "".join(node.text or "" for node in element.iter(qn("w:t")))
