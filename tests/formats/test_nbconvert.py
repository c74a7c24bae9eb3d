"""The formats as nbconvert's own exporters."""

from __future__ import annotations

import re

import pytest
from nbconvert.exporters import get_exporter

from som_calc.case.problems import CaseError
from som_calc.document.executed import NotAReport, read_document
from som_calc.formats.registry import WRITERS
from tests.formats.sample import sample_notebook


@pytest.mark.parametrize("format", WRITERS)
def test_nbconvert_makes_the_file_the_program_makes(format):
    exporter = get_exporter(f"som_{format}")()
    made, resources = exporter.from_notebook_node(sample_notebook())
    content = made.encode("utf-8") if isinstance(made, str) else made
    assert content == WRITERS[format](read_document(sample_notebook()), None)
    assert resources["output_extension"] == f".{format}"


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_fault_in_the_kommunes_own_template_is_told_by_its_name(format, tmp_path):
    name = {"pdf": "typst/rapport.typ", "docx": "word/skabelon.docx"}[format]
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text("#fejl", encoding="utf-8")
    exporter = get_exporter(f"som_{format}")(skabelon=str(tmp_path))
    with pytest.raises(CaseError, match=re.escape(str(tmp_path / name))):
        exporter.from_notebook_node(sample_notebook())


def test_the_kommunes_own_style_is_used(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "udseende.css").write_text("/* kommunens eget */", encoding="utf-8")
    made, _ = get_exporter("som_html")(skabelon=str(tmp_path)).from_notebook_node(sample_notebook())
    assert "kommunens eget" in made


def test_a_page_can_be_laid_out_by_another_file_of_ones_own(tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "kort.html.j2").write_text("{{ front.title }}", encoding="utf-8")
    exporter = get_exporter("som_html")(skabelon=str(tmp_path), template_file="kort.html.j2")
    made, _ = exporter.from_notebook_node(sample_notebook(title="Kort"))
    assert made.strip() == "Kort"


def test_a_notebook_without_a_report_is_refused():
    notebook = sample_notebook()
    notebook.cells = []
    with pytest.raises(NotAReport, match="kør den først"):
        get_exporter("som_pdf")().from_notebook_node(notebook)
