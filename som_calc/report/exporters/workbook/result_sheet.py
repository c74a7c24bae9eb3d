"""The sheet Resultat: SØM's tables, break-evens and the reverse analysis, all by live formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from som_calc.case.glossary import ACTORS, COMPONENTS, MUNICIPALITY, TOTAL
from som_calc.report.exporters.workbook.book import KR, MUTED, PCT, PCT2, WHOLE, Book
from som_calc.report.exporters.workbook.calculation_sheet import Calculation, Linear
from som_calc.report.exporters.workbook.expr import (
    Cell,
    Term,
    area,
    both,
    joined,
    rounded,
    sumproduct,
    total,
    when,
)
from som_calc.report.exporters.workbook.input_sheet import Inputs
from som_calc.report.workbook_data import WorkbookData

SHEET = "Resultat"
NARROWEST = 7
"""Columns every table has, so that the bands line up."""
ORDER = [TOTAL, *ACTORS.values()]
WITHOUT_GRANTS = "Kommune uden tilskud"
PAGE_ROWS, REPEATED = 43, 2
"""Rows on a printed page, and how many of them are repeated headings."""


@dataclass
class TableCells:
    """Where a table stands, for the charts: labels down, one or more columns of numbers."""

    title: str
    labels: list[Cell]
    columns: list[list[Cell]]
    heads: list[Cell]


@dataclass
class Results:
    """The result tables by SØM's number, and single cells for the front sheet."""

    tables: dict[str, TableCells] = field(default_factory=dict)
    net: dict[str, Cell] = field(default_factory=dict)
    break_even: dict[str, Cell] = field(default_factory=dict)
    required: dict[str, Cell] = field(default_factory=dict)


class _Sheet:
    def __init__(self, book: Book, data: WorkbookData, inputs: Inputs) -> None:
        self.book, self.data, self.inputs = book, data, inputs
        self.row = 3
        self.starts: list[int] = []
        self.width = max(NARROWEST, 2 + len(inputs.rates))

    def breaks(self) -> list[int]:
        """Rows before which a new page begins, so that no table is split."""
        ends = [*self.starts[1:], self.row]
        found, top = [], 0
        for start, end in zip(self.starts, ends, strict=True):
            if end - top > PAGE_ROWS and start > top:
                found.append(start)
                top = start - REPEATED
        return found

    def open(
        self, title: str, heads: list[str], *, who: str = "Alle aktører", note: str = ""
    ) -> list[Cell]:
        """Band, sub-line and header; returns the header cells."""
        book, data = self.book, self.data
        self.starts.append(self.row)
        book.heading(SHEET, self.row, title, self.width)
        period = joined(f"Periode: {data.first_year}-", self.inputs.last_year)
        line = joined(period, f", {data.price_year}-priser, {who}")
        book.put(SHEET, self.row + 1, 0, line, font_color=MUTED)
        self.row += 2
        if note:
            book.text(SHEET, self.row, 0, note, font_color=MUTED, italic=True)
            self.row += 1
        for col in range(self.width):
            book.header(SHEET, self.row, [""], col)
        book.header(SHEET, self.row, heads)
        cells = [Cell(SHEET, self.row, col, label) for col, label in enumerate(heads)]
        self.row += 1
        return cells

    def label(self, words: str, *, bold: bool = False) -> Cell:
        return self.book.text(SHEET, self.row, 0, words, bold=bold, text_wrap=True)

    def put(self, col: int, formula: Term, num_format: str = KR, *, bold: bool = False) -> Cell:
        return self.book.put(SHEET, self.row, col, formula, num_format=num_format, bold=bold)

    def compared(self, cell: Cell, reported: float, *, bold: bool = False) -> None:
        """The report's own number and the distance from it, beside ``cell``."""
        at = self.row
        kept = self.book.number(SHEET, at, 2, reported, num_format=KR, font_color=MUTED, bold=bold)
        self.book.put(
            SHEET,
            at,
            3,
            rounded(cell.rel - kept.rel, 2),
            num_format="#,##0;-#,##0;–",
            font_color=MUTED,
        )

    def close(self) -> None:
        self.row += 1


def write_results(book: Book, data: WorkbookData, inputs: Inputs, found: Calculation) -> Results:
    """Fill the sheet and return where its tables stand."""
    sheet = book.sheets[SHEET]
    page, results = _Sheet(book, data, inputs), Results()
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
        _break_even(page, found, results)
    _required(page, found, results)
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


def _value(data: WorkbookData) -> str:
    return f"nutidsværdi {data.present_value_label}, kr."


COMPARED = ["Nettoresultat", "I rapporten", "Ændring"]


def _actors(page: _Sheet, found: Calculation, results: Results) -> None:
    data = page.data
    without = " uden konsekvenser" if data.reverse_only else ""
    title = f"Tabel til Figur 2.1: Nettoresultat{without} fordelt på aktører, {_value(data)}"
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


def _three(found: Calculation) -> dict[str, tuple[Term, Linear]]:
    """Fixed part and line of the three that SØM shows a break-even for."""
    everyone, own = found.linear[TOTAL], found.linear[MUNICIPALITY]
    return {
        TOTAL: (everyone.fixed, everyone),
        MUNICIPALITY: (own.fixed, own),
        WITHOUT_GRANTS: (own.fixed - own.grants, own),
    }


