"""The sheets Konsekvenser and Priser: quantities, prices, splits, back-calculated values."""

from __future__ import annotations

from dataclasses import dataclass, field

from som_calc.case.names import PAYERS, TOTAL
from som_calc.document.workbook_data import Origin, WorkbookData, Yearly
from som_calc.formats.workbook.book import (
    FACTOR,
    KR2,
    MUTED,
    PCT,
    QUANTITY,
    WHOLE,
    Book,
    decimal_rule,
)
from som_calc.formats.workbook.expr import CellTerm, Term, area, sumif, total

CONSEQUENCES, PRICES = "Konsekvenser", "Priser"
FIRST = 4
"""First column of numbers on Konsekvenser."""
YES, NO = "ja", "nej"
_ANY = decimal_rule(-1e12, 1e12, "", "Skriv et tal.", "Her skal stå et tal.")
_SHARE = decimal_rule(
    0, 1, "Andel", "Skriv en procent mellem 0 % og 100 %.", "Skriv fra 0 % til 100 %."
)


@dataclass
class IndexCells:
    """The price index table; empty when the case has none."""

    years: list[CellTerm] = field(default_factory=list)
    values: list[CellTerm] = field(default_factory=list)

    def factor(self, year: Term, data: WorkbookData) -> Term:
        """index(to) / index(from); 1 within the case's own price year."""
        if round(year.value) == data.price_year or not self.years:
            return Term("1", 1.0)
        years, values = area(self.years), area(self.values)
        return sumif(years, data.price_year, values) / sumif(years, year, values)


@dataclass
class Pricing:
    """Price cells in the case's price level, by price line and payer."""

    converted: list[list[CellTerm]] = field(default_factory=list)
    index: IndexCells = field(default_factory=IndexCells)


@dataclass
class Quantities:
    """Cells of the sheet Konsekvenser."""

    counted: list[CellTerm] = field(default_factory=list)
    """Per consequence line: »ja« where it counts."""
    change: list[list[CellTerm]] = field(default_factory=list)
    """Per consequence line, by year after the course."""
    during: list[list[CellTerm]] = field(default_factory=list)
    splits: list[list[CellTerm]] = field(default_factory=list)
    """Per consequence line, by committee."""
    split_sums: list[CellTerm] = field(default_factory=list)
    profile: list[CellTerm] = field(default_factory=list)
    back: list[CellTerm] = field(default_factory=list)


def years_after(data: WorkbookData) -> int:
    """How many years after the course any consequence reaches."""
    given: list[Yearly | None] = [line.change for line in data.consequences]
    reach = [max(item.values, default=-1) + 1 for item in [*given, data.profile] if item]
    return max(reach, default=0)


def course_years(data: WorkbookData) -> int:
    """How many course years carry consequences during the course."""
    reach = [max(line.during.values, default=-1) + 1 for line in data.consequences if line.during]
    return max(reach, default=0)


def write_prices(book: Book, data: WorkbookData) -> Pricing:
    """Unit prices by payer, converted to the case's price level."""
    sheet = book.sheets[PRICES]
    for col, width in enumerate((34, 12, 9, 11, 13, 13, 13, 13, 13, 13, 14, 60)):
        sheet.set_column(col, col, width)
    book.title(
        PRICES,
        "Priser",
        "Kr. pr. enhed for hver betaler, efter refusion. De gule celler kan ændres.",
    )
    level = f"{data.price_year}-priser"
    labels = ["Ydelse", "Enhed", "Prisår", "Omregning"]
    labels += [f"{payer}, egne priser" for payer in PAYERS]
    labels += [f"{payer}, {level}" for payer in PAYERS]
    book.header(PRICES, 3, [*labels, "Status", "Kilde"])
    for col, label in ((1, "Enhed"), (10, "Status"), (11, "Kilde")):
        book.header(PRICES, 3, [label], col, indent=0 if col == 1 else 1)
    sheet.freeze_panes(4, 1)
    row = 4 + len(data.prices)
    index = _price_index(book, data, row + 2)
    pricing = Pricing(index=index)
    for place, line in enumerate(data.prices):
        row = 4 + place
        book.text(PRICES, row, 0, line.service, text_wrap=True)
        book.text(PRICES, row, 1, line.unit, font_color=MUTED)
        year = book.number(PRICES, row, 2, line.price_year, num_format=WHOLE)
        factor = book.put(PRICES, row, 3, index.factor(year.col, data), num_format=FACTOR)
        own = [
            book.entry(PRICES, row, 4 + offset, value, KR2, rule=_ANY)
            for offset, value in enumerate((line.municipality, line.region, line.state))
        ]
        pricing.converted.append(
            [
                book.put(PRICES, row, 7 + offset, cell.rel * factor.col, num_format=KR2)
                for offset, cell in enumerate(own)
            ]
        )
        book.text(PRICES, row, 10, line.status, font_color=MUTED, indent=1)
        book.text(PRICES, row, 11, line.source, font_color=MUTED, text_wrap=True)
        book.fit(PRICES, row, (line.source, 60), (line.service, 34))
    book.page(PRICES, repeat=3, footer=data.title)
    return pricing


