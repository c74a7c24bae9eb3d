"""From observed successes to a net effect: intervals, the updated belief, and sample size.

The share who succeed is never the effect: the comparison share is taken from it first.
Everybody who started counts (intention-to-treat): where successes were counted among
completers only, those who dropped out are added as people without success.  Intervals:
Wilson's for one share, Newcombe's (1998, method 10) for a difference.

The belief at the decision is a belief about the *effect*, whatever the comparison turns out
to be: normal, with the interval the case states.  It is updated by the measured difference,
weighted by precision: each is taken to be as sure as its interval is narrow.  A measurement
is taken to be no surer than the wider side of its interval, so that one success of one, whose
share can only be lower, does not weigh as if it could be half as wrong.

Drop-out touches the two differently (:class:`Effect`).  What was expected presumes the
expected drop-out.  What is measured among all who started holds the drop-out already, so a
measured cohort takes it as it is; only cohorts that have not been measured change it, by how
many of them complete.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from som_calc.analysis.uncertainty import marginals
from som_calc.case.followup import FollowUp, YearNumbers
from som_calc.case.model import Case
from som_calc.case.names import (
    BELOW_PLAN,
    NEGATIVE,
    SMALLER,
    UNKNOWN,
    UNRESOLVED,
    WORKS,
    EffectVerdict,
)
from som_calc.engine.inputs import Input

Z95 = 1.959963984540054
POWER = 0.80
"""Chance of a conclusion that the stated sample size gives, if the planned effect is true."""
DEFAULT_STRENGTH = 50.0
"""Participants the belief at the decision is worth when nobody has said; always printed."""
LEAST_COMPLETION = 0.1
"""Where fewer than this complete, what is measured says nothing of what completing brings: it
is never raised for a cohort of which more complete."""
LEAST_GROUP = 5
"""Fewer people than this never make a conclusion, whatever their interval."""
EXPECTED_WEIGHT = 2.0
"""Courses the expected drop-out weighs as, beside those that have been followed."""
COMPLETERS = "gennemførte"
STARTERS = "startede"
Interval = tuple[float, float]


@dataclass(frozen=True)
class Comparison:
    """The share who reach the goal without the effort; counts when a group was observed."""

    share: float
    successes: int | None = None
    observed: int | None = None
    basis: str | None = None

    @property
    def likely(self) -> float:
        """The share to plan from: of counts the middle of Wilson's interval, never 0 or 1."""
        if self.successes is None or not self.observed:
            return self.share
        z2 = Z95 * Z95
        return (self.successes + z2 / 2) / (self.observed + z2)

    @property
    def interval(self) -> Interval:
        """95 pct. interval; a share without counts is taken as known."""
        if self.successes is None or not self.observed:
            return self.share, self.share
        return wilson(self.successes, self.observed)


@dataclass(frozen=True)
class Measured:
    """Successes, and the people they are a share of.

    ``counted`` is whom successes were counted among; ``dropped`` of ``observed`` dropped out
    and are taken to be without success.  ``dropout_unknown``: counted among completers in a
    year whose drop-out is unknown, so that nobody could be added.  ``completion`` is the share
    of the measured cohorts (``years``) that completes, relative to what was expected, with
    :data:`EXPECTED_WEIGHT` courses as expected among them.  ``fell_out`` is how many of those
    cohorts dropped out at all, ``whole`` how many there are of those measured ``among``,
    ``under_way`` how many have neither finished nor dropped out.
    """

    among: str = STARTERS
    counted: str = STARTERS
    successes: int = 0
    observed: int = 0
    dropped: int = 0
    dropout_unknown: bool = False
    completion: float = 1.0
    years: frozenset[int] = frozenset()
    fell_out: int = 0
    whole: int | None = None
    under_way: int = 0

    @property
    def share(self) -> float | None:
        """Share who succeeded; None while nobody is measured."""
        return self.successes / self.observed if self.observed else None


@dataclass(frozen=True)
class Prior:
    """The belief at the decision: 95 pct. interval of the effect (share), and who says so."""

    interval: Interval
    source: str


