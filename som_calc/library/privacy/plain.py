"""Files of text: decoded, unescaped, and the files that lie inside them as base64."""

from __future__ import annotations

import base64
import binascii
import csv
import html
import io
import json
import re
import struct
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from typing import Any

from som_calc.library.privacy import columns, markup
from som_calc.library.privacy.columns import bare_number
from som_calc.library.privacy.cpr import BREAK, named_cpr
from som_calc.library.privacy.part import Nested, Part, Unreadable, joined, leaf

TEXT_BYTES = 20 * 2**20
"""Texts above this are refused: no one reads them, and looking through them takes minutes."""
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ESCAPED = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})|\r?\n\s*)"
)
_FROM_MAIL = re.compile(r"=(?:2[0D]|\n)[\d=-]|=3\d=3\d")
_QUOTED = re.compile(r"=(3[0-9]|2[0-9A-F])")
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,}(?:(?:\\n|\r?\n *)[A-Za-z0-9+/_-]{12,})*={0,2}"
)
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"wOF", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b",
           b"RIFF", b"OTTO", b"\x00\x01\x00\x00")  # fmt: skip
_UTF7 = re.compile(r"\+[A-Za-z0-9/]{2,16}-")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[2-7][0-9A-Fa-f]){10,}(?![0-9A-Fa-f])")
_FORMS = {"i4": "i", "i8": "q", "u4": "I", "u8": "Q", "f4": "f", "f8": "d"}
_ARRAY = re.compile(
    r"\\*\"dtype\\*\"\s*:\s*\\*\"([iu][48]|f[48])\\*\"\s*,\s*"
    r"\\*\"bdata\\*\"\s*:\s*\\*\"((?:[A-Za-z0-9+/=]|\\+u002f)+)"
)
_COLUMN_KEY = re.compile(r"\d+|values?|data")
_MAIL = re.compile(r"(?im)^(?:mime-version|content-transfer-encoding):")


def text_parts(nested: Nested, place: str, content: bytes, depth: int) -> Iterator[Part]:
    """A text file of any kind.

    Raises:
        Unreadable: it is no text the program can read.
    """
    if len(content) > TEXT_BYTES:
        raise Unreadable(place, "er en for lang tekst at læse igennem", "del den, eller udelad den")
    text = decoded(place, content)
    if text.startswith("{\\rtf") or _MAIL.search(text[:4000]):
        raise Unreadable(
            place, "er et RTF-dokument eller en mail", "gem den som Word, PDF eller tekst"
        )
    if "<!ENTITY" in text:
        raise Unreadable(place, "rummer XML, der sammensætter sig selv", "gem filen igen")
    if _UTF7.search(text):
        yield Part(place, text.encode("ascii", "replace").decode("utf-7", "replace"))
    yield from number_parts(place, _arrays(text))
    text, inside = without_files(text)
    for number, made in enumerate(inside, 1):
        yield from nested(f"{place} (indlejret fil {number})", made, depth + 1)
    data = _json(text)
    if isinstance(data, list):
        yield from _json_parts(place, data)
        return
    for read in (unfolded, _from_mail):
        if (unescaped := read(text)) != text:
            yield Part(place, unescaped)
    rows = table(text, place)
    if rows:
        columns.check_size(place, rows, columns.MOST_COLUMNS)
        text = columns.said(rows)
    yield Part(place, text)
    if re.search(r"<[A-Za-z!?/]", text):
        yield Part(place, markup.words(text))
    if rows:
        yield from number_parts(place, columns.numbers(rows))
        yield from columns.beside(place, rows)
        yield Part(place, "", "tabel", rows)


def decoded(place: str, content: bytes) -> str:
    """A text file in any encoding.

    Raises:
        Unreadable: the bytes are no text.
    """
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    if encoding is None:
        odd, even = content[1::2].count(0), content[::2].count(0)
        if odd or even:
            if max(odd, even) < len(content) * 0.15:
                raise _unknown(place)
            wide = (odd + even) > len(content) * 0.6
            order = "le" if odd > even or (wide and content[:1] != b"\x00") else "be"
            encoding = f"utf-32-{order}" if wide else f"utf-16-{order}"
    for name in [encoding] if encoding else ["utf-8", *_eight_bits(content)]:
        try:
            text = content.decode(str(name))
        except (UnicodeDecodeError, LookupError):
            continue
        text = text.removesuffix("\x1a").replace("\f", "\n").replace("\v", "\n")
        if not _CONTROL.search(text.replace("\x1b", "")):
            return leaf(text)
    raise _unknown(place)


def _eight_bits(content: bytes) -> list[str]:
    """Encodings of one byte a sign, the one whose æ, ø and å stand between letters first.

    None when most signs are no letters of ours: an encoding of another kind (EBCDIC) is refused.
    """
    if sum(byte > 127 for byte in content) > len(content) / 4:
        return []
    often = {
        name: len(re.findall(b"(?i)[a-z][" + re.escape("æøåÆØÅ".encode(name)) + b"]", content))
        for name in ("cp1252", "cp865", "mac_roman")
    }
    return [*sorted(often, key=lambda name: -often[name]), "latin-1"]


def _unknown(place: str) -> Unreadable:
    remedy = "gem den som PDF, Word, Excel, CSV eller tekst"
    return Unreadable(place, "er af en slags, programmet ikke kan læse", remedy)


def unfolded(text: str) -> str:
    """The text with what markup, programs and addresses write signs as turned into the signs."""
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text:
            text = _ESCAPED.sub(_sign, text)
        if "%" in text:
            text = urllib.parse.unquote(text, errors="replace")
    return text


