"""Distributions: the right moments and quantiles, and Danish errors for nonsense."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from som_calc.analysis.design import probabilistic
from som_calc.analysis.uncertainty import Marginal, marginal_of
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.case.values import Uncertainty
from som_calc.engine.inputs import Input
from som_calc.knowledge.discount import DiscountSchedule


def an_input(value: float, unit: str = "kr.", group: str = "Priser") -> Input:
    return Input("felt", "Felt", value, unit, group, ("felt",))


@pytest.mark.parametrize(
    ("marginal", "reference"),
    [
        (Marginal("normal", (3.0, 2.0)), stats.norm(3, 2)),
        (Marginal("lognormal", (1.0, 0.4)), stats.lognorm(0.4, scale=np.exp(1))),
        (Marginal("gamma", (2.5, 40.0)), stats.gamma(2.5, scale=40)),
        (Marginal("gamma", (0.6, 1.0)), stats.gamma(0.6, scale=1)),
        (Marginal("beta", (2.0, 38.0)), stats.beta(2, 38)),
        (Marginal("trekant", (9.0, 12.0, 18.0)), stats.triang(1 / 3, loc=9, scale=9)),
    ],
)
def test_a_distribution_agrees_with_scipys(marginal: Marginal, reference: Any) -> None:
    assert marginal.mean == pytest.approx(reference.mean())
    assert marginal.sd == pytest.approx(reference.std())
    probabilities = np.array([1e-4, 0.025, 0.3, 0.5, 0.9, 0.975, 0.9999])
    values = marginal.values(stats.norm.ppf(probabilities))
    wanted = reference.ppf(probabilities)
    np.testing.assert_allclose(values, wanted, atol=3e-5 * reference.std(), rtol=0)
    assert marginal.quantile(0.3) == pytest.approx(reference.ppf(0.3), rel=1e-9)


def test_a_value_below_zero_is_mirrored_so_that_a_larger_z_is_larger_in_size() -> None:
    stated = Uncertainty(standard_error=2.0, distribution="gamma")
    marginal = marginal_of(an_input(-10.0), stated)
    assert marginal is not None
    low, high = marginal.values(np.array([-1.0, 1.0]))
    assert high < low < 0
    assert (marginal.mean, marginal.sd) == pytest.approx((-10.0, 2.0))


@pytest.mark.parametrize(
    ("value", "unit", "stated", "kind"),
    [
        (0.05, "andel", {"standard_error": 0.01}, "normal"),
        (0.05, "andel", {"interval": (0.02, 0.09)}, "todelt"),
        (0.05, "andel", {"interval": (0.02, 0.08)}, "normal"),
        (0.2, "andel", {"successes": 20, "observations": 100}, "beta"),
        (1000.0, "kr.", {"interval": (800.0, 1300.0)}, "todelt"),
        (1000.0, "kr.", {"spread": 0.1}, "trekant"),
        (1000.0, "kr.", {"interval": (800.0, 1300.0), "mode": 900.0}, "trekant"),
    ],
)
def test_each_way_of_stating_uncertainty_has_its_usual_distribution(
    value: float, unit: str, stated: dict[str, Any], kind: str
) -> None:
    marginal = marginal_of(an_input(value, unit), Uncertainty(**stated))
    assert marginal is not None
    assert marginal.kind == kind
    if "mode" not in stated:
        middle = marginal.quantile(0.5) if "interval" in stated else marginal.mean
        assert middle == pytest.approx(value)


@pytest.mark.parametrize(
    ("rate", "wrong"),
    [
        ({"standardfejl": 0}, "standardfejlen skal være over 0"),
        ({"standardfejl": "-1 %"}, "standardfejlen skal være over 0"),
        ({"interval": ["8 %", "2 %"]}, "intervallets nedre grænse skal være under den øvre"),
        ({"interval": ["11 %", "12 %"]}, "værdien ligger uden for sit interval"),
        ({"interval": ["0,1 %", "99,9 %"], "fordeling": "beta"}, "for stor til en betafordeling"),
        ({"succeser": 0, "observationer": 0}, "antallet af observationer skal være over 0"),
        ({"succeser": 9, "observationer": 3}, "flere succeser end observationer"),
        ({"succeser": 1}, "succeser og observationer hører sammen"),
        ({"interval": ["1 %", "100 %"], "fordeling": "beta"}, "mellem 0 og 100 pct."),
        ({"interval": ["0 %", "20 %"], "fordeling": "gamma"}, "begynder ved 0 eller lavere"),
        ({"succeser": 10, "observationer": 100}, "en forskel mellem to grupper"),
        (
            {
                "succeser": 50,
                "observationer": 100,
                "sammenligning_succeser": 20,
                "sammenligning_observationer": 100,
            },
            "giver ikke mereffekten",
        ),
        ({"udsving": 0}, "udsvinget skal være over 0"),
        ({"standardfejl": "1 %", "udsving": "5 %"}, "er angivet på flere måder"),
        ({"fordeling": "normal"}, "siger ikke hvor usikker værdien er"),
        (
            {"interval": ["5 %", "15 %"], "fordeling": "trekant", "mest_sandsynlig": "20 %"},
            "den mest sandsynlige værdi ligger uden for intervallet",
        ),
    ],
)
def test_nonsense_uncertainty_is_refused_in_danish_with_its_field(
    small_case: Callable[..., Case], flat: DiscountSchedule, rate: dict[str, Any], wrong: str
) -> None:
    case = small_case(mereffekt={"værdi": "10 %", "usikkerhed": rate})
    with pytest.raises(CaseError) as caught:
        probabilistic(case, flat, file="sag.yaml")
    (problem,) = caught.value.problems
    assert problem.file == "sag.yaml"
    assert problem.field == "mereffekt.usikkerhed"
    assert wrong in problem.wrong
    assert problem.right


def test_every_faulty_uncertainty_is_told_at_once(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(
        mereffekt={"værdi": "10 %", "usikkerhed": {"standardfejl": 0}},
        deltagere={"værdi": {2026: 100}, "usikkerhed": {"interval": [200, 300]}},
    )
    with pytest.raises(CaseError) as caught:
        probabilistic(case, flat)
    assert len(caught.value.problems) == 2


def test_no_draws_are_refused(small_case: Callable[..., Case], flat: DiscountSchedule) -> None:
    with pytest.raises(CaseError, match="0 træk kan ikke bruges"):
        probabilistic(small_case(), flat, draws=0)


def three_uncertain(small_case: Callable[..., Case], **fields: Any) -> Case:
    def unsure(value: Any) -> dict[str, Any]:
        return {"værdi": value, "usikkerhed": {"udsving": "10 %", "fordeling": "normal"}}

    price = {"ydelse": "Kontanthjælp", "enhed": "uger", "region": 0}
    return small_case(
        mereffekt=unsure("10 %"),
        priser=[{**price, "kommune": unsure(3000), "stat": unsure(1000)}],
        **fields,
    )


def test_an_impossible_correlation_matrix_is_refused(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    names = ("mereffekt", "priser.Kontanthjælp.kommune", "priser.1.stat")
    pairs = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]
    case = three_uncertain(
        small_case,
        korrelationer=[{"mellem": [names[a], names[b]], "korrelation": r} for a, b, r in pairs],
    )
    with pytest.raises(CaseError, match="kan ikke alle gælde på én gang"):
        probabilistic(case, flat)


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        ({"mellem": ["mereffekt", "priser.9.kommune"]}, "er ikke en usikker værdi"),
        ({"mellem": ["mereffekt", "deltagere"]}, "er ikke en usikker værdi"),
        ({"fælles_kilde": "ukendt"}, "ingen usikker værdi har fælles_kilde"),
        ({}, "enten fælles_kilde eller mellem"),
    ],
)
def test_a_correlation_that_names_nothing_is_refused(
    small_case: Callable[..., Case], flat: DiscountSchedule, stated: dict[str, Any], wrong: str
) -> None:
    case = three_uncertain(small_case, korrelationer=[{**stated, "korrelation": 0.5}])
    with pytest.raises(CaseError, match=wrong):
        probabilistic(case, flat)


@pytest.mark.parametrize(
    ("own", "other"),
    [((0, 12), (0, 12)), ((4, 4), (0, 4)), ((2, 9), (0, 40)), ((310, 900), (5, 7))],
)
def test_a_difference_between_two_groups_is_drawn_as_each_of_them_was_counted(
    own: tuple[int, int], other: tuple[int, int]
) -> None:
    stated = Uncertainty(
        successes=own[0],
        observations=own[1],
        comparison_successes=other[0],
        comparison_observations=other[1],
    )
    value = own[0] / own[1] - other[0] / other[1]
    item = Input("mereffekt", "Mereffekt", value, "andel", "Effekt", (), low=-1.0, high=1.0)
    found = marginal_of(item, stated)
    assert found is not None
    luck = np.random.default_rng(5)
    one, two = (luck.beta(k + 0.5, n - k + 0.5, 400_000) for k, n in (own, other))
    right = np.quantile(one - two, [0.025, 0.25, 0.5, 0.75, 0.975])
    drawn = found.values(luck.standard_normal(400_000))
    assert np.quantile(drawn, [0.025, 0.25, 0.5, 0.75, 0.975]) == pytest.approx(right, abs=0.004)
    assert (found.mean, found.sd) == pytest.approx((drawn.mean(), drawn.std()), abs=0.002)
    if own == other:
        assert found.quantile(0.025) == pytest.approx(-found.quantile(0.975))
