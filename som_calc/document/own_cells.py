"""What a user has added to a notebook, as blocks: text, tables, figures, printed lines.

Our own notebooks' Markdown guides whoever reads the notebook and is no part of the report;
whatever else stands there is the user's and is laid out where it stands, in every format.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from som_calc.document.here import Here, decoded
from som_calc.document.model import Block, TextBlock
from som_calc.document.rich import code, from_html, from_rich_markdown, has_script

MOST_LINES = 200
"""Of printed text; the rest is left in the notebook."""
LONGEST_LINE = 2000
PLAYERS = {
    "application/vnd.plotly.v1+json": (
        "en interaktiv figur",
        'vis den som billede med fig.show(renderer="svg")',
    ),
    "application/vnd.jupyter.widget-view+json": ("et betjeningspanel", ""),
    "application/pdf": ("en PDF-fil", "læg den ved som bilag"),
}
_ANSI = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]")
_CONTROL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OBJECT = re.compile(r"\[?<[\w.]+[^\n]*>[\],\s]*|(?:Text|\[Text)\([^\n]*", re.DOTALL)
"""What Python calls an object that says nothing of itself."""


def own_text(cell: Any, here: Here) -> list[Block]:
    """A Markdown cell of the user's own; nothing for one of ours.

    Every heading begins a block of its own.
    """
    source = str(cell.source).strip()
    if not source or source in _ours():
        return []
    if has_script(source):
        here.tell("HTML med et program er udeladt; kun teksten er med")
    return from_rich_markdown(source, here, html=True)


def own_output(output: Any, here: Here, *, draws: bool = False) -> list[Block]:
    """What a cell prints or shows, when it is none of our blocks.

    Args:
        output: of the cell.
        here: where the cell stands.
        draws: whether the cell shows a figure too, so that the name Python has for it is no
            content.
    """
    if output.output_type == "stream":
        return printed(str(output.text), here) if output.name == "stdout" else []
    data = output.get("data", {})
    metadata = output.get("metadata", {})
    for mime in ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"):
        if mime in data:
            return [_picture(mime, _joined(data[mime]), metadata.get(mime, {}), here)]
    for mime, (what, remedy) in PLAYERS.items():
        if mime in data:
            return [here.lost(what, remedy)]
    if "text/html" in data:
        return _page(_joined(data["text/html"]), here)
    if "text/markdown" in data:
        return from_rich_markdown(_joined(data["text/markdown"]), here, html=True)
    if "text/latex" in data:
        return _latex(_joined(data["text/latex"]), here)
    if "application/json" in data:
        import json

        said = json.dumps(data["application/json"], indent=2, ensure_ascii=False)
        return printed(said, here)
    unknown = [mime for mime in data if mime != "text/plain"]
    if unknown and any(mime.startswith(("application/", "image/", "video/")) for mime in unknown):
        return [here.lost(f"noget ({unknown[0]})")]
    said = _joined(data.get("text/plain", ""))
    if draws and _OBJECT.fullmatch(said.strip()):
        return []
    return printed(said, here)


def printed(text: str, here: Here) -> list[Block]:
    """Printed lines as they stood, without colours; of very many the first and the last."""
    lines = [_shown(line) for line in _ANSI.sub("", text).expandtabs(8).split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        return []
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        said = f"… {left} linjer er udeladt; de står i notebooken …"
        here.tell(f"af {len(lines)} udskrevne linjer er {left} udeladt")
        lines = [*lines[: MOST_LINES // 2], said, *lines[-(MOST_LINES // 2) :]]
    return [TextBlock(section="", content=[code("\n".join(lines))])]


def is_heading(source: str) -> bool:
    """Whether a Markdown cell holds a heading and nothing else."""
    return re.fullmatch(r"\s*#{1,6}\s+[^\n]+\s*", source) is not None


def _shown(line: str) -> str:
    """A line as a terminal leaves it: what a carriage return wrote over is gone."""
    line = _CONTROL.sub("", line.rstrip("\r").rpartition("\r")[2]).rstrip()
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …"


def _joined(content: Any) -> str:
    return "".join(content) if isinstance(content, list) else str(content)


def _picture(mime: str, content: str, said: Any, here: Here) -> Block:
    alt = str(said.get("alt") or "") if isinstance(said, dict) else ""
    if mime == "image/svg+xml":
        return here.drawing(content, alt or _own_words(content))
    shown = None
    if isinstance(said, dict) and said.get("width") and said.get("height"):
        shown = (float(said["width"]), float(said["height"]))
    return here.pixels(decoded(content) or b"", alt, shown)


def _own_words(svg: str) -> str:
    """The title and description a drawing carries."""
    found = re.findall(r"<(?:title|desc)\b[^>]*>([^<]+)</(?:title|desc)>", svg)
    said = re.search(r"""<svg[^>]*\saria-label=["']([^"']+)""", svg)
    words = [said[1]] if said else [" ".join(text.split()) for text in found]
    return ". ".join(word.rstrip(".") for word in words if word.strip())


def _page(html: str, here: Here) -> list[Block]:
    blocks = from_html(html, here)
    if has_script(html):
        if not blocks:
            return [here.lost("noget interaktivt (HTML med et program)", "vis det som billede")]
        here.tell("HTML med et program er udeladt; kun teksten er med")
    return blocks


def _latex(source: str, here: Here) -> list[Block]:
    text = source.strip()
    inner = re.fullmatch(r"\$\$?(.+?)\$\$?|\\\[(.+?)\\\]|\\\((.+?)\\\)", text, re.DOTALL)
    if inner is None and "$" in text:
        return from_rich_markdown(text, here, html=False)
    formula = next(part for part in inner.groups() if part) if inner else text
    formula = re.sub(r"\\(?:begin|end)\{(?:equation|align|gather|displaymath)\*?\}", "", formula)
    return [here.formula(formula.removeprefix(r"\displaystyle").strip())]


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
