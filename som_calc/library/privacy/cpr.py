"""CPR numbers, however they are written: one recogniser for every text the gate reads.

A CPR number is a date of birth (DDMMYY, sometimes with the full year) and four more digits.
A missing check digit says nothing: numbers without one have been issued since 2007.  What is
looked at is therefore how the digits are grouped, and what stands around them.  What can be
nothing else is certain; what may be an amount, an account or a date and a number is asked about.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from som_calc.library.privacy.spelling import BREAK, letters_as_latin, normal, readings

__all__ = [
    "BREAK",
    "Cpr",
    "cpr_numbers",
    "is_born",
    "line_of",
    "named_cpr",
    "normal",
    "without_numbers",
]

_MOST = 2_000
"""Places told of in one text: a person needs no more to see what is wrong with it."""
_COMMENT = re.compile(r"\n[ \n]*(?:(?:[#>*]|//)[ ]?)*")
_BEFORE, _AHEAD = 90, 160
"""How much of a text around a number is looked at."""
_DIGITS = re.compile(r"[0-9]+")
_GAP = r"(?:\W|_){0,40}?"
_BEGINS = re.compile(rf"(?<![0-9])(?=[0-36-9]{_GAP}[0-9]{_GAP}[01]{_GAP}[0-9](?:{_GAP}[0-9]){{6}})")
"""A day, a month and six digits more: all but these places are passed by."""
_NUMBER = re.compile(
    r"(?i)(\+|\b(?:tlf|telefon|mobil)(?:nr|nummer)?[.:]{0,2} ?(?=45))?(?<!\d)\d{6}[- ]?\d{4}(?!\d)"
)
"""A CPR number, or (with its first group) a phone number with the code of the country."""
_WIDEST = 8
"""Signs, beside blanks and line breaks, that may part the digits of one number."""
_WEAK = frozenset(':;,|%$€£@=+?!&<>×*→…#~§°"')
"""Signs that part values, sums and texts as well as the digits of one number."""
_COLUMN = re.compile(
    rf" ?[;|│] ?\n?|[ \n]{{0,2}}{BREAK}(?:[ \n]?{BREAK}|[ ]?\n[ ]{BREAK})?[ \n]{{0,2}}"
)
_NAMED = re.compile(
    r"(?i)\bcpr(?!-(?:kontor|regist|data|udtræk|lov))|person(?:nummer|nr)|\bpnr\b|født|"
    r"fødselsdato|civilregist"
)
_PERSON = re.compile(
    r"(?i)\b(?:borger|deltager|klient|patient|elev|barn|børn|person|beboer|ung|mor|far|søn|datter|"
    r"hun|han|navn|dreng|pige|søster|bror|kone|mand|kvinde)(?:en|et|ens|s|eren|n|ns)?\b"
)
_LOOKALIKE = re.compile(r"(?<!\w)[0-9OoIil|]{6} ?-? ?[0-9OoIil|]{4}(?!\w)")
_LOOKS = str.maketrans("OoIil|", "001111")
_HIDDEN = re.compile(r"(?<![\w*#])[0-9xX*#•?]{6}-[0-9xX*#•?]{4}(?![\w*#])")
_LONG = re.compile(r"(?<!\d)\d{11,60}(?!\d)")
_TOUCHED = re.compile(r"(?<!\d)(\d{0,10})(\d{6} ?- ?\d{4})(\d{0,8})(?!\d)")
"""A number with its dash, and digits that touch it."""
_LOST = re.compile(
    r"(?i)(?<![^\W_])(?:cpr|person(?:nummer|nr)|pnr|fødselsnummer)(?:[-_. ]?(?:nr|nummer|no))?"
    r"(?:[^\w\n]|_){1,8}(?:value(?:[^\w\n]|_){1,4}|\n ?- )?([1-9]\d{8})(?![\d]|[.,]\d)"
)
"""Nine digits called a CPR number: a program took them for a number and dropped the zero."""

_UNIT = (
    r"[ ]?(?:kr\b|kroner|dkk|mio\b|mia\b|t\.kr|eur\b|euro|€|\$|£|pct\b|%|deltager|borger|person|"
    r"timer|uger|dage\b|stk\b|besøg|forløb|gange\b|m2\b|km\b)"
)
_AMOUNT_AFTER = re.compile(rf"(?i),\d{{2}}\b|,-|{_UNIT}")
_LISTED = re.compile(r"[^\s\d],$|\d{6}-\d{4}/$|(?:^|[\s,])\d+(?:\.\d+)?,$")
_LISTED_AFTER = re.compile(r"/\d{6}-\d{4}(?!\d)")
"""Cells of a table with commas, and numbers with a slash between, beside a number with a dash."""
_AMOUNT_BEFORE = re.compile(
    r"(?i)(?:\bkr\.?|dkk|eur|€|\$|£|beløb\w*|udgift\w*|indtægt\w*|budget\w*|bevilling\w*|pris\w*|"
    r"i alt|sum|per_år|pr_år|pr\. år|total\w*|saldo|værdi|regnskab\w*|forbrug\w*)"
    r"[\"')\]]{0,2}[ :=]{0,3}$"
)
_THEN = r"\w*(?:\W{1,3}[^\W\d]{1,12}){0,2}[\d\W_]{0,16}$"
"""At most two words and some signs between what a number is called and the number."""
_KINDS_BEFORE = tuple(
    (re.compile(rf"(?i)(?:{words}){_THEN}"), kind)
    for words, kind in (
        (r"konto|\breg\.?(?:nr|nummer)?\b|\biban\b|\bbank", "et kontonummer"),
        (r"\bean\b|\bgln\b", "et EAN-nummer"),
        (r"\btlf\b|telefon|mobil|\bphone\b|\+\d{2}\b|\bfax\b", "et telefonnummer"),
        (r"\bisbn\b|\bissn\b|\bdoi\b|10\.\d{4,5}/", "et ISBN- eller DOI-nummer"),
        (r"\bcvr|\bse-?nr|\bp-? ?n(?:r|ummer)|produktionsenhed", "et CVR- eller P-nummer"),
        (r"ordre|faktura|journal|\bj\.? ?nr|\bsags?-?(?: ?nr|nummer|id)|løbenr|løbenummer|"
         r"bilags?-?nr|varenr|\bref\b|dok\.?(?:nr|id)|profitcenter|kreditor|debitor|"
         r"rekvisition|\bfik\b|\bpsp\b|omkostningssted|(?:løn|medarbejder)-?(?: ?nr|nummer)|"
         r"\bversion|\bserie|matrikel|ejendom|\bpostering|\bacadre|"
         r"\bposition", "et sags- eller fakturanummer"),
    )
)  # fmt: skip
_FINGERPRINT = re.compile(
    rf"(?i)(?:\bsha-?\d+|\bmd5|\bhash|\baftryk|\bcommit\b|\betag\b|fingeraftryk){_THEN}"
)
_ADDRESS = re.compile(r"(?i)https?://\S*$|www\.\S*$")
_HASH = re.compile(r"(?i)[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_AMOUNTS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?: [1-9]\d{0,2}(?: \d{3})+)*")
_CLOCK = re.compile(r"([01]\d|2[0-3])[:.]?([0-5]\d)(?:[:.][0-5]\d)?")
_STAMP = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d*)?"
)
_PRODUCTION_UNITS = ("1000000001", "1035000000")
"""The numbers given to places of work so far; they look like those of people born on a 10th."""
_DATES = frozenset({(6, 4), (8, 4), (2, 2, 2, 4), (2, 2, 4, 4)})


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
    best: dict[tuple[str, int], Cpr] = {}
    for reading in readings(plain):
        for one in islice(
            chain(_in_groups(reading), _long(reading), _touched(reading), _lost(reading)), _MOST
        ):
            _keep(best, one)
    for one in islice(chain(_lookalikes(plain), _hidden(plain)), _MOST):
        _keep(best, one)
    return list(best.values())


def _keep(best: dict[tuple[str, int], Cpr], one: Cpr) -> None:
    key = (one.masked, one.line)
    if key not in best or (one.certain and not best[key].certain):
        best[key] = one


def named_cpr(text: str) -> bool:
    """Whether a heading or a name says that a CPR number follows."""
    return bool(_NAMED.search(text.replace("_", " ")))


def without_numbers(text: str) -> str:
    """A normal text without what is certainly a CPR number, so that nothing else reads it too."""
    return _NUMBER.sub(lambda match: match[0] if match[1] else " ", text)


@lru_cache(maxsize=4)
def _line_ends(text: str) -> tuple[int, ...]:
    return tuple(match.start() for match in re.finditer("\n", text))


def line_of(text: str, position: int) -> int:
    """The line of a position in a text, from 1; quick also when asked many times."""
    return bisect.bisect_left(_line_ends(text), position) + 1


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

    @cached_property
    def run(self) -> Sequence[_Group]:
        return self.groups[self.first : self.first + self.taken]

    @cached_property
    def digits(self) -> str:
        return "".join(group.digits for group in self.run)

    @cached_property
    def date(self) -> int:
        return 8 if len(self.digits) == 12 else 6

    @cached_property
    def written(self) -> str:
        return self.text[self.run[0].start : self.run[-1].end]

    @cached_property
    def before(self) -> str:
        """What stands before it in the same cell or value."""
        start = self.run[0].start
        return self.text[max(0, start - 80) : start].rpartition(BREAK)[2]

    @cached_property
    def near(self) -> str:
        """What stands before it in the same line."""
        return self.before.rpartition("\n")[2]

    @cached_property
    def after(self) -> str:
        end = self.run[-1].end
        return self.text[end : end + 30]

    @cached_property
    def recent(self) -> bool:
        """Whether the date may as well be one on which something happened or will."""
        year = self.digits[4 : self.date]
        return 2010 <= int(year) <= 2057 if self.date == 8 else 10 <= int(year) <= 35

    def found(self, certain: bool, explained: str = "") -> Cpr:
        line = line_of(self.text, self.run[0].start)
        return Cpr(f"{self.digits[: self.date]}-xxxx", line, certain, explained)

    def touched(self, lines: bool = False, cells: bool = False) -> bool:
        """Whether more digits stand beside it, only signs (or line breaks, or cells) between."""
        last = self.first + self.taken
        around = []
        if self.first:
            around.append((self.groups[self.first - 1].end, self.run[0].start))
        if last < len(self.groups):
            around.append((self.run[-1].end, self.groups[last].start))
        gaps = [self.text[start:end] for start, end in around if end - start < 8]
        if self.first and gaps and re.fullmatch(r"[.)] ", gaps[0]):
            gaps = gaps[1:]  # »12. « begins an item of a list.
        return any(
            (lines or "\n" not in gap) and _joint(gap) not in {None, "" if cells else BREAK}
            for gap in gaps
        )

    def alone_in_cells(self) -> bool:
        """Whether nothing else stands in the cells or lines its first and last digits stand in."""
        ends = {"", "\n", BREAK, ";", "|", "│", '"', "'"}
        start, end = self.run[0].start, self.run[-1].end
        before = self.text[max(0, start - 3) : start].rstrip(" ")[-1:]
        return before in ends and self.text[end : end + 3].lstrip(" ")[:1] in ends


def _in_groups(text: str) -> Iterator[Cpr]:
    begins = {match.start() for match in _BEGINS.finditer(text)}
    if not begins:
        return
    groups = [_Group(m.start(), m.end(), m[0]) for m in _DIGITS.finditer(text)]
    known: dict[str, tuple[Cpr | None, int]] = {}
    position = 0
    while position < len(groups):
        start = groups[position].start
        if start not in begins:
            position += 1
            continue
        # A long table says the same again and again: what was judged once is not judged twice.
        around = text[max(0, start - _BEFORE) : start + _AHEAD]
        far = groups[min(position + 14, len(groups) - 1)].end > start + _AHEAD or _hashes(text)[0]
        if far or start < _BEFORE or around not in known:
            found, step = _at(text, groups, position)
            if not far and start >= _BEFORE and len(known) < 10_000:
                known[around] = found, step
        else:
            found, step = known[around]
        if found is not None:
            yield Cpr(found.masked, line_of(text, start), found.certain, found.explained)
        position += step


def _at(text: str, groups: Sequence[_Group], position: int) -> tuple[Cpr | None, int]:
    """What begins with a group, and how many groups it takes."""
    for candidate in _candidates(text, groups, position):
        found = _judge(candidate)
        if found is not None:
            # What is inside a certain number is not read once more.
            return found, candidate.taken if found.certain else 1
    return None, 1


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
    if lines > 5 or len(bare) > _WIDEST or BREAK in bare:
        return None
    return None if any(sign.isalnum() for sign in bare) else bare


def _judge(one: _Candidate) -> Cpr | None:
    """Whether a candidate is a CPR number, may be one, or is clearly something else (None)."""
    named = named_cpr(one.before[-40:])
    if not named and _in_hash(one.text, one.run[0].start, one.run[-1].end):
        return None
    if len(one.run) == 1:
        return _glued(one, named)
    if BREAK in one.joints:
        return _in_columns(one, named)
    if one.joints.count("\n") > 1:
        return _in_lines(one, named)
    lengths, joints = _unfolded(one)
    if len(lengths) == 1:
        return one.found(named, "" if named else "to tal på hver sin linje")
    if lengths in _DATES and _is_one_date(one, joints[:-1]):
        return _date_and_rest(one, joints, named)
    return _otherwise(one, lengths, joints, named)


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


def _is_one_date(one: _Candidate, inner: tuple[str, ...]) -> bool:
    """Whether the signs inside are those of a date: none, twice the same, or »01/01-90«."""
    if not inner or inner[0] == inner[1]:
        return True
    return set(inner) <= {"-", ".", "/", " "}


def _date_and_rest(one: _Candidate, joints: tuple[str, ...], named: bool) -> Cpr | None:
    """A date and four digits; a year, a time, an amount or another number may follow a date too."""
    if named:
        return one.found(True)
    joint, inner = joints[-1], joints[:-1]
    dash = "-" in joint
    if inner and (inner[0] in {",", ":"} or (inner[0] == " " and one.touched())):
        return None
    begins_with_zero = one.digits.startswith("0") and not inner
    year = 1990 <= int(one.digits[-4:]) <= 2100
    if year and (one.after[:1] == ":" and joint == "\n"):
        return None
    person = bool(_PERSON.search(one.near[-30:]))
    if (
        year
        and not (person and dash and not inner)
        and ((inner and inner[0] != " ") or one.date == 8 or one.recent)
    ):
        return one.found(False, "en dato og et årstal")
    if kind := _kind(one, amounts=not begins_with_zero):
        return one.found(False, "en dato og et tal" if inner and kind == "et beløb" else kind)
    listed = dash and (_LISTED.search(one.before) or _LISTED_AFTER.match(one.after))
    if (
        not listed
        and re.search(r"\d[.,/]$", one.before)
        and not re.search(r"(?:^|\D)\d{1,2}\.$", one.before)
    ):
        kept = dash or begins_with_zero
        return one.found(False, "en del af et længere tal") if kept else None
    if not listed and (
        re.match(r"[.,]\d{1,2}(?!\d)", one.after) or re.match(r"[-/]\d{3}|\.\d", one.after)
    ):
        return one.found(False, "en del af et længere tal")
    if one.recent and not person and (not dash or _CLOCK.fullmatch(one.digits[-4:])):
        # A posting, or a sentence about a day, has a date and then a number or a time.
        return one.found(False, "en dato og et tal")
    posted = one.date == 8 or (inner and inner[0] in {".", "-", "/"})
    if not dash and ((posted and joint in {" ", ":"} and not person) or (inner and one.recent)):
        return one.found(False, "en dato og et tal")
    sum_of = re.search(r"\d [-+] \d|/", one.written) and re.match(r" ?= ?-?\d", one.after)
    if sum_of and not inner and not person:
        return one.found(False, "et regnestykke")
    if joint == "\n" and not begins_with_zero:
        return one.found(False, "to tal på hver sin linje")
    if joint in {".", ","} and not begins_with_zero and not inner:
        return one.found(False, "et tal med decimaler")
    if joint == " " and not inner and (not begins_with_zero or one.touched()):
        sure = person and not one.touched()
        return one.found(sure, "" if sure else "to tal ved siden af hinanden")
    if _WEAK & {*joint} and not (begins_with_zero and not dash):
        return one.found(dash, "" if dash else "to tal ved siden af hinanden")
    return one.found(True)


def _kind(one: _Candidate, amounts: bool, glued: bool = False) -> str:
    """What the words around a number say it is; "" when they say nothing, or speak of a person."""
    near = one.near
    cells = _LISTED.search(one.before) and "-" in one.written and one.after[:1] == ","
    if amounts and not cells and (_AMOUNT_AFTER.match(one.after) or _AMOUNT_BEFORE.search(near)):
        return "et beløb"
    for pattern, kind in _KINDS_BEFORE:
        match = pattern.search(near[-50:])
        if match and not _PERSON.search(near[-50:], match.start()):
            return kind
    if not glued:
        return ""
    if _FINGERPRINT.search(near[-50:]):
        return "et aftryk"
    return "en del af en netadresse" if _ADDRESS.search(near) else ""


def _otherwise(
    one: _Candidate, lengths: tuple[int, ...], joints: tuple[str, ...], named: bool
) -> Cpr | None:
    """Parted in another way: only when nothing else stands close by and the signs are alike."""
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    parting = joints[ends.index(one.date)] if one.date in ends else ""
    others = [joint for i, joint in enumerate(joints) if ends[i] != one.date]
    single = set(lengths) == {1}
    listed = others and _WEAK & {*others[0]}
    if len(set(others)) > 1 or (listed and (not single or len(set(one.digits)) < 3)):
        return None
    zero = one.digits.startswith("0")
    if joints == (".",) and not named and not zero:
        return None  # A number with decimals.
    if (not named and one.touched()) or _clear(one, lengths, joints):
        return None
    if named:
        return one.found(True)
    if kind := _kind(one, amounts=not zero):
        return one.found(False, kind)
    sure = zero or "-" in parting or bool(_PERSON.search(one.near[-30:]))
    if parting and sure and (single or len(lengths) < 6) and not _WEAK & {*"".join(joints)}:
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
    if any(len(amount) > 4 for amount in amounts) and all(
        _THOUSANDS.fullmatch(amount) or re.fullmatch(r"[1-9]\d{0,3}(?:,\d{1,2})?", amount)
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


@lru_cache(maxsize=4)
def _hashes(text: str) -> tuple[list[int], list[int]]:
    """Where fingerprints and identifiers of programs begin and end."""
    spans = [match.span() for match in _HASH.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


def _in_hash(text: str, start: int, end: int) -> bool:
    starts, ends = _hashes(text)
    at = bisect.bisect_right(starts, start) - 1
    return at >= 0 and end <= ends[at]


def _glued(one: _Candidate, named: bool) -> Cpr | None:
    """Ten or twelve digits in one."""
    if named:
        return one.found(True)
    after, near = one.after, one.near
    if decimal := re.search(r"(\d+)([.,])$", near):
        listed = decimal[2] == "," and after[:1] in {",", ";"}
        if not listed and (decimal[1] == "0" or (decimal[2] == "." and len(decimal[1]) > 4)):
            return None
        return one.found(False, "et tal med decimaler")
    if re.match(r"[eE][-+]\d", after):
        return None
    zero = one.digits.startswith("0")
    if kind := _kind(one, amounts=not zero, glued=True):
        return one.found(False, kind)
    if not zero and re.match(r"\.\d", after):
        return one.found(False, "et tal med decimaler")
    if one.date == 8 and one.recent and _CLOCK.fullmatch(one.digits[-4:]):
        return one.found(False, "en dato og et tal")
    low, high = _PRODUCTION_UNITS
    if low <= one.digits <= high and not _PERSON.search(near[-30:]):
        return one.found(False, "et CVR- eller P-nummer")
    return one.found(True)


def _in_columns(one: _Candidate, named: bool) -> Cpr | None:
    """The date in one column and the rest in the next, or one digit in each."""
    lengths = tuple(len(group.digits) for group in one.run)
    boxes = set(lengths) == {1} and set(one.joints) == {BREAK} and len(set(one.digits)) > 3
    if boxes:
        alone = one.alone_in_cells() and not one.touched(cells=True)
        return one.found(False, "ti felter med hvert sit ciffer") if alone else None
    if lengths not in _DATES or one.joints[-1] != BREAK or BREAK in one.joints[:-1]:
        return None
    cells = BREAK in one.text[one.run[-2].end : one.run[-1].start]
    year = 1990 <= int(one.digits[-4:]) <= 2100 and not one.digits.startswith("0")
    if (cells and not one.alone_in_cells()) or year:
        return None
    return one.found(
        named and not cells, "" if named and not cells else "to kolonner, der ikke hører sammen"
    )


def _in_lines(one: _Candidate, named: bool) -> Cpr | None:
    """Each part, or each digit, in a line of its own."""
    if named:
        return one.found(True)
    lengths = [len(group.digits) for group in one.run]
    whole = set(one.joints) == {"\n"} and (
        lengths in ([2, 2, 2, 4], [2, 2, 4, 4])
        or (set(lengths) == {1} and len(set(one.digits)) > 2)
    )
    stands = whole and not one.touched(lines=True)
    return one.found(False, "tal på hver sin linje") if stands else None


def _long(text: str) -> Iterator[Cpr]:
    """CPR numbers with other digits before or after, or several after each other."""
    for match in _LONG.finditer(text):
        digits, start = match[0], match.start()
        if _in_hash(text, start, match.end()):
            continue
        before = text[max(0, start - 50) : start].rpartition(BREAK)[2].rpartition("\n")[2]
        named = named_cpr(before[-40:])
        tens = [digits[at : at + 10] for at in range(0, len(digits), 10)]
        if all(len(ten) == 10 and _is_born(ten, False) for ten in tens) and len(set(tens)) > 1:
            for ten in tens:
                yield Cpr(f"{ten[:6]}-xxxx", line_of(text, start), True)
            continue
        if len(digits) > 14 or (
            not named and (_is_ean(digits) or _STAMP.fullmatch(digits) or _other(before))
        ):
            continue
        for at in range(len(digits) - 9):
            ten = digits[at : at + 10]
            filled = digits[:at] in {"0", "00", "45", "0045"} and at + 10 == len(digits)
            if _is_born(ten, False) and (named or filled or (len(digits) < 13 and _checked(ten))):
                shown = Cpr(
                    f"{ten[:6]}-xxxx", line_of(text, start), named, "en del af et længere tal"
                )
                yield shown if not named else Cpr(shown.masked, shown.line, True)
                break


def _touched(text: str) -> Iterator[Cpr]:
    """Numbers with their dash that other digits touch: a mark of a note, the column beside."""
    for match in _TOUCHED.finditer(text):
        lead, number, trail = match.groups()
        digits = re.sub(r"\D", "", number)
        if not (lead or trail) or not _is_born(digits, False):
            continue
        start = match.start(2)
        if (
            re.match(
                r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$", f"{lead}{digits[:6]}"
            )
            and not trail
        ):
            continue  # A day and a time; dates written so are read as dates elsewhere.
        if _in_hash(text, match.start(), match.end()):
            continue
        before = text[max(0, match.start() - 50) : match.start()].rpartition(BREAK)[2]
        before = before.rpartition("\n")[2]
        sure = named_cpr(before[-40:]) or bool(_PERSON.search(before[-30:]))
        why = "" if sure else "en del af et længere tal"
        yield Cpr(f"{digits[:6]}-xxxx", line_of(text, start), sure, why)


def _lost(text: str) -> Iterator[Cpr]:
    """Numbers called CPR numbers whose first zero was lost."""
    for match in _LOST.finditer(text):
        digits = f"0{match[1]}"
        if _is_born(digits, False) and not re.match(f"(?i){_UNIT}", text[match.end() :][:12]):
            yield Cpr(f"{digits[:6]}-xxxx", line_of(text, match.start(1)), True)


def _other(before: str) -> bool:
    return before.endswith((".", ",")) or any(
        pattern.search(before) for pattern, _ in _KINDS_BEFORE
    )


def _is_ean(digits: str) -> bool:
    """Whether thirteen digits are an EAN number with its check digit (GS1)."""
    weights = [1, 3] * 6 + [1]
    return len(digits) == 13 and not sum(
        weight * int(digit) for weight, digit in zip(weights, digits, strict=True)
    ) % 10  # fmt: skip


def _checked(digits: str) -> bool:
    """Whether the check digit holds (modulus 11, CPR-kontoret); numbers since 2007 may lack it."""
    weights = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
    return not sum(w * int(digit) for w, digit in zip(weights, digits, strict=True)) % 11


def _lookalikes(text: str) -> Iterator[Cpr]:
    """Letters in place of 0 and 1, as in a scanned text."""
    for match in _LOOKALIKE.finditer(letters_as_latin(text)):
        digits = re.sub("[ -]", "", match[0])
        if sum(sign.isdigit() for sign in digits) >= 6 and not digits.isdigit():
            digits = digits.translate(_LOOKS)
            if _is_born(digits, False):
                line = line_of(text, match.start())
                certain = "-" in match[0] or named_cpr(
                    text[max(0, match.start() - 40) : match.start()]
                )
                yield Cpr(
                    f"{digits[:6]}-xxxx", line, certain, "" if certain else "en kode med bogstaver"
                )


def _hidden(text: str) -> Iterator[Cpr]:
    """Numbers with one to three digits hidden: what is left may be enough."""
    for match in _HIDDEN.finditer(text):
        signs = match[0].replace("-", "")
        hidden = [at for at, sign in enumerate(signs) if not sign.isdigit()]
        if 1 <= len(hidden) <= 3:
            tried = [re.sub(r"\D", fill, signs) for fill in "0123456789"]
            if any(_is_born(digits, False) for digits in tried):
                yield Cpr(
                    f"{signs[:6]}-xxxx",
                    line_of(text, match.start()),
                    False,
                    "et tal, der er skjult delvist",
                )


def is_born(digits: str) -> bool:
    """Whether ten or twelve digits begin with a date on which a living person may be born."""
    return _is_born(digits, len(digits) == 12)


@lru_cache(maxsize=4096)
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
