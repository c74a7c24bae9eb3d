"""What a case can hold at most: one table for every way it can be written.

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
FIRST_YEAR, LAST_YEAR = 1990, 2150
"""Calendar years a case can be about; its dates may go back to 1900."""
FIRST_DATE = 1900
PLACE = LAST_YEAR
"""A year counted from 0 in a table by year; calendar years pass, for a rule that explains."""
TEXT = 30_000
"""Characters in one text, about ten pages (a cell of Excel holds 32,767)."""
VALUES = 20_000
"""Values and names in one file."""
DEPTH = 40
"""Groups inside each other."""
BUDGET = 1e10
"""kr. that one payer pays or gets in one year before ``som tjek`` asks whether it is meant.

Chosen by us, not from a source: far above what any single effort moves in a public budget.
"""


def within(most: float) -> Any:
    """The constraint that keeps a number between −``most`` and ``most``."""
    return Field(ge=-most, le=most)
