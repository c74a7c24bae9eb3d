"""HTML and Markdown that a user wrote, as blocks.

Nothing is passed on as markup: what is read becomes texts, tables and pictures of the model,
and whatever else stands there (scripts, frames, players) is told of and left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from som_calc.document.formulas import formula_runs
from som_calc.document.here import Here
from som_calc.document.model import (
    Block,
    BulletList,
    Cell,
    Column,
    Paragraph,
    RichText,
    Row,
    Run,
    Table,
    TableBlock,
    TextBlock,
)
from som_calc.document.text import merged

LOOKS: dict[str, dict[str, Any]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "th": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "cite": {"italic": True},
    "var": {"italic": True},
    "sup": {"style": "raised"},
    "sub": {"style": "lowered"},
    "code": {"style": "code"},
    "kbd": {"style": "code"},
    "samp": {"style": "code"},
    "tt": {"style": "code"},
    "s": {"style": "struck"},
    "del": {"style": "struck"},
    "strike": {"style": "struck"},
}
SILENT = ("script", "style", "template", "noscript", "head", "title", "meta", "link")
LOST = {
    "iframe": "en side inde i siden",
    "object": "en indlejret fil",
    "embed": "en indlejret fil",
    "video": "en video",
    "audio": "en lydoptagelse",
    "canvas": "en tegning, som et program laver",
}
INLINE = {"span", "a", "small", "big", "u", "mark", "abbr", "q", "font", "label", "time", "bdi"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOST_SPANNED = 200
VALUE = "data-som-value"
"""The attribute with the number behind a table cell."""
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_NUMBER = re.compile(
    r"[-−+]?(?:\d{1,3}(?:[.\u00a0 ]\d{3})+|\d+)(?:[.,]\d+)?\s*(?:%|pct\.|kr\.)?[⁰¹²³⁴⁵⁶⁷⁸⁹]*"
    r"|[–-]|−?∞"
)
_WHOLE = re.compile(r"[-−]?\d+(,\d+)?")
_NOT_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def from_rich_markdown(text: str, here: Here, *, html: bool) -> list[Block]:
    """Markdown with headings, lists, tables, footnotes, pictures, code and (where ``html``)
    formulas and HTML, as blocks.

    Args:
        text: what the user wrote.
        here: where it stands.
        html: whether HTML and ``$…$`` mean something; else they are text.
    """
    return from_html(_renderer(html)(text), here)


def from_html(html: str, here: Here) -> list[Block]:
    """Some HTML as blocks; empty where nothing of it can be seen.

    Args:
        html: a piece of a page.
        here: where it stands.
    """
    page = _Page(here)
    page.children(_parsed(html), {})
    return page.closed()


def has_script(html: str) -> bool:
    """Whether some HTML is, or has, a program."""
    return re.search(r"<script\b|\bon\w+\s*=|javascript:", html, re.IGNORECASE) is not None


@cache
def _renderer(html: bool) -> Any:
    import mistune

    plugins = ["table", "footnotes", "strikethrough", "task_lists"]
    renderer = mistune.HTMLRenderer(escape=not html, allow_harmful_protocols=True)
    return mistune.create_markdown(
        renderer=renderer, plugins=[*plugins, "math"] if html else plugins
    )


def _parsed(html: str) -> Any:
    from lxml import etree
    from lxml import html as reader

    text = _NOT_TEXT.sub("", re.sub(r"<\?.*?\?>", "", html, flags=re.DOTALL))
    root = reader.fragment_fromstring(text, create_parent="div")
    etree.strip_elements(root, *SILENT, etree.Comment, with_tail=False)
    return root


class _Page:
    """What has been read so far of a piece of HTML."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.blocks: list[Block] = []
        self.content: RichText = []
        self.runs: list[Run] = []
        self.heading: str | None = None
        self.level = 1
        self.first: int | None = None
        """The level of the first heading; deeper ones stand below it."""

    def closed(self) -> list[Block]:
        """All blocks, when there is no more."""
        self._end_block()
        return self.blocks

    def children(self, element: Any, look: dict[str, Any]) -> None:
        """What stands within an element."""
        self._say(element.text, look)
        for child in element:
            self._element(child, look)
            self._say(child.tail, look)

    def _element(self, element: Any, look: dict[str, Any]) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or element.get("hidden") is not None or _hidden(element):
            return
        kinds = (element.get("class") or "").split()
        if "math" in kinds:
            self._formula(element, tag, look)
        elif tag == "sup" and "footnote-ref" in kinds:
            self._say(element.text_content(), {**look, "style": "raised"})
        elif "footnotes" in kinds:
            self._footnotes(element)
        elif tag in LOOKS:
            self.children(element, look | LOOKS[tag])
        elif tag == "a":
            self.children(element, look | {"href": element.get("href")})
        elif tag in INLINE:
            self.children(element, look)
        else:
            self._block(element, tag, look)

    def _block(self, element: Any, tag: str, look: dict[str, Any]) -> None:
        if tag == "img":
            self._put(self.here.image(element.get("src") or "", element.get("alt") or ""))
        elif tag == "svg" or tag.endswith("}svg"):
            from lxml import etree

            self._put(self.here.drawing(etree.tostring(element, encoding="unicode")))
        elif tag in LOST:
            self._put(self.here.lost(LOST[tag]))
        elif tag == "input":
            if element.get("type") == "checkbox":
                self._say("[x] " if element.get("checked") is not None else "[ ] ", look)
        elif tag in HEADINGS:
            self._heading(element, int(tag[1]))
        elif tag == "table":
            self._put(_table(element, self.here))
        elif tag in ("ul", "ol"):
            self._end_paragraph()
            self._list(element)
        elif tag == "pre":
            self._end_paragraph()
            self.content.append(code(element.text_content()))
        else:
            self._end_paragraph()
            self.children(element, look)
            self._end_paragraph()

    def _say(self, text: str | None, look: dict[str, Any]) -> None:
        if text:
            self.runs.append(Run(text=re.sub(r"[ \t\r\n\f]+", " ", text), **look))

    def _formula(self, element: Any, tag: str, look: dict[str, Any]) -> None:
        source = element.text_content().strip()
        if tag == "span":
            self.runs += formula_runs(source.removeprefix(r"\(").removesuffix(r"\)"), **look)
        else:
            self._put(self.here.formula(source.strip("$").strip()))

    def _footnotes(self, element: Any) -> None:
        self._end_block()
        notes: RichText = []
        for number, item in enumerate(element.iter("li"), 1):
            for back in item.xpath(".//a[contains(@class, 'footnote')]"):
                back.drop_tree()
            said = _flat(_inner(item, self.here).content)
            notes.append(
                Paragraph(runs=[Run(text=f"{number}", style="raised"), Run(text=" "), *said])
            )
        self.blocks.append(TextBlock(section="", content=notes, role="small"))

    def _heading(self, element: Any, depth: int) -> None:
        self._end_block()
        self.first = depth if self.first is None else self.first
        self.heading = " ".join(element.text_content().split()) or None
        self.level = 1 if depth <= self.first else 2

    def _list(self, element: Any) -> None:
        items, levels, after = _items(element, self.here, 0)
        if items:
            self.content.append(
                BulletList(
                    ordered=element.tag == "ol",
                    items=items,
                    levels=levels if any(levels) else [],
                )
            )
        for block in after:
            self._put(block)

    def _put(self, block: Block | None) -> None:
        if block is not None:
            self._end_block()
            self.blocks.append(block)

    def _end_paragraph(self) -> None:
        if runs := _trimmed(self.runs):
            self.content.append(Paragraph(runs=runs))
        self.runs = []

    def _end_block(self) -> None:
        self._end_paragraph()
        if self.content or self.heading:
            self.blocks.append(
                TextBlock(
                    section="",
                    heading=self.heading,
                    level=1 if self.level == 1 else 2,
                    content=self.content,
                )
            )
        self.content, self.heading, self.level = [], None, 1


