"""Real Word tables: data tables, key figures and boxes."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.report.document import Cell, Column, KeyFigure, Row, Table
from som_calc.report.exporters.word.text import Setting, bookmark, paragraph, run
from som_calc.report.exporters.word.xml import Element, clean, el

NUMERIC = ("kr", "mio", "pct", "number")
SIZES = (19, 18, 17, 16, 15, 14, 13)
"""Half points: the first in which every number fits its column."""
PADDING = 170
KEEP_TOGETHER = 10
"""A table of up to so many rows stays on one page."""
LOSS = "A33B00"
TONES = {"info": ("0B4F7D", "EFF4F8"), "warning": ("9A4A00", "FDF3E7")}
"""Edge and surface of a box."""


def data_table(setting: Setting, table: Table, known: Sequence[str | None] = ()) -> list[Element]:
    """Caption, table, notes and source.

    Args:
        setting: the document.
        table: what to show.
        known: sub-lines, notes and sources that already stand by the figure above.
    """
    styles = setting.styles
    caption = paragraph(styles.id("Caption"), run(table.caption), keep_next=True)
    found = [bookmark(setting, table.id, caption)]
    if table.subline and table.subline not in known:
        found.append(paragraph(styles.id("SOMNote"), run(table.subline), keep_next=True))
    size, widths = fit(table, setting.width)
    header = _row([_head(setting, column, size) for column in table.columns], widths, header=True)
    last = len(table.rows) - 1
    short = len(table.rows) <= KEEP_TOGETHER
    body = [
        _body_row(setting, table, row, size, widths, keep=short or index >= last - 1)
        for index, row in enumerate(table.rows)
    ]
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
        el("tblCaption", val=clean(table.caption)),
        el("tblDescription", val=clean(table.subline)) if table.subline else None,
    )
    found.append(el("tbl", properties, _grid(widths), header, *body))
    found += _below(setting, table, known)
    return found


def key_figures(setting: Setting, items: Sequence[KeyFigure]) -> list[Element]:
    """Up to four key figures in a row: labels as header row, values, basis.  No borders
    but the rule above."""
    styles = setting.styles
    count = max(len(items), 1)
    widths = [setting.width // count] * count
    labels, values, bases = [], [], []
    for item in items:
        colour = LOSS if item.tone == "loss" else None
        labels.append([paragraph(styles.id("SOMNoegletalEtiket"), run(item.label))])
        parts = [run(item.value, colour=colour)]
        if item.unit:
            parts.append(run(f"\u00a0{item.unit}", colour=colour, size=20))
        values.append([paragraph(styles.id("SOMNoegletal"), *parts)])
        bases.append([paragraph(styles.id("SOMNoegletalBasis"), run(item.basis))])
    rule = el("top", val="single", sz=12, space=0, color="1B1F24")
    properties = el(
        "tblPr",
        el("tblStyle", val=styles.id("TableNormal")),
        el("tblW", w=sum(widths), type="dxa"),
        el("tblBorders", rule),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=0, type="dxa"), el("right", w=160, type="dxa")),
        el("tblLook", val="0020", firstRow=1, firstColumn=0),
        el("tblCaption", val="Nøgletal"),
    )
    body = [_row(labels, widths, header=True), _row(values, widths), _row(bases, widths)]
    return [el("tbl", properties, _grid(widths), *body), spacer(setting)]


def box(setting: Setting, title: str | None, content: list[Element], tone: str) -> list[Element]:
    """A shaded box with a coloured edge, kept on one page."""
    edge, surface = TONES[tone]
    if title:
        style = setting.styles.id("SOMBoksoverskrift")
        content = [paragraph(style, run(title, colour=edge), keep_next=True), *content]
    shade = el("shd", val="clear", color="auto", fill=surface)
    bar = el("tblBorders", el("left", val="single", sz=36, space=0, color=edge))
    properties = el(
        "tblPr",
        el("tblStyle", val=setting.styles.id("TableNormal")),
        el("tblW", w=setting.width, type="dxa"),
        bar,
        el("tblLayout", type="fixed"),
        el(
            "tblCellMar",
            *(el(side, w=w, type="dxa") for side, w in
              (("top", 60), ("left", 240), ("bottom", 60), ("right", 240))),
        ),
        el("tblLook", val="0000", firstRow=0, firstColumn=0),
    )  # fmt: skip
    cell = el("tc", el("tcPr", el("tcW", w=setting.width, type="dxa"), shade), *content)
    row = el("tr", el("trPr", el("cantSplit")), cell)
    return [el("tbl", properties, _grid([setting.width]), row), spacer(setting)]


def spacer(setting: Setting, *, new_page: bool = False) -> Element:
    """A little air; also keeps Word from joining two tables into one."""
    return paragraph(setting.styles.id("SOMLuft"), new_page=new_page)


def fit(table: Table, width: int) -> tuple[int, list[int]]:
    """Font size (half points) and column widths (twips) in which no number is broken."""
    total = sum(column.width for column in table.columns)
    wanted = [int(width * column.width / total) for column in table.columns]
    for size in SIZES:
        needed = [_needed(table, index, size) for index in range(len(table.columns))]
        if sum(needed) <= width:
            break
    short = [max(need - want, 0) for need, want in zip(needed, wanted, strict=True)]
    spare = [max(want - need, 0) for need, want in zip(needed, wanted, strict=True)]
    share = min(1.0, sum(short) / sum(spare)) if sum(spare) else 0.0
    widths = [
        int(want + lack - left * share)
        for want, lack, left in zip(wanted, short, spare, strict=True)
    ]
    return size, widths


def _needed(table: Table, index: int, size: int) -> int:
    """Room for what must not be broken: a number, or the longest word (estimated, twips)."""
    column = table.columns[index]
    letter = size * 10 * 0.56
    head = max((len(word) for word in column.label.split()), default=1) * letter * 1.08
    cells = [row.cells[index].text for row in table.rows if index < len(row.cells)]
    if column.kind in (*NUMERIC, "year"):
        longest = max((len(text) for text in cells), default=0) * letter * 1.04
    else:
        words = (len(word) for text in cells for word in text.split())
        longest = min(max(words, default=0), 18) * letter
    return int(max(head, longest)) + PADDING


def _head(setting: Setting, column: Column, size: int) -> list[Element]:
    style = setting.styles.id("SOMTabeltal" if column.kind in NUMERIC else "SOMTabeltekst")
    parts = [run(column.label, bold=True, size=size)]
    if column.unit and column.unit not in column.label:
        parts.append(run(f" ({column.unit})", size=size))
    return [paragraph(style, *parts, keep_next=True)]


def _body_row(
    setting: Setting, table: Table, row: Row, size: int, widths: list[int], keep: bool
) -> Element:
    cells = []
    for column, cell in zip(table.columns, row.cells, strict=False):
        style = setting.styles.id("SOMTabeltal" if column.kind in NUMERIC else "SOMTabeltekst")
        content = _cell(cell, size, bold=row.role != "normal")
        cells.append([paragraph(style, *content, keep_next=keep or row.role == "group")])
    fill = "EFF4F8" if row.role == "group" else None
    return _row(cells, widths, fill=fill)


def _cell(cell: Cell, size: int, bold: bool) -> list[Element]:
    content = [run(cell.text, bold=bold, size=size)]
    if cell.notes:
        marks = ", ".join(str(note) for note in cell.notes)
        content.append(run(f"\u2009{marks}", size=size, raised=True))
    return content


def _row(
    cells: list[list[Element]], widths: list[int], *, header: bool = False, fill: str | None = None
) -> Element:
    row = el("tr", el("trPr", el("cantSplit"), el("tblHeader") if header else None))
    for index, content in enumerate(cells):
        last = index == len(cells) - 1
        spanned = widths[index:] if last else widths[index : index + 1]
        properties = el(
            "tcPr",
            el("tcW", w=sum(spanned), type="dxa"),
            el("gridSpan", val=len(spanned)) if len(spanned) > 1 else None,
            el("shd", val="clear", color="auto", fill=fill) if fill else None,
            el("vAlign", val="bottom") if header else None,
        )
        row.append(el("tc", properties, *content))
    return row


def _grid(widths: list[int]) -> Element:
    return el("tblGrid", *(el("gridCol", w=width) for width in widths))


def _below(setting: Setting, table: Table, known: Sequence[str | None]) -> list[Element]:
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
    return [*found, spacer(setting)]


def source_line(source: str) -> str:
    """The source with its label, once."""
    return source if source.lower().startswith("kilde") else f"Kilde: {source}"
