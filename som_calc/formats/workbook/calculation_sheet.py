"""The sheet Beregning: every krone by formula, from the inputs to present values.

The steps are those of the calculation frame: discount factors, cohorts, money by year,
consequences per success and year, consequences per cohort and calendar year, and the
sums per component and actor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from som_calc.case.names import (
    ACTORS,
    COMPONENTS,
    CROSSINGS,
    FAMILY,
    GRANT,
    MOVED_BY_SUCCESS,
    TOTAL,
)
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import KR, MUTED, Book
from som_calc.formats.workbook.cohorts import Cohorts, Timeline, write_cohorts, write_time
from som_calc.formats.workbook.consequence_rows import (
    Consequences,
    write_consequence_rows,
)
from som_calc.formats.workbook.consequence_sheets import (
    Pricing,
    Quantities,
    course_years,
    years_after,
)
from som_calc.formats.workbook.expr import (
    CellTerm,
    Term,
    area,
    exact,
    round_up,
    rounded,
    sumproduct,
    total,
    when,
)
from som_calc.formats.workbook.grid import FIRST, SHEET, Grid, GridRow, GridRows, joined_sum
from som_calc.formats.workbook.input_sheet import Inputs
from som_calc.formats.workbook.money_rows import write_money

ROWS = list(ACTORS)
NARROWEST = 7
"""Columns the small tables need."""


@dataclass
class Linear:
    """The result of one actor as a straight line in the success rate, kr."""

    fixed: CellTerm
    slope: CellTerm
    grants: CellTerm
    fixed_each: CellTerm
    slope_each: CellTerm


def zero_rate(fixed: Term, slope: Term) -> Term:
    """The success rate at which a line changes side; words where it never does.

    Decided in whole kroner, as in :class:`som_calc.analysis.break_even.Line`.
    """
    at_zero, at_all = rounded(fixed, 0), rounded(fixed + slope, 0)

    def by_sign(end: Term, gain: Any, loss: Any, zero: Any) -> Term:
        return when(end > 0, gain, when(end < 0, loss, zero))

    root = -fixed / slope
    return by_sign(
        at_zero,
        by_sign(at_all, CROSSINGS[1, 1], root, CROSSINGS[1, 0]),
        by_sign(at_all, root, CROSSINGS[-1, -1], CROSSINGS[-1, 0]),
        by_sign(at_all, CROSSINGS[0, 1], CROSSINGS[0, -1], CROSSINGS[0, 0]),
    )


@dataclass
class Calculation:
    """What the result sheet refers to."""

    time: Timeline
    cohorts: Cohorts
    money: dict[str, GridRows]
    consequences: Consequences | None
    by_component: dict[tuple[str, str], GridRow] = field(default_factory=dict)
    by_actor: dict[str, GridRow] = field(default_factory=dict)
    linear: dict[str, Linear] = field(default_factory=dict)


def write_calculation(
    book: Book,
    data: WorkbookData,
    inputs: Inputs,
    quantities: Quantities | None,
    pricing: Pricing | None,
) -> Calculation:
    """Fill the sheet and return the cells the results are drawn from."""
    first, width = _span(data, inputs)
    sheet = book.sheets[SHEET]
    for col, size in enumerate((46, 16, 28, 28, 15)):
        sheet.set_column(col, col, size)
    sheet.set_column(FIRST, FIRST + width - 1, 12.5)
    lead = "Plus er en gevinst for de offentlige kasser. Alt er formler; intet tastes her."
    book.title(SHEET, "Beregning", lead)
    sheet.freeze_panes(3, 1)
    grid = Grid(book, width)
    time = write_time(grid, inputs, first, width)
    cohorts = write_cohorts(grid, inputs, quantities, time, years_after(data), course_years(data))
    money = write_money(grid, data, inputs, pricing, time)
    found = Calculation(time, cohorts, money, None)
    if quantities:
        found.consequences = write_consequence_rows(
            grid, data, inputs, quantities, pricing, time, cohorts
        )
    _components(grid, inputs, found)
    _linear(grid, quantities, found)
    book.page(SHEET, repeat=1, footer=data.title)
    return found


def _span(data: WorkbookData, inputs: Inputs) -> tuple[int, int]:
    """First year column and number of years: the period, and every year a profile reaches."""
    given = [int(cell.value) for cells in inputs.cost_years if cells for cell in cells.years]
    starts = list(data.participants.values) or [data.first_year]
    booked = list(data.expected.by_year)
    first = min([data.first_year, data.discount_base, *starts, *given, *booked])
    course = max(int(round_up(inputs.course_length - 1e-9).value), 1)
    # A course may be lengthened in the workbook until it ends in the last year.
    slack = max(0, data.last_year - max(starts) - course + 1)
    last = max(
        [data.last_year, max(starts) + course - 1 + slack + years_after(data) - 1, *given, *booked]
    )
    return first, max(last - first + 1, NARROWEST)


def _components(grid: Grid, inputs: Inputs, found: Calculation) -> None:
    time = found.time
    grid.band("Nettoresultat pr. komponent, aktør og år, faste priser, kr.")
    grid.head(["Komponent", "Aktør", "", "", "Nutidsværdi"], [c.row for c in time.years])
    for component, label in COMPONENTS.items():
        for actor in ROWS:
            cell = _component(inputs, found, component, CellTerm(SHEET, grid.row, 1, actor))
            if cell is not None:
                found.by_component[component, actor] = grid.line(
                    label, cell, time.count, actor=actor, present=time.present
                )
    parts = GridRows(list(found.by_component.values()))
    for actor in ROWS:
        wanted = CellTerm(SHEET, grid.row, 1, actor)
        found.by_actor[actor] = grid.line(
            "Nettoresultat",
            lambda place, w=wanted: parts.column_where("actor", w, place),  # type: ignore[misc]
            time.count, actor=actor, present=time.present, bold=True,
        )  # fmt: skip
    net = GridRows(list(found.by_actor.values()))
    found.by_actor[TOTAL] = grid.line(
        "Nettoresultat", lambda place: total(net.column(place)), time.count,
        actor=TOTAL, present=time.present, bold=True,
    )  # fmt: skip


def _component(inputs: Inputs, found: Calculation, component: str, wanted: CellTerm):  # type: ignore[no-untyped-def]
    """How one component's row is computed for one actor, or ``None`` when it has none."""
    if component in found.money:
        lines = found.money[component]
        if not any(row.actor.value == wanted.value for row in lines.rows):
            return None
        return lambda place: lines.column_where("actor", wanted, place)
    flows = found.consequences.flows if found.consequences else {}
    chosen = flows.get((component, wanted.value))
    if chosen is None:
        return None
    if component in MOVED_BY_SUCCESS:
        return lambda place: inputs.success_rate * total(chosen.column(place))
    return lambda place: total(chosen.column(place))


