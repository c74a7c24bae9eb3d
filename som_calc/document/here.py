"""The place in a notebook where a user's own content stands: its cell, and what is told of it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from som_calc.document import pictures
from som_calc.document.formulas import drawn
from som_calc.document.model import Block, Paragraph, PictureBlock, Run, TextBlock

MOST_BYTES = 30_000_000
UNDESCRIBED = "Figuren er ikke beskrevet."
ONLY_THERE = ("kun kan ses i notebooken", "kan kun ses i notebooken")
UNREADABLE = ("ikke kan læses", "kan ikke læses")
NOT_FOUND = ("ikke findes", "findes ikke")
NOT_IN_A_TEXT = ("ikke kan vises i en tekst", "kan ikke vises i sagens tekster")
"""Why something is not shown: in a subordinate clause, and in a sentence of its own."""


@dataclass
class Here:
    """Where something stands, and the words its cell gives it.

    Attributes:
        cell: number of the cell in the notebook, from 1; 0 outside one.
        alt: what the cell says its picture shows.
        caption: the cell's caption for its picture or table.
        attachments: pictures dropped into a Markdown cell: name → MIME type → base64.
        files: whether pictures may be fetched from the folder where the user stands.
        notices: what could not be shown as it is; shared by all places of a notebook.
        used: how many ids of each kind were handed out; shared likewise.
    """

    cell: int = 0
    alt: str = ""
    caption: str = ""
    attachments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: bool = False
    notices: list[str] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)

    def new_id(self, kind: str) -> str:
        """An id nothing else in the notebook has."""
        self.used[kind] = self.used.get(kind, 0) + 1
        return f"{kind}-egen-{self.used[kind]}"

    def tell(self, said: str) -> None:
        """Keep a sentence for whoever made the notebook."""
        said = f"celle {self.cell}: {said}" if self.cell else said
        if said not in self.notices:
            self.notices.append(said)

    def line(self, *runs: str | Run) -> TextBlock:
        """A line in small type."""
        parts = [Run(text=part) if isinstance(part, str) else part for part in runs]
        return TextBlock(section="", role="small", content=[Paragraph(runs=parts)])

    def lost(self, what: str, remedy: str = "", why: tuple[str, str] = ONLY_THERE) -> TextBlock:
        """The visible line for what no format can show, which is told of too."""
        self.tell(f"{what} {why[1]}" + (f"; {remedy}" if remedy else ""))
        return self.line(f"Her står {what}, som {why[0]}.")

    def pixels(
        self, content: bytes, alt: str = "", shown: tuple[float, float] | None = None
    ) -> Block:
        """A picture's file as a block."""
        try:
            return self.named(pictures.of_pixels(content, shown=shown, id="", alt=alt))
        except pictures.NotAPicture:
            return self.lost("et billede", "gem det som PNG eller JPEG", UNREADABLE)

    def drawing(self, svg: str, alt: str = "") -> Block:
        """A drawing (SVG) as a block."""
        try:
            return self.named(pictures.of_svg(svg, id="", alt=alt))
        except pictures.NotAPicture as error:
            return self.lost("en tegning", str(error), UNREADABLE)

    def named(self, picture: PictureBlock) -> PictureBlock:
        """The picture with an id, and what the cell says of it."""
        alt = self.alt or picture.alt or self.caption
        if not alt:
            self.tell(
                "figuren mangler en tekst til dem, der ikke kan se den; giv den en titel, eller "
                "skriv øverst i cellen: #| alt: Hvad figuren viser"
            )
        return picture.model_copy(
            update={
                "id": self.new_id("billede"),
                "alt": alt or UNDESCRIBED,
                "caption": self.caption or picture.caption,
            }
        )

    def formula(self, source: str) -> Block:
        """A formula on a line of its own: drawn, else its source."""
        made = drawn(source)
        if made is None:
            self.tell(f"formlen kan ikke tegnes og vises som kode: {' '.join(source.split())}")
            runs = [Run(text=source, style="code")]
            return TextBlock(section="", content=[Paragraph(runs=runs)])
        svg, png, width, height = made
        return PictureBlock(
            section="",
            own=True,
            id=self.new_id("formel"),
            alt=f"Formel: {' '.join(source.split())}",
            width=width,
            height=height,
            svg=svg,
            pixels=base64.b64encode(png).decode("ascii"),
        )

    def image(self, address: str, alt: str) -> Block | None:
        """The picture an ``<img>`` points at: within the notebook, or beside it."""
        if address.lower().startswith("data:"):
            head, _, body = address[5:].partition(",")
            return self._content(decoded(body, head), alt, "svg" in head)
        if address.startswith("attachment:"):
            held = self.attachments.get(unquote_to_bytes(address[11:]).decode("utf-8", "replace"))
            for mime, body in (held or {}).items():
                text = "".join(body)
                if "svg" in mime and "<svg" in text:
                    return self._content(text.encode("utf-8"), alt, True)
                return self._content(decoded(text), alt, "svg" in mime)
        elif address.lower().startswith(("http://", "https://")):
            self.tell(f"billedet hentes ikke fra nettet ({address}); gem det ved siden af")
            link = Run(text=alt or address, href=address)
            return self.line("Her står et billede, som ikke er hentet fra nettet: ", link)
        elif self.files and (content := _beside(address)) is not None:
            return self._content(content, alt, address.lower().endswith(".svg"))
        named = f"billedet »{alt or address}«"
        if not self.cell:
            return self.lost(named, "sæt det ind i notebooken", NOT_IN_A_TEXT)
        return self.lost(named, "læg det i mappen, hvor rapporten laves", NOT_FOUND)

    def _content(self, content: bytes | None, alt: str, drawing: bool) -> Block:
        if content is None:
            return self.pixels(b"", alt)
        if drawing:
            return self.drawing(content.decode("utf-8", "replace"), alt)
        return self.pixels(content, alt)


def decoded(body: str, head: str = "base64") -> bytes | None:
    """The bytes of a ``data:`` address' body; None where they cannot be read."""
    if "base64" not in head:
        return unquote_to_bytes(body)
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _beside(address: str) -> bytes | None:
    """A file below the folder where the user stands; None when there is none."""
    from som_calc.case.problems import CaseError
    from som_calc.case.text_file import read_bytes

    path = Path(unquote_to_bytes(address.partition("?")[0]).decode("utf-8", "replace"))
    try:
        if path.is_absolute() or not path.resolve().is_relative_to(Path.cwd().resolve()):
            return None
        return read_bytes(path, MOST_BYTES) if path.is_file() else None
    except (CaseError, OSError, ValueError):
        return None


def words_of(cell: Any) -> tuple[str, str]:
    """The alternative text and the caption a cell gives: in its metadata, or as Quarto's
    ``#| fig-alt:`` at its top.

    >>> from nbformat.v4 import new_code_cell
    >>> words_of(new_code_cell("#| alt: Ventetiden falder\\nplot()"))
    ('Ventetiden falder', '')
    """
    ours = cell.metadata.get("som")
    said = {**cell.metadata, **(ours if isinstance(ours, dict) else {})}
    for line in str(cell.source).splitlines():
        if not line.startswith("#|"):
            break
        name, _, value = line[2:].partition(":")
        said.setdefault(name.strip(), value.strip().strip("\"'"))
    alt = next((str(said[name]) for name in ALTS if said.get(name)), "")
    return alt, next((str(said[name]) for name in CAPTIONS if said.get(name)), "")


ALTS = ("alt", "fig-alt")
CAPTIONS = ("billedtekst", "titel", "fig-cap", "tbl-cap")
"""What a cell may call them."""
