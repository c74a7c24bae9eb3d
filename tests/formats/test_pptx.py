"""The slides for the meeting: what they say, show and let one edit."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import openpyxl
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Cm

from som_calc.case.problems import CaseError
from som_calc.document.executed import read_document
from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    Document,
    FigureBlock,
    KeyFigures,
    Run,
    TextBlock,
)
from som_calc.formats.powerpoint.default_template import default_template
from som_calc.formats.pptx import build_pptx
from som_calc.formats.registry import parse_formats
from som_calc.resources import CHECKOUT
from tests.formats.sample import HOSTILE, figure, sample_notebook, text
from tests.report.kinds import KINDS, blocks_of, document_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
STAMP = "Illustrative tal. Tal og tekst er stadig fra Aabenraa Kommune"
REAL = ("beslutningsoplæg", "omvendt analyse", "opfølgning", "portefølje")
_DOCUMENTS: dict[str, Document] = {}


def sample(**options: str) -> Document:
    return read_document(sample_notebook(**options))


def with_blocks(document: Document, change: Any) -> Document:
    """The document with every block changed by a function; None takes the block away."""
    sections = [
        section.model_copy(
            update={"blocks": [new for b in section.blocks if (new := change(b)) is not None]}
        )
        for section in document.sections
    ]
    return document.model_copy(update={"sections": sections})


def opened(document: Document, template: Path | None = None) -> Any:
    return Presentation(io.BytesIO(build_pptx(document, str(template) if template else None)))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def charts(deck: Any) -> list[Any]:
    return [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def words(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture
def real(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Document:
    name = request.param
    if name not in _DOCUMENTS:
        _DOCUMENTS[name] = document_of(blocks_of(KINDS[name], None, monkeypatch))
    return _DOCUMENTS[name]


each_real = pytest.mark.parametrize("real", REAL, indirect=True)


def first(document: Document, kind: type) -> Any:
    return next(b for b in document.blocks() if isinstance(b, kind))


@each_real
def test_the_titles_are_the_reports_own_sentences_in_the_order_of_the_meeting(real):
    said = titles(opened(real))
    assert 5 <= len(said) <= 7
    assert said[:3] == [real.front.title, real.front.answer, first(real, FigureBlock).finding]
    findings = {b.id: b.finding for b in real.blocks() if isinstance(b, FigureBlock)}
    assert said[3:-2] == [findings[id] for id in real.front.meeting if id in findings]
    callout = first(real, CalloutBlock)
    assert said[-2].startswith(callout.title)
    whole = "".join(run.text for item in callout.content[0].items for run in item)
    assert said[-2].removeprefix(callout.title).removeprefix(": ") in whole
    assert said[-1] in {spec.heading for spec in real.front.sections}


@each_real
def test_nothing_that_must_be_known_is_lost_to_the_title(real):
    called = first(real, CalloutBlock).title
    slide = next(s for s in opened(real).slides if called in s.shapes.title.text_frame.text)
    shown = "".join(words(slide).split())
    for part in first(real, CalloutBlock).content:
        for runs in part.items if hasattr(part, "items") else [part.runs]:
            for sentence in "".join(run.text for run in runs).partition(":")[2].split(". "):
                assert "".join(sentence.split()).rstrip(".") in shown


@each_real
def test_the_charts_are_editable_and_hold_the_reports_numbers(real):
    deck = opened(real)
    figures = {b.id: b for b in real.blocks() if isinstance(b, FigureBlock)}
    page_one = first(real, FigureBlock)
    wanted = [page_one, *(figures[id] for id in real.front.meeting if id in figures)]
    shown = charts(deck)
    assert len(shown) == len(wanted)
    for shape, told in zip(shown, wanted, strict=True):
        assert shape._element._nvXxPr.cNvPr.get("descr") == told.alt
        book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
        rows = list(book.active.iter_rows(values_only=True))
        assert list(shape.chart.plots[0].categories) == told.chart.categories
        assert [row[0] for row in rows[1:]] == told.chart.categories
        for at, (series, own) in enumerate(
            zip(shape.chart.plots[0].series, told.chart.series, strict=True), start=1
        ):
            numbers = [v if v is None else pytest.approx(v / told.chart.scale) for v in own.values]
            assert series.name == own.name
            assert list(series.values) == numbers
            assert [row[at] for row in rows[1:]] == numbers


def test_the_figure_of_page_one_has_the_numbers_of_its_table():
    document = sample()
    told = first(document, FigureBlock)
    shape = charts(opened(document))[0]
    kroner = [row.cells[1].value for row in told.table.rows]
    assert [value * 1e6 for value in shape.chart.plots[0].series[0].values] == pytest.approx(kroner)


@each_real
def test_the_speaker_is_told_where_the_numbers_come_from(real):
    slides = list(opened(real).slides)
    for name, value in real.front.provenance:
        assert f"{name}: {value}" in notes(slides[0])
    basis = next(
        b.table for b in real.blocks() if getattr(b, "table", None) and
        b.table.id == real.front.rests_on
    )  # fmt: skip
    assert basis.rows
    for row in basis.rows:
        assert row.cells[0].text in notes(slides[1])
    for item in first(real, KeyFigures).items:
        assert item.basis in notes(slides[1])
    for slide in slides:
        if any(shape.has_chart for shape in slide.shapes):
            assert "Kilde: " in notes(slide)
        assert notes(slide).strip()


def test_the_stamp_is_on_every_slide_and_all_text_is_danish():
    deck = opened(sample(stamp=STAMP))
    for slide in deck.slides:
        assert STAMP in words(slide)
        for root in (slide._element, slide.notes_slide._element):
            for look in root.iter(f"{A}rPr"):
                assert look.get("lang") == "da-DK"
    assert STAMP not in "".join(words(slide) for slide in opened(sample()).slides)


def test_the_slides_are_wide_numbered_and_carry_the_reports_name():
    document = sample()
    deck = opened(document)
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert deck.core_properties.title == document.front.title
    assert deck.core_properties.language == "da-DK"
    for slide in deck.slides:
        kinds = [p.placeholder_format.type.name for p in slide.placeholders]
        assert kinds.count("SLIDE_NUMBER") == kinds.count("FOOTER") == 1
        assert " · ".join(document.front.eyebrow) in words(slide)


def test_the_same_report_gives_the_same_file():
    assert build_pptx(sample()) == build_pptx(sample())


def test_text_from_a_case_stays_text():
    document = sample(title=HOSTILE)
    deck = opened(document)
    assert titles(deck)[0] == HOSTILE
    assert all(not link for slide in deck.slides for link in slide._element.iter(f"{A}hlinkClick"))


def test_links_lists_in_lists_and_raised_words_are_kept():
    runs = [
        Run(text="Se "),
        Run(text="SØM", href="https://sbst.dk/som?a=1&b=2"),
        Run(text="1", style="raised"),
    ]
    inner = BulletList(ordered=True, items=[[Run(text="Ydre")], runs], levels=[0, 1])

    def change(block: Any) -> Any:
        return (
            block.model_copy(update={"content": [inner]})
            if isinstance(block, CalloutBlock)
            else block
        )

    deck = opened(with_blocks(sample(), change))
    slide = next(s for s in deck.slides if s.shapes.title.text_frame.text == "Det skal I vide")
    outer, below = slide.placeholders[1].text_frame.paragraphs
    assert [run.hyperlink.address for run in below.runs] == [
        None,
        "https://sbst.dk/som?a=1&b=2",
        None,
    ]
    assert below.runs[2].font._element.get("baseline") == "30000"
    assert int(below._p.pPr.get("marL")) == 2 * int(outer._p.pPr.get("marL"))
    assert outer._p.pPr.find(f"{A}buAutoNum") is not None
    assert below._p.pPr.find(f"{A}buChar") is not None


@pytest.mark.parametrize(
    ("said", "title", "below"),
    [
        (" Kommunen taber 3 mio. kr. Det er nyt.",
         "Det skal I vide: Kommunen taber 3 mio. kr.", "IPS: Det er nyt."),
        (" Det er effekten, der afgør.", "Det skal I vide", "IPS: Det er effekten, der afgør."),
    ],
)  # fmt: skip
def test_a_sentence_becomes_the_title_only_where_what_it_is_about_stays_below(said, title, below):
    runs = [Run(text="IPS:", bold=True), Run(text=said)]

    def change(block: Any) -> Any:
        told = {"title": "Det skal I vide", "content": [BulletList(items=[runs])]}
        return block.model_copy(update=told) if isinstance(block, CalloutBlock) else block

    deck = opened(with_blocks(sample(), change))
    slide = next(s for s in deck.slides if "Det skal" in s.shapes.title.text_frame.text)
    assert slide.shapes.title.text_frame.text == title
    assert slide.placeholders[1].text_frame.text == below


def test_slides_are_made_for_who_asks_for_them():
    assert parse_formats("powerpoint,PDF") == ["pptx", "pdf"]
    assert parse_formats(None) == ["html", "pdf", "docx", "xlsx"]


@cache
def letters(bold: bool) -> Any:
    """DejaVu Sans, as wide a typeface as a template is likely to have."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), 1000)


