"""Lines of a table that look counted twice: the same line again, or a line that sums others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from som_calc.case.cost_model import SOURCE
from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule
from som_calc.case.values import CaseModel, Sourced

_SUM = re.compile(r"(^|\W)(i alt|ialt|sum|total|totalt|subtotal|tilsammen)(\W|$)", re.IGNORECASE)
_ADDED = ("costs", "grants", "alternative", "resources")
"""Tables whose amounts are added up, so that a line may be the sum of those above it."""
_APART = ("price_year", "in_year", "source", "status", "note", "date", "uncertainty")
Amounts = dict[tuple[Any, ...], float]


def lines_are_counted_once(case: Case) -> Iterator[Fault]:
    for loc, name, lines in _tables(case, ()):
        yield from _twice(loc, lines)
        yield from _sums(loc, lines, added=name in _ADDED)


def _twice(loc: Loc, lines: Sequence[CaseModel]) -> Iterator[Fault]:
    seen: dict[Any, int] = {}
    for number, line in enumerate(lines):
        key = (fold(_name(line)), str(_said(line)))
        if key in seen:
            yield Fault(
                (*loc, number),
                f"»{_name(line)}« står også som nummer {seen[key] + 1} med de samme tal "
                "og regnes med to gange",
                "slet den ene, eller giv dem hver sit navn",
                warning=True,
            )
        seen.setdefault(key, number)


def _sums(loc: Loc, lines: Sequence[CaseModel], *, added: bool) -> Iterator[Fault]:
    amounts = [_amounts(line) for line in lines]
    start = 0
    for number, line in enumerate(lines):
        named = len(lines) > 1 and _SUM.search(_name(line))
        equal = added and any(
            _equal(amounts[number], amounts[first:number]) for first in range(start, number - 1)
        )
        if named or equal:
            start = number + 1
            why = "ligner en sum" if named else "er lig med summen af linjerne over den"
            yield Fault(
                (*loc, number),
                f"»{_name(line)}« {why} og regnes med oven i de andre linjer",
                "slet linjen, hvis det er en sum",
                warning=True,
            )


def _equal(total: Amounts, parts: Sequence[Amounts]) -> bool:
    """Whether a line holds exactly the sum of several others."""
    keys = {key for each in parts for key in each}
    if not any(total.values()) or set(total) != keys:
        return False
    added = {key: sum(each.get(key, 0.0) for each in parts) for key in keys}
    return all(abs(total[key] - added[key]) < 0.5 for key in keys)


def _tables(here: Any, loc: Loc, name: str = "") -> Iterator[tuple[Loc, str, list[CaseModel]]]:
    """Every list of named lines with its path."""
    if isinstance(here, BaseModel) and not isinstance(here, Sourced):
        for field, info in type(here).model_fields.items():
            yield from _tables(getattr(here, field), (*loc, info.alias), field)
    elif isinstance(here, list):
        lines = [each for each in here if isinstance(each, CaseModel) and _name(each)]
        if lines and len(lines) == len(here) and not any(map(_is_built, lines)):
            yield loc, name, lines
        for number, each in enumerate(here):
            yield from _tables(each, (*loc, number), name)


def _is_built(line: CaseModel) -> bool:
    """Whether the cost model made the line; its own lines are asked about instead."""
    origins = (getattr(line, field, None) for field in ("per_year", "per_participant", "share"))
    return any(
        isinstance(each, Sourced) and (each.source or "").startswith(SOURCE) for each in origins
    )


def _name(line: CaseModel) -> str:
    return str(getattr(line, "name", "") or getattr(line, "service", "") or "")


def _said(line: CaseModel) -> dict[str, Any]:
    """All a line says but where it comes from."""

    def bare(value: Any) -> Any:
        if isinstance(value, Sourced):
            return bare(value.value)
        if isinstance(value, BaseModel):
            return {
                field: bare(getattr(value, field))
                for field in type(value).model_fields
                if field not in ("source", "status", "note")
            }
        return value

    return {key: each for key, each in bare(line).items() if key not in ("name", "service")}


def _amounts(line: CaseModel) -> Amounts:
    """The numbers of a line by where they stand."""
    found: Amounts = {}

    def collect(path: tuple[Any, ...], value: Any) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                collect((*path, key), each)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[path] = float(value)

    for field, value in _said(line).items():
        if field not in _APART:
            collect((field,), value)
    return found


RULES = (Rule(lines_are_counted_once, ()),)
