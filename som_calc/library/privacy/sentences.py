"""Small groups in sentences that people wrote: »12 deltagere, heraf 11 mænd«."""

from __future__ import annotations

import re
from collections.abc import Iterator

from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.numbers import SMALLEST_GROUP

_PEOPLE = (
    r"(?:\d\d?-\d\d?-årige|deltager(?:ne|e)?|borger(?:ne|e)?|person(?:er|erne)?|pers\.?|unge?|flygtninge|gravide?|indskrevne|udskrevne?|frafaldne|børn|barn|"
    r"voksne?|familier?|elev(?:er|erne)?|patient(?:er|erne)?|mødre|mor|fædre|far|kvinder?|kvinderne|"
    r"mænd|mand|mændene|piger?|drenge?|hjemløse?|ledige?|beboere?|klienter?|forløb)(?![\w-])"
)
_ADJECTIVES = (
    r"(?:(?!gange|pct|kr|år|uger|timer|dage|mdr|måneder|typer|slags|former|grupper|hold\b|faser|"
    r"(?:med|til|hos|for|om)\b)[a-zæøå-]+\s+){0,2}?"
)
_OTHERS = (
    r"mentor|leder|medarbejder|konsulent|rådgiver|sagsbehandler|virksomhed|hold\b|grupper|faser|"
    r"trin|dele\b|typer|slags|former|årsværk|team"
)
"""Who works with the people, and what they are parted in."""
_UNIT = (
    r"(?![\w.,:/-]*\d|\s*(?:pct|procent|%|kr|kroner|mio|mia|t\.kr|år\b|årig|"
    r"uger?\b|timer?\b|dage?\b|"
    r"måned|mdr|gange|stk|om (?:ugen|dagen|måneden|året)|ad gangen|"
    rf"{_OTHERS}|møder|samtaler|besøg|sager|studier|kommuner|steder|point|"
    r"paragraf|§|indsatser|"
    r"forløb pr|ud af|af \d|-\s?\d|–\s?\d))"
)
_START = r"(?<![\d.,§/-])(?<!§ )(?<!stk\. )(?<!nr\. )"
_OF_THEM = re.compile(
    rf"(?i){_START}(\d{{1,3}})\s+{_ADJECTIVES}{_PEOPLE}[^\d.\n]{{0,30}}?"
    rf"(?:\b(?:heraf|deraf|hvoraf)\b|[(:])\s*(?:(?:er|var|de|blev|kun|ca\.|dog|i alt)\s+){{0,3}}"
    rf"(\d{{1,3}}){_UNIT}(?!\s+{_ADJECTIVES}{_PEOPLE}\s*(?:,|og)\s*\d)"
)
_STEPS = re.compile(
    rf"(?i){_START}(\d{{1,3}})\s+(?:{_ADJECTIVES}{_PEOPLE}\s+)?"
    r"(?:startede|begyndte|visiteret|henvist|kom ind)"
    rf"[^\d.\n]{{1,20}}?(?<![\d.,])(\d{{1,3}}){_UNIT}"
)
"""»12 startede, 10 gennemførte«."""
_LISTED = re.compile(
    rf"(?i){_START}(\d{{1,3}})\s+{_ADJECTIVES}{_PEOPLE}[^\d.\n]{{0,30}}?[(:,]\s*(?:heraf\s+)?"
    rf"((?:\d{{1,3}}\s+{_ADJECTIVES}(?!{_OTHERS})[a-zæøå]+\s*(?:,|og|\+|/)?\s*){{1,6}})"
)
_OUT_OF = re.compile(
    rf"(?i){_START}(\d{{1,3}})(?:\s+(?:ud\s+)?af\s+|/)(?:de\s+|i alt\s+)?(\d{{1,3}})\s+"
    rf"{_ADJECTIVES}{_PEOPLE}"
)
_OUT_OF_DID = re.compile(
    rf"(?i){_START}(\d{{1,3}})\s+(?:ud\s+)?af\s+(?:de\s+|i alt\s+)?(\d{{1,3}})\s+"
    rf"(?:{_ADJECTIVES}{_PEOPLE}\s+)?(?:fik|kom|gennemførte|fuldførte|afsluttede|stoppede|droppede|"
    r"faldt fra|frafaldt|døde|blev udskrevet)\b"
)
"""»3 ud af 5 fik job« tells what happened, where »3 ud af 5 får job« is a share."""
_SHARE_OF = re.compile(
    rf"(?i)(?<![\d.,-])(\d{{1,2}}(?:,\d{{1,2}})?)\s?(?:pct\.?|procent|%)\s+af\s+"
    rf"(?:de\s+|vores\s+|i alt\s+)?(\d{{1,3}})\s+{_ADJECTIVES}{_PEOPLE}"
    r"(?![^.\n]*\b(?:forvent|antag|antages|skønn|anslå|vil\b|skal\b|kan\b))"
)
_OF = re.compile(
    rf"(?i)\b(?:ud\s+)?af\s+(?:de\s+|i alt\s+|vores\s+)?(\d{{1,3}})\s+{_ADJECTIVES}{_PEOPLE}"
    rf"[^\d.\n]{{1,50}}?(?<![\d.,])(\d{{1,3}}){_UNIT}"
)
_FEW = re.compile(
    rf"(?i){_START}(?<!\bpr\. )(?<!\bper )(?<!\bhver )(?<!\bfor )(?<!\bmed )(?<!\bmindst )"
    r"(?<!\bhøjst )"
    rf"(?<!\btil )(?<!\bend )(?<!\bunder )(?<!\bover )(?<!\baf )(?<!mellem )(?<!\bpå )"
    r"(?<!tabel )(?<!figur )(?<!bilag )(?<!afsnit )(?<!niveau )(?<!trin )(?<!fase )(?<!side )"
    rf"(\d{{1,3}})\s+{_ADJECTIVES}{_PEOPLE}(?!\s*(?:pr\.|per|ad gangen|om\b|i hver|koster|á|à))"
)
_ONLY = re.compile(
    rf"(?i)\b(?:kun|blot|blott|heraf|hvoraf|deraf|øvrige|resterende|sidste)\s+"
    rf"(\d{{1,3}})\s+{_ADJECTIVES}(?:{_PEOPLE}|(?:{{verbs}})\b)".replace(
        "{verbs}",
        r"gennemført\w*|afslutted\w*|droppede|faldt|frafaldt|stoppede|startede|døde|fik|kom|blev|er|var",
    )
)
_DID = re.compile(
    rf"(?i){_START}(\d{{1,3}})\s+(?:af dem\s+)?(?:gennemførte|fuldførte|afsluttede|droppede ud|"
    r"faldt fra|frafaldt|"
    r"stoppede|døde|fik (?:ordinært )?job|"
    r"(?:kom |er |var |blev )?i (?:job|uddannelse|beskæftigelse|arbejde|"
    r"kontrolgruppen|indsatsgruppen)|"
    r"af (?:deltagerne|borgerne|de unge|dem)|der (?:faldt fra|stoppede|droppede))\b"
)
_GROUP_OF = re.compile(
    r"(?i)\b(?:(?:kontrol|indsats)?gruppen?(?= (?:er |var )?på)|frafald(?:et)?|"
    r"(?:deltager|borger)(?:ne|e)?|"
    r"kvinder|mænd|unge)(?: i alt)?\s?(?:(?:er |var )?på|:|=|\()\s?(\d{1,3})"
    r"(?=\s*(?:[),.;]|$|\s(?:og|personer|borgere)))"
)
_SAMPLE = re.compile(
    r"(?i)(?<![\w])(?:n\s?[=:]\s?|(?<=\()n\s)(\d{1,3})(?![\d.,]\d|\d|\s*(?:studie|undersøg))"
)
_LINE = re.compile(
    rf"(?im)^[^\w\n]*(?:(?:antal\s+)?(?:[a-zæøå-]+\s+)?{_PEOPLE}(?:\s+(?:19|20)\d\d)?"
    r"\s*(?::|\||\s|=)|antal(?:\s+i\s+alt)?\s*[:=])\s*(\d{1,3})\s*$"
)
_WORDS = {
    "én": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8,
    "ni": 9, "ti": 10, "elleve": 11, "tolv": 12,
}  # fmt: skip
_SPELLED = re.compile(
    rf"(?i)(?<!\bhvis )\b({'|'.join(_WORDS)})\b(?!\s+(?:[a-zæøå]+\s+)?(?:mere|ekstra|yderligere)\b)"
    r"(?!\s+(?:the|a|an|each|every|any|one|their|his|her|this|that)\b)"
    r"(?!\s+(?:(?:[a-zæøå]+\s+)?forløb|[a-zæøå]+dele?)\b)"
    r"(?!\s+af dem\b(?!\s+(?:gennemf|fuldf|afslut|drop|f[ar]|stop|død|fik|kom|"
    r"er i|var i|blev i|i )))"
)
"""Not »hvis én borger mere kommer i job«, »to forløb«, »én af dem« or English »to the person«."""
_FIGURES_OF_SPEECH = {2, 3, 4, 5, 10, 100}
"""»4 ud af 10 unge« is a share, not a count."""
_ROUND_WHOLES = {10, 100}