def lines_of(said: str, width: float, size: float, bold: bool) -> int:
    """How many lines a paragraph takes, by the typeface itself."""
    count, line = 1, ""
    for word in said.split(" "):
        longer = f"{line} {word}".strip()
        if letters(bold).getlength(longer) / 1000 * size > width and line:
            count, line = count + 1, word
        else:
            line = longer
    return count


def heights(slide: Any) -> Any:
    """Each shape with words: its name, the height the words take and what there is (points)."""
    for shape in slide.shapes:
        if not shape.has_text_frame or not shape.text_frame.text:
            continue
        frame = shape.text_frame
        if not all(p.runs and p.runs[0].font.size for p in frame.paragraphs):
            continue  # footer and number, in the template's own size
        width = (shape.width - frame.margin_left - frame.margin_right) / 12700
        taken = 0.0
        for paragraph in frame.paragraphs:
            indent = int(paragraph._p.get_or_add_pPr().get("marL", 0)) / 12700
            size = max(run.font.size.pt for run in paragraph.runs)
            bold = any(run.font.bold for run in paragraph.runs) or shape == slide.shapes.title
            said = "".join(run.text for run in paragraph.runs)
            if len({run.font.size for run in paragraph.runs}) > 1:
                assert lines_of(paragraph.runs[0].text, width, size, bold) == 1
                said = paragraph.runs[0].text
            taken += lines_of(said, width - indent, size, bold) * size * 1.17
        yield shape.name, taken, shape.height / 12700


