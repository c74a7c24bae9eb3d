"""The finished file: the same bytes for the same report."""

from __future__ import annotations

from typing import Any

from som_calc.formats.ooxml import FixedZip
from som_calc.formats.word.xml import word


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
    file: Any = FixedZip(level)
    PackageWriter._write_content_types_stream(file, parts)
    PackageWriter._write_pkg_rels(file, package.rels)
    PackageWriter._write_parts(file, parts)
    written: bytes = file.close()
    return written
