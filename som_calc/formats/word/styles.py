"""The styles the report is set in: the template's own where it has them, ours where not."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from som_calc.formats.ooxml import LANGUAGE
from som_calc.formats.word.xml import Element, el, word

SOURCE = Path(__file__).with_name("styles.xml")
NARROW_FONTS = {
    "aptos", "arial", "calibri", "cambria", "carlito", "garamond", "gill sans mt", "helvetica",
    "liberation sans", "open sans", "segoe ui", "source sans 3", "source sans pro",
    "times new roman",
}  # fmt: skip
"""Fonts whose digits are at most 0.57 of their size; any other is taken for a wide one."""
NARROW, WIDE = 0.56, 0.70
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


@lru_cache(maxsize=1)
def our_styles() -> Element:
    """Our ``styles.xml`` as an element; copy before changing it."""
    return parse_xml(SOURCE.read_bytes())


class Styles:
    """Finds the id of a style in a template, and supplies a style that is missing.

    A built-in style is known by its (English) name in every language edition of Word,
    while its id differs (``Heading1``, ``Overskrift1``); so styles are found by name.
    """

    def __init__(self, document: Any) -> None:
        self._root = document.styles.element
        self._ids = {
            _name(style).lower(): style.get(word("styleId"))
            for style in self._root.iterchildren(word("style"))
        }
        self._ours = {
            style.get(word("styleId")): style for style in our_styles().iterchildren(word("style"))
        }
        self._known: dict[str, str] = {}
        self._w14 = "w14" in self._root.get(_IGNORABLE, "").split()

    def id(self, key: str) -> str:
        """The template's id of our style ``key`` (``Heading1``, ``SOMTabel``, ...)."""
        if key not in self._known:
            ours = self._ours[key]
            self._known[key] = self._ids.get(_name(ours).lower()) or self._add(key, ours)
        return self._known[key]

    def _add(self, key: str, ours: Element) -> str:
        style = deepcopy(ours)
        style.attrib.pop(word("default"), None)
        for link in ("basedOn", "next"):
            node = style.find(word(link))
            if node is not None:
                self._known.setdefault(key, key)
                node.set(word("val"), self.id(node.get(word("val"))))
        if not self._w14:
            for node in [node for node in style.iter() if str(node.tag).startswith(_W14)]:
                node.getparent().remove(node)
        taken = {node.get(word("styleId")) for node in self._root.iterchildren(word("style"))}
        new_id = key if key not in taken else f"{key}SOM"
        style.set(word("styleId"), new_id)
        self._root.append(style)
        self._ids[_name(style).lower()] = new_id
        return new_id


def set_language(document: Any) -> None:
    """Danish proofing language in the document defaults, in every style that names one,
    and in the settings."""
    root = document.styles.element
    defaults = root.find(word("docDefaults"))
    if defaults is None:
        defaults = el("docDefaults")
        root.insert(0, defaults)
    holder = defaults.find(word("rPrDefault"))
    if holder is None:
        holder = el("rPrDefault")
        defaults.insert(0, holder)
    properties = holder.find(word("rPr"))
    if properties is None:
        properties = el("rPr")
        holder.append(properties)
    if properties.find(word("lang")) is None:
        properties.append(el("lang", eastAsia="en-US", bidi="ar-SA"))
    for language in root.iter(word("lang")):
        language.set(word("val"), LANGUAGE)
    for language in document.settings.element.iter(word("themeFontLang")):
        language.set(word("val"), LANGUAGE)


def letter_width(document: Any) -> float:
    """Estimated width of a character of the template's body text, as a share of its size."""
    return NARROW if body_font(document).lower() in NARROW_FONTS else WIDE


def body_font(document: Any) -> str:
    """The font of the style Normal, from the style, the document defaults or the theme."""
    root = document.styles.element
    fonts = [
        *root.xpath("w:style[w:name/@w:val='Normal']/w:rPr/w:rFonts"),
        *root.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts"),
    ]
    for node in fonts:
        if node.get(word("asciiTheme")) or node.get(word("ascii")):
            if not node.get(word("asciiTheme")):
                return str(node.get(word("ascii")))
            break
    try:
        theme = document.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    except KeyError:
        return ""
    kind = b"major" if fonts and "major" in fonts[0].get(word("asciiTheme"), "") else b"minor"
    found = re.search(rb"<a:" + kind + rb'Font>\s*<a:latin [^>]*typeface="([^"]*)"', theme)
    return found.group(1).decode() if found else ""


def _name(style: Element) -> str:
    node = style.find(word("name"))
    return "" if node is None else node.get(word("val"), "")
