"""CPR numbers, however they are written: one recogniser for every text the gate reads.

A CPR number is a date of birth (DDMMYY, sometimes with the full year) and four more digits.
The check digit says nothing: numbers without one have been issued since 2007.  What is looked
at is therefore how the digits are grouped, and what stands around them.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

BREAK = "\ue000"
"""Stands between two values that are not one text: cells, attributes, list items."""

_INVISIBLE = {
    *(chr(code) for code in (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)),
    *(chr(code) for code in range(0xFE00, 0xFE10)),
}
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_COMMENT = re.compile(r"\n[ \n]*(?:(?:[#>*]|//)[ ]?)*")
_DIGITS = re.compile(r"[0-9]+")
_GAP = r"(?:[^\w%]|_){0,80}?"
_BEGINS = re.compile(rf"(?<![0-9])(?=[0-36-9]{_GAP}[0-9]{_GAP}[01]{_GAP}[0-9](?:{_GAP}[0-9]){{6}})")
"""A day, a month and six digits more: all but these places are passed by."""
_NUMBER = re.compile(
    r"(?i)(\+|\b(?:tlf|telefon|mobil)(?:nr|nummer)?[.:]{0,2} ?(?=45))?(?<!\d)\d{6}[- ]?\d{4}(?!\d)"
)
"""A CPR number, or (with its first group) a phone number with the code of the country."""
_SIGNS = re.compile(r"[-./\\_:,·•*'\"()\[\]{}<>=~+^`´#…!?»«]{1,4}")
"""What may stand between the digits of one number; ``;``, ``|`` and ``%`` part numbers."""
_COLUMN = re.compile(rf" ?[;|{BREAK}] ?\n?")
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_NAMED = re.compile(r"(?i)\bcpr|person(?:nummer|nr)|\bpnr\b|født|fødselsdato|civilregist")
_SHORT_DATE = re.compile(
    r"(?<!\d)(?<!\d[.,/-])(\d{1,2})([-./])(\d{1,2})\2((?:18|19|20)\d\d) ?- ?(\d{4})"
    r"(?![\d.,/-]\d|\d)"
)
_LOOKALIKE = re.compile(r"(?<![\w])[0-9OoIl|]{6}-?[0-9OoIl|]{4}(?![\w])")
_LOOKS = str.maketrans("OoIl|", "00111")

_AMOUNT_AFTER = re.compile(
    r"(?i),\d{2}\b|,-|[ ]?(?:kr\b|kroner|dkk|mio\b|mia\b|t\.kr|eur\b|euro|€|\$|£|pct\b|%)"
)
_AMOUNT_BEFORE = re.compile(
    r"(?i)(?:\bkr\.?|dkk|eur|€|\$|£|beløb\w*|udgift\w*|indtægt\w*|budget\w*|bevilling\w*|pris\w*|"
    r"i alt|sum|per_år|pr_år|pr\. år|total\w*|saldo|værdi)[\"']?[ :=]{0,3}$"
)
_KINDS_BEFORE = (
    (re.compile(r"(?i)\bkonto|\breg\.?(?:nr|nummer)?\.?|\biban\b|\bbank"), "et kontonummer"),
    (re.compile(r"(?i)\bean\b|\bgln\b"), "et EAN-nummer"),
    (re.compile(r"(?i)\btlf\b|telefon|mobil|\bphone\b|\+\d{2}\b|\bfax\b"), "et telefonnummer"),
    (re.compile(r"(?i)\bisbn\b|\bissn\b|\bdoi\b|10\.\d{4,5}/"), "et ISBN- eller DOI-nummer"),
    (re.compile(r"(?i)\bcvr|\bse-?nr|\bp-?n(?:r|ummer)|\bprod"), "et CVR- eller P-nummer"),
    (re.compile(r"(?i)\bordre\w*|\bfaktura\w*|\bjournal\w*|\bsags?(?:nr|nummer)|\bløbenr\w*|"
                r"\bbilags?nr\w*|\bvarenr\w*"), "et sags- eller fakturanummer"),
    (re.compile(r"(?i)https?://\S*$|www\.\S*$"), "en del af en netadresse"),
)  # fmt: skip
_HASH = re.compile(r"(?i)[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH_MARK = re.compile(r"(?i)(?:sha-?\d+|md5|hash|aftryk|commit|etag)\W{0,4}[0-9a-f]*$")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_AMOUNTS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?: [1-9]\d{0,2}(?: \d{3})+)*")
_CLOCK = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)(?:[:.][0-5]\d)?")


@dataclass(frozen=True)
class Cpr:
    """One place in a text that looks like a CPR number.

    ``masked`` hides the last four digits; ``line`` counts from 1; ``certain`` is False where the
    text around it speaks for something else, which ``explained`` then names.
    """

    masked: str
    line: int
    certain: bool
    explained: str = ""


def cpr_numbers(text: str) -> list[Cpr]:
    """Every CPR number in a text, in the order they stand.

    >>> [(found.masked, found.certain) for found in cpr_numbers("CPR 010190-1234.")]
    [('010190-xxxx', True)]
    >>> [(found.certain, found.explained) for found in cpr_numbers("i alt 1101901234 kr.")]
    [(False, 'et beløb')]
    >>> cpr_numbers("I alt 1.101.901.234 kr. og 13 deltagere")
    []
    """
    if not text:
        return []
    plain = normal(text)
    found = [*_in_groups(plain)]
    if _MARKUP.search(plain):
        found += _in_groups(_MARKUP.sub(lambda m: "\n" * m[0].count("\n"), plain))
    padded = _SHORT_DATE.sub(_padded, plain)
    if padded != plain:
        found += _in_groups(padded)
    found += _lookalikes(plain)
    best: dict[tuple[str, int], Cpr] = {}
    for one in found:
        key = (one.masked, one.line)
        if key not in best or (one.certain and not best[key].certain):
            best[key] = one
    return list(best.values())


def normal(text: str) -> str:
    """The text with every digit, dash and blank in its plainest form; line breaks are kept.

    >>> normal("０１０１９０‑１２\\u200b３４")
    '010190-1234'
    """
    text = _NEWLINES.sub("\n", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if table := _table(text):
            text = text.translate(table)
    return _BLANKS.sub(" ", text)


def named_cpr(text: str) -> bool:
    """Whether a heading or a name says that a CPR number follows."""
    return bool(_NAMED.search(text.replace("_", " ")))


def _padded(match: re.Match[str]) -> str:
    """A date of birth with its zeros; a year after a date is no CPR number."""
    if 1990 <= int(match[5]) <= 2100:
        return match[0]
    day, sign, month, year, serial = match.groups()
    return f"{day:0>2}{sign}{month:0>2}{sign}{year}-{serial}"


def without_numbers(text: str) -> str:
    """A normal text without what is certainly a CPR number, so that nothing else reads it too."""
    return _NUMBER.sub(lambda match: match[0] if match[1] else " ", text)


@lru_cache(maxsize=4)
def _line_ends(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in re.finditer("\n", text))


def line_of(text: str, position: int) -> int:
    """The line of a position in a text, from 1; quick also when asked many times."""
    return bisect.bisect_left(_line_ends(text), position) + 1


def _table(text: str) -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for sign in set(text):
        if sign.isascii():
            continue
        category = unicodedata.category(sign)
        if category == "Nd":
            table[ord(sign)] = str(unicodedata.decimal(sign))
        elif category in {"Cf", "Mn", "Me"} or sign in _INVISIBLE:
            table[ord(sign)] = None
        elif category == "Pd" or sign in "−⁃¯‾⎯─━":
            table[ord(sign)] = "-"
        elif category == "Zs":
            table[ord(sign)] = " "
    return table


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


@dataclass(frozen=True)
class _Candidate:
    """Ten or twelve digits in a text that begin with a date; ``joints`` part the groups.

    A joint is the sign between two groups, a blank, ``BREAK`` between columns, or a line break.
    """

    text: str
    groups: Sequence[_Group]
    first: int
    taken: int
    joints: tuple[str, ...]

    @property
    def run(self) -> Sequence[_Group]:
        return self.groups[self.first : self.first + self.taken]

    @property
    def digits(self) -> str:
        return "".join(group.digits for group in self.run)

    @property
    def date(self) -> int:
        return 8 if len(self.digits) == 12 else 6

    @property
    def written(self) -> str:
        return self.text[self.run[0].start : self.run[-1].end]

    @property
    def before(self) -> str:
        start = self.run[0].start
        return self.text[max(0, start - 60) : start]

    @property
    def after(self) -> str:
        end = self.run[-1].end
        return self.text[end : end + 30]

    def found(self, certain: bool, explained: str = "") -> Cpr:
        line = line_of(self.text, self.run[0].start)
        return Cpr(f"{self.digits[: self.date]}-xxxx", line, certain, explained)

    def touched(self, lines: bool = False) -> bool:
        """Whether more digits stand beside it, only a sign or blank (or a line break) between."""
        last = self.first + self.taken
        around = []
        if self.first:
            around.append((self.groups[self.first - 1].end, self.run[0].start))
        if last < len(self.groups):
            around.append((self.run[-1].end, self.groups[last].start))
        gaps = [self.text[start:end] for start, end in around if end - start < 8]
        return any((lines or "\n" not in gap) and _joint(gap) not in {None, BREAK} for gap in gaps)


def _in_groups(text: str) -> Iterator[Cpr]:
    begins = {match.start() for match in _BEGINS.finditer(text)}
    if not begins:
        return
    groups = [_Group(m.start(), m.end(), m[0]) for m in _DIGITS.finditer(text)]
    position = 0
    while position < len(groups):
        if groups[position].start not in begins:
            position += 1
            continue
        step = 1
        for candidate in _candidates(text, groups, position):
            found = _judge(candidate)
            if found is not None:
                yield found
                # What is inside a certain number is not read once more.
                step = candidate.taken if found.certain else 1
                break
        position += step


def _candidates(text: str, groups: Sequence[_Group], first: int) -> Iterator[_Candidate]:
    """What begins with a group and has ten or twelve digits, longest first."""
    digits = groups[first].digits
    joints: list[str] = []
    fits: list[_Candidate] = []
    for taken in range(1, 13):
        if len(digits) > 12:
            break
        if len(digits) in {10, 12} and _is_born(digits, len(digits) == 12):
            fits.append(_Candidate(text, groups, first, taken, tuple(joints)))
        if first + taken >= len(groups):
            break
        gap_start, gap_end = groups[first + taken - 1].end, groups[first + taken].start
        joint = _joint(text[gap_start:gap_end]) if gap_end - gap_start < 80 else None
        if joint is None:
            break
        joints.append(joint)
        digits += groups[first + taken].digits
    yield from reversed(fits)


@lru_cache(maxsize=4096)
def _joint(gap: str) -> str | None:
    """What parts two groups of digits, None when they cannot be one number."""
    if _COLUMN.fullmatch(gap):
        return BREAK
    lines = gap.count("\n")
    bare = (_COMMENT.sub("", gap) if lines else gap).replace(" ", "").strip()
    if not bare:
        return ("\n" if lines < 3 else None) if lines else " "
    return bare if lines < 6 and _SIGNS.fullmatch(bare) else None


def _judge(one: _Candidate) -> Cpr | None:
    """Whether a candidate is a CPR number, may be one, or is clearly something else (None)."""
    before = one.before.rpartition(BREAK)[2]
    named = named_cpr(before[-40:])
    if not named and _is_hash(one):
        return None
    if len(one.run) == 1:
        return _plain(one, before, named)
    if BREAK in one.joints:
        return _in_columns(one, named)
    if one.joints.count("\n") > 1:
        whole = {"\n"} == set(one.joints) and len(one.run[-1].digits) == 4 and len(one.run) == 4
        stands = named or (whole and not one.touched(lines=True))
        return one.found(named, "" if named else "tal på hver sin linje") if stands else None
    lengths, joints = _unfolded(one)
    if len(lengths) == 1:
        return one.found(named, "" if named else "to tal på hver sin linje")
    if lengths in {(6, 4), (8, 4)}:
        return _in_two(one, joints[0], before, named)
    mixed = "-" in joints[-1] and {*joints[:2]} <= {"-", ".", "/", " "} and {*joints[:2]} != {" "}
    if lengths in {(2, 2, 2, 4), (2, 2, 4, 4)} and (joints[0] == joints[1] or mixed):
        return _dated(one, joints, named)
    return _otherwise(one, lengths, joints, before, named)


def _unfolded(one: _Candidate) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Lengths and joints with groups put together that only a line break parts.

    A line break where the date ends stays: the sign that stood there was lost.
    """
    lengths, joints, total = [len(one.run[0].digits)], [], len(one.run[0].digits)
    for joint, group in zip(one.joints, one.run[1:], strict=True):
        if joint == "\n" and total != one.date:
            lengths[-1] += len(group.digits)
        else:
            joints.append(joint)
            lengths.append(len(group.digits))
        total += len(group.digits)
    return tuple(lengths), tuple(joints)


