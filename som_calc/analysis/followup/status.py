"""The status of a case: each measure held against its limits, and the worst of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.followup import Threshold
from som_calc.case.names import (
    COST,
    MUNICIPALITY,
    OFF_COURSE,
    ON_COURSE,
    SEVERITY,
    TOTAL,
    UNKNOWN,
    WATCH,
    Course,
)

EVEN = 0.5
"""Below an even chance of surplus the effect is to be watched."""


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
        """The worst level; »hold øje« while participants or money are unknown."""
        worst = max((m.level for m in self.measures), key=lambda level: SEVERITY[level])
        vital = [m for m in self.measures if m.name in ("participants", "per_participant")]
        if SEVERITY[worst] < SEVERITY[WATCH] and any(m.level == UNKNOWN for m in vital):
            return WATCH
        return worst

    @property
    def reasons(self) -> list[str]:
        """Names of the measures that stand at the verdict, unless all is on course."""
        if self.level in (ON_COURSE, UNKNOWN):
            return []
        found = [m.name for m in self.measures if m.level == self.level]
        return found or [m.name for m in self.measures if m.level == UNKNOWN]


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
    'på kurs'
    """
    rule = tracking.latest.status_rule
    gross = abs(float(tracking.decided.by_component()[TOTAL][COST]))
    people = tracking.to_date("started")
    each = tracking.to_date("gross_cost", per="started")
    return Status(
        (
            _result(tracking, TOTAL, "net_result", gross, rule.net_result),
            _result(tracking, MUNICIPALITY, "municipality", gross, rule.net_result),
            _fewer(people, rule.participants),
            _dearer(each, rule.per_participant),
            _dropout(tracking, rule.dropped_out),
            _effect(tracking),
        )
    )


def _result(tracking: Tracking, actor: str, name: str, gross: float, limit: Threshold) -> Measure:
    decided = float(tracking.decided.by_actor()[actor])
    today = float(tracking.forecast_in_decided_prices.by_actor()[actor])
    fall = (decided - today) / gross if gross else 0.0
    level = _level(fall, limit)
    if decided >= 0 > today:
        level = OFF_COURSE
    return Measure(name, "kr", decided, today, level, limit.watch, limit.off_course)


def _fewer(people: tuple[float, float] | None, limit: Threshold) -> Measure:
    if people is None:
        return Measure("participants", "antal", None, None, UNKNOWN, limit.watch, limit.off_course)
    expected, actual = people
    short = (expected - actual) / expected if expected else 0.0
    level = _level(short, limit)
    return Measure("participants", "antal", expected, actual, level, limit.watch, limit.off_course)


def _dearer(each: tuple[float, float] | None, limit: Threshold) -> Measure:
    if each is None or not each[0]:
        return Measure("per_participant", "kr", None, None, UNKNOWN, limit.watch, limit.off_course)
    level = _level(each[1] / each[0] - 1, limit)
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
    """Off course when even the upper end of the interval is below break-even."""
    found = tracking.evidence
    expected = found.planned
    if found.net is None or found.net_interval is None:
        return Measure("effect", "andel", expected, None, UNKNOWN)
    limit, chance = tracking.break_even(), tracking.chance_of_surplus()
    level: Course = ON_COURSE
    if limit is not None and chance is not None:
        if chance < EVEN:
            level = WATCH
        if found.net_interval[1] * found.per_participant < limit and chance < EVEN:
            level = OFF_COURSE
    return Measure("effect", "andel", expected, found.net, level)


def _level(deviation: float, limit: Threshold) -> Course:
    # A deviation of exactly the limit, such as 9 of 10, must not turn on rounding.
    if deviation >= limit.off_course - 1e-9:
        return OFF_COURSE
    return WATCH if deviation >= limit.watch - 1e-9 else ON_COURSE