def _linear(grid: Grid, quantities: Quantities | None, found: Calculation) -> None:
    """Fixed part and slope in the success rate: what break-even and figure 3.1 need."""
    book = grid.book
    grid.band(
        "Resultatet som ret linje: fast del + mereffekt × hældning, kr.",
        "Pr. deltager er delt med deltagerne, hver tilbagediskonteret fra sit startår.",
    )
    grid.head(["", "Aktør"])
    heads = ["Fast del", "Hældning", "Heraf tilskud", "Fast pr. deltager", "Hældning pr. deltager"]
    book.header(SHEET, grid.row - 1, heads, FIRST, align="right")
    for actor in ROWS:
        book.text(SHEET, grid.row, 0, "Nettoresultat")
        wanted = book.text(SHEET, grid.row, 1, actor, font_color=MUTED)
        formulas = [
            _fixed(found, actor),
            _slope(quantities, found, wanted),
            _present(found, GRANT, actor),
        ]
        cells = [
            book.put(SHEET, grid.row, FIRST + offset, formula, num_format=KR)
            for offset, formula in enumerate(formulas)
        ]
        cells += [
            book.put(
                SHEET, grid.row, FIRST + len(formulas) + offset,
                _each(found, whole), num_format=KR,
            )
            for offset, whole in enumerate(cells[:2])
        ]  # fmt: skip
        found.linear[actor] = Linear(*cells)
        grid.row += 1
    rows = list(found.linear.values())
    book.text(SHEET, grid.row, 0, "Nettoresultat", bold=True)
    book.text(SHEET, grid.row, 1, TOTAL, bold=True, font_color=MUTED)
    names = ("fixed", "slope", "grants", "fixed_each", "slope_each")
    cells = [
        book.put(
            SHEET, grid.row, FIRST + offset,
            total(area([getattr(row, name) for row in rows], follow="col")),
            num_format=KR, bold=True,
        )
        for offset, name in enumerate(names)
    ]  # fmt: skip
    found.linear[TOTAL] = Linear(*cells)
    grid.row += 1


def _present(found: Calculation, component: str, actor: str) -> Term:
    line = found.by_component.get((component, actor))
    return line.present.rel if line and line.present else Term("0", 0.0)


def _fixed(found: Calculation, actor: str) -> Term:
    components = [name for name in COMPONENTS if name not in MOVED_BY_SUCCESS]
    parts = [_present(found, c, actor) for c in components if (c, actor) in found.by_component]
    return joined_sum(parts)


def _slope(quantities: Quantities | None, found: Calculation, wanted: CellTerm) -> Term:
    cohorts, consequences = found.cohorts, found.consequences
    parts = []
    if consequences and quantities:
        for key in ("after", FAMILY):
            if after := consequences.sums.get((key, wanted.value)):
                parts.append(sumproduct(area(after), area(cohorts.after.discounted)))
        reached = cohorts.back_discounted
        if consequences.back.rows and reached is not None:
            own = exact(consequences.back.labels("actor"), wanted.col)
            parts.append(sumproduct(own * area(quantities.back)) * reached)
    return joined_sum(parts)


def _each(found: Calculation, whole: CellTerm) -> Term:
    people = found.cohorts.weighed
    return when(people.equals(0), 0, whole.rel / people)
