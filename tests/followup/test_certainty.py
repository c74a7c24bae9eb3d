"""How sure a renewed forecast is: only what is still expected varies."""

from __future__ import annotations

import numpy as np
import pytest

from som_calc.analysis.followup.certainty import (
    forecast_draws,
    forecast_tornado,
)
from som_calc.analysis.followup.tracking import Tracking, track
from som_calc.analysis.monte_carlo import summary
from som_calc.analysis.switching import switching_values
from som_calc.api import discount_schedule_of, load_case
from som_calc.case.followup import FollowUp
from som_calc.case.followup_reading import load_follow_ups
from som_calc.case.values import Uncertainty
from som_calc.resources import shipped

IPS = shipped("params") / "aabenraa-ips.yaml"


@pytest.fixture(scope="module")
def tracking() -> Tracking:
    case = load_case(IPS)
    return track(case, load_follow_ups(IPS, case).items, discount_schedule_of(case))


def test_the_draws_lie_around_the_forecast_shown(tracking: Tracking) -> None:
    drawn = forecast_draws(tracking)
    table = summary(drawn).set_index("name")
    now = tracking.forecast.by_actor()
    for name in ("I alt", "Kommune"):
        assert table["base"][name] == pytest.approx(now[name], rel=1e-12, abs=1e-6)
        error = table["sd"][name] / np.sqrt(10_000)
        assert table["mean"][name] == pytest.approx(now[name], abs=5 * error)


def test_the_same_seed_gives_the_same_draws(tracking: Tracking) -> None:
    one, other = (forecast_draws(tracking, draws=200, seed=7).net for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_the_chance_is_that_of_the_updated_belief_where_the_effect_alone_is_uncertain(
    tracking: Tracking,
) -> None:
    drawn = forecast_draws(tracking)
    assert [drawn.design.inputs[c].id for c in drawn.design.uncertain] == ["mereffekt"]
    exact = tracking.chance_of_surplus()
    assert exact is not None
    # The belief is a beta distribution, the draws are normal.
    chance = summary(drawn).set_index("name")["probability"]["I alt"]
    assert chance == pytest.approx(exact, abs=0.02)


def test_years_that_have_come_are_no_part_of_the_inputs(tracking: Tracking) -> None:
    frame = tracking.forecast.frame
    (people,) = [item for item in frame.inputs if item.id == "deltagere"]
    planned = tracking.mixed.case.participants.value
    seen = tracking.known.counted
    to_come = sum(n for year, n in planned.items() if ("participants", year) not in seen)
    assert people.value == to_come
    assert to_come < sum(planned.values())


def test_the_tornado_moves_the_forecast_by_what_is_still_to_come(tracking: Tracking) -> None:
    bars = forecast_tornado(tracking).set_index("id")
    assert bars["base"].iloc[0] == pytest.approx(tracking.forecast.by_actor()["I alt"])
    decided = tracking.decided.frame
    whole = next(item.value for item in decided.inputs if item.id == "omkostninger.1.pr_år")
    assert bars.loc["omkostninger.1.pr_år", "value"] < whole


def test_the_break_even_of_the_effect_is_the_one_the_follow_up_states(tracking: Tracking) -> None:
    frame = tracking.forecast.frame
    table = switching_values(frame.case, frame.schedule, base=frame)
    row = table[(table["id"] == "mereffekt") & (table["name"] == "I alt")].iloc[0]
    assert row["break_even"] == pytest.approx(tracking.break_even())


def test_correlations_of_what_has_come_do_not_stop_the_draws() -> None:
    case = load_case(IPS, ["korrelationer=[{mellem: [mereffekt, deltagere], korrelation: 0.3}]"])
    spread = Uncertainty(distribution="trekant", spread=0.1)
    people = case.participants.model_copy(update={"uncertainty": spread})
    case = case.model_copy(update={"participants": people})
    years = {year: {"startede": number} for year, number in case.participants.value.items()}
    over = FollowUp.model_validate({"opfølgningsår": 2028, "dato": "2029-01-31", "år": years})
    followed = track(case, [over], discount_schedule_of(case))
    assert "deltagere" not in {item.id for item in followed.forecast.frame.inputs}
    assert len(forecast_draws(followed, draws=50).net) == 50
