"""When things happen: cohorts, course years and consequence years."""

from __future__ import annotations

import math
from dataclasses import dataclass

from som_calc.case.model import Case


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

    @property
    def course_years(self) -> int:
        """Calendar years the course touches."""
        return self.finish - self.start + 1


def finish_year(start: int, course_length: float) -> int:
    """The year a course ends: up to one year ends in its start year, up to two in the next."""
    return start + max(math.ceil(course_length - 1e-9), 1) - 1


def cohorts(case: Case) -> list[Cohort]:
    """The cohorts of a case in order of start year."""
    found = []
    for start, participants in sorted(case.participants.value.items()):
        finish = finish_year(start, case.intervention.course_length.value)
        left = case.period.last_year - finish + 1
        years = max(0, min(case.period.horizon, left))
        found.append(Cohort(start, finish, participants, years))
    return found
