"""What is known at one point in time, in the groups that the bridge moves one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from som_calc.analysis.followup.effect import (
    EXPECTED_WEIGHT,
    Effect,
    EffectEvidence,
    updated_effect,
)
from som_calc.case.followup import MONEY, FollowUp, NewConsequence, YearNumbers
from som_calc.case.model import Case, Price, PriceIndex
from som_calc.case.price_level import conversion_factor
from som_calc.knowledge.discount import DiscountSchedule

GROUPS = {
    "participants": "Deltagere",
    "course": "Forløb og frafald",
    "costs": "Omkostninger",
    "grants": "Tilskud",
    "saved": "Sparede udgifter",
    "effect": "Effekt",
    "consequences": "Konsekvenser",
    "prices": "Priser",
    "time": "Tid og diskontering",
}
"""The steps of the bridge, in the order in which they are taken."""

ByYear = Mapping[int, float]
T = TypeVar("T")


@dataclass(frozen=True)
class Course:
    """How courses went: what part of a cohort completes, relative to what was expected."""

    completion: ByYear = field(default_factory=dict)
    otherwise: float | None = None
    """Of cohorts whose drop-out is not known; None leaves what was expected."""
    length: float | None = None
    """Years; None leaves the case's own."""


@dataclass(frozen=True)
class PriceLevel:
    """Unit prices and the price year all amounts are shown in."""

    prices: tuple[Price, ...] = ()
    year: int | None = None
    index: PriceIndex | None = None


@dataclass(frozen=True)
class Time:
    """Discounting and the span of years; None leaves the decided."""

    schedule: DiscountSchedule | None = None
    last_year: int | None = None
    horizon: int | None = None


@dataclass(frozen=True)
class Known:
    """Everything that stands in place of the decided case, group by group.

    Amounts are kr. of the decided case's price year.  An empty group leaves the decided
    numbers; so does a year that is not in a group.
    """

    participants: Mapping[int, int] = field(default_factory=dict)
    course: Course = Course()
    costs: ByYear = field(default_factory=dict)
    grants: ByYear = field(default_factory=dict)
    saved: ByYear = field(default_factory=dict)
    effect: Effect | None = None
    """The updated effect; None leaves the decided success rate to the drop-out."""
    consequences: tuple[NewConsequence, ...] = ()
    prices: PriceLevel = PriceLevel()
    time: Time = Time()
    counted: frozenset[tuple[str, int]] = frozenset()
    """Groups and years that have come; what else is known by year is a new expectation."""

    def with_group(self, name: str, other: Known) -> Known:
        """This knowledge with one group taken from ``other``."""
        return replace(self, **{name: getattr(other, name)})

    def only(self, years: Sequence[int]) -> Known:
        """What is known by year, for these years alone; the other groups are kept."""
        kept = set(years)
        return replace(
            self,
            participants={y: v for y, v in self.participants.items() if y in kept},
            course=replace(
                self.course,
                completion={y: v for y, v in self.course.completion.items() if y in kept},
            ),
            costs={y: v for y, v in self.costs.items() if y in kept},
            grants={y: v for y, v in self.grants.items() if y in kept},
            saved={y: v for y, v in self.saved.items() if y in kept},
        )

    @property
    def years(self) -> list[int]:
        """The years of which anything is known, in order."""
        groups = (self.participants, self.course.completion, self.costs, self.grants, self.saved)
        return sorted({year for group in groups for year in group})


Numbers = dict[int, YearNumbers]


def actual_numbers(case: Case, follow_ups: Sequence[FollowUp]) -> Numbers:
    """Actual numbers by year, amounts in kr. of the case's price year.

    A later follow-up corrects an earlier one field by field; an unknown number does not
    erase a known one.

    Raises:
        MissingIndex: amounts of another price year, and no index to convert with.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> sorted(actual_numbers(case, follow_ups))
    [2025, 2026, 2027]
    """
    return _merged(case, follow_ups, [item.years for item in follow_ups])


def expected_numbers(case: Case, follow_ups: Sequence[FollowUp]) -> Numbers:
    """The newest expectations by year; otherwise as :func:`actual_numbers`.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> sorted(expected_numbers(case, follow_ups))
    [2027]
    """
    return _merged(case, follow_ups, [item.expectations for item in follow_ups])


def _merged(case: Case, follow_ups: Sequence[FollowUp], given: list[Numbers]) -> Numbers:
    index = newest_index(case, follow_ups)
    merged: Numbers = {}
    for group in given:
        for year, written in group.items():
            numbers = _at_price_level(written, case, index)
            before = merged.get(year)
            merged[year] = numbers if before is None else _corrected(before, numbers)
    return dict(sorted(merged.items()))


def _corrected(before: YearNumbers, now: YearNumbers) -> YearNumbers:
    changed = {
        name: getattr(now, name)
        for name in now.model_fields_set
        if name == "note" or now.get(name) is not None or before.get(name) is None
    }
    return before.model_copy(update=changed)


def _at_price_level(numbers: YearNumbers, case: Case, index: PriceIndex | None) -> YearNumbers:
    factor = conversion_factor(index, numbers.price_year, case.price_year)
    changed: dict[str, Any] = {
        name: getattr(numbers, name).model_copy(update={"value": kr * factor})
        for name in MONEY
        if (kr := numbers.get(name)) is not None
    }
    kept = {name for name in numbers.model_fields_set if name != "price_year"}
    values: dict[str, Any] = {name: changed.get(name, getattr(numbers, name)) for name in kept}
    return YearNumbers.model_construct(_fields_set=kept, **values)


