"""What in a fetched case (``som hent``) is still the sender's, and not yet the kommune's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule, at
from som_calc.case.values import Sourced

MARK = "Skal erstattes"
"""Begins the note of a number, or a text, until somebody has put their own in its place."""


_OWN = ("success_rate", "completion", "participants", "costs", "grants", "alternative")
"""Fields that are always the kommune's own, whatever status their numbers have."""
_FIELDS = (*_OWN, "intervention", "cost_model", "consequences", "prices", "back_calculated")
_SHARED = ("SØM", "publiceret")
"""Statuses of numbers that two kommuner may well take from the same place."""
_MODELLED = ("participants", "costs", "grants", "alternative")


def still_the_senders(case: Case) -> list[Loc]:
    """Where numbers, texts and the date of the sender still stand; empty for other cases.

    What is marked is the sender's, and what equals the original kept beside the case: a
    number with no other source than the sender's, and a text.

    >>> from som_calc.api import load_case
    >>> from som_calc.resources import find
    >>> still_the_senders(load_case(find("params", "aabenraa-ips.yaml")))
    []
    """
    if case.builds_on is None:
        return []
    found = list(_marked(case, ()))
    original = case.original
    if original is not None:
        equal = [*_equal_numbers(case, original), *_equal_texts(case, original)]
        found += [loc for loc in equal if not any(loc[: len(marked)] == marked for marked in found)]
    if case.date in (case.builds_on.date, original and original.date):
        found.append(at("date"))
    return list(dict.fromkeys(found))


def _equal_numbers(case: Case, original: Case) -> Iterator[Loc]:
    for name in _FIELDS:
        if case.cost_model is not None and name in _MODELLED:
            continue
        own = name in _OWN
        theirs = [held for _, held in _numbers(getattr(original, name), (), None, None)]
        if not own:
            theirs = [held for held in theirs if held.status not in _SHARED]
        # Held against every number of the field: a line that is renamed or moved is the same.
        for loc, held in _numbers(getattr(case, name), at(name), None, None):
            entries = _entries(held.value)
            same = [key for key in entries if any(_same(held, was, key) for was in theirs)]
            if same and len(same) < sum(bool(value) for value in entries.values()):
                yield from ((*loc, "værdi", key) for key in same)
            elif same:
                yield loc


def _same(now: Sourced[Any], was: Sourced[Any], key: Any) -> bool:
    """Whether an entry is the sender's number and stands under no source of one's own.

    Zeros say who has no part in it, and are alike in most cases.
    """
    if now.source and fold(now.source) != fold(was.source or ""):
        return False
    value = _entries(now.value)[key]
    return bool(value) and _entries(was.value).get(key) == value


def _entries(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {None: value}


def _numbers(
    here: Any, loc: Loc, source: str | None, status: Any
) -> Iterator[tuple[Loc, Sourced[Any]]]:
    """Every number with the source and status of its row, where it has none itself."""
    if isinstance(here, Sourced):
        if here.source is None and source is not None:
            here = here.model_copy(update={"source": source, "status": status})
        yield loc, here
    elif isinstance(here, BaseModel):
        source = getattr(here, "source", None) or source
        status = getattr(here, "status", None) or status
        for name, field in type(here).model_fields.items():
            yield from _numbers(getattr(here, name), (*loc, field.alias), source, status)
    elif isinstance(here, list | dict):
        for key, each in here.items() if isinstance(here, dict) else enumerate(here):
            yield from _numbers(each, (*loc, key), source, status)


def _equal_texts(case: Case, original: Case) -> Iterator[Loc]:
    """Texts of which every paragraph is the sender's, and each point that is."""
    for name, text in case.report.texts.items():
        theirs = _paragraphs(original.report.texts.get(name, ""))
        if theirs and _paragraphs(text) <= theirs:
            yield at("report", "texts", name)
    points = {point.strip() for point in original.report.recommendation}
    for number, point in enumerate(case.report.recommendation):
        if point.strip() in points:
            yield at("report", "recommendation", number)


def _paragraphs(text: str) -> set[str]:
    return {" ".join(part.split()) for part in text.split("\n\n") if part.strip()}


def sender(case: Case) -> str:
    """The kommune a fetched case comes from, or the case's title where that is not known."""
    origin = case.builds_on
    return "" if origin is None else origin.municipality or f"»{origin.title}«"


def _marked(here: Any, loc: Loc) -> Iterator[Loc]:
    if isinstance(here, Sourced):
        if (here.note or "").startswith(MARK):
            yield loc
    elif isinstance(here, BaseModel):
        for name, field in type(here).model_fields.items():
            yield from _marked(getattr(here, name), (*loc, field.alias))
    elif isinstance(here, list):
        for number, each in enumerate(here):
            yield from _marked(each, (*loc, number))
    elif isinstance(here, dict):
        for key, each in here.items():
            yield from _marked(each, (*loc, key))
    elif isinstance(here, str) and here.startswith(MARK):
        yield loc


def fetched_case_is_made_ones_own(case: Case) -> Iterator[Fault]:
    marked = set(_marked(case, ()))
    for loc in still_the_senders(case):
        if loc == at("date"):
            right = "skriv den dag, jeres egen beregning er fra"
        elif loc in marked:
            right = f"skriv jeres eget, og slet mærket »{MARK}«"
        elif loc[0] == at("report")[0]:
            right = "skriv jeres egen tekst"
        else:
            right = "skriv jeres eget tal; er tallet også jeres, så skriv jeres egen kilde"
        yield Fault(loc, f"er stadig fra {sender(case)}", right, warning=True)


RULES = (Rule(fetched_case_is_made_ones_own, ("builds_on",)),)
