"""From observed successes to a net effect: intervals, the updated belief, and sample size.

The share who succeed is never the effect: the comparison share is taken from it first.
Intervals: Wilson's for one share, Newcombe's (1998, method 10) for a difference.  The
belief at the decision is a beta distribution round comparison share plus planned effect,
worth a stated number of participants; observed successes update it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from som_calc.case.followup import FollowUp, YearNumbers
from som_calc.case.model import Case
from som_calc.case.names import BELOW_PLAN, NEGATIVE, TOO_FEW, UNKNOWN, WORKS, EffectVerdict
from som_calc.case.values import Uncertainty

Z95 = 1.959963984540054
POWER = 0.80
"""Chance of a conclusion that the stated sample size gives, if the planned effect is true."""
DEFAULT_STRENGTH = 50.0
"""Participants the belief at the decision is worth when nobody has said; always printed."""
Interval = tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """The share who reach the goal without the effort; counts when a group was observed."""

    share: float
    successes: int | None = None
    observed: int | None = None
    basis: str | None = None

    @property
    def interval(self) -> Interval:
        """95 pct. interval; a share without counts is taken as known."""
        if self.successes is None or not self.observed:
            return self.share, self.share
        return wilson(self.successes, self.observed)


@dataclass(frozen=True)
class EffectEvidence:
    """What has been measured of the effect.  All rates are shares among those measured.

    ``planned`` is the decided success rate, ``net`` the observed share minus the
    comparison share, ``believed`` the updated belief; each None when it is unknown.
    ``rate`` is ``believed`` per participant before drop-out, as the engine takes it.
    """

    among: str
    successes: int
    observed: int
    comparison: Comparison | None
    planned: float
    per_participant: float
    """Factor from a rate among those measured to one per participant before drop-out."""
    strength: float
    strength_source: str

    @property
    def share(self) -> float | None:
        """Observed share who succeeded."""
        return self.successes / self.observed if self.observed else None

    @property
    def net(self) -> float | None:
        """Observed share minus comparison share."""
        if self.share is None or self.comparison is None:
            return None
        return self.share - self.comparison.share

    @property
    def net_interval(self) -> Interval | None:
        """95 pct. interval of :attr:`net` (Newcombe)."""
        if self.share is None or self.comparison is None:
            return None
        own = wilson(self.successes, self.observed)
        return difference(self.share, own, self.comparison.share, self.comparison.interval)

    @property
    def prior(self) -> tuple[float, float] | None:
        """Beta parameters of the belief at the decision, of the share with the effort."""
        if self.comparison is None:
            return None
        mean = min(max(self.comparison.share + self.planned, 1e-6), 1 - 1e-6)
        return mean * self.strength, (1 - mean) * self.strength

    @property
    def posterior(self) -> tuple[float, float] | None:
        """Beta parameters after the observations."""
        if self.prior is None:
            return None
        a, b = self.prior
        return a + self.successes, b + self.observed - self.successes

    @property
    def believed(self) -> float | None:
        """Updated belief of the net rate; None while nothing is measured."""
        if self.posterior is None or self.comparison is None or not self.observed:
            return None
        a, b = self.posterior
        return a / (a + b) - self.comparison.share

    @property
    def rate(self) -> float | None:
        """:attr:`believed` as the engine takes it."""
        return None if self.believed is None else self.believed * self.per_participant

    @property
    def standard_error(self) -> float | None:
        """Standard deviation of :attr:`rate` in the updated belief; None while it is unknown."""
        if self.believed is None or self.posterior is None or self.comparison is None:
            return None
        variance = _variance(*self.posterior)
        if self.comparison.successes is not None and self.comparison.observed:
            k, n = self.comparison.successes, self.comparison.observed
            variance += _variance(k + 0.5, n - k + 0.5)
        return math.sqrt(variance) * self.per_participant

    def belief_interval(self, when: Literal["prior", "posterior"]) -> Interval | None:
        """95 pct. interval of the net rate in the belief before or after the observations."""
        held = self.prior if when == "prior" else self.posterior
        if held is None or self.comparison is None:
            return None
        from scipy.special import betaincinv

        low, high = (float(betaincinv(*held, p)) for p in (0.025, 0.975))
        mean = held[0] / sum(held)
        return difference(mean, (low, high), self.comparison.share, self.comparison.interval)

    def chance_above(self, rate: float) -> float | None:
        """Probability, in the updated belief, that the rate per participant is above ``rate``."""
        if self.posterior is None or self.comparison is None or not self.per_participant:
            return None
        from scipy.special import betainc, betaincinv

        compared = np.array([self.comparison.share])
        if self.comparison.successes is not None and self.comparison.observed:
            k, n = self.comparison.successes, self.comparison.observed
            middles = (np.arange(200) + 0.5) / 200
            compared = betaincinv(k + 0.5, n - k + 0.5, middles)
        limit = np.clip(compared + rate / self.per_participant, 0.0, 1.0)
        a, b = self.posterior
        return float(np.mean(1 - betainc(a, b, limit)))

    @property
    def needed(self) -> int | None:
        """How many must be observed to conclude at the planned effect; None when it cannot be.

        95 pct. two-sided, :data:`POWER` power; per group when there is a comparison group.
        """
        if self.comparison is None:
            return None
        return needed_observations(
            self.planned, self.comparison.share, group=self.comparison.observed is not None
        )

    @property
    def verdict(self) -> EffectVerdict:
        """What can be concluded from what is observed alone."""
        interval = self.net_interval
        if interval is None:
            return UNKNOWN
        low, high = interval
        if low > 0:
            return WORKS
        if high < 0:
            return NEGATIVE
        return BELOW_PLAN if high < self.planned else TOO_FEW


def _variance(a: float, b: float) -> float:
    """Variance of a beta distribution."""
    return a * b / ((a + b) ** 2 * (a + b + 1))


def wilson(successes: int, observed: int) -> Interval:
    """Wilson's 95 pct. interval of a share.

    >>> tuple(round(end, 4) for end in wilson(8, 24))
    (0.1797, 0.5329)
    """
    share, z2 = successes / observed, Z95 * Z95
    centre = (share + z2 / (2 * observed)) / (1 + z2 / observed)
    half = Z95 * math.sqrt(share * (1 - share) / observed + z2 / (4 * observed**2))
    half /= 1 + z2 / observed
    return max(0.0, centre - half), min(1.0, centre + half)


def difference(one: float, of_one: Interval, other: float, of_other: Interval) -> Interval:
    """Newcombe's interval of ``one - other`` from the two intervals of their own.

    >>> low, high = difference(56 / 70, wilson(56, 70), 48 / 80, wilson(48, 80))
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    down = math.hypot(one - of_one[0], of_other[1] - other)
    up = math.hypot(of_one[1] - one, other - of_other[0])
    return one - other - down, one - other + up


