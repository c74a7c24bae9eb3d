"""Numbers, shares, years, dates and yes/no as people in kommuner write them."""

from __future__ import annotations

import datetime as dt
import math
import re

from som_calc.case import limits
from som_calc.case.glossary import fold

_CLEAN = re.compile(r"[\s\u00a0\u202f]")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_OTHER_WAY = re.compile(r"[1-9]\d{0,2},\d{3}")
"""A comma where English writes its thousands."""
_UNITS = re.compile(r"^(kroner|kr\.?|dkk)|(kroner|kr\.?|dkk|,-)$", re.IGNORECASE)
_SCALES = {"mia.": 1e9, "mia": 1e9, "mio.": 1e6, "mio": 1e6, "t.": 1e3}
_LENGTH = re.compile(r"(?P<number>.*?)(?P<unit>års?|aars?|måneder|måned|mdr\.?|md\.?|uger|uge)$")
_PER_YEAR = {"å": 1, "a": 1, "m": 12, "u": 52}
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_EXAMPLE = "1.071.273 eller 0,05"
_SHARE_EXAMPLE = "5 % eller 0,05"
_LENGTH_EXAMPLE = "1, 2 år eller 3 måneder"
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def parse_number(raw: object, *, thousands: bool = False, example: str = _EXAMPLE) -> float:
    """A number written with Danish or plain decimals.

    Args:
        raw: a number, or text such as ``1.071.273``, ``0,05``, ``−3,5`` or ``983200``.
        thousands: of something counted in thousands (kroner, people), one point followed by
            three digits is read as thousands, and one comma followed by three digits is
            ambiguous and refused; otherwise it is the other way round.
        example: what would be right, for messages.

    Raises:
        ValueError: not a number; the message is a finished Danish sentence.

    >>> parse_number("1.071.273"), parse_number("0,05"), parse_number("30.725", thousands=True)
    (1071273.0, 0.05, 30725.0)
    """
    if isinstance(raw, bool):
        raise ValueError(f"er ja eller nej, ikke et tal; skriv et tal, fx {example}")
    if isinstance(raw, int | float):
        return _finite(float(raw), raw)
    if not isinstance(raw, str):
        raise ValueError(f"er en liste eller en gruppe felter; skriv ét tal, fx {example}")
    text = _CLEAN.sub("", raw).replace("\u2212", "-").replace("–", "-")
    if not text:
        raise ValueError(f"er tomt; skriv et tal, fx {example}")
    sign = -1.0 if text.startswith("-") else 1.0
    body = text.lstrip("+-")
    if len(text) - len(body) > 1:
        raise ValueError(f"»{raw}« er ikke et tal; skriv fx −3,5")
    if "," in body:
        whole, _, decimals = body.partition(",")
        if thousands and can_be_thousands(body):
            raise ValueError(_two_ways(raw, sign, f"{whole}.{decimals}", unmistakable(body)))
        if "." in whole and not _GROUPED.fullmatch(whole):
            raise ValueError(f"»{raw}« har punktummer det forkerte sted; skriv fx 1.071.273,50")
        body = f"{whole.replace('.', '')}.{decimals}"
    elif _GROUPED.fullmatch(body) and not body.startswith("0"):
        if body.count(".") == 1 and not thousands:
            grouped, decimal = body.replace(".", ""), body.replace(".", ",")
            raise ValueError(_two_ways(raw, sign, grouped, decimal))
        body = body.replace(".", "")
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", body):
        raise ValueError(f"»{raw}« er ikke et tal; skriv fx {example}")
    return _finite(sign * float(body), raw)


def _two_ways(raw: str, sign: float, first: str, second: str) -> str:
    minus = "−" if sign < 0 else ""
    return f"»{raw}« kan læses på to måder; skriv {minus}{first} eller {minus}{second}"


def can_be_thousands(text: str) -> bool:
    """Whether a decimal comma stands where English has its thousands.

    >>> can_be_thousands("400,000"), can_be_thousands("0,125"), can_be_thousands("1.250,500")
    (True, False, False)
    """
    return _OTHER_WAY.fullmatch(text.lstrip("+-")) is not None


def unmistakable(text: str) -> str:
    """The same number with decimals that are no thousands.

    >>> unmistakable("400,000"), unmistakable("1,125"), unmistakable("0,125")
    ('400,00', '1,1250', '0,125')
    """
    if not can_be_thousands(text):
        return text
    return text[:-1] if text.endswith("0") else f"{text}0"


def _finite(value: float, raw: object) -> float:
    if not math.isfinite(value):
        raise ValueError(f"»{raw}« er ikke et endeligt tal; skriv fx 1.071.273 eller 0,05")
    return value


def parse_kroner(raw: object) -> float:
    """An amount in kr.: ``983.200``, ``983200 kr.``, ``1,1 mio. kr.``.

    Raises:
        ValueError: not an amount.

    >>> parse_kroner("7,5 mio. kr.")
    7500000.0
    """
    if not isinstance(raw, str):
        return parse_number(raw, thousands=True)
    text = _UNITS.sub("", _CLEAN.sub("", raw)).strip()
    try:
        for suffix, factor in _SCALES.items():
            if text.lower().endswith(suffix):
                return round(parse_number(text[: -len(suffix)]) * factor, 6)
        return parse_number(text, thousands=True)
    except ValueError as error:
        raise ValueError(str(error).replace(f"»{text}«", f"»{raw.strip()}«")) from None


