"""Monte Carlo: held against closed forms, and independent of how it is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from som_calc.analysis.design import probabilistic
from som_calc.analysis.information import drivers, perfect_information
from som_calc.analysis.monte_carlo import fan, summary, varied
from som_calc.analysis.runner import draw
from som_calc.analysis.sampling import BLOCK
from som_calc.case.model import Case
from som_calc.engine.calculate import calculate
from som_calc.engine.inputs import with_values
from som_calc.knowledge.discount import DiscountSchedule

DRAWS = 100_000


def unsure(value: Any, share: str = "20 %", **more: Any) -> dict[str, Any]:
    return {"værdi": value, "usikkerhed": {"udsving": share, "fordeling": "normal", **more}}


def price(**payers: Any) -> list[dict[str, Any]]:
    given = {"kommune": 3000, "region": 0, "stat": 1000, **payers}
    return [{"ydelse": "Kontanthjælp", "enhed": "uger", **given}]


@pytest.fixture
def linear_normal(small_case: Callable[..., Case]) -> Case:
    """The result is a sum of independent normals: two prices and the cost."""
    return small_case(
        omkostninger=[{"navn": "Drift", "pr_år": unsure({2026: 1_000_000})}],
        tilskud=[],
        priser=price(kommune=unsure(3000), stat=unsure(1000, "40 %")),
    )


def closed_form(case: Case, flat: DiscountSchedule) -> tuple[float, float]:
    """Mean and standard deviation of I alt: sums over independent normals."""
    table = calculate(case, flat).table
    parts = table.groupby(["component", "actor"])["present_value"].sum()
    errors = {
        ("cost", "Kommune"): 0.2,
        ("consequence", "Kommune"): 0.2,
        ("consequence", "Stat"): 0.4,
    }
    variance = sum(
        (parts[key] * share / stats.norm.ppf(0.975)) ** 2 for key, share in errors.items()
    )
    return float(parts.sum()), float(np.sqrt(variance))


def test_moments_and_quantiles_of_the_linear_normal_case_are_the_closed_forms(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    mean, sd = closed_form(linear_normal, flat)
    normal = stats.norm(mean, sd)
    row = summary(draw(probabilistic(linear_normal, flat, DRAWS))).set_index("name").loc["I alt"]
    error = sd / np.sqrt(DRAWS)
    assert row["base"] == pytest.approx(mean)
    assert row["mean"] == pytest.approx(mean, abs=4 * error)
    assert row["sd"] == pytest.approx(sd, rel=4 / np.sqrt(2 * DRAWS))
    for column, p in (("p2_5", 0.025), ("p10", 0.1), ("p50", 0.5), ("p90", 0.9), ("p97_5", 0.975)):
        density = normal.pdf(normal.ppf(p))
        sampling = np.sqrt(p * (1 - p) / DRAWS) / density
        assert row[column] == pytest.approx(normal.ppf(p), abs=4 * sampling), column
    chance = normal.sf(0)
    assert row["probability"] == pytest.approx(chance, abs=4 * row["probability_error"])
    gain = mean + sd**2 * normal.pdf(0) / chance
    loss = mean - sd**2 * normal.pdf(0) / (1 - chance)
    assert row["gain_if_gain"] == pytest.approx(gain, rel=0.02)
    assert row["loss_if_loss"] == pytest.approx(loss, rel=0.02)


def test_the_value_of_perfect_information_is_the_normal_loss_integral(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    mean, sd = closed_form(linear_normal, flat)
    draws = draw(probabilistic(linear_normal, flat, DRAWS))
    z = mean / sd
    wanted = sd * (stats.norm.pdf(z) + z * stats.norm.cdf(z)) - max(mean, 0)
    found = perfect_information(draws.net)[draws.outcomes.place("I alt")]
    assert found == pytest.approx(wanted, abs=4 * sd / np.sqrt(DRAWS))


def test_the_shares_of_a_linear_normal_result_are_its_variance_parts(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    mean, sd = closed_form(linear_normal, flat)
    table = drivers(draw(probabilistic(linear_normal, flat, DRAWS)), "I alt").set_index("id")
    gain = calculate(linear_normal, flat).by_component().loc["consequence"]
    part = gain["Kommune"] * 0.2 / stats.norm.ppf(0.975)
    assert table.loc["priser.1.kommune", "share"] == pytest.approx((part / sd) ** 2, rel=0.03)
    assert table["share"].sum() == pytest.approx(1.0, abs=1e-12)
    z = mean / part
    wanted = part * (stats.norm.pdf(z) + z * stats.norm.cdf(z)) - max(mean, 0)
    assert table.loc["priser.1.kommune", "evppi"] == pytest.approx(wanted, rel=0.05)


def test_information_on_one_input_agrees_with_nested_simulation(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case(
        mereffekt={"værdi": "6 %", "usikkerhed": {"interval": ["2 %", "12 %"]}},
        priser=price(
            kommune=unsure(3000, fordeling="gamma"), stat=unsure(1000, fordeling="lognormal")
        ),
    )
    draws = draw(probabilistic(case, flat, 400_000))
    place = draws.outcomes.place("I alt")
    net = draws.net[:, place]
    row = drivers(draws, "I alt").set_index("id").loc["mereffekt"]
    # Nested: sort on the input itself and average within narrow slices.
    base = calculate(case, flat, success_rate=0.0).by_actor()["I alt"]
    slope = calculate(case, flat, success_rate=1.0).by_actor()["I alt"] - base
    marginal = next(iter(draws.design.uncertain.values()))
    from som_calc.analysis.sampling import standard_normals, stream_key

    key = stream_key(draws.design.seed, "Lille indsats/mereffekt")
    blocks = range(-(-len(net) // BLOCK))
    rate = marginal.values(np.concatenate([standard_normals(key, b) for b in blocks])[: len(net)])
    order = np.argsort(rate)
    slices = net[order].reshape(200, -1).mean(axis=1)
    assert row["evppi"] == pytest.approx(
        np.maximum(slices, 0).mean() - max(slices.mean(), 0), rel=0.05
    )
    assert row["share"] == pytest.approx(slices.var() / net.var(), rel=0.03)
    assert slope > 0


def test_the_draws_do_not_depend_on_workers_or_on_how_many_are_asked_for(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    count = 3 * BLOCK + 17
    one = draw(probabilistic(linear_normal, flat, count))
    several = draw(probabilistic(linear_normal, flat, count), workers=4)
    np.testing.assert_array_equal(one.net, several.net)
    np.testing.assert_array_equal(one.cumulated, several.cumulated)
    more = draw(probabilistic(linear_normal, flat, 2 * count))
    np.testing.assert_allclose(more.net[:count], one.net, rtol=1e-12)


def test_another_seed_gives_other_draws_and_the_same_seed_the_same(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    first = draw(probabilistic(linear_normal, flat, 100, seed=1)).net
    assert np.array_equal(first, draw(probabilistic(linear_normal, flat, 100, seed=1)).net)
    assert not np.array_equal(first, draw(probabilistic(linear_normal, flat, 100, seed=2)).net)


def test_a_new_uncertain_input_does_not_disturb_the_others_luck(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    more = linear_normal.model_copy(
        update={
            "success_rate": linear_normal.success_rate.model_copy(
                update={"uncertainty": linear_normal.prices[0].state.uncertainty}
            )
        }
    )
    place = draw(probabilistic(linear_normal, flat, 50)).outcomes.place("Statslig tilskud")
    first = draw(probabilistic(linear_normal, flat, 50))
    second = draw(probabilistic(more, flat, 50))
    np.testing.assert_array_equal(first.net[:, place], second.net[:, place])
    assert not np.array_equal(first.net[:, 0], second.net[:, 0])


def test_a_draw_is_the_engines_result_on_the_drawn_case(
    example: Case, rates: DiscountSchedule
) -> None:
    design = probabilistic(example, rates, 5)
    draws = draw(design)
    from som_calc.analysis.runner import drawn_values

    values = drawn_values(design, draws.frame, 0)
    for row in range(5):
        changed = {
            item.id: float(values[i, row]) for i, item in enumerate(design.inputs) if item.linear
        }
        result = calculate(with_values(example, design.inputs, changed), rates)
        assert draws.net[row, 0] == pytest.approx(result.by_actor()["I alt"], abs=1e-6)
        wanted = result.cumulative()["Kommune"].to_numpy()
        np.testing.assert_allclose(draws.cumulated[row, 1], wanted, atol=1e-6)


@pytest.mark.parametrize("correlation", [None, 0.6])
def test_values_from_one_source_err_together_as_stated(
    small_case: Callable[..., Case], flat: DiscountSchedule, correlation: float | None
) -> None:
    stated = [{"fælles_kilde": "katalog", "korrelation": correlation}] if correlation else []
    case = small_case(
        priser=price(
            kommune=unsure(3000, fælles_kilde="katalog"), stat=unsure(1000, fælles_kilde="katalog")
        ),
        korrelationer=stated,
    )
    draws = draw(probabilistic(case, flat, 50_000))
    kommune, stat = (draws.net[:, draws.outcomes.place(name)] for name in ("Kommune", "Stat"))
    wanted = 1.0 if correlation is None else correlation
    assert np.corrcoef(kommune, stat)[0, 1] == pytest.approx(wanted, abs=0.015)
    table = drivers(draws, "I alt")
    assert len(table) == 1
    assert table["label"][0] == "katalog (fælles kilde)"
    assert table["share"][0] == pytest.approx(1.0, abs=0.03)


def test_a_case_without_uncertainty_gives_its_own_result_in_every_draw(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    case = small_case()
    draws = draw(probabilistic(case, flat, 20))
    assert np.ptp(draws.net, axis=0).max() < 1e-6
    assert draws.net[0, 0] == pytest.approx(calculate(case, flat).by_actor()["I alt"])
    assert set(varied(draws)["distribution"]) == {"Holdes fast"}
    assert drivers(draws, "I alt").empty


def test_the_fan_holds_one_row_per_year_and_its_median_lies_inside(
    linear_normal: Case, flat: DiscountSchedule
) -> None:
    table = fan(draw(probabilistic(linear_normal, flat, 2000)), "Kommune")
    assert table["year"].tolist() == list(range(2026, 2032))
    ends = table[["p2_5", "p10", "p50", "p90", "p97_5"]].to_numpy()
    assert (np.diff(ends, axis=1) >= 0).all()
    assert table["p50"].iloc[0] < 0 < table["p97_5"].iloc[-1]


def test_inputs_without_stated_uncertainty_can_be_given_a_default_that_is_labelled(
    ips: Case, rates: DiscountSchedule
) -> None:
    draws = draw(probabilistic(ips, rates, 1000, default_spread=0.2))
    table = varied(draws).set_index("id")
    assert table.loc["mereffekt", "distribution"] == "Trekantfordeling"
    assert not table.loc["mereffekt", "stated"]
    assert table.loc["periode.til", "distribution"] == "Holdes fast"


@pytest.mark.parametrize(
    "stated",
    [
        {"standardfejl": "6 %", "fordeling": "beta"},
        {"interval": ["9 %", "31 %"], "fordeling": "lognormal"},
        {"succeser": 0, "observationer": 9, "sammenligning_succeser": 0}
        | {"sammenligning_observationer": 9},
    ],
)
def test_what_alone_is_uncertain_is_the_whole_uncertainty(
    stated: dict[str, Any], small_case: Callable[..., Case], rates: DiscountSchedule
) -> None:
    value = "0 %" if "succeser" in stated else "15 %"
    case = small_case(mereffekt={"værdi": value, "usikkerhed": stated})
    drawn = draw(probabilistic(case, rates, draws=700))
    for name in ("I alt", "Kommune"):
        found = drivers(drawn, name)
        assert found["share"].to_list() == pytest.approx([1.0], abs=1e-12)
        net = drawn.net[:, drawn.outcomes.place(name)]
        assert found["evppi"].to_list() == pytest.approx([float(perfect_information(net))])


def test_what_only_works_together_is_no_single_numbers_share(
    small_case: Callable[..., Case], rates: DiscountSchedule
) -> None:
    price = {"ydelse": "Kontanthjælp", "enhed": "uger", "region": 0, "stat": 0}
    case = small_case(
        mereffekt=unsure("10 %", "60 %"), priser=[{**price, "kommune": unsure(3000, "60 %")}]
    )
    assert 0.5 < drivers(draw(probabilistic(case, rates, draws=4000)), "I alt")["share"].sum() < 1
