"""The PDF is tagged, archival, Danish, reproducible, and laid out for a politician."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest

from som_calc.case.problems import CaseError
from som_calc.document.executed import read_document
from som_calc.document.model import FigureBlock
from som_calc.formats.pdf import compile_pdf
from tests.formats.sample import HOSTILE, sample_notebook


@pytest.fixture(scope="module")
def made() -> bytes:
    return compile_pdf(read_document(sample_notebook(stamp="Illustrative tal")))


@pytest.fixture(scope="module")
def pdf(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made))


def pages_of(content: bytes, tmp_path: Path) -> list[str]:
    (tmp_path / "r.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "r.pdf"), "-"], capture_output=True, check=True
    )
    return done.stdout.decode("utf-8").split("\f")[:-1]


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found, waiting = [], [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        kids = node.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append(kid)
                waiting.append(kid)
    return found


def test_the_file_says_it_is_pdf_ua_1_and_pdf_a_2a(pdf):
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"


def test_it_is_tagged_in_danish_and_shows_its_title(pdf):
    assert bool(pdf.Root.MarkInfo.Marked)
    assert str(pdf.Root.Lang).startswith("da")
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo["/Title"]) == "IPS til unge i Aabenraa"


def test_every_figure_has_its_danish_alternative_text(pdf):
    figures = [node for node in elements(pdf) if node.S == "/Figure"]
    wanted = [b for b in read_document(sample_notebook()).blocks() if isinstance(b, FigureBlock)]
    assert len(figures) == len(wanted) == 4
    assert all(str(node.Alt).startswith("Vandret søjlediagram") for node in figures)


def of_table(cell: pikepdf.Dictionary) -> pikepdf.Dictionary:
    return next(part for part in cell.A if part.O == "/Table")


def test_every_number_of_a_table_refers_to_the_header_of_its_row_and_of_its_column(pdf):
    names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
    rows = [list(node.K) for node in elements(pdf) if node.S == "/TR"]
    assert len(rows) > 20
    seen = 0
    for row in rows:
        scope = "/Column" if row[-1].S == "/TH" else "/Row"
        assert row[0].S == "/TH"
        assert all(of_table(cell).Scope == scope for cell in row if cell.S == "/TH")
        for cell in row[1:] if scope == "/Row" else []:
            column, header = (names[str(id)] for id in of_table(cell).Headers)
            assert header.objgen == row[0].objgen
            assert (column.S, of_table(column).Scope) == ("/TH", "/Column")
            seen += 1
    assert seen > 40
    listed = [str(id) for id in list(pdf.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert listed == sorted(set(listed))


def test_the_file_is_whole_and_small_enough_to_send(made, pdf):
    assert pdf.check_pdf_syntax() == []
    assert len(made) < 200_000


def test_all_fonts_are_embedded_and_can_be_read_back_as_text(pdf):
    fonts = {}
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            fonts[str(font.BaseFont)] = font
    assert fonts
    for name, font in fonts.items():
        assert "SourceSans3" in name
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_sections_are_bookmarks(pdf):
    with pdf.open_outline() as outline:
        titles = str([item.title for item in outline.root]) + str(
            [child.title for item in outline.root for child in item.children]
        )
    for heading in ("Baggrund", "Økonomi", "Bilag: Metode"):
        assert heading in titles


def test_page_one_holds_the_answer_the_key_figures_and_the_box_and_nothing_later(made, tmp_path):
    first, *rest = pages_of(made, tmp_path)
    for expected in ("IPS til unge i Aabenraa", "Samlet nettoresultat", "Det skal I vide", "1,1"):
        assert expected in first
    assert "Baggrund" not in first
    assert rest


def test_numbers_are_danish_and_hostile_text_is_shown_literally(made, tmp_path):
    text = re.sub(r"\s+", " ", " ".join(pages_of(made, tmp_path)))
    assert "1.071.273" in text
    assert "−3.635.710" in text
    for piece in ("<script>alert(1)</script>", "{{ 7*7 }}", "#eval(1)", "$x$"):
        assert piece in HOSTILE
        assert piece in text


def test_the_header_row_is_repeated_where_a_table_runs_over_pages(made, tmp_path):
    pages = pages_of(made, tmp_path)
    holding = [page for page in pages if "Statslig tilskud" in page and "Nettoresultat" in page]
    assert len(holding) >= 2


def test_the_stamp_stands_on_every_page_and_only_where_there_is_one(made, tmp_path):
    assert all("Illustrative tal" in page for page in pages_of(made, tmp_path))
    plain = compile_pdf(read_document(sample_notebook()))
    assert not any("Illustrative tal" in page for page in pages_of(plain, tmp_path))


def test_every_page_is_numbered(made, tmp_path):
    pages = pages_of(made, tmp_path)
    for number, page in enumerate(pages, 1):
        assert re.search(rf"[Ss]ide {number} af {len(pages)}", page)


def test_the_same_report_gives_the_same_bytes(made):
    assert compile_pdf(read_document(sample_notebook(stamp="Illustrative tal"))) == made


def test_the_slider_has_no_place_on_paper(made, tmp_path):
    assert "Træk i skyderen" not in " ".join(pages_of(made, tmp_path))


def test_one_page_alone_can_be_made(tmp_path):
    document = read_document(sample_notebook())
    assert len(pages_of(compile_pdf(document, template="kort.typ"), tmp_path)) == 1


def test_a_kommunes_own_colours_take_effect(tmp_path):
    own = tmp_path / "typst"
    own.mkdir()
    (own / "stil.typ").write_text(
        '#import "standard/stil.typ": *\n#let accent = rgb("#ff0000")\n', encoding="utf-8"
    )
    document = read_document(sample_notebook())
    assert compile_pdf(document, skabelon=tmp_path) != compile_pdf(document)


def test_a_broken_template_is_told_with_file_and_line(tmp_path):
    own = tmp_path / "typst"
    own.mkdir()
    (own / "stil.typ").write_text('#import "standard/stil.typ": *\n#let x = (\n', encoding="utf-8")
    with pytest.raises(CaseError) as told:
        compile_pdf(read_document(sample_notebook()), skabelon=tmp_path)
    assert "stil.typ:" in str(told.value)
    assert "PDF-skabelonen" in str(told.value)
