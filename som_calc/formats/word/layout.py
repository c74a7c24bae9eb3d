"""The order of things in the Word report: page one, sections, sign-off, appendices, traces."""

from __future__ import annotations

from som_calc.document.model import (
    Block,
    CalloutBlock,
    Document,
    FigureBlock,
    FrontMatter,
    KeyFigures,
    PictureBlock,
    Section,
    TableBlock,
    TextBlock,
)
from som_calc.document.wide import parts
from som_calc.formats.ooxml import source_line
from som_calc.formats.word.boxes import box, key_figures
from som_calc.formats.word.charts import chart_run
from som_calc.formats.word.page_one import chart_height_cm
from som_calc.formats.word.pictures import picture
from som_calc.formats.word.tables import data_table, spacer
from som_calc.formats.word.text import WordSetting, bookmark, paragraph, rich_text, run
from som_calc.formats.word.xml import Element, el, word

PAGE_ONE = "side1"
TEXT_STYLES = {"lead": "SOMManchet", "small": "SOMNote"}
MOST_KEY_FIGURES = 4
OUR_WIDTH, OUR_LETTER = 9298, 0.56
"""Text width (twips) and width of a letter in our own template."""


def anchors(document: Document) -> frozenset[str]:
    """Everything a link within the report can point to."""
    names = {section.spec.id for section in document.sections}
    for block in document.blocks():
        if isinstance(block, FigureBlock):
            names |= {block.id} | ({block.table.id} if block.show_table else set())
        elif isinstance(block, TableBlock):
            names.add(block.table.id)
    return frozenset(names)


def report_content(setting: WordSetting, document: Document, used: set[str]) -> list[Element]:
    """The whole report as body elements; what the template sets itself is left out.

    Args:
        setting: the Word document.
        document: the report.
        used: names of the fields the template's body uses.
    """
    front = document.front
    content = _top(setting, front, used)
    body = [section for section in document.sections if not section.spec.appendix]
    appendices = [section for section in document.sections if section.spec.appendix]
    after_page_one = False
    for section in body:
        height = _room(setting, front, section) if section.spec.id == PAGE_ONE else None
        content += _section(setting, section, new_page=after_page_one, chart_cm=height)
        after_page_one = section.spec.id == PAGE_ONE
    content += _sign_off(setting, front)
    for index, section in enumerate(appendices):
        content += _section(setting, section, new_page=index == 0)
    return content + _traces(setting, front)


def _room(setting: WordSetting, front: FrontMatter, section: Section) -> float:
    """The height in cm of a figure on page one, in a template of any width and typeface."""
    breadth = setting.width / OUR_WIDTH * OUR_LETTER / setting.letter
    return chart_height_cm(front, section, setting.height, breadth)


def _top(setting: WordSetting, front: FrontMatter, used: set[str]) -> list[Element]:
    styles = setting.styles
    parts = {
        "overlinje": ("SOMOverlinje", " · ".join(front.eyebrow)),
        "titel": ("Title", front.title),
        "svar": ("SOMSvar", front.answer),
    }
    return [
        paragraph(styles.id(style), run(text))
        for name, (style, text) in parts.items()
        if name not in used and text
    ]


def _section(
    setting: WordSetting, section: Section, *, new_page: bool, chart_cm: float | None = None
) -> list[Element]:
    content: list[Element] = []
    if section.spec.show_heading:
        heading = paragraph(setting.styles.id("Heading1"), run(section.spec.heading))
        content.append(bookmark(setting, section.spec.id, heading))
    for block in section.blocks:
        content += _block(setting, block, chart_cm=chart_cm)
    return _on_new_page(setting, content) if new_page else content


def _on_new_page(setting: WordSetting, content: list[Element]) -> list[Element]:
    if not content or content[0].tag != word("p"):
        return [spacer(setting, new_page=True), *content]
    properties = content[0].find(word("pPr"))
    properties.insert(2 if properties.find(word("keepNext")) is not None else 1,
                      el("pageBreakBefore"))  # fmt: skip
    if properties.find(word("spacing")) is None:
        properties.append(el("spacing", before=0))
    return content


def _block(setting: WordSetting, block: Block, *, chart_cm: float | None) -> list[Element]:
    if isinstance(block, TextBlock):
        return _text(setting, block)
    if isinstance(block, KeyFigures):
        rows = [
            block.items[start : start + MOST_KEY_FIGURES]
            for start in range(0, len(block.items), MOST_KEY_FIGURES)
        ]
        return [element for row in rows for element in key_figures(setting, row)]
    if isinstance(block, TableBlock):
        return [element for part in parts(block.table) for element in data_table(setting, part)]
    if isinstance(block, FigureBlock):
        return _figure(setting, block, chart_cm=chart_cm)
    if isinstance(block, PictureBlock):
        return picture(setting, block)
    if isinstance(block, CalloutBlock):
        content = rich_text(setting, block.content)
        return box(setting, block.title, content, block.tone)
    return []  # sliders and workbook inputs have no place on paper


def _text(setting: WordSetting, block: TextBlock) -> list[Element]:
    content: list[Element] = []
    if block.heading:
        heading = setting.styles.id(f"Heading{block.level + 1}")
        content.append(paragraph(heading, run(block.heading)))
    if block.role == "recommendation":
        return content + box(setting, None, rich_text(setting, block.content), "info")
    return content + rich_text(setting, block.content, style=TEXT_STYLES.get(block.role, "Normal"))


def _figure(setting: WordSetting, block: FigureBlock, *, chart_cm: float | None) -> list[Element]:
    styles = setting.styles
    finding = paragraph(styles.id("SOMFund"), run(block.finding))
    chart = chart_run(setting, block, most_cm=chart_cm)
    content = [
        bookmark(setting, block.id, finding),
        paragraph(styles.id("SOMFigur"), chart),
        paragraph(styles.id("Caption"), run(block.caption), keep_next=True),
    ]
    lines = [block.subline, *(f"Note: {note}" for note in block.notes)]
    lines.append(block.source and source_line(block.source))
    shown = [line for line in lines if line]
    content += [
        paragraph(styles.id("SOMNote"), run(line), keep_next=index < len(shown) - 1)
        for index, line in enumerate(shown)
    ]
    content.append(spacer(setting))
    if block.show_table:
        known = (block.subline, block.source, *block.notes)
        content += data_table(setting, block.table, known)
    return content


def _sign_off(setting: WordSetting, front: FrontMatter) -> list[Element]:
    if not front.sign_off:
        return []
    return [spacer(setting), *rich_text(setting, front.sign_off)]


def _traces(setting: WordSetting, front: FrontMatter) -> list[Element]:
    if not front.provenance:
        return []
    style = setting.styles.id("SOMNote")
    heading = paragraph(setting.styles.id("Heading2"), run("Sporbarhed"))
    lines = [
        paragraph(style, run(f"{name}: ", bold=True), run(value))
        for name, value in front.provenance
    ]
    return [heading, *lines]