def _from_mail(text: str) -> str:
    """The text with signs a mail writes as ``=2D`` (quoted-printable) turned into the signs."""
    if not _FROM_MAIL.search(text):
        return text
    return _QUOTED.sub(lambda match: chr(int(match[1], 16)), text.replace("=\n", ""))


def _sign(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3] or match[4]
    if not code:
        return ""
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def without_files(text: str) -> tuple[str, list[bytes]]:
    """The text without files in base64, and those files; text in base64 is added at the end."""
    files: list[bytes] = []
    said: list[str] = []

    def taken(match: re.Match[str]) -> str:
        made = _from_base64(match[0])
        if made is None:
            return match[0]
        if made.startswith(_BINARY):
            files.append(made)
            return " "
        words = _words(made)
        if words.lstrip().startswith("<"):
            files.append(made)
        elif words:
            # What was turned twice is turned back twice.
            inner, more = without_files(words)
            files.extend(more)
            if any(sign.isdigit() for sign in inner):
                said.append(inner)
        return match[0]

    said += [bytes.fromhex(match[0]).decode("latin-1") for match in _HEX.finditer(text)]
    text = _BASE64.sub(taken, text)
    return "\n\n\n\n\n".join([text, *said]), files


def _words(made: bytes) -> str:
    """Bytes that are a text in UTF-8 or UTF-16, "" for others."""
    if len(made) < 8:
        return ""
    wide = made.startswith((b"\xff\xfe", b"\xfe\xff"))
    pairs = made[1::2].count(0) > len(made) // 3
    try:
        text = made.decode("utf-16" if wide else "utf-16-le" if pairs else "utf-8")
    except UnicodeDecodeError:
        return ""
    return text if re.sub(r"[\r\n\t]", "", text).isprintable() or "<svg" in text else ""


def _from_base64(text: str) -> bytes | None:
    bare = re.sub(r"\\n|\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    if len(bare) % 4 == 1:
        return None
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON with every pair, also of a key that stands twice."""


def _json(text: str) -> Any:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        return None


def _json_parts(place: str, data: Any) -> Iterator[Part]:
    """Strings of a JSON file, lines of a notebook joined; bare numbers apart, with their names."""
    texts: list[str] = []
    numbers: list[str] = []

    def walk(value: Any, name: str) -> None:
        if isinstance(value, str):
            texts.append(value)
            if named_cpr(name) and re.fullmatch(r"[1-9]\d{8}", value):
                numbers.extend(bare_number(name, int(value)))
        elif isinstance(value, _Pairs):
            for key, inner in value:
                texts.append(key)
                # A program may keep a column as an object or list below the column's name.
                walk(inner, name if _COLUMN_KEY.fullmatch(key) else key)
        elif isinstance(value, list):
            if value and all(isinstance(item, str) for item in value):
                # A notebook keeps a text as a list of lines.
                texts.append("".join(value))
            if printed := "".join(_printed(item) for item in value):
                texts.append(printed)
            for item in value:
                walk(item, name)
        elif isinstance(value, float) and value.is_integer() and abs(value) < 10**10:
            numbers.extend(bare_number(name, int(value)))
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**8:
            numbers.extend(bare_number(name, value))

    walk(data, "")
    yield Part(place, joined(texts))
    tagged = [text for text in texts if "<" in text]
    if tagged:
        yield Part(place, BREAK.join(markup.words(text) for text in tagged))
    escaped = [plain for text in texts if (plain := unfolded(text)) != text]
    if escaped:
        yield Part(place, joined(escaped))
    yield from number_parts(place, numbers)


def _printed(output: Any) -> str:
    """What a notebook's cell printed: it lies in pieces, one for each time something was said."""
    if not isinstance(output, _Pairs) or ("output_type", "stream") not in output:
        return ""
    return "".join("".join(said) for name, said in output if name == "text")


def _arrays(text: str) -> list[str]:
    """Whole numbers in the arrays a plotly figure keeps as bytes."""
    found = []
    for match in _ARRAY.finditer(text):
        made = _from_base64(match[2].replace("\\u002f", "/")) or b""
        form = struct.Struct(f"<{_FORMS[match[1]]}")
        values = form.iter_unpack(made[: len(made) // form.size * form.size])
        found += [
            one for (value,) in values if value % 1 == 0 for one in bare_number("", int(value))
        ]
    return found


def number_parts(place: str, numbers: list[str]) -> Iterator[Part]:
    """Numbers without form: those named CPR numbers are text, the others may be amounts."""
    for kind in ("tekst", "tal"):
        some = [one for one in numbers if named_cpr(one) == (kind == "tekst")]
        if some:
            yield Part(place, joined(some), kind)


def table(text: str, place: str) -> list[list[str]]:
    """Rows of a text that is a table (as many columns in most lines), else none."""
    if not re.search(r"(?i)\.(csv|tsv|tab|txt|dat|psv|log)\b", place):
        return []
    lines = text.split("\n", 50)[:50]
    delimiter = max(";\t,|", key=lambda sign: sum(sign in line for line in lines))
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    except csv.Error:
        return []
    widths = Counter(len(row) for row in rows)
    width, often = widths.most_common(1)[0] if widths else (0, 0)
    prose = not re.search(r"(?i)\.(csv|tsv|tab|psv)\b", place)
    if prose and (len(rows) < 2 or often < len(rows) * 0.8):
        return []
    return rows if width > 1 and often > len(rows) / 2 else []
