"""Files of every kind, and files inside files: all they say, within limits."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator

from som_calc.library.privacy import columns, grids, images, office, pdf, plain
from som_calc.library.privacy.part import WORDS, Part, Unreadable, joined, raw, text_of

DEPTH = 5
"""Files inside files: a zip in a zip, an attachment in a PDF, a workbook in a chart."""
UNPACKED_BYTES = 200 * 2**20
MEMBERS = 5_000
_CHUNK = 2**20
_DESCRIPTOR = 24
"""Bytes that may follow a member of a zip without being part of any: its data descriptor."""
_TIMES_AND_OWNERS = frozenset({0x0001, 0x000A, 0x5455, 0x5855, 0x7875, 0xCAFE})
"""Extra fields of a zip's members that hold no text (APPNOTE 4.5)."""
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_FONTS = (b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00", b"true", b"ttcf")


class Reader:
    """Reads files and the files inside them, within limits.

    Args:
        known: SHA-256 of files that are ours (fonts); they need no reading.
        unreadable: told of each file that cannot be read.
        tables: tables in documents are read as tables too.
    """

    def __init__(
        self,
        known: frozenset[str] = frozenset(),
        unreadable: Callable[[Unreadable], None] = print,
        tables: bool = False,
    ) -> None:
        self._known, self._unreadable, self._tables = known, unreadable, tables
        self._left, self._members = UNPACKED_BYTES, MEMBERS

    def parts(self, place: str, content: bytes, depth: int = 0) -> Iterator[Part]:
        """Every text in one file; what cannot be read is told and yields no more."""
        try:
            yield from self._parts(place, content, depth)
        except Unreadable as error:
            self._unreadable(error)
        except ImportError:
            raise
        except Exception:
            # A library gave up on a damaged file: that too is a file no one has looked into.
            self._unreadable(
                Unreadable(place, "er beskadiget og kan ikke læses", "læg en hel fil ved")
            )

    def _parts(self, place: str, content: bytes, depth: int) -> Iterator[Part]:
        if depth > DEPTH:
            raise Unreadable(place, "ligger for mange filer inde i hinanden", "pak filerne ud")
        self._left -= len(content)
        if self._left < 0:
            raise Unreadable(place, "er for stor at læse igennem", "udelad filen, eller del den")
        if not content.strip() or hashlib.sha256(content).hexdigest() in self._known:
            return
        head = content[:1024]
        if head.startswith(b"PK"):
            yield from self._zip(place, content, depth)
        elif b"%PDF-" in head:
            yield from raw(place, content)
            yield from pdf.pdf_parts(self.parts, place, content, depth)
        elif head.startswith(b"\x1f\x8b"):
            if named := _gzip_names(content):
                yield Part(f"{place} (navn i gz)", named, "navn")
            yield from self.parts(f"{place} (pakket ud)", self._gunzip(place, content), depth + 1)
        elif head.startswith(_IMAGES) or head[8:12] == b"WEBP":
            yield from images.image_parts(self.parts, place, content, depth)
        elif head.startswith(_FONTS):
            wrong = "er en skrifttype, som programmet ikke kender"
            raise Unreadable(place, wrong, "gem filen uden indlejrede skrifttyper")
        else:
            yield from plain.text_parts(self.parts, place, content, depth)
            if self._tables:
                yield from _and_beside(grids.text_tables(place, plain.decoded(place, content)))

    def _gunzip(self, place: str, content: bytes) -> bytes:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            made = stream.read(self._left + 1)
        if len(made) > self._left:
            raise Unreadable(place, "fylder for meget pakket ud", "læg filen ved uden at pakke den")
        return made

    def _zip(self, place: str, content: bytes, depth: int) -> Iterator[Part]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # A folder may hold bytes too, though no program shows them.
            infos = [i for i in archive.infolist() if not i.is_dir() or i.file_size]
            self._members -= len(infos)
            if self._members < 0:
                raise Unreadable(place, "rummer for mange filer", "læg færre filer ved")
            if archive.comment:
                yield Part(f"{place}, zip-kommentar", text_of(archive.comment), "egenskab")
            for info in archive.infolist():
                yield Part(f"{place}/{info.filename}", info.filename, "navn")
                if info.comment:
                    yield Part(f"{place}/{info.filename}", text_of(info.comment), "egenskab")
                if beside := _extra(content, info):
                    yield Part(f"{place}/{info.filename}", beside, "navn")
            if any(info.flag_bits & 0x1 for info in infos):
                raise Unreadable(place, "er låst med en adgangskode", "læg filen ved uden kode")
            yield from raw(place, _outside_members(place, content, archive))
            members = {}
            for info in infos:
                with archive.open(info) as stream:
                    made = stream.read(self._left + 1)
                if len(made) > self._left:
                    raise Unreadable(place, "fylder for meget pakket ud", "læg mindre ved")
                if info.filename in members:
                    raise Unreadable(place, "rummer to filer med samme navn", "gem filen igen")
                members[info.filename] = made
        if "[Content_Types].xml" in members:
            yield from office.office_parts(self.parts, place, content, members, depth)
            if self._tables:
                yield from _and_beside(grids.office_tables(place, members))
            return
        for name, made in members.items():
            yield from self.parts(f"{place}/{name}", made, depth + 1)


def _and_beside(tables: Iterator[Part]) -> Iterator[Part]:
    """Tables, and the CPR numbers parted over two of their columns."""
    for part in tables:
        columns.check_size(part.place, part.rows)
        yield part
        yield from columns.beside(part.place, part.rows)


def _gzip_names(content: bytes) -> str:
    """The name and the comment a gzip file keeps of what is in it (RFC 1952)."""
    flags, at = content[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(content[at : at + 2], "little")
    said = []
    for flag in (8, 16):
        if flags & flag and (end := content.find(b"\x00", at)) >= 0:
            said.append(text_of(content[at:end]))
            at = end + 1
    return joined(said)


def _extra(content: bytes, info: zipfile.ZipInfo) -> str:
    """What stands in a member's extra fields beside times and owners, which are numbers."""
    header = info.header_offset
    first = header + 30 + int.from_bytes(content[header + 26 : header + 28], "little")
    size = int.from_bytes(content[header + 28 : header + 30], "little")
    said = []
    for block in (info.extra, content[first : first + size]):
        at = 0
        while at + 4 <= len(block):
            kind = int.from_bytes(block[at : at + 2], "little")
            end = at + 4 + int.from_bytes(block[at + 2 : at + 4], "little")
            if kind not in _TIMES_AND_OWNERS:
                said += [text_of(word[0]) for word in WORDS.finditer(block[at + 4 : end])]
            at = end
    return joined(dict.fromkeys(said))


def _outside_members(place: str, content: bytes, archive: zipfile.ZipFile) -> bytes:
    """What a zip says of its members; their own bytes, which are read one by one, are blank.

    Raises:
        Unreadable: there are bytes no member owns: a deleted file still lies there.
    """
    left = bytearray(content)
    at = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        start = info.header_offset
        header = content[start : start + 30]
        if not 0 <= start - at <= _DESCRIPTOR or header[:4] != b"PK\x03\x04":
            break
        names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        first = start + 30 + names
        at = first + info.compress_size
        left[first:at] = bytes(at - first)
    else:
        if 0 <= archive.start_dir - at <= _DESCRIPTOR:
            return bytes(left)
    raise Unreadable(
        place, "rummer bytes, som ingen fil i den bruger (en slettet fil?)", "pak den igen"
    )
