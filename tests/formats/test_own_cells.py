"""What a user has added to the notebook is found in every format, read back from the file."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx import Document as Word
from docx.document import Document as WordDocument
from PIL import Image

from som_calc.document.executed import read_document
from som_calc.formats.registry import WRITERS
from som_calc.running.notebook import NotebookFailed
from tests.formats import own_notebooks

NOTEBOOKS = {"ordinary": own_notebooks.ordinary, "awkward": own_notebooks.awkward}
FORMATS = ("html", "pdf", "docx", "xlsx")
NOT_SHOWN = "Her står en side inde i siden, som kun kan ses i notebooken."


@cache
def made(which: str, format: str) -> bytes:
    return WRITERS[format](read_document(NOTEBOOKS[which]()), None)


def tidy(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\u00ad", "")
    return " ".join(text.split())


@cache
def words(which: str, format: str) -> str:
    """All a reader can read in a file."""
    content = made(which, format)
    if format == "html":
        page = BeautifulSoup(content, "html.parser")
        for code in page.find_all(["script", "style"]):
            code.decompose()
        return tidy(page.get_text(" "))
    if format == "pdf":
        document = pypdfium2.PdfDocument(content)
        return tidy(" ".join(page.get_textpage().get_text_range() for page in document))
    if format == "docx":
        texts = word().element.itertext() if which == "ordinary" else word(which).element.itertext()
        return tidy(" ".join(texts))
    return tidy(" ".join(str(cell) for row in cells(which) for cell in row if cell is not None))


@cache
def word(which: str = "ordinary") -> WordDocument:
    return Word(io.BytesIO(made(which, "docx")))


@cache
def cells(which: str) -> list[tuple[Any, ...]]:
    """The sheet with the user's own cells."""
    book = openpyxl.load_workbook(io.BytesIO(made(which, "xlsx")))
    return list(book["Egne celler"].iter_rows(values_only=True))


@cache
def page(which: str) -> BeautifulSoup:
    return BeautifulSoup(made(which, "html"), "html.parser")


