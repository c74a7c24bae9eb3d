"""Every kind of line that can be booked is in the draws, and is a formula in the workbook."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from som_calc.analysis.design import probabilistic
from som_calc.analysis.runner import draw
from som_calc.api import calculate, load_case
from som_calc.case.names import COMPONENTS, TOTAL
from som_calc.document.model import Document
from som_calc.engine.frame import evaluate
from som_calc.engine.result import Result
from som_calc.formats.xlsx import build_workbook
from som_calc.report.decision.report import DecisionReport
from som_calc.resources import shipped

Cells = dict[str, list[Any]]


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A case with a line of every kind; a new kind in COMPONENTS needs one here."""
    text = (shipped("params") / "eksempel-hjemloeshed-viden.yaml").read_text(encoding="utf-8")
    relatives = "pårørende:\n  - id: illustrativ-boern\nprisindeks:\n"
    path: Path = tmp_path_factory.mktemp("sag") / "sag.yaml"
    path.write_text(text.replace("prisindeks:\n", relatives), encoding="utf-8")
    return calculate(load_case(path))


@pytest.fixture(scope="module")
def components(every_kind: Result) -> tuple[Cells, Cells]:
    """Formulas, and the values they are written with, by component: I alt and the actors."""
    front, data, *_ = DecisionReport(every_kind).front()
    content = build_workbook(Document(front=front, sections=[], workbook=data))
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=shown)["Resultat"]
        for shown in (False, True)
    )
    return _components(formulas), _components(values)


def _components(sheet: Any) -> Cells:
    rows = list(sheet.iter_rows(values_only=True))
    begins = next(i for i, row in enumerate(rows) if row[0] == "Komponent")
    ends = next(i for i, row in enumerate(rows) if i > begins and row[0] is None)
    return {row[0]: list(row[1:6]) for row in rows[begins + 1 : ends]}


def test_the_case_holds_every_kind_of_line(every_kind: Result) -> None:
    assert {line.component for line in every_kind.frame.lines} == set(COMPONENTS)


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_draws_are_taken_of_the_same_lines(every_kind: Result, component: str) -> None:
    design = probabilistic(every_kind.case, every_kind.schedule, draws=2)
    frame = draw(design).frame
    weights = frame.present_value(lambda line: float(line.component == component))
    (found,) = evaluate(frame, weights[None, :])[0]
    assert found == pytest.approx(every_kind.by_component()[TOTAL][component], abs=1e-6)
    assert found != 0


@pytest.mark.parametrize("component", COMPONENTS)
def test_its_own_numbers_are_inputs_that_can_be_varied(every_kind: Result, component: str) -> None:
    frame = every_kind.frame
    shared = {"mereffekt", "deltagere"}
    other = [item.value * (1.0 if item.id in shared else 1.1) for item in frame.inputs]
    weights = frame.present_value(lambda line: float(line.component == component))[None, :]
    before, after = evaluate(frame, weights, np.array([frame.base, other]))[:, 0]
    assert after != pytest.approx(before, rel=1e-3)


@pytest.mark.parametrize("component", COMPONENTS)
def test_the_workbook_has_a_formula_for_it(
    every_kind: Result, components: tuple[Cells, Cells], component: str
) -> None:
    formulas, values = (found[COMPONENTS[component]] for found in components)
    assert all(isinstance(cell, str) and cell.startswith("=") for cell in formulas)
    wanted = every_kind.by_component().loc[component]
    assert values == pytest.approx(wanted.tolist(), abs=0.01)
