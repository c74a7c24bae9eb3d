"""Free text that looks like a person: e-mail, phone, address, name, a path with a user's name."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from som_calc.library.privacy.cpr import BREAK, line_of, normal, without_numbers
from som_calc.library.privacy.names import Name, names

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@| ?[(\[] ?(?:at|snabel-?a|@) ?[)\]] ?)"
    r"[\w-]{1,64}(?:\.[\w-]{1,64})+",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<![\w.,])\+(?!45)[1-9]\d{0,2}[ -]?(?:\(0\))?(?:\d[ -]?){6,11}\d(?![\d.,])")
_DANISH = re.compile(
    r"(?:(?:\+|\b00)45|\(\+?45\))[ .-]?(?:\d[ .-]?){7}\d(?!\d)"
    r"|(?<![\w.,:/+-])(?:45[ -]?)?(?:\(?\d\d\)?([ .\-/])\d\d\1\d\d\1\d\d|\d{8}|"
    r"\d{4}[ .-]\d{4}|"
    r"\d{3}[ .-]\d{2}[ .-]\d{3}|\d{2}[ .-]\d{3}[ .-]\d{3}|\d{3}[ .-]\d{3}[ .-]\d{2}|"
    r"\d\d[ .-]\d\d[ .-]\d{4}|\d{4}[ .-]\d\d[ .-]\d\d)"
    r"(?![\w%]|[.,:-]\d|/\d(?!\d{7})| \d{1,4}(?!\w))"
)
"""Eight digits as a phone number is written; without a sign of one they may be an amount."""
_COUNTRY = re.compile(r"(?:\+|00|\(\+?)45")
_PHONE_BEFORE = re.compile(
    r"(?i)(?<![^\W_])(?:tlf|tlf ?nr|telf?|t|telefon\w*|phone|mobil\w*|mob|ring\w*|"
    r"opkald|sms\w*|"
    r"kontakt\w*|nås på|"
    r"direkte|fastnet|lokalnummer|træffes|whatsapp|mobilepay|privatnummer|nummer(?:et)?)"
    r"(?![^\W\d_])[^\d\n|]{0,30}$"
)
_PHONE_AFTER = re.compile(
    r"(?i) ?[(,/–-]? ?(?:\(?(?:mobil|tlf|telefon|privat|arbejde|hjemme|direkte)\b)"
)
_OTHER_BEFORE = re.compile(
    r"(?i)(?:cvr|ean|gln|p-?n(?:r|ummer)|konto\w*|reg|sag\w*|journal\w*|faktura\w*|ordre\w*|id|"
    r"kr|dkk|beløb|udgift\w*|indtægt\w*|budget\w*|pris\w*|i alt|sum|total\w*|nutidsværdi\w*|isbn|"
    r"version|dato|lbk|nr)[^\w\n|]{0,4}(?:\w{1,12} ?[:=.]? ?){0,2}$"
)
_AMOUNT_AFTER = re.compile(r"(?i),-| ?(?:kr\b|kroner|dkk|mio\b|mia\b|euro?\b|€|pct\b|%|borgere)")
_NEAR = 60
"""Signs between a name or an address and the number that belongs to it."""
_WAYS = (
    r"vej(?:en)?|gaden?|all[eé](?:en)?|stræde(?:t)?|torv(?:et)?|plads(?:en)?|vænge(?:t)?|"
    r"boulevard(?:en)?|boulevarden"
)
_PLACES = (
    r"park(?:en)?|bakke(?:n)?|toft(?:e|en)?|haven?|stien?|lunden?|skoven?|marken?|dal(?:en)?|"
    r"høj(?:en)?|høje|ager(?:en)?|agre|kæret?|mosen?|eng(?:en)?|banken?|port|bro|kvarter(?:et)?|kaj(?:en)?|"
    r"havnen|broen?|brink(?:en)?|ring(?:en)?|krog(?:en)?|sving(?:et)?|gården?|vangen?|løkken?|"
    r"buen?|gyden?|passage(?:n)?|hus(?:ene|et)?|bo|holmen|odden|led(?:det)?|hegn(?:et)?"
)
_NUMBER = (
    r"\s*(?<!\d)(?:nr\.?\s?)?\d{1,3}(?!\d|[.,]\d|\s?(?:%|pct|kr|år|uger|dage|mdr|timer|mio|t\.kr))"
)
_LETTER = r"(?:\s?[A-HJ-Z](?![\w.])|[a-z](?!\w))?"
_FLOOR = (
    r"(?:,?\s+(?:st|stuen|kl|kld|\d{1,2})(?:\.|\.?\s?sal)?,?\s*(?:tv|th|mf|dør\s?\d+)\b\.?|"
    r",?\s+(?:st|stuen|kld|\d{1,2}\.?\s?sal|\d{1,2}\.\s?(?:tv|th|mf))\b\.?)"
)
_FLOOR_SAID = (
    r",?\s+(?:(?:st|stuen|kl|kld|\d{1,2})(?:\.|\.?\s?sal)?,?\s*(?:tv|th|mf|dør\s?\d+)\b\.?|"
    r"\d{1,2}\.\s?sal\b)"
)
"""A floor by which any name before it is a street."""
_ADDRESS = re.compile(
    rf"(?<![^\W_])(?:[^\W\d_][\w.'-]{{0,30}}\s)?"
    rf"(?:[^\W\d_][\w.-]{{0,40}}(?:{_WAYS}|{_WAYS.upper()})|[A-ZÆØÅ][\w.-]{{1,40}}(?:{_PLACES}|{_PLACES.upper()})"
    rf"|(?:[A-ZÆØÅ][\w-]{{3,40}}|(?:Gl|Sdr|Ndr|Nr|Ny|St|Øst|Vest|Syd|Nord)\.?)\s(?i:{_WAYS}))"
    rf"{_NUMBER}{_LETTER}{_FLOOR}?"
    rf"|(?<![^\W_])[A-ZÆØÅ][\w.-]{{2,40}}{_NUMBER}{_LETTER}{_FLOOR_SAID}"
)
_NO_STREET = re.compile(
    r"(?i)(?:^|\s)(?:gen|om|til|ud|ind|mellem|motor|hoved|ring|under|af|tog)vej(?:en)?\s|"
    r"(?:arbejds|praktik|døgn|dag|botilbuds|tilbuds|behandlings|uddannelses|fuldtids|hel\w*s|sense|"
    r"skole|institutions|elev|lære|bo|leje)plads(?:en)?\s|ering(?:en)?\s|forløb|tidligere\s|^alle\s|(?-i:\salle)\s"
)
_BEFORE_STREET = re.compile(r"^(?![A-ZÆØÅ][\w.'-]{0,30}\s)[^\W\d_][\w.'-]{0,30}\s")
_USER_PATHS = re.compile(
    r"(?:[A-Za-z]:\\+(?:Users|Brugere)\\+[^\\<>\"\s]+|/home/[^/<>\"\s]+|/Users/[^/<>\"\s]+)"
)


@dataclass(frozen=True)
class Personal:
    """Something in a text that may point at a person; ``line`` counts from 1."""

    value: str
    wrong: str
    remedy: str
    line: int


def personal(text: str) -> Iterator[Personal]:
    """Everything in one text that may be personal, but CPR numbers.

    >>> [one.wrong for one in personal("Ring til Mehmet Yilmaz, Nørre Alle 3, 2233 4455")]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['indeholder et telefonnummer (2233 4455)', 'ligner en adresse (Nørre Alle 3)',
     'ligner et personnavn (Mehmet Yilmaz)']

    Args:
        text: the text as it stands in the file.
    """
    rest = without_numbers(normal(text)).replace(BREAK, " | ")
    mails = list(_EMAIL.finditer(rest)) if "@" in rest or "at" in rest else []
    for match in mails:
        wrong = f"indeholder en e-mailadresse ({match[0]})"
        yield _found(rest, match.start(), match[0], wrong, "slet den")
    homes = [found for match in _ADDRESS.finditer(rest) if (found := _street(match))]
    people = [
        name
        for name in names(rest)
        if not _inside(name.start, mails) and not _names_street(name, homes)
    ]
    near = sorted([
        *(match.start() for match in mails), *(start for start, _ in homes),
        *(name.start for name in people),
    ])  # fmt: skip
    for start, number in _phones(rest, near):
        if not _inside(start, mails):
            wrong = f"indeholder et telefonnummer ({number})"
            yield _found(rest, start, number, wrong, "slet det")
    for start, home in homes:
        remedy = "slet den, eller nævn kun byen eller kommunen"
        yield _found(rest, start, home, f"ligner en adresse ({home})", remedy)
    for name in people:
        remedy = "slet det, eller skriv »en borger«"
        wrong = f"ligner et personnavn ({name.value})"
        yield _found(rest, name.start, name.value, wrong, remedy)


def user_paths(text: str) -> Iterator[Personal]:
    """Paths on someone's machine that name the user."""
    for match in _USER_PATHS.finditer(text):
        wrong = f"indeholder en sti med et brugernavn ({match[0]})"
        yield _found(text, match.start(), match[0], wrong, "fjern stien")


