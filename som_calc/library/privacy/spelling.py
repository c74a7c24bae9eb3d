"""The ways a text can be written, brought to one: plain digits, plain signs, dates as DDMMYYYY."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BREAK = "\ue000"
"""Stands between two values that are not one text: cells, attributes, list items."""

_INVISIBLE = {
    *(chr(code) for code in (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)),
    *(chr(code) for code in range(0xFE00, 0xFE10)),
}
_DASHES = frozenset("−⁃¯‾⎯─━ー")
_LETTERS = str.maketrans("ОоΟοІіΙι", "OoOoIiIi")
"""Greek and Cyrillic letters that look like the O and I people write for 0 and 1."""
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"(?<=[^\W{_RAISED}])[{_RAISED}]{{1,3}}(?![-{_RAISED}0-9])")
"""A raised mark of a note, right after a number."""
_BLANKS = re.compile(r"[^\S\n]+")
_MARKUP = re.compile(r"<(/?)([A-Za-z][\w:]*(?![\w:-]))?[^<>]*>")
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "tspan", "tt", "u", "var", "wbr",
})  # fmt: skip
_ROW = re.compile(r"(?<![\d.,])\d{1,3}(\W{1,3})(?:\d{1,3}\1){24,}\d{1,3}(?!\d)")
"""More small numbers after each other than any way of writing ten digits has."""
_GLUE = re.compile(
    r"(?<=\d)(?:[\"']\s?[+&]\s?(?:[\"']-[\"']\s?[+&]\s?)?[\"']|\*\*|__|~~|[`^\\]{1,2}|\{\W?\})"
    r"(?=-?\d)"
)
"""How programs put texts together, and marks of Markdown and LaTeX inside a number."""
_EMPHASIS = re.compile(r"(?<=\d)([*_])(\d{1,6})\1(?=-?\d{1,8}(?!\d))")
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "ma[jy]",
    "jun",
    "jul",
    "aug",
    "sep",
    "o[kc]t",
    "nov",
    "de[cs]",
)
_LAST = r"(\W{1,4})(\d{4})(?!\d|[-./,:]\d)"
_ISO = re.compile(rf"(?<!\d)(?<!\d[.,/-])((?:18|19|20)\d\d)([-./ ]?)([01]\d)\2([0-3]\d){_LAST}")
_SHORT = tuple(
    re.compile(
        r"(?<!\d)(?<!\d[.,/-])(\d{1,2})"
        r"(?:([-./]) ?(\d{1,2})(?:\2 ?| (?=\d{4}))|[-/] ?(\d{1,2})[-./ ])"
        rf"({year}){_LAST}"
    )
    for year in (r"(?:18|19|20)\d\d", r"\d\d")
)
"""Days and months without zeros; years of four digits first, which may look like two and more."""
_NAMED_MONTH = re.compile(
    rf"(?i)(?<!\d)(\d{{1,2}})(?:[. -]{{0,2}})({'|'.join(_MONTHS)})[a-zæøå]{{0,7}}"
    rf"[. ,-]{{0,3}}((?:18|19|20)?\d\d){_LAST}"
)
_TIMES = re.compile(r"(?<=\d{6}) ?[xX] ?(?=\d{4}(?!\d))")
_CUE = re.compile(
    r"(?i)\b(?:l(?:ø|oe?)?be?(?:nr|nummer)|cpr|sidste|ciff?re?|kontrol|endelse|slutter|ender|personn|"
    r"fødselsnummer|født)"
)
_SAID = re.compile(
    r"(?i)(?<!\d)(?<!\d[.,/-])"
    r"(\d{6}|\d{8}|\d{1,2}[-./ ]{1,2}\d{1,2}[-./ ]{1,2}(?:\d{4}|\d\d))(?!\d)"
    r"(\W{1,6}(?:[^\W\d]{1,14}\W{1,4}){1,6}(?:4\W{1,2}[^\W\d]{1,14}\W{1,4})?)(\d{4})(?!\d)"
)
"""»født 010190, sidste fire cifre 1234«."""


def normal(text: str) -> str:
    """The text with every digit, dash and blank in its plainest form; line breaks are kept.

    >>> normal("０１０１９０‑１２\\u200b３４")
    '010190-1234'
    >>> normal("❶〇")
    '10'
    >>> normal("010190-1234¹").split(BREAK)
    ['010190-1234', '1']
    """
    text = _NEWLINES.sub("\n", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _NOTE.sub(_apart, text))
        if table := _table(text):
            text = text.translate(table)
    return _BLANKS.sub(" ", text)


def _apart(match: re.Match[str]) -> str:
    before = unicodedata.numeric(match.string[match.start() - 1], -1)
    return f"{BREAK}{match[0]}" if before in range(10) else match[0]


def _table(text: str) -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for sign in set(text):
        if sign.isascii():
            continue
        category = unicodedata.category(sign)
        value = unicodedata.numeric(sign, -1)
        if value in range(10):
            table[ord(sign)] = str(int(value))
        elif category in {"Cf", "Mn", "Me"} or sign in _INVISIBLE:
            table[ord(sign)] = None
        elif category == "Pd" or sign in _DASHES:
            table[ord(sign)] = "-"
        elif category == "Zs":
            table[ord(sign)] = " "
    return table


def raised(text: str) -> str:
    """A text set above the line: its digits are no part of the number before them."""
    return text.translate(dict(zip(map(ord, "0123456789"), _RAISED, strict=True)))


def letters_as_latin(text: str) -> str:
    """The text with letters of other scripts as the Latin ones they look like."""
    return text if text.isascii() else text.translate(_LETTERS)


def readings(plain: str) -> Iterator[str]:
    """A normal text as it stands, and again with what may hide a number taken away.

    Lines stay where they were, so that a place in a reading can be told.
    """
    plain = _ROW.sub(lambda match: f"...{_line_breaks(match)}...", plain)
    yield plain
    seen = {plain}
    for change in (_without_markup, _glued, _dates, _said):
        changed = change(plain)
        if changed not in seen:
            seen.add(changed)
            yield changed


def _without_markup(plain: str) -> str:
    """Inside a word markup is nothing; what it parts into cells and paragraphs stays parted."""

    def written(match: re.Match[str]) -> str:
        apart = match[2] and match[2].lower() not in _INLINE
        return (BREAK if apart else "") + _line_breaks(match)

    return _MARKUP.sub(written, plain) if "<" in plain else plain


def _line_breaks(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _glued(plain: str) -> str:
    return _EMPHASIS.sub(r"\2", _GLUE.sub(_line_breaks, plain))


def _dates(plain: str) -> str:
    """Dates of every other form as DDMMYYYY or DD.MM.YY, where four digits follow."""
    plain = _ISO.sub(lambda m: _spelled(m, m[4], m[3], m[1]), plain)
    for pattern in _SHORT:
        plain = pattern.sub(lambda m: _spelled(m, m[1], m[3] or m[4], m[5]), plain)
    return _NAMED_MONTH.sub(lambda m: _spelled(m, m[1], _month(m[2]), m[3]), plain)


def _spelled(match: re.Match[str], day: str, month: str, year: str) -> str:
    sign, last = match.groups()[-2:]
    if len(year) == 4 and "1990" <= last <= "2100":
        return match[0]  # A period, or a list of years.
    if len(year) == 2 and "-" not in sign:
        sign = f":{_line_breaks(match)}"  # A version, a chapter or a fraction looks the same.
    part = "." if len(year) == 2 else ""
    return f"{day:0>2}{part}{month:0>2}{part}{year}{sign}{last}"


def _month(name: str) -> str:
    return next(
        f"{number}" for number, one in enumerate(_MONTHS, 1) if re.fullmatch(one, name.lower())
    )


def _said(plain: str) -> str:
    """Numbers whose two halves have words between them that say they are one."""

    def written(match: re.Match[str]) -> str:
        start = match.start()
        born = re.search(r"(?i)født|fødsel|cpr", plain[max(0, start - 30) : start])
        if not (_CUE.search(match[2]) or (born and re.search(r"(?i)\bnr|nummer", match[2]))):
            return match[0]
        date = re.findall(r"\d+", match[1])
        digits = "".join(part.rjust(2, "0") for part in date)
        return f"cpr {digits}-{match[3]}{_line_breaks(match)}"

    return _TIMES.sub("-", _SAID.sub(written, plain))
