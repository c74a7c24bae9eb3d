"""The sheet Input: every number a reader may change, with source and status beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from som_calc.document.workbook_data import Origin, WorkbookData
from som_calc.formats.workbook.book import (
    KR,
    KR2,
    MUTED,
    PCT,
    QUANTITY,
    WHOLE,
    Book,
    decimal_rule,
    whole_rule,
)
from som_calc.formats.workbook.expr import CellTerm

SHEET = "Input"
WIDTHS = (52, 8, 16, 29, 15, 70)
WIDTH = len(WIDTHS)
_LIMIT = 1e12
_RATE = "Skriv en procent mellem 0 % og 100 %, fx 5 %."
_MONEY = "Skriv et beløb i kr."


@dataclass
class YearCells:
    """A vertical list of amounts by calendar year."""

    years: list[CellTerm]
    amounts: list[CellTerm]


@dataclass
class Inputs:
    """The input cells by meaning."""

    success_rate: CellTerm
    course_length: CellTerm
    base: CellTerm
    last_year: CellTerm
    horizon: CellTerm
    steps: YearCells
    """From project year, and rate."""
    participants: YearCells
    cost_years: list[YearCells | None] = field(default_factory=list)
    cost_each: list[CellTerm | None] = field(default_factory=list)
    grant_share: list[CellTerm | None] = field(default_factory=list)
    grant_years: list[YearCells | None] = field(default_factory=list)
    saved: list[CellTerm] = field(default_factory=list)
    rates: list[CellTerm] = field(default_factory=list)


class _Writer:
    """Writes rows downwards: label, year, value, unit, status, source."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.row = 3

    def band(self, words: str) -> None:
        self.row += 1
        self.book.heading(SHEET, self.row, words, WIDTH)
        self.row += 1

    def line(
        self,
        label: str,
        value: float | None,
        num_format: str,
        unit: str,
        origin: Origin,
        rule: dict[str, object],
        *,
        year: int | None = None,
        name: str = "",
    ) -> tuple[CellTerm | None, CellTerm]:
        book, row = self.book, self.row
        book.text(SHEET, row, 0, label, text_wrap=True)
        year_cell = None if year is None else book.number(SHEET, row, 1, year, num_format=WHOLE)
        if num_format == KR2 and (value or 0.0).is_integer():
            num_format = KR
        cell = book.entry(SHEET, row, 2, value, num_format, rule=rule, name=name)
        for col, words in ((3, unit), (4, origin.status), (5, origin.source)):
            book.text(SHEET, row, col, words, text_wrap=True, font_color=MUTED, indent=1)
        book.fit(SHEET, row, (label, WIDTHS[0]), (unit, WIDTHS[3]), (origin.source, WIDTHS[5]))
        self.row += 1
        return year_cell, cell

    def years(
        self,
        label: str,
        values: dict[int, float],
        span: list[int],
        num_format: str,
        unit: str,
        origin: Origin,
        rule: dict[str, object],
    ) -> YearCells:
        found = YearCells([], [])
        for year in span:
            if found.years and origin.source:
                origin = Origin(source="Som ovenfor", status=origin.status)
            at, cell = self.line(
                label, values.get(year, 0.0), num_format, unit, origin, rule, year=year
            )
            assert at is not None
            found.years.append(at)
            found.amounts.append(cell)
        return found


def write_inputs(book: Book, data: WorkbookData) -> Inputs:
    """Fill the sheet and return its cells."""
    sheet = book.sheets[SHEET]
    for col, width in enumerate(WIDTHS):
        sheet.set_column(col, col, width)
    book.title(SHEET, "Input", "De gule celler kan ændres. Alt andet regner om af sig selv.")
    book.header(SHEET, 3, ["Størrelse", "År", "Værdi", "Enhed", "Status", "Kilde og bemærkning"])
    for col, label in ((3, "Enhed"), (4, "Status"), (5, "Kilde og bemærkning")):
        book.header(SHEET, 3, [label], col, indent=1)
    sheet.freeze_panes(4, 0)
    writer = _Writer(book)
    inputs = _frame(writer, data)
    _money(writer, data, inputs)
    writer.band("Mereffekter, der sammenlignes (figur 3.1)")
    for rate in data.rates:
        _, cell = writer.line("Mereffekt", rate, PCT, "andel", Origin(), _share("Mereffekt"))
        inputs.rates.append(cell)
    book.page(SHEET, repeat=3, footer=data.title)
    return inputs


def _share(title: str) -> dict[str, object]:
    return decimal_rule(0, 1, title, _RATE, "En andel skal ligge mellem 0 % og 100 %.")


def _kroner(title: str) -> dict[str, object]:
    return decimal_rule(-_LIMIT, _LIMIT, title, _MONEY, "Her skal stå et tal i kr.")


