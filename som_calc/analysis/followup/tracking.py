"""A case followed: decided, today, and what lies between, calculated once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from som_calc.analysis.followup.assemble import Mixed, assemble, calculated, share_of_all
from som_calc.analysis.followup.bridge import bridge
from som_calc.analysis.followup.committees import committees_renamed
from som_calc.analysis.followup.effect import STARTERS, EffectEvidence
from som_calc.analysis.followup.known import (
    Known,
    Numbers,
    actual_numbers,
    dropout_to_come,
    expected_dropout,
    known_after,
)
from som_calc.analysis.outcomes import Outcome
from som_calc.case.followup import FollowUp
from som_calc.case.model import Case
from som_calc.case.names import ACTORS, OF_ACTOR, TOTAL
from som_calc.engine.booking import grant_by_year, gross_by_year, saved_by_year
from som_calc.engine.calculate import calculate
from som_calc.engine.frame import evaluate
from som_calc.engine.inputs import SUCCESS_RATE
from som_calc.engine.result import Result
from som_calc.engine.timing import cohorts
from som_calc.knowledge.discount import DiscountSchedule

QUANTITIES = {
    "started": "Startede",
    "gross_cost": "Bruttoudgift",
    "grant_received": "Tilskud",
    "saved_cost": "Sparet udgift",
}
"""What is both expected and counted year by year."""


@dataclass(frozen=True)
class Tracking:
    """A decided case and its follow-ups, oldest first.

    ``schedule`` holds the decided discount rates, ``today`` those of the newest follow-up
    where they differ (else None).
    """

    case: Case
    follow_ups: tuple[FollowUp, ...]
    schedule: DiscountSchedule
    today: DiscountSchedule | None = None

    @property
    def latest(self) -> FollowUp:
        """The newest follow-up."""
        return self.follow_ups[-1]

    @property
    def year(self) -> int:
        """The newest follow-up year."""
        return self.latest.follow_up_year

    @property
    def illustrative(self) -> bool:
        """Whether the case or any follow-up is made up."""
        return self.case.illustrative or any(item.illustrative for item in self.follow_ups)

    @cached_property
    def decided(self) -> Result:
        """The decided calculation."""
        return calculate(self.case, self.schedule, scenario="besluttet")

    @cached_property
    def _known(self) -> tuple[Known, EffectEvidence | None]:
        return known_after(self.case, self.follow_ups, self.today)

    @property
    def known(self) -> Known:
        """What is known today."""
        return self._known[0]

    @property
    def evidence(self) -> EffectEvidence:
        """What is known of the effect."""
        found = self._known[1]
        assert found is not None
        return found

    @cached_property
    def mixed(self) -> Mixed:
        """Actual numbers to date, expected for the rest."""
        return assemble(self.case, self.known, self.schedule)

    @cached_property
    def forecast(self) -> Result:
        """The renewed forecast."""
        return calculated(self.mixed)

    @cached_property
    def forecast_in_decided_prices(self) -> Result:
        """The renewed forecast in the decided price year, so that it can be held against it."""
        if self.mixed.case.price_year == self.case.price_year:
            return self.forecast
        level = replace(self.known.prices, year=None)
        known = replace(self.known, prices=level)
        return calculated(assemble(self.case, known, self.schedule))

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The bridge from the decision to today; see :func:`bridge`."""
        return bridge(self.case, Known(), self.known, self.schedule)

    @cached_property
    def actual(self) -> Numbers:
        """Actual numbers by year, amounts in the decided price year."""
        return actual_numbers(self.case, self.follow_ups)

    @property
    def years(self) -> range:
        """The years that could be known: from the first expected start or krone to the
        follow-up year.
        """
        expected = self.expected
        anything = [int(year) for year in expected.index if expected.loc[year].any()]
        first = min([*anything, *self.actual, self.year])
        return range(first, self.year + 1)

    @property
    def dropout(self) -> float:
        """The drop-out (share) the decided success rate takes into account."""
        return expected_dropout(self.case, self.follow_ups)

    @property
    def dropout_to_come(self) -> float | None:
        """The drop-out (share) the forecast expects where it is not known; None: as decided."""
        return dropout_to_come(self.actual, self.dropout)

    def share_of_all(self, rate: float | None = None, *, rest: bool = False) -> float:
        """Net share of all who start that succeeds, at a value of the success rate.

        The forecast's own when left out.  With ``rest``: of the cohorts to come.
        """
        return share_of_all(self.mixed, rate, lambda year: not rest or year > self.year)

    def before(self) -> Tracking | None:
        """The case as it was followed the last time; None the first time."""
        if len(self.follow_ups) < 2:
            return None
        return Tracking(self.case, self.follow_ups[:-1], self.schedule, self.today)

    def steps_since_last(self) -> pd.DataFrame | None:
        """The bridge from the last follow-up to this one; None the first time."""
        last = self.before()
        return None if last is None else bridge(self.case, last.known, self.known, self.schedule)

    @cached_property
    def expected(self) -> pd.DataFrame:
        """Decided numbers by year; see :func:`numbers_by_year`."""
        return numbers_by_year(assemble(self.case, Known(), self.schedule))

    def rest(self) -> pd.Series:
        """Net present value in kr. of the cohorts that start after the follow-up year.

        Index as :meth:`Result.by_actor`.  What is spent already is left out: it is the
        same whatever is decided now.
        """
        names = (TOTAL, *ACTORS)
        frame = self.forecast.frame
        weights = [self._weights(name, rest=True) for name in names]
        return pd.Series(evaluate(frame, np.stack(weights))[0], index=list(names))

    def break_even(self, actor: str = TOTAL, *, rest: bool = False) -> float | None:
        """The success rate, as the forecast takes it, at which the forecast is zero.

        What that is of all who start, :meth:`share_of_all` says.  None where the result
        does not depend on it.  With ``rest``: of the cohorts to come.
        """
        at = self._ends(actor, rest)
        slope = at[1] - at[0]
        return None if abs(slope) < 1e-9 else -at[0] / slope

    def break_even_as_measured(self) -> float | None:
        """The share at which the forecast is zero, of those whose effect is measured."""
        limit = self.break_even()
        if limit is None or self.evidence.measured.among == STARTERS:
            return None if limit is None else self.share_of_all(limit)
        return limit / (1 - self.dropout)

    @cached_property
    def forecast_at_the_decided_effect(self) -> Result:
        """The renewed forecast in the decided price year as if no effect had been measured."""
        level = replace(self.known.prices, year=None)
        known = replace(self.known, prices=level, effect=None)
        return calculated(assemble(self.case, known, self.schedule))

    def _weights(self, actor: str, rest: bool) -> np.ndarray:
        after = self.year if rest else None
        return self.forecast.frame.present_value(Outcome(OF_ACTOR, actor).share, after)

    def _ends(self, actor: str, rest: bool = False) -> tuple[float, float]:
        """The forecast in kr. at a success rate of 0 and of 1."""
        frame = self.forecast.frame
        values = np.tile(frame.base, (2, 1))
        values[:, SUCCESS_RATE] = 0.0, 1.0
        low, high = evaluate(frame, self._weights(actor, rest)[None, :], values)[:, 0].tolist()
        return low, high

    def chance_of_surplus(self, actor: str = TOTAL) -> float | None:
        """Probability that the forecast is a gain, as far as the effect alone decides it."""
        limit = self.break_even(actor)
        if limit is None or self.known.effect is None:
            return None
        above = self.known.effect.chance_above(limit)
        low, high = self._ends(actor)
        return above if high >= low else 1 - above

    def to_date(self, name: str, *, per: str | None = None) -> tuple[float, float] | None:
        """Expected and actual sum over the years in which ``name`` (and ``per``) is known.

        With ``per`` the sums are divided by that quantity's sums.  None when nothing is
        known or the divisor is zero.
        """
        wanted = [name] if per is None else [name, per]
        known = [
            year
            for year, numbers in self.actual.items()
            if all(numbers.get(field) is not None for field in wanted)
        ]
        if not known:
            return None
        sums = []
        for field in wanted:
            expected = sum(float(self.expected[field].get(year, 0.0)) for year in known)
            actual = sum(self.actual[year].get(field) or 0.0 for year in known)
            sums.append((expected, actual))
        if per is None:
            return sums[0]
        if not sums[1][0] or not sums[1][1]:
            return None
        return sums[0][0] / sums[1][0], sums[0][1] / sums[1][1]


