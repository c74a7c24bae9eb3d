"""A kommune's own Word template: whatever it holds or lacks, the report is whole."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document as open_docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm

import som_calc
from som_calc.case.problems import CaseError
from som_calc.document.executed import read_document
from som_calc.document.model import Paragraph, Run, TextBlock
from som_calc.formats.docx import build_docx
from som_calc.formats.word.default_template import default_template
from som_calc.report.decision import DecisionReport
from som_calc.resources import CHECKOUT, shipped
from tests.formats.sample import notebook_of, sample_blocks, sample_notebook

STAMP = "Illustrative tal"


def save(document, folder: Path) -> str:
    (folder / "word").mkdir(parents=True, exist_ok=True)
    document.save(str(folder / "word" / "skabelon.docx"))
    return str(folder)


def report(folder: str = "", **options: str):
    notebook = sample_notebook(**options)
    return open_docx(io.BytesIO(build_docx(read_document(notebook), folder)))


def with_paragraphs(*texts: str):
    document = open_docx()
    for text in texts:
        document.add_paragraph(text)
    return document


def test_the_default_template_is_what_its_script_makes():
    shipped = zipfile.ZipFile(CHECKOUT / "templates/word/skabelon.docx")
    made = zipfile.ZipFile(io.BytesIO(default_template()))
    assert shipped.namelist() == made.namelist()
    for name in shipped.namelist():
        assert shipped.read(name) == made.read(name), name


def test_a_template_without_styles_and_numbering_gets_what_the_report_needs(tmp_path):
    document = open_docx()
    for style in [s for s in document.styles if s.name not in ("Normal",)]:
        style.delete()
    part = document.part
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/numbering"):
            del part.rels[key]
    made = report(save(document, tmp_path))
    headings = [p for p in made.paragraphs if p.style.name == "Heading 1"]
    assert [p.text for p in headings][:2] == ["Baggrund", "Indstilling"]
    used = {node.get(qn("w:val")) for node in made.element.body.iter(qn("w:pStyle"))}
    assert used <= {style.style_id for style in made.styles}
    lists = {node.get(qn("w:val")) for node in made.element.body.iter(qn("w:numId"))}
    numbering = made.part.numbering_part.element
    assert lists <= {node.get(qn("w:numId")) for node in numbering.iter(qn("w:num"))}
    assert lists


def test_a_danish_template_keeps_its_own_heading_style(tmp_path):
    document = with_paragraphs("{{ indhold }}")
    style = document.styles["Heading 1"]
    style.element.set(qn("w:styleId"), "Overskrift1")
    made = report(save(document, tmp_path))
    heading = next(p for p in made.paragraphs if p.text == "Baggrund")
    assert heading._p.pPr.find(qn("w:pStyle")).get(qn("w:val")) == "Overskrift1"


def test_each_numbered_list_starts_at_one():
    made = report()
    numbers = [node.get(qn("w:val")) for node in made.element.body.iter(qn("w:numId"))]
    numbering = made.part.numbering_part.element
    for number in set(numbers):
        override = numbering.xpath(f"w:num[@w:numId='{number}']/w:lvlOverride/w:startOverride")
        assert override[0].get(qn("w:val")) == "1"


@pytest.mark.parametrize("even", [False, True])
def test_the_stamp_is_in_first_even_and_other_headers_of_a_foreign_template(tmp_path, even):
    document = with_paragraphs("{{ indhold }}")
    document.sections[0].different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = even
    document.sections[0].header.paragraphs[0].text = "Vores kommune"
    made = report(save(document, tmp_path), stamp=STAMP)
    section = made.sections[0]
    headers = [section.header, section.first_page_header]
    headers += [section.even_page_header] if even else []
    for header in headers:
        assert "\n".join(p.text for p in header.paragraphs).count(STAMP) == 1
    assert "Vores kommune" in [p.text for p in section.header.paragraphs]


def test_a_template_that_sets_the_title_itself_does_not_get_it_twice(tmp_path):
    title = "IPS til unge i Aabenraa"
    own = save(with_paragraphs("Sag: {{ titel }}", "{{ indhold }}"), tmp_path)
    assert [title in p.text for p in report(own).paragraphs].count(True) == 1
    assert [title in p.text for p in report().paragraphs].count(True) == 1


def test_the_place_may_be_split_in_runs_and_stand_among_words(tmp_path):
    document = open_docx()
    paragraph = document.add_paragraph("Her: {{ ind")
    paragraph.add_run("hold }}").bold = True
    document.add_paragraph("Slut")
    order = [p.text for p in report(save(document, tmp_path)).paragraphs]
    assert order.index("Her: ") < order.index("Baggrund") < order.index("Slut")


def test_tables_and_charts_are_as_wide_as_the_template_has_room_for(tmp_path):
    document = with_paragraphs("{{ indhold }}")
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    wide = report(save(document, tmp_path))
    room = section.page_width - section.left_margin - section.right_margin
    for node in wide.element.body.iter(qn("wp:extent")):
        assert int(node.get("cx")) == pytest.approx(room, rel=0.001)
    for node in wide.element.body.iter(qn("w:tblW")):
        assert int(node.get(qn("w:w"))) * 635 <= room + 635
    assert wide.sections[0].orientation == WD_ORIENT.LANDSCAPE


@pytest.mark.parametrize("wider", [0, 3, 4], ids="{} cm more margin".format)
def test_page_one_of_a_real_report_fits_one_page_of_any_width(wider, tmp_path, soffice_pdf):
    document = open_docx(str(CHECKOUT / "templates/word/skabelon.docx"))
    document.sections[0].left_margin += Cm(wider)
    case = som_calc.load_case(shipped("params") / "aabenraa-ips.yaml")
    told = DecisionReport(som_calc.calculate(case))
    shown = told.section("side1", "indstilling", "baggrund", "sagsfremstilling")
    notebook = notebook_of([*told.front(), *shown])
    made = build_docx(read_document(notebook), save(document, tmp_path))
    pages = soffice_pdf(made, "r.docx", tmp_path).split("")
    assert "Det skal I vide" in pages[0]
    assert "Indstilling" in pages[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ titel ", "ikke skrevet rigtigt"),
        ("{% if titel %}", "ikke skrevet rigtigt"),
        ("{{ titel / 0 }}", "ikke skrevet rigtigt"),
        ("{% for i in range(10**9) %}{{ i }}{% endfor %}", "ikke skrevet rigtigt"),
        ("{{ titl }}", r"\{\{ titel \}\}"),
        ("{{ ''.__class__.__mro__ }}", r"skabelon\.docx"),
    ],
)
def test_a_fault_in_a_template_is_told_in_danish(tmp_path, text, said):
    folder = save(with_paragraphs(text), tmp_path)
    with pytest.raises(CaseError, match=said) as caught:
        report(folder)
    assert "skabelon.docx" in str(caught.value)
    assert "felterne er titel, kommune" in str(caught.value)


@pytest.mark.parametrize("kind", ["empty", "truncated", "workbook", "folder in a zip", "macros"])
def test_a_file_that_only_looks_like_a_template_is_refused(tmp_path, kind):
    whole = io.BytesIO()
    open_docx().save(whole)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("mappe/tekst.txt", "hej")
    macros = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(macros, "w") as target:
        for name in source.namelist():
            main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
            changed = source.read(name).replace(main, b"application/vnd.ms-word.document.macro")
            target.writestr(name, changed)
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    contents = {
        "empty": b"",
        "truncated": whole.getvalue()[:5000],
        "workbook": book.getvalue(),
        "folder in a zip": other.getvalue(),
        "macros": macros.getvalue(),
    }
    (tmp_path / "word").mkdir()
    (tmp_path / "word" / "skabelon.docx").write_bytes(contents[kind])
    with pytest.raises(CaseError, match="er ikke et Word-dokument"):
        report(str(tmp_path))


def test_the_place_in_a_header_is_refused(tmp_path):
    document = open_docx()
    document.sections[0].header.paragraphs[0].text = "{{ indhold }}"
    with pytest.raises(CaseError, match="sidehoved eller sidefod"):
        report(save(document, tmp_path))


def test_the_file_says_who_wrote_what_when(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    properties = report().core_properties
    assert properties.title == "IPS til unge i Aabenraa"
    assert properties.author == "Aabenraa Kommune"
    assert properties.language == "da-DK"
    assert properties.keywords == "SØM, IPS"
    assert properties.created.isoformat().startswith("2025-05-01")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert report().core_properties.created.isoformat().startswith("2023-11-14")


def test_only_safe_links_become_links_and_unknown_anchors_stay_text():
    runs = [
        Run(text="kilde", href="https://example.dk/a?b=1&c=2"),
        Run(text="figur", href="#figur-2-1"),
        Run(text="intet", href="#findes-ikke"),
        Run(text="ondt", href="javascript:alert(1)"),
    ]
    blocks = [*sample_blocks(), TextBlock(section="metode", content=[Paragraph(runs=runs)])]
    made = open_docx(io.BytesIO(build_docx(read_document(notebook_of(blocks)))))
    links = {
        "".join(node.text for node in link.iter(qn("w:t"))): link
        for link in made.element.body.iter(qn("w:hyperlink"))
    }
    assert set(links) == {"kilde", "figur"}
    assert made.part.rels[links["kilde"].get(qn("r:id"))].target_ref == runs[0].href
    names = {node.get(qn("w:name")) for node in made.element.body.iter(qn("w:bookmarkStart"))}
    assert links["figur"].get(qn("w:anchor")) in names


def test_control_characters_in_a_title_do_not_break_the_file():
    made = report(title="A\x00B\x0bC \ue000indhold\ue001 {_{ 7*7 }_} & <w:p/>")
    assert any(p.text.startswith("ABC") and "<w:p/>" in p.text for p in made.paragraphs)
    assert made.core_properties.title.startswith("ABC")


def test_numbers_are_not_broken_in_a_template_with_a_wide_font(tmp_path):
    from som_calc.formats.word.styles import body_font, letter_width

    document = with_paragraphs("{{ indhold }}")
    assert letter_width(open_docx(str(CHECKOUT / "templates/word/skabelon.docx"))) < 0.6
    document.styles["Normal"].font.name = "Verdana"
    assert body_font(document) == "Verdana"
    assert letter_width(document) > 0.65