def _in_two(one: _Candidate, joint: str, before: str, named: bool) -> Cpr | None:
    """DDMMYY and the rest; a number with decimals, or a part of one, may look the same."""
    if named:
        return one.found(True)
    dash = "-" in joint
    if re.search(r"\d[.,]$", before) and not re.search(r"(?:^|\D)\d{1,2}\.$", before):
        return one.found(False, "en del af et længere tal") if dash else None
    if re.match(r"[.,]\d", one.after) or (dash and re.match(r"-\d", one.after)):
        return one.found(False, "en del af et længere tal") if dash else None
    if joint in {".", ","} and not one.digits.startswith("0"):
        return one.found(False, "et tal med decimaler")
    return one.found(True)


def _dated(one: _Candidate, joints: tuple[str, ...], named: bool) -> Cpr | None:
    """A date with signs in it, and four digits: a year or a time may follow a date too."""
    if named:
        return one.found(True)
    if joints[0] in {",", ":"} or (joints[0] == " " and one.touched()):
        return None
    if joints[2] in {" ", "\n"} and joints[0] != " " and 1990 <= int(one.digits[-4:]) <= 2100:
        return one.found(False, "en dato og et årstal")
    if joints[2] == "\n":
        return one.found(False, "to tal på hver sin linje")
    recent = one.date == 8 and int(one.digits[4:8]) >= 2010 and "-" not in joints[2]
    if recent or _AMOUNT_AFTER.match(one.after):
        # A posting, or a sentence about a day, has a date and then a number.
        return one.found(False, "en dato og et tal")
    if re.match(r"[-./]\d", one.after):
        return one.found(False, "en del af et længere tal")
    return one.found(True)


