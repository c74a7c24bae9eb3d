"""The part of Beregning that holds consequences: per success, and per cohort and year."""

from __future__ import annotations

from dataclasses import dataclass, field

from som_calc.case.names import AFTER, DURING, FAMILY, MOVED_BY_SUCCESS, PAYERS, TOTAL
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.cohorts import Cohorts, CohortWeights, Timeline
from som_calc.formats.workbook.consequence_sheets import (
    YES,
    Pricing,
    Quantities,
)
from som_calc.formats.workbook.expr import CellTerm, Term, area, sumif, sumproduct
from som_calc.formats.workbook.grid import SHEET, Grid, GridRows, joined_sum
from som_calc.formats.workbook.input_sheet import Inputs

FLOW_WORDS = {
    AFTER: "efter forløbet",
    FAMILY: "pårørende, efter forløbet",
    DURING: "under forløbet",
}


@dataclass
class Consequences:
    """Rows of consequences.

    ``after`` (per success), ``back`` (per success, times the cohort's factor) and
    ``during`` (per participant) run over years of the course; ``sums`` are their totals
    per actor; ``flows`` run over calendar years, per cohort.
    """

    after: GridRows = field(default_factory=GridRows)
    back: GridRows = field(default_factory=GridRows)
    during: GridRows = field(default_factory=GridRows)
    sums: dict[tuple[str, str], list[CellTerm]] = field(default_factory=dict)
    flows: dict[tuple[str, str], GridRows] = field(default_factory=dict)
    """By component (``consequence``, ``family``, ``consequence_during``) and actor."""
    family: list[bool] = field(default_factory=list)
    """Per row of ``after``: whether it is for relatives."""
    splits: list[list[CellTerm]] = field(default_factory=list)
    """The kommune's part of each service by committee."""
    split_sums: list[CellTerm] = field(default_factory=list)


def write_consequence_rows(
    grid: Grid,
    data: WorkbookData,
    inputs: Inputs,
    quantities: Quantities,
    pricing: Pricing | None,
    time: Timeline,
    cohorts: Cohorts,
) -> Consequences:
    """Everything between quantities and the flows per cohort and calendar year."""
    found = Consequences(splits=quantities.splits, split_sums=quantities.split_sums)
    if pricing and quantities.change and cohorts.after.count:
        title = "Konsekvenser efter forløbet, kr. pr. succes; nutidsværdien er × mereffekt"
        rate = inputs.success_rate
        _priced(grid, data, pricing, title, quantities, cohorts.after, found.after, rate)
    if pricing and quantities.during:
        title = "Konsekvenser under forløbet, kr. pr. deltager"
        _priced(grid, data, pricing, title, quantities, cohorts.during, found.during)
    if quantities.profile:
        _back_calculated(grid, data, inputs, quantities, cohorts, found.back)
    if found.after.rows:
        found.family = [item.family for item in data.consequences] * len(PAYERS)
    _sums(grid, cohorts, found)
    _flows(grid, inputs, time, cohorts, found)
    return found


def _priced(
    grid: Grid,
    data: WorkbookData,
    pricing: Pricing,
    title: str,
    quantities: Quantities,
    weights: CohortWeights,
    lines: GridRows,
    rate: CellTerm | None = None,
) -> None:
    grid.band(title, "Gevinst = minus forskellen i forbrug × prisen; for indtægter omvendt.")
    heads = ["Ydelse", "Aktør", "", "Hovedområde", "Nutidsværdi"]
    grid.head(heads, [cell.row for cell in weights.axis])
    discounted = area(weights.discounted)
    for payer, actor in enumerate(PAYERS):
        for n, item in enumerate(data.consequences):
            price = pricing.converted[item.price][payer]
            counts = quantities.counted[n].equals(YES)
            use = (quantities.during if rate is None else quantities.change)[n]

            def gain(
                k: int,
                use: list[CellTerm] = use,
                price: CellTerm = price,
                counts: Term = counts,
                income: bool = item.income,
            ) -> Term:
                return (use[k].rel if income else -use[k].rel) * price * counts

            def present(cells: list[CellTerm], _: object) -> Term:
                worth = sumproduct(area(cells, follow="row"), discounted)
                return worth if rate is None else rate * worth

            lines.rows.append(
                grid.line(
                    item.service, gain, weights.count, actor=actor, service_area=item.area,
                    present=present,
                )
            )  # fmt: skip


