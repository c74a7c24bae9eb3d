"""The bridge sums exactly, in any order, and is nothing where all came as expected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from som_calc.analysis.followup.assemble import assemble, calculated
from som_calc.analysis.followup.bridge import bridge, bridge_by_year
from som_calc.analysis.followup.known import GROUPS, Known, known_after
from som_calc.case.followup import FollowUp
from som_calc.case.model import Case
from som_calc.case.price_level import conversion_factor
from som_calc.engine.booking import grant_by_year, gross_by_year
from som_calc.engine.calculate import calculate
from som_calc.engine.timing import cohorts
from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import case_files, schedules

KRONER = 1e-6
# Sums of tens of millions of kroner carry about this much in float64.
CLOSE = {"abs": KRONER, "rel": 1e-13}
RUN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
random_cases = case_files().map(Case.model_validate)


@st.composite
def follow_ups(draw: st.DrawFn, case: Case) -> FollowUp:
    """Actuals of some years, with holes, and at times a new price year, rate and prices."""
    first = min(case.participants.value)
    last = min(first + 2, case.period.last_year)
    years: dict[int, dict[str, Any]] = {}
    for year in draw(st.permutations(range(first, last + 1))):
        started = draw(st.integers(0, 60))
        dropped = draw(st.integers(0, started))
        observed = draw(st.integers(0, started - dropped))
        numbers: dict[str, Any] = {
            "startede": started,
            "frafaldne": dropped,
            "gennemførte": started - dropped,
            "bruttoudgift": draw(st.integers(0, 3_000_000)),
            "tilskud": draw(st.integers(0, 2_000_000)),
            "sparet_udgift": draw(st.integers(0, 1_000_000)),
            "observerede": observed,
            "succeser": draw(st.integers(0, observed)),
            "prisniveau": draw(st.sampled_from(sorted(case.price_index.values))),
        }
        for name in draw(st.sets(st.sampled_from(sorted(set(numbers) - {"prisniveau"})))):
            if name not in ("observerede", "succeser"):
                numbers[name] = "ukendt"
        years[year] = numbers
    new: dict[str, Any] = {}
    if draw(st.booleans()):
        new["prisniveau"] = draw(st.sampled_from(sorted(case.price_index.values)))
        new["diskonteringsrente"] = draw(st.sampled_from(("2 %", "3,5 %", "5 %")))
        new["horisont"] = draw(st.integers(1, 20))
        new["forløbsvarighed"] = draw(st.sampled_from((0.5, 2)))
    return FollowUp.model_validate(
        {
            "opfølgningsår": last,
            "dato": f"{last + 1}-02-01",
            "år": years,
            "sammenligning": {"andel": f"{draw(st.integers(0, 60))} %"},
            "nye_forudsætninger": new,
        }
    )


@RUN
@given(random_cases, schedules(), st.data())
def test_the_steps_sum_to_the_difference_in_any_order_of_groups(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    known, _ = known_after(case, [data.draw(follow_ups(case))])
    order = data.draw(st.permutations(list(GROUPS)))
    steps = bridge(case, Known(), known, schedule, order)
    today = calculated(assemble(case, known, schedule)).by_actor()
    decided = calculate(case, schedule).by_actor()
    for actor in steps.columns:
        assert steps[actor].sum() == pytest.approx(today[actor] - decided[actor], **CLOSE)


@RUN
@given(random_cases, schedules(), st.data())
def test_the_years_sum_to_the_difference_in_any_order_of_years(
    case: Case, schedule: DiscountSchedule, data: st.DataObject
) -> None:
    known, _ = known_after(case, [data.draw(follow_ups(case))])
    years = data.draw(st.permutations(known.years))
    today = calculated(assemble(case, known, schedule)).by_actor()
    decided = calculate(case, schedule).by_actor()
    steps = bridge_by_year(case, known, schedule, years)
    assert list(steps.index[:-1]) == list(years)
    for actor in steps.columns:
        assert steps[actor].sum() == pytest.approx(today[actor] - decided[actor], **CLOSE)


def as_expected(case: Case) -> FollowUp:
    """A follow-up in which everything came exactly as the case expected."""
    found = cohorts(case)
    gross = gross_by_year(case)
    grant = grant_by_year(case)
    each = sum(
        item.per_participant.value
        * conversion_factor(case.price_index, item.price_year, case.price_year)
        for item in case.alternative
    )
    years = {}
    for cohort in found:
        year = cohort.start
        numbers: dict[str, Any] = {
            "startede": cohort.participants,
            "frafaldne": 0,
            "gennemførte": cohort.participants,
            "sparet_udgift": float(each * cohort.participants),
        }
        if any(year in amounts for amounts in gross):
            numbers["bruttoudgift"] = float(sum(amounts.get(year, 0.0) for amounts in gross))
        if any(year in amounts for amounts in grant):
            numbers["tilskud"] = float(sum(amounts.get(year, 0.0) for amounts in grant))
        # 40 of 100 succeed, which is the comparison share plus the planned effect.
        numbers |= {"succeser": 40, "observerede": 100}
        years[year] = numbers
    last = max(years)
    share = 0.4 - min(case.success_rate.value, 0.4)
    return FollowUp.model_validate(
        {
            "opfølgningsår": last,
            "dato": f"{last + 1}-02-01",
            "år": years,
            "sammenligning": {"andel": share},
        }
    )


@RUN
@given(random_cases.filter(lambda case: case.success_rate.value <= 0.4), schedules())
def test_every_step_is_zero_when_all_came_as_expected(
    case: Case, schedule: DiscountSchedule
) -> None:
    known, _ = known_after(case, [as_expected(case)])
    steps = bridge(case, Known(), known, schedule)
    size = calculate(case, schedule).table["present_value"].abs().sum()
    assert np.abs(steps.to_numpy()).max() < max(KRONER, 1e-13 * size)


@RUN
@given(random_cases, schedules())
def test_knowing_nothing_gives_the_decided_result_exactly(
    case: Case, schedule: DiscountSchedule
) -> None:
    mixed = assemble(case, Known(), schedule)
    assert calculated(mixed).by_actor().equals(calculate(case, schedule).by_actor())


@pytest.mark.parametrize("wrong", [[], ["costs"], [*GROUPS, "costs"]])
def test_an_order_that_leaves_a_group_out_is_refused(wrong: list[str]) -> None:
    with pytest.raises(ValueError, match="once"):
        bridge(None, Known(), Known(), None, wrong)
