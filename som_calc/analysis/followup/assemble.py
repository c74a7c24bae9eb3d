"""The mixed case: actual numbers to date and expected numbers for the rest, ready to calculate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from som_calc.analysis.followup.known import Known
from som_calc.case.glossary import fold
from som_calc.case.model import Alternative, Case, Cost, Grant
from som_calc.case.names import MUNICIPALITY, STATE
from som_calc.case.values import Sourced
from som_calc.engine.calculate import calculate
from som_calc.engine.money import grant_by_year, gross_by_year
from som_calc.engine.price_level import conversion_factor
from som_calc.engine.result import Result
from som_calc.engine.timing import Observed, cohorts
from som_calc.knowledge.discount import DiscountSchedule

SOURCE = "Opfølgning"


@dataclass(frozen=True)
class Mixed:
    """A case with what is known of single cohorts; :func:`calculated` takes it as it is."""

    case: Case
    observed: Mapping[int, Observed]
    schedule: DiscountSchedule


def calculated(mixed: Mixed, *, scenario: str = "i dag") -> Result:
    """The full calculation of a mixed case."""
    return calculate(mixed.case, mixed.schedule, observed=mixed.observed, scenario=scenario)


def assemble(case: Case, known: Known, schedule: DiscountSchedule) -> Mixed:
    """Put what is known in place of the decided numbers.

    Args:
        case: the decided case.
        known: what is known; an empty one gives the decided case.
        schedule: the decided discount rates.

    Raises:
        MissingIndex: the price year has changed, and no index can convert.
    """
    here = _with_course(case, known)
    here = _with_participants(here, known)
    here = _with_costs(here, known)
    here = _with_grants(here, known)
    saved = _saved(here, known)
    here = _with_alternative(here, known)
    here = _with_consequences(here, known)
    here = _with_time(here, known)
    observed = {
        start: Observed(_rate(case, known, start), saved.get(start))
        for start in sorted(here.participants.value)
    }
    here, observed = _at_price_level(here, known, observed)
    return Mixed(here, observed, known.time.schedule or schedule)


def _rate(case: Case, known: Known, start: int) -> float | None:
    completion = known.course.completion.get(start)
    if completion is None and known.effect is None:
        return None
    rate = case.success_rate.value if known.effect is None else known.effect
    return rate * (1.0 if completion is None else completion)


def _with_course(case: Case, known: Known) -> Case:
    if known.course.length is None:
        return case
    length = case.intervention.course_length.model_copy(update={"value": known.course.length})
    course = case.intervention.model_copy(update={"course_length": length})
    return case.model_copy(update={"intervention": course})


def _with_participants(case: Case, known: Known) -> Case:
    # A year with money saved but nobody started needs a cohort to book it on.
    numbers = case.participants.value | dict.fromkeys(known.saved, 0) | dict(known.participants)
    numbers |= {y: n for y, n in case.participants.value.items() if y not in known.participants}
    people = case.participants.model_copy(update={"value": dict(sorted(numbers.items()))})
    return case.model_copy(update={"participants": people})


def _with_costs(case: Case, known: Known) -> Case:
    if not known.costs:
        return case
    found = cohorts(case)
    expected = [gross_by_year(case, cost, found) for cost in case.costs]
    lines = []
    for line, (cost, amounts) in enumerate(zip(case.costs, expected, strict=True)):
        share = {year: _part(expected, year, line) for year in known.costs}
        actual = {year: kr * share[year] for year, kr in known.costs.items()}
        lines.append(_cost_per_year(cost, amounts | actual))
    return case.model_copy(update={"costs": lines})


def _part(expected: list[dict[int, float]], year: int, line: int) -> float:
    """A line's expected share of a year's amount; the first line takes an unexpected one."""
    total = sum(amounts.get(year, 0.0) for amounts in expected)
    if total <= 0:
        return 1.0 if line == 0 else 0.0
    return expected[line].get(year, 0.0) / total


def _cost_per_year(cost: Cost, amounts: dict[int, float]) -> Cost:
    held: Sourced[dict[int, float]] = Sourced[dict[int, float]].model_construct(
        value=dict(sorted(amounts.items())), source=SOURCE, status="lokalt tal"
    )
    return cost.model_copy(update={"per_year": held, "per_participant": None, "price_year": None})


def _with_grants(case: Case, known: Known) -> Case:
    if not known.grants:
        return case
    found = cohorts(case)
    grants = case.grants or [Grant.model_construct(name="Tilskud", giver=STATE)]
    expected = [grant_by_year(case, grant, found) for grant in grants]
    lines = []
    for line, (grant, amounts) in enumerate(zip(grants, expected, strict=True)):
        actual = {year: kr * _part(expected, year, line) for year, kr in known.grants.items()}
        held: Sourced[dict[int, float]] = Sourced[dict[int, float]].model_construct(
            value=dict(sorted((amounts | actual).items())), source=SOURCE, status="lokalt tal"
        )
        lines.append(grant.model_copy(update={"per_year": held, "share": None}))
    return case.model_copy(update={"grants": lines})


def _saved(case: Case, known: Known) -> dict[int, tuple[float, ...]]:
    """Saved kr. per line of the alternative, by start year, where the sum is known."""
    each = [
        item.per_participant.value
        * conversion_factor(case.price_index, item.price_year, case.price_year)
        for item in case.alternative
    ]
    total = sum(each)
    parts = [kr / total for kr in each] if total > 0 else [1.0] + [0.0] * (len(each) - 1)
    return {year: tuple(kr * part for part in parts) for year, kr in known.saved.items()}


def _with_alternative(case: Case, known: Known) -> Case:
    if case.alternative or not known.saved:
        return case
    none: Sourced[float] = Sourced[float].model_construct(
        value=0.0, source=SOURCE, status="lokalt tal"
    )
    line = Alternative.model_construct(
        name="Sparede udgifter", per_participant=none, payer=MUNICIPALITY
    )
    return case.model_copy(update={"alternative": [line]})


def _with_consequences(case: Case, known: Known) -> Case:
    changes: dict[str, object] = {}
    services = {fold(c.service): c for c in known.consequences if c.service}
    if services:
        changes["consequences"] = [
            item.model_copy(update={"change": services[fold(item.service)].change})
            if item.relatives is None and fold(item.service) in services
            else item
            for item in case.consequences
        ]
    actors = {c.actor: c for c in known.consequences if c.actor}
    if actors and case.back_calculated is not None:
        rows = [
            row.model_copy(
                update={"present_value_per_success": actors[row.actor].present_value_per_success}
            )
            if row.actor in actors
            else row
            for row in case.back_calculated.values
        ]
        changes["back_calculated"] = case.back_calculated.model_copy(update={"values": rows})
    prices = {fold(price.service): price for price in known.prices.prices}
    if prices:
        changes["prices"] = [prices.get(fold(price.service), price) for price in case.prices]
    return case.model_copy(update=changes) if changes else case


def _with_time(case: Case, known: Known) -> Case:
    changes = {
        name: value
        for name, value in (("last_year", known.time.last_year), ("horizon", known.time.horizon))
        if value is not None
    }
    if not changes:
        return case
    return case.model_copy(update={"period": case.period.model_copy(update=changes)})


def _at_price_level(
    case: Case, known: Known, observed: dict[int, Observed]
) -> tuple[Case, dict[int, Observed]]:
    """Everything in a new price year: amounts keep the price year they were stated in."""
    index = known.prices.index or case.price_index
    case = case.model_copy(update={"price_index": index})
    old, new = case.price_year, known.prices.year
    if new is None or new == old:
        return case, observed
    factor = conversion_factor(index, old, new)
    stated = {"price_year": old}
    changes: dict[str, object] = {"price_year": new}
    for name in ("costs", "alternative", "prices"):
        changes[name] = [
            line if line.price_year is not None else line.model_copy(update=stated)
            for line in getattr(case, name)
        ]
    changes["grants"] = [_scaled_grant(grant, factor) for grant in case.grants]
    if case.back_calculated is not None:
        rows = [
            row.model_copy(
                update={
                    "present_value_per_success": row.present_value_per_success.model_copy(
                        update={"value": row.present_value_per_success.value * factor}
                    )
                }
            )
            for row in case.back_calculated.values
        ]
        changes["back_calculated"] = case.back_calculated.model_copy(update={"values": rows})
    moved = {
        start: Observed(
            item.success_rate,
            None if item.saved is None else tuple(kr * factor for kr in item.saved),
        )
        for start, item in observed.items()
    }
    return case.model_copy(update=changes), moved


def _scaled_grant(grant: Grant, factor: float) -> Grant:
    if grant.per_year is None:
        return grant
    scaled = {year: kr * factor for year, kr in grant.per_year.value.items()}
    return grant.model_copy(
        update={"per_year": grant.per_year.model_copy(update={"value": scaled})}
    )
