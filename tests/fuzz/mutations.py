"""Small changes to files of any kind, the same for the same seed."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable

AWKWARD = [
    "", "0", "-1", "1e400", "1e308", "-1e308", "NaN", "inf", "-inf", "½", "²", "٥", "9" * 400,
    "9999999999999", "-9999999999999", "0.1.2", "1.234.567,89", "1,2,3", "100 %", "101 %", "-5 %",
    "1e9 %", "2025", "2151", "0000", "9999-12-31", "0001-01-01", "31. februar 2026", "ja", "nej",
    "ukendt", "~", "null", "true", "!!python/object:os.system x", "*a", "&a x", "<<: *a", "- - - x",
    "{", "}", "[", "]", "{a: {a: {a: 1}}}", "|", ">", "|-\n   x", "'", '"', '"\\ud800"', '"\\0"',
    "#", ": ", "---", "...", "\t", "\x00", "\x0b", "\ufeff", "\u2028", "\u202e", "\ud7ff", "￿",
    "=1+1", "=HYPERLINK(1)", "@SUM(1)", "<script>alert(1)</script>", "</style>", "{{ 1/0 }}",
    "{{ 'x'*10**9 }}", "{% for a in range(9999) %}{{ a }}", "$x^2$", "#panic()", "\\", "%s%n",
    "../../etc/passwd", "con", "æøå", "שלום", "😀", "x" * 5_000, "x" * 40_000, " " * 200,
    ";" * 300, "\n" * 300,
]  # fmt: skip
_NUMBER = re.compile(r"-?\d[\d.,]*")
_WORD = re.compile(r"[^\W\d]{2,}")
Change = Callable[[str, random.Random], str]


def _cut(text: str, chance: random.Random) -> tuple[str, str, str]:
    """A text in three: before, a short part, after."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((1, 2, 5, 20, 200)))
    return text[:start], text[start:end], text[end:]


def _replaced(pattern: re.Pattern[str]) -> Change:
    def change(text: str, chance: random.Random) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text + chance.choice(AWKWARD)
        one = chance.choice(found)
        other = chance.choice(AWKWARD) if chance.random() < 0.7 else chance.choice(found)[0]
        return text[: one.start()] + other + text[one.end() :]

    return change


def _without(text: str, chance: random.Random) -> str:
    before, _, after = _cut(text, chance)
    return before + after


def _twice(text: str, chance: random.Random) -> str:
    before, part, after = _cut(text, chance)
    return before + part * chance.choice((2, 3, 50)) + after


def _with(text: str, chance: random.Random) -> str:
    before, part, after = _cut(text, chance)
    return before + chance.choice(AWKWARD) + part + after


def _line(text: str, chance: random.Random) -> str:
    """A line away, twice, moved, or moved in and out."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    at = chance.randrange(len(lines))
    how = chance.randrange(5)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[at])
    elif how == 2:
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    elif how == 3:
        lines[at] = " " * chance.randrange(1, 9) + lines[at]
    else:
        lines[at] = lines[at].lstrip()
    return "".join(lines)


def _swapped(text: str, chance: random.Random) -> str:
    """Everything after the first colon, semicolon or equals sign of a line from another line."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    sign = chance.choice(":;=")
    name, _, _ = lines[one].partition(sign)
    _, _, value = lines[other].partition(sign)
    lines[one] = f"{name}{sign}{value or chr(10)}"
    return "".join(lines)


CHANGES: list[Change] = [
    _replaced(_NUMBER), _replaced(_NUMBER), _replaced(_NUMBER), _replaced(_WORD), _without,
    _twice, _with, _line, _line, _swapped,
]  # fmt: skip
ENCODINGS = ["utf-8"] * 12 + ["utf-8-sig", "utf-16", "cp1252", "utf-32", "latin-1"]


def text(content: str, chance: random.Random) -> str:
    """A text changed in one to four places."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        content = chance.choice(CHANGES)(content, chance)
    return content


def _encoded(content: str, chance: random.Random) -> bytes:
    return content.encode(chance.choice(ENCODINGS), errors="replace")


def raw(content: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut out, doubled or cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        at = chance.randrange(len(data) + 1)
        how = chance.randrange(5)
        if how == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif how == 1:
            del data[at : at + chance.choice((1, 4, 100))]
        elif how == 2:
            data[at:at] = chance.randbytes(chance.choice((1, 4, 100)))
        elif how == 3:
            data[at:at] = data[at : at + 200]
        else:
            del data[at:]
    return bytes(data)


def packed(content: bytes, chance: random.Random) -> bytes:
    """A zip with one member changed, away, twice or renamed; or its own bytes changed."""
    if chance.random() < 0.15:
        return raw(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members = [(info.filename, old.read(info)) for info in old.infolist()]
    at = chance.randrange(len(members))
    name, inside = members[at]
    how = chance.random()
    if how < 0.75:
        try:
            members[at] = name, text(inside.decode("utf-8"), chance).encode("utf-8", "replace")
        except UnicodeDecodeError:
            members[at] = name, raw(inside, chance)
    elif how < 0.85:
        del members[at]
    elif how < 0.92:
        members.append((name, inside))
    else:
        members[at] = chance.choice([f"../{name}", name.upper(), f"{name}/x", "con"]), inside
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        warnings.simplefilter("ignore")  # of a name that stands twice
        for name, inside in members:
            new.writestr(zipfile.ZipInfo(name), inside)
    return stream.getvalue()


def changed(content: bytes, seed: str) -> bytes:
    """A file changed in the way its kind asks for; the same seed gives the same change."""
    chance = random.Random(zlib.crc32(seed.encode("utf-8")))
    if content.startswith(b"PK\x03\x04"):
        return packed(content, chance)
    if chance.random() < 0.1:
        return raw(content, chance)
    try:
        return _encoded(text(content.decode("utf-8"), chance), chance)
    except UnicodeDecodeError:
        return raw(content, chance)
