"""Break-evens in closed form: they are where the engine's own result is zero."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import som_calc
from som_calc.analysis.break_even import Line, break_even, lines_by_actor
from som_calc.case.model import Case
from som_calc.case.names import ALWAYS_GAIN, ALWAYS_LOSS, ALWAYS_ZERO, WITHOUT_GRANTS
from som_calc.engine.calculate import calculate
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.resources import find
from tests.strategies import cases, schedules

ROWS = ["I alt", "Kommune", "Region", "Stat", "Statslig tilskud"]


@pytest.fixture(scope="module")
def ips() -> Case:
    return som_calc.load_case(find("params", "aabenraa-ips.yaml"))


def test_aabenraas_three_break_evens_are_the_published_ones(ips: Case) -> None:
    rates = som_calc.break_even(som_calc.calculate(ips)).rates

    shown = {name: round(rate * 100, 3) for name, rate in rates.items() if rate is not None}
    assert shown == {"I alt": 3.993, "Kommune": 0.649, WITHOUT_GRANTS: 4.488}


def test_break_evens_do_not_depend_on_the_rate_they_are_read_at(ips: Case) -> None:
    at = [break_even(som_calc.calculate(ips, rate)).rates for rate in (0.0, 0.01, 0.05, 1.0)]

    for rates in at[1:]:
        assert rates == pytest.approx(at[0], abs=1e-12)


def test_the_net_result_is_zero_at_break_even(ips: Case) -> None:
    points = break_even(som_calc.calculate(ips))
    assert points.total.break_even is not None
    assert points.municipality_without_grants.break_even is not None

    total = som_calc.calculate(ips, points.total.break_even)
    alone = som_calc.calculate(ips, points.municipality_without_grants.break_even).without_grants()

    assert total.by_actor()["I alt"] == pytest.approx(0, abs=1e-6)
    assert alone.by_actor()["Kommune"] == pytest.approx(0, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(cases(), schedules(), st.floats(0, 1), st.floats(0, 1))
def test_the_line_gives_the_engines_result_at_any_rate(
    case: Case, schedule: DiscountSchedule, read_at: float, other: float
) -> None:
    lines = lines_by_actor(calculate(case, schedule, success_rate=read_at))
    there = calculate(case, schedule, success_rate=other)

    scale = 1e-9 * (1 + there.table["present_value"].abs().sum()) / max(read_at, 1e-9)
    for name in ROWS:
        assert lines[name].at(other) == pytest.approx(there.by_actor()[name], abs=scale)


@pytest.mark.parametrize(
    ("fixed", "slope", "rate", "verdict"),
    [
        (-100, 2000, 0.05, "krydser"),
        (100, -2000, 0.05, "krydser"),
        (-100, 50, None, ALWAYS_LOSS),
        (-100, -50, None, ALWAYS_LOSS),
        (100, 50, None, ALWAYS_GAIN),
        (100, 0, None, ALWAYS_GAIN),
        (0, 0, None, ALWAYS_ZERO),
        (0, 10, 0.0, "overskud, når mereffekten er over 0"),
        (0, -10, 0.0, "underskud, når mereffekten er over 0"),
        (-10, 10, 1.0, "underskud, når mereffekten er under 100\u00a0pct."),
        (10, -10, 1.0, "overskud, når mereffekten er under 100\u00a0pct."),
        (-3e-8, 10, 0.0, "overskud, når mereffekten er over 0"),
        (3e-8, -10, 0.0, "underskud, når mereffekten er over 0"),
        (-0.4, 0.3, None, ALWAYS_ZERO),
        (-1, 2, 0.5, "krydser"),
    ],
)
def test_a_break_even_exists_only_from_0_to_100_pct_and_says_what_lies_beside_it(
    fixed: float, slope: float, rate: float | None, verdict: str
) -> None:
    line = Line(fixed, slope)

    assert line.break_even == rate
    assert line.verdict == verdict
    assert line.gains_above == (slope > 0)
