"""Free text that looks like a person: CPR number, e-mail, phone, address, name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from som_calc.library.privacy.finding import Finding

_CPR = re.compile(r"(?<![\d.,-])(\d{2})(\d{2})(\d{2})[-\s\u2011\u2013]?(\d{4})(?![\d.,]|-\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?:(?:\+|00)45[\s-]?(?:\d[\s-]?){8}(?!\d))"
    r"|(?:(?:tlf|telefon|mobil)\.?:?\s*(?:\d[\s-]?){8}(?!\d))"
    r"|(?<![\d.,-])\d{2}\s\d{2}\s\d{2}\s\d{2}(?![\d.,-])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b[A-ZÆØÅ][\wæøåé.-]*(?:vej|gade|allé|alle|stræde|torv|plads|vænge|parken|bakken|toften|"
    r"haven|boulevard|stien)\s+\d{1,3}\s?[A-Z]?\b"
)
_HONORIFIC = re.compile(
    r"\b(?i:borger(?:en)?|deltager(?:en)?|klient(?:en)?|patient(?:en)?|hr\.|fru|frøken)\s+"
    r"([A-ZÆØÅ][a-zæøåé]+(?:\s+[A-ZÆØÅ][a-zæøåé]+)+)",
)
_INITIALS = re.compile(r"\b(?i:borger(?:en)?|deltager(?:en)?)\s+([A-ZÆØÅ]\.?\s?[A-ZÆØÅ]\.)")
_CAPITALS = re.compile(r"\b([A-ZÆØÅ][a-zæøåé]+)\s+((?:[A-ZÆØÅ][a-zæøåé]+\s+)?[A-ZÆØÅ][a-zæøåé]+)\b")
_SURNAMES = re.compile(
    r"(?:sen|gaard|gård|strøm|holm|berg|lund|dahl|krogh|bech|skov)$", re.IGNORECASE
)
_NOT_NAMES = re.compile(r"(?i)\bkommune")
_FIRST_NAMES = frozenset(
    (Path(__file__).with_name("fornavne.txt")).read_text(encoding="utf-8").split()
)
"""Common Danish first names: a person is only guessed where a name begins with one."""


def findings(place: str, text: str) -> Iterator[Finding]:
    """Everything in one text that may be personal.

    Args:
        place: file and field, for the message.
        text: the text.
    """
    for match in _CPR.finditer(text):
        if _is_date(*(int(part) for part in match.group(1, 2, 3))):
            masked = f"{match[1]}{match[2]}{match[3]}-xxxx"
            yield Finding(
                place, f"ligner et CPR-nummer ({masked})", "slet det; det kan ikke godkendes", True
            )
    rest = _CPR.sub(" ", text)
    for match in _EMAIL.finditer(rest):
        yield Finding(place, f"indeholder en e-mailadresse ({match[0]})", "slet den")
    for match in _PHONE.finditer(_EMAIL.sub(" ", rest)):
        yield Finding(place, f"indeholder et telefonnummer ({match[0].strip()})", "slet det")
    for match in _ADDRESS.finditer(rest):
        yield Finding(
            place, f"ligner en adresse ({match[0]})", "slet den, eller nævn kun byen eller kommunen"
        )
    for name in sorted(set(_names(rest))):
        yield Finding(place, f"ligner et personnavn ({name})", "slet det, eller skriv »en borger«")


def _names(text: str) -> Iterator[str]:
    for match in _HONORIFIC.finditer(text):
        if not _NOT_NAMES.search(match[1]):
            yield match[1]
    for match in _INITIALS.finditer(text):
        yield match[1]
    for match in _CAPITALS.finditer(text):
        first, rest = match[1], match[2]
        if first.lower() in _FIRST_NAMES and (
            _SURNAMES.search(rest) or rest.split()[-1].lower() in _FIRST_NAMES or len(rest) > 3
        ):
            yield f"{first} {rest}"


def _is_date(day: int, month: int, year: int) -> bool:
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    # Some CPR numbers for visitors and test data add 60 to the day.
    return day > 60 and _is_date(day - 60, month, year)
