"""A typed case as a YAML file that a person could have written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from som_calc.case.model import Case
from som_calc.case.plain_case import plain_case, written
from som_calc.case.shape import Shape, shape_of

_PLAIN = re.compile(r"(?:[\wÆØÅæøå»§(+−]|-\d)[^\x00-\x1f\x7f-\x9f]*")
_NULLS = {"null", "Null", "NULL"}
SCHEMA_FILE = "skema/sag.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""First line of a case file beside the folder ``skema``: editors then complete and check it."""


def to_yaml(
    case: Case | Mapping[str, Any],
    heading: Iterable[str] = (),
    comments: Mapping[str, str] | None = None,
    *,
    schema: str | None = SCHEMA_LINE,
) -> str:
    """The case as YAML text; reading it gives the same case.

    Args:
        case: any case, or its content with Danish keys (see
            :func:`~som_calc.case.plain_case.plain_case`).
        heading: lines for the top of the file (without ``#``).
        comments: a comment per dotted path without list positions, e.g. ``periode.fra``;
            it stands above the first field of that name.
        schema: the line that tells editors where the JSON Schema is; None for none.
    """
    lines = [schema] if schema else []
    lines += [f"# {line}".rstrip() for line in heading]
    data = plain_case(case) if isinstance(case, Case) else case
    _group(lines, data, shape_of(Case), 0, (), dict(comments or {}))
    return "\n".join(lines) + "\n"


def _group(
    lines: list[str],
    data: Mapping[Any, Any],
    shape: Shape,
    depth: int,
    path: tuple[str, ...],
    comments: dict[str, str],
) -> None:
    pad = "  " * depth
    for key, value in data.items():
        here = (*path, str(key))
        comment = comments.pop(".".join(here), None)
        top_group = depth == 0 and isinstance(value, dict | list) and len(lines) > 1
        if comment or top_group:
            lines += [""] if depth == 0 else []
            lines += [f"{pad}# {part}" for part in (comment or "").splitlines()]
        inner = shape.step(key)
        assert inner is not None
        if inner.sourced and isinstance(value, dict) and set(value) == {"værdi", "status"}:
            value, inner = (
                (value["værdi"], inner.value)
                if value["status"] == "antagelse" and not _looks_sourced(value["værdi"])
                else (value, inner)
            )
        name = _scalar(str(key), "  " * (depth + 1))
        _field(lines, f"{pad}{name}:", value, inner, depth, here, comments)


def _looks_sourced(value: Any) -> bool:
    return isinstance(value, dict) and not value


def _field(
    lines: list[str],
    start: str,
    value: Any,
    shape: Shape,
    depth: int,
    path: tuple[str, ...],
    comments: dict[str, str],
) -> None:
    pad = "  " * (depth + 1)
    if isinstance(value, dict):
        lines.append(start if value else f"{start} {{}}")
        _group(lines, value, shape, depth + 1, path, comments)
    elif isinstance(value, list):
        lines.append(start if value else f"{start} []")
        for item in value:
            _item(lines, item, shape.item or Shape("value"), depth + 1, path, comments)
    else:
        lines.append(f"{start} {_value(value, shape, pad)}")


def _item(
    lines: list[str],
    item: Any,
    shape: Shape,
    depth: int,
    path: tuple[str, ...],
    comments: dict[str, str],
) -> None:
    pad = "  " * depth
    if isinstance(item, dict) and item:
        inner: list[str] = []
        _group(inner, item, shape, depth + 1, path, comments)
        body = "  " * (depth + 1)
        first = next(i for i, line in enumerate(inner) if not line.strip().startswith("#"))
        lines += [pad + line[len(body) :] if line.startswith(body) else line
                  for line in inner[:first]]  # fmt: skip
        lines.append(f"{pad}- {inner[first][len(body) :]}")
        lines += inner[first + 1 :]
    elif isinstance(item, dict | list):
        lines.append(f"{pad}- {json.dumps(item, ensure_ascii=False)}")
    else:
        lines.append(f"{pad}- {_value(item, shape, pad + '  ')}")


def _value(value: Any, shape: Shape, pad: str) -> str:
    if shape.kind == "any" and isinstance(value, int | float) and not isinstance(value, bool):
        return written(value, "number")
    if value is None:
        return "null"
    if isinstance(value, str):
        return _scalar(value, pad)
    return written(value, shape.kind)


def _scalar(text: str, pad: str) -> str:
    """A text so that YAML reads exactly it: plain when it can be, else quoted or as a block."""
    plain = (
        _PLAIN.fullmatch(text)
        and text not in _NULLS
        and text == text.strip()
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
    )
    if plain:
        return text
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    blocky = (
        "\n" in text and body and ends <= 1 and not re.search(r"[^\n\x20-\x7e\xa0-\uffff]", body)
    )
    if blocky and all(line == line.strip() for line in body.split("\n")):
        mark = "|" if ends else "|-"
        return "\n".join([mark, *(f"{pad}{line}".rstrip() for line in body.split("\n"))])
    return json.dumps(text, ensure_ascii=False)
