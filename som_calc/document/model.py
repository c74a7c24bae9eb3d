"""The report as a document: blocks that a notebook shows and an exporter lays out.

A notebook cell shows blocks.  The display bundle of each block carries the ordinary
forms (``text/html``, ``image/svg+xml``, ``text/plain``) and the block itself as data
under ``application/vnd.som.<kind>+json``.  :mod:`som_calc.document.executed` turns an executed
notebook back into a :class:`Document`; every exporter starts there and only lays out.

Texts in a block are finished Danish sentences and finished Danish numbers: a cell
holds both the raw ``value`` (kr., share or count, for charts and workbooks) and the
formatted ``text``.  No exporter formats a number again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from som_calc.document.danish import one_stop

MIME_PREFIX = "application/vnd.som."
MIME_SUFFIX = "+json"
SAFE_SCHEMES = ("https://", "http://", "mailto:", "#")


class NotAReport(ValueError):
    """The notebook has no front matter block, a block nobody made, or a cell that failed: it was
    not run, is not one of ours, or has been changed since."""


class DocumentModel(BaseModel):
    """Base of all document parts: frozen, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


Sentence = Annotated[str, AfterValidator(one_stop)]
"""Finished text; one full stop where a sentence ends in an abbreviation."""


class Run(DocumentModel):
    """A stretch of text with one look."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None
    style: Literal["plain", "raised", "lowered", "code", "struck"] = "plain"
    """``code`` keeps its line breaks and blanks."""

    @field_validator("href")
    @classmethod
    def _only_safe_links(cls, href: str | None) -> str | None:
        return href if href and href.lower().startswith(SAFE_SCHEMES) else None


class Paragraph(DocumentModel):
    """One paragraph of running text."""

    type: Literal["paragraph"] = "paragraph"
    runs: list[Run]


class BulletList(DocumentModel):
    """A list; ``ordered`` gives numbers."""

    type: Literal["list"] = "list"
    ordered: bool = False
    items: list[list[Run]]
    levels: list[int] = []
    """How deep each item stands, from 0; empty: none below another.  Numbers stand at 0 only."""


RichText = list[Annotated[Paragraph | BulletList, Field(discriminator="type")]]


class Cell(DocumentModel):
    """One table cell: what is shown, and the unrounded number behind it."""

    text: str
    value: float | None = None
    notes: list[int] = []
    """1-based numbers into the table's ``notes``."""


class Column(DocumentModel):
    """A table column; ``kind`` decides alignment and the number format in workbooks."""

    label: str
    kind: Literal["text", "kr", "mio", "pct", "number", "year"] = "text"
    unit: str | None = None
    width: float = 1.0
    """Relative width."""


class Row(DocumentModel):
    """A table row; ``total`` rows stand in bold, ``group`` rows head a group."""

    cells: list[Cell]
    role: Literal["normal", "total", "group"] = "normal"


class Sum(DocumentModel):
    """A column or row of a table that is a sum of others; a workbook writes it as formulas.

    Places count from 0, columns with the row headers among them.
    """

    of: Literal["column", "row"]
    place: int
    add: list[int]
    subtract: list[int] = []
    only: list[int] = []
    """The rows of such a column, or columns of such a row, where it holds; empty: all."""


class Table(DocumentModel):
    """A table with caption, header row, row headers in the first column, notes and source.

    A user's own table may have no caption.
    """

    id: str
    caption: str
    columns: list[Column]
    rows: list[Row]
    subline: str | None = None
    notes: list[Sentence] = []
    source: str | None = None
    sums: list[Sum] = []
    """The first that fits a cell is that cell's."""


class Series(DocumentModel):
    """One data series; ``values`` in kr. (or the chart's unit times ``Chart.scale``)."""

    name: str
    values: list[float | None]
    colour: str
    dashed: bool = False
    point_colours: list[str] | None = None
    """One colour per point where the categories, not the series, carry the meaning."""


class Chart(DocumentModel):
    """What a native Word or Excel chart needs to be drawn and edited."""

    type: Literal["bar", "column", "stacked_column", "line"]
    categories: list[str]
    series: list[Series]
    unit: str
    scale: float = 1.0
    """Values are divided by this before they are shown, e.g. 1e6 for mio. kr."""
    number_format: str = "#,##0.0"
    x_title: str | None = None
    y_title: str | None = None
    as_drawn: bool = True
    """False where the drawing shows the same numbers in another way, e.g. as a map, so that
    the series' colours are not those of the drawing."""


class Block(DocumentModel):
    """Something a cell shows.  ``section`` is the id of the section it belongs to.

    A block with no section belongs to the one that was last shown.
    """

    kind: str
    section: str
    own: bool = False
    """Whether a user has added it to the notebook."""


class SectionSpec(DocumentModel):
    """A section: its id (what blocks name), its heading, and whether it is an appendix."""

    id: str
    heading: str
    appendix: bool = False
    show_heading: bool = True