def counted_in_words(
    place: str, text: str, smallest: int = SMALLEST_GROUP, *, lines: bool = False
) -> Iterator[Finding]:
    """Small groups in a sentence: »12 deltagere, heraf 11 mænd« leaves one woman.

    Args:
        place: where the text stands.
        text: what people wrote.
        smallest: smallest group of persons that is published.
        lines: the text may hold a table, so that »Kvinder: 1« on a line of its own is one too.

    >>> [str(f) for f in counted_in_words("sag.yaml", "12 deltagere, heraf 11 mænd")]
    ['sag.yaml: »12 deltagere, heraf 11« efterlader en gruppe på 1; skriv kun det samlede antal']
    """
    written = text
    text = _SPELLED.sub(lambda word: str(_WORDS[word[0].lower()]).ljust(len(word[0])), written)
    told = bytearray(len(text))
    for match, total, some in _parts_of(text):
        small = [n for n in (some, total - some) if 0 < n < smallest]
        if small:
            told[match.start() : match.end()] = b"\1" * len(match[0])
            yield Finding(
                place,
                f"»{_quoted(match, written)}« efterlader en gruppe på {min(small)}",
                "skriv kun det samlede antal",
            )
    alone = (_FEW, _ONLY, _DID, _SAMPLE, _GROUP_OF, *([_LINE] if lines else []))
    for match in sorted((m for p in alone for m in p.finditer(text)), key=lambda m: m.start()):
        count = int(match[1])
        if 0 < count < smallest and told.find(1, *match.span()) < 0:
            told[match.start() : match.end()] = b"\1" * len(match[0])
            yield Finding(
                place,
                f"»{_quoted(match, written)}« er en gruppe på {count}",
                f"skriv »færre end {smallest}«, eller kun det samlede antal",
            )