def wide_template(folder: Path) -> Path:
    """Our template in DejaVu Sans."""
    target = folder / "powerpoint" / "skabelon.pptx"
    target.parent.mkdir(parents=True)
    with (
        zipfile.ZipFile(CHECKOUT / "templates" / "powerpoint" / "skabelon.pptx") as ours,
        zipfile.ZipFile(target, "w") as made,
    ):
        for name in ours.namelist():
            content = ours.read(name)
            if "theme" in name:
                content = content.replace(b'typeface="Arial"', b'typeface="DejaVu Sans"')
            made.writestr(name, content)
    return folder


@each_real
def test_no_words_run_over_their_place_even_in_a_wide_typeface(real, tmp_path):
    long = real.front.model_copy(update={"stamp": STAMP, "title": "Rehabiliteringsindsats " * 14})
    measured = 0
    for document in (real, real.model_copy(update={"front": long})):
        for slide in opened(document, wide_template(tmp_path / str(measured))).slides:
            for name, taken, room in heights(slide):
                assert taken <= room + 0.5, (name, words(slide))
                measured += 1
    assert measured > 20


def test_a_long_text_goes_on_over_several_slides_and_loses_nothing():
    sentence = "Kommunen skal vide, at tallene bygger på en antagelse om besparelsen. "

    def longer(block: Any) -> Any:
        if isinstance(block, CalloutBlock):
            paragraphs = [part for at in range(14) for part in text(f"{at}. " + sentence * 3)]
            return block.model_copy(update={"content": paragraphs})
        return block

    deck = opened(with_blocks(sample(), longer))
    told = [slide for slide in deck.slides if "Det skal I vide" in words(slide)]
    assert len(told) > 1
    assert all(title.endswith("(fortsat)") for title in titles(deck) if "fort" in title)
    whole = "\n".join(words(slide) for slide in told)
    assert all(f"{at}. Kommunen skal vide" in whole for at in range(14))


def test_figures_chosen_for_the_meeting_that_the_report_does_not_have_are_left_out():
    document = sample()
    front = document.front.model_copy(update={"meeting": ["figur-findes-ikke"]})
    assert titles(opened(document.model_copy(update={"front": front}))) == titles(opened(document))


def test_a_report_without_key_figures_callout_and_recommendation_still_has_slides():
    def bare(block: Any) -> Any:
        gone = isinstance(block, KeyFigures | CalloutBlock) or (
            isinstance(block, TextBlock) and block.role == "recommendation"
        )
        return None if gone else block

    document = with_blocks(sample(), bare)
    assert titles(opened(document)) == [document.front.title, figure("side1").finding]