@dataclass(frozen=True)
class Effect:
    """The updated effect as the forecast takes it, cohort by cohort.

    ``belief`` and ``measurement`` are the two parts of the updated belief (shares of all who
    start; their sum is the belief itself): the first at the expected drop-out, the second at
    that of the measured cohorts (``years``), of which ``completion`` completes relative to
    what was expected.  A cohort of which the share ``c`` completes, relative to what was
    expected, gains ``belief · c + measurement · s``, where ``s`` is 1 for a measured cohort
    and ``c / completion`` for others.
    """

    belief: float
    measurement: float
    error: float
    """Standard deviation of :attr:`rate` in the updated belief."""
    completion: float = 1.0
    years: frozenset[int] = frozenset()

    @property
    def rate(self) -> float:
        """Of a cohort that completes as the measured ones together: the engine's success rate."""
        return min(max(self.belief * self.completion + self.measurement, -1.0), 1.0)

    def of(self, year: int, completion: float) -> tuple[float, float]:
        """Factor on :attr:`rate`, and what is added to it, in the cohort of one year.

        >>> half = Effect(belief=0.02, measurement=0.06, error=0.01, completion=0.5)
        >>> half.of(2026, completion=0.5), half.of(2026, completion=1.0)
        ((1.0, 0.0), (2.0, 0.0))
        """
        scale = 1.0 if year in self.years else completion / self.completion
        if self.completion < LEAST_COMPLETION:
            scale = min(scale, 1.0)
        if self.measurement:
            # Nobody can succeed more than once.
            left = max(1 - abs(self.belief * completion), 0.0)
            scale = min(scale, left / abs(self.measurement))
        return scale, self.belief * (completion - scale * self.completion)

    def chance_above(self, rate: float) -> float:
        """Probability, in the updated belief, that :attr:`rate` is above ``rate``."""
        if not self.error:
            return float(self.rate > rate)
        return 1 - NormalDist(self.rate, self.error).cdf(rate)


