"""A kommune's own table of realised investments, in its own unit and with its own signs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from som_calc.case.problems import CaseError, Problem
from som_calc.case.validation import validate
from som_calc.case.values import CaseModel, Count, Date, Kroner, Text, Year, YesNo
from som_calc.case.yaml_reader import read_yaml

Sign = Literal["minus er en gevinst", "plus er en gevinst"]


class RealisedYear(CaseModel):
    """One year, as the kommune writes it."""

    investment: Kroner
    net_saving: Kroner
    net_return: Kroner


class Realised(CaseModel):
    """The table.  ``unit_kroner`` is what one unit is in kr. (1000 for 1.000 kr.)."""

    title: Text
    municipality: Text
    date: Date
    unit_kroner: Annotated[Count, Field(ge=1)] = 1000
    sign: Sign
    illustrative: YesNo = False
    source: Text
    note: Text | None = None
    years: Annotated[dict[Year, RealisedYear], Field(min_length=1)]


def load_realised(path: str | Path) -> tuple[Realised, list[Problem]]:
    """The table in a YAML file, and warnings where a year does not add up.

    Raises:
        CaseError: the file cannot be used; holds every fault found.
    """
    tree = read_yaml(Path(path))
    found, problems, _ = validate(tree, Realised)
    if found is None:
        raise CaseError(problems)
    for year, row in found.years.items():
        expected = row.investment + row.net_saving
        if found.sign == "plus er en gevinst":
            expected = row.net_saving - row.investment
        # Each figure is rounded by itself, so half a unit each may be lost.
        if abs(expected - row.net_return) > 1.5:
            file, place = tree.spot(("år", str(year), "nettoafkast"))
            wrong = "nettoafkastet er ikke investering og nettobesparelse lagt sammen"
            problems.append(
                Problem(file, place, f"år.{year}.nettoafkast", wrong, "ret et af tallene", True)
            )
    return found, problems
