"""The net effect: intervals as published, the belief updated, and how many are needed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm
from statsmodels.stats.proportion import confint_proportions_2indep

from som_calc.analysis.followup.effect import (
    Comparison,
    EffectEvidence,
    Measured,
    Prior,
    belief_at_decision,
    difference,
    needed_observations,
    wilson,
)
from som_calc.api import load_case
from som_calc.case.followup import FollowUp
from som_calc.case.values import Uncertainty
from som_calc.resources import shipped
from tests.oracle import followup as plain

IPS = shipped("params") / "aabenraa-ips.yaml"


SHARE = Comparison(0.26)
BELIEF = Prior((-0.05, 0.15), "er prøvens egen")


def evidence(
    successes: int,
    observed: int,
    comparison: Comparison | None = SHARE,
    prior: Prior = BELIEF,
    planned: float = 0.05,
    **measured: Any,
) -> EffectEvidence:
    people = Measured(successes=successes, observed=observed, **measured)
    return EffectEvidence(people, comparison, planned, prior)


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


GROUPS = st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda kn: (min(kn), kn[1]))


@given(GROUPS, GROUPS, st.floats(0.0, 0.6), st.floats(0.005, 0.4), st.floats(0.005, 0.4))
def test_the_update_lies_between_belief_and_measurement_and_is_as_sure_as_either(
    one: tuple[int, int], other: tuple[int, int], planned: float, down: float, up: float
) -> None:
    prior = Prior((planned - down, planned + up), "er prøvens egen")
    compared = Comparison(other[0] / other[1], *other)
    found = evidence(*one, comparison=compared, prior=prior, planned=planned)
    assert found.net is not None
    assert found.believed is not None
    assert found.believed_interval is not None
    net, interval = plain.effect(one, other)
    assert found.net == pytest.approx(net)
    assert found.net_interval == pytest.approx(interval, abs=1e-9)
    low, high = sorted((net, planned))
    assert low - 1e-12 <= found.believed <= high + 1e-12
    width = found.believed_interval[1] - found.believed_interval[0]
    assert width <= min(down + up, interval[1] - interval[0]) + 1e-12


@pytest.mark.parametrize(
    ("one", "other"),
    [((22, 40), (9, 52)), ((3, 40), (11, 50)), ((14, 31), (0, 3)), ((9, 9), (1, 2))],
)
def test_the_interval_of_a_difference_is_that_of_statsmodels(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    theirs = confint_proportions_2indep(*one, *other, compare="diff", method="newcomb")
    found = evidence(*one, comparison=Comparison(other[0] / other[1], *other))
    assert found.net_interval == pytest.approx(theirs, abs=1e-9)


def test_two_normal_results_are_put_together_by_their_precision() -> None:
    """A symmetric measurement: the update is the textbook one for two normal results."""
    found = evidence(500, 1000, comparison=Comparison(0.4), prior=Prior((0.0, 0.1), ""))
    assert found.net_interval is not None
    belief, measured = 0.05 / 1.959964, (found.net_interval[1] - 0.1) / 1.959964
    weight = belief**2 / (belief**2 + measured**2)
    assert found.weight == pytest.approx(weight, rel=1e-3)
    assert found.believed == pytest.approx(0.05 + weight * 0.05, abs=1e-4)
    error = 1 / math.sqrt(1 / belief**2 + 1 / measured**2)
    assert found.effect is not None
    assert found.effect.error == pytest.approx(error, rel=1e-3)
    assert found.effect.chance_above(0.08) == pytest.approx(
        norm.sf((0.08 - found.effect.rate) / found.effect.error)
    )


@pytest.mark.parametrize(
    ("one", "other"), [((40, 40), (0, 3)), ((1, 1), (3, 50)), ((0, 4), (400, 400))]
)
def test_a_handful_of_people_never_makes_a_conclusion(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = evidence(*one, comparison=Comparison(other[0] / other[1], *other))
    assert found.net_interval is not None
    assert found.net_interval[0] > 0 or found.net_interval[1] < 0
    assert found.verdict == "uafklaret"


@pytest.mark.parametrize("people", [1, 2, 3, 5])
def test_a_handful_to_compare_with_moves_the_belief_little(people: int) -> None:
    few = evidence(17, 40, comparison=Comparison(0.0, 0, people))
    many = evidence(17, 40, comparison=Comparison(0.0, 0, 400))
    assert few.weight is not None
    assert many.weight is not None
    assert few.weight < 0.15 < many.weight
    assert few.verdict == "uafklaret" or people == 5


def test_one_success_of_one_weighs_by_how_wrong_it_can_be_and_not_by_half_of_it() -> None:
    half = 0.14
    prior = Prior((0.05 - half, 0.05 + half), "er prøvens egen")
    one = evidence(1, 1, comparison=Comparison(0.26), prior=prior)
    assert one.net == pytest.approx(0.74)
    below = 1.0 - wilson(1, 1)[0]
    assert one.weight == pytest.approx(half**2 / (half**2 + below**2))
    assert one.weight < 0.04


def test_a_comparison_group_widens_every_interval() -> None:
    sure = evidence(24, 72)
    group = evidence(24, 72, comparison=Comparison(0.26, 26, 100))
    assert group.net == pytest.approx(sure.net)
    for now, before in (
        (group.net_interval, sure.net_interval),
        (group.believed_interval, sure.believed_interval),
    ):
        assert now is not None
        assert before is not None
        assert now[1] - now[0] > before[1] - before[0]


def test_the_success_share_alone_is_no_effect() -> None:
    found = evidence(24, 72, comparison=None)
    assert found.measured.share == pytest.approx(1 / 3)
    assert found.net is None
    assert found.effect is None
    assert found.verdict == "ukendt"


@pytest.mark.parametrize(
    ("successes", "observed", "verdict"),
    [
        (0, 0, "ukendt"),
        (3, 10, "uafklaret"),
        (24, 72, "uafklaret"),
        (400, 1000, "virker"),
        (2950, 10000, "mindre"),
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


@pytest.mark.parametrize("successes", [0, 4])
def test_a_tiny_comparison_is_never_planned_from_as_if_it_were_exact(successes: int) -> None:
    tiny = evidence(3, 40, comparison=Comparison(successes / 4, successes, 4))
    known = needed_observations(tiny.planned, 0.26, group=True)
    assert known is not None
    assert tiny.needed is not None
    assert 0.8 * known < tiny.needed < 1.3 * known
    many = evidence(3, 40, comparison=Comparison(0.2, 2_000, 10_000))
    assert many.needed == pytest.approx(needed_observations(many.planned, 0.2, group=True), abs=2)


def test_no_number_is_enough_when_no_effect_is_planned() -> None:
    assert needed_observations(0.0, 0.26, group=False) is None
    assert needed_observations(0.5, 0.6, group=False) is None


@pytest.mark.parametrize(
    ("stated", "ends"),
    [
        ({"standard_error": 0.02, "distribution": "normal"}, (0.0108, 0.0892)),
        ({"spread": 0.5}, (0.05 - 0.0194, 0.05 + 0.0194)),
    ],
)
def test_the_belief_is_as_uncertain_as_the_case_states(
    stated: dict[str, Any], ends: tuple[float, float]
) -> None:
    case = load_case(IPS)
    rate = case.success_rate.model_copy(update={"uncertainty": Uncertainty(**stated)})
    prior = belief_at_decision(case.model_copy(update={"success_rate": rate}), [], 0.05)
    assert prior.interval == pytest.approx(ends, abs=1e-4)
    assert prior.source == "er den, sagen angiver for mereffekten"


def test_a_belief_stated_in_the_follow_up_stands_before_the_case() -> None:
    head = {"opfølgningsår": 2026, "dato": "2027-01-31", "år": {}}
    given_now = FollowUp.model_validate({**head, "forhåndstro": 400})
    prior = belief_at_decision(load_case(IPS), [given_now], 0.05)
    assert prior.interval == pytest.approx((0.05 - 0.049, 0.05 + 0.049), abs=1e-4)
    assert "400 målte deltagere" in prior.source