def _price_index(book: Book, data: WorkbookData, row: int) -> IndexCells:
    cells = IndexCells()
    if data.price_index is None:
        return cells
    book.heading(PRICES, row, "Prisindeks", 12)
    book.text(PRICES, row + 1, 0, data.price_index.source, font_color=MUTED)
    for offset, (year, value) in enumerate(data.price_index.values.items()):
        at = row + 2 + offset
        book.text(PRICES, at, 0, "Indeks")
        cells.years.append(book.number(PRICES, at, 2, year, num_format=WHOLE))
        cells.values.append(book.entry(PRICES, at, 3, value, KR2, rule=_ANY))
    return cells


def write_consequences(book: Book, data: WorkbookData) -> Quantities:
    """Quantities by service and year, committee splits, back-calculated values."""
    sheet = book.sheets[CONSEQUENCES]
    columns = max(years_after(data), course_years(data), len(data.committees), 4)
    for col, width in enumerate((40, 16, 30)):
        sheet.set_column(col, col, width)
    sheet.set_column(3, 3, 11)
    words = [len(word) for name in data.committees for word in name.split()]
    sheet.set_column(FIRST, FIRST - 1 + columns, 11)
    widest = max([11, *(size + 2 for size in words)])
    sheet.set_column(FIRST, FIRST - 1 + len(data.committees), widest)
    sheet.set_column(FIRST + columns, FIRST + columns, 14)
    sheet.set_column(FIRST + 1 + columns, FIRST + 1 + columns, 60)
    book.title(
        CONSEQUENCES,
        "Konsekvenser",
        "Forskel i forbrug; minus er mindre forbrug. De gule celler kan ændres.",
    )
    sheet.freeze_panes(3, 1)
    found = Quantities()
    row = 3
    if data.consequences:
        reach = years_after(data)
        row = _quantities(
            book, data, row, columns, "Efter forløbet: enheder pr. succes, efter år",
            reach, [line.change for line in data.consequences], found.change,
            found.counted,
        )  # fmt: skip
        if course_years(data):
            row = _quantities(
                book, data, row, columns, "Under forløbet: enheder pr. deltager, efter forløbsår",
                course_years(data), [line.during for line in data.consequences], found.during,
                found.counted,
            )  # fmt: skip
        row = _splits(book, data, row, columns, found)
    if data.profile:
        _back_calculated(book, data, row, columns, found)
    book.page(CONSEQUENCES, repeat=1, footer=data.title)
    return found


def _origin_columns(book: Book, row: int, columns: int, origin: Origin) -> None:
    book.text(CONSEQUENCES, row, FIRST + columns, origin.status, font_color=MUTED, indent=1)
    book.text(
        CONSEQUENCES, row, FIRST + 1 + columns, origin.source, font_color=MUTED, text_wrap=True
    )
    book.fit(CONSEQUENCES, row, (origin.source, 60))


def _labels(book: Book, row: int, columns: int, first: list[str], heads: list[str]) -> None:
    for col in range(FIRST + 2 + columns):
        book.header(CONSEQUENCES, row, [""], col)
    for col, label in enumerate(first):
        book.header(CONSEQUENCES, row, [label], col)
    book.header(CONSEQUENCES, row, heads, FIRST, align="right")
    book.header(CONSEQUENCES, row, ["Status"], FIRST + columns, indent=1)
    book.header(CONSEQUENCES, row, ["Kilde"], FIRST + 1 + columns)