def _parts_of(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """A number of people and a part of them, in the same sentence."""
    for pattern, whole, part in ((_OF_THEM, 1, 2), (_OUT_OF, 2, 1), (_OF, 1, 2), (_STEPS, 1, 2)):
        for match in pattern.finditer(text):
            total, some = int(match[whole]), int(match[part])
            if some <= total and not (whole == 2 and total in _FIGURES_OF_SPEECH):
                yield match, total, some
    for match in _OUT_OF_DID.finditer(text):
        some, total = int(match[1]), int(match[2])
        if some <= total and total not in _ROUND_WHOLES:
            yield match, total, some
    for match in _SHARE_OF.finditer(text):
        total = int(match[2])
        counted = shared_by(total, match[1])
        if counted is not None:
            yield match, total, counted
    for match in _LISTED.finditer(text):
        parts = [int(number) for number in re.findall(r"\d+", match[2])]
        total = int(match[1])
        if len(parts) > 1 and sum(parts) <= total:
            smallest = min([*parts, *([total - sum(parts)] if total > sum(parts) else [])])
            yield match, total, smallest


def shared_by(total: int, share: str) -> int | None:
    """How many of ``total`` persons a share in per cent stands for; None where it is no count.

    >>> shared_by(12, "8,3"), shared_by(32, "5")
    (1, None)
    """
    percent = float(share.replace(",", "."))
    some = round(total * percent / 100)
    rounding = 0.51 * 10.0 ** -len(share.partition(",")[2])
    return some if total > 0 and abs(100 * some / total - percent) <= rounding else None


def _quoted(match: re.Match[str], written: str) -> str:
    """What was found, as it was written: number words are as long as before."""
    end = match.end()
    while end < len(written) and written[end].isalpha():
        end += 1
    return " ".join(written[match.start() : end].split())
