"""The part of Beregning that holds costs, grants and the saved alternative."""

from __future__ import annotations

from som_calc.case.names import COST, GRANT, INTERVENTION_AREA, MUNICIPALITY, SAVED, STATE_GRANT
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import KR, MUTED
from som_calc.formats.workbook.cohorts import Timeline
from som_calc.formats.workbook.consequence_sheets import Pricing
from som_calc.formats.workbook.expr import CellTerm, Term, area, sumif, total
from som_calc.formats.workbook.grid import COMMITTEE, FIRST, SHEET, Grid, GridRows, joined_sum
from som_calc.formats.workbook.input_sheet import Inputs, YearCells


def write_money(
    grid: Grid, data: WorkbookData, inputs: Inputs, pricing: Pricing | None, time: Timeline
) -> dict[str, GridRows]:
    """Rows by component (``cost``, ``grant``, ``saved``), + is a gain."""
    grid.band(
        "Omkostninger, tilskud og sparet alternativ, faste priser, kr.",
        f"Beløb omregnes til {data.price_year}-priser, hvor de er i andre priser.",
    )
    grid.head(
        ["Post", "Aktør", "Udvalg", "Hovedområde", "Nutidsværdi"], [c.row for c in time.years]
    )
    starts, people = area(inputs.participants.years), area(inputs.participants.amounts)

    def factor(price_year: int, amount: Term) -> Term:
        if pricing is None or price_year == data.price_year:
            return amount
        return amount * pricing.index.factor(Term(str(price_year), price_year), data)

    def yearly(cells: YearCells, place: int) -> Term:
        return sumif(area(cells.years), time.years[place].row, area(cells.amounts))

    def starting(place: int) -> Term:
        return sumif(starts, time.years[place].row, people)

    costs, grants, saved = GridRows(), GridRows(), GridRows()
    for n, cost in enumerate(data.costs):
        years, each = inputs.cost_years[n], inputs.cost_each[n]

        def gross(place: int, years=years, each=each, cost=cost) -> Term:  # type: ignore[no-untyped-def]
            parts = [yearly(years, place)] if years else []
            parts += [each * starting(place)] if each is not None else []
            return -factor(cost.price_year, joined_sum(parts))

        costs.rows.append(
            grid.line(
                cost.name, gross, time.count, actor=cost.actor, committee=cost.committee,
                service_area=INTERVENTION_AREA, present=time.present,
            )
        )  # fmt: skip
    own = grid.book.text(SHEET, grid.row, 1, MUNICIPALITY, font_color=MUTED)
    grid.book.text(SHEET, grid.row, 0, "Heraf kommunens, som tilskud gives til", italic=True)
    basis = [
        grid.book.put(
            SHEET, grid.row, FIRST + n, -costs.column_where("actor", own, n), num_format=KR,
            italic=True,
        )
        for n in range(time.count)
    ]  # fmt: skip
    grid.row += 1
    for n, grant in enumerate(data.grants):
        share, amounts = inputs.grant_share[n], inputs.grant_years[n]

        in_kroner = {grant.committee} if amounts or not grant.follows else set()
        received = []
        for committee in dict.fromkeys([*grant.follows, *in_kroner]):
            wanted = CellTerm(SHEET, grid.row, COMMITTEE, committee)

            def part(place: int, share=share, amounts=amounts, grant=grant, wanted=wanted) -> Term:  # type: ignore[no-untyped-def]
                parts = []
                if share is not None and not grant.follows:
                    parts.append(share * basis[place].rel)
                if share is not None and wanted.value in grant.follows:
                    parts.append(share * -costs.column_where("committee", wanted, place))
                if amounts and wanted.value == grant.committee:
                    parts.append(yearly(amounts, place))
                return joined_sum(parts)

            received.append(
                grid.line(
                    grant.name, part, time.count, actor=MUNICIPALITY, committee=committee,
                    service_area=INTERVENTION_AREA, present=time.present,
                )
            )  # fmt: skip
        grants.rows += received
        if grant.by_state:
            given = GridRows(received)
            grants.rows.append(
                grid.line(
                    grant.name, lambda place, given=given: -total(given.column(place)), time.count,  # type: ignore[misc]
                    actor=STATE_GRANT, service_area=INTERVENTION_AREA, present=time.present,
                )
            )  # fmt: skip
    for n, item in enumerate(data.saved):
        each_saved = inputs.saved[n]
        saved.rows.append(
            grid.line(
                item.name,
                lambda place, each=each_saved, item=item: factor(  # type: ignore[misc]
                    item.price_year, each * starting(place)
                ),
                time.count, actor=item.actor, committee=item.committee,
                service_area=INTERVENTION_AREA, present=time.present,
            )
        )  # fmt: skip
    return {COST: costs, GRANT: grants, SAVED: saved}
