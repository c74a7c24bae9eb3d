"""What in a fetched case (``som hent``) is still the sender's, and not yet the kommune's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule, at
from som_calc.case.values import Sourced

MARK = "Skal erstattes"
"""Begins the note of a number, or a text, until somebody has put their own in its place."""


def still_the_senders(case: Case) -> list[Loc]:
    """Where numbers, texts and the date of the sender still stand; empty for other cases.

    >>> from som_calc.api import load_case
    >>> from som_calc.resources import find
    >>> still_the_senders(load_case(find("params", "aabenraa-ips.yaml")))
    []
    """
    if case.builds_on is None:
        return []
    found = list(_marked(case, ()))
    if case.builds_on.date is not None and case.date == case.builds_on.date:
        found.append(at("date"))
    return found


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
    for loc in still_the_senders(case):
        yield Fault(
            loc,
            f"er stadig fra {sender(case)}",
            "skriv den dag, jeres egen beregning er fra"
            if loc == at("date")
            else f"skriv jeres eget, og slet mærket »{MARK}«",
            warning=True,
        )


RULES = (Rule(fetched_case_is_made_ones_own, ("builds_on",)),)