def own(folder: Path, change: Any = lambda deck: None) -> Path:
    """A kommune's own template: PowerPoint's plain one, its layouts under other names."""
    made = Presentation()
    for layout in made.slide_layouts:
        layout.name = f"Kommunens {layout.name[::-1]}"
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Eksempel fra skabelonen"
    change(made)
    target = folder / "powerpoint" / "skabelon.pptx"
    target.parent.mkdir(parents=True)
    made.save(str(target))
    return folder


def test_the_kommunes_own_template_is_used_by_its_placeholders(tmp_path):
    document = sample(stamp=STAMP)
    deck = opened(document, own(tmp_path))
    assert (deck.slide_width, deck.slide_height) == (9144000, 6858000)
    assert titles(deck) == titles(opened(document))
    assert "Eksempel" not in "".join(words(slide) for slide in deck.slides)
    layouts = [slide.slide_layout.name for slide in deck.slides]
    assert layouts[0] == "Kommunens edilS eltiT"
    assert set(layouts[1:]) == {"Kommunens tnetnoC dna eltiT"}
    place = deck.slides[2].slide_layout.placeholders[1]
    chart = charts(deck)[0]
    assert place.left <= chart.left
    assert chart.left + chart.width <= place.left + place.width
    assert place.top <= chart.top
    assert chart.top + chart.height <= place.top + place.height


def test_a_template_without_a_place_for_content_is_told_in_danish(tmp_path):
    def strip(made: Any) -> None:
        for layout in list(made.slide_layouts):
            if "ylnO eltiT" not in layout.name and "edilS eltiT" not in layout.name:
                made.slide_layouts.remove(layout)

    with pytest.raises(CaseError, match="har intet layout med en titel og et felt til indhold"):
        build_pptx(sample(), str(own(tmp_path, strip)))


@pytest.mark.parametrize("content", [b"titel: IPS", b"PK\x03\x04 ikke en zip", b""])
def test_a_file_that_is_no_presentation_is_told_in_danish(content, tmp_path):
    target = tmp_path / "powerpoint" / "skabelon.pptx"
    target.parent.mkdir(parents=True)
    target.write_bytes(content)
    with pytest.raises(CaseError, match="er ikke en PowerPoint-præsentation"):
        build_pptx(sample(), str(tmp_path))


def test_a_word_template_in_its_place_is_told_in_danish(tmp_path):
    target = tmp_path / "powerpoint" / "skabelon.pptx"
    target.parent.mkdir(parents=True)
    target.write_bytes((CHECKOUT / "templates" / "word" / "skabelon.docx").read_bytes())
    with pytest.raises(CaseError, match="er ikke en PowerPoint-præsentation"):
        build_pptx(sample(), str(tmp_path))


def test_a_template_that_is_damaged_inside_is_told_in_danish(tmp_path):
    def damage(made: Any) -> None:
        for place in made.slide_layouts[1].placeholders:
            place.left, place.top, place.width, place.height = Cm(1), Cm(1), Cm(20), Cm(12)
            place._element.spPr.xfrm.off.set("x", "langt")

    with pytest.raises(CaseError, match="PowerPoint-skabelonen er beskadiget indeni"):
        build_pptx(sample(), str(own(tmp_path, damage)))


def test_a_template_with_little_room_still_holds_every_word_inside(tmp_path):
    def narrow(made: Any) -> None:
        theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="DejaVu Sans"')
        for place in made.slide_layouts[1].placeholders:
            if place.placeholder_format.idx == 0:
                place.left, place.top, place.width, place.height = Cm(1), Cm(1), Cm(20), Cm(1.2)

    deck = opened(sample(stamp=STAMP), own(tmp_path, narrow))
    for slide in list(deck.slides)[1:]:
        for name, taken, room in heights(slide):
            if name.startswith("Title"):
                assert taken <= room


def test_the_default_template_is_what_its_script_makes():
    shipped = zipfile.ZipFile(CHECKOUT / "templates" / "powerpoint" / "skabelon.pptx")
    made = zipfile.ZipFile(io.BytesIO(default_template()))
    assert shipped.namelist() == made.namelist()
    for name in made.namelist():
        assert shipped.read(name) == made.read(name), name