def _found(text: str, start: int, value: str, wrong: str, remedy: str) -> Personal:
    return Personal(value.strip(), wrong, remedy, line_of(text, start))


def _inside(start: int, mails: list[re.Match[str]]) -> bool:
    return any(mail.start() <= start < mail.end() for mail in mails)


def _names_street(name: Name, homes: list[tuple[int, str]]) -> bool:
    """»Niels Juels Gade 3« is an address and no person."""
    return any(
        start <= name.start and name.start + len(name.value) < start + len(home)
        for start, home in homes
    )


def _street(match: re.Match[str]) -> tuple[int, str] | None:
    """Where an address begins, and the address; None for a way or a place in another sense."""
    said = match[0]
    start = match.start()
    if before := _BEFORE_STREET.match(said):
        # A word in small letters before a street is no part of its name.
        rest = said[before.end() :]
        if re.match(r"[^\W\d_]", rest):
            said, start = rest, start + before.end()
    if _NO_STREET.search(said) and not re.search(rf"{_FLOOR}$", said):
        return None
    return start, " ".join(said.split())


def _phones(text: str, near: list[int]) -> Iterator[tuple[int, str]]:
    for match in _ABROAD.finditer(text):
        if not _AMOUNT_AFTER.match(text, match.end()):
            yield match.start(), match[0].strip()
    for match in _DANISH.finditer(text):
        number = match[0].strip()
        if _is_phone(text, match, number, near):
            yield match.start(), number


