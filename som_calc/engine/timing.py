"""When things happen, and what of it has been observed: cohorts and their years."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from som_calc.case.model import Case


@dataclass(frozen=True)
class Observed:
    """What is known of one year and stands in place of the case's own expectation.

    Amounts are kr. of the case's price year, one per line of the case.  None, and the
    other defaults, leave the case's own numbers.
    """

    added_success: float = 0.0
    """Net share of all who started that year (0.05 = 5 pct.), beside what the success rate
    gives; no input moves it."""
    saved: tuple[float, ...] | None = None
    """Saved cost of the whole cohort; one per line of the case's alternative."""
    completion: float = 1.0
    """Factor on the success rate: how many complete, relative to what the rate presumes."""
    counted: bool = False
    """Whether the case's number of participants that year is a count, not an expectation."""
    costs: tuple[float, ...] | None = None
    """Gross cost in the calendar year; one per cost line."""
    grants: tuple[float, ...] | None = None
    """Grants in the calendar year; one per grant."""
    cost_factor: float = 1.0
    """Factor on the gross cost expected in the calendar year; the next two likewise."""
    grant_factor: float = 1.0
    saved_factor: float = 1.0


Observations = Mapping[int, Observed]
"""What is known, by year."""
NOTHING: Observations = {}
_NOT_OBSERVED = Observed()


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
    observed: Observed = _NOT_OBSERVED

    @property
    def course_years(self) -> int:
        """Calendar years the course touches."""
        return self.finish - self.start + 1


def finish_year(start: int, course_length: float) -> int:
    """The year a course ends: up to one year ends in its start year, up to two in the next.

    >>> finish_year(2025, 1.0), finish_year(2025, 1.5)
    (2025, 2026)
    """
    return start + max(math.ceil(course_length - 1e-9), 1) - 1


def cohorts(case: Case, observed: Observations = NOTHING) -> list[Cohort]:
    """The cohorts of a case in order of start year; ``observed`` is by year.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> [(c.start, c.participants, c.consequence_years) for c in cohorts(case)]
    [(2025, 32, 10), (2026, 64, 10), (2027, 64, 10), (2028, 64, 10)]
    """
    found = []
    period, course = case.period, case.intervention.course_length.value
    for start, participants in sorted(case.participants.value.items()):
        finish = finish_year(start, course)
        years = max(0, min(period.horizon, period.last_year - finish + 1))
        found.append(Cohort(start, finish, participants, years, observed.get(start, _NOT_OBSERVED)))
    return found
