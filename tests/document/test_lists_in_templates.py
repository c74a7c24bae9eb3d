"""A list item begins a line of its own, whichever way through its template a text takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
ITEM = re.compile(r"- |\d+\. |\|")


def glued(source: str) -> list[str]:
    """The items of a template that can follow upon a text without a new line."""
    found: list[str] = []
    parsed = Environment(trim_blocks=True, lstrip_blocks=True).parse(source)
    _walk(parsed.body, {True}, found)
    return found


def _walk(body: Sequence[nodes.Node], fresh: set[bool], found: list[str]) -> set[bool]:
    """Whether a line can be new after ``body``, from whether it can be before."""
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                text = part.data if isinstance(part, nodes.TemplateData) else "…"
                if text and False in fresh and ITEM.match(text):
                    found.append(text.split("\n")[0])
                fresh = {text.endswith("\n")} if text else fresh
        elif isinstance(node, nodes.If):
            ways = [_walk(node.body, fresh, found)]
            ways += [_walk(other.body, fresh, found) for other in node.elif_]
            ways.append(_walk(node.else_, fresh, found))
            fresh = set().union(*ways)
        elif isinstance(node, nodes.For):
            once = fresh | _walk(node.body, fresh, found)
            fresh = once | _walk(node.body, once, found)
    return fresh


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("- a\n{%- if x %} b{% endif %}\n\n- c\n", []),
        ("- a\n{%- if x %} b{% endif %}\n- c\n", ["- c"]),
        ("- a\n{%- if x %} b\n{%- endif %}\n- c\n", ["- c"]),
        ("- a {{ n }}\n{% if x %}\n- b{% endif %}\n{% if y %}\n- c\n{% endif %}\n", ["- c"]),
        ("{% for n in m %}\n1. {{ n }}\n{% endfor %}\n", []),
        ("{% for n in m %}\n1. {{ n }}{% endfor %}\n", ["1. "]),
        ("{% for n in m %}\n1. {{ n }}\n{%- endfor %}\n1. b\n", ["1. ", "1. b"]),
    ],
)
def test_an_item_that_can_be_glued_to_a_text_is_found(source: str, wrong: list[str]) -> None:
    assert sorted(set(glued(source))) == wrong


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.j2")), ids=lambda p: str(p.relative_to(TEMPLATES))
)
def test_no_item_of_a_list_is_glued_to_the_one_before(template: Path) -> None:
    assert glued(template.read_text(encoding="utf-8")) == []