class FrontMatter(Block):
    """Everything about the document that is not in the flow of blocks."""

    kind: Literal["dokument"] = "dokument"
    section: str = ""
    report_kind: str
    """E.g. Beslutningsoplæg."""
    file_stem: str
    """Name of the output files without ending, e.g. beslutningsoplaeg."""
    eyebrow: list[str]
    title: str
    answer: str
    """The answer in one sentence; also the document's description."""
    municipality: str
    date: str
    """ISO date."""
    date_text: str
    version: str
    sections: list[SectionSpec]
    """Order of the sections; the first, with id ``side1``, is page one."""
    stamp: str | None = None
    """Stands on every page, e.g. Illustrative tal."""
    palette: dict[str, str] = {}
    sign_off: RichText = []
    meeting: list[str] = []
    """Ids of the figures the slides show after that of page one, in this order."""
    rests_on: str = ""
    """Id of the table that says what the numbers come from."""
    provenance: list[tuple[str, str]] = []
    keywords: list[str] = []
    language: str = "da"


class TextBlock(Block):
    """Running text, optionally under a sub-heading."""

    kind: Literal["tekst"] = "tekst"
    heading: str | None = None
    level: Literal[1, 2] = 1
    """Of the sub-heading."""
    content: RichText
    role: Literal["body", "lead", "recommendation", "small"] = "body"


class KeyFigure(DocumentModel):
    """A number to remember: label above, value large, basis in small type below."""

    label: str
    value: str
    unit: str = ""
    basis: str
    tone: Literal["gain", "loss", "neutral"] = "neutral"


class KeyFigures(Block):
    """A row of up to four key figures."""

    kind: Literal["noegletal"] = "noegletal"
    items: list[KeyFigure]


class TableBlock(Block):
    """A table in the flow."""

    kind: Literal["tabel"] = "tabel"
    table: Table


class FigureBlock(Block):
    """A figure: the finding as title, SØM's own title as caption, its table and source.

    ``svg`` travels as ``image/svg+xml`` in the display bundle and is put back by
    :func:`read_document`.
    """

    kind: Literal["figur"] = "figur"
    id: str
    number: str | None = None
    """SØM's figure number, e.g. 2.1."""
    finding: Sentence
    caption: str
    subline: str | None = None
    alt: Sentence
    chart: Chart
    table: Table
    source: str | None = None
    notes: list[Sentence] = []
    show_table: bool = True
    """False on page one, where the table stands in a later section."""
    svg: str = ""
    narrow_svg: str = ""
    """The same figure drawn for a phone; empty: the one drawing serves all screens."""


class PictureBlock(Block):
    """A picture of the user's own: a drawing, or the pixels of one."""

    kind: Literal["billede"] = "billede"
    id: str
    alt: Sentence
    """Empty until somebody has said what the picture shows."""
    caption: str | None = None
    width: float = Field(gt=0)
    """As it was drawn, points."""
    height: float = Field(gt=0)
    svg: str = ""
    pixels: str = ""
    """Base64; a drawing may have them too, for formats that cannot show drawings."""
    format: Literal["png", "jpeg"] = "png"
    """Of the pixels."""


class CalloutBlock(Block):
    """A box that must not be overlooked."""

    kind: Literal["boks"] = "boks"
    title: str
    content: RichText
    tone: Literal["info", "warning"] = "info"


class SliderActor(DocumentModel):
    """The result of one row is ``fixed + slope * rate`` (kr., present value)."""

    name: str
    fixed: float
    slope: float
    role: Literal["normal", "total"] = "normal"


class SliderBreakEven(DocumentModel):
    """The share where gain becomes loss; ``None`` where none does, as ``verdict`` says in words."""

    label: str
    rate: float | None
    verdict: str


class SliderBlock(Block):
    """Success-rate slider: HTML only; all other formats leave it out."""

    kind: Literal["skyder"] = "skyder"
    label: str
    minimum: float = 0.0
    maximum: float
    step: float = 0.001
    rate: float
    actors: list[SliderActor]
    break_even: list[SliderBreakEven] = []
    note: str = ""


class WorkbookBlock(Block):
    """Inputs of the calculation for the workbook with live formulas; shown nowhere."""

    kind: Literal["beregning"] = "beregning"
    section: str = ""
    data: dict[str, Any]


class ResultBlock(Block):
    """The result for programs that read the executed notebook; shown nowhere."""

    kind: Literal["resultat"] = "resultat"
    section: str = ""
    data: dict[str, Any]
    """As in ``resultat.json``; see :func:`som_calc.analysis.result_data.result_data`."""
    summary: dict[str, Any]
    """What an overview of many reports shows: ``title``, ``total`` and ``municipality`` (kr.,
    present value), ``break_even`` and ``probability`` (shares); None: unknown."""


AnyBlock = Annotated[
    FrontMatter
    | TextBlock
    | KeyFigures
    | TableBlock
    | FigureBlock
    | PictureBlock
    | CalloutBlock
    | SliderBlock
    | WorkbookBlock
    | ResultBlock,
    Field(discriminator="kind"),
]


class Section(DocumentModel):
    """A section with its blocks in the order the notebook showed them."""

    spec: SectionSpec
    blocks: list[AnyBlock]


class Document(DocumentModel):
    """A whole report: front matter, filled sections, and what is shown nowhere."""

    front: FrontMatter
    sections: list[Section]
    workbook: WorkbookBlock | None = None
    result: ResultBlock | None = None
    notices: list[str] = []
    """What of the notebook could not be shown as it is; sentences for whoever made it."""

    def blocks(self) -> Iterable[Any]:
        """All blocks in reading order."""
        for section in self.sections:
            yield from section.blocks


def block_mime(kind: str) -> str:
    """The MIME type under which a block of ``kind`` travels as data."""
    return f"{MIME_PREFIX}{kind}{MIME_SUFFIX}"