def _break_even(page: _Sheet, found: Calculation, results: Results) -> None:
    heads = ["Hvem", "Break-even", "Mereffekt", "Afstand", "Fast del, kr.", "Kr. pr. pct.point"]
    page.open(
        f"Break-even: den mereffekt, hvor nettoresultatet er nul, {_value(page.data)}", heads,
        note="Break-even = − fast del / hældning, fordi resultatet er en ret linje i mereffekten.",
    )  # fmt: skip
    for name, (fixed_part, line) in _three(found).items():
        page.label(name, bold=name == TOTAL)
        fixed = page.put(4, fixed_part)
        each = page.put(5, line.slope / 100)
        rate = -fixed.rel / (each.rel * 100)
        middle = fixed.rel + each.rel * 50
        side = when(middle > 0, "altid gevinst", when(middle < 0, "altid tab", "altid nul"))
        root = when(both(rate >= 0, rate <= 1), rate, side)
        cell = page.put(1, when(each.rel.equals(0), side, root), PCT2, bold=True)
        own = page.put(2, page.inputs.success_rate, PCT)
        page.put(3, _distance(own, cell), PCT2)
        results.break_even[name] = cell
        page.row += 1
    page.close()


def _distance(own: Cell, root: Cell) -> Term:
    """How far the success rate lies above the break-even; a dash where there is none."""
    value = "–" if isinstance(root.value, str) else own.value - root.value
    text = f'IF(ISNUMBER({root.rel.text}),{own.rel.text}-{root.rel.text},"–")'
    return Term(text, value)


def _required(page: _Sheet, found: Calculation, results: Results) -> None:
    cohorts, data = found.cohorts, page.data
    heads = ["Hvem", "Skal tjenes hjem", "Successer", "Krævet pr. succes"]
    if not data.reverse_only:
        heads += ["I beregningen"]
    page.open(
        "Hvad skal være sandt: besparelse pr. succes, der giver nul, kr. i forløbets startår",
        heads,
        note="Krævet = det, der skal tjenes hjem / (mereffekt × deltagere × faktor i startåret).",
    )
    starts = sumproduct(area(cohorts.participants), area(cohorts.factor))
    rate = page.inputs.success_rate
    for name, (fixed, line) in _three(found).items():
        page.label(name, bold=name == TOTAL)
        short = page.put(1, -fixed)
        page.put(2, rate * cohorts.people, "#,##0.0")
        discounted = rate * starts
        needed = when(discounted.equals(0), 0, short.rel / discounted)
        results.required[name] = page.put(3, needed, bold=True)
        if not data.reverse_only:
            page.put(4, when(starts.equals(0), 0, line.slope / starts))
        page.row += 1
    page.close()
    if data.reverse_only:
        _required_at_rates(page, found, results, starts)


def _required_at_rates(page: _Sheet, found: Calculation, results: Results, starts: Term) -> None:
    title = "Krævet besparelse pr. succes ved forskellige mereffekter, kr."
    heads = page.open(title, ["Mereffekt", *_three(found)])
    labels: list[Cell] = []
    columns: list[list[Cell]] = [[], [], []]
    for rate in page.inputs.rates:
        labels.append(page.put(0, rate, PCT))
        for place, (fixed, _) in enumerate(_three(found).values()):
            weight = rate * starts
            cell = page.put(1 + place, when(weight.equals(0), 0, (0 - fixed) / weight))
            columns[place].append(cell)
        page.row += 1
    results.tables["omvendt"] = TableCells(title, labels, columns, heads[1:4])
    page.close()


def _components(page: _Sheet, found: Calculation) -> None:
    page.open(f"Hvad resultatet består af, {_value(page.data)}", ["Komponent", *ORDER])
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


def _committees(page: _Sheet, found: Calculation, results: Results) -> None:
    data = page.data
    title = (
        f"Tabel til Figur 2.1, kommunens udvalg: Nettoresultat fordelt på udvalg, {_value(data)}"
    )
    heads = page.open(title, ["Udvalg", *COMPARED], who="Kommune")
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
        cell = page.put(1, _sum(parts))
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


def _committee_consequences(found: Calculation, wanted: Cell, place: int) -> list[Term]:
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


def _areas(page: _Sheet, found: Calculation, results: Results) -> None:
    data, consequences = page.data, found.consequences
    title = f"Tabel til Figur 2.3a: Nettoresultat fordelt på hovedområder, {_value(data)}"
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
        cell = page.put(1, _sum(parts))
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


def _rates(page: _Sheet, found: Calculation, results: Results) -> None:
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
    labels: list[Cell] = []
    columns: list[list[Cell]] = [[] for _ in heads]
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


def _years(page: _Sheet, found: Calculation, results: Results) -> None:
    data = page.data
    years = sorted(data.expected.by_year)
    axis = [round(cell.value) for cell in found.time.years]
    yearly: list[list[Cell]] = []
    note = "Faste priser, ikke tilbagediskonteret; summen er derfor en anden end i Figur 2.1."
    for number in ("2.2b", "2.2a"):
        summed = ", summeret" if number == "2.2a" else ""
        title = f"Tabel til Figur {number}: Nettoresultat pr. år, kr.{summed}"
        heads = page.open(title, ["År", *ORDER], note=note)
        labels: list[Cell] = []
        columns: list[list[Cell]] = [[] for _ in ORDER]
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


def _published(page: _Sheet, found: Calculation) -> None:
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


def _sum(parts: list[Term]) -> Term:
    result = Term("0", 0.0)
    for place, part in enumerate(parts):
        result = part if place == 0 else result + part
    return result
