"""What all kinds of report share.  A kind says only its facts, its cover and its parts."""

from __future__ import annotations

import datetime as dt
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.case.rules.fetched import sender, still_the_senders
from som_calc.case.suggest import did_you_mean
from som_calc.document import danish
from som_calc.document.here import Here
from som_calc.document.model import (
    Block,
    CalloutBlock,
    FigureBlock,
    FrontMatter,
    KeyFigures,
    RichText,
    SectionSpec,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.palette import palette
from som_calc.document.rich import from_rich_markdown
from som_calc.document.text import from_markdown, paragraph, plain, render
from som_calc.report.sections import PAGE_ONE, template_sections
from som_calc.resources import find

STAMP = "Illustrative tal"

Piece = Block | Table | RichText | None
"""What a part yields; an empty piece is left out."""
Own = Literal["first", "last", "no"]
"""Where the case's own text to a section stands."""

_PART = "part_of"
_R = TypeVar("_R", bound="Report")


@dataclass(frozen=True)
class Cover:
    """What the front matter of one report says of it."""

    title: str
    municipality: str
    date: dt.date
    version: str
    eyebrow: list[str]
    """The line above the title."""
    sources: list[tuple[str, str]]
    """Who and which files the report comes from, without paths, users or times."""
    keywords: list[str]
    illustrative: bool
    borrowed_from: str | None = None
    """Whose numbers and texts a fetched case still holds; stamped on every page."""
    changed: str | None = None
    """What ``--sæt`` changed; stamped on every page."""
    sign_off: str | None = None
    """The case's own signature block (Markdown); else the kommune's is used."""
    stem: str | None = None
    """Name of the output files; else the kind's folder of texts."""


def part(
    section: str, *, own: Own = "first"
) -> Callable[[Callable[[_R], Iterable[Piece]]], Callable[[_R], list[Block]]]:
    """Make a method that yields pieces into a part of ``section``.

    The part is empty where the report has no such section, and nothing is then calculated.

    Args:
        section: id of the section, as in ``afsnit.yaml``.
        own: where the case's own text stands; ``no`` in a part that only continues a section.
    """

    def decorate(make: Callable[[_R], Iterable[Piece]]) -> Callable[[_R], list[Block]]:
        @wraps(make)
        def shown(report: _R) -> list[Block]:
            if section not in report.section_ids:
                return []
            return report.lay_out(section, make(report), own)

        vars(shown)[_PART] = section
        return shown

    return decorate


class Report(ABC):
    """A report: its front matter, and parts that a notebook shows one by one.

    Args:
        template: a kommune's own template folder.
    """

    kind: ClassVar[str]
    """E.g. Beslutningsoplæg."""
    folder: ClassVar[str]
    """Where its texts and its list of sections stand, below ``templates/tekst``."""
    first_heading: ClassVar[str] = "Resultatet"
    """Heading of page one for those who cannot see that it is page one."""
    answer_text: ClassVar[str] = "svar"
    meeting: ClassVar[Sequence[str]] = ()
    """Figures for the meeting after that of page one, by id."""
    rests_on: ClassVar[str] = ""
    """The table that says what the numbers come from, by id."""

    def __init__(self, template: str | None = None) -> None:
        self.template = template
        self.colours = palette(template)

    @property
    @abstractmethod
    def facts(self) -> Any:
        """Names the text templates may use: a frozen dataclass with Danish fields."""

    @property
    @abstractmethod
    def cover(self) -> Cover:
        """What the front matter says."""

    @property
    def own_texts(self) -> dict[str, str]:
        """Section id → the case's own text (Markdown)."""
        return {}

    def chosen_sections(self) -> list[SectionSpec]:
        """The sections after page one, in order."""
        return template_sections(self.folder, self.template)

    @cached_property
    def sections(self) -> list[SectionSpec]:
        """Page one and the chosen sections, in order."""
        first = SectionSpec(id=PAGE_ONE, heading=self.first_heading, show_heading=False)
        return [first, *self.chosen_sections()]

    @cached_property
    def section_ids(self) -> frozenset[str]:
        """Ids of the sections the report has."""
        return frozenset(spec.id for spec in self.sections)

    @cached_property
    def answer(self) -> str:
        """The answer in one sentence."""
        return plain(self.text(self.answer_text))

    def front(self) -> list[Block]:
        """Title, sections in the chosen order, stamp, signature and provenance."""
        from som_calc import __version__

        cover = self.cover
        matter = FrontMatter(
            report_kind=self.kind,
            file_stem=cover.stem or self.folder,
            eyebrow=cover.eyebrow,
            title=cover.title,
            answer=self.answer,
            municipality=cover.municipality,
            date=cover.date.isoformat(),
            date_text=danish.long_date(cover.date),
            version=cover.version,
            sections=self.sections,
            stamp=_stamp(cover),
            palette=self.colours,
            sign_off=self._sign_off(cover),
            meeting=list(self.meeting),
            rests_on=self.rests_on,
            provenance=[*cover.sources, ("Program", f"som-rapport {__version__}")],
            keywords=cover.keywords,
        )
        return [matter]

    def own_sections(self) -> list[Block]:
        """Sections that the kommune's list or the case has added, with their own texts."""
        ours = set(self.parts().values())
        return [
            block
            for spec in self.sections
            if spec.id not in ours
            for block in self.lay_out(spec.id, [self._added_text(spec.id)], "last")
        ]

    def blocks(self) -> list[Block]:
        """The whole report, in the order its parts are defined."""
        parts = [getattr(self, name)() for name in self.parts()]
        return [*self.front(), *(block for part in parts for block in part), *self.own_sections()]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """A chapter as notebooks of earlier versions call it."""
            from som_calc.report.display import CHAPTERS, OWN

            ids = CHAPTERS.get(self.folder, {}).get(name)
            if ids is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            ours = [id for id in ids if id != OWN]
            return lambda: self.section(*ours) + (self.own_sections() if OWN in ids else [])

    @classmethod
    @cache
    def parts(cls) -> Mapping[str, str]:
        """Name of each part → the section it belongs to."""
        names = dict.fromkeys(name for base in reversed(cls.__mro__) for name in vars(base))
        found = {name: getattr(getattr(cls, name), "__dict__", {}).get(_PART) for name in names}
        return {name: section for name, section in found.items() if section is not None}

    def content(self, section: str) -> Iterator[Block]:
        """Our own blocks of a section, whether the report has chosen it or not."""
        for name, of in self.parts().items():
            if of == section:
                yield from self.lay_out(section, getattr(type(self), name).__wrapped__(self), "no")

    def text(self, name: str) -> RichText:
        """The text template ``<name>.md.j2`` of this kind, filled with the facts.

        Raises:
            CaseError: the template is broken, or names a value that is not there.
        """
        return render(f"{self.folder}/{name}.md.j2", vars(self.facts), self.template)

    def callout(self, text: str, *, warning: bool = False) -> CalloutBlock:
        """»Det skal I vide« on page one."""
        return CalloutBlock(
            section=PAGE_ONE,
            title="Det skal I vide",
            content=self.text(text),
            tone="warning" if warning else "info",
        )

    def section(self, *ids: str) -> list[Block]:
        """All blocks of these sections, as the report's own parts make them.

        Raises:
            CaseError: no report of this kind has such a section.
        """
        known = dict.fromkeys([*self.parts().values(), *self.section_ids])
        if unknown := [id for id in ids if id not in known]:
            wrong = f"rapporten har intet afsnit »{unknown[0]}«"
            raise CaseError.single(None, wrong, did_you_mean(unknown[0], known, "den har"))
        parts = [getattr(self, name)() for name, of in self.parts().items() if of in ids]
        added = [] if set(ids) <= set(self.parts().values()) else self.own_sections()
        return [*(b for blocks in parts for b in blocks), *(b for b in added if b.section in ids)]

    def lay_out(self, section: str, pieces: Iterable[Piece], own: Own) -> list[Block]:
        """Pieces as blocks of one section: the empty ones left out, texts in a row as one."""
        said = own_text(self.own_texts.get(section, "")) if own != "no" else []
        first, last = (said, []) if own == "first" else ([], said)
        blocks: list[Block] = []
        running: RichText = []
        for piece in (*first, *pieces, *last):
            if text := _as_text(piece):
                if running:
                    del blocks[-1]
                running = [*running, *text]
                blocks.append(TextBlock(section=section, content=running))
            elif (block := _as_block(section, piece)) is not None:
                running = []
                blocks.append(block)
        return blocks

    def _added_text(self, section: str) -> RichText:
        """The kommune's text to a section of its own; nothing where there is none."""
        try:
            find("templates", f"tekst/{self.folder}/{section}.md.j2", self.template)
        except FileNotFoundError:
            return []
        return self.text(section)

    def _sign_off(self, cover: Cover) -> RichText:
        """The case's own signature, else the kommune's ``tekst/underskrift.md.j2``."""
        if cover.sign_off:
            return from_markdown(cover.sign_off)
        names = {"kommune": cover.municipality, "dato": danish.long_date(cover.date)}
        return render("underskrift.md.j2", names, self.template)


def own_text(text: str, here: Here | None = None) -> list[Piece]:
    """What a case says in Markdown: running text, and its tables and headings as blocks."""
    blocks = from_rich_markdown(text, here or Here(), html=False) if text.strip() else []
    return [
        block.content if isinstance(block, TextBlock) and _is_running(block) else block
        for block in blocks
    ]


def _is_running(block: TextBlock) -> bool:
    return block.heading is None and block.role == "body"


def _stamp(cover: Cover) -> str | None:
    """What stands on top of every page, in every format."""
    said = [STAMP] if cover.illustrative else []
    if cover.borrowed_from:
        said.append(f"Tal og tekst er stadig fra {cover.borrowed_from}")
    if cover.changed:
        said.append(cover.changed)
    return ". ".join(said) or None


def borrowed_from(cases: Iterable[Case]) -> str | None:
    """Whose numbers and texts fetched cases still hold; None when all is their own."""
    senders = dict.fromkeys(sender(case) for case in cases if still_the_senders(case))
    return danish.listing(list(senders)) if senders else None


def fingerprint(path: Path) -> str:
    """A file by its name and the beginning of its SHA-256."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return f"{path.name}, sha256 {digest}"


def shared_sign_off(own: Iterable[str | None]) -> str | None:
    """The signature of several cases where they all have the same.

    >>> shared_sign_off(["Økonomi", "Økonomi"]), shared_sign_off(["Økonomi", None])
    ('Økonomi', None)
    """
    each = set(own)
    return each.pop() if len(each) == 1 else None


def _as_text(piece: Piece) -> RichText:
    """Text as it is; of a table without rows what its notes say."""
    if isinstance(piece, Table):
        return [] if piece.rows else [paragraph(note) for note in piece.notes]
    return piece if isinstance(piece, list) else []


def _as_block(section: str, piece: Piece) -> Block | None:
    """A piece with something to show as a block of the section."""
    if isinstance(piece, Table):
        return TableBlock(section=section, table=piece) if piece.rows else None
    shown: Any = not isinstance(piece, list) and piece
    if isinstance(piece, FigureBlock):
        shown = piece.table.rows
    elif isinstance(piece, TextBlock):
        shown = piece.content or piece.heading
    elif isinstance(piece, CalloutBlock):
        shown = piece.content
    elif isinstance(piece, KeyFigures):
        shown = piece.items
    if not shown or not isinstance(piece, Block):
        return None
    return piece if piece.section == section else piece.model_copy(update={"section": section})
