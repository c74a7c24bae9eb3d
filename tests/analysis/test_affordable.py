"""What the effort may cost at most is the cost at which the result really is zero."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import som_calc
from som_calc.analysis.affordable import affordable, scaled_costs
from som_calc.api import load_case
from som_calc.case.model import Case
from som_calc.case.names import WITHOUT_GRANTS
from som_calc.report.decision.cost_tables import affordable_table
from som_calc.resources import find
from tests.strategies import case_files


def test_the_published_case_may_cost_a_little_more_in_all() -> None:
    result = som_calc.calculate(load_case(find("params", "aabenraa-ips.yaml")))
    lines = {line.name: line for line in affordable(result)}

    # 30.725 kr. per participant today; the published surplus is how much more it may cost.
    cost = 983_200 + 1_966_400 * sum(1.035**-year for year in (1, 2, 3))
    assert lines["I alt"].per_participant == pytest.approx(30_725 * (1 + 1_071_273 / cost), abs=0.1)
    alone = lines[WITHOUT_GRANTS]
    assert alone.scale is not None
    free_standing = result.case.model_copy(update={"grants": []})
    at_limit = som_calc.calculate(scaled_costs(free_standing, alone.scale))
    assert at_limit.by_actor()["Kommune"] == pytest.approx(0, abs=1e-3)


@settings(max_examples=40, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(case_files())
def test_at_the_highest_cost_the_result_is_zero(given_case: dict[str, Any]) -> None:
    result = som_calc.calculate(Case.model_validate(given_case))
    for line in affordable(result):
        if line.scale is None or line.scale > 1e4:
            continue
        at_limit = som_calc.calculate(scaled_costs(result.case, line.scale))
        if line.name == WITHOUT_GRANTS:
            net = at_limit.without_grants().by_actor()["Kommune"]
        else:
            net = at_limit.by_actor()[line.name]
        assert net == pytest.approx(0, abs=1e-3 + 1e-9 * line.scale * line.gross)


def test_a_loss_even_when_free_is_said_in_words() -> None:
    case = load_case(find("params", "aabenraa-ips.yaml"), ["mereffekt=0 %"])
    case = case.model_copy(update={"alternative": []})
    table = affordable_table(som_calc.calculate(case))
    assert table is not None

    assert [cell.text for cell in table.rows[0].cells][2:] == ["0", "0", "−100\xa0%"]


def test_a_case_without_consequences_has_nothing_to_weigh() -> None:
    result = som_calc.calculate(load_case(find("params", "randers-act.yaml")))

    assert affordable_table(result) is None