def _otherwise(
    one: _Candidate, lengths: tuple[int, ...], joints: tuple[str, ...], before: str, named: bool
) -> Cpr | None:
    """Parted in another way: only when nothing else stands close by and the signs are alike."""
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    parting = joints[ends.index(one.date)] if one.date in ends else ""
    others = [joint for i, joint in enumerate(joints) if ends[i] != one.date]
    if len(set(others)) > 1 or (others and others[0] not in {" ", "-", ".", "/"}):
        return None
    if lengths[1:] and joints == (".",) and not named:
        return None  # A number with decimals.
    if _clear(one, lengths, joints) or (not named and one.touched()):
        return None
    if named:
        return one.found(True)
    for pattern, kind in _KINDS_BEFORE[:4]:
        if pattern.search(before[-30:].rpartition("\n")[2]):
            return one.found(False, kind)
    if parting and (set(lengths) <= {1} or len(lengths) < 6):
        return one.found(True)
    return one.found(False, "et tal, der er delt på en anden måde")


def _clear(one: _Candidate, lengths: tuple[int, ...], joints: tuple[str, ...]) -> bool:
    """Whether the digits are amounts, years, or a date with a time or another date."""
    dated = lengths[:3] in {(2, 2, 4), (2, 2, 2)} and joints[0] == joints[1]
    if dated and len(lengths) == 5:
        if _CLOCK.fullmatch(one.written[-5:]) and joints[2] == " " and joints[0] != " ":
            return True
        if re.match(r"[-./]\d{2,4}", one.after):
            return True
    if _AMOUNTS.fullmatch(one.written):
        return True
    amounts = re.findall(r"[\d.,']*\d", one.written)
    if any(len(amount) > 3 for amount in amounts) and all(
        _THOUSANDS.fullmatch(amount) or re.fullmatch(r"\d{1,3}(?:,\d{1,2})?", amount)
        for amount in amounts
    ):
        return True
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    years = [
        1990 <= int(group.digits) <= 2100
        for group, end in zip(one.run[:-1], ends[:-1], strict=False)
        if len(group.digits) == 4 and not (one.date == 8 and end == 8)
    ]
    return any(years)


