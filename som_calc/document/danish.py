"""Danish numbers and dates: the one place where a number becomes text.

No-break spaces stand before units, U+2212 is the minus sign, the point groups
thousands and the comma marks decimals, as in Babel's ``da_DK``.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

LOCALE = "da_DK"
NBSP = "\u00a0"
MINUS = "\u2212"
_DANISH = str.maketrans({",": ".", ".": ","})
ONE_OF = {
    "uger": "uge",
    "dage": "dag",
    "døgn": "døgn",
    "timer": "time",
    "måneder": "måned",
    "forløb": "forløb",
    "gange": "gang",
    "sager": "sag",
    "domme": "dom",
    "ophold": "ophold",
    "indlæggelser": "indlæggelse",
    "kontakter": "kontakt",
}
NEUTER = ("år", "punkt")
"""Ends of the counted nouns that are of neuter gender."""
SMALLEST = 4
"""Decimals a share in pct. gets at most before it is shown as 0."""
WORDS = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")


def number(value: float, decimals: int = 0, *, grouping: bool = True) -> str:
    """A number with a fixed count of decimals, rounded half away from zero.

    >>> number(-3635710.12)
    '−3.635.710'
    >>> number(0.5)
    '1'
    """
    found = rounded(value, decimals)
    # Babel takes several times as long over each of a report's thousand numbers.
    text = f"{abs(found):{',' if grouping else ''}.{max(decimals, 0)}f}".translate(_DANISH)
    return f"{MINUS}{text}" if found < 0 else text


def rounded(value: float, decimals: int = 0) -> Decimal:
    """A number as it is shown: half away from zero, where Python's ``round`` goes to even.

    >>> rounded(2.5), rounded(-0.25, 1), rounded(10650, -2) == 10700
    (Decimal('3'), Decimal('-0.3'), True)
    """
    quantum = Decimal(1).scaleb(-decimals)
    return Decimal(repr(float(value))).quantize(quantum, rounding=ROUND_HALF_UP)


def kroner(value: float, decimals: int = 0) -> str:
    """An amount in kr.

    >>> kroner(1071273.4)
    '1.071.273\\xa0kr.'
    """
    return f"{number(value, decimals)}{NBSP}kr."


def millions(value: float, decimals: int = 1) -> str:
    """An amount in mio. kr.

    >>> millions(1071273)
    '1,1\\xa0mio.\\xa0kr.'
    """
    return f"{number(value / 1e6, decimals)}{NBSP}mio.{NBSP}kr."


def amount(value: float) -> str:
    """An amount in running text: never more digits than a reader can use.

    From one million in mio. kr. with one decimal, from 100.000 in whole thousands, from
    10.000 in whole hundreds, below that in whole kroner, and below 10 kr. with øre.

    >>> amount(485321), amount(10650)
    ('485.000\\xa0kr.', '10.700\\xa0kr.')
    >>> amount(1.5), amount(0.2), amount(3), amount(-1e-9)
    ('1,50\\xa0kr.', '0,20\\xa0kr.', '3\\xa0kr.', '0\\xa0kr.')
    """
    if abs(value) >= 999_500:
        return millions(value)
    coarse = -3 if abs(value) >= 99_950 else -2 if abs(value) >= 10_000 else None
    return kroner(value, oere(value) if coarse is None else coarse)


def oere(value: float) -> int:
    """Decimals of an amount whose size whole kroner would lose: two below 10 kr., else none.

    >>> oere(0.2), oere(9.0), oere(12.5)
    (2, 0, 0)
    """
    return 2 if abs(value) < 10 and rounded(value, 2) != rounded(value) else 0


def percent(share: float, decimals: int | None = None) -> str:
    """A share in running text; up to one decimal unless told, more where it would vanish.

    >>> percent(0.05), percent(0.044881, 1)
    ('5\\xa0pct.', '4,5\\xa0pct.')
    >>> percent(0.0001), percent(0.0, 1)
    ('0,01\\xa0pct.', '0,0\\xa0pct.')
    """
    return f"{_percent_digits(share, decimals)}{NBSP}pct."


def percent_sign(share: float, decimals: int | None = None) -> str:
    """A share in tables and on axes.

    >>> percent_sign(0.03993, 2)
    '3,99\\xa0%'
    """
    return f"{_percent_digits(share, decimals)}{NBSP}%"


def points(difference: float, decimals: int | None = None) -> str:
    """A difference between two shares, in percentage points.

    >>> points(0.0644, 1), points(-0.05)
    ('6,4\\xa0procentpoint', '−5\\xa0procentpoint')
    """
    return f"{_percent_digits(difference, decimals)}{NBSP}procentpoint"


def _percent_digits(share: float, decimals: int | None) -> str:
    """The decimals asked for; more where a small share would else be shown as 0."""
    least = 1 if decimals is None else decimals
    hundredths = round(share * 100, 12)  # 0.145 · 100 is 14.499999999999998
    tried = (number(hundredths, places) for places in range(least, max(least, SMALLEST) + 1))
    text = next((text for text in tried if text.strip("0,")), number(hundredths, least))
    return text.removesuffix(",0") if decimals is None else text


def count(value: int, singular: str, plural: str) -> str:
    """A count with its noun; words up to ten, figures from 11.

    >>> count(1, "deltager", "deltagere"), count(224, "deltager", "deltagere")
    ('en deltager', '224\\xa0deltagere')
    >>> count(1, "konsekvensår", "konsekvensår")
    'et konsekvensår'
    """
    if value == 1:
        return f"{'et' if singular.endswith(NEUTER) else WORDS[1]} {singular}"
    if 0 <= value < len(WORDS):
        return f"{WORDS[value]} {plural}"
    return f"{number(value)}{NBSP}{plural}"


def duration(years: float) -> str:
    """A length of time in words; a part of a year in months.

    >>> duration(0.25), duration(1.25), duration(1.5), duration(2)
    ('tre måneder', '15\\xa0måneder', '1,5\\xa0år', 'to år')
    """
    if years == int(years):
        return count(int(years), "år", "år")
    months = round(years * 12)
    # A twelfth is typed with two or three decimals.
    if abs(years - months / 12) < 0.005 and (years < 1 or years * 2 != int(years * 2)):
        return count(months, "måned", "måneder")
    return f"{trimmed(years)}{NBSP}år"


def one_of(units: str) -> str:
    """A unit in the singular, for »pr.«; units that are not known stay as they are.

    >>> one_of("uger"), one_of("besøg")
    ('uge', 'besøg')
    """
    return ONE_OF.get(units, units)


def long_date(date: dt.date) -> str:
    """A date in words.

    >>> long_date(dt.date(2026, 3, 1))
    '1. marts 2026'
    """
    return format_date(date, format="long", locale=LOCALE)


_TWO_STOPS = re.compile(r"\b((?:pct|kr|mio|mia)\.)\.(?!\.)")


def one_stop(text: str) -> str:
    """The text with one full stop where a sentence ends in an abbreviation.

    >>> one_stop("Kommunen får 5 pct.. Staten får 2 kr..")
    'Kommunen får 5 pct. Staten får 2 kr.'
    """
    return _TWO_STOPS.sub(r"\1", text)


def listing(items: list[str]) -> str:
    """A listing in a sentence.

    >>> listing(["stat", "region", "kommune"])
    'stat, region og kommune'
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} og {items[-1]}"


def span(first: int, last: int) -> str:
    """Years from first to last; one year is that year.

    >>> span(2026, 2030), span(2026, 2026)
    ('2026–2030', '2026')
    """
    return f"{first}" if first == last else f"{first}–{last}"


def trimmed(value: float) -> str:
    """A number with as many decimals as it needs, two at most.

    >>> trimmed(2.5), trimmed(1200), trimmed(0.126)
    ('2,5', '1.200', '0,13')
    """
    text = number(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text