def code(text: str) -> Paragraph:
    """Text that keeps its lines and blanks."""
    return Paragraph(runs=[Run(text=text.strip("\n").expandtabs(4), style="code")])


def _inner(element: Any, here: Here) -> _Page:
    page = _Page(here)
    page.children(element, {})
    page._end_paragraph()
    return page


def _items(element: Any, here: Here, depth: int) -> tuple[list[list[Run]], list[int], list[Block]]:
    """The items of a list and of those within it, how deep each stands, and what else was there."""
    items: list[list[Run]] = []
    levels: list[int] = []
    after: list[Block] = []
    for number, item in enumerate(element.findall("li"), int(element.get("start") or 1)):
        inside = [child for child in item if child.tag in ("ul", "ol")]
        for child in inside:
            item.remove(child)
        page = _inner(item, here)
        runs = _flat(page.content)
        if depth and element.tag == "ol":
            runs = [Run(text=f"{number}. "), *runs]
        items.append(runs or [Run(text="")])
        levels.append(depth)
        after += page.closed() if page.blocks else []
        for child in inside:
            below, deeper, more = _items(child, here, depth + 1)
            items, levels, after = items + below, levels + deeper, after + more
    return items, levels, after


def _flat(content: RichText) -> list[Run]:
    runs: list[Run] = []
    for part in content:
        for line in [part.runs] if isinstance(part, Paragraph) else part.items:
            runs += [*([Run(text=" ")] if runs else []), *line]
    return merged(runs)


