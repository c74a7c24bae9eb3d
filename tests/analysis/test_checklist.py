"""The automatic checklist asks what a careful reviewer would, open points first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

import som_calc
from som_calc import cli
from som_calc.analysis.checklist import Check, checklist
from som_calc.api import load_case
from som_calc.case.model import Case, Evidence
from som_calc.report.decision.checklist import answer, checklist_table, question
from som_calc.resources import find
from tests.strategies import case_files

IPS = str(find("params", "aabenraa-ips.yaml"))
EXAMPLE = str(find("params", "eksempel-hjemloeshed.yaml"))


def ask(case: Case, which: str) -> list[Check]:
    return [check for check in checklist(som_calc.calculate(case)) if check.id == which]


def changed(part: Any, **fields: Any) -> Any:
    return part.model_copy(update=fields)


def test_open_points_come_first_and_are_counted_in_the_caption() -> None:
    result = som_calc.calculate(load_case(IPS))
    states = [check.open for check in checklist(result)]

    assert states == sorted(states, reverse=True)
    assert checklist_table(result).caption.startswith("Automatisk tjekliste: fem åbne punkter af")


def test_a_success_rate_that_is_the_success_share_is_asked_about() -> None:
    case = load_case(IPS)
    share = case.intervention.target_group.success_share
    assert share is not None
    (check,) = ask(changed(case, success_rate=changed(case.success_rate, value=share.value)),
                   "nettoeffekt")  # fmt: skip

    assert (check.open, check.finding) == (True, "ens")
    assert "26\xa0pct." in answer(check)


@pytest.mark.parametrize(
    ("rate", "level", "significant", "finding"),
    [
        (0.05, 1, None, "inden for"),
        (0.07, 1, None, "over"),
        (0.05, 1, False, "ikke signifikant"),
        (0.05, 3, None, "svag"),
    ],
)
def test_the_success_rate_is_held_against_the_study(
    rate: float, level: int, significant: bool | None, finding: str
) -> None:
    case = load_case(IPS)
    study = Evidence(study="S", level=level, interval=(0.01, 0.06), significant=significant)
    case = changed(case, evidence=[study], success_rate=changed(case.success_rate, value=rate))
    (check,) = ask(case, "evidens")

    assert check.finding == finding
    assert check.open is (finding != "inden for")


def test_a_grant_that_carries_the_kommunes_result_is_told_with_the_break_evens() -> None:
    case = load_case(IPS)
    low = changed(case, success_rate=changed(case.success_rate, value=0.02))
    (check,) = ask(low, "tilskud")

    assert check.finding == "bærer resultatet"
    assert "Kommune uden tilskud: 4,5\xa0pct." in answer(check)


def test_a_number_is_old_the_day_after_three_years() -> None:
    case = load_case(IPS)
    rate = case.success_rate
    edge = changed(case, success_rate=changed(rate, date=dt.date(2023, 11, 23)))
    past = changed(case, success_rate=changed(rate, date=dt.date(2023, 11, 21)))

    assert ask(edge, "alder")[0].finding == "nye"
    assert ask(past, "alder")[0].finding == "gamle"


def test_an_alternative_that_is_also_a_service_may_be_counted_twice() -> None:
    case = load_case(EXAMPLE)
    line = changed(case.alternative[0], name="Bostøtte (§ 85)")
    (check,) = ask(changed(case, alternative=[line]), "dobbelt")

    assert check.open
    assert "»Bostøtte (§ 85)« og »Bostøtte (§ 85)«" in answer(check)


@settings(max_examples=30, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(case_files())
def test_every_question_about_any_case_has_words(given_case: dict[str, Any]) -> None:
    for check in checklist(som_calc.calculate(Case.model_validate(given_case))):
        assert question(check).endswith("?")
        assert answer(check).endswith((".", "?"))


def test_som_tjek_fuld_prints_the_list() -> None:
    said = CliRunner().invoke(cli.som, ["tjek", IPS, "--fuld"])

    assert said.exit_code == 0
    assert "[Åben] Er usikkerheden angivet?" in said.output
    assert said.output.index("[Åben]") < said.output.index("[I orden]")
