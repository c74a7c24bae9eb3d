"""One slide at a time: title, one thing to look at, and what the speaker can say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.parts.slide import NotesSlidePart
from pptx.util import Emu, Pt

from som_calc.document import palette
from som_calc.document.model import BulletList, FigureBlock, FrontMatter, KeyFigure, RichText, Run
from som_calc.formats.chart.look import chart_xml
from som_calc.formats.chart.workbook import workbook_bytes
from som_calc.formats.ooxml import LANGUAGE, LOSS, WARNING, clean, source_line
from som_calc.formats.powerpoint.content import Slide
from som_calc.formats.powerpoint.room import EMU_PER_POINT, LINE, Room
from som_calc.formats.powerpoint.template import MARGINAL, Template

HEADING = (30, 28, 26, 24, 22, 20, 18, 16, 14, 12)
OPENING = 40
TEXT = (24, 22, 20, 18, 16, 14)
SMALL = 12
CHART_WORDS = 1400
"""Of all words in a chart, in hundredths of a point."""
MOST_CARDS = 4
CARD_GAP = 24
"""Points between two key figures."""
VALUE, UNIT, LABEL = (66, 60, 54, 48, 44, 40, 36, 32, 28, 24, 20, 16), 20, 20
BASIS = (18, 16, 14, 12)
AIR = 0.12
"""Above a single row of key figures, of the height there is."""
SPACE = 10
"""Points between two paragraphs."""
INDENT = 30
"""Points from a bullet or a number to the words."""
INSET = 91440
"""Between the edge of a text box and its words (EMU), as PowerPoint has it."""
STAMP_HEIGHT = 26
CONTINUED = " (fortsat)"
STYLES = {
    "raised": ' baseline="30000"', "lowered": ' baseline="-25000"', "struck": ' strike="sngStrike"',
}  # fmt: skip
"""How a run that is more than plain is set."""
_DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
INK, MUTED = palette.INK.lstrip("#").upper(), palette.MUTED.lstrip("#").upper()


@dataclass
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int

    def taken(self, height: float, *, below: bool = False) -> Box:
        """A strip of so many points cut from the top, or from the bottom."""
        cut = min(int(height * EMU_PER_POINT), self.height)
        strip = Box(self.left, self.top, self.width, cut)
        if below:
            strip.top = self.top + self.height - cut
        else:
            self.top += cut
        self.height -= cut
        return strip

    def room(self, font: str) -> Room:
        """What there is for words in a text box here."""
        width = (self.width - 2 * INSET) / EMU_PER_POINT
        return Room(width, self.height / EMU_PER_POINT, font)


class Deck:
    """Lays slides into a template.

    Args:
        template: the template, empty of slides.
        front: title, eyebrow and stamp of the report.
    """

    def __init__(self, template: Template, front: FrontMatter) -> None:
        self.template = template
        self.front = front
        self.presentation = template.presentation
        self._headings: dict[int, Room] = {}
        self._margins: dict[str, list[tuple[Any, str]]] = {}
        self._first_notes: Any = None

    def open_with(self, notes: Sequence[str]) -> None:
        """The title slide: the effort, and below it whose report it is."""
        slide = self._new(self.template.opening, self.front.title)
        below = next(
            (p for p in slide.placeholders if p.placeholder_format.type.name == "SUBTITLE"), None
        ) or next((p for p in slide.placeholders if p != slide.shapes.title), None)
        whole = [part.replace(" ", "\u00a0") for part in self.front.eyebrow]
        lines: list[tuple[str, dict[str, Any]]] = [(" · ".join(whole), {})]
        if self.front.stamp:
            lines.append((self.front.stamp, {"b": True, "colour": WARNING}))
        if below is not None:
            room = self._room(below, self.template.body_font)
            _, size = room.fitted("\n".join(text for text, _ in lines), TEXT)
            self._write(below.text_frame, [(text, {**look, "size": size}) for text, look in lines])
        self._finish(slide, notes)

    def add(self, said: Slide) -> None:
        """One more slide, or several where a text needs them."""
        if isinstance(said.shown, FigureBlock):
            self._figure(said, said.shown)
        elif said.shown and isinstance(said.shown[0], KeyFigure):
            self._key_figures(said, [one for one in said.shown if isinstance(one, KeyFigure)])
        else:
            self._text(said, [one for one in said.shown if not isinstance(one, KeyFigure)])

    def _key_figures(self, said: Slide, items: Sequence[KeyFigure]) -> None:
        slide = self._new(self.template.layout, said.title)
        box = self._emptied(slide)[0]
        rows = [items[at : at + MOST_CARDS] for at in range(0, len(items), MOST_CARDS)]
        if len(rows) == 1:
            box.taken(box.height / EMU_PER_POINT * AIR)
        height = box.height / EMU_PER_POINT / max(len(rows), 1)
        for row in rows:
            self._cards(slide, box.taken(height), row)
        self._finish(slide, said.notes)

    def _cards(self, slide: Any, strip: Box, row: Sequence[KeyFigure]) -> None:
        """Key figures side by side: the values stand on one line in one size."""
        gap = int(CARD_GAP * EMU_PER_POINT)
        width = (strip.width - gap * (len(row) - 1)) // len(row)
        cards = [
            Box(strip.left + at * (width + gap), strip.top, width, strip.height)
            for at in range(len(row))
        ]
        room = cards[0].room(self.template.body_font)
        top = SPACE + max(room.height_of(clean(item.label), LABEL) for item in row)
        size = min(_value_size(item, room) for item in row)
        for item, card in zip(row, cards, strict=True):
            self._card(slide, card, item, top, size)

    def _card(self, slide: Any, card: Box, item: KeyFigure, top: float, size: int) -> None:
        left, right = card.left + INSET, card.left + card.width - INSET
        rule = slide.shapes.add_connector(1, left, card.top, right, card.top)
        rule.line.color.rgb, rule.line.width = _rgb(INK), Pt(2)
        _decorative(rule)
        card.taken(SPACE / 2)
        label = self._box(slide, card.taken(top), item.label)
        self._write(label.text_frame, [(item.label, {"size": LABEL, "colour": INK})])
        room = card.room(self.template.body_font)
        below = replace(room, height=room.height - size * LINE - SPACE)
        basis, small = below.fitted(clean(item.basis), BASIS)
        colour = LOSS if item.tone == "loss" else INK
        value: list[tuple[str, dict[str, Any]]] = [
            (item.value, {"size": size, "b": True, "colour": colour})
        ]
        if item.unit:
            value.append((f"\u00a0{item.unit}", {"size": UNIT, "colour": colour}))
        frame = self._box(slide, card, f"{item.label}: tal").text_frame
        frame.auto_size = MSO_AUTO_SIZE.NONE
        self._runs(frame.paragraphs[0], value)
        self._runs(self._paragraph(frame), [(basis, {"size": small, "colour": MUTED})])

    def _figure(self, said: Slide, figure: FigureBlock) -> None:
        slide = self._new(self.template.layout, said.title)
        box, index = self._emptied(slide)
        captions = [line for line in (figure.caption, figure.subline) if line]
        self._line(slide, box, " · ".join(captions), "Figurtekst")
        below = figure.source and source_line(figure.source)
        if below:
            self._line(slide, box, below, "Kilde", below=True)
        self._chart(slide, box, figure, index)
        self._finish(slide, said.notes)

    def _line(self, slide: Any, box: Box, text: str, name: str, *, below: bool = False) -> None:
        """Small words over or under the chart, on as many lines as they need."""
        text = clean(text)
        height = box.room(self.template.body_font).height_of(text, SMALL)
        shape = self._box(slide, box.taken(height + 4, below=below), name)
        self._write(shape.text_frame, [(text, {"size": SMALL, "colour": MUTED})])

    def _chart(self, slide: Any, box: Box, figure: FigureBlock, index: int) -> None:
        """A native chart in the template's own placeholder, with its numbers to edit."""
        package = slide.part.package
        name = package.next_partname(ChartPart.partname_template)
        content = chart_xml(figure.chart, "rId1", CHART_WORDS)
        part = ChartPart.load(name, CONTENT_TYPE.DML_CHART, package, content)
        book = EmbeddedXlsxPart.new(workbook_bytes(figure.chart), package)
        part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        related = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        frame = CT_GraphicalObjectFrame.new_chart_graphicFrame(
            slide.shapes._next_shape_id, clean(f"Figur {figure.number or ''}").strip(), related,
            box.left, box.top, box.width, box.height,
        )  # fmt: skip
        frame._nvXxPr.cNvPr.set("descr", clean(figure.alt))
        frame._nvXxPr.nvPr.append(
            parse_xml(
                '<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
                f'idx="{index}"/>'
            )
        )
        slide.shapes._spTree.append(frame)

    def _text(self, said: Slide, content: RichText) -> None:
        room = self._content_room()
        pieces = list(_paragraphs(content))
        size = next((one for one in TEXT if _height(room, pieces, one) <= room.height), TEXT[-1])
        title, notes = said.title, said.notes
        for page in _pages(room, pieces, size):
            slide = self._new(self.template.layout, title)
            body = self._body(slide)
            self._stamp(slide, body)
            frame = body.text_frame
            for at, (runs, mark, level) in enumerate(page):
                paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
                _bullet(paragraph, mark, level)
                paragraph.space_after, paragraph.space_before = Pt(SPACE), Pt(0)
                self._runs(
                    paragraph,
                    [
                        (run.text, {"size": size, "b": run.bold,
                                    "i": run.italic, "style": run.style, "href": run.href})
                        for run in runs
                    ],
                )  # fmt: skip
            self._finish(slide, [*notes, *(plain_runs(runs) for runs, *_ in page)])
            title, notes = said.title + CONTINUED, []

    def _content_room(self) -> Room:
        layout = self.template.layout
        place = next(
            p for p in layout.placeholders
            if p.placeholder_format.idx == self.template.content
        )  # fmt: skip
        room = self._room(place, self.template.body_font)
        if not self.front.stamp:
            return room
        return Room(room.width, room.height - STAMP_HEIGHT, room.font)

    def _new(self, layout: Any, title: str) -> Any:
        slide = self.presentation.slides.add_slide(layout)
        heading = slide.shapes.title
        room = self._headings.get(id(layout))
        if room is None:
            room = self._room(heading, self.template.heading_font)
            self._headings[id(layout)] = room
        sizes = (OPENING, *HEADING) if layout is self.template.opening else HEADING
        text, size = room.fitted(clean(title), sizes, bold=True)
        self._write(heading.text_frame, [(text, {"size": size})])
        return slide

    def _body(self, slide: Any) -> Any:
        return next(
            p for p in slide.placeholders if p.placeholder_format.idx == self.template.content
        )

    def _emptied(self, slide: Any) -> tuple[Box, int]:
        """The place of the content placeholder, itself taken away, below the stamp."""
        body = self._body(slide)
        box = Box(body.left, body.top, body.width, body.height)
        body._element.getparent().remove(body._element)
        self._stamp_in(slide, box)
        return box, self.template.content

    def _stamp(self, slide: Any, body: Any) -> None:
        """Make room for the stamp above a text that stays in its placeholder."""
        if not self.front.stamp:
            return
        box = Box(body.left, body.top, body.width, body.height)
        self._stamp_in(slide, box)
        body.left, body.top, body.width, body.height = (
            Emu(value) for value in (box.left, box.top, box.width, box.height)
        )

    def _stamp_in(self, slide: Any, box: Box) -> None:
        if self.front.stamp:
            room = replace(box.room(self.template.body_font), height=STAMP_HEIGHT - 4.0)
            text, size = room.fitted(clean(self.front.stamp), (16, 14, 12, 10, 8), bold=True)
            shape = self._box(slide, box.taken(STAMP_HEIGHT), "Stempel")
            self._write(shape.text_frame, [(text, {"size": size, "b": True, "colour": WARNING})])

    def _room(self, shape: Any, font: str) -> Room:
        frame = shape.text_frame
        across = frame.margin_left + frame.margin_right
        down = frame.margin_top + frame.margin_bottom
        return Room(
            (shape.width - across) / EMU_PER_POINT, (shape.height - down) / EMU_PER_POINT, font
        )

    def _box(self, slide: Any, box: Box, name: str) -> Any:
        """A text box whose words begin where those of a placeholder do."""
        shape = slide.shapes.add_textbox(box.left, box.top, box.width, box.height)
        shape.name = clean(name)
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        frame.margin_top = frame.margin_bottom = 0
        return shape

    def _write(self, frame: Any, lines: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """A paragraph for each line, in an empty frame."""
        frame.auto_size = MSO_AUTO_SIZE.NONE
        for at, line in enumerate(lines):
            self._runs(frame.paragraphs[0] if at == 0 else self._paragraph(frame), [line])

    def _paragraph(self, frame: Any) -> Any:
        paragraph = frame.add_paragraph()
        paragraph.space_before = Pt(SPACE)
        return paragraph

    def _runs(self, paragraph: Any, runs: Iterable[tuple[str, dict[str, Any]]]) -> None:
        for node in parse_xml(f"<a:p {_DRAWING}>{''.join(map(_run, runs))}</a:p>"):
            for link in node.iter(qn("a:hlinkClick")):
                address = link.attrib.pop("tooltip")
                related = paragraph.part.relate_to(
                    address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
                )
                link.set(qn("r:id"), related)
            paragraph._p.append(node)

    def _finish(self, slide: Any, notes: Sequence[str]) -> None:
        """Footer, number of the slide and the speaker's notes."""
        for empty in [p for p in slide.placeholders if p.has_text_frame and not p.text_frame.text]:
            empty._element.getparent().remove(empty._element)
        layout = slide.slide_layout
        if layout.part.partname not in self._margins:
            self._margins[layout.part.partname] = [
                (placeholder, kind)
                for placeholder in layout.placeholders
                if (kind := placeholder.placeholder_format.type.name) in MARGINAL[1:]
            ]
        for placeholder, kind in self._margins[layout.part.partname]:
            slide.shapes._spTree.append(self._margin(slide, placeholder, kind))
        frame = self._notes(slide).notes_text_frame
        if frame is not None:
            body = frame._txBody
            for paragraph in body.findall(qn("a:p")):
                body.remove(paragraph)
            lines = [line for line in notes if line] or [self.front.answer]
            said = "".join(f"<a:p>{_run((line, {}))}</a:p>" for line in lines)
            body.extend(list(parse_xml(f"<a:txBody {_DRAWING}>{said}</a:txBody>")))

    def _notes(self, slide: Any) -> Any:
        """The slide's page of notes: the first as the template has it, the others after it."""
        if self._first_notes is None:
            notes = slide.notes_slide
            self._first_notes = deepcopy(notes._element.cSld)
            return notes
        package = slide.part.package
        master = package.presentation_part.notes_master_part
        part = NotesSlidePart._add_notes_slide_part(package, slide.part, master)
        page = part._element
        page.replace(page.cSld, deepcopy(self._first_notes))
        slide.part.relate_to(part, RELATIONSHIP_TYPE.NOTES_SLIDE)
        return part.notes_slide

    def _margin(self, slide: Any, placeholder: Any, kind: str) -> Any:
        """The layout's footer or number as the slide's own: a layout's is shown nowhere."""
        made = deepcopy(placeholder._element)
        made._nvXxPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
        for node in list(made.spPr):
            made.spPr.remove(node)
        body = made.find(qn("p:txBody"))
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
        if kind == "SLIDE_NUMBER":
            content = (
                '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
                '<a:rPr lang="da-DK"/><a:t>‹nr.›</a:t></a:fld>'
            )
        else:
            content = '<a:r><a:rPr lang="da-DK"/><a:t/></a:r>'
        paragraph = parse_xml(
            f'<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{content}</a:p>'
        )
        if kind != "SLIDE_NUMBER":
            paragraph[0][1].text = clean(" · ".join(self.front.eyebrow))
        body.append(paragraph)
        return made


def _run(said: tuple[str, dict[str, Any]]) -> str:
    """A run in Danish with its look; a link keeps its address until the slide names it."""
    text, look = said
    size = f' sz="{look["size"] * 100}"' if look.get("size") else ""
    marks = "".join(f' {name}="1"' for name in ("b", "i") if look.get(name))
    marks += STYLES.get(look.get("style", ""), "")
    colour = look.get("colour")
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else ""
    href = look.get("href") or ""
    link = ""
    if href.lower().startswith(("http", "mailto")):
        link = f'<a:hlinkClick tooltip="{escape(clean(href))}"/>'
    words = escape(re.sub(r"[\r\n]+", " ", clean(text)), quote=False)
    return (
        f'<a:r><a:rPr lang="{LANGUAGE}"{size}{marks}>{fill}{link}</a:rPr><a:t>{words}</a:t></a:r>'
    )


Piece = tuple[list[Run], str, int]
"""The runs of a paragraph, its mark (none, a bullet or a number) and how deep it stands."""


def _value_size(item: KeyFigure, room: Room) -> int:
    """The size at which value and unit stand on one line."""
    unit = len(item.unit) * UNIT * 0.6
    for size in VALUE:
        line = Room(room.width - unit, size * LINE, room.font)
        if line.height_of(clean(item.value), size, bold=True) <= line.height:
            return size
    return VALUE[-1]


def plain_runs(runs: Iterable[Run]) -> str:
    """The words without their look."""
    return "".join(run.text for run in runs)


def _paragraphs(content: RichText) -> Iterator[Piece]:
    for part in content:
        if isinstance(part, BulletList):
            levels = part.levels or [0] * len(part.items)
            for item, level in zip(part.items, levels, strict=True):
                yield item, "number" if part.ordered and level == 0 else "bullet", level
        else:
            yield part.runs, "", 0


def _height(room: Room, pieces: Sequence[Piece], size: int) -> float:
    """Of paragraphs with the air between them (points)."""
    total = 0.0
    for runs, mark, level in pieces:
        narrow = replace(room, width=room.width - (INDENT * (level + 1) if mark else 0))
        bold = any(run.bold for run in runs)
        total += narrow.height_of(plain_runs(runs), size, bold=bold) + SPACE
    return total


def _pages(room: Room, pieces: Sequence[Piece], size: int) -> Iterator[list[Piece]]:
    """The paragraphs on as many slides as they need; one too long for a slide is cut short."""
    page: list[Piece] = []
    for piece in pieces:
        if _height(room, [piece], size) > room.height:
            width = room.width - INDENT * (piece[2] + 1)
            narrow = Room(width, room.height - SPACE, room.font)
            text, _ = narrow.fitted(plain_runs(piece[0]), [size], bold=True)
            piece = ([Run(text=text)], *piece[1:])
        if page and _height(room, [*page, piece], size) > room.height:
            yield page
            page = []
        page.append(piece)
    if page:
        yield page


def _bullet(paragraph: Any, mark: str, level: int) -> None:
    """The mark of a paragraph, whatever the template gives its first level."""
    properties = paragraph._p.get_or_add_pPr()
    indent = INDENT * EMU_PER_POINT if mark else 0
    properties.set("marL", str(indent * (level + 1)))
    properties.set("indent", str(-indent))
    kinds = {
        "bullet": '<a:buChar {} char="•"/>',
        "number": '<a:buAutoNum {} type="arabicPeriod"/>',
        "": "<a:buNone {}/>",
    }
    namespace = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    properties.append(parse_xml(kinds[mark].format(namespace)))


def _rgb(digits: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(digits)


def _decorative(shape: Any) -> None:
    """A line that says nothing is passed over by a reader of the screen."""
    properties = shape._element._nvXxPr.cNvPr
    properties.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
            'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
            "</a:ext></a:extLst>"
        )
    )