def known_after(
    case: Case, follow_ups: Sequence[FollowUp], schedule: DiscountSchedule | None = None
) -> tuple[Known, EffectEvidence | None]:
    """What is known after the given follow-ups (oldest first), and the evidence of effect.

    Args:
        case: the decided case.
        follow_ups: none gives the decision itself.
        schedule: discount rates of today where they differ from the decided; else None.

    Raises:
        MissingIndex: amounts of another price year, and no index to convert with.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> known, evidence = known_after(case, follow_ups)
    >>> known.participants
    {2025: 31, 2026: 62, 2027: 65}
    """
    if not follow_ups:
        return Known(time=Time(schedule)), None
    actual, expected = actual_numbers(case, follow_ups), expected_numbers(case, follow_ups)
    planned_dropout = expected_dropout(case, follow_ups)
    people: dict[int, int] = {}
    completion: dict[int, float] = {}
    money: dict[str, dict[int, float]] = {name: {} for name in MONEY}
    groups = {
        "started": "participants",
        "gross_cost": "costs",
        "grant_received": "grants",
        "saved_cost": "saved",
    }
    for year in sorted({*expected, *actual}):
        for numbers in (expected.get(year), actual.get(year)):
            if numbers is None:
                continue
            if (started := numbers.get("started")) is not None:
                people[year] = int(started)
            if (share := completion_share(numbers, planned_dropout)) is not None:
                completion[year] = share / (1 - planned_dropout)
            for name, amounts in money.items():
                if (kr := numbers.get(name)) is not None:
                    amounts[year] = kr
    evidence = updated_effect(case, follow_ups, actual, completion, planned_dropout)
    new = [item.new_assumptions for item in follow_ups]
    known = Known(
        participants=people,
        course=Course(
            completion,
            _other_completion(actual, planned_dropout),
            _newest([None if n.course_length is None else n.course_length.value for n in new]),
        ),
        costs=money["gross_cost"],
        grants=money["grant_received"],
        saved=money["saved_cost"],
        effect=evidence.effect,
        consequences=tuple(c for item in follow_ups for c in item.new_consequences),
        prices=PriceLevel(
            tuple(p for item in follow_ups for p in item.new_prices),
            _newest([n.price_year for n in new]),
            newest_index(case, follow_ups),
        ),
        time=Time(
            _schedule(follow_ups) or schedule,
            _newest([n.last_year for n in new]),
            _newest([n.horizon for n in new]),
        ),
        counted=frozenset(
            (group, year)
            for year, numbers in actual.items()
            for name, group in groups.items()
            if numbers.get(name) is not None
        ),
    )
    return known, evidence


def completion_share(numbers: YearNumbers, planned_dropout: float) -> float | None:
    """Share of a cohort that completes; those still under way as expected; None when unknown.

    >>> completion_share(YearNumbers(startede=32, frafaldne=8), 0.0)
    0.75
    """
    started, dropped = numbers.get("started"), numbers.get("dropped_out")
    if not started or dropped is None:
        return None
    finished = numbers.get("finished")
    under_way = 0.0 if finished is None else started - finished - dropped
    done = started - dropped - under_way
    return (done + under_way * (1 - planned_dropout)) / started


def dropout_to_come(actual: Numbers, planned_dropout: float) -> float | None:
    """Drop-out (share) expected where it is not known; None while none has been counted.

    The counted drop-out with the expected one, which weighs as ``EXPECTED_WEIGHT`` courses
    (:mod:`~som_calc.analysis.followup.effect`).  A course under way is half a course: it has
    half of its time to drop out left.

    >>> round(dropout_to_come({2025: YearNumbers(startede=40, gennemførte=20, frafaldne=20)}, 0), 3)
    0.476
    """
    dropped = courses = 0.0
    for numbers in actual.values():
        started, out = numbers.get("started"), numbers.get("dropped_out")
        if not started or out is None:
            continue
        finished = numbers.get("finished")
        under_way = 0.0 if finished is None else max(started - finished - out, 0.0)
        dropped += out
        courses += started - under_way / 2
    if not courses:
        return None
    return (dropped + EXPECTED_WEIGHT * planned_dropout) / (courses + EXPECTED_WEIGHT)


def _other_completion(actual: Numbers, planned_dropout: float) -> float | None:
    share = dropout_to_come(actual, planned_dropout)
    return None if share is None else (1 - share) / (1 - planned_dropout)


def expected_dropout(case: Case, follow_ups: Sequence[FollowUp]) -> float:
    """The drop-out (share) the decided success rate takes into account.

    The newest that a follow-up states, else what the case's completion leaves, else 0.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> expected_dropout(case, follow_ups)
    0.15
    """
    given = [item.expected_dropout for item in follow_ups if item.expected_dropout is not None]
    value = given[-1].value if given else None
    if value is None and case.completion is not None:
        value = 1 - case.completion.value
    return 0.0 if value is None else min(value, 0.99)


def _newest(values: Sequence[T | None]) -> T | None:
    given = [value for value in values if value is not None]
    return given[-1] if given else None


def newest_index(case: Case, follow_ups: Sequence[FollowUp]) -> PriceIndex | None:
    """The price index of the newest follow-up that has one, else the case's own.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> newest_index(case, follow_ups).name
    'Illustrativt prisindeks (ikke Danmarks Statistiks)'
    """
    found = [item.new_assumptions.price_index for item in follow_ups]
    return next((index for index in reversed(found) if index is not None), case.price_index)


def _schedule(follow_ups: Sequence[FollowUp]) -> DiscountSchedule | None:
    for item in reversed(follow_ups):
        rate = item.new_assumptions.discount_rate
        if rate is not None:
            return DiscountSchedule.flat(rate.value, rate.source or "opfølgningens egen rente")
    return None
