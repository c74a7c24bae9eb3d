"""A figure's SVG made fit to stand inside a page: unique ids, a text alternative, no code."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

from som_calc.document.model import NotAReport

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
FORBIDDEN = {"script", "style", "foreignObject", "iframe", "a", "metadata", "title", "desc"}
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_FOR_ALL = re.compile(r"(\*\{[^}]*\})?")
_PIXELS = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+$")
"""A picture within a drawing, as of a heat map."""
ET.register_namespace("", SVG)


def inline(svg: str, id: str, title: str, description: str, points: float | None = None) -> str:
    """The drawing as an ``<svg role="img">`` element for an HTML page.

    Args:
        svg: the figure's markup; an XML prolog is dropped.
        id: unique in the page; every id in the drawing is prefixed with it.
        title: short name, becomes ``<title>``.
        description: the alternative text, becomes ``<desc>``.
        points: the width it is to have where there is room; else all there is.

    Raises:
        NotAReport: the markup is not well-formed SVG.
    """
    root = parsed(svg, id)
    _clean(root, f"{id}-")
    width, height = root.attrib.pop("width", None), root.attrib.pop("height", None)
    if "viewBox" not in root.attrib and width and height:
        root.set("viewBox", f"0 0 {_points(width)} {_points(height)}")
    if points is not None:
        root.set("width", f"{points / 0.75:.0f}")
    name, text = f"{id}-navn", f"{id}-tekst"
    root.attrib |= {"role": "img", "id": id, "aria-labelledby": name, "aria-describedby": text}
    root.set("focusable", "false")
    for position, (tag, tag_id, content) in enumerate(
        [("title", name, title), ("desc", text, description)]
    ):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": tag_id})
        element.text = content
        root.insert(position, element)
    return ET.tostring(root, encoding="unicode")


def around(pixels: str, format: str, width: float, height: float) -> str:
    """A drawing that holds nothing but a picture (base64) of so many points."""
    size = f'width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="{SVG}" {size} viewBox="0 0 {width:g} {height:g}">'
        f'<image {size} href="data:image/{format};base64,{pixels}"/></svg>'
    )


def stands_alone(svg: str) -> bool:
    """Whether a drawing needs a document of its own: it has a style sheet beyond matplotlib's one
    rule for all lines, or HTML inside."""
    sheets = re.findall(r"<style\b[^>]*>(.*?)</style>", svg, re.DOTALL)
    rules = [re.sub(r"<!\[CDATA\[|\]\]>|\s", "", sheet) for sheet in sheets]
    return "<foreignObject" in svg or any(not _FOR_ALL.fullmatch(rule) for rule in rules)


def data_uri(svg: str) -> str:
    """The drawing as a ``data:`` address for an ``<img>``, where inline SVG is not allowed."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def parsed(svg: str, id: str) -> ET.Element:
    """The drawing as a tree.

    Raises:
        NotAReport: the markup is not well-formed SVG.
    """
    start = svg.find("<svg")
    try:
        root = ET.fromstring(svg[max(start, 0) :])
    except ET.ParseError as error:
        raise NotAReport(f"Figuren »{id}« er ikke gyldig SVG: {error}.") from error
    if _local(root) != "svg":
        raise NotAReport(f"Figuren »{id}« er ikke en SVG-tegning.")
    return root


def _clean(element: ET.Element, prefix: str) -> None:
    _clean_attributes(element, prefix)
    for child in list(element):
        if not isinstance(child.tag, str) or _local(child) in FORBIDDEN:
            element.remove(child)
        else:
            _clean(child, prefix)


def _clean_attributes(element: ET.Element, prefix: str) -> None:
    attributes = dict(element.attrib)
    for declaration in attributes.pop("style", "").split(";"):
        # A strict Content-Security-Policy ignores style attributes; drawing attributes count.
        name, _, value = declaration.partition(":")
        if value:
            attributes[name.strip()] = value.strip()
    element.attrib.clear()
    for name, value in attributes.items():
        if name == XLINK_HREF:
            name = "href"
        pixels = name == "href" and _PIXELS.match(value) is not None
        if name.startswith(("on", "{")) or (
            name == "href" and not pixels and not value.startswith("#")
        ):
            continue
        if name == "id":
            value = prefix + value
        elif name == "href" and not pixels:
            value = f"#{prefix}{value[1:]}"
        elif "url(" in value:
            value = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
        element.set(name, value)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _points(length: str) -> str:
    return re.sub(r"[^\d.]", "", length)
