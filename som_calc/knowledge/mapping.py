"""The mapping (KORT) that says where in a workbook the knowledge tables lie.

A mapping is data, so that any workbook can be read: per table a sheet, the row with the
headings, and which heading holds which of our columns.  Estimates that stand with one
column per year are named under ``år_kolonner``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from som_calc.case.file_tree import FileTree
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.case.validation import validate
from som_calc.case.values import CaseModel, Count, Date, Status
from som_calc.case.yaml_reader import read_yaml
from som_calc.knowledge.database import BASE
from som_calc.knowledge.schema import TABLES

Text = Annotated[str, BeforeValidator(lambda raw: str(raw) if raw is not None else raw)]
TableName = Literal[
    "maalgrupper",
    "succesmaal",
    "konsekvenser",
    "priser",
    "prispunkter",
    "effekter",
    "paaroerende",
    "forbrug",
    "ydelser",
]
YEAR, ESTIMATE = "år", "estimat"


class TableMap(CaseModel):
    """Where one table lies.  ``columns`` holds our column name → the heading in the sheet."""

    table: TableName = Field(alias="tabel")
    sheet: Text = Field(alias="ark")
    header: Annotated[Count, Field(ge=1)] = Field(default=1, alias="overskrift")
    last_row: Count | None = Field(default=None, alias="sidste_række")
    columns: dict[Text, Text] = Field(default={}, alias="kolonner")
    by_year: dict[Count, Text] = Field(default={}, alias="år_kolonner")
    """Year → the heading of the column with its estimate; one row per year is made."""
    fixed: dict[Text, Text] = Field(default={}, alias="faste")
    """Our column name → the same value in every row."""


class Mapping(CaseModel):
    """A whole mapping; the origin stands in every row that does not have its own."""

    set_name: Text = Field(alias="sæt")
    source: Text = Field(alias="kilde")
    date: Date = Field(alias="dato")
    version: Text = Field(default="ikke oplyst", alias="version")
    status: Status = Field(default="lokalt tal", alias="status")
    tables: Annotated[list[TableMap], Field(min_length=1)] = Field(alias="tabeller")


def read_mapping(path: Path) -> Mapping:
    """Read a mapping.

    Raises:
        CaseError: every fault, with line.
    """
    tree = read_yaml(path)
    mapping, problems, _ = validate(tree, Mapping)
    if mapping is not None:
        problems = _faults(tree, mapping)
    if problems or mapping is None:
        raise CaseError(problems)
    found: Mapping = mapping
    return found


def _faults(tree: FileTree, mapping: Mapping) -> list[Problem]:
    problems: list[Problem] = []

    def tell(loc: tuple[str | int, ...], wrong: str, right: str) -> None:
        names = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
        problems.append(Problem(*tree.spot(loc), names, wrong, right))

    if fold(mapping.set_name) in {BASE, "illustrativ"} or "/" in mapping.set_name:
        right = "vælg et andet, fx soem-3-4; det bliver navnet på en mappe"
        tell(("sæt",), f"»{mapping.set_name}« kan ikke bruges som navn", right)
    for i, one in enumerate(mapping.tables):
        spec = TABLES[one.table]
        for group, names in (("kolonner", one.columns), ("faste", one.fixed)):
            for name in names:
                if fold(name) not in {fold(known) for known in spec.names}:
                    right = did_you_mean(name, spec.names, "kolonnerne er")
                    wrong = f"tabellen {one.table} har ingen kolonne »{name}«"
                    tell(("tabeller", i, group, name), wrong, right)
        if one.by_year and one.table != "konsekvenser":
            right = "brug dem kun til tabellen konsekvenser"
            tell(("tabeller", i, "år_kolonner"), f"{one.table} har ikke kolonner pr. år", right)
    return problems
