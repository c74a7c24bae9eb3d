"""Tables in documents and data: Word, PowerPoint, HTML, Markdown, text and JSON, as rows."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from som_calc.library.privacy import columns
from som_calc.library.privacy.markup import local, xml_root
from som_calc.library.privacy.part import Part, Unreadable

_ROWS = frozenset({"tr", "table-row"})
_CELLS = frozenset({"tc", "td", "th", "table-cell"})
_TABLES = frozenset({"tbl", "table"})
_SPREAD = re.compile(r"\t| {2,}")
_RULE = re.compile(r"[\s|:+=_-]*")


def office_tables(place: str, members: Mapping[str, bytes]) -> Iterator[Part]:
    """Tables in Word and PowerPoint, and what their charts show."""
    for name, content in members.items():
        if not name.endswith(".xml") or not name.startswith(("word/", "ppt/", "xl/charts/")):
            continue
        try:
            root = xml_root(name, content)
        except Unreadable:
            continue
        yield from _tables(place, root)
        if "/charts/" in name:
            yield from _chart(place, root)


def text_tables(place: str, text: str) -> Iterator[Part]:
    """Tables in HTML, JSON, Markdown, and in text with columns."""
    if re.search(r"(?i)<t[rd][\s>]", text):
        import lxml.html

        bare = re.sub(r"<\?xml[^>]*\?>", "", text)
        yield from _tables(
            place, lxml.html.document_fromstring(f"<html><body>{bare}</body></html>")
        )
    if text.lstrip()[:1] == "<":
        return
    if text.lstrip()[:1] in {"{", "["}:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        yield from _json_tables(place, data)
        return
    yield from _columns(place, text)


def _tables(place: str, root: Any) -> Iterator[Part]:
    for element in root.iter():
        if isinstance(element.tag, str) and local(element.tag) in _TABLES:
            rows = [row for inner in _inner(element, _ROWS) if (row := _row(inner))]
            if rows:
                yield Part(place, "", "tabel", rows)


def _row(element: Any) -> list[str]:
    cells: list[str] = []
    for cell in _inner(element, _CELLS):
        cells.append(" ".join("".join(_words(cell)).split()))
        said = [value for key, value in _attributes(cell) if key == "colspan"]
        for inner in cell.iter():
            if local(inner.tag) == "gridSpan" or inner is cell:
                said += [v for key, v in _attributes(inner) if key in {"val", "gridSpan"}]
        if said and said[0].isdigit():
            cells += [""] * (min(int(said[0]), 50) - 1)
    return cells


def _words(cell: Any) -> Iterator[str]:
    for element in cell.iter():
        if isinstance(element.tag, str):
            yield element.text or ""
            if local(element.tag) in {"p", "br", "div", "tab"}:
                yield " "
        if element is not cell:
            yield element.tail or ""


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        yield local(key), value


def _inner(element: Any, names: frozenset[str]) -> Iterator[Any]:
    """Elements of some names below one, but not those of a table inside it."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = local(child.tag)
        if name in names:
            yield child
        elif name not in _TABLES:
            yield from _inner(child, names)


def _chart(place: str, root: Any) -> Iterator[Part]:
    """The numbers of a chart as a table: a row per category, a column per series."""
    for series in root.iter():
        if not isinstance(series.tag, str) or local(series.tag) != "ser":
            continue
        told: dict[str, list[str]] = {}
        for part in series:
            if isinstance(part.tag, str):
                told[local(part.tag)] = [e.text or "" for e in part.iter() if local(e.tag) == "v"]
        rows = [list(row) for row in zip(told.get("cat", []), told.get("val", []), strict=False)]
        if rows:
            yield Part(place, "", "tabel", [["", " ".join(told.get("tx", []))], *rows])


def _json_tables(place: str, data: Any) -> Iterator[Part]:
    """Objects as rows of name and value, lists of objects and of lists as tables."""
    if isinstance(data, dict):
        rows = [[str(k), _shown(v)] for k, v in data.items() if not isinstance(v, dict | list)]
        if rows:
            yield Part(place, "", "tabel", rows)
        for key, value in data.items():
            for part in _json_tables(place, value):
                yield Part(place, "", "tabel", [[str(key)], *part.rows])
    elif isinstance(data, list):
        objects = [item for item in data if isinstance(item, dict)]
        if objects:
            names = list(dict.fromkeys(key for item in objects for key in item))
            columns.check_size(place, [names, *map(list, objects)])
            rows = [[_shown(item.get(name, "")) for name in names] for item in objects]
            yield Part(place, "", "tabel", [[str(name) for name in names], *rows])
        lists = [[_shown(cell) for cell in item] for item in data if isinstance(item, list)]
        lists = [row for row in lists if any(row)]
        if lists:
            yield Part(place, "", "tabel", lists)
        for item in data:
            if isinstance(item, dict | list):
                for value in item.values() if isinstance(item, dict) else item:
                    if isinstance(value, dict | list):
                        yield from _json_tables(place, value)


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _columns(place: str, text: str) -> Iterator[Part]:
    """Lines of text with the same sign between columns; a title may stand right above them."""
    signs = [sign for sign in ("|", ";", "\t", "  ", ",") if sign in text]
    comma = bool(re.search(r"(?i)\.(csv|tsv|txt)\b", place))
    for sign in signs:
        if sign == "," and not comma:
            continue
        rows: list[list[str]] = []
        title = ""
        for line in [*text.splitlines(), "", ""]:
            cells = _cells(line, sign)
            if cells is None:
                if line.strip() and not rows:
                    title = line.strip(" #*=-")
                if rows and line.strip():
                    rows.append([line.strip()])
                elif rows and not line.strip():
                    columns.check_size(place, rows, columns.MOST_COLUMNS)
                    if sum(len(row) > 1 for row in rows) > 1:
                        yield Part(place, "", "tabel", [[title], *rows] if title else rows)
                    rows, title = [], ""
            elif cells:
                rows.append(cells)


def _cells(line: str, sign: str) -> list[str] | None:
    """The cells of a line; empty for a rule between rows, None when it is no row."""
    bare = line.strip()
    if sign == "|":
        if "|" not in bare:
            return None
        if _RULE.fullmatch(bare):
            return []
        return [cell.strip(" *_`") for cell in bare.strip("|").split("|")]
    if sign == "  ":
        cells = [cell.strip() for cell in _SPREAD.split(bare)]
    elif sign in bare:
        try:
            cells = [cell.strip() for cell in next(csv.reader([bare], delimiter=sign))]
        except csv.Error:
            return None
    else:
        return None
    return cells if len(cells) > 1 else None
