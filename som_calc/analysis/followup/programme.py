"""Several followed cases under one, such as Ungeløftet in a kommune."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.analysis.followup.status import status
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import SEVERITY, TOTAL, Course


@dataclass(frozen=True)
class Effort:
    """One case in the whole.  Amounts in kr.; None where nothing is known.

    ``started`` and ``grant`` hold (expected, actual) over the years in which they are
    known; ``grant_planned`` is the whole decided grant, undiscounted.
    """

    name: str
    level: Course
    started: tuple[float, float] | None
    grant: tuple[float, float] | None
    grant_planned: float
    grant_missing: tuple[int, ...]
    """Years behind us for which a grant was decided, but what came of it is not known."""
    decided: float
    forecast: float
    year: int
    price_years: tuple[int, int]
    """Of the decided and of the forecast amounts."""
    moved: float
    """Forecast minus decided, I alt, both in the decided price year."""


@dataclass(frozen=True)
class Programme:
    """The cases and what they come to together."""

    efforts: tuple[Effort, ...]
    comparable: bool
    """Whether amounts share price year and discount base, so that they may be added."""

    @property
    def level(self) -> Course:
        """The worst status among the efforts."""
        return max((effort.level for effort in self.efforts), key=lambda level: SEVERITY[level])

    def total(self, name: str) -> float:
        """Sum of a number over the efforts."""
        return float(sum(getattr(effort, name) for effort in self.efforts))

    def total_pair(self, name: str) -> tuple[float, float] | None:
        """Sum of (expected, actual) over the efforts; None when one of them is unknown."""
        pairs = [getattr(effort, name) for effort in self.efforts]
        if any(pair is None for pair in pairs):
            return None
        return sum(p[0] for p in pairs), sum(p[1] for p in pairs)


def programme(trackings: Sequence[Tracking]) -> Programme:
    """Cases followed together; what each shares with another is not taken out.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> programme([followed]).comparable
    False
    """
    efforts = tuple(_effort(tracking) for tracking in trackings)
    bases = {(t.mixed.case.price_year, t.mixed.case.discount_base) for t in trackings}
    bases |= {(t.case.price_year, t.case.discount_base) for t in trackings}
    return Programme(efforts, len(bases) == 1)


def _effort(tracking: Tracking) -> Effort:
    then, now = tracking.decided.by_actor(), tracking.forecast.by_actor()
    planned, actual = tracking.expected["grant_received"], tracking.actual
    return Effort(
        tracking.case.intervention.name,
        status(tracking).level,
        tracking.to_date("started"),
        _grant(tracking),
        float(planned.sum()),
        tuple(
            year
            for year in tracking.years
            if planned.get(year, 0.0)
            and (year not in actual or actual[year].get("grant_received") is None)
        ),
        float(then[TOTAL]),
        float(now[TOTAL]),
        tracking.year,
        (tracking.case.price_year, tracking.mixed.case.price_year),
        float(tracking.forecast_in_decided_prices.by_actor()[TOTAL] - then[TOTAL]),
    )


def _grant(tracking: Tracking) -> tuple[float, float] | None:
    """(Expected, received) to date; a case without a grant has received nothing."""
    if not tracking.case.grants:
        return tracking.to_date("grant_received") or (0.0, 0.0)
    return tracking.to_date("grant_received")
