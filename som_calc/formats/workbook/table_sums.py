"""Sums and differences within a report's table as formulas, where their parts are numbers."""

from __future__ import annotations

import math

from som_calc.document.model import Sum, Table
from som_calc.formats.workbook.expr import Term
from som_calc.formats.workbook.sheet import address

Place = tuple[int, int]
"""Row and column within the table's body, from 0."""
TOLERANCE = 0.01
"""Kr. (or pieces) by which a shown sum may differ from its parts: parts under half an øre
are left out of some tables."""


def sums_of(table: Table, first_row: int) -> dict[Place, Term]:
    """The cells of a table that are sums of others.

    Args:
        table: the table; its first column stands in the sheet's first.
        first_row: the sheet's row (from 0) of the table's first row.

    Returns:
        Place → formula with the cell's own value.  A cell that differs from its parts is left
        out: the report's number counts.
    """
    found: dict[Place, Term] = {}
    for rule in table.sums:
        across = rule.of == "column"
        for other in rule.only or range(len(table.rows) if across else len(table.columns)):
            place = (other, rule.place) if across else (rule.place, other)
            if place in found or (value := _value(table, place)) is None:
                continue
            parts = [(other, n) if across else (n, other) for n in (*rule.add, *rule.subtract)]
            values = [_value(table, part) for part in parts]
            numbers = [number for number in values if number is not None]
            if len(numbers) < len(values):
                continue
            if _holds(value, numbers, len(rule.add)):
                found[place] = Term(_text(rule, parts, first_row), value)
    return found


def _value(table: Table, place: Place) -> float | None:
    cells = table.rows[place[0]].cells
    return cells[place[1]].value if place[1] < len(cells) else None


def _holds(value: float, parts: list[float], added: int) -> bool:
    total = math.fsum(parts[:added]) - math.fsum(parts[added:])
    return abs(total - value) <= TOLERANCE + 1e-9 * max(map(abs, parts), default=0.0)


def _text(rule: Sum, parts: list[Place], first_row: int) -> str:
    names = [address(first_row + row, col) for row, col in parts]
    added, less = names[: len(rule.add)], names[len(rule.add) :]
    in_line = rule.add == list(range(rule.add[0], rule.add[0] + len(added)))
    many = len(added) > 2 and in_line
    whole = f"SUM({added[0]}:{added[-1]})" if many else "+".join(added)
    return "-".join([whole, *less])
