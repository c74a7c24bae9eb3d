"""What Word's, PowerPoint's and Excel's files have in common."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.document.model import Document, FrontMatter
from som_calc.resources import find, shipped, source_date

LANGUAGE = "da-DK"
FONT = "Arial"
COLOURS = {
    "dk2": "0B4F7D",
    "accent1": "0072B2",
    "accent2": "C25500",
    "accent3": "00805E",
    "accent4": "A8568A",
    "accent5": "7A6A00",
    "accent6": "4B5563",
    "hlink": "0B4F7D",
}
"""The typeface and the colours of the templates we ship."""
LOSS = "A33B00"
WARNING = "9A4A00"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""On every part of a package, so that the same report gives the same bytes."""
LONGEST_PROPERTY = 255
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text without the characters XML 1.0 has no place for."""
    return _ILLEGAL.sub("", text)


def in_template(
    build: Callable[[Document, Path], bytes],
    document: Document,
    name: str,
    skabelon: str | None,
    damaged: tuple[str, str],
) -> bytes:
    """The report in the kommune's template, or the one we ship.

    Args:
        build: makes the file from the report and a template.
        document: the report.
        name: the template's place in a template folder.
        skabelon: the kommune's own template folder.
        damaged: what to say of a template that cannot be filled in, and what would be right.

    Raises:
        CaseError: the kommune's template is damaged inside, or ``build`` says what is wrong.
    """
    path, ours = find("templates", name, skabelon), shipped("templates") / name
    try:
        return build(document, path)
    except CaseError:
        raise
    except Exception:
        if path.samefile(ours):
            raise
        build(document, ours)  # the report itself is sound, so it is the template that is not
        raise CaseError.single(path, *damaged) from None


def source_line(source: str) -> str:
    """The source with its label, once."""
    return source if source.lower().startswith("kilde") else f"Kilde: {source}"


def themed(theme: bytes) -> bytes:
    """A theme part with the typeface and the colours of our templates."""
    text = theme.decode()
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    for name, colour in COLOURS.items():
        text = re.sub(rf'(<a:{name}>\s*<a:srgbClr val=")[0-9A-Fa-f]{{6}}', rf"\g<1>{colour}", text)
    return text.encode()


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


class FixedZip:
    """What python-docx and python-pptx write a package to, with the same time on every part."""

    def __init__(self, level: int = 6) -> None:
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
