"""When things happen: cohorts, course years and consequence years."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from som_calc.case.model import Case


@dataclass(frozen=True)
class Observed:
    """What is known of one cohort and stands in place of the case's own expectation.

    None leaves the case's own number.
    """

    success_rate: float | None = None
    """Net share of all who started (0.05 = 5 pct.)."""
    saved: tuple[float, ...] | None = None
    """Saved cost of the whole cohort, kr. of the case's price year; one per line of the
    case's alternative."""


@dataclass(frozen=True)
class Cohort:
    """Participants who start in one calendar year.

    ``consequence_years`` is how many years after the course count: the horizon, or fewer
    where the calculation's last calendar year cuts them off.
    """

    start: int
    finish: int
    participants: int
    consequence_years: int
    observed: Observed = Observed()

    @property
    def course_years(self) -> int:
        """Calendar years the course touches."""
        return self.finish - self.start + 1

    def rate(self, expected: float) -> float:
        """The cohort's own success rate where it is known, else the expected one (shares)."""
        own = self.observed.success_rate
        return expected if own is None else own


def finish_year(start: int, course_length: float) -> int:
    """The year a course ends: up to one year ends in its start year, up to two in the next."""
    return start + max(math.ceil(course_length - 1e-9), 1) - 1


def cohorts(case: Case, observed: Mapping[int, Observed] | None = None) -> list[Cohort]:
    """The cohorts of a case in order of start year; ``observed`` is by start year."""
    known = observed or {}
    found = []
    for start, participants in sorted(case.participants.value.items()):
        finish = finish_year(start, case.intervention.course_length.value)
        left = case.period.last_year - finish + 1
        years = max(0, min(case.period.horizon, left))
        found.append(Cohort(start, finish, participants, years, known.get(start, Observed())))
    return found