def track(
    case: Case,
    follow_ups: Sequence[FollowUp],
    schedule: DiscountSchedule,
    today: DiscountSchedule | None = None,
) -> Tracking:
    """Follow a case.

    Args:
        case: the decided case.
        follow_ups: at least one, oldest first.
        schedule: the decided discount rates.
        today: the rates that hold now; left out when they are the same.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> followed.year, round(followed.forecast.by_actor()["I alt"])
    (2027, -1719882)
    """
    same = today is None or today.steps == schedule.steps
    renamed = committees_renamed(case, follow_ups)
    return Tracking(renamed, tuple(follow_ups), schedule, None if same else today)


def numbers_by_year(mixed: Mixed) -> pd.DataFrame:
    """Participants and money by year in a case, actual or expected.

    Index: calendar year; columns: the keys of :data:`QUANTITIES` (participants, and kr. of
    the case's price year, undiscounted).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> mixed = assemble(case, Known(), schedule)
    >>> numbers_by_year(mixed).loc[2025].to_dict()
    {'started': 32.0, 'gross_cost': 983200.0, 'grant_received': 550592.0, 'saved_cost': 339552.0}
    """
    case, observed = mixed.case, mixed.observed
    columns: dict[str, dict[int, float]] = {
        "started": {c.start: float(c.participants) for c in cohorts(case, observed)},
        "gross_cost": _added(gross_by_year(case, observed)),
        "grant_received": _added(grant_by_year(case, observed)),
        "saved_cost": _added(saved_by_year(case, observed)),
    }
    frame = pd.DataFrame({name: pd.Series(held, dtype=float) for name, held in columns.items()})
    return frame.fillna(0.0).sort_index()


def _added(lines: list[dict[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for by_year in lines:
        for year, kr in by_year.items():
            total[year] = total.get(year, 0.0) + kr
    return total
