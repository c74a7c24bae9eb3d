"""Page one must be one page: the figure takes the room the words leave.

Word lays out the page itself, so the room is estimated here, from the lengths of the
texts and the sizes of our own styles.
"""

from __future__ import annotations

from math import ceil

from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    FigureBlock,
    FrontMatter,
    KeyFigures,
    RichText,
    Section,
    TextBlock,
)

SMALLEST, LARGEST = 3.6, 7.8
"""A figure's height on page one in cm."""
MARGIN = 0.8
LINE = 0.49
SMALL_LINE = 0.36


def chart_height_cm(
    front: FrontMatter, section: Section, page_cm: float, breadth: float = 1.0
) -> float:
    """The height each figure of page one can have.

    Args:
        front: title and answer, which stand above.
        section: page one.
        page_cm: height of the text area.
        breadth: characters on a line, relative to our own template.
    """
    figures = sum(isinstance(block, FigureBlock) for block in section.blocks)
    words = sum(_block(block, breadth) for block in section.blocks)
    title = _lines(front.title, 36 * breadth) * 0.93 + 0.25
    answer = _lines(front.answer, 68 * breadth) * 0.6 + 0.35
    room = (page_cm - MARGIN - 0.6 - title - answer - words) / max(figures, 1)
    return max(SMALLEST, min(room, LARGEST))


def _block(block: object, breadth: float) -> float:
    if isinstance(block, KeyFigures):
        return (2.6 if breadth > 0.9 else 4.2) * ceil(len(block.items) / 4)
    if isinstance(block, FigureBlock):
        lines = [block.subline, *block.notes, block.source]
        small = sum(_lines(line, 112 * breadth) for line in lines if line) * SMALL_LINE
        captions = _lines(block.caption, 95 * breadth) * 0.45
        return 0.6 + _lines(block.finding, 74 * breadth) * 0.5 + captions + small + 0.3
    if isinstance(block, CalloutBlock):
        return 0.9 + _rich(block.content, 86 * breadth) + 0.3
    if isinstance(block, TextBlock):
        return (1.0 if block.heading else 0.0) + _rich(block.content, 90 * breadth) + 0.3
    return 0.0


def _rich(content: RichText, width: float) -> float:
    paragraphs = [
        line
        for part in content
        for line in (part.items if isinstance(part, BulletList) else [part.runs])
    ]
    texts = ("".join(run.text for run in line) for line in paragraphs)
    return sum(_lines(text, width) * LINE + 0.11 for text in texts)


def _lines(text: str, width: float) -> int:
    return max(1, ceil(len(text) / width))