def parse_share(raw: object) -> float:
    """A share: ``5 %``, ``5 pct.``, ``0,05`` or ``0.05`` all give 0.05.

    Raises:
        ValueError: not a share between −100 % and 100 %.

    >>> parse_share("5 %"), parse_share("5 pct."), parse_share("0,05")
    (0.05, 0.05, 0.05)
    """
    if isinstance(raw, str):
        text = _CLEAN.sub("", raw).lower()
        for mark in ("%", "pct.", "pct", "procent"):
            if text.endswith(mark):
                percent = parse_number(text.removesuffix(mark), example=_SHARE_EXAMPLE)
                return _share(round(percent / 100, 12), raw)
        if re.fullmatch(r"[-\u2212+]?0\.\d{3}", text):
            return _share(float(text.replace("\u2212", "-")), raw)
    return _share(parse_number(raw, example=_SHARE_EXAMPLE), raw)


def parse_amount(raw: object) -> float:
    """A number in the unit of its neighbour: ``3 %`` is a share, ``8.000 kr.`` is kr.

    Raises:
        ValueError: not a number.
    """
    if isinstance(raw, str) and re.search(r"(%|pct\.?|procent)\s*$", raw.strip().lower()):
        return parse_share(raw)
    return parse_kroner(raw)


def _share(value: float, raw: object) -> float:
    if abs(value) > 1:
        shown = str(raw).strip()
        remedy = f"; skriv {shown} % hvis du mener procent" if "%" not in shown else ""
        if abs(value) > 100 or "%" in shown or "p" in shown.lower():
            remedy = "; en andel ligger mellem 0 % og 100 %"
        raise ValueError(f"»{shown}« er over 100 %{remedy}")
    return value


def parse_year(raw: object) -> int:
    """A calendar year.

    Raises:
        ValueError: not a whole year between 1990 and 2150.
    """
    text = str(raw).strip()
    within = limits.FIRST_YEAR, limits.LAST_YEAR
    if not re.fullmatch(r"\d{4}", text) or not within[0] <= int(text) <= within[1]:
        raise ValueError(f"»{text}« er ikke et årstal; skriv fire cifre, fx 2025")
    return int(text)


def parse_count(raw: object) -> int:
    """A whole number.

    Raises:
        ValueError: not whole.
    """
    value = parse_number(raw, thousands=True)
    if value != int(value):
        raise ValueError(f"»{raw}« er ikke et helt tal; skriv fx {math.floor(value)}")
    return int(value)


def parse_length(raw: object) -> float:
    """A length of time in years: ``1``, ``2 år``, ``3 måneder``, ``½ år``, ``26 uger``.

    A year is 12 months or 52 weeks.

    Raises:
        ValueError: not a length of time.

    >>> parse_length("2 år"), parse_length("3 måneder"), parse_length("1½ år")
    (2.0, 0.25, 1.5)
    """
    if not isinstance(raw, str):
        return parse_number(raw, example=_LENGTH_EXAMPLE)
    text = _CLEAN.sub("", raw).lower()
    unit = _LENGTH.fullmatch(text)
    number, per_year = (unit["number"], _PER_YEAR[unit["unit"][0]]) if unit else (text, 1)
    part = _HALVES.get(number[-1:], 0.0)
    whole = number[:-1] if part else number
    try:
        value = (parse_number(whole, example=_LENGTH_EXAMPLE) if whole or not part else 0.0) + part
    except ValueError as error:
        raise ValueError(str(error).replace(f"»{whole}«", f"»{raw.strip()}«")) from None
    return value / per_year


def parse_whole_years(raw: object) -> int:
    """A whole number of years: ``10``, ``10 år``.

    Raises:
        ValueError: not a whole number of years.
    """
    value = parse_length(raw)
    if value != int(value):
        raise ValueError(f"»{raw}« er ikke hele år; skriv fx {max(1, math.floor(value))}")
    return int(value)


def parse_date(raw: object) -> dt.date:
    """A date: ``2026-03-01``, ``01-03-2026``, ``1.3.2026``, ``1/3 2026``, ``1. marts 2026``.

    Raises:
        ValueError: not a date.
    """
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = str(raw).strip().lower()
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(t.*| .*)?", text):
        parts = iso.group(1, 2, 3)
    elif danish := re.fullmatch(r"(\d{1,2})[-./] ?(\d{1,2})[-./ ] ?(\d{4})", text):
        parts = danish.group(3, 2, 1)
    elif words := re.fullmatch(r"(\d{1,2})\.?\s+([a-z]+)\s+(\d{4})", text):
        month = next((i for i, m in enumerate(_MONTHS, 1) if m == words[2][:3]), 0)
        parts = (words[3], str(month), words[1])
    else:
        raise ValueError(f"»{raw}« er ikke en dato; skriv fx 2026-03-01 eller 1. marts 2026")
    first, last = limits.FIRST_DATE, limits.LAST_YEAR
    if not first <= int(parts[0]) <= last:
        raise ValueError(f"»{raw}« ligger ikke mellem år {first} og {last}; ret årstallet")
    try:
        return dt.date(*(int(p) for p in parts))
    except ValueError:
        raise ValueError(
            f"datoen »{raw}« findes ikke i kalenderen; skriv fx 2026-03-01 eller 1. marts 2026"
        ) from None


def parse_yes_no(raw: object) -> bool:
    """``ja``/``nej`` (``true``/``false`` too).

    Raises:
        ValueError: neither.
    """
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw))
    if word in {"ja", "true", "sand", "1"}:
        return True
    if word in {"nej", "false", "falsk", "0"}:
        return False
    raise ValueError(f"»{raw}« er hverken ja eller nej; skriv ja eller nej")
