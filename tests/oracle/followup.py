"""A year's follow-up from its own numbers: effect, belief and forecast, in plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from tests.oracle import chance, frame


@dataclass(frozen=True)
class Measured:
    """One start year's counts."""

    started: int
    finished: int
    dropped: int
    successes: int
    observed: int
    """Of whom the successes were counted."""


def by_intention_to_treat(counts: Measured, among: str) -> tuple[int, int]:
    """Successes of all who started and whose course is over; who dropped out is no success.

    Where successes were counted among completers, those who dropped out are added to the
    people and none to the successes; where only some of those who complete, now or later, are
    observed, the same part.
    """
    if among == "startede":
        return counts.successes, counts.observed
    staying = max(counts.started - counts.dropped, counts.finished)
    part = min(counts.observed / staying, 1) if counts.finished else 1
    return counts.successes, counts.observed + round(counts.dropped * part)


def effect(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, tuple[float, float]]:
    """Risk difference with Newcombe's 95 pct. interval."""
    return one[0] / one[1] - other[0] / other[1], chance.newcombe(one, other)


def dropout(counts: Measured) -> float:
    """Share of those whose course is over who dropped out."""
    return counts.dropped / (counts.finished + counts.dropped)


def later_cohorts(
    case: frame.PlainCase, after: int, success_rate: float, dropped: float
) -> dict[str, float]:
    """Present value of the cohorts that start after a year, when ``dropped`` of them drop out.

    Their costs, grants and saved alternative are as planned; only those who stay can succeed.
    """
    later = {
        **case,
        "deltagere": {y: n for y, n in case["deltagere"].items() if y > after},
        "omkostninger": [
            {**line, "pr_år": {y: kr for y, kr in line.get("pr_år", {}).items() if y > after}}
            for line in case["omkostninger"]
        ],
    }
    return frame.net(later, success_rate * (1 - dropped))


@dataclass(frozen=True)
class Year:
    """What a follow-up says of one start year; None is unknown."""

    started: int
    finished: int | None = None
    dropped: int | None = None
    successes: int | None = None
    observed: int | None = None


@dataclass(frozen=True)
class Update:
    """The updated effect, and what the forecast takes it to be in each start year."""

    net: float | None
    interval: tuple[float, float] | None
    weight: float | None
    believed: float | None
    error: float | None
    """Standard error of ``believed``."""
    rates: dict[int, float]
    """Net share of all who start, by start year."""
    errors: dict[int, float]
    """Standard error of each of ``rates``."""


PRIOR_PEOPLE = 50.0
"""What the expectation is worth, in measured participants, where nobody says."""
EXPECTED_COURSES = 2.0
"""Courses that went as expected, counted beside those that were followed."""
TOO_FEW_COMPLETE = 0.1


def relative_completion(year: Year, expected_dropout: float) -> float | None:
    """Share that completes over the share expected to; who is under way does as expected."""
    if year.dropped is None or not year.started:
        return None
    under_way = 0 if year.finished is None else year.started - year.finished - year.dropped
    staying = year.started - year.dropped - under_way
    return (staying / (1 - expected_dropout) + under_way) / year.started


def completion_to_come(years: dict[int, Year], expected_dropout: float) -> float:
    """The same of cohorts whose drop-out is not known, from those whose is."""
    dropped = courses = 0.0
    for year in years.values():
        if year.dropped is None or not year.started:
            continue
        under_way = 0 if year.finished is None else year.started - year.finished - year.dropped
        dropped += year.dropped
        courses += year.started - under_way / 2
    if not courses:
        return 1.0
    share = (dropped + EXPECTED_COURSES * expected_dropout) / (courses + EXPECTED_COURSES)
    return (1 - share) / (1 - expected_dropout)