def _trimmed(runs: list[Run]) -> list[Run]:
    """Runs without blanks at either end; none when they hold nothing else."""
    found = merged([run for run in runs if run.text])
    while found and not found[0].text.strip():
        found = found[1:]
    while found and not found[-1].text.strip():
        found = found[:-1]
    if found:
        found[0] = found[0].model_copy(update={"text": found[0].text.lstrip(" ")})
        found[-1] = found[-1].model_copy(update={"text": found[-1].text.rstrip(" ")})
    return found


def _hidden(element: Any) -> bool:
    return re.search(r"display\s*:\s*none", element.get("style") or "") is not None


def _table(element: Any, here: Here) -> Block | None:
    """A table; None where it holds no cells."""
    caption = element.find("caption")
    said = " ".join(caption.text_content().split()) if caption is not None else ""
    lines = element.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")
    heads = sum(line.getparent().tag == "thead" for line in lines)
    grid = _grid(lines, heads)
    if not grid or not grid[0]:
        return None
    if not heads:
        heads = 1
        while heads < len(lines) - 1 and all(cell.tag == "th" for cell in lines[heads]):
            heads += 1
    labels = [
        " · ".join(dict.fromkeys(text for text, _ in column if text))
        for column in zip(*grid[:heads], strict=True)
    ]
    body = grid[heads:]
    if not body:
        return here.line(f"Tabellen er tom. Kolonner: {', '.join(filter(None, labels))}.")
    return TableBlock(section="", table=table_of(here, said, labels, body))


def table_of(
    here: Here,
    caption: str,
    labels: list[str],
    body: list[list[tuple[str, float | None]]],
    *,
    named: bool = True,
) -> Table:
    """A table of texts with the numbers behind them; what a column holds decides its kind.

    ``named``: the first column names the rows, so that its numbers are names.
    """
    kinds = [_kind([row[place] for row in body]) for place in range(len(labels))]
    if named and kinds[0] == "number":
        kinds[0] = "text"
    columns = [Column(label=label, kind=kind) for label, kind in zip(labels, kinds, strict=True)]
    rows = [
        Row(
            cells=[
                Cell(text=text, value=value if columns[place].kind != "text" else None)
                for place, (text, value) in enumerate(row)
            ]
        )
        for row in body
    ]
    return Table(
        id=here.new_id("tabel"), caption=caption or here.caption, columns=columns, rows=rows
    )


def _grid(lines: list[Any], heads: int) -> list[list[tuple[str, float | None]]]:
    """Rows of equal length: a cell over several columns is repeated in the head, and stands
    once in the body."""
    taken: dict[tuple[int, int], tuple[str, float | None]] = {}
    width = 0
    for number, line in enumerate(lines):
        place = 0
        for cell in line:
            if cell.tag not in ("td", "th"):
                continue
            while (number, place) in taken:
                place += 1
            said = (_cell_text(cell), _given(cell))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for row in range(number, min(number + high, len(lines))):
                for column in range(place, place + wide):
                    first = row == number and (column == place or number < heads)
                    taken[row, column] = said if first else ("", None)
            place += wide
        width = max(width, place)
    return [
        [taken.get((row, column), ("", None)) for column in range(width)]
        for row in range(len(lines))
    ]


def _span(cell: Any, name: str) -> int:
    try:
        return min(max(int(cell.get(name) or 1), 1), MOST_SPANNED)
    except ValueError:
        return 1


def _cell_text(cell: Any) -> str:
    parts: list[str] = []

    def walk(element: Any, table: dict[int, int] | None) -> None:
        said = element.text or ""
        parts.append(said.translate(table) if table else said)
        for child in element:
            if child.tag == "br":
                parts.append(" ")
            elif child.tag == "input" and child.get("type") == "checkbox":
                parts.append("[x] " if child.get("checked") is not None else "[ ] ")
            elif child.tag == "img":
                parts.append(child.get("alt") or "")
            elif isinstance(child.tag, str) and not _hidden(child):
                walk(child, {"sup": _RAISED, "sub": _LOWERED}.get(child.tag, table))
            parts.append(child.tail or "")

    walk(cell, None)
    return " ".join("".join(parts).split())


def _given(cell: Any) -> float | None:
    """The number behind a cell: what is said with it, else what can be read only one way."""
    if (said := cell.get(VALUE)) is not None:
        try:
            return float(said)
        except ValueError:
            return None
    text = _cell_text(cell)
    if not _WHOLE.fullmatch(text):
        return None
    return float(text.replace("−", "-").replace(",", "."))


def _kind(cells: Iterable[tuple[str, float | None]]) -> Any:
    held = [(text, value) for text, value in cells if text]
    if not held or not all(_NUMBER.fullmatch(text) for text, _ in held):
        return "text"
    years = all(
        value is not None and value == int(value) and 1900 <= value <= 2100 and len(text) == 4
        for text, value in held
    )
    return "year" if years else "number"
