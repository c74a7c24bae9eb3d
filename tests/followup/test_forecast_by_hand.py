"""The follow-up's effect and forecast, recalculated cohort by cohort in plain Python."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from som_calc.analysis.followup.certainty import forecast_draws, forecast_tornado
from som_calc.analysis.followup.tracking import Tracking, track
from som_calc.api import discount_schedule_of, load_case
from som_calc.case.followup import FollowUp
from som_calc.case.model import Case
from som_calc.case.values import Sourced
from som_calc.engine.timing import cohorts
from som_calc.resources import shipped
from tests.oracle import chance, followup
from tests.promises import cases

STARTS = [2026, 2027, 2028, 2029]
PLAIN = cases.plain(
    deltagere=dict.fromkeys(STARTS, 40),
    omkostninger=[{"navn": "Mentorer", "pr_år": dict.fromkeys(STARTS, 520_400)}],
    konsekvenser=[{"ydelse": "Ledighedsydelse", "ændring": dict.fromkeys(range(8), -26)}],
)


class Followed(NamedTuple):
    """A random follow-up: the product's view of it, and the plain one."""

    tracking: Tracking
    plain: dict[str, Any]
    right: followup.Update


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load_case(cases.write(tmp_path_factory.mktemp("sag"), PLAIN))


def a_year(draw: np.random.Generator, counted: str) -> followup.Year:
    """Counts of a start year: all, none or some of them known, and any course of events."""
    started = int(draw.choice([1, 4, 32, 90, 900]))
    how = draw.random()
    dropped = 0 if how < 0.25 else started if how < 0.45 else int(draw.integers(0, started + 1))
    under_way = int(draw.integers(0, started - dropped + 1)) if draw.random() < 0.3 else 0
    finished = started - dropped - under_way
    people = finished if counted == "gennemførte" else started
    observed = people if draw.random() < 0.6 else int(draw.integers(0, people + 1))
    successes = int(draw.binomial(observed, draw.choice([0.02, 0.3, 0.8])))
    known = draw.random()
    return followup.Year(
        started,
        None if known < 0.15 and counted == "startede" else finished,
        None if known < 0.25 else dropped,
        *((None, None) if draw.random() < 0.2 else (successes, observed)),
    )


def random_follow_up(seed: int, case: Case) -> Followed:
    draw = np.random.default_rng(seed)
    counted = str(draw.choice(["gennemførte", "startede"]))
    among = str(draw.choice(["startede", "startede", "gennemførte"]))
    years = {y: a_year(draw, counted) for y in STARTS[: int(draw.integers(1, 4))]}
    planned = float(draw.choice([0.0, 0.03, 0.08, 0.3]))
    size = int(draw.choice([3, 40, 600]))
    group = int(draw.integers(0, size + 1)), size
    compared: Any = None
    if (kind := draw.random()) < 0.9:
        compared = group if kind < 0.6 else float(draw.choice([0.0, 0.2, 0.6]))
    dropout = float(draw.choice([0.0, 0.15, 0.4]))
    people = float(draw.choice([50, 5, 4000]))
    fields: dict[str, Any] = {
        "opfølgningsår": max(years),
        "dato": f"{max(years) + 1}-02-01",
        "målt_blandt": counted,
        "effekt_blandt": among,
        "år": {
            year: {
                name: value
                for name, value in (
                    ("startede", item.started),
                    ("gennemførte", item.finished),
                    ("frafaldne", item.dropped),
                    ("succeser", item.successes),
                    ("observerede", item.observed),
                )
                if value is not None
            }
            for year, item in years.items()
        },
    }
    if people != followup.PRIOR_PEOPLE:
        fields["forhåndstro"] = people
    if isinstance(compared, tuple):
        fields["sammenligning"] = {"succeser": group[0], "observerede": size}
    elif compared is not None:
        fields["sammenligning"] = {"andel": compared}
    changes: dict[str, Any] = {
        "success_rate": case.success_rate.model_copy(update={"value": planned})
    }
    if dropout and draw.random() < 0.5:
        # The case says how many complete, and the follow-up does not say otherwise.
        changes["completion"] = Sourced[float](værdi=1 - dropout, status="lokalt tal", kilde="K")
    elif dropout:
        fields["forventet_frafald"] = dropout
    case = case.model_copy(update=changes)
    tracking = track(case, [FollowUp.model_validate(fields)], discount_schedule_of(case))
    right = followup.updated(
        planned,
        STARTS,
        years,
        compared,
        counted=counted,
        among=among,
        expected_dropout=dropout,
        people=people,
    )
    plain = {**PLAIN, "deltagere": PLAIN["deltagere"] | {y: i.started for y, i in years.items()}}
    return Followed(tracking, plain, right)


