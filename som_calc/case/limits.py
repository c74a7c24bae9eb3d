"""What a number in a case can be at most: one table for every way it can be written.

The limits are the program's own, far beyond anything a kommune decides on; they catch
slips of the keyboard and keep a calculation within the machine.  YAML, the Excel form,
``--sæt``, the interview, series and the JSON Schema take them from the types of the fields.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

KRONER = 1e12
"""kr. in one amount, in either direction."""
NUMBER = 1e9
"""A quantity, e.g. hours or days, in either direction."""
COUNT = 10_000_000
"""Persons or other whole things in one field, in either direction (Denmark has six million)."""
YEARS = 100
"""Years in a length of time."""
PLACE = 2150
"""A year counted from 0 in a table by year; calendar years pass, for a rule that explains."""


def within(most: float) -> Any:
    """The constraint that keeps a number between −``most`` and ``most``."""
    return Field(ge=-most, le=most)
