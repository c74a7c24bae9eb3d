"""The kommune's PowerPoint template: opened, emptied of slides, its layouts found."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.case.text_file import read_bytes

NAME = "powerpoint/skabelon.pptx"
MOST_BYTES = 60_000_000
TITLES = ("TITLE", "CENTER_TITLE")
CONTENTS = ("OBJECT", "CHART", "BODY")
"""Kinds of placeholder that can hold what a slide shows, the best first."""
MARGINAL = ("DATE", "FOOTER", "SLIDE_NUMBER")


class Template:
    """An empty presentation, and the two layouts the slides use.

    Attributes:
        presentation: the python-pptx presentation.
        opening: the layout of the title slide.
        layout: the layout of all the others.
        content: the index of the placeholder in it that holds what the slide shows.
        heading_font, body_font: the typefaces, for measuring.
    """

    def __init__(self, path: Path) -> None:
        self.presentation = _opened(path)
        _remove_slides(self.presentation)
        layouts = [
            layout for master in self.presentation.slide_masters for layout in master.slide_layouts
        ]
        whole = [(layout, at) for layout in layouts if (at := _content(layout)) is not None]
        if not whole:
            raise CaseError.single(
                path,
                "har intet layout med en titel og et felt til indhold",
                "tilføj et layout med pladsholderne »Titel« og »Indhold« i PowerPoints "
                "visning Slidemaster",
            )
        # Fewest fields that would stand empty; of those, a field for anything, and the most room.
        self.layout, self.content = min(
            whole, key=lambda pair: (len(_fields(pair[0])), *_rank(pair[0], pair[1]))
        )
        opening = [
            one for one in layouts if "SUBTITLE" in (kinds := _kinds(one)) and {*TITLES} & {*kinds}
        ]
        self.opening = min(opening, key=lambda one: len(_fields(one)), default=self.layout)
        self.heading_font, self.body_font = _fonts(self.presentation)


def _opened(path: Path) -> Any:
    from pptx import Presentation

    data = read_bytes(path, MOST_BYTES)
    try:
        return Presentation(io.BytesIO(data))
    except Exception as error:  # zip, XML or parts of it can be broken in any way
        raise CaseError.single(
            path,
            "er ikke en PowerPoint-præsentation",
            "åbn skabelonen i PowerPoint, og gem den som PowerPoint-præsentation (.pptx)",
        ) from error


def _remove_slides(presentation: Any) -> None:
    """A template's own example slides are no part of the report."""
    ids = presentation.slides._sldIdLst
    for node in list(ids):
        presentation.part.drop_rel(node.rId)
        ids.remove(node)
    root = presentation.part._element
    for lists in root.iter("{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst"):
        extension = lists.getparent()
        extension.getparent().remove(extension)
        break


def _kind(placeholder: Any) -> str:
    return str(placeholder.placeholder_format.type.name)


def _kinds(layout: Any) -> list[str]:
    return [_kind(placeholder) for placeholder in layout.placeholders]


def _fields(layout: Any) -> list[Any]:
    """The placeholders a slide is given when it is made."""
    return [p for p in layout.placeholders if _kind(p) not in MARGINAL]


def _content(layout: Any) -> int | None:
    """The index of the largest content placeholder; None without one or without a title."""
    if not {*TITLES} & {*_kinds(layout)}:
        return None
    found = [
        p
        for p in layout.placeholders
        if _kind(p) in CONTENTS and p.width and p.height and p._element.ph_orient == "horz"
    ]
    largest = max(found, key=lambda p: p.width * p.height, default=None)
    return None if largest is None else int(largest.placeholder_format.idx)


def _rank(layout: Any, content: int) -> tuple[int, int]:
    """How well a content placeholder serves: its kind, then its room; the least is the best."""
    place = next(p for p in layout.placeholders if p.placeholder_format.idx == content)
    return CONTENTS.index(_kind(place)), -int(place.width * place.height)


def _fonts(presentation: Any) -> tuple[str, str]:
    """The typefaces of headings and text, from the theme of the first master."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    try:
        theme = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    except KeyError:
        return "", ""
    found = [
        re.search(rb"<a:" + kind + rb'Font>\s*<a:latin [^>]*typeface="([^"]*)"', theme)
        for kind in (b"major", b"minor")
    ]
    heading, body = (one.group(1).decode() if one else "" for one in found)
    return heading, body
