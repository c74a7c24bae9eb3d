"""Gennemførelse: the share that completes shows a price, and moves nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import som_calc
from som_calc.api import check_case
from som_calc.resources import find
from tests.promises import cases, reading

STATED = {"værdi": "85 %", "kilde": "Prøve", "status": "antagelse"}
CALLS = cases.plain(
    deltagere={2026: 45, 2027: 45},
    omkostninger=[{"navn": "Team", "pr_år": {2026: 1_956_239, 2027: 1_956_239}}],
)


def test_a_completed_course_costs_the_total_divided_by_those_who_complete(tmp_path: Path) -> None:
    path = cases.write(tmp_path, CALLS, gennemførelse=STATED)
    cost = reading.data(path)["udgift"]
    assert cost["pr_deltager"] == pytest.approx(2 * 1_956_239 / 90)
    assert cost["pr_gennemført"] == pytest.approx(2 * 1_956_239 / (90 * 0.85))
    assert "51.144 kr. pr. gennemført forløb" in reading.told("beregn", path)


def test_completion_moves_no_result(tmp_path: Path) -> None:
    without = reading.data(cases.write(tmp_path, CALLS, "uden"))
    stated = reading.data(cases.write(tmp_path, CALLS, "med", gennemførelse=STATED))
    for name in ("nettoresultat", "break_even", "pr_deltager", "mereffekt"):
        assert stated[name] == without[name], name
    assert without["udgift"]["pr_gennemført"] is None


def test_completion_can_be_set_for_one_run(tmp_path: Path) -> None:
    path = cases.write(tmp_path, CALLS, gennemførelse=STATED)
    done = reading.som("beregn", path, "--json", "--sæt", "gennemførelse=50%")
    cost = json.loads(done.stdout)["udgift"]
    assert cost["pr_gennemført"] == pytest.approx(2 * cost["pr_deltager"])


def test_nobody_completing_is_refused_with_the_field(tmp_path: Path) -> None:
    path = cases.write(tmp_path, CALLS, gennemførelse={**STATED, "værdi": "0 %"})
    (problem,) = check_case(path).errors
    assert problem.field == "gennemførelse"
    assert "0 %" in str(problem)


def test_the_cost_model_may_state_it_and_the_case_itself_goes_before(tmp_path: Path) -> None:
    text = find("params", "eksempel-omkostningsmodel.yaml").read_text(encoding="utf-8")
    inside = text.replace(
        "omkostningsmodel:\n",
        "omkostningsmodel:\n  gennemførelse: {værdi: 60 %, kilde: Prøve, status: antagelse}\n",
        1,
    )
    (tmp_path / "model.yaml").write_text(inside, encoding="utf-8")
    (tmp_path / "begge.yaml").write_text(
        inside + "\ngennemførelse: {værdi: 90 %, kilde: Prøve, status: antagelse}\n",
        encoding="utf-8",
    )
    found = [som_calc.load_case(tmp_path / name) for name in ("model.yaml", "begge.yaml")]
    shares = [case.completion.value for case in found if case.completion]
    assert shares == [0.6, 0.9]