def updated(
    planned: float,
    starts: list[int],
    years: dict[int, Year],
    comparison: float | tuple[int, int] | None,
    *,
    counted: str = "gennemførte",
    among: str = "startede",
    expected_dropout: float = 0.0,
    people: float = PRIOR_PEOPLE,
) -> Update:
    """The rules of docs/opfoelgning.md, one cohort at a time.

    Args:
        planned: the decided success rate, at the expected drop-out.
        starts: every start year of the forecast.
        years: what is known.
        comparison: the share who succeed anyway, or successes of people in a group.
        counted: whom successes were counted among.
        among: whose effect it is.
        expected_dropout: what the decided success rate presumes (share).
        people: how many measured participants the expectation is worth.
    """
    if counted == "startede":
        among = "startede"
    successes = seen = 0
    completing = 0.0
    measured: set[int] = set()
    known = {y: relative_completion(year, expected_dropout) for y, year in years.items()}
    for start, year in years.items():
        if year.successes is None or not year.observed:
            continue
        extra = 0
        if counted == "gennemførte" and among == "startede":
            staying = max(year.started - (year.dropped or 0), year.finished or 0)
            part = min(year.observed / staying, 1.0) if year.finished else 1.0
            extra = round((year.dropped or 0) * part)
        successes += year.successes
        seen += year.observed + extra
        share = known[start]
        completing += (1.0 if share is None else share) * (year.observed + extra)
        measured.add(start)
    to_come = completion_to_come(years, expected_dropout)
    completion = {}
    for start in starts:
        own = known.get(start)
        completion[start] = to_come if own is None else own
    if not seen or comparison is None:
        plain = {start: planned * completion[start] for start in starts}
        return Update(None, None, None, None, None, plain, dict.fromkeys(starts, 0.0))
    if isinstance(comparison, tuple):
        net, ends = effect((successes, seen), comparison)
    else:
        low, high = chance.wilson(successes, seen)
        net, ends = successes / seen - comparison, (low - comparison, high - comparison)
    stay = 1 - expected_dropout if among == "gennemførte" else 1.0
    belief = planned / stay
    half = chance.Z95 * sqrt(0.25 / people)
    prior = max(belief - half, -1.0), min(belief + half, 1.0)
    before = (prior[1] - prior[0]) / 2 / chance.Z95
    # One of one: all of the doubt lies below.
    now = max(ends[1] - net, net - ends[0]) / chance.Z95
    weight = before**2 / (before**2 + now**2)
    believed = (1 - weight) * belief + weight * net
    together = before * now / sqrt(before**2 + now**2)
    error = min(together, (ends[1] - ends[0]) / 2 / chance.Z95)
    rates, errors = {}, {}
    mean = (completing + EXPECTED_COURSES) / (seen + EXPECTED_COURSES)
    for start, share in completion.items():
        if among == "gennemførte":
            # Per completer: every cohort by its own completion.
            rates[start], errors[start] = believed * stay * share, error * stay * share
            continue
        # What is measured of all who started holds the drop-out of those cohorts already.
        moved = 1.0 if start in measured else share / mean
        if mean < TOO_FEW_COMPLETE:
            moved = min(moved, 1.0)
        if net:
            moved = min(moved, max(1 - abs((1 - weight) * belief * share), 0) / abs(weight * net))
        rates[start] = (1 - weight) * belief * share + weight * net * moved
        parts = ((1 - weight) * mean * before) ** 2 + (weight * now) ** 2
        errors[start] = moved * sqrt(parts) * error / together
    return Update(net, ends, weight, believed, error, rates, errors)


def forecast(case: frame.PlainCase, rates: dict[int, float]) -> dict[str, float]:
    """Present value by row when each cohort has a success rate of its own."""
    rows = frame.net(case, 0.0)
    for start, rate in rates.items():
        alone = {**case, "deltagere": {start: case["deltagere"][start]}}
        with_it, without = frame.net(alone, rate), frame.net(alone, 0.0)
        rows = {name: kr + with_it[name] - without[name] for name, kr in rows.items()}
    return rows
