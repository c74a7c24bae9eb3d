"""From cells to a typed table: columns known, cells readable, every row named once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from som_calc.case.glossary import fold
from som_calc.case.problems import Problem
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge.columns import read_cells
from som_calc.knowledge.raw import RawTable
from som_calc.knowledge.schema import TableSpec

Row = dict[str, Any]
"""A row by Danish column name; an empty cell is None."""


@dataclass(frozen=True)
class CheckedTable:
    """A validated table, column by column, and the raw one it was read from (for places)."""

    spec: TableSpec
    columns: dict[str, list[Any]]
    raw: RawTable

    def __len__(self) -> int:
        return len(self.raw.rows)

    def row(self, position: int) -> Row:
        """One row by its position (from 0)."""
        return {name: values[position] for name, values in self.columns.items()}

    def rows(self) -> Iterator[Row]:
        """Every row in the file's order."""
        return (self.row(position) for position in range(len(self)))

    def place(self, position: int) -> str:
        """Where a row stands, as ``file:row``."""
        problem = self.raw.problem(position, None, "")
        return f"{problem.file}:{problem.line}"


def read_table(spec: TableSpec, raw: RawTable) -> tuple[CheckedTable, list[Problem]]:
    """Read every cell by its column's kind.

    Returns:
        The table (cells that cannot be read are None) and everything wrong with it:
        unknown, doubled and missing columns, unreadable cells, and rows that name the
        same thing.
    """
    problems: list[Problem] = []
    found = _columns(spec, raw, problems)
    columns: dict[str, list[Any]] = {}
    faulty: set[int] = set()
    for column in spec.columns:
        position = found.get(column.name)
        if position is None:
            columns[column.name] = [None] * len(raw.rows)
            if column.required:
                wrong = f"kolonnen »{column.name}« mangler"
                problems.append(raw.problem(None, None, wrong, "tilføj den i første linje"))
            continue
        values, wrongs = read_cells(column, [row[position] for row in raw.rows])
        columns[column.name] = values
        faulty.update(row for row, _ in wrongs)
        problems += [raw.problem(row, position, wrong) for row, wrong in wrongs]
    table = CheckedTable(spec, columns, raw)
    problems += _doubled(table, faulty)
    return table, problems


def _columns(spec: TableSpec, raw: RawTable, problems: list[Problem]) -> dict[str, int]:
    known = {fold(name): name for name in spec.names}
    found: dict[str, int] = {}
    for position, written in enumerate(raw.header):
        name = known.get(fold(written))
        if name is None:
            if written:
                right = did_you_mean(written, spec.names, "kolonnerne er")
                problems.append(raw.problem(None, position, "ukendt kolonne", right))
        elif name in found:
            problems.append(raw.problem(None, position, "kolonnen står to gange", "behold én"))
        else:
            found[name] = position
    return found


def _doubled(table: CheckedTable, faulty: set[int]) -> Iterator[Problem]:
    keys = [_folded(table.columns[name]) for name in table.spec.key]
    first: dict[tuple[Any, ...], int] = {}
    for position, same in enumerate(zip(*keys, strict=True)):
        if position in faulty:
            continue
        earlier = first.setdefault(same, position)
        if earlier != position:
            key = [table.columns[name][position] for name in table.spec.key]
            what = ", ".join(f"{part}" for part in key if part is not None)
            wrong = f"»{what}« står også i række {table.raw.places[earlier]}"
            yield table.raw.problem(position, table.spec.key[0], wrong, "behold én af rækkerne")


def _folded(values: list[Any]) -> list[Any]:
    """The column with its texts folded, each different text once."""
    known = {value: fold(value) for value in set(values) if isinstance(value, str)}
    return [known.get(value, value) for value in values]