def _quantities(
    book: Book,
    data: WorkbookData,
    row: int,
    columns: int,
    heading: str,
    reach: int,
    given: list[Yearly | None],
    found: list[list[CellTerm]],
    found_flags: list[CellTerm],
) -> int:
    book.heading(CONSEQUENCES, row, heading, FIRST + 2 + columns)
    heads = [f"År {k}" for k in range(reach)]
    _labels(book, row + 1, columns, ["Ydelse", "Enhed", "Hovedområde", "Medregnes"], heads)
    row += 2
    first = row
    for line, values in zip(data.consequences, given, strict=True):
        service = line.service + (" (indtægt)" if line.income else "")
        book.text(CONSEQUENCES, row, 0, service, text_wrap=True)
        book.text(CONSEQUENCES, row, 1, line.unit, font_color=MUTED)
        book.text(CONSEQUENCES, row, 2, line.area, font_color=MUTED, text_wrap=True)
        if len(found_flags) < len(data.consequences):
            found_flags.append(_flag(book, row, line.counted))
        else:
            own = found_flags[row - first]
            book.put(CONSEQUENCES, row, 3, own.rel, font_color=MUTED)
        numbers = values.values if values else {}
        found.append(
            [
                book.entry(CONSEQUENCES, row, FIRST + k, numbers.get(k, 0.0), QUANTITY, rule=_ANY)
                for k in range(reach)
            ]
        )
        _origin_columns(book, row, columns, values or Origin())
        row += 1
    return row + 1


def _flag(book: Book, row: int, counted: bool) -> CellTerm:
    """Whether a service counts; SØM leaves out what is not significant."""
    rule = {
        "validate": "list",
        "source": [YES, NO],
        "input_title": "Medregnes",
        "input_message": "SØM medregner kun konsekvenser, der er statistisk sikre.",
        "error_title": "Ugyldig værdi",
        "error_message": "Vælg ja eller nej.",
    }
    return book.choice(CONSEQUENCES, row, 3, YES if counted else NO, rule)


def _splits(book: Book, data: WorkbookData, row: int, columns: int, found: Quantities) -> int:
    title = "Kommunens del fordelt på udvalg (hver række skal give 100 %)"
    book.heading(CONSEQUENCES, row, title, FIRST + 2 + columns)
    _labels(book, row + 1, columns, ["Ydelse", "", TOTAL], data.committees)
    book.header(CONSEQUENCES, row + 1, ["", ""], FIRST + columns)
    book.header(CONSEQUENCES, row + 1, [TOTAL], 2, align="right")
    book.fit(CONSEQUENCES, row + 1, *((name, 12.0) for name in data.committees))
    row += 2
    first = row
    for line in data.consequences:
        book.text(CONSEQUENCES, row, 0, line.service, text_wrap=True)
        cells = [
            book.entry(
                CONSEQUENCES, row, FIRST + n, line.committees.get(name, 0.0), PCT, rule=_SHARE
            )
            for n, name in enumerate(data.committees)
        ]
        summed = total(area(cells, follow="row"))
        found.split_sums.append(book.put(CONSEQUENCES, row, 2, summed, num_format=PCT))
        found.splits.append(cells)
        row += 1
    wrong = book.xlsx.add_format({"bg_color": "#F8D7DA", "font_color": "#8A1C2B"})
    book.sheets[CONSEQUENCES].conditional_format(
        first, 2, row - 1, 2,
        {"type": "cell", "criteria": "not between", "minimum": 0.99999, "maximum": 1.00001,
         "format": wrong},
    )  # fmt: skip
    return row + 1


def _back_calculated(
    book: Book, data: WorkbookData, row: int, columns: int, found: Quantities
) -> None:
    assert data.profile is not None
    width = FIRST + 2 + columns
    book.heading(
        CONSEQUENCES, row, f"Tilbageregnet nutidsværdi pr. succes, {data.price_year}-priser", width
    )
    _labels(book, row + 1, columns, ["Aktør", "Udvalg", "Hovedområde"], ["Kr. pr. succes"])
    row += 2
    for line in data.back_calculated:
        book.text(CONSEQUENCES, row, 0, line.actor)
        book.text(CONSEQUENCES, row, 1, line.committee, font_color=MUTED, text_wrap=True)
        book.text(CONSEQUENCES, row, 2, line.area, font_color=MUTED, text_wrap=True)
        found.back.append(book.entry(CONSEQUENCES, row, FIRST, line.value.value, KR2, rule=_ANY))
        _origin_columns(book, row, columns, line.value)
        row += 1
    row += 1
    book.heading(CONSEQUENCES, row, "Tidsprofil: kun forholdet mellem årene tæller", width)
    reach = years_after(data)
    heads = [f"År {k}" for k in range(reach)]
    _labels(book, row + 1, columns, ["Vægt efter år", "", ""], heads)
    row += 2
    book.text(
        CONSEQUENCES, row, 0, "Vægt i året efter forløbet (år 0: det slutter)", text_wrap=True
    )
    found.profile = [
        book.entry(
            CONSEQUENCES, row, FIRST + k, data.profile.values.get(k, 0.0), QUANTITY, rule=_ANY
        )
        for k in range(reach)
    ]
    _origin_columns(book, row, columns, data.profile)
