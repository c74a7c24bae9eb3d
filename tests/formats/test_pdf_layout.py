"""How the PDF stands on paper: what fits, what repeats, and what is refused."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from som_calc.case.problems import CaseError
from som_calc.document.danish import number
from som_calc.document.executed import read_document
from som_calc.document.model import (
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Run,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.formats.glyphs import SURE, unshown
from som_calc.formats.pdf import compile_pdf
from som_calc.resources import shipped
from tests.formats.sample import SVG, figure, notebook_of, sample_blocks

MARGIN = 23 / 25.4 * 72
A4_WIDTH = 595.28


def report(*blocks: Any, **front: Any) -> Document:
    """A report with these blocks alone."""
    first = sample_blocks()[0].model_copy(update=front)
    return read_document(notebook_of([first, *blocks]))


def pdftotext(content: bytes, tmp_path: Path, *options: str) -> str:
    (tmp_path / "r.pdf").write_bytes(content)
    command = ["pdftotext", *options, str(tmp_path / "r.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def wide_table(rows: int) -> TableBlock:
    columns = [Column(label="År", kind="year")] + [
        Column(label=label, kind="kr", unit="kr.")
        for label in ("I alt", "Kommune", "Region", "Stat", "Statslig tilskud", "Øvrige udvalg")
    ]
    body = [
        Row(cells=[Cell(text=str(2025 + i)), *[Cell(text=number(-13635710.0 * (i + 1)))] * 6])
        for i in range(rows)
    ]
    return TableBlock(
        section="oekonomi",
        table=Table(id="bred", caption="Nettoresultat pr. år", columns=columns, rows=body),
    )


def test_a_table_with_seven_columns_of_full_kroner_stays_inside_the_margins(tmp_path):
    boxes = pdftotext(compile_pdf(report(wide_table(13))), tmp_path, "-bbox")
    right = [float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)]
    left = [float(x) for x in re.findall(r'xMin="([\d.]+)"', boxes)]
    assert max(right) <= A4_WIDTH - MARGIN + 0.5
    assert min(left) >= MARGIN - 0.5
    words = re.findall(r">([^<]+)</word>", boxes)
    assert number(-13635710.0) in words, "a number is never broken over lines"
    assert "Nettoresultat" in words


def test_the_header_row_stands_on_every_page_of_a_long_table_and_no_row_ends_up_alone(tmp_path):
    for rows in range(40, 54):
        pages = pdftotext(compile_pdf(report(wide_table(rows))), tmp_path).split("\f")[:-1]
        holding = [page for page in pages if number(-13635710.0) in page or "−" in page]
        for page in holding:
            assert "Statslig" in page
            shown = re.findall(r"^(20\d\d)$", page, re.MULTILINE)
            assert len(shown) >= 2


def test_the_unit_stands_in_the_header_unless_caption_or_cells_say_it(tmp_path):
    block = wide_table(2)
    said = block.model_copy(
        update={"table": block.table.model_copy(update={"caption": "Nettoresultat pr. år, kr."})}
    )

    def units(block: TableBlock) -> int:
        return pdftotext(compile_pdf(report(block, answer="Svaret.")), tmp_path).count("kr.")

    assert units(block) == 6
    assert units(said) == 1


def test_page_one_shrinks_its_figure_rather_than_run_over(tmp_path):
    blocks = sample_blocks()
    words = [Paragraph(runs=[Run(text="Tilskuddet bærer resultatet i alle årene. " * 52)])]
    long = [
        block.model_copy(update={"content": words}) if block.kind == "boks" else block
        for block in blocks
    ]
    document = read_document(notebook_of(long))
    pages = pdftotext(compile_pdf(document), tmp_path).split("\f")
    assert "Tilskuddet bærer" in pages[0]
    assert pages[1].lstrip().startswith("Baggrund")


def test_the_recommendation_moves_to_page_one_only_where_there_is_room(tmp_path):
    roomy = pdftotext(compile_pdf(read_document(notebook_of(sample_blocks()))), tmp_path)
    assert "At udvalget godkender" in roomy.split("\f")[0]
    assert roomy.count("At udvalget godkender") == 1
    words = [Paragraph(runs=[Run(text="Tilskuddet bærer resultatet i alle årene. " * 52)])]
    full = [
        block.model_copy(update={"content": words}) if block.kind == "boks" else block
        for block in sample_blocks()
    ]
    crowded = pdftotext(compile_pdf(read_document(notebook_of(full))), tmp_path).split("\f")
    assert "At udvalget godkender" not in crowded[0]
    assert "At udvalget godkender" in "".join(crowded[1:])


def test_figures_are_drawn_as_vectors_with_danish_letters_that_can_be_searched(tmp_path):
    svg = SVG.replace(">I alt<", ">Æ ø å −3,6<")
    block = figure().model_copy(update={"svg": svg})
    made = compile_pdf(report(block))
    assert "Æ ø å −3,6" in pdftotext(made, tmp_path)
    pdf = pikepdf.open(io.BytesIO(made))
    assert not any(page.get_images() for page in pdf.pages)


def test_a_figure_whose_table_is_shown_elsewhere_has_none_here(tmp_path):
    shown = pdftotext(compile_pdf(report(figure())), tmp_path)
    hidden = pdftotext(
        compile_pdf(report(figure().model_copy(update={"show_table": False}))), tmp_path
    )
    assert "1.071.273" in shown
    assert "1.071.273" not in hidden


def test_the_time_of_making_follows_the_report_or_source_date_epoch(monkeypatch):
    def made() -> str:
        pdf = pikepdf.open(io.BytesIO(compile_pdf(report(figure()))))
        return str(pdf.docinfo["/CreationDate"])

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert made().startswith("D:20250501")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert made().startswith("D:20231114")


def test_the_file_carries_author_description_and_keywords():
    pdf = pikepdf.open(io.BytesIO(compile_pdf(report(figure()))))
    assert str(pdf.docinfo["/Author"]) == "Aabenraa Kommune"
    assert "SØM" in str(pdf.docinfo["/Keywords"])
    assert str(pdf.docinfo["/Subject"]).startswith("Indsatsen giver")
    assert not pdf.check_pdf_syntax()


def test_a_kommune_writes_only_the_line_it_changes(tmp_path):
    (tmp_path / "typst").mkdir()
    (tmp_path / "typst" / "stil.typ").write_text('#let accent = rgb("#ff0000")\n', "utf-8")

    def red(content: bytes) -> bool:
        pages = pikepdf.open(io.BytesIO(content)).pages
        code = b"".join(bytes(page.Contents.read_bytes()) for page in pages)
        return re.search(rb"\b1 0 0 (rg|scn?)\b", code) is not None

    assert red(compile_pdf(report(figure()), skabelon=tmp_path))
    assert not red(compile_pdf(report(figure())))


def test_a_figure_without_alternative_text_is_refused_and_named():
    blind = figure().model_copy(update={"alt": ""})
    with pytest.raises(CaseError) as told:
        compile_pdf(report(figure(id="god"), blind))
    assert len(told.value.problems) == 1
    assert "afsnit Økonomi" in str(told.value)
    assert "figur-2-1: figuren mangler en alternativ tekst" in str(told.value)


def warned(text: str) -> list[str]:
    """The characters ``som tjek`` says a PDF shows a mark for."""
    return sorted(unshown([text]))


def text_of(content: bytes, tmp_path: Path) -> str:
    return " ".join(pdftotext(content, tmp_path).split())


def test_a_character_no_typeface_has_becomes_a_mark_in_text_figure_and_title(tmp_path):
    party = TextBlock(section="baggrund", content=[Paragraph(runs=[Run(text="Fest 😀 nu")])])
    drawn = figure().model_copy(update={"svg": SVG.replace("I alt", "I alt 工")})
    made = compile_pdf(report(party, drawn, title="IPS 🎉"))
    said = text_of(made, tmp_path)
    assert "Fest □ nu" in said
    assert "I alt □" in said
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as about:
        assert about["dc:title"] == "IPS □"


@pytest.mark.parametrize("character", "🎉✅❌❗✨⛔➕工あ한Ａ\x9f\uf0b7\u0600\ufffe\x01ไ")
def test_what_becomes_a_mark_is_what_the_check_of_a_case_warns_of(character, tmp_path):
    assert warned(f"IPS {character}, ÆØÅ Łódź") == [character]
    made = compile_pdf(report(figure(), title=f"IPS {character}, ÆØÅ Łódź"))
    assert "IPS □, ÆØÅ Łódź" in text_of(made, tmp_path)


@pytest.mark.parametrize("word", ["हिन्दी", "ẽ̂", "👨‍👩‍👧", "שלום", "مرحبا", "Å", "\u202ex"])
def test_a_word_of_any_alphabet_is_shown_or_marked_but_never_stops_the_report(word):
    drawn = figure().model_copy(update={"svg": SVG.replace("I alt", word)})
    assert compile_pdf(report(drawn, title=word)).startswith(b"%PDF")


def test_what_the_pdf_can_show_is_not_warned_of(tmp_path):
    shown = "æøå ÆØÅ éüßŁž Ωж – “ ” … → ✓ ☎ ⚠️ § ° × ½ € ² • \u2028"
    assert warned(shown) == []
    assert "□" not in text_of(compile_pdf(report(figure(), title=shown)), tmp_path)


@pytest.mark.parametrize("weight", ["Regular", "Bold", "Italic"])
def test_what_is_never_asked_about_is_in_the_reports_typeface(weight):
    typeface = TTFont(shipped("templates") / "skrift" / f"SourceSans3-{weight}.ttf")
    assert {ord(character) for character in SURE - set("\t\n\r")} <= set(typeface.getBestCmap())


def test_a_text_of_ten_thousand_foreign_characters_is_marked_without_asking_of_each():
    foreign = "".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))
    assert unshown([foreign]) == frozenset(foreign)


def test_text_that_typst_breaks_down_on_is_told_in_danish(monkeypatch):
    class PanicException(BaseException):
        """As pyo3 calls it."""

    class Compiler:
        def __init__(self, *given, **options):
            pass

        def compile(self, **options):
            raise PanicException("end byte index 3 is out of bounds")

    monkeypatch.setattr("typst.Compiler", Compiler)
    with pytest.raises(CaseError, match="teksten kan ikke sættes"):
        compile_pdf(report(figure()))


def test_a_missing_template_is_told_in_danish():
    with pytest.raises(CaseError, match=r"findes-ikke\.typ: skabelonen findes ikke"):
        compile_pdf(report(figure()), template="findes-ikke.typ")


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")
def test_a_process_forked_too_late_is_refused_instead_of_waiting_for_ever():
    code = (
        "import os\n"
        "from tests.formats.test_pdf_layout import report, figure, compile_pdf\n"
        "compile_pdf(report(figure()))\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    try: compile_pdf(report(figure()))\n"
        "    except RuntimeError: os._exit(7)\n"
        "    os._exit(0)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert done.stdout.strip() == "7"
