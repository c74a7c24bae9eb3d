"""How uncertain a value is said to be, and how well it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule, at
from som_calc.case.values import Sourced, Uncertainty

_MADE_UP = re.compile(
    r"(?<!ikke )(?<!hverken )\b((op)?digte(t|de)\b|fiktiv|(op|på)fund(et|ne)\b|dummy"
    r"|eksempel(tal|værdi|data|beløb)|(øvelses|prøve|test|fantasi|legetøjs)tal"
    r"|(tænkte?|tilfældige?) (tal|eksempel|værdi)|frit valgt|konstruere(t|de) (tal|eksempel)"
    r"|til (en )?øvelse(n)?\b|pladsholder|placeholder)|^\W*(et )?eksempel\W*$",
    re.IGNORECASE,
)
_GUESSED = re.compile(r"(?<!ikke )(?<!intet )\bgæt(tet|teri|værk)?\b", re.IGNORECASE)
"""What is no more than an assumption, and is honest when it is called one."""
_KNOWN = ("publiceret", "lokalt tal", "SØM", "tilbageregnet")


def uncertainty_makes_sense(case: Case) -> Iterator[Fault]:
    for loc, sourced in _sourced(case, ()):
        if sourced.uncertainty is not None:
            yield from _check((*loc, *at("uncertainty")), sourced.uncertainty, sourced.value)


def made_up_numbers_are_called_illustrative(case: Case) -> Iterator[Fault]:
    """A number that somebody made up to get going is easily left with a status it has not."""
    priced: list[tuple[Loc, Any]] = [
        (at("prices", i), price) for i, price in enumerate(case.prices)
    ]
    yield from made_up([*_sourced(case, ()), *priced])


def made_up(values: Iterable[tuple[Loc, Any]]) -> Iterator[Fault]:
    """Every sourced value that is said to be invented or guessed, while its status is not."""
    for loc, held in values:
        for what, text in (("kilden er", held.source), ("noten er", getattr(held, "note", None))):
            invented = text and _MADE_UP.search(text) and held.status != "illustrativ"
            guessed = text and _GUESSED.search(text) and held.status in _KNOWN
            if invented or guessed:
                right = "illustrativ" if invented else "antagelse"
                yield Fault(
                    loc,
                    f"{what} »{text}«, men status er »{held.status}«",
                    f"angiv den rigtige kilde, eller skriv »status: {right}«",
                    warning=True,
                )
                break


def _check(loc: Loc, given: Uncertainty, value: Any) -> Iterator[Fault]:
    if given.interval is not None:
        low, high = given.interval
        if low > high:
            yield Fault(
                (*loc, *at("interval")), "intervallet går baglæns", "skriv den mindste værdi først"
            )
        elif isinstance(value, float) and not low <= value <= high:
            yield Fault(
                (*loc, *at("interval")),
                "værdien ligger uden for sit eget interval",
                "ret værdien eller intervallet",
                warning=True,
            )
        if given.mode is not None and not min(low, high) <= given.mode <= max(low, high):
            yield Fault(
                (*loc, *at("mode")),
                "den mest sandsynlige værdi ligger uden for intervallet",
                "vælg en værdi mellem intervallets ender",
            )
    if given.standard_error is not None and given.standard_error < 0:
        yield Fault(
            (*loc, *at("standard_error")), "er under nul", "en standardfejl er 0 eller mere"
        )
    if given.spread is not None and given.spread < 0:
        yield Fault((*loc, *at("spread")), "er under nul", "skriv ± uden fortegn, fx 10 %")
    successes, observations = given.successes, given.observations
    if successes is None or observations is None:
        return
    if not 0 <= successes <= observations:
        yield Fault(
            (*loc, *at("successes")),
            f"{successes} succeser ud af {observations} kan ikke passe",
            "succeser er højst lige så mange som observationer",
        )


def _sourced(value: Any, loc: Loc) -> Iterator[tuple[Loc, Sourced[Any]]]:
    """Every sourced value in a case with its path."""
    if isinstance(value, Sourced):
        yield loc, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _sourced(getattr(value, name), (*loc, field.alias))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _sourced(item, (*loc, i))


RULES = (
    Rule(uncertainty_makes_sense, ()),
    Rule(made_up_numbers_are_called_illustrative, ()),
)
