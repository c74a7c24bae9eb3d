"""The gate: every byte that leaves is read as it lies in the package."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version as installed
from itertools import chain
from pathlib import Path

from som_calc.case.glossary import fold
from som_calc.library.privacy.cpr import BREAK, cpr_numbers
from som_calc.library.privacy.finding import Finding
from som_calc.library.privacy.numbers import SMALLEST_GROUP
from som_calc.library.privacy.part import Part, Unreadable
from som_calc.library.privacy.reader import Reader
from som_calc.library.privacy.sentences import counted_in_words
from som_calc.library.privacy.tables import table_findings
from som_calc.library.privacy.text import Personal, personal, user_paths
from som_calc.resources import shipped

_OWN_FIELDS = frozenset({"beregnet_af", "kontakt"})
_OF_CITIZENS = re.compile(
    r"(?i)borger|deltager|klient|patient|beboer|hedder|ved navn|cpr|født|diagnos|bopæl|bor på"
)
_FIELD_LENGTH = 160
"""Signs; who made a case and whom to ask is told in a line."""
_READERS = ("lxml", "openpyxl", "pikepdf", "pillow", "pypdfium2", "ruamel.yaml")
_PROGRAMS = frozenset({"", "som-rapport", "openpyxl", "python-docx", "xlsxwriter", "matplotlib"})


def check_files(
    files: Mapping[str, bytes],
    *,
    written: Collection[str],
    attached: Collection[str] = (),
    cases: Collection[str] = (),
    own: Collection[str] = (),
    smallest: int = SMALLEST_GROUP,
) -> list[Finding]:
    """Everything in a set of files that may point at a person.

    Args:
        files: what is published, by name.
        written: names of those that people wrote; the others are made from them.
        attached: those of ``written`` whose tables are looked at for small groups too.
        cases: those of ``written`` that are the case and its follow-ups: who made them and whom
            to ask are let through there as whole fields.
        own: the same values and the kommune, let through in what is made from the case.
        smallest: smallest group of persons that is published.

    Returns:
        Findings, the final ones first.
    """
    own = {value for value in own if _is_plain(value)}
    found: dict[tuple[str, str], Finding] = {}
    told: set[str] = set()
    for name in sorted(files, key=lambda name: (name not in written, name)):
        by_person = name in written
        fields = _own_fields(files[name], own) if name in cases else set()
        let_through = fields if by_person else own
        for finding in _in_file(
            name, files[name], by_person, let_through, smallest, name in attached
        ):
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
    # Notebooks glue a field to its heading: »Kontaktpj@eksempel.dk«.
    return any(value in one or (len(one) > 5 and value.endswith(one)) for one in own)


def _value(about: str) -> str:
    return about.partition("=")[2]


def _in_file(
    name: str, content: bytes, by_person: bool, own: set[str], smallest: int, attached: bool
) -> Iterator[Finding]:
    broken: list[Unreadable] = []
    reader = Reader(known=_fonts(), unreadable=broken.append, tables=attached)
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
                yield from counted_in_words(part.place, part.text, smallest, lines=attached)
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


def _own_fields(content: bytes, own: set[str]) -> set[str]:
    """Who made the case and whom to ask, as they stand in its own fields.

    Args:
        content: a case file, in YAML or Excel.
        own: the values of a case in Excel, where they are whole cells.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if content.startswith(b"PK"):
        return own
    try:
        fields = YAML(typ="safe", pure=True).load(content.decode("utf-8-sig"))
    except (YAMLError, ValueError, RecursionError):
        return set()
    if not isinstance(fields, dict):
        return set()
    values = [value for key, value in fields.items() if fold(str(key)) in _OWN_FIELDS]
    return {value for value in values if isinstance(value, str) and _is_plain(value)}


def _is_plain(value: str) -> bool:
    """Whether a value only says who made the case: a short line that tells of no citizen."""
    short = len(value) <= _FIELD_LENGTH and "\n" not in value.strip()
    return bool(value) and short and not _OF_CITIZENS.search(value)


def _without_own_fields(text: str, own: set[str]) -> str:
    """The text without who made the case and whom to ask: whole fields of YAML, whole cells."""
    for value in own:
        spread = r"\s+".join(re.escape(word) for word in value.split())
        field = (
            rf"(?im)^[\"']?(?:beregnet[_ ]af|kontakt)[\"']? *:\s+[\"']?{spread}[\"']?[ ]*(?:#|$)"
        )
        text = re.sub(field, lambda match: "\n" * match[0].count("\n"), text)
    if BREAK in text:
        parts = re.split(f"([{BREAK}\n])", text)
        text = "".join("" if part.strip() in own else part for part in parts)
    return text


def _line(part: Part, line: int) -> str:
    """Place with the line, where a file has lines a person can count to."""
    plain = re.search(r"(?i)\.(ya?ml|csv|tsv|txt|md|log|json|html?|xml|svg)$", part.place)
    return f"{part.place}:{line}" if plain and BREAK not in part.text else part.place


@lru_cache(maxsize=1)
def version() -> str:
    """The gate as it is now, as a hash: of its rules, and of what reads the files for it."""
    made = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in {".py", ".txt"}:
            made.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    for name in _READERS:
        made.update(f"{name} {installed(name)}\0".encode())
    for font in sorted(_fonts()):
        made.update(font.encode())
    return made.hexdigest()


@lru_cache(maxsize=1)
def _fonts() -> frozenset[str]:
    """The typefaces that ship with us and lie in our own reports."""
    folder = shipped("templates") / "skrift"
    return frozenset(
        hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())
    )
