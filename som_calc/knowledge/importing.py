"""Reading knowledge tables out of a workbook by a mapping.

Rows that cannot be used are skipped and told, with sheet and cell; what is left must hang
together (groups, goals, units, prices), or nothing is imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from som_calc.case.excel_file import open_workbook, used_rows
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge.columns import is_empty, slug
from som_calc.knowledge.consistency import inconsistencies
from som_calc.knowledge.database import Knowledge, KnowledgeSet
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.mapping import ESTIMATE, YEAR, Mapping, TableMap
from som_calc.knowledge.raw import RawTable
from som_calc.knowledge.schema import TABLES, TableSpec
from som_calc.knowledge.table import CheckedTable, read_table

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ORIGIN = ("kilde", "dato", "version", "status")


@dataclass(frozen=True)
class Skipped:
    """A row of a sheet that was not read, and why."""

    place: str
    reason: str


@dataclass
class ImportedTable:
    """One table read out of a sheet.  ``read`` counts the sheet's rows, not ours."""

    table: CheckedTable
    sheet: str
    read: int
    skipped: list[Skipped] = field(default_factory=list)


def import_workbook(
    path: Path, mapping: Mapping, knowledge: Knowledge | None = None
) -> list[ImportedTable]:
    """Read every table of the mapping.

    Args:
        path: the workbook.
        mapping: where its tables lie.
        knowledge: what the new set is checked against; left out, all that is in reach.

    Raises:
        CaseError: a sheet or heading is missing, or the rows do not hang together.
    """
    book = open_workbook(path, MAX_BYTES)
    problems: list[Problem] = []
    found: list[ImportedTable] = []
    for one in mapping.tables:
        try:
            found.append(_read(path, book, one, mapping))
        except CaseError as error:
            problems += error.problems
    if not problems:
        problems = _inconsistent(found, mapping.set_name, knowledge or load_knowledge())
    if problems:
        raise CaseError(problems)
    return found


def _read(path: Path, book: Workbook, one: TableMap, mapping: Mapping) -> ImportedTable:
    spec = TABLES[one.table]
    name = next((n for n in book.sheetnames if fold(n) == fold(one.sheet)), None)
    if name is None:
        right = did_you_mean(one.sheet, book.sheetnames, "arkene er")
        raise CaseError.single(path, f"der er intet ark »{one.sheet}«", right)
    sheet = book[name]
    cells = sheet_values(sheet, one.header, one.last_row)
    if not cells or cells[0][0] != one.header:
        wrong = f"arket »{name}« har ingen række {one.header}"
        raise CaseError.single(path, wrong, "ret »overskrift« i kortet")
    headings = ["" if is_empty(cell) else " ".join(str(cell).split()) for cell in cells[0][1]]
    where = _positions(path, name, one, headings)
    raw = _raw(path, name, spec, one, mapping, cells[1:], where)
    filled = [i for i, (_, row) in enumerate(cells[1:]) if not all(is_empty(c) for c in row)]
    return _without_faults(spec, raw, name, len(filled))


def sheet_values(sheet: Any, first: int, last: int | None = None) -> list[tuple[int, list[Any]]]:
    """The rows of a sheet that hold something, by number; all equally wide."""
    rows = [
        (number, [cell.value for cell in row])
        for number, row in used_rows(sheet, last or MAX_ROWS, MAX_COLUMNS, first)
    ]
    width = max((len(row) for _, row in rows), default=0)
    return [(number, row + [None] * (width - len(row))) for number, row in rows]


