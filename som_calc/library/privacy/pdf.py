"""PDF: the text of its pages, and every string, note, form field and file in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from som_calc.library.privacy.part import Nested, Part, Unreadable, joined, text_of

_LOCKED = "er låst med en adgangskode"
_DATE = re.compile(r"D:\d{4,14}")
_DRAWING = {"/Image", "/Form"}


def pdf_parts(nested: Nested, place: str, content: bytes, depth: int) -> Iterator[Part]:
    """Everything a PDF says, in its earlier versions too.

    Raises:
        Unreadable: it is locked, broken, or has pages without any text (scanned).
    """
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
        for item in document.objects:
            _collect(item, strings, files, 0)
        yield Part(f"{place}, egenskaber, noter og felter", joined(strings), "egenskab")
        for key in ("/Author", "/Creator"):
            if key == "/Author" and key in document.docinfo:
                who = str(document.docinfo[key]).strip()
                if who:
                    yield Part(place, who, "forfatter")
        for number, made in enumerate(files, 1):
            yield from nested(f"{place} (indlejret fil {number})", made, depth + 1)
    yield from _pages(place, content, whole)


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
        if isinstance(item, pikepdf.Stream):
            _stream(item, strings, files)


def _stream(item: Any, strings: list[str], files: list[bytes]) -> None:
    import pikepdf

    kind, sub = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    filters = str(item.get("/Filter", ""))
    if sub == "/Image" and ("DCTDecode" in filters or "JPXDecode" in filters):
        made = item.read_raw_bytes()
        if made.startswith(b"\xff\xd8\xff"):
            files.append(made)
        return
    if sub in _DRAWING or "/FontFile" in kind or kind in {"/XRef", "/ObjStm"}:
        return
    try:
        made = item.read_bytes()
    except pikepdf.PdfError:
        return
    if kind == "/EmbeddedFile" or sub.startswith(("/application", "/text")):
        files.append(made)
    elif kind == "/Metadata" or sub == "/XML" or b"<?xpacket" in made[:200]:
        strings.append(text_of(made))
    elif not kind and not sub and made[:1].isascii() and made.isascii():
        strings.append("\n".join(re.findall(r"\(((?:[^()\\]|\\.)*)\)", made.decode("ascii"))))


def _pages(place: str, content: bytes, whole: bool) -> Iterator[Part]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        empty = []
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            text = words.get_text_range().replace("\ufffe", "-").replace("\x02", "-")
            words.close()
            if not text.strip() and next(iter(page.get_objects(max_depth=3)), None) is not None:
                empty.append(number + 1)
            page.close()
            yield Part(f"{place}, side {number + 1}", text)
    finally:
        document.close()
    if empty and whole:
        shown = ", ".join(str(number) for number in empty[:5])
        raise Unreadable(
            place,
            f"har sider uden tekst, der kan læses (side {shown}); er den scannet?",
            "læg et dokument med tekst ved, eller udelad siderne",
        )
