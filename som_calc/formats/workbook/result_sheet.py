"""The sheet Resultat: SØM's tables, break-evens and the reverse analysis, all by live formulas."""

from __future__ import annotations

from som_calc.case.names import COMPONENTS, MUNICIPALITY, TOTAL
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import KR, MUTED, PCT, WHOLE, Book
from som_calc.formats.workbook.break_even_tables import write_break_even, write_required
from som_calc.formats.workbook.calculation_sheet import Calculation
from som_calc.formats.workbook.expr import CellTerm, Term, area, sumproduct, total
from som_calc.formats.workbook.grid import joined_sum
from som_calc.formats.workbook.input_sheet import Inputs
from som_calc.formats.workbook.result_page import (
    NARROWEST,
    ORDER,
    SHEET,
    Page,
    Results,
    TableCells,
)


def write_results(book: Book, data: WorkbookData, inputs: Inputs, found: Calculation) -> Results:
    """Fill the sheet and return where its tables stand."""
    sheet = book.sheets[SHEET]
    page, results = Page(book, data, inputs), Results()
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, page.width - 1, 16)
    book.title(
        SHEET,
        "Resultat",
        "Plus er en gevinst for de offentlige kasser. Alle tal regnes om, når Input ændres.",
    )
    sheet.freeze_panes(3, 1)
    _actors(page, found, results)
    if not data.reverse_only:
        write_break_even(page, found, results)
    write_required(page, found, results)
    _components(page, found)
    _committees(page, found, results)
    if not data.reverse_only:
        _areas(page, found, results)
        _rates(page, found, results)
    _years(page, found, results)
    _published(page, found)
    book.page(
        SHEET, repeat=1, footer=data.title, breaks=page.breaks(), scale=72 * NARROWEST // page.width
    )
    return results


COMPARED = ["Nettoresultat", "I rapporten", "Ændring"]


def _actors(page: Page, found: Calculation, results: Results) -> None:
    data = page.data
    without = " uden konsekvenser" if data.reverse_only else ""
    title = f"Tabel til Figur 2.1: Nettoresultat{without} fordelt på aktører, {page.present_value}"
    heads = page.open(title, ["Aktører", *COMPARED])
    labels, column = [], []
    for actor in ORDER:
        bold = actor == TOTAL
        labels.append(page.label(actor, bold=bold))
        line = found.by_actor[actor].present
        assert line is not None
        cell = page.put(1, line.rel, bold=bold)
        page.compared(cell, data.expected.by_actor[actor], bold=bold)
        column.append(cell)
        results.net[actor] = cell
        page.row += 1
    results.tables["2.1"] = TableCells(title, labels, [column], heads[1:2])
    page.close()


def _components(page: Page, found: Calculation) -> None:
    page.open(f"Hvad resultatet består af, {page.present_value}", ["Komponent", *ORDER])
    names = ORDER[1:]
    for component, label in COMPONENTS.items():
        if not any((component, actor) in found.by_component for actor in names):
            continue
        page.label(label)
        cells = []
        for place, actor in enumerate(names):
            line = found.by_component.get((component, actor))
            value = line.present.rel if line and line.present else Term("0", 0.0)
            cells.append(page.put(2 + place, value))
        page.put(1, total(area(cells, follow="row")), bold=True)
        page.row += 1
    page.close()


def _committees(page: Page, found: Calculation, results: Results) -> None:
    data = page.data
    what = "Figur 2.1, kommunens udvalg: Nettoresultat fordelt på udvalg"
    title = f"Tabel til {what}, {page.present_value}"
    heads = page.open(title, ["Udvalg", *COMPARED], who=MUNICIPALITY)
    first = page.row
    page.row += 1
    labels, column = [], []
    for place, name in enumerate(data.committees):
        wanted = page.label(name)
        parts = [
            lines.present_where("committee", wanted)
            for lines in found.money.values()
            if any(row.committee.value == wanted.value for row in lines.rows)
        ]
        parts += _committee_consequences(found, wanted, place)
        cell = page.put(1, joined_sum(parts))
        page.compared(cell, data.expected.by_committee.get(name, 0.0))
        labels.append(wanted)
        column.append(cell)
        page.row += 1
    last, page.row = page.row, first
    everyone = page.label(TOTAL, bold=True)
    cell = page.put(1, total(area(column)), bold=True)
    page.compared(cell, data.expected.by_committee[TOTAL], bold=True)
    page.row = last
    table = TableCells(title, [everyone, *labels], [[cell, *column]], heads[1:2])
    results.tables["udvalg"] = table
    page.close()


def _committee_consequences(found: Calculation, wanted: CellTerm, place: int) -> list[Term]:
    consequences = found.consequences
    if consequences is None:
        return []
    parts = []
    if any(row.committee.value == wanted.value for row in consequences.back.rows):
        parts.append(consequences.back.present_where("committee", wanted))
    splits = consequences.splits
    if splits:
        # Brought to 100 pct., as the calculation frame does, so that no krone is lost.
        sums = area(consequences.split_sums)
        shares = area([row[place] for row in splits]) / (sums + sums.equals(0))
        for lines in (consequences.after, consequences.during):
            # The kommune's rows come first, in the order of the splits.
            own = [row.present for row in lines.rows[: len(splits)] if row.present is not None]
            if own:
                parts.append(sumproduct(shares * area(own)))
    return parts


