"""Runs, paragraphs, lists, links and bookmarks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from docx.opc.constants import RELATIONSHIP_TYPE

from som_calc.document.model import BulletList, RichText, Run
from som_calc.formats.ooxml import LANGUAGE, clean
from som_calc.formats.word.numbering import Numbering
from som_calc.formats.word.styles import Styles
from som_calc.formats.word.xml import Element, el

CODE = "Consolas"
"""The typeface of code and printed lines; Word has another of the kind where it is missing."""
LIST_END = 120
"""Air below the last item of a list (twips)."""
LIST_STEP, LIST_HANG = 357, 357
"""How far an item below another is moved in (twips)."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BREAKS = re.compile(r"(\t|\r\n?|\n)")


@dataclass
class WordSetting:
    """What the parts of one report share: the Word document and what they add to it."""

    document: Any
    """A python-docx document."""
    styles: Styles
    numbering: Numbering
    width: int
    """Width of the text area in twips."""
    height: float
    """Height of the text area in cm, less what the template itself has put there."""
    letter: float = 0.56
    """Width of a character of the body text as a share of its size."""
    anchors: frozenset[str] = frozenset()
    """Names a link within the document may point to."""
    bookmarks: set[str] = field(default_factory=set)
    drawings: int = 0
    """Highest id of a drawing so far."""


def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    style: str | None = None,
    colour: str | None = None,
    size: int | None = None,
    raised: bool = False,
    look: Literal["plain", "raised", "lowered", "code", "struck"] = "plain",
) -> Element:
    """A run of literal text: it never becomes a field or markup.

    ``size`` in half points, ``colour`` as hex without ``#``, ``style`` an id in the template.
    """
    place = {"raised": "superscript", "lowered": "subscript"}.get("raised" if raised else look)
    code = look == "code"
    properties = el(
        "rPr",
        el("rStyle", val=style) if style else None,
        el("rFonts", ascii=CODE, hAnsi=CODE, cs=CODE) if code else None,
        el("b") if bold else None,
        el("bCs") if bold else None,
        el("i") if italic else None,
        el("iCs") if italic else None,
        el("strike") if look == "struck" else None,
        el("noProof") if code else None,
        el("color", val=colour) if colour else None,
        el("sz", val=size or 18) if size or code else None,
        el("szCs", val=size or 18) if size or code else None,
        el("vertAlign", val=place) if place else None,
        el("lang", val=LANGUAGE),
    )
    element = el("r", properties)
    for piece in _BREAKS.split(clean(text)):
        if piece == "\t":
            element.append(el("tab"))
        elif piece in ("\n", "\r", "\r\n"):
            element.append(el("br"))
        elif piece:
            node = el("t")
            node.text = piece
            node.set(_SPACE, "preserve")
            element.append(node)
    return element


def run_content(text: str) -> str:
    """What :func:`run` puts in a run for ``text``, as XML."""
    safe = escape(clean(text), quote=False)
    if safe and not _BREAKS.search(safe):
        return f'<w:t xml:space="preserve">{safe}</w:t>'
    marks = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>", "\r\n": "<w:br/>"}
    return "".join(
        marks.get(piece) or f'<w:t xml:space="preserve">{piece}</w:t>'
        for piece in _BREAKS.split(safe)
        if piece
    )


def paragraph(
    style: str,
    *content: Element,
    keep_next: bool = False,
    new_page: bool = False,
    list_id: int | None = None,
    before: int | None = None,
    after: int | None = None,
    left: int = 0,
    right: int = 0,
    hanging: int = 0,
) -> Element:
    """A paragraph in a style of the template (its id).

    ``before`` and ``after`` (air above and below), ``left`` and ``right`` (indents) in twips.
    """
    numbered = el("numPr", el("ilvl", val=0), el("numId", val=list_id)) if list_id else None
    air = {key: value for key, value in (("before", before), ("after", after)) if value is not None}
    properties = el(
        "pPr",
        el("pStyle", val=style),
        el("keepNext") if keep_next else None,
        el("pageBreakBefore") if new_page else None,
        numbered,
        el("spacing", **air) if air else None,
        el("ind", left=left, right=right, **({"hanging": hanging} if hanging else {}))
        if left or right
        else None,
    )
    return el("p", properties, *content)


def runs(setting: WordSetting, content: Sequence[Run], *, bold: bool = False) -> list[Element]:
    """Runs of running text, links among them."""
    return [_run(setting, part, bold) for part in content]


def rich_text(setting: WordSetting, content: RichText, *, style: str = "Normal") -> list[Element]:
    """Paragraphs and lists in our style ``style`` (lists in Word's own list styles)."""
    found: list[Element] = []
    for part in content:
        if isinstance(part, BulletList):
            list_style = setting.styles.id("ListNumber" if part.ordered else "ListBullet")
            number = setting.numbering.new_list(part.ordered)
            below = setting.styles.id("ListBullet")
            inner = setting.numbering.new_list(False) if any(part.levels) else number
            last = len(part.items) - 1
            for index, item in enumerate(part.items):
                level = part.levels[index] if part.levels else 0
                found.append(
                    paragraph(
                        below if level else list_style,
                        *runs(setting, item),
                        list_id=inner if level else number,
                        after=LIST_END if index == last else None,
                        left=LIST_STEP * (level + 1) if level else 0,
                        hanging=LIST_HANG if level else 0,
                    )
                )
        else:
            name = setting.styles.id(style)
            found.append(paragraph(name, *runs(setting, part.runs)))
    return found


def bookmark(setting: WordSetting, name: str, element: Element) -> Element:
    """``element`` (a paragraph) with a bookmark that ``#name`` points to."""
    label = bookmark_name(name)
    if label not in setting.bookmarks:
        setting.bookmarks.add(label)
        number = 9000 + len(setting.bookmarks)
        element.insert(1, el("bookmarkStart", id=number, name=label))
        element.append(el("bookmarkEnd", id=number))
    return element


def bookmark_name(name: str) -> str:
    """A name Word accepts: letters, digits and underscore, at most 40 characters."""
    return ("som_" + re.sub(r"\W", "_", clean(name)))[:40]


def _run(setting: WordSetting, part: Run, bold: bool) -> Element:
    look: dict[str, Any] = {
        "bold": part.bold or bold, "italic": part.italic, "look": part.style,
    }  # fmt: skip
    href = part.href and re.sub(r"[\x00-\x20]", "", clean(part.href))
    if not href or (href.startswith("#") and href[1:] not in setting.anchors):
        return run(part.text, **look)
    shown = run(part.text, style=setting.styles.id("Hyperlink"), **look)
    if href.startswith("#"):
        return el("hyperlink", shown, anchor=bookmark_name(href[1:]), history=1)
    link = el("hyperlink", shown, history=1)
    related = setting.document.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(_REL_ID, related)
    return link
