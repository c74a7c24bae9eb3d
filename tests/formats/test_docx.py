"""The Word report is a real Word document in the kommune's own template."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn

from som_calc.case.problems import CaseError
from som_calc.document.executed import read_document
from som_calc.document.model import FigureBlock
from som_calc.formats.docx import build_docx
from tests.formats.sample import ACTORS, HOSTILE, sample_notebook

CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def made(folder: str = "", **options: str) -> bytes:
    return build_docx(read_document(sample_notebook(**options)), folder)


@pytest.fixture(scope="module")
def content() -> bytes:
    return made(stamp="Illustrative tal")


@pytest.fixture(scope="module")
def word(content):
    return open_docx(io.BytesIO(content))


def texts(document) -> str:
    return "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_sections_are_word_headings(word):
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading 1")]
    for wanted in ("Baggrund", "Indstilling", "Økonomi", "Bilag: Metode"):
        assert wanted in headings


def test_tables_repeat_their_header_row_and_never_split_a_row(word):
    tables = [
        t
        for t in word.tables
        if t.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    ]
    assert len(tables) >= 4
    long = max(tables, key=lambda table: len(table.rows))
    assert len(long.rows) == 9 * len(ACTORS) + 1
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in long.rows)


def test_numbers_in_tables_are_danish_and_right_aligned(word):
    table = next(t for t in word.tables if "Aktører" in t.rows[0].cells[0].text)
    row = next(r for r in table.rows if r.cells[0].text == "Statslig tilskud")
    assert row.cells[1].text == "−3.635.710"
    alignment = row.cells[1].paragraphs[0]._p.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    style = row.cells[1].paragraphs[0].style
    assert (alignment is not None and alignment.get(qn("w:val")) in ("right", "end")) or (
        style.paragraph_format.alignment is not None
    )


def test_charts_are_native_and_hold_the_blocks_own_numbers(content):
    figures = [b for b in read_document(sample_notebook()).blocks() if isinstance(b, FigureBlock)]
    package = open_docx(io.BytesIO(content)).part.package
    charts = [part for part in package.iter_parts() if part.content_type == CHART]
    assert len(charts) == len(figures) == 4
    books = []
    for chart in charts:
        workbook = next(rel.target_part for rel in chart.rels.values() if "package" in rel.reltype)
        sheet = openpyxl.load_workbook(io.BytesIO(workbook.blob)).active
        rows = [row for row in sheet.iter_rows(values_only=True) if row[0] is not None or any(row)]
        books.append(rows)
    bars = [rows for rows in books if any(row[0] == "Kommune" for row in rows)]
    assert bars
    for rows in bars:
        shown = {row[0]: row[1] for row in rows if row[0] in ACTORS}
        assert shown == pytest.approx({name: value / 1e6 for name, value in ACTORS.items()})
    line = next(rows for rows in books if any(str(row[0]) == "2037" for row in rows))
    last = next(row for row in line if str(row[0]) == "2037")
    assert last[1:6] == pytest.approx([value / 1e6 for value in ACTORS.values()])


def test_every_chart_has_its_danish_alternative_text(word):
    described = [
        node.get("descr") or ""
        for node in word.element.body.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        )
    ]
    assert len([text for text in described if text.startswith("Vandret søjlediagram")]) == 4


def test_the_language_is_danish_everywhere(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        styles = package.read("word/styles.xml").decode("utf-8")
        body = package.read("word/document.xml").decode("utf-8")
    assert 'w:val="da-DK"' in styles
    assert not re.search(r'<w:lang [^>]*w:val="(?!da-DK)', styles)
    assert not re.search(r'<w:lang [^>]*w:val="(?!da-DK)', body)


def test_hostile_text_is_text(word, content):
    assert HOSTILE.split("\\")[0].strip()[:40] in texts(word).replace("\n", "")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read("word/document.xml").decode("utf-8")
    assert "<script>" not in body
    fields = re.findall(r"<w:instrText[^>]*>([^<]*)<", body)
    assert all("eval" not in field and "7*7" not in field for field in fields)


def test_a_field_code_in_a_title_never_becomes_a_field():
    title = 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" {{ kommune }} { PAGE }'
    content = made(title=title)
    document = open_docx(io.BytesIO(content))
    assert title in "".join(p.text for p in document.paragraphs)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                codes = re.findall(r"instrText[^>]*>([^<]*)<", package.read(name).decode("utf-8"))
                assert not any("DDE" in code for code in codes)


def test_the_stamp_stands_in_the_header_of_every_page_and_only_then(content):
    def headers(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [n for n in package.namelist() if re.match(r"word/header\d*\.xml", n)]
            return " ".join(package.read(name).decode("utf-8") for name in names)

    assert "Illustrative tal" in headers(content)
    assert "Illustrative tal" not in headers(made())


def test_the_same_report_gives_the_same_bytes(content):
    assert made(stamp="Illustrative tal") == content


def own_template(folder: Path, *paragraphs: str) -> Path:
    document = open_docx()
    header = document.sections[0].header
    header.paragraphs[0].text = "Vores kommune – {{ kommune }}"
    header.paragraphs[0].add_run().add_picture(io.BytesIO(PNG))
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    (folder / "word").mkdir(parents=True, exist_ok=True)
    document.save(str(folder / "word" / "skabelon.docx"))
    return folder


def test_the_kommunes_header_logo_and_text_survive(tmp_path):
    folder = own_template(tmp_path, "Vedr.: {{ titel }}", "{{ indhold }}", "Venlig hilsen økonomi")
    document = open_docx(io.BytesIO(made(str(folder))))
    header = document.sections[0].header
    assert "Vores kommune – Aabenraa Kommune" in header.paragraphs[0].text
    assert any("image" in rel.reltype for rel in header.part.rels.values())
    order = [p.text for p in document.paragraphs]
    assert order.index("Vedr.: IPS til unge i Aabenraa") < order.index("Baggrund")
    assert order.index("Baggrund") < order.index("Venlig hilsen økonomi")
    assert "{{" not in re.sub(re.escape("{{ 7*7 }}"), "", texts(document))


def test_a_template_without_a_place_gets_the_report_at_its_end(tmp_path):
    document = open_docx(io.BytesIO(made(str(own_template(tmp_path, "Forside")))))
    order = [p.text for p in document.paragraphs]
    assert order.index("Forside") < order.index("Baggrund")


def test_a_template_that_is_no_word_file_is_told_in_danish(tmp_path):
    (tmp_path / "word").mkdir()
    (tmp_path / "word" / "skabelon.docx").write_text("ikke en zip", encoding="utf-8")
    with pytest.raises(CaseError, match=r"skabelon\.docx"):
        made(str(tmp_path))


def test_an_unknown_field_in_the_template_is_told_with_its_name(tmp_path):
    with pytest.raises(CaseError, match="titell"):
        made(str(own_template(tmp_path, "{{ titell }}")))


def test_libreoffice_opens_it_without_loss(content, soffice_pdf, tmp_path):
    text = soffice_pdf(content, "rapport.docx", tmp_path)
    for wanted in ("IPS til unge i Aabenraa", "Samlet nettoresultat", "1.071.273", "Side 1 af"):
        assert wanted in re.sub(r"\s+", " ", text)


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs suppressAutoHyphens "
    "spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color kern sz szCs u vertAlign lang",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan shd vAlign",
}


@pytest.mark.parametrize("parent", ORDER)
def test_settings_stand_in_the_order_word_demands(word, parent):
    order = [qn(f"w:{name}") for name in ORDER[parent].split()]
    found = list(word.element.body.iter(qn(f"w:{parent}")))
    assert found
    for element in found:
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places)
        assert len(set(places)) == len(places)


def test_ids_in_the_document_are_unique_and_every_part_is_reached(content, word):
    body = word.element.body
    drawings = [node.get("id") for node in body.iter(qn("wp:docPr"))]
    assert len(set(drawings)) == len(drawings) == 4
    marks = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    assert len(set(marks)) == len(marks)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert len(set(package.namelist())) == len(package.namelist())
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_page_one_fits_one_page(content, soffice_pdf, tmp_path):
    pages = soffice_pdf(content, "rapport.docx", tmp_path).split("\f")
    assert "Det skal I vide" in pages[0]
    assert "Side 1 af" in pages[0]
    assert "Baggrund" in pages[1]
    assert all("Illustrative tal" in page for page in pages if page.strip())
