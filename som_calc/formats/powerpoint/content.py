"""What the meeting is shown, and in which order: nothing that the report does not say itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from som_calc.document.model import (
    BulletList,
    CalloutBlock,
    Document,
    FigureBlock,
    KeyFigure,
    KeyFigures,
    RichText,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.formats.ooxml import source_line

LONGEST_TITLE = 120
"""Characters of a sentence that can still be read as a title."""
_SENTENCE = re.compile(r"(.*?[.!?])(?: +(?=[A-ZÆØÅ»])|$)(.*)", re.DOTALL)
"""The first sentence, and the rest."""
_STOP = re.compile(r"(?<!kr)(?<!pct)\.$")
"""The full stop of a sentence that does not end in an abbreviation."""


@dataclass(frozen=True)
class Slide:
    """One slide after the title: what it says on top, one thing to look at, and the notes."""

    title: str
    shown: list[KeyFigure] | FigureBlock | RichText
    notes: list[str] = field(default_factory=list)
    """What the speaker can say the numbers come from; a paragraph each."""


def slides(document: Document) -> Iterator[Slide]:
    """The answer, the figure of page one, those chosen for the meeting, and what to decide."""
    front = document.front
    first = [block for block in document.blocks() if block.section == front.sections[0].id]
    for block in first:
        if isinstance(block, KeyFigures):
            yield Slide(front.answer, block.items, [*_bases(block), *_rests_on(document)])
    chosen = [block for block in document.blocks() if isinstance(block, FigureBlock)]
    for figure in [block for block in first if isinstance(block, FigureBlock)]:
        yield Slide(figure.finding, figure, _told(figure))
    for id in front.meeting:
        for figure in chosen:
            if figure.id == id:
                yield Slide(figure.finding, figure, _told(figure))
    for block in first:
        if isinstance(block, CalloutBlock):
            yield _told_first(block)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, TextBlock) and block.role == "recommendation":
                yield Slide(block.heading or section.spec.heading, block.content)


def _told_first(block: CalloutBlock) -> Slide:
    """What must be known, its first sentence as the title where it is short enough to be one.

    The sentence follows a word in bold (»Tilskuddet:«) that says what it is about; so it is only
    moved where more of the item stays below under that word.
    """
    first = block.content[0] if block.content else None
    items = first.items if isinstance(first, BulletList) else []
    if not items or len(items[0]) != 2 or not items[0][0].text.endswith(":"):
        return Slide(block.title, block.content)
    lead, rest = items[0]
    said = _SENTENCE.match(rest.text.strip(" "))
    if said is None or not said[2] or len(said[1]) > LONGEST_TITLE:
        return Slide(block.title, block.content)
    kept = [[lead, rest.model_copy(update={"text": f" {said[2]}"})], *items[1:]]
    levels = first.levels if isinstance(first, BulletList) else []
    below = [BulletList(items=kept, levels=levels), *block.content[1:]]
    told = "".join(run.text for run in items[0])
    return Slide(f"{block.title}: {_STOP.sub('', said[1])}", below, [told])


def title_notes(document: Document) -> list[str]:
    """Where the report comes from."""
    front = document.front
    made = [f"{name}: {value}" for name, value in front.provenance]
    return [front.answer, *made]


def _bases(block: KeyFigures) -> list[str]:
    return [
        f"{item.label}: {' '.join(part for part in (item.value, item.unit) if part)} ({item.basis})"
        for item in block.items
    ]


def _told(figure: FigureBlock) -> list[str]:
    """Caption, what the picture shows, its numbers, notes and source."""
    lines = [figure.caption, figure.subline, figure.alt, *_rows(figure.table)]
    lines += [f"Note: {note}" for note in figure.notes]
    return [line for line in (*lines, figure.source and source_line(figure.source)) if line]


def _rests_on(document: Document) -> Iterator[str]:
    """The table of assumptions with their sources, line by line."""
    for block in document.blocks():
        if isinstance(block, TableBlock) and block.table.id == document.front.rests_on:
            yield f"{block.table.caption}:"
            yield from _rows(block.table)


def _rows(table: Table) -> Iterator[str]:
    """Each row as a line: the first cell, then the others under their headings."""
    heads = [column.label for column in table.columns]
    for row in table.rows:
        name, *rest = [cell.text for cell in row.cells]
        told = [f"{head} {text}" for head, text in zip(heads[1:], rest, strict=False) if text]
        yield f"{name}: {'; '.join(told)}" if told else name
