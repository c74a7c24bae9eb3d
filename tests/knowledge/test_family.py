"""Relatives: a component of their own, counted once, the same in engine, oracle and analysis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import som_calc
from som_calc.analysis.break_even import break_even
from som_calc.analysis.monte_carlo import evaluate
from som_calc.analysis.outcomes import outcomes
from som_calc.api import discount_schedule_of
from som_calc.engine.frame import build
from som_calc.resources import shipped
from tests.engine import oracle

REFERRING = shipped("params") / "eksempel-hjemloeshed-viden.yaml"
RELATIVES = "pårørende:\n  - id: illustrativ-boern\n"
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write(pårørende)`` writes the referring case with relatives."""

    def changed(relatives: str = RELATIVES) -> Path:
        text = REFERRING.read_text(encoding="utf-8")
        path = tmp_path / "sag.yaml"
        path.write_text(text.replace("prisindeks:\n", f"{relatives}prisindeks:\n"), "utf-8")
        return path

    return changed


def test_relatives_are_a_component_of_their_own_and_the_rest_is_untouched(write: Write) -> None:
    result = som_calc.calculate(som_calc.load_case(write(RELATIVES)))
    plain = som_calc.calculate(som_calc.load_case(REFERRING))
    family = float(result.by_component()["I alt"]["family"])
    assert family > 0
    assert result.by_actor()["I alt"] == pytest.approx(plain.by_actor()["I alt"] + family)
    own = [c for c in plain.by_component().index if c != "family"]
    assert result.by_component()["I alt"][own].tolist() == pytest.approx(
        plain.by_component()["I alt"][own].tolist()
    )
    own_only = [item for item in result.case.consequences if item.relatives is None]
    without = result.case.model_copy(update={"consequences": own_only, "relatives": []})
    bare = som_calc.calculate(without)
    assert bare.by_actor()["I alt"] == pytest.approx(plain.by_actor()["I alt"])


def test_the_amount_is_per_relative_times_relatives_per_participant(write: Write) -> None:
    half = som_calc.load_case(write(RELATIVES))
    two = som_calc.load_case(write(RELATIVES + "    antal_pr_deltager: 2\n"))
    amounts = [
        float(som_calc.calculate(case).by_component()["I alt"]["family"]) for case in (half, two)
    ]
    assert amounts[1] == pytest.approx(4 * amounts[0])


def test_engine_oracle_and_analysis_agree_with_relatives(write: Write) -> None:
    case = som_calc.load_case(write(RELATIVES))
    result = som_calc.calculate(case)
    books = oracle.compute(case, list(result.schedule.steps), case.success_rate.value)
    for component, amount in books.sums(1).items():
        assert result.by_component()["I alt"][component] == pytest.approx(amount)
    evaluator = build(case, discount_schedule_of(case))
    found = outcomes(evaluator)
    values = dict(zip(found.names, evaluate(evaluator, found.weights)[0].tolist(), strict=True))
    assert values["I alt"] == pytest.approx(result.by_actor()["I alt"])


def test_the_break_even_moves_with_what_relatives_gain(write: Write) -> None:
    with_family = som_calc.calculate(som_calc.load_case(write(RELATIVES)))
    rate = break_even(with_family).total.break_even
    assert rate is not None
    at_zero = som_calc.calculate(with_family.case, success_rate=rate)
    assert at_zero.by_actor()["I alt"] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("relatives", "said"),
    [
        ("pårørende:\n  - id: boern\n", "pårørende.1: »boern« findes ikke i vidensdatabasen"),
        (RELATIVES + "  - id: illustrativ-boern\n", "står to gange og ville blive talt med to"),
        (
            "pårørende:\n  - id: boern-0-5-stofmisbrug\n",
            "pårørende.1: det er ikke oplyst, hvor mange pårørende hver deltager har; skriv",
        ),
    ],
)
def test_relatives_that_cannot_be_counted_are_told(write: Write, relatives: str, said: str) -> None:
    problems = [str(problem) for problem in som_calc.check_case(write(relatives)).problems]
    assert any(said in problem for problem in problems), problems


def test_own_relatives_need_a_number(tmp_path: Path) -> None:
    text = (shipped("params") / "eksempel-hjemloeshed.yaml").read_text(encoding="utf-8")
    before = "  - ydelse: Domme\n    enhed: domme\n    hovedområde"
    assert before in text
    path = tmp_path / "sag.yaml"
    after = before.replace("    hovedområde", "    pårørende: Børn\n    hovedområde")
    path.write_text(text.replace(before, after), "utf-8")
    (problem,) = som_calc.check_case(path).errors
    assert "tilføj »antal_pr_deltager«" in str(problem)


def test_the_report_shows_the_result_with_and_without_relatives(write: Write) -> None:
    from som_calc.report.decision.family import WITH, WITHOUT, family_figure, with_and_without

    result = som_calc.calculate(som_calc.load_case(write(RELATIVES)))
    plain = som_calc.calculate(som_calc.load_case(REFERRING))
    frame = with_and_without(result)
    assert frame[WITH].tolist() == pytest.approx(result.by_actor().tolist())
    assert frame[WITHOUT].tolist() == pytest.approx(plain.by_actor().tolist())
    figure = family_figure(result, "oekonomi")
    assert figure is not None
    assert figure.finding.startswith("Pårørende trækker op med ")
    assert family_figure(plain, "oekonomi") is None


def test_the_workbook_holds_relatives_as_a_component_of_their_own(write: Write) -> None:
    import io

    import openpyxl

    from som_calc.document.model import Document
    from som_calc.formats.xlsx import build_workbook
    from som_calc.report.decision.report import DecisionReport

    result = som_calc.calculate(som_calc.load_case(write(RELATIVES)))
    front, workbook, _ = DecisionReport(result).front()
    content = build_workbook(Document(front=front, sections=[], workbook=workbook))
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Resultat"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] is not None]
    (family,) = [row for row in rows if row[0] == "Konsekvenser for pårørende"]
    assert family[1] == pytest.approx(float(result.by_component()["I alt"]["family"]))
    totals = [row[1] for row in rows if row[0] == "I alt"]
    assert any(total == pytest.approx(result.by_actor()["I alt"]) for total in totals)