def _frame(writer: _Writer, data: WorkbookData) -> Inputs:
    none = Origin()
    writer.band("Effekt")
    rate = data.success_rate
    unit = "andel af deltagerne"
    _, success = writer.line(
        "Mereffekt", rate.value, PCT, unit, rate, _share("Mereffekt"), name="Mereffekt"
    )
    writer.band("Deltagere")
    starts = sorted(data.participants.values)
    people = whole_rule(
        0, 10_000_000, "Deltagere", "Antal, der starter i året.", "Antallet skal være et helt tal."
    )
    participants = writer.years(
        "Deltagere, der starter", data.participants.values, starts, "#,##0", "personer",
        data.participants, people,
    )  # fmt: skip
    writer.band("Periode og diskontering")
    length = data.course_length
    longest = max(1, data.last_year - max(starts, default=data.first_year) + 1)
    _, course = writer.line(
        "Forløbsvarighed", length.value, QUANTITY, "år", length,
        decimal_rule(
            0.01, longest, "Forløbsvarighed", "År fra start til slut, fx 1,5.",
            f"Forløbet skal vare mellem 0 og {longest} år.",
        ),
        name="Forløbsvarighed",
    )  # fmt: skip
    _, last = writer.line(
        "Beregningen slutter med", data.last_year, WHOLE, "kalenderår", none,
        whole_rule(
            data.first_year, data.last_year, "Sidste år",
            f"Et år fra {data.first_year} til {data.last_year}. Senere år kræver en ny beregning.",
            f"Året skal ligge fra {data.first_year} til {data.last_year}.",
        ),
        name="SidsteÅr",
    )  # fmt: skip
    _, horizon = writer.line(
        "Konsekvensår pr. kohorte, højst", data.horizon, WHOLE, "år", none,
        whole_rule(1, 80, "Horisont", "År fra og med det år, forløbet slutter.",
                   "Skriv et helt tal fra 1 til 80."),
        name="Horisont",
    )  # fmt: skip
    _, base = writer.line(
        "Diskonteringsår (faktor 1)", data.discount_base, WHOLE, "kalenderår", none,
        whole_rule(min(data.first_year, data.discount_base), data.last_year, "Diskonteringsår",
                   "Det år, der har faktor 1.", "Året skal ligge i beregningens periode."),
        name="Diskonteringsår",
    )  # fmt: skip
    steps = YearCells([], [])
    for place, (project_year, step_rate) in enumerate(data.discount_steps):
        label = "Diskonteringsrente" + (f" fra projektår {project_year}" if project_year else "")
        at, cell = writer.line(
            label, step_rate, PCT, "pr. år; År = projektår", data.discount_origin,
            _share("Diskonteringsrente"), year=project_year,
            name="Diskonteringsrente" if place == 0 else "",
        )  # fmt: skip
        assert at is not None
        steps.years.append(at)
        steps.amounts.append(cell)
    return Inputs(success, course, base, last, horizon, steps, participants)


def _money(writer: _Writer, data: WorkbookData, inputs: Inputs) -> None:
    starts = sorted(data.participants.values)
    lines = [line.per_year for line in data.costs] + [line.per_year for line in data.grants]
    given = [yearly.values for yearly in lines if yearly]
    final = max([*starts, *(year for values in given for year in values)], default=data.first_year)
    first = min([data.first_year, *(year for values in given for year in values)])
    span = list(range(first, final + 1))
    writer.band("Omkostninger (brutto)")
    for cost in data.costs:
        unit = f"kr., {cost.price_year}-priser"
        label = f"{cost.name} ({cost.category}, {cost.actor})"
        inputs.cost_years.append(
            writer.years(label, cost.per_year.values, span, KR2, unit, cost.per_year, _kroner(""))
            if cost.per_year
            else None
        )
        each = cost.per_participant
        inputs.cost_each.append(
            writer.line(label, each.value, KR2, f"{unit} pr. deltager", each, _kroner(""))[1]
            if each
            else None
        )
    if data.grants:
        writer.band("Tilskud")
    for grant in data.grants:
        share = grant.share
        named = "Tilskudsandel" if share and not any(inputs.grant_share) else ""
        inputs.grant_share.append(
            writer.line(
                grant.name, share.value, PCT, "andel af bruttoudgift", share,
                _share("Tilskud"), name=named,
            )[1]
            if share
            else None
        )  # fmt: skip
        yearly = grant.per_year
        inputs.grant_years.append(
            writer.years(grant.name, yearly.values, span, KR2, "kr.", yearly, _kroner(""))
            if yearly
            else None
        )
    if data.saved:
        writer.band("Sparet alternativ")
    for place, saved in enumerate(data.saved):
        value = saved.per_participant
        _, cell = writer.line(
            f"{saved.name} ({saved.actor})", value.value, KR2,
            f"kr. pr. deltager, {saved.price_year}-priser", value, _kroner(""),
            name="SparetPrDeltager" if place == 0 else "",
        )  # fmt: skip
        inputs.saved.append(cell)
