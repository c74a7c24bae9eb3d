"""The gate: every byte that leaves is read as it lies in the package."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from som_calc.library.privacy.cpr import BREAK, cpr_numbers
from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.numbers import SMALLEST_GROUP, counted_in_words
from som_calc.library.privacy.part import Part, Unreadable
from som_calc.library.privacy.reader import Reader
from som_calc.library.privacy.tables import table_findings
from som_calc.library.privacy.text import Personal, personal, user_paths
from som_calc.resources import shipped

_OWN_FIELDS = re.compile(r"(?im)^(?:beregnet[_ ]af|kontakt)[ ]*:(?P<value>.*(?:\n[ \t]+.*)*)$")
_PROGRAMS = frozenset({"", "som-rapport", "openpyxl", "python-docx", "xlsxwriter", "matplotlib"})


def check_files(
    files: Mapping[str, bytes],
    *,
    written: Collection[str],
    attached: Collection[str] = (),
    own: Collection[str] = (),
    smallest: int = SMALLEST_GROUP,
) -> list[Finding]:
    """Everything in a set of files that may point at a person.

    Args:
        files: what is published, by name.
        written: names of those that people wrote; the others are made from them.
        attached: those of ``written`` whose tables are looked at for small groups too.
        own: values the case publishes of itself (who made it, contact, kommune); they are
            let through as whole fields of ``written`` files and in what is made from them.
        smallest: smallest group of persons that is published.

    Returns:
        Findings, the final ones first.
    """
    found: dict[tuple[str, str], Finding] = {}
    told: set[str] = set()
    for name in sorted(files, key=lambda name: (name not in written, name)):
        by_person = name in written
        for finding in _in_file(name, files[name], by_person, set(own), smallest, name in attached):
            # A name in a case comes back in all that is made from it: it is told once.
            value = finding.about
            if not by_person and value and (value in told or _is_own(_value(value), own)):
                continue
            if value:
                told.add(value)
            key = (name if finding.final or not value else "", finding.wrong)
            found.setdefault(key, finding)
    certain = {(f.place.partition(":")[0], _masked(f.wrong)) for f in found.values() if f.final}
    kept = [
        f
        for f in found.values()
        if f.final or (f.place.partition(":")[0], _masked(f.wrong)) not in certain
    ]
    return sorted(kept, key=lambda f: not f.final)


def _masked(wrong: str) -> str:
    match = re.search(r"\(\d{6,8}-xxxx\)", wrong)
    return match[0] if match else wrong


def _is_own(value: str, own: Collection[str]) -> bool:
    """Whether a finding in a report is what the case says of itself, or a part of it."""
    return any(value in one or one in value for one in own if one)


def _value(about: str) -> str:
    return about.partition("=")[2]


def _in_file(
    name: str, content: bytes, by_person: bool, own: set[str], smallest: int, attached: bool
) -> Iterator[Finding]:
    broken: list[Unreadable] = []
    reader = Reader(known=_fonts(), unreadable=broken.append)
    for part in chain([Part(name, name, "navn")], reader.parts(name, content)):
        yield from _cpr(part)
        if part.kind == "forfatter":
            if part.text not in own | _PROGRAMS:
                yield Finding(
                    part.place,
                    f"filens egenskaber nævner »{part.text[:80]}«",
                    "fjern personoplysninger i filens egenskaber",
                    about=f"forfatter={part.text}",
                )
        elif part.kind == "sted":
            yield Finding(part.place, "siger, hvor billedet er taget (GPS)", "fjern stedet")
        elif part.kind == "tabel":
            if attached:
                yield from table_findings(part.place, part.rows, smallest)
        elif part.kind != "tal":
            yield from _personal(part, by_person, own)
            if by_person and part.kind == "tekst":
                yield from counted_in_words(part.place, part.text, smallest)
    for error in broken:
        yield Finding(error.place, error.wrong, error.remedy, final=True)


def _cpr(part: Part) -> Iterator[Finding]:
    for one in cpr_numbers(part.text):
        place = _line(part, one.line)
        if one.certain and part.kind != "tal":
            wrong = f"ligner et CPR-nummer ({one.masked})"
            yield Finding(place, wrong, "slet det; det kan ikke godkendes", True)
        elif part.kind != "tal" or one.explained != "et beløb":
            wrong = f"kan være et CPR-nummer ({one.masked}), men ligner {one.explained or 'et tal'}"
            yield Finding(
                place, wrong, "se efter, og slet det, hvis det er et CPR-nummer",
                about=f"cpr={part.place} {one.masked}",
            )  # fmt: skip


def _personal(part: Part, by_person: bool, own: set[str]) -> Iterator[Finding]:
    text = part.text
    if by_person:
        text = _without_own_fields(text, own)
    if part.kind == "navn":
        text = re.sub(r"[-_.]+", " ", text)
    seen: list[Personal] = []
    if by_person or part.kind != "egenskab":
        seen += personal(text)
    seen += user_paths(text)
    for one in seen:
        yield Finding(
            _line(part, one.line),
            one.wrong,
            one.remedy,
            about=f"{one.wrong.split(' (')[0]}={one.value}",
        )


def _without_own_fields(text: str, own: set[str]) -> str:
    """The text without who made the case and whom to ask: fields of YAML, whole cells."""
    text = _OWN_FIELDS.sub(lambda match: "\n" * match[0].count("\n"), text)
    if BREAK in text:
        parts = re.split(f"([{BREAK}\n])", text)
        text = "".join("" if part.strip() in own else part for part in parts)
    return text


def _line(part: Part, line: int) -> str:
    """Place with the line, where a file has lines a person can count to."""
    plain = re.search(r"(?i)\.(ya?ml|csv|tsv|txt|md|log|json|html?|xml|svg)$", part.place)
    return f"{part.place}:{line}" if plain and BREAK not in part.text else part.place


@lru_cache(maxsize=1)
def _fonts() -> frozenset[str]:
    """The typefaces that ship with us and lie in our own reports."""
    folder = shipped("templates") / "skrift"
    return frozenset(
        hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())
    )
