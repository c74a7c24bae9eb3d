"""Names of persons in a text, by what names look like and by a list of known ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:['’´-][^\W\d_]+)*")
_BESIDE = re.compile(r" {1,3}|\. ?|´|’")
"""Between the words of one name: a blank, or the dot of an initial."""
_FOLDED = re.compile(r"[ ]*\n(?:[ ]*(?:[#>*]|//))*[ ]*|[ ]*\|[ ]*|[_.]|[ ]?-[ ]?")
"""A line break, a cell's edge, or a sign of file names: both words must be known then."""
_REVERSED = re.compile(r" ?, ?|;")
_MARKS = re.compile(r"[*_\"'»«()]{0,3} ?[*_\"'»«()]{1,3}")
"""Emphasis, quotes or brackets between two words."""
_PARTICLES = re.compile(r"(?i)von|van|de|da|di|du|der|den|af|al|el|bin|ben|ibn|abu|la|le")
_NO_NAME = re.compile(
    r"(?i)kommune|region|styrelse|ministeri|afdeling|forvaltning|universitet|hospital|center|"
    r"institut|fond|skole|indsats|projekt|rapport|program|model|analyse|metode|case|license|font"
)
_STARTS = re.compile(
    r"(?i)ifølge|hos|fra|som|af|ved|og|men|da|når|hvis|den|det|de|en|et|se|i|på|til|med|for|om|"
    r"under|efter|kilde|jf|også|dog|både|samt|hvor|hvad|ikke|fx|eller|the|and|by"
)
"""Words a sentence begins with: »Ifølge Jensen« names an author by surname alone."""
_LABEL = re.compile(
    r"(?<![^\W_])(?i:borger|deltager|klient|patient|beboer|elev|barn|mor|far|pårørende|ægtefælle|"
    r"samlever|søn|datter|kontaktperson|sagsbehandler|mentor|navn|fulde navn|fornavn|efternavn)"
    r"(?:e?ns?)?\b[\"']?[ ]*[:=][ ]*[\"'»]?(?=[^\W\d_])"
)
_CALLED = re.compile(r"(?<![^\W_])(?i:hedder|kaldes|ved navn|kaldet)[ ]+[\"'»]?(?=[^\W\d_])")
_HONORIFIC = re.compile(
    r"(?<![^\W_])(?i:borger(?:en)?|deltager(?:en)?|klient(?:en)?|patient(?:en)?|hr\.?|fru|frøken|"
    r"dr\.|familien|ægteparret|sagsbehandler|socialrådgiver|psykolog|læge|mentor)[ ]+(?=[^\W\d_])"
)
_INITIALS = re.compile(
    r"(?<![^\W_])(?i:borger(?:en)?|deltager(?:en)?)\s+([A-ZÆØÅ]\.?\s?[A-ZÆØÅ]\.)"
)
_HYPHENED = re.compile(r"-[a-zæøå]+$")
"""»First-team« is a thing."""
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "ə": "e"})


class Name(NamedTuple):
    """What looks like a name, and where in the text it begins."""

    value: str
    start: int


class _Known(NamedTuple):
    first: frozenset[str]
    first_words: frozenset[str]
    last: frozenset[str]
    last_words: frozenset[str]


def names(text: str) -> Iterator[Name]:
    """Everything in a normal text that looks like the name of a person.

    >>> [name.value for name in names("Sagsbehandler Peter Jensen talte med YILMAZ, MEHMET")]
    ['Peter Jensen', 'YILMAZ, MEHMET']
    >>> list(names("Aabenraa Kommune og Region Syddanmark"))
    []
    """
    told: list[tuple[int, int]] = []
    for start, end in [*_in_words(text), *_said(text)]:
        if not any(start < until and begun < end for begun, until in told[-50:]):
            told.append((start, end))
            yield Name(" ".join(re.sub(r"[|#>*]", " ", text[start:end]).split()), start)


def is_person(cell: str) -> bool:
    """Whether a cell under a heading such as »Navn« holds a name, if only a first name."""
    words = _WORD.findall(cell)
    return 0 < len(words) <= 5 and (_is_first(words[0]) == 2 or any(names(cell)))


def _in_words(text: str) -> Iterator[tuple[int, int]]:
    words = list(_WORD.finditer(text))
    at = 0
    while at + 1 < len(words):
        last = _name_at(text, words, at) if _may_begin(text, words[at], words[at + 1]) else None
        if last is None:
            at += 1
            continue
        yield words[at].start(), words[last].end()
        at = last + 1


def _may_begin(text: str, word: re.Match[str], follows: re.Match[str]) -> bool:
    """Whether a look at few signs leaves it open: most words are in small letters."""
    if text[word.start()].isupper():
        return True
    ending = text[follows.end() - 4 : follows.end()]
    return "sen" in ending or not ending.isascii()


