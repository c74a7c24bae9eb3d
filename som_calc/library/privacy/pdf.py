"""PDF: the text of its pages, and every string, note, form field and file in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from som_calc.library.privacy.part import WORDS, Nested, Part, Unreadable, joined, text_of

_LOCKED = "er låst med en adgangskode"
_DATE = re.compile(r"D:\d{4,14}")
_SCAN_AREA, _SCAN_SIGNS = 0.6, 40
"""A page is a scan when pictures cover most of it and fewer signs than these can be read."""
_MOST_DRAWINGS = 3_000
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def pdf_parts(nested: Nested, place: str, content: bytes, depth: int) -> Iterator[Part]:
    """Everything a PDF says, in its earlier versions too.

    Raises:
        Unreadable: it is locked, broken, or has pages without any text (scanned).
    """
    end = content.rfind(b"%%EOF")
    if behind := content[end + 5 :].strip(b"\x00\r\n\t ") if end >= 0 else b"":
        yield from nested(f"{place} (efter slutningen)", behind, depth + 1)
    yield from _one(nested, place, content, depth, whole=True)
    ends = [match.end() for match in re.finditer(rb"%%EOF", content)][:-1]
    if ends and b"/Linearized" not in content[:2048]:
        # A PDF that was edited and saved keeps what was there before, cut off at its own end.
        for number, end in enumerate(ends, 1):
            yield from _one(
                nested, f"{place} (tidligere version {number})", content[:end], depth, whole=False
            )


def _one(nested: Nested, place: str, content: bytes, depth: int, whole: bool) -> Iterator[Part]:
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Unreadable(place, _LOCKED, "læg filen ved uden kode") from None
    except pikepdf.PdfError:
        raise Unreadable(place, "er en PDF, der ikke kan læses", "gem den igen") from None
    with document:
        if document.is_encrypted:
            raise Unreadable(place, "er krypteret", "gem den uden beskyttelse")
        strings: list[str] = []
        files: list[bytes] = []
        drawn: list[Any] = []
        passed = _passed(place, document)
        for item in document.objects:
            _collect(item, strings, files, 0)
            if isinstance(item, pikepdf.Stream) and item.objgen not in passed:
                _stream(place, item, strings, files, drawn)
        yield Part(f"{place}, egenskaber, noter og felter", joined(strings), "egenskab")
        for key in ("/Author", "/Creator"):
            if key == "/Author" and key in document.docinfo:
                who = str(document.docinfo[key]).strip()
                if who:
                    yield Part(place, who, "forfatter")
        for number, made in enumerate(files, 1):
            yield from nested(f"{place} (indlejret fil {number})", made, depth + 1)
        yield from _pages(place, content, whole)
        if drawn:
            yield from _pages(f"{place}, tegninger", _as_pages(place, document, drawn), False)


def _collect(item: Any, strings: list[str], files: list[bytes], level: int) -> None:
    import pikepdf

    if level > 40:
        raise Unreadable("PDF", "er for indviklet", "gem den igen")
    if isinstance(item, pikepdf.String):
        text = str(item)
        if not _DATE.match(text):
            strings.append(text)
            if (plain := text_of(bytes(item))) != text:
                strings.append(plain)
    elif isinstance(item, pikepdf.Array):
        for inner in item:
            if not getattr(inner, "is_indirect", False):
                _collect(inner, strings, files, level + 1)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in item.keys():  # noqa: SIM118 - a stream iterates over nothing
            inner = item[key]
            if key == "/ID" or getattr(inner, "is_indirect", False):
                continue
            _collect(inner, strings, files, level + 1)


def _passed(place: str, document: Any) -> set[tuple[int, int]]:
    """Streams that are read in another way, or tell how typefaces look and pages are drawn.

    Raises:
        Unreadable: a typeface does not say which letters its shapes are.
    """
    import pikepdf

    passed = set()

    def skip(*items: Any) -> None:
        for item in items:
            if isinstance(item, pikepdf.Array):
                skip(*item)
            elif isinstance(item, pikepdf.Stream):
                passed.add(item.objgen)

    for page in document.pages:
        skip(page.obj.get("/Contents"))
    for item in document.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if str(item.get("/Type", "")) == "/Font":
            kind = str(item.get("/Subtype", ""))
            shapes = kind == "/Type3" or (
                kind == "/Type0" and str(item.get("/Encoding", "")).startswith("/Identity")
            )
            if shapes and "/ToUnicode" not in item:
                raise Unreadable(
                    place,
                    "har en skrift, der ikke siger, hvilke bogstaver den viser",
                    "gem den igen fra det program, den er skrevet i",
                )
            skip(item.get("/ToUnicode"), item.get("/Encoding"))
            if kind == "/Type3":
                glyphs = item.get("/CharProcs", pikepdf.Dictionary())
                skip(*(glyphs[key] for key in glyphs.keys()))  # noqa: SIM118 - see _collect
        skip(*(item.get(key) for key in (*_FONT_FILES, "/CIDToGIDMap", "/CIDSet")))
    return passed


def _stream(
    place: str, item: Any, strings: list[str], files: list[bytes], drawn: list[Any]
) -> None:
    """A stream's text; a picture or an attached file is put aside, and so is what is drawn."""
    import pikepdf

    kind, sub = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    filters = str(item.get("/Filter", ""))
    if sub == "/Image" and ("DCTDecode" in filters or "JPXDecode" in filters):
        made = item.read_raw_bytes()
        if made.startswith(b"\xff\xd8\xff"):
            files.append(made)
        return
    if sub == "/Image" or kind in {"/XRef", "/ObjStm"} or "/FunctionType" in item:
        return
    if sub == "/Form" or "/PatternType" in item or "/BBox" in item:
        drawn.append(item)
        return
    try:
        made = item.read_bytes()
    except pikepdf.PdfError:
        wrong = "rummer noget, der ikke kan pakkes ud"
        raise Unreadable(place, wrong, "gem den igen") from None
    if kind == "/EmbeddedFile" or sub.startswith(("/application", "/text")):
        files.append(made)
    elif b"<?xml" in made[:200] and b"<?xpacket" not in made[:200]:
        files.append(made)  # A form (XFA), read as XML.
    else:
        odd = sum(made.count(byte) for byte in (*range(9), *range(14, 32)))
        if odd <= len(made) / 50 or kind == "/Metadata" or made[1::2].count(0) > len(made) / 3:
            strings.append(text_of(made))
        else:
            strings += [text_of(match[0]) for match in WORDS.finditer(made)]


