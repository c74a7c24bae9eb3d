"""Names and paths that office programs leave inside files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from som_calc.library.privacy.finding import Finding

_PERSON = re.compile(r"<(dc:creator|cp:lastModifiedBy)[^>]*>([^<]+)</")
_PATHS = re.compile(r"(?:[A-Za-z]:\\Users\\[^\\<>\"\s]+|/home/[^/<>\"\s]+|/Users/[^/<>\"\s]+)")
_PDF_AUTHOR = re.compile(rb"/Author\s*\(([^)]{1,80})\)")
OFFICE = {".docx", ".xlsx", ".pptx"}


def metadata_findings(name: str, content: bytes, allowed: set[str]) -> Iterator[Finding]:
    """Authors and paths inside one file; ``allowed`` are names the case itself publishes."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in OFFICE:
        yield from _office(name, content, allowed)
    elif suffix == ".pdf":
        for match in _PDF_AUTHOR.finditer(content):
            author = match[1].decode("latin-1").strip()
            if author and author not in allowed:
                yield _author(name, author)
    elif suffix in {".html", ".ipynb", ".json", ".yaml", ".csv", ".txt"}:
        yield from _path_findings(name, content.decode("utf-8", errors="replace"))


def _office(name: str, content: bytes, allowed: set[str]) -> Iterator[Finding]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                if part.startswith("docProps/") and part.endswith(".xml"):
                    text = package.read(part).decode("utf-8", errors="replace")
                    for match in _PERSON.finditer(text):
                        if match[2].strip() not in allowed:
                            yield _author(name, match[2].strip())
                    yield from _path_findings(name, text)
    except zipfile.BadZipFile:
        yield Finding(name, "kan ikke åbnes", "læg en hel fil ved, eller undlad den")


def _author(name: str, author: str) -> Finding:
    return Finding(
        name, f"filens egenskaber nævner »{author}«", "fjern personoplysninger i filens egenskaber"
    )


def _path_findings(name: str, text: str) -> Iterator[Finding]:
    for path in sorted(set(_PATHS.findall(text))):
        yield Finding(name, f"indeholder en sti med et brugernavn ({path})", "fjern stien")
