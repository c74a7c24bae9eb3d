"""Real Word tables: caption, header row, numbers under each other, notes and source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from lxml import etree

from som_calc.document.model import Cell, Column, Table
from som_calc.formats.ooxml import clean, source_line
from som_calc.formats.word.text import WordSetting, bookmark, paragraph, run, run_content
from som_calc.formats.word.xml import TWIPS_PER_CM, Element, el, word

NUMERIC = ("kr", "mio", "pct", "number")
SIZES = (19, 18, 17, 16, 15, 14, 13)
"""Half points: the first in which every number fits its column."""
PADDING = 170
GAP = 140
LONGEST_WORD = 26
NUMBER_CM = 3.4
TEXT_CM = (6.0, 6.8)
"""Widths of a text column beside one or two columns of numbers."""
WORDS = "\ue000"
"""Stands for the words of a cell in a frame that many cells share."""
KEEP_TOGETHER = 14
"""A table of up to so many rows stays on one page."""


def data_table(
    setting: WordSetting, table: Table, known: Sequence[str | None] = ()
) -> list[Element]:
    """Caption, table, notes and source.

    Args:
        setting: the document.
        table: what to show.
        known: sub-lines, notes and sources that already stand by the figure above.
    """
    styles = setting.styles
    found = []
    if table.caption:
        caption = paragraph(styles.id("Caption"), run(table.caption), keep_next=True)
        found.append(bookmark(setting, table.id, caption))
    if table.subline and table.subline not in known:
        found.append(paragraph(styles.id("SOMNote"), run(table.subline), keep_next=True))
    size, widths = fit(table, setting.width, setting.letter)
    marks = [_mark_width(table, index, size) for index in range(len(table.columns))]
    gaps = [_gap(table.columns, index) for index in range(len(table.columns))]
    heads = [_head(setting, table, index, size, gaps, marks) for index in range(len(table.columns))]
    header = table_row(heads, widths, header=True)
    body = _body_rows(setting, table, size, widths, gaps, marks)
    look = el(
        "tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1,
        noVBand=1,
    )  # fmt: skip
    properties = el(
        "tblPr",
        el("tblStyle", val=styles.id("SOMTabel")),
        el("tblW", w=sum(widths), type="dxa"),
        el("tblLayout", type="fixed"),
        look,
        el("tblCaption", val=clean(table.caption)) if table.caption else None,
        el("tblDescription", val=clean(table.subline)) if table.subline else None,
    )
    found.append(el("tbl", properties, grid(widths), header, *body))
    found += _below(setting, table, known)
    return found


def spacer(setting: WordSetting, *, new_page: bool = False) -> Element:
    """A little air; also keeps Word from joining two tables into one."""
    return paragraph(setting.styles.id("SOMLuft"), new_page=new_page)


def fit(table: Table, width: int, letter: float = 0.56) -> tuple[int, list[int]]:
    """Font size (half points) and column widths (twips) in which no number is broken."""
    wanted = _wanted(table, width)
    for size in SIZES:
        needed = [_needed(table, index, size, letter) for index in range(len(table.columns))]
        if sum(needed) <= width:
            break
    if sum(needed) <= width and sum(wanted) < width - 20:  # a narrow table grows as it needs
        widths = [max(pair) for pair in zip(needed, wanted, strict=True)]
        if sum(widths) <= width:
            return size, widths
    short = [max(need - want, 0) for need, want in zip(needed, wanted, strict=True)]
    spare = [max(want - need, 0) for need, want in zip(needed, wanted, strict=True)]
    share = min(1.0, sum(short) / sum(spare)) if sum(spare) else 0.0
    widths = [
        int(want + lack - left * share)
        for want, lack, left in zip(wanted, short, spare, strict=True)
    ]
    return size, widths


def _wanted(table: Table, width: int) -> list[int]:
    """Relative widths, except that few numbers stand close to their text (the eye must be
    able to follow the row) and that columns of text share their room by what they hold."""
    columns = table.columns
    numbers = sum(column.kind in NUMERIC for column in columns)
    if len(columns) == numbers + 1 and 1 <= numbers <= len(TEXT_CM):
        text = int(TEXT_CM[numbers - 1] * TWIPS_PER_CM)
        number = int(NUMBER_CM * TWIPS_PER_CM)
        if text + numbers * number <= width:
            return [number if column.kind in NUMERIC else text for column in columns]
    total = sum(column.width for column in columns)
    wanted = [width * column.width / total for column in columns]
    texts = [index for index, column in enumerate(columns) if column.kind not in NUMERIC]
    weights = {index: columns[index].width * _fill(table, index) for index in texts}
    room = sum(wanted[index] for index in texts) / max(sum(weights.values()), 1e-9)
    return [int(weights[index] * room) if index in weights else int(wanted[index])
            for index in range(len(columns))]  # fmt: skip


def _fill(table: Table, index: int) -> float:
    """How much a column of text holds: the root, so that a long cell does not take it all."""
    lengths = [len(row.cells[index].text) for row in table.rows if index < len(row.cells)]
    mean = sum(lengths) / max(len(lengths), 1)
    return math.sqrt(max(len(table.columns[index].label), mean, 1))


def _needed(table: Table, index: int, size: int, letter_share: float) -> int:
    """Room for what must not be broken: a number, or the longest word (estimated, twips)."""
    column = table.columns[index]
    letter = size * 10 * letter_share
    head = max((len(part) for part in column.label.split()), default=1) * letter * 1.08
    cells = [row.cells[index].text for row in table.rows if index < len(row.cells)]
    if column.kind in (*NUMERIC, "year"):
        longest = max((len(text) for text in cells), default=0) * letter * 1.04
    else:
        parts = (len(part) for text in cells for part in text.split())
        longest = min(max(parts, default=0), LONGEST_WORD) * letter
    room = _mark_width(table, index, size) + _gap(table.columns, index)
    return int(max(head, longest)) + PADDING + room


def _mark_width(table: Table, index: int, size: int) -> int:
    """Room right of the numbers for note marks, so that digits stay under each other."""
    if table.columns[index].kind not in NUMERIC:
        return 0
    marks = [_marks(row.cells[index]) for row in table.rows if index < len(row.cells)]
    longest = max((len(mark) for mark in marks), default=0)
    return int(size * 10 * 0.35 * longest + size * 2) if longest else 0


def _marks(cell: Cell) -> str:
    return ", ".join(str(note) for note in cell.notes)


def _gap(columns: Sequence[Column], index: int) -> int:
    """Air between a column of numbers and the text right of it."""
    after_number = index > 0 and columns[index - 1].kind in NUMERIC
    return GAP if after_number and columns[index].kind not in NUMERIC else 0


def _head(
    setting: WordSetting, table: Table, index: int, size: int, gaps: list[int], marks: list[int]
) -> list[Element]:
    column = table.columns[index]
    style = _style(setting, table, index)
    parts = [run(column.label, bold=True, size=size)]
    if _unit_is_news(table, index):
        parts.append(run(f" ({column.unit})", size=size))
    return [paragraph(style, *parts, keep_next=True, left=gaps[index], right=marks[index])]


def _unit_is_news(table: Table, index: int) -> bool:
    """Whether the unit stands neither in the heading nor in the cells below it."""
    unit = table.columns[index].unit
    if not unit or unit in table.columns[index].label:
        return False
    cells = [row.cells[index].text for row in table.rows if index < len(row.cells)]
    return not any(text.endswith(f"\u00a0{unit}") for text in cells)


def _body_rows(
    setting: WordSetting,
    table: Table,
    size: int,
    widths: list[int],
    gaps: list[int],
    marks: list[int],
) -> list[Element]:
    """The rows below the header.

    A report has a thousand such cells, so they are put together as text and read as XML once:
    within a column and kind of row only the cells' words differ.
    """
    last = len(table.rows) - 1
    short = len(table.rows) <= KEEP_TOGETHER
    parts = [f"<w:tbl {nsdecls('w')}>"]
    for index, row in enumerate(table.rows):
        keep = short or index >= last - 1 or row.role == "group"
        cells = row.cells[: len(widths)]
        parts.append("<w:tr><w:trPr><w:cantSplit/></w:trPr>")
        for place, cell in enumerate(cells):
            spanned = widths[place:] if place == len(cells) - 1 else widths[place : place + 1]
            look = _Look(row.role, keep, size, gaps[place], 0 if cell.notes else marks[place])
            before, between, after = _frame(
                _style(setting, table, place), look, tuple(spanned), bool(cell.notes)
            )
            parts += (before, run_content(cell.text))
            if cell.notes:
                parts += (between, run_content(f"\u2009{_marks(cell)}"))
            parts.append(after)
        parts.append("</w:tr>")
    return list(parse_xml("".join([*parts, "</w:tbl>"])))


class _Look(NamedTuple):
    """How a cell of the body looks; size in half points, air in twips."""

    role: str
    keep: bool
    size: int
    left: int
    right: int


@lru_cache(maxsize=2048)
def _frame(style: str, look: _Look, spanned: tuple[int, ...], notes: bool) -> tuple[str, str, str]:
    """What stands before a cell's words, between them and their note marks, and after."""
    content = [run(WORDS, bold=look.role != "normal", size=look.size)]
    if notes:
        content.append(run(WORDS, size=look.size, raised=True))
    filled = paragraph(style, *content, keep_next=look.keep, left=look.left, right=look.right)
    cell = _table_cell([filled], spanned, fill="EFF4F8" if look.role == "group" else None)
    text = etree.tostring(cell, encoding="unicode").replace(f" {nsdecls('w')}", "")
    before, *rest = text.split(run_content(WORDS))
    return before, rest[0] if notes else "", rest[-1]


