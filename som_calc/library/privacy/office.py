"""Word, Excel and PowerPoint: every part of the file, hidden ones too."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from som_calc.library.privacy import columns, markup
from som_calc.library.privacy.columns import bare_number
from som_calc.library.privacy.cpr import BREAK
from som_calc.library.privacy.part import Nested, Part, Unreadable, text_of
from som_calc.library.privacy.plain import number_parts

_PLACES = (
    ("comments", "kommentar"), ("header", "sidehoved"), ("footer", "sidefod"),
    ("footnotes", "fodnote"), ("endnotes", "slutnote"), ("docProps/", "egenskaber"),
    ("sharedStrings", "celler"), ("workbook.xml", "arkenes navne"), ("notesSlide", "noter"),
    ("charts/", "diagram"), ("drawings/", "tegning"), ("slides/", "dias"),
    ("word/document", "teksten"), ("customXml/", "egne data"),
)  # fmt: skip
_STRINGS = re.compile(rb"(?:[\x20-\x7e]\x00){5,}|[\x20-\x7e]{6,}")
_AMOUNT = re.compile(r"(?i)[#?,%€$]|kr|dkk|e\+")
_HEADER_CODES = re.compile(r"&[LCR]")
"""»&L«, »&C«, »&R« begin the left, middle and right part of a sheet's header."""
_WHOLE = re.compile(f"(?<![^{BREAK}\n])[^{BREAK}\n]+(?![^{BREAK}\n])")
_MOST_CELLS = 2_000_000


def office_parts(
    nested: Nested, place: str, content: bytes, members: Mapping[str, bytes], depth: int
) -> Iterator[Part]:
    """Every part of an office file; what lies inside it (pictures, workbooks) is read in turn.

    Raises:
        Unreadable: it holds macros, objects or parts no one can read.
    """
    listed = members.get("xl/_rels/workbook.xml.rels", b"").replace(b"/xl/", b"")
    values: set[str] = set()
    if any(name.startswith("xl/") for name in members):
        yield from _sheets(place, content, values)
    for name, made in members.items():
        where = f"{place}, {_where(name)}"
        low = name.lower()
        if low.endswith((".xml", ".rels", ".vml")):
            for part in _xml(where, name, made, sheet=name.removeprefix("xl/").encode() in listed):
                # Numbers kept as text stand among all strings without the heading they are under.
                shared = "sharedStrings" in name and part.kind == "tekst"
                yield replace(part, text=_without(part.text, values)) if shared else part
        elif "printersettings" in low:
            found = [text_of(match[0]) for match in _STRINGS.finditer(made)]
            yield Part(where, BREAK.join(found), "egenskab")
        elif low.endswith(("vbaproject.bin", "oleobject1.bin")) or "activex" in low:
            raise Unreadable(
                place, "rummer makroer eller indsatte objekter", "gem den uden dem, eller som PDF"
            )
        else:
            yield from nested(f"{place}/{name}", made, depth + 1)


def _where(name: str) -> str:
    return next((said for start, said in _PLACES if start in name), name)


def _xml(where: str, name: str, content: bytes, sheet: bool) -> Iterator[Part]:
    root = markup.xml_root(where, content)
    # Numbers in cells are read with their format, see ``_sheets``.
    skip = frozenset({"v"}) if sheet or "/charts/" in name else frozenset()
    kind = "egenskab" if name.startswith(("docProps/", "_rels/")) or "/_rels/" in name else "tekst"
    if any(part in name for part in ("theme", "styles", "fontTable", "webSettings")):
        kind = "egenskab"
    said = _unescaped(markup.spoken(root, skip))
    if sheet:
        said = _HEADER_CODES.sub("\n", said)
    yield Part(where, said, kind)
    for who in dict.fromkeys(markup.authors(root)):
        yield Part(where, who, "forfatter")
    if "/charts/" in name:
        points = [e.text or "" for e in root.iter() if markup.local(e.tag) == "v"]
        yield Part(where, BREAK.join(p for p in points if not _bare(p)))
        whole = [int(float(p)) for p in points if _bare(p) and float(p).is_integer()]
        yield from number_parts(where, [one for value in whole for one in bare_number("", value)])


def _bare(text: str) -> bool:
    """Whether a text is a number as programs keep it, without a zero in front."""
    return bool(re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", text))


def _without(text: str, values: set[str]) -> str:
    return _WHOLE.sub(lambda match: "" if match[0] in values else match[0], text)


def _sheets(place: str, content: bytes, values: set[str]) -> Iterator[Part]:
    """The cells of every sheet; texts of only digits and signs are added to ``values``."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        cells = 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows: list[list[str]] = []
            numbers: list[list[str]] = []
            for row in sheet.iter_rows():
                shown = [_shown(cell) for cell in row]
                cells += len(shown)
                if cells > _MOST_CELLS:
                    raise Unreadable(place, "har for mange celler", "læg et mindre regneark ved")
                values.update(text for text in shown if text and columns.VALUE.fullmatch(text))
                if any(shown) or any(cell.value is not None for cell in row):
                    rows.append(shown)
                    numbers.append(
                        [_number(cell) or text for cell, text in zip(row, shown, strict=False)]
                    )
            where = f"{place}, ark {sheet.title}"
            columns.check_size(where, rows)
            yield Part(where, columns.said(rows))
            yield from number_parts(where, columns.numbers(numbers, every=True))
            yield from columns.beside(where, rows)
            yield Part(where, "", "tabel", rows)
    finally:
        book.close()


def _shown(cell: Any) -> str:
    """What a cell shows; long numbers without form are left to :func:`_number`."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        if not float(value).is_integer():
            return f"{value:.2f}"
        whole = int(value)
        if filled := _filled(whole, str(cell.number_format or "")):
            return filled
        return str(whole) if abs(whole) < 10**8 else ""
    return _unescaped(str(value))


def _filled(value: int, pattern: str) -> str:
    """A whole number in a pattern with ten places or so, »000000-0000«; "" for other patterns."""
    bare = re.sub(r"\[[^\]]*\]|_.|\*.", "", pattern.split(";")[0])
    bare = bare.replace("\\", "").replace('"', "")
    places = len(re.findall(r"[0#?]", bare))
    if not 9 <= places <= 12 or not 0 < value < 10**12 or re.search(r"[0#?][.,][0#?]|[%€$E]", bare):
        return ""
    digits = iter(reversed(str(value).zfill(max(places, 10))))
    signs = [next(digits, "") if sign in "0#?" else sign for sign in reversed(bare)]
    return "".join(reversed([*signs, *digits]))


def _unescaped(text: str) -> str:
    """Office files write signs XML cannot hold (and may write any sign) as ``_x000D_``."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _number(cell: Any) -> str:
    """A whole number without form; "" for others and for what is shown as an amount."""
    value, pattern = cell.value, str(cell.number_format or "").replace("General", "")
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return ""
    return "" if _AMOUNT.search(pattern) or _filled(int(value), pattern) else str(int(value))
