"""Makes the PowerPoint template that ships; run as ``python -m`` with this module's name.

A kommune replaces the file with its own; this module only keeps ours reproducible.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.serialized import PackageWriter
from pptx.oxml.ns import qn
from pptx.util import Cm

from som_calc.formats.ooxml import LANGUAGE, FixedZip, themed
from som_calc.formats.powerpoint.template import NAME
from som_calc.resources import CHECKOUT

WIDTH, HEIGHT = Cm(33.867), Cm(19.05)
KEPT = {"Title Slide": "Titelbillede", "Title and Content": "Titel og indhold"}
"""The two layouts the slides use, by the names they get here."""
PLACES = {
    "TITLE": (1.8, 0.9, 30.2, 3.1),
    "CENTER_TITLE": (3.2, 4.6, 27.4, 5.0),
    "SUBTITLE": (3.2, 10.2, 27.4, 3.6),
    "OBJECT": (1.8, 4.4, 30.2, 12.6),
    "BODY": (1.8, 4.4, 30.2, 12.6),
    "FOOTER": (1.8, 17.7, 24.0, 0.8),
    "SLIDE_NUMBER": (28.0, 17.7, 4.0, 0.8),
}
"""Left, top, width and height of each kind of placeholder in cm."""
NAMES = {
    "TITLE": "Titel", "CENTER_TITLE": "Titel", "SUBTITLE": "Undertitel", "OBJECT": "Indhold",
    "BODY": "Indhold", "FOOTER": "Sidefod", "SLIDE_NUMBER": "Slidenummer",
}  # fmt: skip
BAND = Cm(1.2)
UNWANTED = (RELATIONSHIP_TYPE.PRINTER_SETTINGS, RELATIONSHIP_TYPE.THUMBNAIL,
            RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)  # fmt: skip


def default_template() -> bytes:
    """The bytes of the default template: 16:9, a title slide and a slide with content."""
    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    presentation.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    master = presentation.slide_master
    for layout in list(presentation.slide_layouts):
        if layout.name in KEPT:
            layout.name = KEPT[layout.name]
        else:
            presentation.slide_layouts.remove(layout)
    _theme(master)
    _styles(master)
    for holder in (master, *presentation.slide_layouts):
        _place(holder)
    _band(presentation.slide_layouts[0])
    _language(presentation)
    properties = presentation.core_properties
    for name in ("author", "last_modified_by", "keywords", "subject", "comments"):
        setattr(properties, name, "")
    properties.title, properties.language = "Skabelon", LANGUAGE
    properties.created = properties.modified = dt.datetime(2025, 1, 1)
    return _packed(presentation)


def _theme(master: Any) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = themed(part.blob)


def _styles(master: Any) -> None:
    """Headings to the left in bold, text without the template's own sizes below 24 points."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    look = title.find(qn("a:defRPr"))
    look.set("sz", "3000")
    look.set("b", "1")
    look.find(f"{qn('a:solidFill')}/{qn('a:schemeClr')}").set("val", "tx2")
    for size, level in zip((2400, 2000, 1800), range(1, 4), strict=True):
        body = styles.find(f"{qn('p:bodyStyle')}/{qn(f'a:lvl{level}pPr')}")
        body.find(qn("a:defRPr")).set("sz", str(size))


def _place(holder: Any) -> None:
    for placeholder in list(holder.placeholders):
        kind = placeholder.placeholder_format.type.name
        if kind not in PLACES:
            placeholder._element.getparent().remove(placeholder._element)
            continue
        placeholder.name = NAMES[kind]
        left, top, width, height = (Cm(value) for value in PLACES[kind])
        placeholder.left, placeholder.top = left, top
        placeholder.width, placeholder.height = width, height
        frame = placeholder.text_frame
        if kind in ("TITLE", "CENTER_TITLE"):
            frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        _own_look(placeholder, kind)


def _own_look(placeholder: Any, kind: str) -> None:
    """Size and side of the words, in the list style that slides inherit."""
    looks = {"CENTER_TITLE": (4000, "l"), "SUBTITLE": (2400, "l"), "FOOTER": (1000, "l"),
             "SLIDE_NUMBER": (1000, "r")}  # fmt: skip
    body = placeholder._element.find(qn("p:txBody"))
    properties = body.find(qn("a:bodyPr"))
    for node in list(properties):
        properties.remove(node)
    if kind not in looks:
        return
    size, side = looks[kind]
    styles = body.find(qn("a:lstStyle"))
    for node in list(styles):
        styles.remove(node)
    level = styles.makeelement(qn("a:lvl1pPr"), {"marL": "0", "indent": "0", "algn": side})
    styles.append(level)
    level.append(level.makeelement(qn("a:buNone"), {}))
    look = level.makeelement(qn("a:defRPr"), {"sz": str(size)})
    level.append(look)
    fill = look.makeelement(qn("a:solidFill"), {})
    look.append(fill)
    colour = "tx2" if kind == "CENTER_TITLE" else "tx1"
    fill.append(fill.makeelement(qn("a:schemeClr"), {"val": colour}))


def _band(layout: Any) -> None:
    """A band of colour along the left edge of the title slide, behind everything."""
    from pptx.shapes.shapetree import SlideShapes

    shapes = SlideShapes(layout._element.cSld.spTree, layout)
    band = shapes.add_shape(MSO_SHAPE.RECTANGLE, Cm(0), Cm(0), BAND, HEIGHT)
    band.name = "Farvebånd"
    band.fill.solid()
    band.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_2
    band.line.fill.background()
    tree = layout._element.cSld.spTree
    tree.remove(band._element)
    tree.insert(2, band._element)


def _language(presentation: Any) -> None:
    presentation.notes_master  # noqa: B018 - made here, so that a report need not
    roots = [presentation.part._element, presentation.slide_master._element,
             presentation.notes_master._element,
             *(layout._element for layout in presentation.slide_layouts)]  # fmt: skip
    for root in roots:
        for node in root.iter():
            if node.get("lang"):
                node.set("lang", LANGUAGE)


def _packed(presentation: Any) -> bytes:
    package = presentation.part.package
    for relations in (presentation.part.rels, package._rels):
        for key, relation in list(relations.items()):
            if relation.reltype in UNWANTED:
                relations.pop(key)
    file: Any = FixedZip()
    writer = PackageWriter(file, package._rels, tuple(package.iter_parts()))
    writer._write_content_types_stream(file)
    writer._write_pkg_rels(file)
    writer._write_parts(file)
    return bytes(file.close())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "templates" / NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(default_template())
