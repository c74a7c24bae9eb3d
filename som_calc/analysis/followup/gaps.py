"""What is not known yet, by year."""

from __future__ import annotations

from dataclasses import dataclass

from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.followup import NUMBERS


@dataclass(frozen=True)
class Gap:
    """Numbers missing in one year; ``names`` empty means the whole year is missing."""

    year: int
    names: tuple[str, ...]


def gaps(tracking: Tracking) -> list[Gap]:
    """Every unknown number from the first start year to the follow-up year.

    A year after the last planned start asks for people only when someone started.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> gaps(followed)
    []
    """
    found = []
    planned = tracking.case.participants.value
    for year in tracking.years:
        numbers = tracking.actual.get(year)
        if numbers is None:
            found.append(Gap(year, ()))
            continue
        missing = [name for name in NUMBERS if numbers.get(name) is None]
        if not planned.get(year) and not numbers.get("started"):
            missing = [name for name in missing if name == "gross_cost"]
        if missing:
            found.append(Gap(year, tuple(missing)))
    return found
