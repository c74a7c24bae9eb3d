"""The net effect: intervals as published, the belief updated, and how many are needed."""

from __future__ import annotations

import math

import pytest
from scipy.stats import beta, binomtest, norm

from som_calc.analysis.followup.effect import (
    Comparison,
    EffectEvidence,
    difference,
    needed_observations,
    wilson,
)


def evidence(successes: int, observed: int, **changes: object) -> EffectEvidence:
    held: dict[str, object] = {
        "among": "gennemførte",
        "successes": successes,
        "observed": observed,
        "comparison": Comparison(0.26),
        "planned": 0.05,
        "per_participant": 1.0,
        "strength": 50.0,
        "strength_source": "prøve",
    }
    return EffectEvidence(**{**held, **changes})


@pytest.mark.parametrize(("k", "n"), [(0, 10), (1, 7), (8, 24), (41, 129), (10, 10)])
def test_wilson_agrees_with_scipy(k: int, n: int) -> None:
    theirs = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson(k, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe 1998, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_published_intervals_come_out(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(one[0] / one[1], wilson(*one), other[0] / other[1], wilson(*other))
    assert found == pytest.approx((low, high), abs=6e-5)


def test_the_belief_is_updated_as_a_beta_binomial() -> None:
    found = evidence(24, 72)
    a, b = 0.31 * 50 + 24, 0.69 * 50 + 48
    assert found.posterior == pytest.approx((a, b))
    assert found.believed == pytest.approx(a / (a + b) - 0.26)
    low, high = beta(a, b).ppf([0.025, 0.975])
    assert found.belief_interval("posterior") == pytest.approx((low - 0.26, high - 0.26))
    assert found.chance_above(0.04) == pytest.approx(beta(a, b).sf(0.30))


def test_a_comparison_group_widens_every_interval() -> None:
    sure = evidence(24, 72)
    group = evidence(24, 72, comparison=Comparison(0.26, 26, 100))
    assert group.net == pytest.approx(sure.net)
    for now, before in (
        (group.net_interval, sure.net_interval),
        (group.belief_interval("posterior"), sure.belief_interval("posterior")),
    ):
        assert now is not None
        assert before is not None
        assert now[0] < before[0] < before[1] < now[1]


def test_the_success_share_alone_is_no_effect() -> None:
    found = evidence(24, 72, comparison=None)
    assert found.share == pytest.approx(1 / 3)
    assert found.net is None
    assert found.rate is None
    assert found.verdict == "ukendt"


@pytest.mark.parametrize(
    ("successes", "observed", "verdict"),
    [
        (0, 0, "ukendt"),
        (3, 10, "for få"),
        (24, 72, "for få"),
        (400, 1000, "virker"),
        (250, 1000, "under plan"),
        (100, 1000, "negativ"),
    ],
)
def test_the_verdict_follows_the_interval(successes: int, observed: int, verdict: str) -> None:
    assert evidence(successes, observed).verdict == verdict


@pytest.mark.parametrize("comparison", [0.02, 0.26, 0.34])
def test_the_number_needed_gives_the_stated_power(comparison: float) -> None:
    n = needed_observations(0.05, comparison, group=False)
    assert n is not None
    share = comparison + 0.05
    limit = comparison + 1.959964 * math.sqrt(comparison * (1 - comparison) / n)
    power = norm.sf((limit - share) / math.sqrt(share * (1 - share) / n))
    assert 0.80 <= power < 0.81
    group = needed_observations(0.05, comparison, group=True)
    assert group is not None
    assert group > n


def test_no_number_is_enough_when_no_effect_is_planned() -> None:
    assert needed_observations(0.0, 0.26, group=False) is None
    assert needed_observations(0.5, 0.6, group=False) is None