def _areas(page: Page, found: Calculation, results: Results) -> None:
    data, consequences = page.data, found.consequences
    title = f"Tabel til Figur 2.3a: Nettoresultat fordelt på hovedområder, {page.present_value}"
    heads = page.open(title, ["Hovedområde", *COMPARED])
    first = page.row
    page.row += 1
    blocks = list(found.money.values())
    if consequences:
        blocks += [consequences.after, consequences.during, consequences.back]
    labels, column = [], []
    for name in data.areas:
        wanted = page.label(name)
        parts = [
            lines.present_where("area", wanted)
            for lines in blocks
            if any(row.area.value == wanted.value for row in lines.rows)
        ]
        cell = page.put(1, joined_sum(parts))
        page.compared(cell, data.expected.by_area.get(name, 0.0))
        labels.append(wanted)
        column.append(cell)
        page.row += 1
    last, page.row = page.row, first
    everyone = page.label(TOTAL, bold=True)
    cell = page.put(1, total(area(column)), bold=True)
    page.compared(cell, data.expected.by_area[TOTAL], bold=True)
    page.row = last
    table = TableCells(title, [everyone, *labels], [[cell, *column]], heads[1:2])
    results.tables["2.3a"] = table
    page.close()


def _rates(page: Page, found: Calculation, results: Results) -> None:
    title = (
        "Tabel til Figur 3.1: Nettoresultat pr. deltager fordelt på aktører, ved forskellige "
        "succesrater, nutidsværdi forløbets startår, kr."
    )
    rates = page.inputs.rates
    page.open(title, ["Aktører"])
    top = page.row - 1
    look = {"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "bottom_color": MUTED}
    own = page.inputs.success_rate
    heads = [
        page.book.put(SHEET, top, 1 + place, rate, num_format='"mereffekt "0.0%', **look)
        for place, rate in enumerate([own, *rates])
    ]
    page.book.text(SHEET, top - 1, 1, "Valgt", font_color=MUTED, align="right", bold=True)
    labels: list[CellTerm] = []
    columns: list[list[CellTerm]] = [[] for _ in heads]
    for actor in ORDER:
        bold = actor == TOTAL
        labels.append(page.label(actor, bold=bold))
        line = found.linear[actor]
        for place, head in enumerate(heads):
            worth = line.fixed_each + head.row * line.slope_each
            columns[place].append(page.put(1 + place, worth, bold=bold))
        page.row += 1
    results.tables["3.1"] = TableCells(title, labels, columns, heads)
    page.close()


def _years(page: Page, found: Calculation, results: Results) -> None:
    data = page.data
    years = sorted(data.expected.by_year)
    axis = [round(cell.value) for cell in found.time.years]
    yearly: list[list[CellTerm]] = []
    note = "Faste priser, ikke tilbagediskonteret; summen er derfor en anden end i Figur 2.1."
    for number in ("2.2b", "2.2a"):
        summed = ", summeret" if number == "2.2a" else ""
        without = " uden konsekvenser" if data.reverse_only else ""
        title = f"Tabel til Figur {number}: Nettoresultat{without} pr. år, kr.{summed}"
        heads = page.open(title, ["År", *ORDER], note=note)
        labels: list[CellTerm] = []
        columns: list[list[CellTerm]] = [[] for _ in ORDER]
        for n, year in enumerate(years):
            place = axis.index(year)
            source = found.time.years[place]
            label = page.book.put(SHEET, page.row, 0, source.rel, num_format=WHOLE, align="left")
            labels.append(label)
            for col, actor in enumerate(ORDER):
                if number == "2.2b":
                    formula: Term = found.by_actor[actor].cells[place].rel
                elif n == 0:
                    formula = yearly[col][0].rel
                else:
                    formula = columns[col][-1].rel + yearly[col][n].rel
                columns[col].append(page.put(1 + col, formula, bold=actor == TOTAL))
            page.row += 1
        yearly = yearly or columns
        results.tables[number] = TableCells(title, labels, columns, heads[1:6])
        page.close()


def _published(page: Page, found: Calculation) -> None:
    given = [row for row in page.data.published if set(row.net_result) & set(ORDER)]
    if not given:
        return
    heads = ["Aktør", "Mereffekt", "Publiceret", "Beregnet her", "Forskel"]
    page.open("Holdt op mod publicerede resultater", heads)
    for row in given:
        page.book.text(SHEET, page.row, 0, f"{row.name} ({row.source})", bold=True)
        page.row += 1
        for actor in ORDER:
            if actor not in row.net_result:
                continue
            page.label(actor)
            rate = page.book.number(SHEET, page.row, 1, row.at_success_rate, num_format=PCT)
            told = page.book.number(SHEET, page.row, 2, row.net_result[actor], num_format=KR)
            line = found.linear[actor]
            worth = page.put(3, line.fixed + rate.rel * line.slope)
            page.put(4, worth.rel - told.rel, "#,##0.00")
            page.row += 1
    page.close()
