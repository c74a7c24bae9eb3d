"""Sentences from numbers: Jinja templates in ``templates/tekst/`` to rich text.

Templates write a small Markdown (paragraphs, lists, bold, emphasis, links).  Every value
put into a template is escaped, so text from a case can neither become markup nor code;
only :func:`from_markdown` reads markup that a user wrote on purpose.  A missing value
stops the report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import mistune
from jinja2 import Environment

from som_calc.document import danish
from som_calc.document.model import BulletList, Paragraph, RichText, Run
from som_calc.document.templates import faults_told, sandbox
from som_calc.resources import search_path

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_PARSE = mistune.create_markdown(renderer=None, escape=True, plugins=["table", "footnotes"])


def render(template: str, facts: Mapping[str, Any], override: str | None = None) -> RichText:
    """Render ``templates/tekst/<template>`` to rich text.

    Args:
        template: file name below ``templates/tekst``.
        facts: names the template may use.
        override: a kommune's own template folder.

    Raises:
        CaseError: the template is missing, broken, or names a value that is not there.
    """
    with faults_told(f"tekst/{template}"):
        text = _environment(_folders(override)).get_template(template).render(facts)
    return from_markdown(text)


def plain(content: RichText) -> str:
    """Rich text as one line of plain text."""
    parts: list[str] = []
    for node in content:
        runs = [node.runs] if isinstance(node, Paragraph) else node.items
        parts += ["".join(run.text for run in line).strip() for line in runs]
    return " ".join(part for part in parts if part)


def from_markdown(text: str) -> RichText:
    """Read the small Markdown.  HTML, headings and images become plain text.

    A table becomes a list with a point per row, and footnotes paragraphs at the end.
    """
    nodes, _ = _PARSE.parse(text)
    found: RichText = []
    for node in nodes:
        if isinstance(node, dict):
            found += _node(node)
    return found


def paragraph(text: str) -> Paragraph:
    """One paragraph of literal text."""
    return Paragraph(runs=[Run(text=text)])


def full_stop(text: str) -> str:
    """The text as a sentence of its own: with a full stop where it has no end mark."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def without_stop(text: str) -> str:
    """The text as part of a sentence: without a full stop of its own."""
    return text.strip().removesuffix(".")


def _folders(override: str | None) -> tuple[Path, ...]:
    folders = [path / "tekst" for path in search_path("templates", override)]
    return tuple(path for path in folders if path.is_dir())


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...]) -> Environment:
    environment = sandbox(folders, __file__, autoescape=False, finalize=_escape)
    environment.filters |= {
        "beloeb": danish.amount,
        "kr": danish.kroner,
        "mio": danish.millions,
        "pct": danish.percent,
        "point": danish.points,
        "antal": danish.count,
        "tal": danish.number,
        "dato": danish.long_date,
        "opremsning": danish.listing,
        "stort": lambda word: word[:1].upper() + word[1:],
        "led": without_stop,
        # Kommuner's own sentences may still ask for it; a name is shown as it is written.
        "lille": lambda word: word,
        "saetning": full_stop,
    }
    return environment


def _escape(value: Any) -> Any:
    """Make a value literal in Markdown; line breaks become blanks."""
    if isinstance(value, str):
        return _PUNCTUATION.sub(r"\\\1", " ".join(value.split("\n")))
    return value


def _node(node: dict[str, Any]) -> RichText:
    kind = node["type"]
    if kind in ("paragraph", "block_text", "heading"):
        runs = _runs(node.get("children", []))
        return [Paragraph(runs=runs)] if runs else []
    if kind == "list":
        items = [
            [run for child in item.get("children", []) for run in _flat(child)]
            for item in node["children"]
        ]
        return [BulletList(ordered=bool(node["attrs"].get("ordered")), items=items)]
    if kind in ("block_quote",):
        return [inner for child in node["children"] for inner in _node(child)]
    if kind == "table":
        return _rows(node)
    if kind == "footnotes":
        return [
            Paragraph(runs=[Run(text=f"Note {number}: "), *_flat_all(item.get("children", []))])
            for number, item in enumerate(node["children"], 1)
        ]
    if kind in ("blank_line", "thematic_break"):
        return []
    return [paragraph(node.get("raw", "").strip())] if node.get("raw", "").strip() else []


def _rows(table: dict[str, Any]) -> RichText:
    """A table as a list: each row's cells after the heading of their column."""
    heads: list[list[Run]] = []
    items: list[list[Run]] = []
    for part in table["children"]:
        if part["type"] == "table_head":
            heads = [_runs(cell.get("children", [])) for cell in part["children"]]
            continue
        for row in part["children"]:
            item: list[Run] = []
            for head, cell in zip(heads, row["children"], strict=False):
                runs = _runs(cell.get("children", []))
                if runs:
                    named = [*head, Run(text=": ")] if head else []
                    item += [*([Run(text="; ")] if item else []), *named, *runs]
            items.append(item)
    return [BulletList(items=items)] if items else [Paragraph(runs=run) for run in heads if run]


def _flat_all(nodes: list[dict[str, Any]]) -> list[Run]:
    return [run for node in nodes for run in _flat(node)]


def _flat(node: dict[str, Any]) -> list[Run]:
    runs: list[Run] = []
    for inner in _node(node):
        lines = [inner.runs] if isinstance(inner, Paragraph) else inner.items
        for line in lines:
            runs += ([Run(text=" ")] if runs else []) + line
    return runs


def _runs(children: list[dict[str, Any]], **look: Any) -> list[Run]:
    runs: list[Run] = []
    for child in children:
        kind = child["type"]
        if kind == "strong":
            runs += _runs(child["children"], **{**look, "bold": True})
        elif kind == "emphasis":
            runs += _runs(child["children"], **{**look, "italic": True})
        elif kind == "link":
            runs += _runs(child["children"], **{**look, "href": child["attrs"]["url"]})
        elif kind == "footnote_ref":
            runs.append(Run(text=f" (note {child['attrs']['index']})", **look))
        elif kind in ("softbreak", "linebreak"):
            runs.append(Run(text=" ", **look))
        elif "children" in child:
            runs += _runs(child["children"], **look)
        elif child.get("raw"):
            runs.append(Run(text=child["raw"], **look))
    return merged(runs)


def merged(runs: list[Run]) -> list[Run]:
    """Runs of the same look as one, with one full stop after an abbreviation."""
    found: list[Run] = []
    for run in runs:
        if found and _look(run) == _look(found[-1]):
            found[-1] = found[-1].model_copy(update={"text": found[-1].text + run.text})
        else:
            found.append(run)
    return [
        run
        if run.style == "code" or (text := danish.one_stop(run.text)) == run.text
        else run.model_copy(update={"text": text})
        for run in found
    ]


def _look(run: Run) -> dict[str, Any]:
    return {**vars(run), "text": ""}
