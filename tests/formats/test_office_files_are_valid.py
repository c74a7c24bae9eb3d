"""Word, Excel and PowerPoint files hold to the standard, as a validator without Office reads it."""

from __future__ import annotations

import pytest
from openxml_audit import OpenXmlValidator

from som_calc.document.executed import read_document
from som_calc.document.model import Document, FigureBlock
from som_calc.formats.registry import WRITERS
from tests.formats.sample import figure, sample_notebook

OFFICE = ("docx", "xlsx", "pptx")


def every_chart() -> Document:
    """The sample report with a figure of every type a native chart can have."""
    document = read_document(sample_notebook(stamp="Illustrative tal"))
    kinds: list[FigureBlock] = [
        figure(chart_type=kind, id=f"figur-{kind}")
        for kind in ("bar", "column", "stacked_column", "line")
    ]
    last = document.sections[-1]
    section = last.model_copy(update={"blocks": [*last.blocks, *kinds]})
    return document.model_copy(update={"sections": [*document.sections[:-1], section]})


@pytest.mark.parametrize("format", OFFICE)
def test_an_office_file_breaks_no_rule_of_its_format(format, tmp_path):
    path = tmp_path / f"rapport.{format}"
    path.write_bytes(WRITERS[format](every_chart(), None))
    found = OpenXmlValidator().validate(path)
    assert [f"{e.part_uri}{e.path}: {e.description}" for e in found.errors] == []