def needed_observations(effect: float, comparison: float, *, group: bool) -> int | None:
    """Observations for :data:`POWER` chance of a 95 pct. conclusion that ``effect`` is not zero.

    Args:
        effect: net effect (share).
        comparison: comparison share.
        group: the comparison is a group of the same size, not a known share.

    >>> needed_observations(0.05, 0.20, group=False)
    528
    """
    with_effort = comparison + effect
    if effect <= 0 or not 0 <= comparison < 1 or with_effort > 1:
        return None
    z_power = NormalDist().inv_cdf(POWER)
    own, base = with_effort * (1 - with_effort), comparison * (1 - comparison)
    if group:
        mean = (with_effort + comparison) / 2
        spread = Z95 * math.sqrt(2 * mean * (1 - mean)) + z_power * math.sqrt(own + base)
    else:
        spread = Z95 * math.sqrt(base) + z_power * math.sqrt(own)
    return max(1, math.ceil((spread / effect) ** 2 - 1e-9))


def updated_effect(
    case: Case,
    follow_ups: Sequence[FollowUp],
    actual: Mapping[int, YearNumbers],
    completion: Mapping[int, float],
    planned_dropout: float,
) -> EffectEvidence:
    """The evidence of effect in all cohorts together.

    Args:
        case: the decided case.
        follow_ups: oldest first; at least one.
        actual: actual numbers by start year.
        completion: share that completes by start year, relative to what was expected.
        planned_dropout: the drop-out the decided success rate takes into account (share).

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> known = followed.known.course.completion
    >>> updated_effect(case, follow_ups, followed.actual, known, 0.0).observed
    129
    """
    measured = {
        year: (int(numbers.get("successes") or 0), int(numbers.get("observed") or 0))
        for year, numbers in actual.items()
        if numbers.get("successes") is not None and numbers.get("observed") is not None
    }
    successes = sum(k for k, _ in measured.values())
    observed = sum(n for _, n in measured.values())
    among = follow_ups[-1].measured_among
    if among == "gennemførte":
        factor = 1 - planned_dropout
    else:
        weights = [(completion.get(year, 1.0), n) for year, (_, n) in measured.items()]
        total = sum(n for _, n in weights)
        factor = total / sum(c * n for c, n in weights) if any(c * n for c, n in weights) else 1.0
    planned = case.success_rate.value / factor
    comparison = _comparison(follow_ups)
    strength, source = prior_strength(case, follow_ups, planned, comparison)
    return EffectEvidence(among, successes, observed, comparison, planned, factor, strength, source)


def prior_strength(
    case: Case, follow_ups: Sequence[FollowUp], planned: float, comparison: Comparison | None
) -> tuple[float, str]:
    """How many participants the belief at the decision is worth, and who says so.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> prior_strength(case, follow_ups, 0.05, None)[0]
    50.0
    """
    stated = [item.prior_strength for item in follow_ups if item.prior_strength is not None]
    if stated:
        return stated[-1], "angivet i opfølgningen"
    uncertainty = case.success_rate.uncertainty
    if uncertainty is not None and comparison is not None:
        if uncertainty.observations:
            return float(uncertainty.observations), "sagens observationer bag mereffekten"
        spread = _standard_deviation(uncertainty, case.success_rate.value)
        share = comparison.share + planned
        if spread and 0 < share < 1:
            return max(share * (1 - share) / spread**2 - 1, 2.0), "sagens usikkerhed på mereffekten"
    return DEFAULT_STRENGTH, "standardværdi; hverken sagen eller opfølgningen siger andet"


def _standard_deviation(uncertainty: Uncertainty, value: float) -> float | None:
    if uncertainty.standard_error is not None:
        return uncertainty.standard_error
    if uncertainty.interval is not None:
        return (uncertainty.interval[1] - uncertainty.interval[0]) / (2 * Z95)
    if uncertainty.spread is not None:
        return value * uncertainty.spread / math.sqrt(6)
    return None


def _comparison(follow_ups: Sequence[FollowUp]) -> Comparison | None:
    for item in reversed(follow_ups):
        given = item.comparison
        if given is None:
            continue
        successes = given.successes.value if given.successes else None
        observed = given.observed.value if given.observed else None
        if successes is not None and observed:
            return Comparison(successes / observed, successes, observed, given.basis)
        if given.share is not None and given.share.value is not None:
            return Comparison(given.share.value, basis=given.basis)
    return None