def _back_calculated(
    grid: Grid,
    data: WorkbookData,
    inputs: Inputs,
    quantities: Quantities,
    cohorts: Cohorts,
    lines: GridRows,
) -> None:
    grid.band(
        "Tilbageregnede konsekvenser: nutidsværdi pr. succes × tidsprofilens vægt",
        "Kohortens faktor ovenfor gør rækken til kr., så den giver den tilbageregnede nutidsværdi.",
    )
    heads = ["Post", "Aktør", "Udvalg", "Hovedområde", "Nutidsværdi"]
    grid.head(heads, [cell.row for cell in cohorts.after.axis])
    reached = cohorts.back_discounted
    assert reached is not None
    for n, item in enumerate(data.back_calculated):
        worth = quantities.back[n]

        def weighted(k: int, worth: CellTerm = worth) -> Term:
            return worth * quantities.profile[k].row

        def present(_cells: list[CellTerm], _: object, worth: CellTerm = worth) -> Term:
            return inputs.success_rate * worth * reached

        lines.rows.append(
            grid.line(
                "Tilbageregnet nutidsværdi", weighted, cohorts.after.count, actor=item.actor,
                committee=item.committee, service_area=item.area, present=present,
            )
        )  # fmt: skip


def _sums(grid: Grid, cohorts: Cohorts, found: Consequences) -> None:
    blocks = (
        (
            "after",
            found.after,
            cohorts.after,
            "Konsekvenser pr. succes efter år, sum pr. aktør, kr.",
        ),
        ("back", found.back, cohorts.after, "Tilbageregnet, sum pr. aktør"),
        ("during", found.during, cohorts.during, "Konsekvenser pr. deltager efter forløbsår, kr."),
    )
    for key, lines, weights, title in blocks:
        if not lines.rows:
            continue
        grid.band(title)
        grid.head(["", "Aktør"], [cell.row for cell in weights.axis])
        for actor in PAYERS:
            wanted = CellTerm(SHEET, grid.row, 1, actor)

            def summed(k: int, lines: GridRows = lines, wanted: CellTerm = wanted) -> Term:
                return lines.column_where("actor", wanted, k)

            if key == "after" and any(found.family):
                _sums_apart(grid, found, actor, weights.count)
                continue
            found.sums[key, actor] = grid.line(TOTAL, summed, weights.count, actor=actor).cells


def _sums_apart(grid: Grid, found: Consequences, actor: str, count: int) -> None:
    """The participants' own consequences and their relatives', each summed by itself."""
    for key, label, relatives in (("after", "Deltagerne", False), (FAMILY, "Pårørende", True)):
        chosen = [
            row
            for row, family in zip(found.after.rows, found.family, strict=True)
            if family is relatives and row.actor.value == actor
        ]

        def summed(k: int, chosen=chosen) -> Term:  # type: ignore[no-untyped-def]
            return joined_sum([row.cells[k].rel for row in chosen])

        found.sums[key, actor] = grid.line(label, summed, count, actor=actor).cells


def _flows(
    grid: Grid, inputs: Inputs, time: Timeline, cohorts: Cohorts, found: Consequences
) -> None:
    if not found.sums:
        return
    grid.band(
        "Konsekvenser pr. kohorte og kalenderår, kr.",
        "Efter forløbet: hvis alle fik succes; ganges med mereffekten nedenfor.",
    )
    grid.head(["Kohorte", "Aktør"], [cell.row for cell in time.years])
    for actor in PAYERS:
        own = {key: found.sums[key, actor] for key, name in found.sums if name == actor}
        after = {key: cells for key, cells in own.items() if key in ("after", "back")}
        for component, parts in (
            (AFTER, after),
            (FAMILY, {"after": own[FAMILY]} if FAMILY in own else {}),
            (DURING, {k: v for k, v in own.items() if k == "during"}),
        ):
            if not parts:
                continue
            lines = GridRows()
            for n, start in enumerate(cohorts.start):

                def flow(
                    place: int,
                    n: int = n,
                    parts: dict[str, list[CellTerm]] = parts,
                    of: str = component,
                ) -> Term:
                    year = time.years[place].row
                    if of in MOVED_BY_SUCCESS:
                        return _after_course(cohorts, n, year, parts)
                    return _in_course(cohorts, inputs, n, year, parts["during"])

                words = FLOW_WORDS[component]
                label = f"Start i {int(start.value)}, {words}"
                lines.rows.append(grid.line(label, flow, time.count, actor=actor))
            found.flows[component, actor] = lines


def _after_course(cohorts: Cohorts, n: int, year: Term, parts: dict[str, list[CellTerm]]) -> Term:
    axis, k = area(cohorts.after.axis), year - cohorts.finish[n]
    worth = []
    if "after" in parts:
        worth.append(sumif(axis, k, area(parts["after"])))
    if "back" in parts:
        worth.append(cohorts.scale[n] * sumif(axis, k, area(parts["back"])))
    return cohorts.participants[n] * (k < cohorts.years[n]) * joined_sum(worth)


def _in_course(cohorts: Cohorts, inputs: Inputs, n: int, year: Term, cells: list[CellTerm]) -> Term:
    axis = area(cohorts.during.axis)
    kept = (year <= cohorts.finish[n]) * (year <= inputs.last_year)
    worth = sumif(axis, year - cohorts.start[n], area(cells))
    return cohorts.participants[n] * kept * worth