def _is_phone(text: str, match: re.Match[str], number: str, near: list[int]) -> bool:
    """Whether eight digits are a phone number: by their form, or by what stands around them."""
    if _COUNTRY.match(number):
        return True
    if _AMOUNT_AFTER.match(text, match.end()):
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()]
    before = before[max(before.rfind("\n"), before.rfind("|")) + 1 :]
    if _said_to_be(before) or _PHONE_AFTER.match(text, match.end()):
        return True
    if re.match(r"45\d{8}", number):
        return False
    likely = match[1] in {" ", "."} or (
        re.sub(r"^45[ -]", "", number)[0] not in "01"
        and (_is_beside_someone(text, match, near) or _stands_alone(text, match))
    )
    return likely and not _OTHER_BEFORE.search(before) and not _is_dates(number)


def _said_to_be(before: str) -> bool:
    """Whether words just before a number, with no other number between, tell of a phone."""
    words = re.split(r"\d", before)[-1]
    return any(sign.isalpha() for sign in words) and bool(_PHONE_BEFORE.search(words))


def _is_beside_someone(text: str, match: re.Match[str], near: list[int]) -> bool:
    """Whether a name, address or mail stands on the same line close by."""
    first = bisect.bisect_left(near, match.start() - _NEAR)
    last = bisect.bisect_right(near, match.end() + _NEAR)
    return any(
        "\n" not in text[min(one, match.start()) : max(one, match.end())]
        for one in near[first:last]
    )


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A line with the number alone, below a line of words that tell of no amounts."""
    around = text[max(0, match.start() - 200) : match.start()].rpartition("\n")
    after = text[match.end() : match.end() + 4].partition("\n")[0]
    if around[2].strip(" -*#>•") or after.strip(" ."):
        return False
    if not around[1]:
        return len(text) < 40
    above = around[0].rstrip().rpartition("\n")[2]
    return (
        bool(re.search(r"[^\W\d_]{2}", above))
        and not _OTHER_BEFORE.search(above[-_NEAR:])
        and "|" not in above
    )


def _is_dates(number: str) -> bool:
    """Whether eight digits are a date, or two years."""
    digits = re.sub(r"\D", "", number)
    for form in ("%Y%m%d", "%d%m%Y"):
        try:
            if 1900 <= dt.datetime.strptime(digits, form).year <= 2100:
                return True
        except ValueError:
            continue
    return all(1900 <= int(year) <= 2100 for year in (digits[:4], digits[4:]))
