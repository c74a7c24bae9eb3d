"""Between a cell and the text a user would have written in a case file."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from som_calc.case.danish_input import parse_amount
from som_calc.case.plain_case import digits, written
from som_calc.case.shape import Shape

EMPTY_TEXT = '""'
"""Stands for a text that is there but empty."""
NUMERIC = {"kroner", "share", "number", "length", "amount", "count", "year"}


def cell_text(value: Any, shape: Shape | None) -> str | None:
    """What a cell says, as text; None when it is empty.

    Numbers get a decimal comma and no thousands (so that nothing can be read two ways),
    dates become ``2026-03-01``, true and false ``ja`` and ``nej``.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return digits(value, shape.kind if shape is not None else "amount")
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    if text == EMPTY_TEXT:
        return ""
    is_text = shape is None or shape.kind in {"text", "any"}
    return text if is_text else text.strip()


def is_date(value: Any) -> bool:
    """Whether Excel holds a date or a time of day."""
    return isinstance(value, dt.date | dt.time | dt.timedelta)


def is_number(value: Any) -> bool:
    """Whether a cell holds a number, also one typed as text."""
    if not isinstance(value, str):
        return isinstance(value, int | float) and not isinstance(value, bool)
    try:
        parse_amount(value)
    except ValueError as error:
        return "to måder" in str(error)
    return True


def lines_to_data(text: str, shape: Shape) -> Any:
    """A group of ``navn: værdi`` lines, or a list with an item per line."""
    lines = [line.strip() for line in re.split(r"[\n\r]+", text) if line.strip()]
    if shape.form == "list":
        return lines
    found: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if not colon or not value.strip():
            raise ValueError(f"»{line}« er ikke »navn: værdi«; skriv én pr. linje")
        found[key.strip()] = value.strip()
    return found


def data_to_lines(data: Any) -> str:
    """The cell text for a whole list or group; read again by :func:`lines_to_data`."""
    simple = [*data.values(), *data] if isinstance(data, dict) else data
    plain = simple and all(
        isinstance(part, str) and part and part == part.strip() and "\n" not in part
        for part in simple
    )
    if isinstance(data, dict) and plain and not any(":" in key for key in data):
        return "\n".join(f"{key}: {value}" for key, value in data.items())
    if isinstance(data, list) and plain and not data[0].startswith(("[", "{")):
        return "\n".join(data)
    return json.dumps(data, ensure_ascii=False, default=lambda value: written(value, "any"))


def cell_value(value: Any, shape: Shape) -> Any:
    """What to put in a cell for a typed value: numbers and dates stay what they are."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dict | list):
        return data_to_lines(value)
    if value == "":
        return EMPTY_TEXT
    return value
