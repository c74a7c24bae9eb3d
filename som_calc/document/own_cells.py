"""What a user has added to a notebook: own Markdown, tables and printed text, as blocks.

Our own notebooks' Markdown guides whoever reads the notebook and is no part of the report;
whatever else stands there is the user's and is laid out where it stands, in every format.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

from som_calc.document.model import Block, Cell, Column, Row, Table, TableBlock, TextBlock
from som_calc.document.text import from_markdown, paragraph

NOT_SHOWN = "Her står en figur, som kun kan ses i notebooken."
_HEADING = re.compile(r"\s*#{1,6}\s+(.+?)\s*#*\s*(?:\n|$)")


def own_text(cell: Any, section: str) -> list[Block]:
    """A Markdown cell of the user's own; nothing for one of ours.

    Every heading begins a block of its own.
    """
    source = str(cell.source).strip()
    if not source or source in _ours():
        return []
    parts = re.split(r"(?m)^(?=#{1,6}\s)", source)
    return [block for part in parts if (block := _text(part, section)) is not None]


def own_output(output: Any, section: str, number: int) -> list[Block]:
    """What a cell prints or shows, when it is none of our blocks.

    Tables keep their cells as shown.  A figure, which not every format can take, leaves a line.
    """
    if output.output_type == "stream":
        lines = str(output.text).strip().splitlines() if output.name == "stdout" else []
        return _lines(lines, section)
    data = output.get("data", {})
    if html := data.get("text/html"):
        table = _table("".join(html), number)
        if table is not None:
            return [TableBlock(section=section, table=table)]
    if "text/markdown" in data:
        block = _text("".join(data["text/markdown"]), section)
        return [block] if block is not None else []
    if any(mime.startswith("image/") for mime in data):
        return [TextBlock(section=section, content=[paragraph(NOT_SHOWN)], role="small")]
    said = "".join(data.get("text/plain", "")).strip()
    return _lines(said.splitlines(), section)


def _lines(lines: list[str], section: str) -> list[Block]:
    content = [paragraph(line) for line in lines if line.strip()]
    return [TextBlock(section=section, content=content)] if content else []


def _text(markdown: str, section: str) -> TextBlock | None:
    found = _HEADING.match(markdown)
    heading = found[1] if found else None
    content = from_markdown(markdown[found.end() :] if found else markdown)
    if not content and heading is None:
        return None
    return TextBlock(section=section, heading=heading, content=content)


def is_heading(source: str) -> bool:
    """Whether a Markdown cell holds a heading and nothing else."""
    return re.fullmatch(r"\s*#{1,6}\s+[^\n]+\s*", source) is not None


@cache
def _ours() -> frozenset[str]:
    """The Markdown of the notebooks that come with the program."""
    import json

    from som_calc.resources import shipped

    found = set()
    for path in shipped("notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                found.add("".join(cell["source"]).strip())
    return frozenset(found)


def _table(html: str, number: int) -> Table | None:
    """The first table of some HTML, its first row as headings."""
    reader = _Cells()
    reader.feed(html)
    rows = [row for row in reader.rows if row]
    if len(rows) < 2:
        return None
    width = max(map(len, rows))
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    return Table(
        id=f"tabel-egen-{number}",
        caption="Egen tabel",
        columns=[Column(label=label) for label in filled[0]],
        rows=[Row(cells=[Cell(text=text) for text in row]) for row in filled[1:]],
    )


class _Cells(HTMLParser):
    """The texts of a table's cells; styles and scripts are passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = self._skip = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._inside = True
        elif tag in ("style", "script"):
            self._skip = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False
        elif tag in ("style", "script"):
            self._skip = False
        elif tag == "table":
            self._done = True

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skip and not self._done:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())
