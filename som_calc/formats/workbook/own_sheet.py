"""The sheet Egne celler: what a user has added to the notebook, in order."""

from __future__ import annotations

import base64
import io
from typing import Any

from som_calc.document.model import (
    BulletList,
    Document,
    PictureBlock,
    RichText,
    Run,
    TableBlock,
    TextBlock,
)
from som_calc.formats.raster import NotDrawn, pixels_of
from som_calc.formats.workbook.book import Book
from som_calc.formats.workbook.text_sheets import table_widths, write_table

OWN = "Egne celler"
LETTERS = 100
"""Of a line of text across the sheet."""
WIDE, HIGH = 720.0, 900.0
"""Most pixels of a picture."""
ROW_PIXELS = 20
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")


def own_blocks(document: Document) -> list[tuple[str, list[Any]]]:
    """The user's own blocks by the heading of their section."""
    found = [
        (section.spec.heading, [block for block in section.blocks if block.own])
        for section in document.sections
    ]
    return [(heading, blocks) for heading, blocks in found if blocks]


def write_own(book: Book, document: Document) -> None:
    """Texts, tables with their numbers, and pictures with their alternative texts."""
    sections = own_blocks(document)
    book.title(OWN, "Egne celler", "Det, I selv har sat ind i notebooken, i rapportens rækkefølge.")
    tables = [b.table for _, blocks in sections for b in blocks if isinstance(b, TableBlock)]
    widths = table_widths(tables) if tables else [float(LETTERS)]
    for col, width in enumerate(widths):
        book.sheets[OWN].set_column(col, col, width)
    row = 3
    for heading, blocks in sections:
        book.heading(OWN, row, heading, max(len(widths), 4))
        row += 2
        for block in blocks:
            if isinstance(block, TextBlock):
                row = _text(book, row, block) + 1
            elif isinstance(block, TableBlock):
                row = write_table(book, OWN, row, block.table, widths) + 1
            elif isinstance(block, PictureBlock):
                row = _picture(book, row, block) + 1
    book.page(OWN, footer=document.front.title)


def _text(book: Book, row: int, block: TextBlock) -> int:
    if block.heading:
        book.text(OWN, row, 0, block.heading, bold=True, font_size=13 if block.level == 1 else 11)
        row += 1
    for words, look in _lines(block.content):
        for line in _wrapped(words, code=bool(look)):
            book.text(OWN, row, 0, line, **look)
            row += 1
    return row


def _lines(content: RichText) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    for part in content:
        if isinstance(part, BulletList):
            count = 0
            for place, item in enumerate(part.items):
                level = part.levels[place] if part.levels else 0
                count += level == 0
                mark = f"{count}." if part.ordered and not level else "•"
                found.append((f"{'    ' * level}{mark} {_words(item)}", {}))
        else:
            code = all(run.style == "code" for run in part.runs)
            look: dict[str, object] = {"font_name": "Consolas", "font_size": 10} if code else {}
            found.append((_words(part.runs), look))
    return found


def _words(runs: list[Run]) -> str:
    """A line of text; a link's address stands behind it."""
    said = []
    for run in runs:
        table = {"raised": _RAISED, "lowered": _LOWERED}.get(run.style)
        text = run.text.translate(table) if table else run.text
        shown = run.href and not run.href.startswith("#") and run.href not in text
        said.append(f"{text} ({run.href})" if shown else text)
    return "".join(said)


def _wrapped(words: str, *, code: bool) -> list[str]:
    """Lines that can be read without widening a column; code keeps its own."""
    import textwrap

    lines = words.split("\n")
    if code:
        return lines
    return [part for line in lines for part in (textwrap.wrap(line, LETTERS) or [""])]


def _picture(book: Book, row: int, block: PictureBlock) -> int:
    if block.caption:
        book.text(OWN, row, 0, block.caption, bold=True)
        row += 1
    try:
        content = base64.b64decode(block.pixels) if block.pixels else pixels_of(block.svg)
    except NotDrawn:
        book.text(OWN, row, 0, f"Tegningen kan ikke vises i Excel: {block.alt}")
        return row + 1
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        across, down = image.size
        dpi = image.info.get("dpi", (96, 96))
    wide, high = block.width / 0.75, block.height / 0.75
    shrunk = min(1.0, WIDE / wide, HIGH / high)
    # The writer first brings the picture to its natural size, by what it says of its resolution.
    natural = across * 96 / (dpi[0] or 96), down * 96 / (dpi[1] or 96)
    book.sheets[OWN].insert_image(
        row,
        0,
        f"{block.id}.{block.format}",
        {
            "image_data": io.BytesIO(content),
            "x_scale": wide * shrunk / natural[0],
            "y_scale": high * shrunk / natural[1],
            "description": block.alt,
            "object_position": 2,
        },
    )
    return row + int(high * shrunk / ROW_PIXELS) + 1