def _positions(path: Path, sheet: str, one: TableMap, headings: list[str]) -> dict[str | int, int]:
    """Our column name, or year, → position in the sheet's rows."""
    known = {fold(heading): i for i, heading in reversed(list(enumerate(headings))) if heading}
    found: dict[str | int, int] = {}
    problems = []
    wanted: list[tuple[str | int, str]] = [*one.columns.items(), *one.by_year.items()]
    for name, heading in wanted:
        position = known.get(fold(heading))
        if position is None:
            right = did_you_mean(heading, [h for h in headings if h], "overskrifterne er")
            wrong = f"overskriften »{heading}« står ikke i rækken"
            problems.append(Problem(str(path), f"{sheet}!{one.header}", str(name), wrong, right))
        else:
            found[name if isinstance(name, int) else _own_name(TABLES[one.table], name)] = position
    if problems:
        raise CaseError(problems)
    return found


def _own_name(spec: TableSpec, name: str) -> str:
    return next(known for known in spec.names if fold(known) == fold(name))


def _raw(
    path: Path,
    sheet: str,
    spec: TableSpec,
    one: TableMap,
    mapping: Mapping,
    cells: list[tuple[int, list[Any]]],
    where: dict[str | int, int],
) -> RawTable:
    """The sheet's rows in our columns, with what the mapping says is the same everywhere."""
    from openpyxl.utils import get_column_letter

    same: dict[str, Any] = dict(
        zip(ORIGIN, (mapping.source, mapping.date, mapping.version, mapping.status), strict=True)
    )
    same |= {_own_name(spec, name): value for name, value in one.fixed.items()}
    header = list(spec.names)
    letters = tuple(get_column_letter(where[name] + 1) if name in where else "" for name in header)
    raw = RawTable(str(path), header, [], [], sheet, letters)
    for number, row in cells:
        if all(is_empty(cell) for cell in row):
            continue
        mine = {name: row[where[name]] if name in where else same.get(name) for name in header}
        for name in ORIGIN:
            mine[name] = same[name] if is_empty(mine[name]) else mine[name]
        if "id" in header and is_empty(mine["id"]) and "navn" in header:
            mine["id"] = mine["navn"]
        for column in spec.columns:
            written = mine[column.name]
            if column.kind == "id" and isinstance(written, str):
                mine[column.name] = slug(written)
        for year in sorted(one.by_year) if one.by_year else (None,):
            if year is not None:
                if is_empty(row[where[year]]):
                    continue
                mine = mine | {YEAR: year, ESTIMATE: row[where[year]]}
                letter = get_column_letter(where[year] + 1)
                raw.own_letters[len(raw.rows), header.index(ESTIMATE)] = letter
            raw.rows.append([mine[name] for name in header])
            raw.places.append(number)
    return raw


def _without_faults(spec: TableSpec, raw: RawTable, sheet: str, filled: int) -> ImportedTable:
    """The table without the rows that cannot be read, each told once."""
    _, problems = read_table(spec, raw)
    reasons: dict[int, Skipped] = {}
    for problem in problems:
        number = _row_number(problem)
        if number is None:
            raise CaseError(problems)
        told = f"{problem.field}: {problem.wrong}" if problem.field else problem.wrong
        reasons.setdefault(number, Skipped(str(problem.line), told))
    kept = [i for i, number in enumerate(raw.places) if number not in reasons]
    clean = RawTable(
        raw.file,
        raw.header,
        [raw.rows[i] for i in kept],
        [raw.places[i] for i in kept],
        raw.sheet,
        raw.letters,
    )
    table, _ = read_table(spec, clean)
    return ImportedTable(table, sheet, filled - len(reasons), list(reasons.values()))


def _row_number(problem: Problem) -> int | None:
    digits = str(problem.line or "").rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZræke ")
    return int(digits) if digits.isdecimal() else None


def _inconsistent(found: Iterable[ImportedTable], name: str, knowledge: Knowledge) -> list[Problem]:
    tables = {one.table.spec.name: one.table for one in found}
    others = {key: value for key, value in knowledge.sets.items() if key != name}
    new = KnowledgeSet(name, tables)
    files = {one.raw.file for one in tables.values()}
    told = inconsistencies(Knowledge(others | {name: new}))
    return [problem for problem in told if problem.file in files]
