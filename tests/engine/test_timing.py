"""When things fall: cohorts, courses, horizons, the calendar end, and odd cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from som_calc.case.model import Case
from som_calc.case.price_level import MissingIndex
from som_calc.engine.booking import MissingPrice
from som_calc.engine.calculate import calculate
from som_calc.engine.profile import EmptyProfile
from som_calc.engine.result import Result
from som_calc.engine.timing import cohorts, finish_year
from som_calc.knowledge.discount import DiscountSchedule

FLAT = DiscountSchedule.flat(0.0, "uden diskontering")
Maker = Callable[..., Case]


@pytest.fixture
def make() -> Maker:
    """A small case: 10 participants in 2025, one service à 100/20/30 kr., success rate 50 pct."""

    def build(**changes: Any) -> Case:
        given: dict[str, Any] = {
            "titel": "Lille sag",
            "kommune": "Prøvekøbing Kommune",
            "dato": "2026-03-01",
            "indsats": {
                "navn": "Indsats",
                "målgruppe": {"navn": "Målgruppe"},
                "succesmål": "Mål",
                "forløbsvarighed": 1,
            },
            "periode": {"fra": 2025, "til": 2030, "horisont": 10},
            "prisniveau": 2025,
            "diskonteringsår": 2025,
            "nutidsværdiår": 2025,
            "mereffekt": "50 %",
            "deltagere": {2025: 10},
            "omkostninger": [{"navn": "Drift", "pr_år": {2025: 1000}}],
            "konsekvenser": [
                {"ydelse": "Døgn", "enhed": "dage", "ændring": dict.fromkeys(range(12), -1)}
            ],
            "priser": [
                {"ydelse": "døgn", "enhed": "dage", "kommune": 100, "region": 20, "stat": 30}
            ],
        }
        return Case.model_validate(given | changes)

    return build


def _consequences(result: Result, actor: str = "Kommune") -> dict[int, float]:
    table = result.table
    own = table[table["component"].str.startswith("consequence") & (table["actor"] == actor)]
    return {int(y): float(v) for y, v in own.groupby("year")["amount"].sum().items()}


@pytest.mark.parametrize(
    ("length", "finish"),
    [(0.25, 2025), (1, 2025), (1.01, 2026), (1.5, 2026), (2, 2026), (2.5, 2027), (3, 2027)],
)
def test_a_course_of_up_to_n_years_ends_n_minus_1_years_after_it_starts(
    length: float, finish: int
) -> None:
    assert finish_year(2025, length) == finish


def test_effect_falls_from_the_year_the_course_ends_to_the_calendar_end(make: Maker) -> None:
    result = calculate(make(), FLAT)
    assert _consequences(result) == dict.fromkeys(range(2025, 2031), 500.0)
    assert result.cohorts[0].consequence_years == 6


def test_effect_stops_at_the_horizon_when_it_comes_before_the_calendar_end(make: Maker) -> None:
    case = make(periode={"fra": 2025, "til": 2050, "horisont": 3})
    assert _consequences(calculate(case, FLAT)) == dict.fromkeys((2025, 2026, 2027), 500.0)


def test_a_calendar_end_cuts_the_last_cohorts_and_the_cut_can_be_printed(make: Maker) -> None:
    case = make(
        deltagere={2025: 10, 2026: 10, 2030: 10}, periode={"fra": 2025, "til": 2030, "horisont": 5}
    )
    assert [c.consequence_years for c in cohorts(case)] == [5, 5, 1]


def test_a_cohort_that_finishes_after_the_period_costs_but_gains_nothing(make: Maker) -> None:
    case = make(deltagere={2030: 10}, omkostninger=[{"navn": "Drift", "pr_deltager": 100}])
    indsats = case.intervention.model_copy(
        update={"course_length": case.intervention.course_length.model_copy(update={"value": 3.0})}
    )
    result = calculate(case.model_copy(update={"intervention": indsats}), FLAT)
    assert result.cohorts[0].consequence_years == 0
    assert result.by_actor()["I alt"] == -1000


def test_consequences_during_the_course_count_for_every_participant_whatever_the_success(
    make: Maker,
) -> None:
    item = {"ydelse": "Døgn", "enhed": "dage", "under_forløb": {0: -2, 1: -1, 2: -99}}
    case = make(
        konsekvenser=[item],
        indsats={
            "navn": "I",
            "målgruppe": {"navn": "M"},
            "succesmål": "S",
            "forløbsvarighed": 2,
        },
    )
    for rate in (0.0, 0.5, 1.0):
        result = calculate(case, FLAT, success_rate=rate)
        assert _consequences(result) == {2025: 2000.0, 2026: 1000.0}


def test_less_use_is_a_gain_and_more_income_is_a_gain(make: Maker) -> None:
    less = make(konsekvenser=[{"ydelse": "Døgn", "enhed": "dage", "ændring": {0: -1}}])
    income = make(
        konsekvenser=[{"ydelse": "Døgn", "enhed": "dage", "art": "indtægt", "ændring": {0: 1}}]
    )
    assert _consequences(calculate(less, FLAT)) == {2025: 500.0}
    assert _consequences(calculate(income, FLAT)) == {2025: 500.0}


def test_each_payer_gets_its_own_price(make: Maker) -> None:
    result = calculate(make(), FLAT)
    assert result.by_actor()[["Region", "Stat"]].to_list() == [600.0, 900.0]


def test_a_row_that_is_not_significant_is_left_out(make: Maker) -> None:
    item = {"ydelse": "Døgn", "enhed": "dage", "ændring": {0: -1}, "signifikant": "nej"}
    assert calculate(make(konsekvenser=[item]), FLAT).by_actor()["I alt"] == -1000


def test_costs_per_year_and_per_participant_add_up(make: Maker) -> None:
    case = make(
        konsekvenser=[],
        omkostninger=[{"navn": "Drift", "pr_år": {2025: 1000, 2027: 500}, "pr_deltager": 20}],
    )
    by_year = calculate(case, FLAT).by_year()["Kommune"]
    assert by_year[by_year != 0].to_dict() == {2025: -1200.0, 2027: -500.0}


def test_a_grant_share_covers_the_kommunes_costs_only(make: Maker) -> None:
    case = make(
        konsekvenser=[],
        omkostninger=[
            {"navn": "Drift", "pr_år": {2025: 1000}},
            {"navn": "Sygeplejerske", "pr_år": {2025: 400}, "betaler": "Region"},
        ],
        tilskud=[{"navn": "Pulje", "andel": "25 %"}],
    )
    actors = calculate(case, FLAT).by_actor().to_dict()
    assert actors == {
        "I alt": -1400.0,
        "Kommune": -750.0,
        "Region": -400.0,
        "Stat": 0.0,
        "Statslig tilskud": -250.0,
    }


def test_money_from_a_foundation_charges_no_public_purse(make: Maker) -> None:
    grants = [{"navn": "Fond", "pr_år": {2025: 300}, "giver": "Ekstern"}]
    actors = calculate(make(konsekvenser=[], tilskud=grants), FLAT).by_actor()
    assert actors["I alt"] == -700
    assert actors["Statslig tilskud"] == 0


def test_a_price_of_another_year_is_brought_to_the_price_year(make: Maker) -> None:
    prices = [
        {
            "ydelse": "Døgn",
            "enhed": "dage",
            "kommune": 100,
            "region": 0,
            "stat": 0,
            "prisniveau": 2015,
        }
    ]
    index = {"navn": "Indeks", "værdier": {2015: 80, 2025: 100}, "kilde": "Prøve"}
    changed = {"konsekvenser": [{"ydelse": "Døgn", "enhed": "dage", "ændring": {0: -1}}]}
    result = calculate(make(priser=prices, prisindeks=index, **changed), FLAT)
    assert _consequences(result) == {2025: 625.0}


def test_a_consequence_40_years_out_is_discounted_with_the_kinked_rates(make: Maker) -> None:
    case = make(
        omkostninger=[{"navn": "Drift", "pr_år": {2025: 0}}],
        periode={"fra": 2025, "til": 2105, "horisont": 80},
        konsekvenser=[{"ydelse": "Døgn", "enhed": "dage", "ændring": {40: -1, 75: -1}}],
    )
    steps = DiscountSchedule(((0, 0.035), (36, 0.025), (71, 0.015)), "Finansministeriet")
    expected = 500 * 1.035**-35 * (1.025**-5 + 1.025**-35 * 1.015**-5)
    assert calculate(case, steps).by_actor()["Kommune"] == pytest.approx(expected, rel=1e-12)


def test_a_case_where_nobody_takes_part_only_costs(make: Maker) -> None:
    result = calculate(make(deltagere={2025: 0, 2026: 0}), FLAT)
    assert result.by_actor()["I alt"] == -1000
    assert result.per_participant().to_list() == [0.0] * 5
    assert result.participants == 0


def test_a_case_without_any_money_gives_zeros_everywhere(make: Maker) -> None:
    case = make(
        deltagere={2025: 0}, konsekvenser=[], omkostninger=[{"navn": "D", "pr_år": {2025: 0}}]
    )
    result = calculate(case, FLAT)
    assert result.table.empty
    assert result.by_actor().to_list() == [0.0] * 5
    assert result.by_year().shape == (6, 5)
    assert not result.by_component().to_numpy().any()
    assert result.by_committee().to_dict() == {"I alt": 0.0}
    assert result.by_area().to_dict() == {"I alt": 0.0}
    assert result.cumulative().to_numpy().sum() == 0
    assert result.without_grants().by_actor()["Kommune"] == 0


def test_money_before_and_after_the_period_still_shows_in_the_years(make: Maker) -> None:
    costs = [{"navn": "Drift", "pr_år": {2024: 100, 2035: 200}}]
    result = calculate(make(konsekvenser=[], omkostninger=costs), FLAT)
    assert result.by_year()["I alt"].sum() == result.by_actor("amount")["I alt"] == -300


def test_committee_shares_of_a_third_lose_no_krone(make: Maker) -> None:
    item = {
        "ydelse": "Døgn",
        "enhed": "dage",
        "ændring": {0: -1},
        "udvalg": {"A": 0.333333, "B": 0.333333, "C": 0.333333},
    }
    assert _consequences(calculate(make(konsekvenser=[item]), FLAT))[2025] == pytest.approx(500)


def test_costs_without_a_committee_lie_in_the_other_committees(make: Maker) -> None:
    costs = [
        {"navn": "Uden", "pr_år": {2025: 10}},
        {"navn": "Med", "pr_år": {2025: 1}, "udvalg": "Socialudvalget"},
    ]
    committees = calculate(make(konsekvenser=[], omkostninger=costs), FLAT).by_committee()
    assert committees.to_dict() == {"I alt": -11.0, "Socialudvalget": -1.0, "Øvrige udvalg": -10.0}


def test_a_grant_that_is_a_share_follows_the_lines_it_refunds(make: Maker) -> None:
    costs = [
        {"navn": "Kurser", "pr_år": {2025: 300}, "udvalg": "Børneudvalget"},
        {"navn": "Lokaler", "pr_år": {2025: 100}},
        {"navn": "Klinik", "pr_år": {2025: 900}, "betaler": "Region"},
    ]
    grants = [
        {"navn": "Pulje", "andel": "50 %", "giver": "Stat"},
        {"navn": "Fond", "pr_år": {2025: 40}, "giver": "Ekstern"},
        {"navn": "Til Børn", "andel": "10 %", "giver": "Stat", "udvalg": "Børneudvalget"},
    ]
    case = make(konsekvenser=[], omkostninger=costs, tilskud=grants)
    found = calculate(case, FLAT).by_committee()
    assert found["Børneudvalget"] == pytest.approx(-300 + 150 + 40)
    assert found["Øvrige udvalg"] == pytest.approx(-100 + 50 + 40)


def test_result_per_participant_is_discounted_to_the_start_of_the_course(make: Maker) -> None:
    case = make(
        deltagere={2027: 10},
        omkostninger=[{"navn": "Drift", "pr_år": {2027: 1000}}],
        konsekvenser=[],
    )
    schedule = DiscountSchedule.flat(0.10, "prøve")
    assert calculate(case, schedule).per_participant()["I alt"] == pytest.approx(-100)


def test_a_missing_price_is_told_in_danish(make: Maker) -> None:
    with pytest.raises(MissingPrice, match="ydelsen »Døgn« har ingen pris; skriv en pris"):
        calculate(make(priser=[]), FLAT)


def test_a_missing_index_year_is_told_in_danish(make: Maker) -> None:
    costs = [{"navn": "Drift", "pr_år": {2025: 1}, "prisniveau": 2019}]
    with pytest.raises(MissingIndex, match="2019-niveau kan ikke bringes til 2025-niveau"):
        calculate(make(omkostninger=costs), FLAT)
    index = {"navn": "Indekset", "værdier": {2025: 100}, "kilde": "Prøve"}
    with pytest.raises(MissingIndex, match="prisindekset »Indekset« mangler året 2019"):
        calculate(make(omkostninger=costs, prisindeks=index), FLAT)


def test_a_profile_that_sums_to_nothing_is_told_in_danish(make: Maker) -> None:
    given = {
        "tidsprofil": {0: 0, 1: 0},
        "værdier": [{"aktør": "Stat", "nutidsværdi_pr_succes": 100}],
    }
    with pytest.raises(EmptyProfile, match="vægtene giver nul lagt sammen"):
        calculate(make(tilbageregnede_konsekvenser=given), FLAT)
