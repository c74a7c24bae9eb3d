"""A case followed over years: what each year knows, corrects and forecasts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from som_calc.analysis.followup.accuracy import accuracy, forecasts, mean_errors
from som_calc.analysis.followup.assemble import calculated
from som_calc.analysis.followup.bridge import bridge, bridge_by_year
from som_calc.analysis.followup.gaps import gaps
from som_calc.analysis.followup.known import Course, Known
from som_calc.analysis.followup.programme import programme
from som_calc.analysis.followup.status import status
from som_calc.analysis.followup.tracking import Tracking, track
from som_calc.api import discount_schedule_of, load_case
from som_calc.case.followup import FollowUp
from som_calc.case.followup_reading import load_follow_ups
from som_calc.case.model import Case
from som_calc.case.price_level import MissingIndex
from som_calc.engine.timing import Cohort, cohorts
from som_calc.report.followup.programme_blocks import efforts_table
from som_calc.resources import shipped

PARAMS = shipped("params")
IPS = PARAMS / "aabenraa-ips.yaml"


def of(year: int, **fields: Any) -> FollowUp:
    head = {"opfølgningsår": year, "dato": f"{year + 1}-01-31", "år": {}}
    return FollowUp.model_validate({**head, **fields})


def cohorts_of(tracking: Tracking) -> list[Cohort]:
    return cohorts(tracking.mixed.case, tracking.mixed.observed)


def followed(*follow_ups: FollowUp, case: Case | None = None) -> Tracking:
    case = case or load_case(IPS)
    return track(case, follow_ups, discount_schedule_of(case))


def shipped_follow_up(folder: Path | None = None, year: int | None = None) -> Tracking:
    case = load_case(IPS)
    found = load_follow_ups(IPS, case, year, folder)
    return track(case, found.items, discount_schedule_of(case))


def test_fewer_participants_cost_what_they_would_have_brought() -> None:
    tracking = followed(of(2025, år={2025: {"startede": 16}}))
    # 16 fewer: their saved alternative, and 5 pct. of them as successes, both in 2025.
    each = 10_611 + 0.05 * (448_215.70 + 27_124.53 + 28_335.81)
    assert tracking.steps["I alt"]["participants"] == pytest.approx(-16 * each, abs=0.01)
    assert tracking.steps["I alt"].drop("participants").abs().max() < 1e-6


def test_those_who_drop_out_do_not_succeed_and_those_under_way_are_not_counted_out() -> None:
    one = {"startede": 32, "frafaldne": 8, "gennemførte": 20}
    tracking = followed(of(2025, år={2025: one}))
    assert tracking.known.course.completion[2025] == pytest.approx(24 / 32)
    value = 0.05 * (448_215.70 + 27_124.53 + 28_335.81)
    own = tracking.known.with_group("course", Known(course=Course({2025: 24 / 32})))
    alone = bridge(tracking.case, Known(), own, tracking.schedule)["I alt"]["course"]
    assert alone == pytest.approx(-8 * value, abs=0.01)


def test_the_drop_out_seen_is_expected_of_cohorts_whose_own_is_not_known() -> None:
    one = {"startede": 32, "frafaldne": 8, "gennemførte": 20}
    tracking = followed(of(2025, år={2025: one}))
    # Four under way are two whole courses; the expected drop-out, none, weighs as two more.
    assert tracking.dropout_to_come == pytest.approx(8 / (20 + 8 + 2 + 2))
    assert {c.start: c.observed.completion for c in cohorts_of(tracking)} == {
        2025: pytest.approx(24 / 32),
        **dict.fromkeys((2026, 2027, 2028), pytest.approx(24 / 32)),
    }
    by_year = bridge_by_year(tracking.case, tracking.known, tracking.schedule)["I alt"]
    assert by_year[0] < by_year[2025] < 0


@pytest.mark.parametrize(("dropped", "started"), [(1, 1), (3, 3), (3, 30), (40, 40)])
def test_few_drop_outs_move_the_forecast_less_than_many(dropped: int, started: int) -> None:
    one = {"startede": started, "frafaldne": dropped, "gennemførte": started - dropped}
    found = followed(of(2025, år={2025: one})).dropout_to_come
    assert found is not None
    assert found == pytest.approx(dropped / started * started / (started + 2))
    assert 0 < found < dropped / started


def test_one_person_who_dropped_out_and_succeeded_changes_little() -> None:
    one = {"startede": 1, "frafaldne": 1, "gennemførte": 0, "succeser": 1, "observerede": 1}
    group = {"succeser": 3, "observerede": 50}
    tracking = followed(of(2025, år={2025: one}, målt_blandt="startede", sammenligning=group))
    rate = tracking.mixed.case.success_rate.value
    assert 0.05 < rate < 0.13
    assert status(tracking).level != "på kurs"


def test_a_cohort_with_an_expected_drop_out_of_its_own_keeps_it() -> None:
    one = {"startede": 32, "frafaldne": 16, "gennemførte": 16}
    own = {"startede": 64, "frafaldne": 0, "gennemførte": 64}
    tracking = followed(of(2025, år={2025: one}, forventninger={2026: own}))
    assert tracking.known.course.completion[2026] == 1


def test_those_who_dropped_out_are_people_without_success() -> None:
    """Only 10 of 26 completers are observed, so 10/26 of those who dropped out are added."""
    one = {
        "startede": 40,
        "gennemførte": 26,
        "frafaldne": 14,
        "succeser": 6,
        "observerede": 10,
    }
    found = followed(of(2025, år={2025: one}, sammenligning={"andel": "20 %"})).evidence
    assert (found.measured.successes, found.measured.observed) == (6, 15)
    assert found.measured.dropped == 5
    assert found.net == pytest.approx(0.2)


def test_the_effect_of_completers_alone_is_told_only_when_asked_for() -> None:
    one = {"startede": 40, "gennemførte": 26, "frafaldne": 14, "succeser": 15, "observerede": 26}
    asked = of(2025, år={2025: one}, sammenligning={"andel": "20 %"}, effekt_blandt="gennemførte")
    found = followed(asked).evidence
    assert found.net == pytest.approx(15 / 26 - 0.2)
    assert found.measured.among == "gennemførte"


def test_whom_successes_were_counted_among_is_remembered_from_an_earlier_follow_up() -> None:
    one = {"startede": 40, "gennemførte": 26, "frafaldne": 14, "succeser": 15, "observerede": 40}
    first = of(2025, år={2025: one}, målt_blandt="startede")
    assert followed(first, of(2026)).evidence.measured.observed == 40


def test_a_measured_effect_reaches_later_cohorts_once_and_not_their_drop_out_twice() -> None:
    """Half of 4.000 drop out, 15 pct. of all who start gain: so will those who start later."""
    one = {
        "startede": 4000,
        "gennemførte": 2000,
        "frafaldne": 2000,
        "succeser": 1640,
        "observerede": 4000,
    }
    tracking = followed(
        of(2025, år={2025: one}, målt_blandt="startede", sammenligning={"andel": "26 %"})
    )
    assert tracking.evidence.net == pytest.approx(0.15)
    assert tracking.share_of_all() == pytest.approx(0.15, abs=0.005)
    assert tracking.share_of_all(rest=True) == pytest.approx(0.15, abs=0.005)


def test_drop_out_that_was_expected_moves_nothing() -> None:
    one = {"startede": 32, "frafaldne": 8, "gennemførte": 24}
    tracking = followed(of(2025, år={2025: one}, forventet_frafald="25 %"))
    assert abs(tracking.steps["I alt"]["course"]) < 1e-6


def test_a_later_follow_up_corrects_field_by_field_and_forgets_nothing() -> None:
    first = of(2025, år={2025: {"startede": 30, "bruttoudgift": 900_000, "tilskud": 500_000}})
    second = of(2026, år={2025: {"bruttoudgift": 950_000, "tilskud": "ukendt"}})
    numbers = followed(first, second).actual[2025]
    assert numbers.get("started") == 30
    assert numbers.get("gross_cost") == 950_000
    assert numbers.get("grant_received") == 500_000


def test_amounts_of_two_price_years_are_brought_to_the_decided() -> None:
    index = {"navn": "Prøve", "værdier": {2025: 100, 2027: 110}, "kilde": "Prøve"}
    tracking = followed(
        of(2025, år={2025: {"bruttoudgift": 900_000}}),
        of(
            2026,
            år={2025: {"tilskud": 550_000, "prisniveau": 2027}},
            nye_forudsætninger={"prisindeks": index},
        ),
    )
    assert tracking.known.costs[2025] == pytest.approx(900_000)
    assert tracking.known.grants[2025] == pytest.approx(500_000)


def test_a_new_price_year_scales_the_whole_result_and_only_the_step_prices() -> None:
    index = {"navn": "Prøve", "værdier": {2025: 100, 2027: 104}, "kilde": "Prøve"}
    new = {"prisniveau": 2027, "prisindeks": index}
    tracking = followed(of(2025, nye_forudsætninger=new))
    assert tracking.forecast.by_actor()["I alt"] == pytest.approx(
        1.04 * tracking.decided.by_actor()["I alt"]
    )
    assert tracking.steps["I alt"].drop("prices").abs().max() < 1e-6
    assert status(tracking).measures[0].actual == pytest.approx(
        tracking.decided.by_actor()["I alt"]
    )


def test_another_price_year_without_an_index_is_refused_in_danish() -> None:
    wrong = of(2025, år={2025: {"bruttoudgift": 1, "prisniveau": 2027}})
    with pytest.raises(MissingIndex, match="kan ikke bringes til 2025-niveau uden et prisindeks"):
        _ = followed(wrong).forecast


def test_new_expectations_are_forecast_and_give_way_to_actual_numbers() -> None:
    first = of(2025, forventninger={2026: {"startede": 50}})
    assert followed(first).mixed.case.participants.value[2026] == 50
    second = of(2026, år={2026: {"startede": 45}})
    assert followed(first, second).mixed.case.participants.value[2026] == 45


def test_a_merged_committee_carries_both_old_ones() -> None:
    case = load_case(PARAMS / "aabenraa-ips-udvalg.yaml")
    old = "Social- og Seniorudvalget", "Sundheds- og Forebyggelsesudvalget"
    before = followed(of(2025), case=case).decided.by_committee()
    new = followed(of(2025, udvalgsændringer=dict.fromkeys(old, "Velfærdsudvalget")), case=case)
    after = new.decided.by_committee()
    assert after["Velfærdsudvalget"] == pytest.approx(before[old[0]] + before[old[1]])
    assert not set(old) & set(after.index)
    assert after["I alt"] == pytest.approx(before["I alt"])


def test_the_shipped_example_is_unresolved_and_the_other_is_off_course(off_course: Path) -> None:
    for year in (2026, 2027):
        found = status(shipped_follow_up(year=year))
        assert (found.level, found.reasons) == ("uafklaret", ["effect"])
    for year in (2026, 2027):
        found = status(shipped_follow_up(off_course, year))
        assert found.level == "ude af kurs"
        assert {"net_result", "participants"} <= set(found.reasons)


@pytest.mark.parametrize(
    ("started", "level"),
    [(32, "på kurs"), (29, "på kurs"), (28, "hold øje"), (25, "hold øje"), (24, "ude af kurs")],
)
def test_the_limit_itself_is_over_the_limit(started: int, level: str) -> None:
    tracking = followed(of(2025, år={2025: {"startede": started}}))
    (people,) = [m for m in status(tracking).measures if m.name == "participants"]
    assert people.level == level


def test_without_numbers_the_case_is_to_be_watched() -> None:
    assert status(followed(of(2025))).level == "hold øje"


@pytest.mark.parametrize(
    ("second", "third", "level"),
    [
        ({"startede": 64, "bruttoudgift": 1_966_400}, {}, "ukendt"),
        ({"startede": 64}, {"bruttoudgift": 1_966_400}, "ukendt"),
        ({"bruttoudgift": 1_966_400}, {"startede": 64, "bruttoudgift": 1_966_400}, "ukendt"),
        ({"startede": 64, "bruttoudgift": 1_966_400},
         {"startede": 64, "bruttoudgift": 1_966_400}, "på kurs"),
    ],
)  # fmt: skip
def test_numbers_of_some_years_are_not_those_of_all(
    second: dict[str, int], third: dict[str, int], level: str
) -> None:
    years = {2025: {"startede": 32, "bruttoudgift": 983_200}, 2026: second, 2027: third}
    found = status(followed(of(2027, år=years)))
    levels = {m.name: m.level for m in found.measures}
    assert level in (levels["participants"], levels["per_participant"])
    assert found.level == "hold øje" if level == "ukendt" else levels["participants"] == "på kurs"


def test_a_cost_that_is_too_high_where_it_is_known_stays_off_course() -> None:
    years = {2025: {"startede": 32, "bruttoudgift": 2_000_000}, 2026: {"startede": 64}}
    (each,) = [m for m in status(followed(of(2026, år=years))).measures
               if m.name == "per_participant"]  # fmt: skip
    assert each.level == "ude af kurs"


def test_a_gain_that_becomes_a_loss_is_off_course() -> None:
    tracking = followed(of(2025, år={2025: {"startede": 32, "bruttoudgift": 2_100_000}}))
    assert tracking.forecast.by_actor()["I alt"] < 0 < tracking.decided.by_actor()["I alt"]
    assert status(tracking).measures[0].level == "ude af kurs"


def test_the_rest_leaves_out_what_is_started() -> None:
    tracking = shipped_follow_up(year=2026)
    table = tracking.forecast.table
    later = table[table["cohort"].isin([2027, 2028])]["present_value"].sum()
    assert tracking.rest()["I alt"] == pytest.approx(later)


def test_break_even_makes_the_forecast_zero() -> None:
    tracking = shipped_follow_up()
    limit = tracking.break_even()
    assert limit is not None
    rate = tracking.mixed.case.success_rate.model_copy(update={"value": limit})
    there = replace(
        tracking.mixed, case=tracking.mixed.case.model_copy(update={"success_rate": rate})
    )
    assert calculated(there).by_actor()["I alt"] == pytest.approx(0, abs=1e-3)


def test_forecasts_are_held_only_against_what_they_could_not_know() -> None:
    tracking = shipped_follow_up()
    table = accuracy(tracking)
    assert not ((table["origin"] == "2026") & (table["year"] <= 2026)).any()
    (row,) = table[(table["origin"] == "2026") & (table["quantity"] == "gross_cost")].itertuples()
    assert (row.year, row.forecast) == (2027, pytest.approx(2_010_000))
    assert row.actual == pytest.approx(2_083_400 * 100 / 104)
    assert row.error == pytest.approx(row.forecast / row.actual - 1)
    assert [item.origin for item in forecasts(tracking)] == ["Beslutningen", "2026", "2027"]
    assert list(mean_errors(table).columns) == ["Beslutningen", "2026"]


def test_the_last_forecast_plus_the_steps_since_is_this_one() -> None:
    tracking = shipped_follow_up()
    last, steps = tracking.before(), tracking.steps_since_last()
    assert last is not None
    assert steps is not None
    for actor, now in tracking.forecast.by_actor().items():
        then = last.forecast.by_actor()[actor]
        assert steps[actor].sum() == pytest.approx(now - then, abs=1e-6)


def test_a_programme_is_the_sum_of_its_efforts_and_as_bad_as_the_worst() -> None:
    case_file = PARAMS / "aabenraa-flere-unge.yaml"
    case = load_case(case_file)
    other = track(case, load_follow_ups(case_file, case).items, discount_schedule_of(case))
    ips = shipped_follow_up(year=2026)
    whole = programme([ips, other])
    assert whole.comparable
    assert whole.level == "hold øje"
    assert whole.total("forecast") == pytest.approx(
        ips.forecast.by_actor()["I alt"] + other.forecast.by_actor()["I alt"]
    )
    assert whole.total_pair("started") == (138, 128)
    assert whole.total("grant_planned") == pytest.approx(3_854_144 + 963_200)
    assert not programme([shipped_follow_up(), other]).comparable


GRANTED = {"tilskud": {"værdi": "123.456", "kilde": "Regnskab", "status": "lokalt tal"}}


def test_a_case_without_a_grant_has_received_none_and_makes_no_sum_unknown() -> None:
    plain = load_case(PARAMS / "aabenraa-flere-unge.yaml").model_copy(update={"grants": []})
    without = followed(
        of(2025, år={2025: {"startede": 3}}), of(2026, år={2026: {"startede": 5}}), case=plain
    )
    granted = followed(of(2025, år={2025: GRANTED}))
    whole = programme([without, granted])

    assert whole.efforts[0].grant == (0.0, 0.0)
    assert whole.efforts[0].grant_missing == ()
    assert whole.total_pair("grant")[1] == pytest.approx(123_456)


def test_a_programme_names_the_years_whose_grant_is_not_known() -> None:
    known = of(2025, år={2025: GRANTED})
    whole = programme([followed(known, of(2026, år={2026: {"startede": 70}}))])
    [effort] = whole.efforts

    assert effort.grant_missing == (2026,)
    assert "2026" in " ".join(efforts_table(whole).notes)


def test_new_prices_and_new_consequences_move_their_own_step_only() -> None:
    case = load_case(PARAMS / "eksempel-hjemloeshed.yaml")
    price, item = case.prices[0], case.consequences[0]
    dearer = {
        "ydelse": price.service,
        "enhed": price.unit,
        "kommune": price.municipality.value * 2,
        "region": price.region.value,
        "stat": price.state.value,
    }
    moved = followed(of(2026, nye_priser=[dearer]), case=case).steps["I alt"]
    assert abs(moved["prices"]) > 1
    assert moved.drop("prices").abs().max() < 1e-6
    assert item.change is not None
    less = {"ydelse": item.service, "ændring": {k: v / 2 for k, v in item.change.value.items()}}
    moved = followed(of(2026, nye_konsekvenser=[less]), case=case).steps["I alt"]
    assert abs(moved["consequences"]) > 1
    assert moved.drop("consequences").abs().max() < 1e-6


def test_money_spent_before_anyone_starts_is_asked_for() -> None:
    case = load_case(PARAMS / "eksempel-hjemloeshed.yaml")
    tracking = followed(of(2026), case=case)
    assert min(case.participants.value) == 2026
    assert tracking.years.start == 2025
    first, *_ = gaps(tracking)
    assert first.year == 2025
