"""Which teams start, and in which calendar years their courses lie."""

from __future__ import annotations

from dataclasses import dataclass

from som_calc.case.cost_model import CostModel
from som_calc.engine.timing import finish_year


@dataclass(frozen=True)
class Team:
    """The teams of one start year.  ``started`` is 0 where no course could finish in time."""

    start: int
    finish: int
    planned: int
    started: int

    @property
    def refused(self) -> int:
        """Teams that would have started too late."""
        return self.planned - self.started


def teams(model: CostModel, course_length: float) -> list[Team]:
    """The teams by start year (course length in years).

    A team starts only in a year from which its course can finish before the effort ends;
    a started team runs to the end.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-omkostningsmodel.yaml"))
    >>> teams(case.cost_model, case.intervention.course_length.value)[0]
    Team(start=2026, finish=2027, planned=2, started=2)
    """
    found = []
    for start, planned in sorted(model.teams.value.items()):
        finish = finish_year(start, course_length)
        in_time = model.first_year <= start and finish <= model.last_year
        found.append(Team(start, finish, planned, planned if in_time else 0))
    return found


def course_shares(course_length: float) -> list[float]:
    """The share of a course that lies in its first, second … calendar year (sum 1).

    >>> course_shares(0.5), course_shares(1.5)
    ([1.0], [0.6666666666666666, 0.3333333333333333])
    """
    years = finish_year(0, course_length) + 1
    if years == 1:
        return [1.0]
    return [min(1.0, course_length - year) / course_length for year in range(years)]


def years_running(model: CostModel, course_length: float) -> list[int]:
    """Calendar years from the effort's first until its last team has finished.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-omkostningsmodel.yaml"))
    >>> years_running(case.cost_model, case.intervention.course_length.value)
    [2026, 2027, 2028, 2029]
    """
    last = max((t.finish for t in teams(model, course_length) if t.started), default=None)
    return [] if last is None else list(range(model.first_year, last + 1))
