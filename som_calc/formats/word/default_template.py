"""Makes the Word template that ships; run as ``python -m`` with this module's name.

A kommune replaces the file with its own; this module only keeps ours reproducible.
"""

from __future__ import annotations

import datetime as dt
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm

from som_calc.formats.ooxml import themed
from som_calc.formats.word.package import packed
from som_calc.formats.word.styles import our_styles
from som_calc.formats.word.template import NAME
from som_calc.formats.word.xml import Element, el, word
from som_calc.resources import CHECKOUT

UNWANTED = (
    RELATIONSHIP_TYPE.STYLES_WITH_EFFECTS
    if hasattr(RELATIONSHIP_TYPE, "STYLES_WITH_EFFECTS")
    else "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
)
PROPERTIES = ("author", "comments", "keywords", "last_modified_by", "subject")


def default_template() -> bytes:
    """The bytes of the default template: fields in body, header and footer, our styles."""
    document = Document()
    _slim(document)
    _styles(document)
    _theme(document)
    _settings(document)
    _page(document)
    _header(document)
    _footer(document)
    body = document.element.body
    for style, field in (
        ("SOMOverlinje", "{{ overlinje }}"),
        ("Title", "{{ titel }}"),
        ("SOMSvar", "{{ svar }}"),
        ("Normal", "{{ indhold }}"),
    ):
        body.find(word("sectPr")).addprevious(_paragraph(style, _text(field)))
    return packed(document)


def _slim(document: Any) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype in UNWANTED or relation.reltype.endswith("/thumbnail"):
                del relations[key]


def _styles(document: Any) -> None:
    root = document.styles.element
    latent = deepcopy(root.find(word("latentStyles")))
    for node in list(root):
        root.remove(node)
    for node in our_styles():
        root.append(deepcopy(node))
    root.find(word("docDefaults")).addnext(latent)
    numbering = document.part.numbering_part.element
    for node in list(numbering):
        numbering.remove(node)


def _theme(document: Any) -> None:
    part = document.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    part._blob = themed(part.blob)


def _settings(document: Any) -> None:
    root = document.settings.element
    for name in ("proofState", "rsids", "savePreviewPicture", "shapeDefaults"):
        for node in root.findall(word(name)):
            root.remove(node)
    zoom = root.find(word("zoom"))
    zoom.set(word("percent"), "100")
    zoom.attrib.pop(word("val"), None)
    hyphenation = el("autoHyphenation", val="true")
    root.find(word("defaultTabStop")).addnext(hyphenation)
    hyphenation.addnext(el("doNotHyphenateCaps"))
    root.find(word("themeFontLang")).set(word("val"), "da-DK")
    root.find(word("decimalSymbol")).set(word("val"), ",")
    root.find(word("listSeparator")).set(word("val"), ";")
    for setting in root.iter(word("compatSetting")):
        if setting.get(word("name")) == "compatibilityMode":
            setting.set(word("val"), "15")
    for node in root.findall(f"{word('compat')}/{word('useFELayout')}"):
        node.getparent().remove(node)
    properties = document.core_properties
    for name in PROPERTIES:
        setattr(properties, name, "")
    properties.title, properties.language = "Skabelon", "da-DK"
    properties.created = properties.modified = dt.datetime(2025, 1, 1)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(1.0)
    section.different_first_page_header_footer = True


def _header(document: Any) -> None:
    section = document.sections[0]
    stamp = "{% if stempel %}{{ stempel }}{% endif %}"
    running = [_text("{{ kommune }} · {{ titel }}")]
    for header, content in (
        (section.first_page_header, []),
        (section.header, [*running]),
    ):
        root = header._get_or_add_definition().element
        for node in list(root):
            root.remove(node)
        mark = _text(stamp, el("b"), el("color", val="9A4A00"), el("sz", val=19))
        root.append(_paragraph("Header", *content, el("r", el("tab")), mark))


def _footer(document: Any) -> None:
    section = document.sections[0]
    for footer in (section.first_page_footer, section.footer):
        root = footer._get_or_add_definition().element
        for node in list(root):
            root.remove(node)
        content = [
            _text("{{ rapporttype }} · version {{ version }} · {{ dato }}"),
            el("r", el("tab")),
            _text("Side "),
            *_field("PAGE"),
            _text(" af "),
            *_field("NUMPAGES"),
        ]
        root.append(_paragraph("Footer", *content))


def _field(name: str) -> list[Element]:
    instruction = el("instrText")
    instruction.text = f" {name} "
    return [
        el("r", el("fldChar", fldCharType="begin")),
        el("r", instruction),
        el("r", el("fldChar", fldCharType="separate")),
        _text("1"),
        el("r", el("fldChar", fldCharType="end")),
    ]


def _paragraph(style: str, *content: Element) -> Element:
    return el("p", el("pPr", el("pStyle", val=style)), *content)


def _text(text: str, *properties: Element) -> Element:
    node = el("t")
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return el("r", el("rPr", *properties) if properties else None, node)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "templates" / NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(default_template())
