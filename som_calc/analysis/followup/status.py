"""The status of a case: each measure held against its limits, and the worst of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.followup import Threshold
from som_calc.case.names import (
    BELOW_PLAN,
    COST,
    MUNICIPALITY,
    NEGATIVE,
    OFF_COURSE,
    ON_COURSE,
    SEVERITY,
    SMALLER,
    TOTAL,
    UNKNOWN,
    UNRESOLVED,
    WATCH,
    Course,
)

EVEN = 0.5
"""Below an even chance of surplus the effect is to be watched."""


WHILE_UNKNOWN: dict[str, Course] = {
    "participants": WATCH,
    "per_participant": WATCH,
    "effect": UNRESOLVED,
}
"""What the status is at the least while a measure is unknown; others do not move it."""


@dataclass(frozen=True)
class Measure:
    """One measure: expected and actual in its own unit, and what they make of the status.

    ``unit`` is kr., antal or andel.  ``watch`` and ``off_course`` are the limits as shares
    (None where the rule has other words, which the report states).
    """

    name: str
    unit: Literal["kr", "antal", "andel"]
    expected: float | None
    actual: float | None
    level: Course
    watch: float | None = None
    off_course: float | None = None


@dataclass(frozen=True)
class Status:
    """The measures and the verdict: the worst measure that is known."""

    measures: tuple[Measure, ...]

    @property
    def level(self) -> Course:
        """The worst level; »hold øje« while participants or money are unknown, and at the
        least »uafklaret« while the effect is.
        """
        levels = [
            WHILE_UNKNOWN.get(m.name, UNKNOWN) if m.level == UNKNOWN else m.level
            for m in self.measures
        ]
        return max(levels, key=lambda level: SEVERITY[level])

    @property
    def reasons(self) -> list[str]:
        """Names of the measures that stand at the verdict, unless all is on course."""
        if self.level in (ON_COURSE, UNKNOWN):
            return []
        if self.level == UNRESOLVED:
            return ["effect"]
        return [
            m.name
            for m in self.measures
            if self.level == m.level
            or (m.level == UNKNOWN and WHILE_UNKNOWN.get(m.name) == self.level)
        ]


def status(tracking: Tracking) -> Status:
    """The status of a followed case by its own rule.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> status(followed).level
    'uafklaret'
    """
    rule = tracking.latest.status_rule
    gross = abs(float(tracking.decided.by_component()[TOTAL][COST]))
    people = tracking.to_date("started")
    each = tracking.to_date("gross_cost", per="started")
    return Status(
        (
            _result(tracking, TOTAL, "net_result", gross, rule.net_result),
            _result(tracking, MUNICIPALITY, "municipality", gross, rule.net_result),
            _fewer(people, rule.participants, _unknown(tracking, "started")),
            _dearer(each, rule.per_participant, _unknown(tracking, "gross_cost")),
            _dropout(tracking, rule.dropped_out),
            _effect(tracking),
        )
    )


def _result(tracking: Tracking, actor: str, name: str, gross: float, limit: Threshold) -> Measure:
    """A fall that only an unresolved effect makes is as unresolved as the effect."""
    decided = float(tracking.decided.by_actor()[actor])
    today = float(tracking.forecast_in_decided_prices.by_actor()[actor])
    level = _fall(decided, today, gross, limit)
    if level != ON_COURSE and tracking.evidence.verdict == UNRESOLVED:
        without = float(tracking.forecast_at_the_decided_effect.by_actor()[actor])
        least = _fall(decided, without, gross, limit)
        level = UNRESOLVED if least == ON_COURSE else min(least, level, key=SEVERITY.__getitem__)
    return Measure(name, "kr", decided, today, level, limit.watch, limit.off_course)


def _fall(decided: float, today: float, gross: float, limit: Threshold) -> Course:
    if decided >= 0 > today:
        return OFF_COURSE
    return _level((decided - today) / gross if gross else 0.0, limit)


def _unknown(tracking: Tracking, name: str) -> bool:
    """Whether ``name`` is not counted in a year to date where it was expected or anyone started."""
    for year in tracking.years:
        counted = tracking.actual.get(year)
        if counted is not None and counted.get(name) is not None:
            continue
        if tracking.expected[name].get(year, 0.0) or (counted and counted.get("started")):
            return True
    return False


def _at_least_unknown(level: Course, unknown: bool) -> Course:
    """What is known may already be worse than not knowing the rest."""
    return UNKNOWN if unknown and level == ON_COURSE else level


def _fewer(people: tuple[float, float] | None, limit: Threshold, unknown: bool) -> Measure:
    if people is None:
        return Measure("participants", "antal", None, None, UNKNOWN, limit.watch, limit.off_course)
    expected, actual = people
    short = (expected - actual) / expected if expected else 0.0
    level = _at_least_unknown(_level(short, limit), unknown)
    return Measure("participants", "antal", expected, actual, level, limit.watch, limit.off_course)


def _dearer(each: tuple[float, float] | None, limit: Threshold, unknown: bool) -> Measure:
    if each is None or not each[0]:
        return Measure("per_participant", "kr", None, None, UNKNOWN, limit.watch, limit.off_course)
    level = _at_least_unknown(_level(each[1] / each[0] - 1, limit), unknown)
    return Measure("per_participant", "kr", each[0], each[1], level, limit.watch, limit.off_course)


def _dropout(tracking: Tracking, limit: Threshold) -> Measure:
    known = [
        (numbers.get("dropped_out") or 0.0, numbers.get("started") or 0.0)
        for numbers in tracking.actual.values()
        if numbers.get("dropped_out") is not None and numbers.get("started")
    ]
    expected = tracking.dropout
    if not known:
        return Measure(
            "dropped_out", "andel", expected, None, UNKNOWN, limit.watch, limit.off_course
        )
    share = sum(d for d, _ in known) / sum(s for _, s in known)
    level = _level(share - expected, limit)
    return Measure("dropped_out", "andel", expected, share, level, limit.watch, limit.off_course)


def _effect(tracking: Tracking) -> Measure:
    """The measured effect against the decided one.

    Off course when it is below zero, or when it turns a decided surplus and even the upper
    end of the interval is below break-even.
    """
    found = tracking.evidence
    expected = found.planned
    verdict, interval = found.verdict, found.net_interval
    if found.net is None or interval is None or verdict == UNKNOWN:
        return Measure("effect", "andel", expected, None, UNKNOWN)
    level: Course = ON_COURSE
    if verdict == UNRESOLVED:
        level = UNRESOLVED
    elif verdict == NEGATIVE:
        level = OFF_COURSE
    elif verdict in (BELOW_PLAN, SMALLER) or _turned(tracking):
        level = WATCH
    limit = tracking.break_even_as_measured()
    if level == WATCH and _turned(tracking) and limit is not None:
        level = OFF_COURSE if interval[1] < limit else WATCH
    return Measure("effect", "andel", expected, found.net, level)


def _turned(tracking: Tracking) -> bool:
    """Whether a decided surplus has less than an even chance in the updated belief."""
    chance = tracking.chance_of_surplus()
    return chance is not None and chance < EVEN and tracking.decided.by_actor()[TOTAL] >= 0


def _level(deviation: float, limit: Threshold) -> Course:
    # A deviation of exactly the limit, such as 9 of 10, must not turn on rounding.
    if deviation >= limit.off_course - 1e-9:
        return OFF_COURSE
    return WATCH if deviation >= limit.watch - 1e-9 else ON_COURSE