def without_blanks(text: str) -> str:
    """A PDF's lines are broken anywhere, and raised letters stand apart."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "said",
    [
        "Vores eget afsnit", "SÆRTEKST", "EGENKOLONNE", "Ventetid i Sønderby", "Sønderby",
        "byens side", "Nordhuset", "Sydhuset", "ring til stedet", "også om fredagen",
        "skriv et brev", "Fremover", "Talt op i maj.", "Antal mødre", "Mødre pr. år",
        "Kontrol: 0.223", "Andele i Sønderby", "12.3%",
    ],
)  # fmt: skip
def test_each_text_stands_in_each_format(said: str, format: str) -> None:
    assert without_blanks(said) in without_blanks(words("ordinary", format))


@pytest.mark.parametrize("format", ["html", "pdf", "docx"])
@pytest.mark.parametrize("said", ["1.234.567,891", "112,500", "0,345", "1.234.567,891000"])
def test_numbers_are_danish_where_the_user_has_chosen_none(said: str, format: str) -> None:
    assert said.removesuffix("000") in words("ordinary", format)


def test_a_workbook_holds_the_numbers_themselves() -> None:
    rows = cells("ordinary")
    assert (2026, 1234567.891, 0.345) in [row[:3] for row in rows]
    assert ("Nordhuset", 11) in [row[:2] for row in rows]


def test_html_lays_out_headings_lists_notes_links_and_formulas() -> None:
    html = page("ordinary")
    heading = html.find("h3", string="Ventetid i Sønderby")
    assert heading is not None
    text = heading.parent
    assert text is not None
    assert text.find("strong", string="Sønderby") is not None
    assert text.find("em", string="eget") is not None
    assert [sup.get_text() for sup in text.find_all("sup")] == ["1", "2"]
    link = text.find("a", string="byens side")
    assert link is not None
    assert link["href"] == "https://example.dk/venteliste"
    listed = html.find(string="også om fredagen")
    assert listed is not None
    assert [parent.name for parent in listed.parents][:4] == ["li", "ul", "li", "ol"]
    assert html.find("h4", string="Fremover") is not None
    tables = [t for t in html.find_all("table") if "Nordhuset" in t.get_text()]
    rows = [[c.get_text() for c in row.find_all(["th", "td"])] for row in tables[0].find_all("tr")]
    assert rows == [["Sted", "Uger"], ["Nordhuset", "11"], ["Sydhuset", "19"]]


def test_html_draws_figures_inline_with_their_words() -> None:
    figures = page("ordinary").select("figure.eget-billede svg")
    told = [figure.find("desc").get_text() for figure in figures]
    assert len(told) == 3
    assert told[0].startswith("Formel: ")
    assert told[1].startswith("Unge mødre i Sønderby. Vandret: År. Lodret: Antal mødre")
    assert told[2] == "Andelen stiger hvert år"
    captions = [c.get_text() for c in page("ordinary").select("figure.eget-billede figcaption")]
    assert captions == ["Mødre pr. år"]


def test_own_content_stands_among_our_sections_and_never_on_page_one() -> None:
    html = page("ordinary")
    assert "SÆRTEKST" not in html.select_one(".side1").get_text()
    where = {
        name: html.find(string=re.compile(name)).find_parent("section")["id"]
        for name in ("SÆRTEKST", "EGENKOLONNE", "Nordhuset", "Kontrol: 0.223")
    }
    assert where["SÆRTEKST"] == where["EGENKOLONNE"] == "afsnit-baggrund"
    assert where["Nordhuset"] == where["Kontrol: 0.223"]
    assert where["Nordhuset"] != "afsnit-baggrund"


def test_pdf_tells_the_words_of_each_figure() -> None:
    import pikepdf

    told = []
    with pikepdf.open(io.BytesIO(made("ordinary", "pdf"))) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing:
                told.append(str(thing["/Alt"]))
    assert "Andelen stiger hvert år" in told
    assert any(alt.startswith("Unge mødre i Sønderby") for alt in told)
    assert any(alt.startswith("Formel: ") for alt in told)


def test_word_has_real_headings_tables_lists_links_and_pictures() -> None:
    document = word()
    styles = {p.text: p.style.name for p in document.paragraphs if p.style is not None}
    assert styles["Ventetid i Sønderby"] == "Heading 2"
    assert styles["Fremover"] == "Heading 3"
    assert "List" in styles["ring til stedet"]
    tables = [t for t in document.tables if t.cell(0, 0).text == "Sted"]
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["Sted", "Uger"], ["Nordhuset", "11"], ["Sydhuset", "19"]
    ]  # fmt: skip
    addresses = [part.target_ref for part in document.part.rels.values() if part.is_external]
    assert "https://example.dk/venteliste" in addresses
    told = [
        shape._inline.docPr.get("descr") for shape in document.inline_shapes
        if "pic:pic" in shape._inline.xml
    ]  # fmt: skip
    assert [alt.split(".")[0] for alt in told][1:] == [
        "Unge mødre i Sønderby", "Andelen stiger hvert år"
    ]  # fmt: skip
    assert told[0].startswith("Formel: ")


def test_no_picture_in_word_is_wider_than_the_text() -> None:
    for which in NOTEBOOKS:
        section = word(which).sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        for shape in word(which).inline_shapes:
            assert 0 < shape.width <= room + 12700
            assert 0 < shape.height < section.page_height


def test_excel_has_the_pictures_with_their_words() -> None:
    with zipfile.ZipFile(io.BytesIO(made("ordinary", "xlsx"))) as parts:
        drawings = [parts.read(n).decode() for n in parts.namelist() if "drawings/drawing" in n]
        pictures = [name for name in parts.namelist() if name.startswith("xl/media/")]
    told = [alt for text in drawings for alt in re.findall(r'<xdr:pic>.*?descr="([^"]*)"', text)]
    assert [alt.split(".")[0] for alt in told[1:]] == [
        "Unge mødre i Sønderby", "Andelen stiger hvert år"
    ]  # fmt: skip
    assert len(pictures) == 3


def test_a_workbook_without_own_cells_has_no_sheet_for_them() -> None:
    from tests.formats.sample import sample_notebook

    book = openpyxl.load_workbook(
        io.BytesIO(WRITERS["xlsx"](read_document(sample_notebook()), None))
    )
    assert "Egne celler" not in book.sheetnames


def test_a_kernel_of_jupyters_own_gives_the_same_report() -> None:
    """Plain papermill, without our engine."""
    notebook = own_notebooks.with_cells(after_page_one=[], later=own_notebooks.ORDINARY)
    notebook.cells.insert(-2, own_notebooks.AFTER_PAGE_ONE[1])
    from nbformat.v4 import new_code_cell

    notebook.cells.insert(3, new_code_cell("import pandas as pd"))
    plain = read_document(own_notebooks.run(notebook, engine=None))
    ours = read_document(own_notebooks.run(notebook))
    kinds = [(b.kind, b.own, b.section) for b in plain.blocks()]
    assert kinds == [(b.kind, b.own, b.section) for b in ours.blocks()]
    tables = [[b.table for b in d.blocks() if b.own and b.kind == "tabel"] for d in (plain, ours)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "said",
    [
        "Tabellen er tom. Kolonner: TOMKOLONNE.", "Pladser · Faste", "Hus B", "RØDT TAL",
        "Fra en side", "Sikker tekst", NOT_SHOWN, "udskrevet linje 0", "udskrevet linje 2999",
        "2800 linjer er udeladt", "nøgle", "Sagt i Markdown.", "SERIETAL",
    ],
)  # fmt: skip
def test_each_awkward_output_stands_in_each_format(said: str, format: str) -> None:
    assert without_blanks(said) in without_blanks(words("awkward", format))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("said", ["ONDT", "\x1b", "MELLEMREGNING", "udskrevet linje 1500", "<Axes"])
def test_code_colours_and_hidden_cells_reach_no_format(said: str, format: str) -> None:
    assert said not in words("awkward", format)
    assert format != "html" or "alert" not in made("awkward", "html").decode()


@pytest.mark.parametrize("format", ["html", "pdf", "docx"])
def test_no_number_of_a_wide_table_is_broken_or_lost(format: str) -> None:
    said = words("awkward", format)
    for number in range(14):
        assert f"123.456.{789 + number},25" in said


def test_a_wide_table_fits_the_page_of_pdf_and_word() -> None:
    document = pypdfium2.PdfDocument(made("awkward", "pdf"))
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            if text.get_text_range(place, 1).strip():
                assert text.get_charbox(place)[2] <= page.get_width() - 40
    section = word("awkward").sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 635
    for table in word("awkward").tables:
        widths = [int(column.get(column.keys()[0])) for column in table._tbl.tblGrid]
        assert sum(widths) <= room + 20


def test_a_large_picture_and_a_drawing_with_a_style_sheet_keep_their_look_in_html() -> None:
    shown = page("awkward").select("figure.eget-billede img")
    told = {picture["alt"]: picture["src"] for picture in shown}
    assert told["Støj på tre megabyte"].startswith("data:image/png;base64,")
    assert told["En blå kasse"].startswith("data:image/svg+xml;base64,")
    heat = next(
        svg for svg in page("awkward").select("figure.eget-billede svg")
        if "Varmekort" in svg.get_text()
    )  # fmt: skip
    assert heat.find("image")["href"].startswith("data:image/png;base64,")


def test_a_drawing_is_shown_by_its_pixels_in_word() -> None:
    colours = set()
    for part in word("awkward").part.related_parts.values():
        if part.partname.endswith(".png"):
            with Image.open(io.BytesIO(part.blob)) as image:
                for _, colour in image.convert("RGB").getcolors(4) or []:
                    colours.add(colour)
    assert (0, 114, 178) in colours


def test_what_is_missing_is_told_to_whoever_made_the_notebook() -> None:
    notices = read_document(own_notebooks.awkward()).notices
    assert [notice.partition(": ")[2] for notice in notices] == [
        "HTML med et program er udeladt; kun teksten er med",
        "en side inde i siden kan kun ses i notebooken",
        "af 3000 udskrevne linjer er 2800 udeladt",
    ]
    assert read_document(own_notebooks.ordinary()).notices == []


def test_a_display_that_fails_fails_the_report() -> None:
    from nbformat.v4 import new_code_cell

    broken = new_code_cell(
        "class Kort:\n    def _repr_html_(self):\n        raise ValueError('intet kort')\nKort()"
    )
    notebook = own_notebooks.with_cells(after_page_one=[], later=[broken])
    with pytest.raises(NotebookFailed, match="intet kort"):
        own_notebooks.run(notebook)
