"""»Hvad skal være sandt«: the saving per success at which an effort breaks even."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

import som_calc
from som_calc.analysis.reverse import COLUMNS, PERSPECTIVES, reverse
from som_calc.case.model import BackCalculatedSet, Case
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.resources import find
from tests.strategies import cases, schedules


def _case(name: str) -> Case:
    return som_calc.load_case(find("params", f"{name}.yaml"))


def _with_saving(case: Case, kroner: float, years: int = 1) -> Case:
    """The case with ``kroner`` saved per success, all of it in the kommune."""
    given = BackCalculatedSet.model_validate(
        {
            "tidsprofil": dict.fromkeys(range(years), 1),
            "værdier": [{"aktør": "Kommune", "nutidsværdi_pr_succes": kroner}],
        }
    )
    return case.model_copy(update={"back_calculated": given, "consequences": []})


def _net(result: Result, perspective: str) -> float:
    if perspective == "Kommune uden tilskud":
        return float(result.without_grants().by_actor()["Kommune"])
    return float(result.by_actor()[perspective])


@pytest.mark.parametrize("name", ["randers-act", "aarhus-cti", "aabenraa-ips"])
@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_an_effort_that_saves_exactly_what_is_required_breaks_even(
    name: str, perspective: str
) -> None:
    case = _case(name)
    found = reverse(som_calc.calculate(case))
    for item in found.requirements:
        if item.perspective == perspective:
            assert item.per_success is not None
            saving = _with_saving(case, item.per_success)
            result = som_calc.calculate(saving, success_rate=item.success_rate)
            assert _net(result, perspective) == pytest.approx(0, abs=1e-6)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(cases(), schedules())
def test_random_efforts_break_even_at_what_is_required(
    case: Case, schedule: DiscountSchedule
) -> None:
    item = reverse(calculate(case, schedule), [0.5]).at("Kommune", 0.5)
    if item.per_success is None:
        assert not any(case.participants.value.values())
        return
    result = calculate(_with_saving(case, item.per_success), schedule, success_rate=0.5)
    counted = all(c.consequence_years for c in result.cohorts if c.participants)
    during = calculate(case, schedule).by_component().loc["consequence_during", "Kommune"]
    if counted:
        assert result.by_actor()["Kommune"] + during == pytest.approx(0, abs=1e-3)


def test_aarhus_needs_2_4_mio_kr_per_success_at_14_pct() -> None:
    found = reverse(som_calc.calculate(_case("aarhus-cti")))
    assert found.at("Kommune", 0.14).per_success == pytest.approx(8_393_750 / (25 * 0.14))
    assert found.at("Kommune", 0.14).per_participant == pytest.approx(8_393_750 / 25)
    assert not found.known


def test_the_yearly_saving_over_the_consequence_years_is_worth_the_same() -> None:
    item = reverse(som_calc.calculate(_case("aarhus-cti"))).at("Kommune", 0.14)
    annuity = sum(1.035**-k for k in range(10))
    assert item.per_success_and_year == pytest.approx((item.per_success or 0) / annuity)


def test_the_answer_covers_the_cases_own_and_its_sensitivity_rates() -> None:
    table = reverse(som_calc.calculate(_case("aarhus-cti"))).table()
    assert list(table.columns) == COLUMNS
    assert table["success_rate"].unique().tolist() == [0.10, 0.14, 0.18]
    assert table["perspective"].unique().tolist() == list(PERSPECTIVES)
    assert table["known_per_success"].isna().all()


def test_a_known_saving_is_held_beside_the_required_one() -> None:
    found = reverse(som_calc.calculate(_case("aabenraa-ips")))
    item = found.at("Kommune uden tilskud", 0.05)
    assert item.known_per_success == pytest.approx(448_215.70)
    assert item.margin is not None
    assert item.margin > 0
    low = found.at("Kommune uden tilskud", 0.03)
    assert low.margin is not None
    assert low.margin < 0


def test_the_grant_lowers_what_the_kommune_needs_but_not_what_all_purses_need() -> None:
    found = reverse(som_calc.calculate(_case("randers-act")))
    needed = {name: found.at(name, 0.65).per_success or 0 for name in PERSPECTIVES}
    assert needed["Kommune"] < needed["Kommune uden tilskud"]
    assert needed["I alt"] == pytest.approx(needed["Kommune uden tilskud"])


def test_randers_published_break_even_and_net_gain_cannot_both_be_reproduced() -> None:
    (held,) = reverse(som_calc.calculate(_case("randers-act"))).published
    assert (held.perspective, held.published, held.computed) == ("Kommune", 0.63, None)
    assert held.implied_net is not None
    # Linear in the success rate: from 63 to 65 pct. the kommune gains 2/63 of what it pays.
    paid = -som_calc.calculate(_case("randers-act")).by_actor()["Kommune"]
    assert held.implied_net == pytest.approx(paid * 2 / 63)
    assert held.implied_net < 200_000 < 3_500_000  # the published gain is just under 4 mio.
    assert "kan ikke genskabes sammen" in (held.note or "")


def test_where_nobody_can_succeed_no_saving_is_enough() -> None:
    case = _case("aarhus-cti")
    nobody = case.participants.model_copy(update={"value": {2025: 0}})
    empty = som_calc.calculate(case.model_copy(update={"participants": nobody}))
    assert reverse(empty).at("Kommune", 0.14).per_success is None
    assert reverse(som_calc.calculate(case), [0.0]).at("Kommune", 0.0).per_success is None


def test_a_rate_that_was_not_asked_for_is_an_error() -> None:
    found = reverse(som_calc.calculate(_case("aarhus-cti")))
    with pytest.raises(KeyError):
        found.at("Kommune", 0.5)
