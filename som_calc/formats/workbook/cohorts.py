"""The upper parts of Beregning: discount factors by year, and what each cohort weighs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from som_calc.formats.workbook.book import FACTOR, KR, PCT, WHOLE
from som_calc.formats.workbook.consequence_sheets import Quantities
from som_calc.formats.workbook.expr import (
    CellTerm,
    Term,
    area,
    largest,
    lookup,
    round_up,
    smallest,
    sumif,
    sumproduct,
    total,
    when,
)
from som_calc.formats.workbook.grid import FIRST, SHEET, Grid, GridRow
from som_calc.formats.workbook.input_sheet import Inputs

TINY = Term("0.000000001", 1e-9)


@dataclass
class Timeline:
    """Calendar years and their discount factors."""

    years: list[CellTerm]
    factors: list[CellTerm]

    @property
    def count(self) -> int:
        """Number of years."""
        return len(self.years)

    def present(self, cells: list[CellTerm], _: GridRow | None = None) -> Term:
        """Present value of a row of years."""
        return sumproduct(area(cells, follow="row"), area(self.factors))

    def factor_in(self, year: Term) -> Term:
        """The discount factor of a computed year."""
        return sumif(area(self.years), year, area(self.factors))


@dataclass
class CohortWeights:
    """Participants by year after (or in) the course, discounted."""

    axis: list[CellTerm] = field(default_factory=list)
    discounted: list[CellTerm] = field(default_factory=list)
    """To the discount base."""
    rows: list[list[CellTerm]] = field(default_factory=list)
    """Discounting per cohort."""

    @property
    def count(self) -> int:
        """Number of years after the course."""
        return len(self.axis)


@dataclass
class Cohorts:
    """The cohort table, column by column."""

    start: list[CellTerm]
    participants: list[CellTerm]
    finish: list[CellTerm]
    years: list[CellTerm]
    factor: list[CellTerm]
    people: CellTerm
    weighed: CellTerm
    """Participants, each discounted from the start year."""
    after: CohortWeights = field(default_factory=CohortWeights)
    during: CohortWeights = field(default_factory=CohortWeights)
    scale: list[CellTerm] = field(default_factory=list)
    """What turns profile weights into kr. with the stated present value; per cohort."""
    back_discounted: CellTerm | None = None
    """Participants × the part of the profile inside the period, discounted."""


def write_time(grid: Grid, inputs: Inputs, first: int, width: int) -> Timeline:
    """Years, project years, rates and factors."""
    book = grid.book
    grid.band(
        "Tid og diskontering", "Renten i et projektår tilbagediskonterer skridtet ind i året."
    )
    row = grid.row
    look = {"bold": True, "bg_color": "#EEF2F7"}
    for col in range(FIRST):
        book.header(SHEET, row, ["Kalenderår" if col == 0 else ""], col)
    years = [book.number(SHEET, row, FIRST, first, num_format=WHOLE, **look)]
    for place in range(1, width):
        years.append(
            book.put(SHEET, row, FIRST + place, years[-1].rel + 1, num_format=WHOLE, **look)
        )
    grid.row += 1
    steps = inputs.steps
    first_rate = steps.amounts[0]
    project = grid.line(
        "Projektår (0 = diskonteringsåret)", lambda n: years[n].rel - inputs.base, width,
        num_format=WHOLE,
    ).cells  # fmt: skip
    rates = grid.line(
        "Diskonteringsrente",
        lambda n: lookup(largest(project[n].rel, 0), area(steps.years), area(steps.amounts)),
        width,
        num_format=PCT,
    ).cells
    book.text(SHEET, grid.row, 0, "Diskonteringsfaktor", bold=True)
    factors: list[CellTerm] = []
    for n in range(width):
        outside = (1 + first_rate) ** (-project[n].rel)
        formula = outside
        if factors:
            formula = when(project[n].rel <= 0, outside, factors[-1].rel / (1 + rates[n].rel))
        factors.append(
            book.put(SHEET, grid.row, FIRST + n, formula, num_format="0.000000", bold=True)
        )
    grid.row += 1
    return Timeline(years, factors)


def write_cohorts(
    grid: Grid,
    inputs: Inputs,
    quantities: Quantities | None,
    time: Timeline,
    reach: int,
    course: int,
) -> Cohorts:
    """The cohort table and the weights that follow from it.

    ``reach`` is how many years after the course, ``course`` how many course years carry
    consequences.
    """
    cohorts = _table(grid, inputs, time)
    if reach:
        _after(grid, cohorts, time, reach)
    if course:
        _during(grid, cohorts, inputs, time, course)
    if quantities and quantities.profile:
        _scales(grid, cohorts, quantities)
    return cohorts


def _table(grid: Grid, inputs: Inputs, time: Timeline) -> Cohorts:
    book = grid.book
    grid.band(
        "Kohorter", "Et forløb på op til et år slutter i startåret, på op til to år i det næste."
    )
    grid.head(["Kohorte"])
    heads = ["Startår", "Deltagere", "Slutår", "Konsekvensår", "Faktor i startår"]
    book.header(SHEET, grid.row - 1, heads, FIRST, align="right")
    columns: list[list[CellTerm]] = [[], [], [], [], []]
    pairs = zip(inputs.participants.years, inputs.participants.amounts, strict=True)
    for year, count in pairs:
        row = grid.row
        book.text(SHEET, row, 0, f"Start i {int(year.value)}")
        start = book.put(SHEET, row, FIRST, year.rel, num_format=WHOLE)
        people = book.put(SHEET, row, FIRST + 1, count.rel, num_format=KR)
        length = largest(round_up(inputs.course_length - TINY), 1)
        finish = book.put(SHEET, row, FIRST + 2, start.rel + length - 1, num_format=WHOLE)
        left = smallest(inputs.horizon, inputs.last_year - finish.rel + 1)
        years = book.put(SHEET, row, FIRST + 3, largest(0, left), num_format=WHOLE)
        factor = book.put(SHEET, row, FIRST + 4, time.factor_in(start.rel), num_format="0.000000")
        for column, cell in zip(columns, (start, people, finish, years, factor), strict=True):
            column.append(cell)
        grid.row += 1
    book.text(SHEET, grid.row, 0, "Deltagere i alt", bold=True)
    everyone = book.put(
        SHEET, grid.row, FIRST + 1, total(area(columns[1])), num_format=KR, bold=True
    )
    grid.row += 1
    book.text(SHEET, grid.row, 0, "Deltagere × faktor i startåret", bold=True)
    weighed = book.put(
        SHEET, grid.row, FIRST + 1, sumproduct(area(columns[1]), area(columns[4])),
        num_format="#,##0.00", bold=True,
    )  # fmt: skip
    grid.row += 1
    starts, counts, ends, left_years, factors = columns
    return Cohorts(starts, counts, ends, left_years, factors, everyone, weighed)


def _after(grid: Grid, cohorts: Cohorts, time: Timeline, reach: int) -> None:
    grid.band(
        "Diskontering fra år efter forløbet til kohortens start",
        "Kolonnerne er år efter forløbet; 0 er det år, forløbet slutter.",
    )
    weights = cohorts.after
    weights.axis = grid.head(["Kohorte"], list(range(reach)))
    rows = [
        grid.line(
            f"Start i {int(start.value)}",
            lambda k, f=finish, d=factor: time.factor_in(f + weights.axis[k].row) / d,  # type: ignore[misc]
            reach, num_format=FACTOR,
        ).cells
        for start, finish, factor in zip(cohorts.start, cohorts.finish, cohorts.factor, strict=True)
    ]  # fmt: skip
    _weights(grid, cohorts, weights, rows, "Deltagere med konsekvenser i perioden")


def _during(grid: Grid, cohorts: Cohorts, inputs: Inputs, time: Timeline, course: int) -> None:
    grid.band("Diskontering fra forløbsår til kohortens start", "0 er startåret.")
    weights = cohorts.during
    weights.axis = grid.head(["Kohorte"], list(range(course)))

    def inside(n: int, k: int) -> Term:
        year = cohorts.start[n] + weights.axis[k].row
        kept = (year <= cohorts.finish[n]) * (year <= inputs.last_year)
        return kept * time.factor_in(year) / cohorts.factor[n]

    rows = [
        grid.line(
            f"Start i {int(start.value)}", partial(inside, n), course, num_format=FACTOR
        ).cells
        for n, start in enumerate(cohorts.start)
    ]
    _weights(grid, cohorts, weights, rows, "Deltagere i forløb", limited=False)


def _weights(
    grid: Grid,
    cohorts: Cohorts,
    weights: CohortWeights,
    rows: list[list[CellTerm]],
    label: str,
    *,
    limited: bool = True,
) -> None:
    people, factors, years = (
        area(column) for column in (cohorts.participants, cohorts.factor, cohorts.years)
    )

    def counted(k: int) -> Term:
        product = people * area([row[k] for row in rows], follow="col")
        return product * (years > weights.axis[k].row) if limited else product

    weights.discounted = grid.line(
        f"{label}, diskonteret", lambda k: sumproduct(counted(k) * factors), weights.count,
        num_format="#,##0.00", bold=True,
    ).cells  # fmt: skip
    weights.rows = rows


def _scales(grid: Grid, cohorts: Cohorts, quantities: Quantities) -> None:
    book, axis = grid.book, area(cohorts.after.axis)
    profile = area(quantities.profile)
    grid.band(
        "Tilbageregning: kohortens faktor, og hvor meget af profilen der når at falde i perioden"
    )
    grid.head(["Kohorte"])
    book.header(SHEET, grid.row - 1, ["Faktor", "I perioden"], FIRST, align="right")
    inside: list[CellTerm] = []
    for n, start in enumerate(cohorts.start):
        row = grid.row
        book.text(SHEET, row, 0, f"Start i {int(start.value)}")
        discount = area(cohorts.after.rows[n])
        worth = sumproduct(profile, discount)
        scale = book.put(
            SHEET, row, FIRST, when(worth.equals(0), 0, 1 / worth), num_format="0.000000"
        )
        part = scale.rel * sumproduct(profile * discount * (axis < cohorts.years[n]))
        inside.append(book.put(SHEET, row, FIRST + 1, part, num_format=PCT))
        cohorts.scale.append(scale)
        grid.row += 1
    people, share = area(cohorts.participants), area(inside)
    book.text(SHEET, grid.row, 0, "Deltagere × andel i perioden, diskonteret", bold=True)
    reached = sumproduct(people, share, area(cohorts.factor))
    cohorts.back_discounted = book.put(
        SHEET, grid.row, FIRST + 1, reached, num_format="#,##0.00", bold=True
    )
    grid.row += 1