def _style(setting: WordSetting, table: Table, index: int) -> str:
    number = table.columns[index].kind in NUMERIC
    return setting.styles.id("SOMTabeltal" if number else "SOMTabeltekst")


def table_row(cells: list[list[Element]], widths: list[int], *, header: bool = False) -> Element:
    """A row that is never split; the last cell spans what columns are left."""
    row = el("tr", el("trPr", el("cantSplit"), el("tblHeader") if header else None))
    for index, content in enumerate(cells):
        last = index == len(cells) - 1
        spanned = widths[index:] if last else widths[index : index + 1]
        row.append(_table_cell(content, spanned, header=header))
    return row


def _table_cell(
    content: list[Element], spanned: Sequence[int], *, header: bool = False, fill: str | None = None
) -> Element:
    properties = el(
        "tcPr",
        el("tcW", w=sum(spanned), type="dxa"),
        el("gridSpan", val=len(spanned)) if len(spanned) > 1 else None,
        el("shd", val="clear", color="auto", fill=fill) if fill else None,
        el("vAlign", val="bottom") if header else None,
    )
    return el("tc", properties, *content)


def grid(widths: list[int]) -> Element:
    """The columns of a table (twips)."""
    return el("tblGrid", *(el("gridCol", w=width) for width in widths))


def _below(setting: WordSetting, table: Table, known: Sequence[str | None]) -> list[Element]:
    style = setting.styles.id("SOMNote")
    marked = {note for row in table.rows for cell in row.cells for note in cell.notes}
    found = []
    for number, note in enumerate(table.notes, start=1):
        if number in marked:
            mark = [run(str(number), raised=True), run(f"\u2009{note}")]
            found.append(paragraph(style, *mark))
        elif note not in known:
            found.append(paragraph(style, run(note)))
    if table.source and table.source not in known:
        found.append(paragraph(style, run(source_line(table.source))))
    for element in found[:1]:
        element.find(word("pPr")).append(el("spacing", before=60))
    return [*found, spacer(setting)]
