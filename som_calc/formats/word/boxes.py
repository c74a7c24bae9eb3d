"""Tables that carry no data: the row of key figures and the box with an edge."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.document.model import KeyFigure
from som_calc.formats.ooxml import LOSS, WARNING
from som_calc.formats.word.tables import grid, spacer, table_row
from som_calc.formats.word.text import WordSetting, paragraph, run
from som_calc.formats.word.xml import Element, el

BOX_EDGE = 45
"""Half the coloured edge of a box, which stands outside its width."""
TONES = {"info": ("0B4F7D", "EFF4F8"), "warning": (WARNING, "FDF3E7")}
"""Edge and surface of a box."""
KEY_FIGURE, UNIT = 44, 20
"""Half points: a key figure as our style sets it, and its unit."""
KEY_FIGURE_GAP = 160
"""Twentieths of a point between two key figures."""
BOLD = 1.06
"""How much wider than its plain letters a bold typeface runs."""


def key_figures(setting: WordSetting, items: Sequence[KeyFigure]) -> list[Element]:
    """Up to four key figures in a row: labels as header row, values, basis.  No borders
    but the rule above."""
    styles = setting.styles
    count = max(len(items), 1)
    widths = [setting.width // count] * count
    labels, values, bases = [], [], []
    for item in items:
        colour = LOSS if item.tone == "loss" else None
        labels.append([paragraph(styles.id("SOMNoegletalEtiket"), run(item.label))])
        size = _fitting(setting, item, widths[0] - KEY_FIGURE_GAP)
        parts = [run(item.value, colour=colour, size=size)]
        if item.unit:
            parts.append(run(f"\u00a0{item.unit}", colour=colour, size=UNIT))
        values.append([paragraph(styles.id("SOMNoegletal"), *parts)])
        bases.append([paragraph(styles.id("SOMNoegletalBasis"), run(item.basis))])
    rule = el("top", val="single", sz=12, space=0, color="1B1F24")
    properties = el(
        "tblPr",
        el("tblStyle", val=styles.id("TableNormal")),
        el("tblW", w=sum(widths), type="dxa"),
        el("tblBorders", rule),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=0, type="dxa"), el("right", w=KEY_FIGURE_GAP, type="dxa")),
        el("tblLook", val="0020", firstRow=1, firstColumn=0),
        el("tblCaption", val="Nøgletal"),
    )
    body = [
        table_row(labels, widths, header=True),
        table_row(values, widths),
        table_row(bases, widths),
    ]
    return [el("tbl", properties, grid(widths), *body), spacer(setting)]


def _fitting(setting: WordSetting, item: KeyFigure, width: int) -> int | None:
    """Half points at which a value stands on one line: Word breaks a word that is too wide
    anywhere.  None: as the style says."""
    room = width / 10 - _letters(f"\u00a0{item.unit}" if item.unit else "") * UNIT * (
        setting.letter * BOLD
    )
    fits = int(room / (_letters(item.value) * setting.letter * BOLD))
    return None if fits >= KEY_FIGURE else max(fits, UNIT)


def _letters(text: str) -> float:
    """The width of a text in letters: points, commas, blanks and thin letters are half."""
    return sum(0.5 if letter in ".,:;ijl \u00a0" else 1.0 for letter in text)


def box(
    setting: WordSetting, title: str | None, content: list[Element], tone: str
) -> list[Element]:
    """A shaded box with a coloured edge, kept on one page."""
    edge, surface = TONES[tone]
    if title:
        style = setting.styles.id("SOMBoksoverskrift")
        content = [paragraph(style, run(title, colour=edge), keep_next=True), *content]
    width = setting.width - BOX_EDGE
    shade = el("shd", val="clear", color="auto", fill=surface)
    bar = el("tblBorders", el("left", val="single", sz=36, space=0, color=edge))
    properties = el(
        "tblPr",
        el("tblStyle", val=setting.styles.id("TableNormal")),
        el("tblW", w=width, type="dxa"),
        bar,
        el("tblLayout", type="fixed"),
        el(
            "tblCellMar",
            *(el(side, w=w, type="dxa") for side, w in
              (("top", 60), ("left", 240), ("bottom", 60), ("right", 240))),
        ),
        el("tblLook", val="0000", firstRow=0, firstColumn=0),
    )  # fmt: skip
    cell = el("tc", el("tcPr", el("tcW", w=width, type="dxa"), shade), *content)
    row = el("tr", el("trPr", el("cantSplit")), cell)
    return [el("tbl", properties, grid([width]), row), spacer(setting)]
