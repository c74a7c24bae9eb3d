"""Text from a case stays text in the workbook, and a report without calculation works."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import som_calc
from som_calc.case.model import Case
from som_calc.document.executed import read_document
from som_calc.document.model import (
    Cell,
    Column,
    Document,
    Row,
    Section,
    SectionSpec,
    Table,
    TableBlock,
    WorkbookBlock,
)
from som_calc.document.workbook_data import workbook_data
from som_calc.formats.xlsx import build_workbook
from som_calc.resources import shipped

_SPEC = importlib.util.spec_from_file_location("sample", Path(__file__).parent / "sample.py")
assert _SPEC
assert _SPEC.loader
sample: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

LEADS = ["=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://x.dk\",\"x\")", "http://x.dk",
         "\t=1", "{=1}", sample.HOSTILE, "a" * 40_000, "&P &A", "x*?>0"]  # fmt: skip


def hostile_case(word: str) -> Case:
    data = som_calc.load_case(shipped("params") / "eksempel-hjemloeshed.yaml").model_dump(
        by_alias=True
    )
    data["titel"] = data["kommune"] = word
    data["konsekvenser"][0]["ydelse"] = data["priser"][0]["ydelse"] = word
    data["konsekvenser"][0]["hovedområde"] = word
    data["konsekvenser"][0]["udvalg"] = {word: 1.0}
    data["omkostninger"][0]["navn"] = word
    data["omkostninger"][0]["udvalg"] = word
    data["tilskud"][0]["navn"] = word
    data["mereffekt"]["kilde"] = word
    return Case.model_validate(data)


def document_around(case: Case, word: str) -> Document:
    front = sample.sample_blocks(title=word[:2000])[0]
    table = Table(
        id="tabel", caption=word, subline=word, notes=[word], source=word,
        columns=[Column(label=word)], rows=[Row(cells=[Cell(text=word)])],
    )  # fmt: skip
    result = som_calc.calculate(case)
    spec = SectionSpec(id="side1", heading="x")
    return Document(
        front=front.model_copy(update={"answer": word, "provenance": [(word, word)]}),
        sections=[Section(spec=spec, blocks=[TableBlock(section="side1", table=table)])],
        workbook=WorkbookBlock(data=workbook_data(result)),
    )


@pytest.fixture(scope="module")
def harmless() -> Any:
    content = build_workbook(document_around(hostile_case("Navn"), "Navn"))
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("word", LEADS, ids=lambda word: repr(word[:12]))
def test_text_from_a_case_never_becomes_a_formula_or_a_link(word: str, harmless: Any) -> None:
    case = hostile_case(word)
    content = build_workbook(document_around(case, word))
    book, other = openpyxl.load_workbook(io.BytesIO(content)), harmless
    kept = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                twin = other[sheet.title][cell.coordinate]
                # The formulas are exactly those of a harmless case: no text slipped in.
                assert (cell.data_type == "f") == (twin.data_type == "f"), cell
                if cell.data_type == "f":
                    assert cell.value == twin.value
                elif twin.value == "Navn":
                    assert cell.data_type == "s"
                    kept += 1
    assert kept > 10
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [n for n in parts.namelist() if b"x.dk" in parts.read(n) and "rels" in n]


def test_names_that_look_like_patterns_or_formulas_do_not_disturb_the_sums() -> None:
    case = hostile_case("x*?>0")
    content = build_workbook(document_around(case, "=1"))
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Resultat"]
    rows = range(60, 0, -1)  # backwards: the committee table stands above that of the areas
    shown = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in rows}
    expected = som_calc.calculate(case).by_committee()["x*?>0"]
    assert shown["x*?>0"] == pytest.approx(expected, abs=0.01)


def test_a_report_without_calculation_gives_a_workbook_of_its_tables() -> None:
    content = build_workbook(read_document(sample.sample_notebook()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Forside", "Tabeller", "Om"]
    values = [cell.value for row in book["Tabeller"].iter_rows() for cell in row]
    assert -3635710 in values


def test_document_properties_tell_what_the_workbook_is() -> None:
    content = build_workbook(read_document(sample.sample_notebook(title="IPS & æøå")))
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert properties.title == "IPS & æøå"
    assert properties.creator == "Aabenraa Kommune"
    assert properties.subject == "Beslutningsoplæg"
    assert properties.created.isoformat() == "2025-05-01T12:00:00"
