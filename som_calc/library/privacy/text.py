"""Free text that looks like a person: e-mail, phone, address, name, a path with a user's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from som_calc.library.privacy.cpr import BREAK, line_of, normal, without_numbers

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_PHONE = re.compile(
    r"(?:(?:\+|00)45[\s-]?(?:\d[\s-]?){8}(?!\d))"
    r"|(?:(?:tlf|telefon|mobil)(?:nr|nummer)?\.?:?\s*(?:45[\s-]?)?(?:\d[\s-]?){8}(?!\d))"
    r"|(?<![\d.,-])\d{2}\s\d{2}\s\d{2}\s\d{2}(?![\d.,-]|\s\d)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[A-ZÆØÅ][\wæøåé.-]*(?:vej|gade|allé|alle|stræde|torv|plads|vænge|parken|bakken|toften|"
    r"haven|boulevard|stien)\s+\d{1,3}\s?[A-Z]?\b"
)
_HONORIFIC = re.compile(
    r"\b(?i:borger(?:en)?|deltager(?:en)?|klient(?:en)?|patient(?:en)?|hr\.|fru|frøken) +"
    r"([A-ZÆØÅ][a-zæøåé]+(?:[ -]+[A-ZÆØÅ][a-zæøåé]+)+)",
)
_INITIALS = re.compile(r"\b(?i:borger(?:en)?|deltager(?:en)?)\s+([A-ZÆØÅ]\.?\s?[A-ZÆØÅ]\.)")
_CAPITALS = re.compile(
    r"\b([A-ZÆØÅ][a-zæøåé]+)[ -]((?:(?:[A-ZÆØÅ][a-zæøåé]+|[A-ZÆØÅ]\.)[ -])?[A-ZÆØÅ][a-zæøåé]+)\b"
)
_SURNAMES = re.compile(
    r"(?:sen|gaard|gård|strøm|holm|berg|lund|dahl|krogh|bech|skov)$", re.IGNORECASE
)
_NOT_NAMES = re.compile(r"(?i)\bkommune")
_USER_PATHS = re.compile(
    r"(?:[A-Za-z]:\\+(?:Users|Brugere)\\+[^\\<>\"\s]+|/home/[^/<>\"\s]+|/Users/[^/<>\"\s]+)"
)
_FIRST_NAMES = frozenset(
    (Path(__file__).with_name("fornavne.txt")).read_text(encoding="utf-8").split()
)
"""Common Danish first names: a person is only guessed where a name begins with one."""


@dataclass(frozen=True)
class Personal:
    """Something in a text that may point at a person; ``line`` counts from 1."""

    value: str
    wrong: str
    remedy: str
    line: int


def personal(text: str) -> Iterator[Personal]:
    """Everything in one text that may be personal, but CPR numbers.

    Args:
        text: the text as it stands in the file.
    """
    rest = without_numbers(normal(text)).replace(BREAK, " | ")
    mails = list(_EMAIL.finditer(rest)) if "@" in rest else []
    for match in mails:
        yield _found(rest, match, f"indeholder en e-mailadresse ({match[0]})", "slet den")
    for match in _PHONE.finditer(rest):
        if any(mail.start() <= match.start() < mail.end() for mail in mails):
            continue
        number = match[0].strip()
        yield _found(rest, match, f"indeholder et telefonnummer ({number})", "slet det")
    for match in _ADDRESS.finditer(rest):
        shown = " ".join(match[0].split())
        remedy = "slet den, eller nævn kun byen eller kommunen"
        yield _found(rest, match, f"ligner en adresse ({shown})", remedy)
    for match in _names(rest):
        name = " ".join((match[1] if match.lastindex == 1 else match[0]).split())
        remedy = "slet det, eller skriv »en borger«"
        yield _found(rest, match, f"ligner et personnavn ({name})", remedy, name)


def user_paths(text: str) -> Iterator[Personal]:
    """Paths on someone's machine that name the user."""
    for match in _USER_PATHS.finditer(text):
        wrong = f"indeholder en sti med et brugernavn ({match[0]})"
        yield _found(text, match, wrong, "fjern stien")


def _found(
    text: str, match: re.Match[str], wrong: str, remedy: str, value: str | None = None
) -> Personal:
    line = line_of(text, match.start())
    return Personal(value or match[0].strip(), wrong, remedy, line)


def _names(text: str) -> Iterator[re.Match[str]]:
    for match in _HONORIFIC.finditer(text):
        if not _NOT_NAMES.search(match[1]):
            yield match
    yield from _INITIALS.finditer(text)
    position = 0
    while found := _CAPITALS.search(text, position):
        # A capitalised word before a name is no part of it: the next try begins at its end.
        position = found.end(1)
        first, rest = found[1], found[2]
        if first.lower() in _FIRST_NAMES and (
            _SURNAMES.search(rest) or rest.split()[-1].lower() in _FIRST_NAMES or len(rest) > 3
        ):
            position = found.end()
            yield found