def _name_at(text: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """The last word of the name that begins with a word and goes on, None when none does."""
    word, follows = words[at][0], words[at + 1][0]
    gap = text[words[at].end() : words[at + 1].start()]
    if len(gap) > 40:
        return None
    beside = bool(_BESIDE.fullmatch(gap))
    if not word[0].isupper():
        return at + 1 if gap == " " and _lower_case(word, follows) else None
    if _REVERSED.fullmatch(gap):
        initial = len(follows) == 1 and text.startswith(".", words[at + 1].end())
        turned = _is_last(word) == 2 and (_is_first(follows) or initial) and follows[0].isupper()
        return at + 1 if turned else None
    folded = not beside and bool(_FOLDED.fullmatch(gap) or _MARKS.fullmatch(gap))
    if not (beside or folded):
        return None
    if len(word) == 1:
        return _after_initials(text, words, at)
    known = _is_first(word)
    if not known:
        other = beside and gap != ". " and follows[0].isupper() and not word.isupper()
        strict = other and _is_last(follows) == 2 and not follows.isupper()
        other_caps = beside and word.isupper() and follows.isupper() and _is_son(follows)
        unusual = _STARTS.fullmatch(word) or _NO_NAME.search(word)
        return at + 1 if (strict or other_caps) and not unusual else None
    last = _last_of(text, words, at)
    if last is None:
        return None
    name = words[last][0]
    if _NO_NAME.search(name) or _STARTS.fullmatch(name):
        return None
    if _is_last(name) or (_is_first(name) and known == 2):
        return last
    plain = beside and gap != ". " and known == 2 and not name.isupper() and not word.isupper()
    return last if plain and len(name) > 3 and not _HYPHENED.search(name) else None


def _last_of(text: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """The surname after a first name, past middle names, initials and »von«."""
    last = at
    while last + 1 < len(words) and last - at < 4:
        gap = text[words[last].end() : words[last + 1].start()]
        one = words[last + 1][0]
        if not (
            _BESIDE.fullmatch(gap)
            or (last == at and (_FOLDED.fullmatch(gap) or _MARKS.fullmatch(gap)))
        ):
            break
        if gap.startswith(".") and len(words[last][0]) > 3:
            break
        if not one[0].isupper() and not _PARTICLES.fullmatch(one):
            break
        last += 1
        if len(one) > 1 and not _PARTICLES.fullmatch(one) and not _is_first(one):
            break
    while last > at and (len(words[last][0]) == 1 or _PARTICLES.fullmatch(words[last][0])):
        last -= 1
    return last if last > at else None


def _after_initials(text: str, words: Sequence[re.Match[str]], at: int) -> int | None:
    """»P. Jensen«, »P. K. Jensen«: the surname must be a known one."""
    last = at
    while last + 1 < len(words) and last - at < 3:
        if not _BESIDE.fullmatch(text[words[last].end() : words[last + 1].start()]):
            return None
        last += 1
        if len(words[last][0]) > 1:
            one = words[last][0]
            return last if one[0].isupper() and _is_last(one) == 2 else None
    return None


def _lower_case(word: str, follows: str) -> bool:
    """»peter jensen«, as typed in a hurry."""
    return follows.islower() and _is_son(follows) and _is_first(word) > 0


def _said(text: str) -> Iterator[tuple[int, int]]:
    """Names that the words before them tell of, known or not."""
    for match in _INITIALS.finditer(text):
        yield match.span(1)
    for pattern, fewest in ((_LABEL, 2), (_HONORIFIC, 2), (_CALLED, 1)):
        for match in pattern.finditer(text):
            words = _capitals(text, match.end())
            if not words or any(_NO_NAME.search(word[0]) for word in words):
                continue
            known = _is_first(words[0][0]) == 2 or _is_last(words[0][0]) == 2
            if len(words) >= fewest or (known and not _STARTS.fullmatch(words[0][0])):
                yield words[0].start(), words[-1].end()


def _capitals(text: str, start: int) -> list[re.Match[str]]:
    """Words with a capital that follow each other."""
    found: list[re.Match[str]] = []
    at = start
    while len(found) < 4 and (match := _WORD.match(text, at)):
        word = match[0]
        acronym = word.isupper() and len(word) > 1 and not (_is_first(word) or _is_last(word))
        if not word[0].isupper() or acronym or _HYPHENED.search(word):
            break
        found.append(match)
        gap = _BESIDE.match(text, match.end())
        if gap is None or (gap[0].startswith(".") and len(word) > 1):
            break
        at = gap.end()
    return found


@lru_cache(maxsize=4096)
def _is_first(word: str) -> int:
    """2 for a known first name, 1 for one that is an ordinary word too, else 0."""
    known = _known()
    one = _folded(word.partition("-")[0])
    return 2 if one in known.first else int(one in known.first_words)


@lru_cache(maxsize=4096)
def _is_last(word: str) -> int:
    """As :func:`_is_first`, for surnames (»Jensens« too)."""
    known = _known()
    part = word.rpartition("-")[2]
    if part[0].islower() and word[0].isupper():
        return 0
    whole = _folded(part)
    for one in (whole, whole.removesuffix("s").rstrip("'’´")):
        if one in known.last or _is_son(one):
            return 2
        if one in known.last_words:
            return 1
    return 0


def _is_son(word: str) -> bool:
    """Whether a word is a first name with »sen« after it: Pedersen, Jensen, Mikkelsens."""
    one = _folded(word).removesuffix("s")
    stem = one.removesuffix("sen")
    if stem == one or len(stem) < 2:
        return False
    known = _known().first
    return one in _known().last or (
        len(stem) > 2 and any(name in known for name in (stem, stem + "s", stem.removesuffix("s")))
    )


def _folded(word: str) -> str:
    """A word in small letters without accents; æ, ø, å and umlauts are letters of their own."""
    low = word.lower()
    if low.isascii():
        return low
    return "".join(
        sign if sign in "æøåäöü" else unicodedata.normalize("NFKD", sign)[0]
        for sign in low.translate(_LETTERS)
    )


@lru_cache(maxsize=1)
def _known() -> _Known:
    text = Path(__file__).with_name("navne.txt").read_text(encoding="utf-8")
    return _Known(*(frozenset(part.split()) for part in re.split(r"(?m)^\[.*\]$", text)[1:]))
