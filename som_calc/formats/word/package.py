"""The finished file: properties of the document, and the same bytes for the same report."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from som_calc.document.model import FrontMatter
from som_calc.formats.ooxml import LANGUAGE, ZIP_TIME, clean
from som_calc.formats.word.xml import word
from som_calc.resources import source_date

LONGEST_PROPERTY = 255


def set_properties(document: Any, front: FrontMatter) -> None:
    """Title, author, subject, keywords, language, provenance and dates."""
    properties = document.core_properties
    when = timestamp(front)
    values = {
        "title": front.title,
        "author": front.municipality,
        "last_modified_by": front.municipality,
        "subject": front.report_kind,
        "keywords": ", ".join(front.keywords),
        "language": LANGUAGE,
        "version": front.version,
        "comments": "; ".join(f"{name}: {value}" for name, value in front.provenance),
    }
    for name, value in values.items():
        setattr(properties, name, clean(value)[:LONGEST_PROPERTY])
    properties.created = properties.modified = when
    properties.revision = 1


def timestamp(front: FrontMatter) -> dt.datetime:
    """``SOURCE_DATE_EPOCH`` when set, else midnight of the report's date (UTC)."""
    if (moment := source_date()) is not None:
        return moment.replace(tzinfo=None)
    try:
        return dt.datetime.combine(dt.date.fromisoformat(front.date), dt.time())
    except ValueError:
        return dt.datetime(2000, 1, 1)


def refresh_contents_list(document: Any) -> None:
    """Ask Word to renew a table of contents in the template when the file is opened."""
    for paragraph in document.element.body.iter(word("p")):
        begun = None
        for node in paragraph.iter(word("fldChar"), word("instrText")):
            if node.tag == word("fldChar"):
                begun = node if node.get(word("fldCharType")) == "begin" else begun
            elif begun is not None and (node.text or "").strip().upper().startswith("TOC"):
                begun.set(word("dirty"), "true")


def packed(document: Any, level: int = 6) -> bytes:
    """The document as bytes with fixed times and order; ``level`` 0 leaves it uncompressed."""
    from docx.opc.pkgwriter import PackageWriter

    package = document.part.package
    parts = package.parts
    for part in parts:
        part.before_marshal()
    file: Any = _FixedZip(level)
    PackageWriter._write_content_types_stream(file, parts)
    PackageWriter._write_pkg_rels(file, package.rels)
    PackageWriter._write_parts(file, parts)
    written: bytes = file.close()
    return written


class _FixedZip:
    """python-docx's writer of a package, but with the same time on every part."""

    def __init__(self, level: int) -> None:
        self._stream = io.BytesIO()
        method = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
        self._zip = zipfile.ZipFile(self._stream, "w", method, compresslevel=level)

    def write(self, uri: Any, blob: bytes) -> None:
        """Put one part in."""
        entry = zipfile.ZipInfo(uri.membername, ZIP_TIME)
        entry.compress_type = self._zip.compression
        entry.external_attr = 0o600 << 16
        self._zip.writestr(entry, blob, compresslevel=self._zip.compresslevel)

    def close(self) -> bytes:
        """The finished file."""
        self._zip.close()
        return self._stream.getvalue()
