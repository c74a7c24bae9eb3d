"""Variants of one effort: the same case with some fields changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from som_calc.analysis.uncertainty import error_of_difference
from som_calc.case.glossary import fold
from som_calc.case.model import Case, Cost, Grant
from som_calc.case.problems import CaseError
from som_calc.case.values import Sourced

T = TypeVar("T", Cost, Grant)
OPTION = "--variant"
AS_GIVEN = "Som i sagen"
READY = {"uden_tilskud": ["tilskud=[]"], "selvfinansieret": ["tilskud=[]"]}
"""Names that need no fields: the kommune carries the whole cost."""
VOLUME = "volumen"
SOURCE = "ganget med volumen på kommandolinjen"


def variant_cases(
    file: str | Path, variants: Sequence[str], overrides: Sequence[str] = ()
) -> list[tuple[str, Case]]:
    """Name and case: the case itself first, then each variant of it.

    A variant is written ``navn: felt=værdi; felt=værdi`` with the fields of ``--sæt``,
    and ``volumen=50 %`` for fewer or more participants.  »Uden tilskud« and
    »selvfinansieret« can stand alone.

    Raises:
        CaseError: a variant cannot be read, or gives a case that cannot be used.

    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> [name for name, _ in variant_cases(path, ["Færre: volumen=50 %"])]
    ['Som i sagen', 'Færre']
    """
    from som_calc.api import load_case

    found = [(AS_GIVEN, load_case(file, overrides))]
    for written in variants:
        name, changes = parse_variant(written)
        fields = fields_of(written)
        if fold(name) in {fold(known) for known, _ in found}:
            raise CaseError.single(
                f"{OPTION} {written}", f"navnet »{name}« er brugt to gange", "vælg et andet navn"
            )
        case = load_case(file, [*overrides, *fields])
        for change in changes:
            if _is_volume(change):
                case = with_volume(case, _factor(written, change))
        case = _same_study(case, found[0][1])
        found.append((name, case.model_copy(update={"title": f"{case.title}: {name}"})))
    return found


def _same_study(case: Case, base: Case) -> Case:
    """The case with an uncertainty that fits a changed success rate.

    Counts describe the base's rate only; the changed one is taken to be as well measured:
    the standard error of the same difference.  An interval moves along with its rate.
    """
    rate, was = case.success_rate, base.success_rate
    stated = rate.uncertainty
    if stated is None or rate.value == was.value or stated != was.uncertainty:
        return case
    if stated.observations is not None:
        counts = dict.fromkeys(
            (
                "successes",
                "observations",
                "comparison_successes",
                "comparison_observations",
            )
        )
        error = error_of_difference(stated)
        moved = stated.model_copy(update={**counts, "standard_error": error})
    elif stated.interval is not None:
        shift = rate.value - was.value
        ends = tuple(min(max(end + shift, -1.0), 1.0) for end in stated.interval)
        moved = stated.model_copy(update={"interval": ends})
    else:
        return case
    changed = rate.model_copy(update={"uncertainty": moved})
    return case.model_copy(update={"success_rate": changed})


def parse_variant(written: str) -> tuple[str, list[str]]:
    """Name and changes of a variant.

    >>> parse_variant("Flere: mereffekt=7 %; deltagere={2025: 40; 2026: 80}")
    ('Flere', ['mereffekt=7 %', 'deltagere={2025: 40; 2026: 80}'])
    >>> parse_variant("uden tilskud")
    ('Uden tilskud', ['tilskud=[]'])

    Raises:
        CaseError: there is no name or nothing is changed.
    """
    name, _, rest = written.partition(":")
    name = name.strip()
    ready = READY.get(fold(name))
    changes = _split(rest) or (ready or [])
    if not name or "=" in name or not changes:
        raise CaseError.single(
            f"{OPTION} {written}",
            "mangler navn eller felt",
            "skriv »navn: felt=værdi; felt=værdi«, fx »Færre: volumen=50 %«",
        )
    return name[:1].upper() + name[1:], changes


def fields_of(written: str) -> list[str]:
    """The changes of a variant that are fields of the case.

    >>> fields_of("Flere: mereffekt=7 %; volumen=150 %")
    ['mereffekt=7 %']

    Raises:
        CaseError: there is no name or nothing is changed.
    """
    return [change for change in parse_variant(written)[1] if not _is_volume(change)]


def with_volume(case: Case, factor: float) -> Case:
    """The case with ``factor`` times as many participants, and the yearly amounts likewise.

    Participants are rounded to whole people; costs and grants in kr. a year are multiplied
    by the same factor, amounts per participant and shares are as they were.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> with_volume(case, 0.5).participants.value
    {2025: 16, 2026: 32, 2027: 32, 2028: 32}
    """
    people = {year: round(number * factor) for year, number in case.participants.value.items()}
    return case.model_copy(
        update={
            "participants": _scaled(case.participants, people),
            "costs": [_yearly(item, factor) for item in case.costs],
            "grants": [_yearly(item, factor) for item in case.grants],
        }
    )


def _yearly(item: T, factor: float) -> T:
    if item.per_year is None:
        return item
    values = {year: amount * factor for year, amount in item.per_year.value.items()}
    return item.model_copy(update={"per_year": _scaled(item.per_year, values)})


def _scaled(value: Sourced[Any], new: Any) -> Sourced[Any]:
    source = f"{value.source}; {SOURCE}" if value.source else SOURCE
    return value.model_copy(update={"value": new, "source": source, "status": "antagelse"})


def _is_volume(change: str) -> bool:
    return fold(change.partition("=")[0]) == VOLUME


def _factor(written: str, change: str) -> float:
    from som_calc.case.danish_input import parse_number

    text = change.partition("=")[2].strip()
    digits = text.removesuffix("pct.").removesuffix("%").strip()
    try:
        factor = parse_number(digits) / (1 if digits == text else 100)
    except ValueError:
        factor = 0.0
    if not 0 < factor <= 100:
        raise CaseError.single(
            f"{OPTION} {written}",
            f"volumen »{text}« kan ikke bruges",
            "skriv fx volumen=50 % for halvt så mange eller volumen=2 for dobbelt så mange",
        )
    return factor


def _split(text: str) -> list[str]:
    """Parts between semicolons that stand outside brackets."""
    parts, depth, start = [], 0, 0
    for i, sign in enumerate(text):
        depth += sign in "[{"
        depth -= sign in "]}"
        if sign == ";" and depth <= 0:
            parts.append(text[start:i])
            start = i + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip()]
