"""The vectorised evaluator gives what the engine gives, on random cases and settings."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from som_calc.analysis.design import along, base
from som_calc.analysis.outcomes import cumulative
from som_calc.analysis.runner import at_rate, run
from som_calc.case.model import Case
from som_calc.case.names import WITHOUT_GRANTS
from som_calc.engine.calculate import calculate
from som_calc.engine.frame import build, evaluate
from som_calc.engine.inputs import inputs, with_values
from som_calc.engine.result import Result
from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import cases, schedules

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def expected(result: Result) -> dict[str, float]:
    committees = result.by_committee().drop("I alt")
    alone = result.without_grants().by_actor()["Kommune"]
    return {**result.by_actor().to_dict(), WITHOUT_GRANTS: alone, **committees.to_dict()}


def assert_same(found: dict[str, float], wanted: dict[str, float]) -> None:
    for name, value in found.items():
        assert value == pytest.approx(wanted.get(name, 0.0), rel=1e-12, abs=1e-6), name
    assert not {name for name, value in wanted.items() if value} - set(found)


@quick
@given(cases(), schedules(), st.randoms(use_true_random=False))
def test_moved_inputs_give_what_the_engine_gives_on_the_moved_case(
    case: Case, schedule: DiscountSchedule, random: object
) -> None:
    known = inputs(case, schedule)
    factor = {item.id: random.uniform(0.5, 1.5) for item in known if item.linear}  # type: ignore[attr-defined]
    values = {item.id: item.value * factor[item.id] for item in known if item.linear}
    rate = random.choice([None, 0.0, 0.07])  # type: ignore[attr-defined]
    values["periode.horisont"] = random.randint(1, 20)  # type: ignore[attr-defined]
    values["indsats.forløbsvarighed"] = random.choice([0.5, 1.5, 2.0])  # type: ignore[attr-defined]
    design = base(case, schedule)
    row = [values.get(item.id, item.value) for item in known]
    if rate is not None:
        row[[item.id for item in known].index("diskonteringsrente")] = rate
    found = run(dataclasses.replace(design, values=np.array([row])))
    moved = with_values(case, known, values)
    unchanged = rate is None or rate == schedule.steps[0][1]
    result = calculate(moved, schedule if unchanged else at_rate(schedule, rate))
    assert_same(
        dict(zip(found.outcomes.names, found.net[0].tolist(), strict=True)), expected(result)
    )


@quick
@given(cases(), schedules())
def test_the_cumulated_result_is_the_engines(case: Case, schedule: DiscountSchedule) -> None:
    evaluator = build(case, schedule)
    result = calculate(case, schedule)
    for name, part, actor in (
        ("I alt", result, "I alt"),
        ("Kommune", result, "Kommune"),
        (WITHOUT_GRANTS, result.without_grants(), "Kommune"),
    ):
        found = evaluate(evaluator, cumulative(evaluator, name))[0]
        wanted = part.by_year()[actor].reindex(list(evaluator.years), fill_value=0.0).cumsum()
        np.testing.assert_allclose(found, wanted.to_numpy(), rtol=1e-12, atol=1e-6)


@quick
@given(cases(), schedules())
def test_every_last_year_gives_what_the_engine_gives_also_where_years_change_nothing(
    case: Case, schedule: DiscountSchedule
) -> None:
    years = list(range(case.period.first_year, case.period.last_year + 6))
    found = run(along(case, schedule, "periode.til", years))
    known = inputs(case, schedule)
    for year, net in zip(years, found.net.tolist(), strict=True):
        moved = with_values(case, known, {"periode.til": year})
        assert_same(
            dict(zip(found.outcomes.names, net, strict=True)), expected(calculate(moved, schedule))
        )
