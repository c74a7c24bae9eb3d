"""Omkostningsmodellen against a slow oracle, its start rule, and what it puts into a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import som_calc
from som_calc.api import check_case, check_tree, load_case
from som_calc.case.cost_model import SOURCE, CostModel, Staff
from som_calc.case.values import Sourced
from som_calc.case.yaml_reader import parse_yaml
from som_calc.case.yaml_writer import to_yaml
from som_calc.engine.costs.calculation import work_out
from som_calc.engine.costs.teams import course_shares, teams
from som_calc.engine.costs.wages import hourly_wage, yearly_salary
from som_calc.resources import shipped
from tests.engine.cost_model_oracle import oracle

EXAMPLE = shipped("params") / "eksempel-omkostningsmodel.yaml"
money = st.integers(0, 50_000_000).map(lambda n: n / 100)
hours = st.integers(0, 20_000).map(lambda n: n / 100)


@st.composite
def resources(draw: st.DrawFn, number: int, staff: list[str]) -> dict[str, Any]:
    category = draw(st.sampled_from(("forberedelse", "uddannelse", "drift", "materiel")))
    per = draw(st.sampled_from(("deltager", "hold", "år", "i alt")))
    item: dict[str, Any] = {"navn": f"R{number}", "kategori": category, "pr": per}
    if draw(st.booleans()):
        item |= {"timer": draw(hours), "personaletype": draw(st.sampled_from(staff))}
    else:
        item["beløb"] = draw(money)
    if per == "i alt" and draw(st.booleans()):
        item["år"] = draw(st.integers(2026, 2030))
    if category == "materiel":
        item |= draw(st.sampled_from(({}, {"levetid": 5}, {"levetid": 2.5}, {"restværdi": 1000})))
    return item


@st.composite
def models(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """A cost model as a user writes it, and the course's length in months."""
    last = draw(st.integers(2026, 2032))
    staff = [
        {"navn": "A", "årsløn": draw(money), "timenorm": draw(st.integers(1, 1924))},
        {"navn": "B", "timeløn": draw(money)},
    ]
    names = ["A", "B"]
    items = [draw(resources(n, names)) for n in range(draw(st.integers(1, 5)))]
    model: dict[str, Any] = {
        "fra": 2026,
        "til": last,
        "hold": draw(
            st.dictionaries(st.integers(2026, last), st.integers(0, 4), min_size=1, max_size=5)
        ),
        "deltagere_pr_hold": draw(st.integers(1, 12)),
        "personale": staff,
        "ressourcer": items,
    }
    if draw(st.booleans()):
        model["sparet"] = {"navn": "Alternativ", "ressourcer": [draw(resources(9, names))]}
    return model, draw(st.sampled_from((3, 6, 12, 18, 24, 45)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(models())
def test_every_amount_is_the_oracles(drawn: tuple[dict[str, Any], int]) -> None:
    raw, months = drawn
    expected = oracle(raw, months)
    costs = work_out(CostModel.model_validate(raw), months / 12)

    gross = {
        (line.resource.name, year): kr for line in costs.lines for year, kr in line.gross.items()
    }
    saved = {
        (line.resource.name, year): kr for line in costs.saved for year, kr in line.gross.items()
    }
    assert costs.participants == expected["people"]
    for found, wanted in ((gross, expected["gross"]), (saved, expected["saved"])):
        assert found.keys() == wanted.keys()
        for key, kr in wanted.items():
            assert found[key] == pytest.approx(float(kr), rel=1e-9, abs=1e-6)
    for line in costs.lines:
        left = float(expected["residual"][line.resource.name])
        assert sum(line.residual.values()) == pytest.approx(left, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("months", "last_start"), [(12, 2029), (13, 2028), (24, 2028), (25, 2027), (6, 2029)]
)
def test_a_team_starts_only_where_its_course_can_finish_in_time(
    months: int, last_start: int
) -> None:
    model = CostModel.model_validate(
        {
            "fra": 2026,
            "til": 2029,
            "hold": dict.fromkeys(range(2026, 2030), 1),
            "deltagere_pr_hold": 1,
            "ressourcer": [{"navn": "R", "beløb": 1}],
        }
    )
    started = [team.start for team in teams(model, months / 12) if team.started]

    assert max(started) == last_start
    assert all(team.finish <= 2029 for team in teams(model, months / 12) if team.started)


def test_salary_and_wage_go_both_ways() -> None:
    yearly = Staff(name="A", yearly_salary=Sourced(value=518_000), hours_norm=Sourced(value=1_400))
    hourly = Staff(name="B", hourly_wage=Sourced(value=370), hours_norm=Sourced(value=1_400))

    assert hourly_wage(yearly) == 370
    assert yearly_salary(hourly) == 518_000
    assert sum(course_shares(2.4)) == pytest.approx(1)


def test_the_illustrative_case_by_hand() -> None:
    case = load_case(EXAMPLE)
    by_name = {cost.name: cost.per_year for cost in case.costs}
    mentor = by_name["Mentortimer"]
    assert mentor is not None

    # 370 kr. an hour, 75 hours; two thirds of a course lie in its first year.
    assert mentor.value[2026] == pytest.approx(16 * 75 * 370 * 2 / 3)
    assert mentor.value[2027] == pytest.approx((16 / 3 + 24 * 2 / 3) * 75 * 370)
    assert mentor.status == "illustrativ"
    assert mentor.source is not None
    assert mentor.source.startswith(SOURCE)
    left = by_name["Restværdi af Computere"]
    assert left is not None
    assert left.value == {2029: pytest.approx(-96_000 / 5)}
    assert case.participants.value == {2026: 16, 2027: 24, 2028: 24}
    # 20 hours at 350 kr. and a course of 4.200 kr.
    assert sum(line.per_participant.value for line in case.alternative) == pytest.approx(11_200)


def test_the_case_gives_the_same_result_with_the_amounts_written_out(tmp_path: Path) -> None:
    case = load_case(EXAMPLE)
    written = case.model_copy(update={"cost_model": None})
    path = tmp_path / "sag.yaml"
    path.write_text(to_yaml(written), encoding="utf-8")

    assert load_case(path) == written
    assert som_calc.calculate(load_case(path)).by_actor().to_dict() == pytest.approx(
        som_calc.calculate(case).by_actor().to_dict()
    )


def test_a_completed_case_can_be_written_and_completed_again() -> None:
    case = load_case(EXAMPLE)

    assert check_tree(parse_yaml(to_yaml(case), "sag.yaml")).case == case


def test_the_case_may_have_costs_of_its_own_beside_the_model(tmp_path: Path) -> None:
    own = "omkostninger:\n  - navn: Evaluering\n    pr_år: {2029: 50.000}\n\nkonsekvenser:\n"
    path = tmp_path / "sag.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace("\nkonsekvenser:\n", f"\n{own}", 1), "utf-8")
    case = load_case(path)

    assert [cost.name for cost in case.costs][-1] == "Evaluering"
    assert len(case.costs) == len(load_case(EXAMPLE).costs) + 1


def test_one_input_can_be_set_from_the_command_line() -> None:
    more = load_case(EXAMPLE, ["omkostningsmodel.personale.Mentor.årsløn=600000"])
    mentor = next(cost.per_year for cost in more.costs if cost.name == "Mentortimer")
    assert mentor is not None

    assert mentor.value[2026] == pytest.approx(16 * 75 * 600_000 / 1_400 * 2 / 3)


FAULTS = [
    ("      pr: hold\n", "      pr: hodl\n", "ikke en mulighed"),
    ("personaletype: Psykolog", "personaletype: Psykologer", "findes ikke; mente du »Psykolog«?"),
    ("      timenorm:\n        værdi: 1400\n        kilde: Illustrativt tal\n"
     "        status: illustrativ\n    - navn: Projektleder", "    - navn: Projektleder",
     "har en årsløn, men ingen timenorm"),
    ("      levetid: {", "      timer: {", "enten timer eller et beløb"),
    ("      2028: 3\n", "      2029: 3\n", "begynder derfor ikke"),
    ("  til: 2029\n  # 2", "  til: 2026\n  # 2", "ligger uden for indsatsens år"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), FAULTS)
def test_a_faulty_model_is_told_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "sag.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    problems = [problem for problem in check_case(path).problems if said in str(problem)]

    assert problems
    assert all(isinstance(problem.line, int) and problem.line > 40 for problem in problems)


def test_participants_that_do_not_fit_the_teams_are_refused(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "sag.yaml"
    path.write_text(f"{text}deltagere: {{2026: 99}}\n", encoding="utf-8")

    assert ["deltagerne stemmer ikke" in p.wrong for p in check_case(path).errors] == [True]