@pytest.fixture(params=range(160))
def found(request: pytest.FixtureRequest, decided: Case) -> Followed:
    return random_follow_up(request.param, decided)


def test_effect_and_forecast_are_those_of_the_rules_cohort_by_cohort(found: Followed) -> None:
    tracking, plain, right = found
    evidence = tracking.evidence
    for told, value in (
        (evidence.net, right.net),
        (evidence.net_interval, right.interval),
        (evidence.weight, right.weight),
        (evidence.believed, right.believed),
    ):
        assert told == (None if value is None else pytest.approx(value, abs=1e-9))
    rate = tracking.mixed.case.success_rate.value
    told_rates = {
        c.start: c.observed.completion * rate + c.observed.added_success
        for c in cohorts(tracking.mixed.case, tracking.mixed.observed)
    }
    assert told_rates == pytest.approx(right.rates, abs=1e-9)
    rows = followup.forecast(plain, right.rates)
    for name, kr in tracking.forecast.by_actor().items():
        assert kr == pytest.approx(rows[name], abs=0.01), name


def test_the_update_is_between_its_two_sources_and_never_less_sure_than_either(
    found: Followed,
) -> None:
    tracking, _, right = found
    if right.believed is None or right.interval is None or right.net is None:
        return
    evidence = tracking.evidence
    assert evidence.believed_interval is not None
    low, high = sorted((right.net, evidence.planned))
    assert low - 1e-9 <= right.believed <= high + 1e-9
    width = evidence.believed_interval[1] - evidence.believed_interval[0]
    for source in (evidence.prior.interval, right.interval):
        assert width <= source[1] - source[0] + 1e-9
    assert width <= 2 * chance.Z95 * (right.error or 0.0) + 1e-9


def with_an_error(case: Case, seed: int) -> Followed:
    """A follow-up whose effect is measured, and of which no draw is cut at 100 pct."""
    while True:
        found = random_follow_up(seed, case)
        effect = found.tracking.known.effect
        if effect is not None and abs(effect.rate) + 6.5 * effect.error < 1:
            return found
        seed += 1000


@pytest.mark.parametrize("seed", range(14))
def test_tornado_and_draws_move_each_cohort_by_its_own_error(seed: int, decided: Case) -> None:
    tracking, plain, right = with_an_error(decided, seed)
    ends = [
        followup.forecast(plain, {s: right.rates[s] + z * right.errors[s] for s in right.rates})[
            "I alt"
        ]
        for z in (-chance.Z95, chance.Z95)
    ]
    bars = forecast_tornado(tracking).set_index("id")
    row = bars.loc["mereffekt"]
    assert sorted((row["net_low"], row["net_high"])) == pytest.approx(sorted(ends), abs=1)
    draws = forecast_draws(tracking, draws=4000)
    net = draws.net[:, draws.outcomes.place("I alt")]
    middle = followup.forecast(plain, right.rates)["I alt"]
    sd = abs(ends[1] - ends[0]) / (2 * chance.Z95)
    assert net.mean() == pytest.approx(middle, abs=5 * sd / 4000**0.5)
    assert net.std() == pytest.approx(sd, rel=0.06)


def test_a_measured_cohort_keeps_its_effect_though_all_of_it_dropped_out() -> None:
    """21 points more of all who started: dropping out is in that number already."""
    case = load_case(shipped("params") / "aabenraa-ips.yaml")
    counts = followup.Year(32, 0, 32, 10, 32)
    text = {
        "opfølgningsår": 2025,
        "dato": "2026-01-31",
        "målt_blandt": "startede",
        "sammenligning": {"succeser": 10, "observerede": 100},
        "år": {
            2025: {
                "startede": 32,
                "gennemførte": 0,
                "frafaldne": 32,
                "succeser": 10,
                "observerede": 32,
            }
        },
    }
    tracking = track(case, [FollowUp.model_validate(text)], discount_schedule_of(case))
    right = followup.updated(0.05, [2025], {2025: counts}, (10, 100), counted="startede")
    assert right.weight is not None
    assert right.rates[2025] == pytest.approx(right.weight * 0.2125)
    gained = 32 * right.rates[2025] * (448_215.70 + 27_124.53 + 28_335.81)
    started = tracking.forecast.by_actor() - tracking.rest()
    assert started["I alt"] == pytest.approx(-983_200 + 32 * 10_611 + gained, abs=1)
    assert gained > 0
