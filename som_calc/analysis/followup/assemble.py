"""The mixed case: actual numbers to date and expected numbers for the rest, ready to calculate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from som_calc.analysis.followup.effect import Effect
from som_calc.analysis.followup.known import Known
from som_calc.case.glossary import fold
from som_calc.case.model import Alternative, Case, Grant
from som_calc.case.names import MUNICIPALITY, STATE
from som_calc.case.price_level import conversion_factor
from som_calc.case.values import Sourced, Uncertainty
from som_calc.engine.booking import grant_by_year, gross_by_year, saved_by_year
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.engine.timing import Observations, Observed, cohorts
from som_calc.knowledge.discount import DiscountSchedule

SOURCE = "Opfølgning"


@dataclass(frozen=True)
class Mixed:
    """A case with what is known of single cohorts; :func:`calculated` takes it as it is."""

    case: Case
    observed: Observations
    schedule: DiscountSchedule


def calculated(mixed: Mixed, *, scenario: str = "i dag") -> Result:
    """The full calculation of a mixed case.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> round(calculated(assemble(case, Known(), schedule)).by_actor()["I alt"])
    1071273
    """
    return calculate(mixed.case, mixed.schedule, observed=mixed.observed, scenario=scenario)


def assemble(case: Case, known: Known, schedule: DiscountSchedule) -> Mixed:
    """Put what is known in place of the decided numbers.

    Args:
        case: the decided case.
        known: what is known; an empty one gives the decided case.
        schedule: the decided discount rates.

    Raises:
        MissingIndex: the price year has changed, and no index can convert.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> mixed = assemble(case, Known(participants={2025: 16}), schedule)
    >>> mixed.case.participants.value
    {2025: 16, 2026: 64, 2027: 64, 2028: 64}
    """
    index = known.prices.index or case.price_index
    here = _with_course(case.model_copy(update={"price_index": index}), known)
    here = _with_participants(here, known)
    here = _with_effect(here, known.effect)
    here = _with_lines(here, known)
    observed = _effect_by_cohort(here, known)
    for year in known.participants:
        counted = ("participants", year) in known.counted
        observed[year] = replace(observed.get(year, Observed()), counted=counted)
    money = (("costs", gross_by_year), ("grants", grant_by_year), ("saved", saved_by_year))
    for name, expected in money:
        observed = _with_money(observed, known, name, expected(here, observed), here)
    here = _with_consequences(here, known)
    here = _with_time(here, known)
    here, observed = _at_price_level(here, known, observed)
    return Mixed(here, observed, known.time.schedule or schedule)


def share_of_all(
    mixed: Mixed, rate: float | None = None, within: Callable[[int], bool] = lambda year: True
) -> float:
    """Net share of all who start that succeeds, at a value of the success rate (its own: None).

    ``within`` chooses the start years; the rate itself where nobody starts in them.

    >>> import som_calc
    >>> from som_calc.analysis.followup.known import Course
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> known = Known(course=Course({2025: 0.5}))
    >>> share_of_all(assemble(case, known, schedule), within=lambda year: year == 2025)
    0.025
    """
    rate = mixed.case.success_rate.value if rate is None else rate
    people = [c for c in cohorts(mixed.case, mixed.observed) if within(c.start)]
    started = sum(c.participants for c in people)
    succeeding = sum(
        c.participants * (c.observed.completion * rate + c.observed.added_success) for c in people
    )
    return succeeding / started if started else rate


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


def _with_effect(case: Case, effect: Effect | None) -> Case:
    if effect is None:
        return case
    spread = None
    if effect.error:
        spread = Uncertainty(distribution="normal", standard_error=effect.error)
    rate = case.success_rate.model_copy(update={"value": effect.rate, "uncertainty": spread})
    return case.model_copy(update={"success_rate": rate})


def _effect_by_cohort(case: Case, known: Known) -> dict[int, Observed]:
    """What the success rate comes to in each cohort, as far as anything moves it."""
    course, effect = known.course, known.effect
    otherwise = 1.0 if course.otherwise is None else course.otherwise
    found = {}
    for year in case.participants.value:
        share, added = course.completion.get(year, otherwise), 0.0
        if effect is not None:
            share, added = effect.of(year, share)
        found[year] = Observed(completion=share, added_success=added)
    return found


def _with_lines(case: Case, known: Known) -> Case:
    """A line to hold money that came without being expected."""
    changes: dict[str, object] = {}
    if known.grants and not case.grants:
        changes["grants"] = [Grant.model_construct(name="Tilskud", giver=STATE)]
    if known.saved and not case.alternative:
        none: Sourced[float] = Sourced[float].model_construct(
            value=0.0, source=SOURCE, status="lokalt tal"
        )
        line = Alternative.model_construct(
            name="Sparede udgifter", per_participant=none, payer=MUNICIPALITY
        )
        changes["alternative"] = [line]
    return case.model_copy(update=changes) if changes else case


def _with_money(
    observed: dict[int, Observed],
    known: Known,
    name: str,
    expected: list[dict[int, float]],
    case: Case,
) -> dict[int, Observed]:
    """Known kr. by year, on the lines as they were expected to fall that year.

    What has come is an amount; what is expected anew is a factor on the old expectation, so
    that it stays as uncertain as it was.
    """
    found = dict(observed)
    for year, kr in getattr(known, name).items():
        parts = [amounts.get(year, 0.0) for amounts in expected]
        total, seen = sum(parts), found.get(year, Observed())
        change: dict[str, Any] = {}
        if total > 0 and (name, year) not in known.counted:
            change[FACTORS[name]] = kr / total
        else:
            shares = [part / total for part in parts] if total > 0 else _unexpected(case, name)
            change[name] = tuple(kr * share for share in shares)
        found[year] = replace(seen, **change)
    return found


FACTORS = {"costs": "cost_factor", "grants": "grant_factor", "saved": "saved_factor"}


def _unexpected(case: Case, name: str) -> list[float]:
    """Shares of the lines in an amount nobody expected: the first takes it.

    What is saved falls as it would have for one participant.
    """
    each = [1.0] + [0.0] * (len(getattr(case, LINES[name])) - 1)
    if name == "saved":
        alone = case.participants.model_copy(update={"value": {case.period.first_year: 1}})
        lines = saved_by_year(case.model_copy(update={"participants": alone}))
        kroner = [sum(by_year.values()) for by_year in lines]
        if sum(kroner) > 0:
            return [kr / sum(kroner) for kr in kroner]
    return each


LINES = {"costs": "costs", "grants": "grants", "saved": "alternative"}


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
    old, new = case.price_year, known.prices.year
    if new is None or new == old:
        return case, observed
    factor = conversion_factor(case.price_index, old, new)
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
        year: replace(
            seen,
            saved=_times(seen.saved, factor),
            costs=_times(seen.costs, factor),
            grants=_times(seen.grants, factor),
        )
        for year, seen in observed.items()
    }
    return case.model_copy(update=changes), moved


def _times(amounts: tuple[float, ...] | None, factor: float) -> tuple[float, ...] | None:
    return None if amounts is None else tuple(kr * factor for kr in amounts)


def _scaled_grant(grant: Grant, factor: float) -> Grant:
    if grant.per_year is None:
        return grant
    scaled = {year: kr * factor for year, kr in grant.per_year.value.items()}
    return grant.model_copy(
        update={"per_year": grant.per_year.model_copy(update={"value": scaled})}
    )
