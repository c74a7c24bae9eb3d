"""The published numbers of Aabenraa Kommune come out to the krone.

The published cells stand here as printed; they are never edited to make a test pass.
"""

from __future__ import annotations

import pytest

import som_calc
from som_calc.case.model import Case
from som_calc.resources import find

IPS = {
    0.05: {
        "I alt": 1_071_273,
        "Kommune": 4_121_031,
        "Region": 286_577,
        "Stat": 299_375,
        "Statslig tilskud": -3_635_710,
    },
    0.07: {
        "I alt": 3_199_856,
        "Kommune": 6_015_234,
        "Region": 401_208,
        "Stat": 419_124,
        "Statslig tilskud": -3_635_710,
    },
}
FLERE_UNGE = {
    "I alt": 1_165_723,
    "Kommune": 1_699_264,
    "Region": 75_053,
    "Stat": 300_017,
    "Statslig tilskud": -908_610,
}
UDVALG = {
    "I alt": 3_992_986,
    "Økonomiudvalget": 117_492,
    "Arbejdsmarkeds- og Uddannelsesudvalget": 1_875_062,
    "Sundheds- og Forebyggelsesudvalget": 272_780,
    "Social- og Seniorudvalget": 1_727_652,
    "Børne- og Undervisningsudvalget": 0,
    "Øvrige udvalg": 0,
}


def _case(name: str) -> Case:
    return som_calc.load_case(find("params", f"{name}.yaml"))


@pytest.mark.parametrize("rate", sorted(IPS))
def test_every_published_cell_of_ips_comes_out_to_the_krone(rate: float) -> None:
    result = som_calc.calculate(_case("aabenraa-ips"), success_rate=rate)
    assert result.by_actor().round().astype(int).to_dict() == IPS[rate]


def test_setting_the_rate_in_the_case_gives_the_same_as_the_published_7_pct() -> None:
    case = som_calc.load_case(find("params", "aabenraa-ips.yaml"), ["mereffekt=7%"])
    assert som_calc.calculate(case).by_actor().round().astype(int).to_dict() == IPS[0.07]


def test_every_published_cell_of_flere_unge_comes_out_to_the_krone() -> None:
    result = som_calc.calculate(_case("aabenraa-flere-unge"))
    assert result.by_actor().round().astype(int).to_dict() == FLERE_UNGE


def test_rounded_rows_of_flere_unge_are_not_forced_to_sum() -> None:
    rounded = som_calc.calculate(_case("aabenraa-flere-unge")).by_actor().round()
    assert rounded.drop("I alt").sum() == 1_165_724
    assert rounded["I alt"] == 1_165_723


def test_the_grant_of_flere_unge_is_the_computed_one_before_rounding() -> None:
    result = som_calc.calculate(_case("aabenraa-flere-unge"))
    assert result.by_actor()["Statslig tilskud"] == pytest.approx(-908_610.497, abs=0.001)


def test_the_published_committee_table_comes_out_to_the_krone_in_its_order() -> None:
    committees = som_calc.calculate(_case("aabenraa-ips-udvalg")).by_committee()
    assert committees.round().astype(int).to_dict() == UDVALG
    assert list(committees.index) == list(UDVALG)


def test_the_committee_table_is_128045_kr_below_the_other_and_says_so() -> None:
    case = _case("aabenraa-ips-udvalg")
    assert IPS[0.05]["Kommune"] - UDVALG["I alt"] == 128_045
    assert "128.045 kr." in (case.note or "")
    assert "ikke forklaret" in (case.note or "")


@pytest.mark.parametrize(
    ("perspective", "rate"),
    [("I alt", 0.03993), ("Kommune", 0.00649), ("Kommune uden tilskud", 0.04488)],
)
def test_ips_breaks_even_where_published(perspective: str, rate: float) -> None:
    result = som_calc.calculate(_case("aabenraa-ips"))
    assert round(som_calc.break_even(result).rates[perspective] or 0, 5) == rate


@pytest.mark.parametrize(
    ("perspective", "rate"),
    [("I alt", 0.03993), ("Kommune", 0.00649), ("Kommune uden tilskud", 0.04488)],
)
def test_the_result_is_zero_at_the_break_even(perspective: str, rate: float) -> None:
    """Straight from two runs, without the break-even function."""
    case = _case("aabenraa-ips")

    def net(at: float) -> float:
        result = som_calc.calculate(case, success_rate=at)
        if perspective == "Kommune uden tilskud":
            return float(result.without_grants().by_actor()["Kommune"])
        return float(result.by_actor()[perspective])

    fixed, slope = net(0.0), net(1.0) - net(0.0)
    assert round(-fixed / slope, 5) == rate


def test_the_slides_break_even_of_2_5_pct_cannot_be_reproduced() -> None:
    rates = som_calc.break_even(som_calc.calculate(_case("aabenraa-ips"))).rates
    assert all(round(rate or 0, 3) != 0.025 for rate in rates.values())


def test_the_kommune_gains_485321_kr_when_it_pays_ips_itself() -> None:
    # 485.321 is the difference of two rounded rows; unrounded it is 485.321,62.
    alone = som_calc.calculate(_case("aabenraa-ips"), success_rate=0.05).without_grants()
    assert round(alone.by_actor()["Kommune"]) == pytest.approx(485_321, abs=1)


def test_rounded_slide_amounts_would_miss_the_grant_by_1268_kr() -> None:
    case = _case("aabenraa-ips")
    cost = case.costs[0]
    assert cost.per_year is not None
    share = 6_880_000 / 6_882_400
    slides = {year: amount * share for year, amount in cost.per_year.value.items()}
    rounded = cost.model_copy(
        update={"per_year": cost.per_year.model_copy(update={"value": slides})}
    )
    result = som_calc.calculate(case.model_copy(update={"costs": [rounded]}))
    assert round(result.by_actor()["Statslig tilskud"] + 3_635_710) == 1_268


def test_the_three_years_of_ips_are_three_fields() -> None:
    case = _case("aabenraa-ips")
    assert (case.price_year, case.discount_base, case.present_value_label) == (2025, 2025, 2026)
    result = som_calc.calculate(case.model_copy(update={"present_value_label": 2031}))
    assert round(result.by_actor()["I alt"]) == IPS[0.05]["I alt"]


def test_the_target_groups_success_share_never_enters_the_result() -> None:
    case = _case("aabenraa-ips")
    group = case.intervention.target_group
    assert group.success_share is not None
    assert group.success_share.value == 0.26
    without = case.intervention.model_copy(
        update={"target_group": group.model_copy(update={"success_share": None})}
    )
    result = som_calc.calculate(case.model_copy(update={"intervention": without}))
    assert result.by_actor().round().astype(int).to_dict() == IPS[0.05]


def test_the_time_profile_moves_years_but_not_the_present_value() -> None:
    case = _case("aabenraa-ips")
    given = case.back_calculated
    assert given is not None
    early = given.model_copy(
        update={"profile": given.profile.model_copy(update={"value": {0: 3.0, 1: 1.0}})}
    )
    usual = som_calc.calculate(case)
    moved = som_calc.calculate(case.model_copy(update={"back_calculated": early}))
    assert moved.by_actor().round(6).to_dict() == usual.by_actor().round(6).to_dict()
    assert moved.by_year().loc[2026, "Kommune"] != usual.by_year().loc[2026, "Kommune"]
