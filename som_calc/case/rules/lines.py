"""Lines of a table that look counted twice: the same line again, or a line that sums others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from som_calc.case.cost_model import SOURCE, CostModel, Staff
from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule
from som_calc.case.values import CaseModel, Sourced

_SUM = re.compile(
    r"\b(i\W?alt|tilsammen|summeret|samlet(?=\W*$)"
    r"|(hoved|del|mellem|slut|under|sub|grand|kontrol)?[ -]?(sum(men)?|total(en|t|er)?)"
    r"|total\W?(sum|beløb|udgift(er)?|omkostning(er)?|pris|budget)"
    r"|samle(t|de) (udgift|omkostning|beløb|pris|budget|tilskud|besparelse|løn|forbrug|drift)\w*"
    r")\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(gennemsnit(tet)?|gns\.?|middelværdi)(\W|$)", re.IGNORECASE)
Kroner = dict[int, float]
"""Kr. by year; of the cost model's lines all together, in year 0."""


@dataclass(frozen=True)
class _Worth:
    """What a line comes to, and how far a sum that was rounded may lie from it."""

    kroner: Kroner
    rounding: float = 0.5
    spread: bool = False
    """Whether the years are those in which participants start."""


def lines_are_counted_once(case: Case) -> Iterator[Fault]:
    for loc, name, lines in _tables(case, ()):
        yield from _twice(loc, lines)
        yield from _sums(loc, lines, _worth(case, loc, name, lines))


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


def _sums(loc: Loc, lines: Sequence[CaseModel], worth: Sequence[_Worth]) -> Iterator[Fault]:
    start, kept = 0, list[int]()
    for number, line in enumerate(lines):
        why = ""
        if len(lines) > 1 and _SUM.search(_name(line)):
            why = "ligner en sum"
        elif len(lines) > 1 and _AVERAGE.search(_name(line)):
            why = "ligner et gennemsnit"
        elif worth:
            why = _equals(number, start, kept, worth)
        if not why:
            kept.append(number)
            continue
        start = number + 1
        yield Fault(
            (*loc, number),
            f"»{_name(line)}« {why} og regnes med oven i de andre linjer",
            "slet linjen, hvis det er en sum",
            warning=True,
        )


def _equals(number: int, start: int, kept: Sequence[int], worth: Sequence[_Worth]) -> str:
    """Which other lines a line is the sum of; empty when of none."""
    count = len(worth)
    above = [range(first, number) for first in range(start, number - 1)]
    below = [range(number + 1, end) for end in range(number + 3, count + 1)]
    rest = [n for n in range(count) if n != number]
    for where, groups in (
        ("over den", [*above, kept]),
        ("under den", below),
        ("omkring den", [rest]),
    ):
        if any(_equal(worth[number], [worth[n] for n in group]) for group in groups):
            return f"er lig med summen af linjerne {where}"
    return ""


def _equal(total: _Worth, parts: Sequence[_Worth]) -> bool:
    """Whether a line comes to exactly what several others do, in each year, or in all where
    it is told otherwise than they are.
    """
    if len(parts) < 2 or not total.kroner or not all(each.kroner for each in parts):
        return False
    added: Kroner = {}
    for each in parts:
        for year, kr in each.kroner.items():
            added[year] = added.get(year, 0.0) + kr
    if set(added) == set(total.kroner) and all(
        abs(total.kroner[year] - kr) <= total.rounding for year, kr in added.items()
    ):
        return True
    mixed = len({each.spread for each in (total, *parts)}) > 1
    return mixed and abs(sum(total.kroner.values()) - sum(added.values())) <= total.rounding


def _worth(case: Case, loc: Loc, name: str, lines: Sequence[CaseModel]) -> list[_Worth]:
    """What each line of a table comes to; empty where lines are not added up in kr."""
    if name in ("costs", "grants", "alternative") and len(loc) == 1:
        return [_money(line, case.participants.value) for line in lines]
    if name == "resources" and case.cost_model is not None:
        saved = case.cost_model.saved
        staff = saved.staff if saved is not None and len(loc) > 2 else case.cost_model.staff
        return [_used(line, case.cost_model, staff) for line in lines]
    return []


def _money(line: Any, participants: dict[int, int]) -> _Worth:
    """An amount per participant falls in the year in which the participant starts."""
    years = getattr(line, "per_year", None)
    each = getattr(line, "per_participant", None)
    kroner: Kroner = dict(years.value) if years is not None else {}
    if each is not None:
        for year, people in participants.items():
            kroner[year] = kroner.get(year, 0.0) + people * each.value
    kroner = {year: kr for year, kr in kroner.items() if kr}
    many = sum(participants.values()) if each is not None else 0
    return _Worth(kroner, 0.5 * max(1, many), each is not None)


def _used(line: Any, model: CostModel, staff: Sequence[Staff]) -> _Worth:
    """What a resource of the cost model costs in all its teams."""
    teams = sum(model.teams.value.values())
    times = {
        "deltager": teams * model.participants_per_team.value,
        "hold": teams,
        "år": model.last_year - model.first_year + 1,
    }.get(line.per, 1)
    each = line.amount.value if line.amount is not None else 0.0
    if line.hours is not None:
        wages = [_hourly(one) for one in staff if one.name == line.staff_type]
        each = line.hours.value * (wages[0] if wages else 0.0)
    return _Worth({0: each * times} if each else {}, 0.5 * max(1, times))


def _hourly(staff: Staff) -> float:
    if staff.hourly_wage is not None:
        return staff.hourly_wage.value
    if staff.yearly_salary is not None and staff.hours_norm is not None:
        return staff.yearly_salary.value / staff.hours_norm.value
    return 0.0


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


RULES = (Rule(lines_are_counted_once, ()),)
