"""HTML, XML and SVG: text as a reader sees it, and everything beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from som_calc.library.privacy.cpr import BREAK
from som_calc.library.privacy.part import Unreadable, joined
from som_calc.library.privacy.spelling import raised

_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "r", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "t", "tspan", "tt", "u", "var", "wbr", "fld", "hyperlink",
    "smartTag", "sdt", "sdtContent", "moveTo", "moveFrom", "delText", "instrText",
    "proofErr", "bookmarkStart", "bookmarkEnd", "rPr", "noProof", "lang", "rFonts", "sz",
    "szCs", "color", "bCs", "iCs", "softHyphen", "lastRenderedPageBreak",
    "commentRangeStart", "commentRangeEnd", "commentReference", "permStart", "permEnd",
    "phoneticPr", "rPh", "vertAlign", "highlight", "shd", "bdr", "customXml", "dir", "bidi",
    "soft-page-break", "bookmark", "bookmark-start", "bookmark-end",
})  # fmt: skip
"""Elements inside a word or sentence: what stands on both sides of them is one text."""
_LINES = frozenset({
    "p", "br", "cr", "tab", "h", "div", "li", "text", "title", "desc", "si", "is", "h1",
    "h2", "h3", "h4", "h5", "h6", "dt", "dd", "pre", "blockquote", "tr", "s", "line-break",
    "docPr", "endParaRPr", "pPr",
})  # fmt: skip
_OFFICE = ("wordprocessingml", "drawingml/main", "/drawingml/2006/main", "spreadsheetml")
_PROPERTIES = frozenset(
    ["rPr", "rPrChange", "endParaRPr", "tcPr", "trPr", "tblPr", "tblPrEx", "tblGrid"]
)
_PARAGRAPHS = frozenset(["p", "si", "is", "text"])
_APART = frozenset({"tbl", "tr", "tc", "txbxContent", "footnote", "endnote", "comment"})
_FIELD = frozenset(["instrText", "delInstrText"])
_DELETED = frozenset(["del", "moveFrom"])
_INSERTED = frozenset(["ins", "moveTo"])
_SHAPES = frozenset(["d", "points", "transform", "viewBox", "gradientTransform", "path"])
_PATH = re.compile(r"[\sMmZzLlHhVvCcSsQqTtAaeE0-9.,+()\-a-z]*")
_DRAWN = re.compile(r"\d{6}-\d{4}(?![\d.])")
_CONTENT = re.compile(r"content\s*:\s*(['\"])(.*?)\1")
_CSS_SIGN = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
_IDS = frozenset({
    "id", "docPr", "creationId", "cNvPr", "lid", "rsid", "colId", "rowId", "modelId",
    "sldId", "sldMasterId",
})  # fmt: skip
_NAMES = frozenset(["author", "displayName", "lastModifiedBy", "creator", "manager", "userId"])


def words(text: str) -> str:
    """All text of HTML or SVG: what is shown, attributes, comments, scripts.

    Raises:
        ValueError: it is no markup.
    """
    import lxml.html

    bare = re.sub(r"<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    parser = lxml.html.HTMLParser(huge_tree=True, remove_blank_text=False)
    root = lxml.html.document_fromstring(f"<html><body>{bare}</body></html>", parser=parser)
    said = [spoken(root)]
    styles = BREAK.join(element.text or "" for element in root.iter("style"))
    if shown := _CONTENT.findall(styles):
        # Style sheets may put texts beside each other that stand nowhere else.
        said.append("".join(_CSS_SIGN.sub(_css_sign, text) for _, text in shown))
    hidden = root.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]")
    for element in hidden:
        element.drop_tree()
    return BREAK.join([*said, spoken(root)] if hidden else said)


def _css_sign(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if 31 < code < 0xD800 else " "


def xml_root(place: str, content: bytes) -> Any:
    """The root of an XML file.

    Raises:
        Unreadable: it is broken, or declares texts of its own (entities).
    """
    from lxml import etree

    if b"<!ENTITY" in content or "<!ENTITY".encode("utf-16-le") in content:
        raise Unreadable(place, "rummer XML, der sammensætter sig selv", "gem filen igen")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise Unreadable(place, "rummer XML, der ikke kan læses", "gem filen igen") from None


def spoken(root: Any, skip: frozenset[str] = frozenset()) -> str:
    """All text below an element, formatting glued together; then attributes and comments.

    Args:
        root: an element of lxml.
        skip: elements (local names) whose text is read in another way.
    """
    tags = {local(element.tag) for element in root.iter() if isinstance(element.tag, str)}
    told, aside = _told(root, skip, frozenset())
    texts = [told]
    # A field's code stands in the middle of a text, and a tracked change may part one.
    if tags & (_FIELD | _DELETED | _INSERTED):
        texts += [_told(root, skip, _FIELD | one)[0] for one in (_DELETED, _INSERTED)]
    return BREAK.join([*texts, joined(aside)])


def _told(root: Any, skip: frozenset[str], without: frozenset[str]) -> tuple[str, list[str]]:
    """The text without some elements and all below them, and what stands beside the text."""
    from lxml import etree

    pieces: list[str] = []
    aside: list[str] = []
    within = below = passed = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            aside.append(element.text or "")
            if event == "comment" and not passed:
                pieces.append(element.tail or "")
            continue
        name = local(element.tag)
        office = any(one in element.tag for one in _OFFICE)
        step = 1 if event == "start" else -1
        within += step * (office and name in _PARAGRAPHS)
        properties = office and name in _PROPERTIES
        below += step * properties
        passed += step * (name in without)
        if name in _LINES and not below:
            between = "\n"
        else:
            inline = name in _INLINE or below or properties
            inline = inline or (within and office and name not in _APART)
            between = "" if inline else BREAK
        if event == "end":
            if not passed:
                pieces.append(between)
                if element is not root:
                    pieces.append(element.tail or "")
            continue
        if not passed:
            pieces.append(between)
            if element.text and name not in skip:
                pieces.append(raised(element.text) if _is_raised(element) else element.text)
            if office and name == "noBreakHyphen":
                pieces.append("-")
            if office and name == "sym":
                pieces.append(_symbol(element))
        aside += _attributes(element, name)
    return "".join(pieces), aside


def _is_raised(element: Any) -> bool:
    """Whether a text is set above the line, as the mark of a note is."""
    name = local(element.tag)
    if name == "sup":
        return True
    run = element.getparent()
    if name != "t" or run is None or local(run.tag) != "r":
        return False
    properties = next((one for one in run if local(one.tag) == "rPr"), None)
    if properties is None:
        return False
    said = [value for one in properties if local(one.tag) == "vertAlign" for value in one.values()]
    return "superscript" in said or properties.get("baseline", "0")[:1] not in "0-"


def _symbol(element: Any) -> str:
    """A sign of a symbol font, which Word keeps as a number."""
    code = next((value for key, value in element.attrib.items() if local(key) == "char"), "")
    return chr(int(code, 16) & 0xFF) if re.fullmatch(r"[0-9A-Fa-f]{2,4}", code) else ""


def authors(root: Any) -> list[str]:
    """Those an office program noted down: in properties, comments and tracked changes."""
    found = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if local(element.tag) in _NAMES and element.text and element.text.strip():
            found.append(element.text.strip())
        for key, value in element.attrib.items():
            if local(key) in _NAMES and value.strip():
                found.append(value.strip())
        if local(element.tag) == "cmAuthor" and element.get("name"):
            found.append(element.get("name"))
    return found


def local(tag: Any) -> str:
    """A name without its namespace."""
    return str(tag).rpartition("}")[2]


def _attributes(element: Any, name: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        key = local(key)
        if key in _SHAPES and _PATH.fullmatch(value) and not _DRAWN.search(value):
            continue
        if "panose" in (name + key).lower():
            continue  # Twenty digits that tell how a typeface looks.
        number = re.fullmatch(r"-?([1-9]\d*)", value)
        if number and (name in _IDS or key in _IDS or key.lower().endswith("id")):
            # Office programs number what they draw with random numbers.
            continue
        yield value
