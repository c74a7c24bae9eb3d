"""What a picture says about itself: EXIF, XMP and the text fields of PNG, GIF and JPEG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from som_calc.library.privacy.part import Nested, Part, Unreadable, joined, text_of

PIXELS = 200_000_000
_GPS, _EXIF, _INTEROP = 0x8825, 0x8769, 0xA005
_PRINTED = re.compile(rb"[\x20-\x7e]{10,}")
_ENDS = {"PNG": (b"IEND", 8), "JPEG": (b"\xff\xd9", 2)}
_ARTIST = 0x13B
_OWN = frozenset({"dpi", "gamma", "aspect", "transparency", "background", "duration", "loop",
                  "jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile", "exif",
                  "progressive", "progression", "adobe", "adobe_transform", "interlace", "srgb",
                  "chromaticity", "version", "extension", "compression", "timestamp"})  # fmt: skip


def image_parts(nested: Nested, place: str, content: bytes, depth: int) -> Iterator[Part]:
    """The metadata of a picture and what lies behind it; what it shows is for people to judge.

    Raises:
        Unreadable: the picture is broken or far too large.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > PIXELS:
                raise Unreadable(place, "er et for stort billede", "gem det mindre")
            if picture.format == "PNG":
                picture.load()  # Text may stand after the pixels.
            written = dict(getattr(picture, "text", {}))
            info = {k: v for k, v in picture.info.items() if k not in written}
            kind = picture.format or ""
            exif = picture.getexif()
            tags: dict[Any, Any] = dict(exif)
            for block in (_EXIF, _INTEROP):
                tags.update(exif.get_ifd(block))
            gps = exif.get_ifd(_GPS)
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError):
        raise Unreadable(
            place, "er et billede, der ikke kan læses", "gem det igen som PNG"
        ) from None
    said = [text for key, value in written.items() for text in (str(key), *_texts(value))]
    for key, value in info.items():
        if str(key).lower() not in _OWN:
            said += [str(key), *_texts(value)]
    for tag, value in tags.items():
        if tag == _ARTIST and (who := joined(list(_texts(value))).strip()):
            yield Part(f"{place}, billedets egenskaber", who, "forfatter")
        said += _texts(value)
    if any(said):
        yield Part(f"{place}, billedets egenskaber", joined(said), "egenskab")
    if found := [match[0].decode("latin-1") for match in _PRINTED.finditer(content)]:
        yield Part(f"{place} (rå bytes)", joined(found), "egenskab")
    if behind := _behind(kind, content):
        yield from nested(f"{place} (efter billedet)", behind, depth + 1)
    if gps:
        yield Part(f"{place}, billedets egenskaber", "", "sted")


def _behind(kind: str, content: bytes) -> bytes:
    """Bytes after the end of a picture, which no program shows."""
    mark, size = _ENDS.get(kind, (b"", 0))
    at = content.rfind(mark) if mark else -1
    return content[at + size :].strip(b"\x00\r\n\t ") if at >= 0 else b""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        yield text_of(value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