@dataclass(frozen=True)
class EffectEvidence:
    """What has been measured of the effect.  All rates are shares among those measured.

    ``planned`` is the decided success rate, ``net`` the observed share minus the
    comparison share, ``believed`` the updated belief; each None when it is unknown.
    """

    measured: Measured
    comparison: Comparison | None
    planned: float
    prior: Prior
    planned_dropout: float = 0.0

    @property
    def net(self) -> float | None:
        """Observed share minus comparison share."""
        if self.measured.share is None or self.comparison is None:
            return None
        return self.measured.share - self.comparison.share

    @property
    def net_interval(self) -> Interval | None:
        """95 pct. interval of :attr:`net` (Newcombe)."""
        if self.measured.share is None or self.comparison is None:
            return None
        own = wilson(self.measured.successes, self.measured.observed)
        return difference(self.measured.share, own, self.comparison.share, self.comparison.interval)

    @property
    def weight(self) -> float | None:
        """How much the measurement weighs in :attr:`believed` (share); None without one."""
        if self._errors is None:
            return None
        belief, measurement = self._errors
        both = belief**2 + measurement**2
        return belief**2 / both if both else 0.0

    @property
    def believed(self) -> float | None:
        """Updated belief of the net rate; None while nothing is measured."""
        if self.net is None or self.weight is None:
            return None
        return self.planned + self.weight * (self.net - self.planned)

    @property
    def effect(self) -> Effect | None:
        """:attr:`believed` as the forecast takes it; None while nothing is measured."""
        if self.net is None or self.weight is None or self._errors is None:
            return None
        belief, measurement = (1 - self.weight) * self.planned, self.weight * self.net
        errors = (1 - self.weight) * self._errors[0], self.weight * self._errors[1]
        if (both := math.hypot(*errors)) and self._spread is not None:
            errors = errors[0] * self._spread / both, errors[1] * self._spread / both
        if self.measured.among == COMPLETERS:
            # Of those who complete; what becomes of all who start is up to each cohort.
            stay = 1 - self.planned_dropout
            return Effect(belief * stay, measurement * stay, math.hypot(*errors) * stay)
        completing = self.measured.completion
        error = math.hypot(errors[0] * completing, errors[1])
        return Effect(belief, measurement, error, completing, self.measured.years)

    @property
    def _errors(self) -> tuple[float, float] | None:
        """Standard errors of the belief at the decision and of :attr:`net`, by their intervals."""
        if self.net is None or self.net_interval is None:
            return None
        low, high = self.net_interval
        wider = max(high - self.net, self.net - low)
        return (self.prior.interval[1] - self.prior.interval[0]) / (2 * Z95), wider / Z95

    @property
    def _spread(self) -> float | None:
        """Standard deviation of :attr:`believed`: that of two normal results put together.

        Never above what the whole width of the measurement's interval stands for.
        """
        if self._errors is None or self.net_interval is None:
            return None
        if not all(self._errors):
            return 0.0
        together = 1 / math.hypot(*(1 / error for error in self._errors))
        return min(together, (self.net_interval[1] - self.net_interval[0]) / (2 * Z95))

    @property
    def believed_interval(self) -> Interval | None:
        """95 pct. interval of :attr:`believed`."""
        if self.believed is None or self._spread is None:
            return None
        half = Z95 * self._spread
        return max(self.believed - half, -1.0), min(self.believed + half, 1.0)

    @property
    def needed(self) -> int | None:
        """How many must be observed to conclude at the planned effect; None when it cannot be.

        95 pct. two-sided, :data:`POWER` power; per group when there is a comparison group.
        """
        if self.comparison is None:
            return None
        return needed_observations(
            self.planned, self.comparison.likely, group=self.comparison.observed is not None
        )

    @property
    def too_few(self) -> bool:
        """Whether a group is so small that no interval of it is to be concluded from."""
        compared = self.comparison.observed if self.comparison is not None else None
        return any(0 < n < LEAST_GROUP for n in (self.measured.observed, compared or 0))

    @property
    def verdict(self) -> EffectVerdict:
        """What can be concluded from what is observed alone."""
        interval = self.net_interval
        if interval is None:
            return UNKNOWN
        if self.too_few:
            return UNRESOLVED
        low, high = interval
        if low > 0:
            return SMALLER if high < self.planned else WORKS
        if high < 0:
            return NEGATIVE
        return BELOW_PLAN if high < self.planned else UNRESOLVED


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
    >>> found = updated_effect(case, follow_ups, followed.actual, known, 0.0).measured
    >>> found.successes, found.observed, found.dropped
    (41, 148, 19)
    """
    counted = _stated(follow_ups, "measured_among")
    among = STARTERS if counted == STARTERS else _stated(follow_ups, "effect_among")
    measured = _measured(actual, completion, counted, among)
    planned = case.success_rate.value
    if among == COMPLETERS:
        planned /= 1 - planned_dropout
    prior = belief_at_decision(case, follow_ups, planned)
    return EffectEvidence(measured, _comparison(follow_ups), planned, prior, planned_dropout)


def _stated(follow_ups: Sequence[FollowUp], name: str) -> str:
    """The newest statement of whom something was counted among; the default where none."""
    given = [item for item in follow_ups if name in item.model_fields_set]
    return str(getattr((given or follow_ups)[-1], name))


def _measured(
    actual: Mapping[int, YearNumbers],
    completion: Mapping[int, float],
    counted: str,
    among: str,
) -> Measured:
    """All years together; a year in which nobody is observed says nothing.

    Where only some of those who complete are observed, the same part of those who dropped out
    is added.  Who is still under way will complete too and counts among those: drop-outs come
    early, so set against the first to finish alone they would weigh too much.
    """
    successes = observed = dropped = still = 0
    completing, unknown, years = 0.0, False, set()
    fell_out, whole, of = 0, [], "started" if among == STARTERS else "finished"
    for year, numbers in actual.items():
        k, n = numbers.get("successes"), numbers.get("observed")
        if k is None or not n:
            continue
        added = 0
        years.add(year)
        under_way = _under_way(numbers)
        still += under_way
        fell_out += int(numbers.get("dropped_out") or 0)
        whole.append(numbers.get(of))
        if counted == COMPLETERS:
            out, finished = numbers.get("dropped_out"), numbers.get("finished")
            unknown |= out is None
            part = min(n / (finished + under_way), 1.0) if finished else 1.0
            added = round((out or 0) * part) if among == STARTERS else 0
        successes, observed, dropped = (
            successes + int(k),
            observed + int(n) + added,
            dropped + added,
        )
        completing += completion.get(year, 1.0) * (n + added)
    share = (completing + EXPECTED_WEIGHT) / (observed + EXPECTED_WEIGHT)
    return Measured(
        among,
        counted,
        successes,
        observed,
        dropped,
        unknown,
        share,
        frozenset(years),
        fell_out,
        None if None in whole else int(sum(filter(None, whole))),
        still,
    )


def _under_way(numbers: YearNumbers) -> int:
    """People of a start year who have neither finished nor dropped out; 0 where not known."""
    started, finished = numbers.get("started"), numbers.get("finished")
    if started is None or finished is None:
        return 0
    return max(int(started - finished - (numbers.get("dropped_out") or 0)), 0)


def belief_at_decision(case: Case, follow_ups: Sequence[FollowUp], planned: float) -> Prior:
    """The belief at the decision about the effect: as the case states its uncertainty.

    What is worth n participants has the standard error of a share measured among n, at its
    largest (√(0.25 / n)), so that it does not depend on the comparison.

    Raises:
        CaseError: an uncertainty that cannot be used.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> prior = belief_at_decision(case, [], 0.05)
    >>> tuple(round(end, 3) for end in prior.interval)
    (-0.089, 0.189)
    """
    given = [item.prior_strength for item in follow_ups if item.prior_strength is not None]
    stated = case.success_rate.uncertainty
    if not given and stated is not None:
        rate = case.success_rate.value
        item = Input(
            "mereffekt", "Mereffekt", rate, "andel", "Effekt", (), uncertainty=stated, high=1.0
        )
        if (found := marginals([item]).get(0)) is not None:
            scale = planned / rate if rate else 1.0
            ends = tuple(scale * found.quantile(p) for p in (0.025, 0.975))
            low, high = min(ends[0], planned), max(ends[1], planned)
            return Prior((low, high), "er den, sagen angiver for mereffekten")
    strength = given[-1] if given else DEFAULT_STRENGTH
    half = Z95 * math.sqrt(0.25 / strength)
    people = f"{strength:g}".replace(".", ",")
    says = (
        f"svarer til {people} målte deltagere, som angivet i opfølgningen"
        if given
        else f"svarer til {people} målte deltagere; hverken sagen eller opfølgningen siger andet"
    )
    return Prior((max(planned - half, -1.0), min(planned + half, 1.0)), says)


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