def _as_pages(place: str, document: Any, drawn: list[Any]) -> bytes:
    """Drawings no page shows (stamps, patterns, looks of fields), each on a page of its own."""
    import pikepdf

    if len(drawn) > _MOST_DRAWINGS:
        raise Unreadable(place, "er for indviklet", "gem den igen")
    first = document.pages[0].obj.get("/Resources") if len(document.pages) else None
    with pikepdf.new() as made:
        for item in drawn:
            page = made.add_blank_page(page_size=(1000, 1000))
            resources = item.get("/Resources", first)
            if resources is not None:
                page.obj.Resources = made.copy_foreign(document.make_indirect(resources))
            page.obj.Contents = made.make_stream(item.read_bytes())
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


def _pages(place: str, content: bytes, whole: bool) -> Iterator[Part]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        empty = []
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            text = words.get_text_range().replace("\ufffe", "-").replace("\x02", "-")
            laid = _by_place(words)
            words.close()
            signs = len("".join(text.split()))
            pictures = _picture_share(page) if whole and signs < _SCAN_SIGNS else 0
            drawn = next(iter(page.get_objects(max_depth=3)), None) is not None
            if (not signs and drawn) or pictures > _SCAN_AREA:
                empty.append(number + 1)
            page.close()
            yield Part(f"{place}, side {number + 1}", text)
            if laid and laid.split() != text.split():
                yield Part(f"{place}, side {number + 1}", laid)
    finally:
        document.close()
    if empty and whole:
        shown = ", ".join(str(number) for number in empty[:5])
        raise Unreadable(
            place,
            f"har sider uden tekst, der kan læses (side {shown}); er den scannet?",
            "læg et dokument med tekst ved, eller udelad siderne",
        )


def _by_place(words: Any) -> str:
    """The text of a page as it lies on it, line by line, whatever order it was written in."""
    placed = []
    for number in range(min(words.count_rects(), 2_000)):
        left, bottom, right, top = words.get_rect(number)
        text = words.get_text_bounded(left, bottom, right, top)
        placed.append((-round((bottom + top) / 6), left, right, text))
    lines: list[str] = []
    last: tuple[int, float] | None = None
    for height, left, right, text in sorted(placed):
        same = last is not None and last[0] == height
        near = last is not None and left - last[1] < 3
        lines += ["" if same and near else " " if same else "\n", text]
        last = height, right
    return "".join(lines)


def _picture_share(page: Any) -> float:
    """How much of a page its pictures cover, at most 1."""
    import pypdfium2.raw

    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=5):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return min(1.0, covered / (width * height)) if width and height else 0.0