def _is_hash(one: _Candidate) -> bool:
    start, end = one.run[0].start, one.run[-1].end
    around = _HASH.finditer(one.text, max(0, start - 80), min(len(one.text), end + 80))
    inside = any(m.start() <= start and end <= m.end() for m in around)
    return inside or bool(_HASH_MARK.search(one.before))


def _plain(one: _Candidate, before: str, named: bool) -> Cpr | None:
    """Ten or twelve digits in one."""
    if named:
        return one.found(True)
    after = one.after
    near = before.rpartition("\n")[2]
    if re.search(r"(?:^|[^\w.,])[-+]?0[.,]$", near) or re.search(r"\d[.,]\d*$", near):
        return None  # Decimals.
    if re.match(r"[eE][-+]\d", after):
        return None
    if not one.digits.startswith("0"):
        if _AMOUNT_AFTER.match(after) or _AMOUNT_BEFORE.search(near):
            return one.found(False, "et beløb")
        if re.match(r"\.\d", after):
            return one.found(False, "et tal med decimaler")
    for pattern, kind in _KINDS_BEFORE:
        if pattern.search(near if kind.startswith("en del") else near[-30:]):
            return one.found(False, kind)
    return one.found(True)


def _in_columns(one: _Candidate, named: bool) -> Cpr | None:
    """The date in one column and the rest in the next; amounts stand so too."""
    lengths = tuple(len(group.digits) for group in one.run)
    if lengths in {(6, 4), (8, 4)} and (one.digits.startswith("0") or named):
        return one.found(False, "to kolonner, der ikke hører sammen")
    return None


def _lookalikes(text: str) -> Iterator[Cpr]:
    """Letters in place of 0 and 1, as in a scanned text."""
    for match in _LOOKALIKE.finditer(text):
        digits = match[0].replace("-", "").translate(_LOOKS)
        if (
            sum(sign.isdigit() for sign in match[0]) >= 6
            and not match[0].replace("-", "").isdigit()
            and _is_born(digits, False)
        ):
            line = line_of(text, match.start())
            yield Cpr(f"{digits[:6]}-xxxx", line, False, "en kode med bogstaver")


def _is_born(digits: str, long_year: bool) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    if digits[-4:] == "0000":
        return False
    years = (
        [int(digits[4:8])]
        if long_year
        else [century + int(digits[4:6]) for century in (1800, 1900, 2000)]
    )
    # Visitors and test persons have 60 added to the day.
    days = [day, day - 60] if day > 60 else [day]
    return any(
        1858 <= year <= 2057 and _is_date(year, month, one) for year in years for one in days
    )


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
