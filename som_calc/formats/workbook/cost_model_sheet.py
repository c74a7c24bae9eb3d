"""The sheet Omkostningsmodel: every amount of the cost model as a live formula."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.case.cost_model import CostModel, Resource, Staff
from som_calc.case.glossary import fold
from som_calc.case.names import TOTAL
from som_calc.engine.costs.calculation import ResourceCost, work_out
from som_calc.formats.workbook.book import KR, MUTED, QUANTITY, WHOLE, Book
from som_calc.formats.workbook.expr import (
    CellTerm,
    Term,
    area,
    both,
    largest,
    round_up,
    smallest,
    term,
    total,
    when,
)

SHEET = "Omkostningsmodel"
FIRST = 6
"""First year column."""
_PER = {"deltager": "pr. deltager", "hold": "pr. hold", "år": "pr. år", "i alt": "i alt"}


def write_cost_model(book: Book, model: CostModel, course_length: float) -> None:
    """Fill the sheet; formulas carry the values the engine gives."""
    _Sheet(book, model, course_length).write()


class _Sheet:
    def __init__(self, book: Book, model: CostModel, course_length: float) -> None:
        self.book, self.model, self.length = book, model, course_length
        self.costs = work_out(model, course_length)
        booked = [
            year
            for line in (*self.costs.lines, *self.costs.saved)
            for year in (*line.gross, *line.residual)
        ]
        self.years = list(
            range(min([model.first_year, *booked]), max([model.last_year, *booked]) + 1)
        )
        self.row = 3
        self.wages: dict[str, CellTerm] = {}
        self.written: dict[tuple[int, int], float] = {}
        """Values of the amounts so far, by row and column."""

    def write(self) -> None:
        paper = self.book.sheets[SHEET]
        paper.set_column(0, 0, 34)
        paper.set_column(1, 5, 15)
        paper.set_column(FIRST, FIRST + len(self.years), 13)
        self.book.title(
            SHEET,
            "Omkostningsmodel",
            "Sådan er beløbene på Input bygget op. Gule felter kan ændres her for at se "
            "virkningen; ret i sagen for at få den med i beregningen.",
        )
        self._basis()
        self._teams()
        self._staff("Personale", self.model.staff)
        self._resources("Ressourceforbrug", self.costs.lines)
        if self.model.saved is not None:
            if self.model.saved.staff:
                self._staff("Alternativets personale", self.model.saved.staff)
            self._resources("Sparede udgifter", self.costs.saved)
        self.book.page(SHEET, repeat=1)

    def _band(self, words: str, labels: Sequence[str]) -> None:
        self.row += 1
        self.book.heading(SHEET, self.row, words, FIRST + len(self.years))
        self.book.header(SHEET, self.row + 1, list(labels))
        self.row += 2

    def _value(self, label: str, value: float, look: str) -> CellTerm:
        self.book.text(SHEET, self.row, 0, label)
        cell = self.book.entry(SHEET, self.row, 1, value, look)
        self.row += 1
        return cell

    def _basis(self) -> None:
        self._band("Indsatsen", ["", "Værdi"])
        model = self.model
        self.first = self._value("Indsatsens første år", model.first_year, WHOLE)
        self.last = self._value("Indsatsens sidste år", model.last_year, WHOLE)
        self.course = self._value("Forløbets længde, år", self.length, QUANTITY)
        self.size = self._value("Deltagere pr. hold", model.participants_per_team.value, WHOLE)
        self.book.text(SHEET, self.row, 0, "Kalenderår, et forløb rører")
        self.span = self.book.put(
            SHEET, self.row, 1, largest(1, round_up(self.course)), num_format=WHOLE
        )
        self.row += 1

    def _years_row(self, label: str, cells: Sequence[Term], look: str) -> list[CellTerm]:
        self.book.text(SHEET, self.row, 0, label)
        done = [
            self.book.put(SHEET, self.row, FIRST + place, cell, num_format=look)
            for place, cell in enumerate(cells)
        ]
        self.row += 1
        return done

    def _teams(self) -> None:
        self._band("Hold", ["", "", "", "", "", ""])
        self.row -= 1
        self.at_year = [
            self.book.number(SHEET, self.row, FIRST + i, year, num_format=WHOLE, bold=True)
            for i, year in enumerate(self.years)
        ]
        self.row += 1
        self.book.text(SHEET, self.row, 0, "Planlagte hold")
        planned = [
            self.book.entry(SHEET, self.row, FIRST + i, self.model.teams.value.get(year, 0), WHOLE)
            for i, year in enumerate(self.years)
        ]
        self.row += 1
        self.started = self._years_row(
            "Hold, der begynder",
            [
                when(both(year.row >= self.first, year.row + self.span - 1 <= self.last), n.rel, 0)
                for year, n in zip(self.at_year, planned, strict=True)
            ],
            WHOLE,
        )
        self.people = self._years_row(
            "Deltagere, der begynder", [n.rel * self.size for n in self.started], WHOLE
        )
        ends = self._years_row(
            "Sidste forløb slutter i",
            [
                when(n.rel > 0, year.row + self.span - 1, 0)
                for year, n in zip(self.at_year, self.started, strict=True)
            ],
            WHOLE,
        )
        self.book.text(SHEET, self.row, 0, "Sidste hold slutter i")
        span = area(ends)
        self.end = self.book.put(
            SHEET, self.row, 1, Term(f"MAX({span.text})", max(c.value for c in ends)),
            num_format=WHOLE,
        )  # fmt: skip
        self.row += 1
        self.running = self._years_row(
            "Indsatsen er i gang (1 = ja)",
            [
                when(both(year.row >= self.first, year.row <= self.end), 1, 0)
                for year in self.at_year
            ],
            WHOLE,
        )
        shares = self._years_row(
            "Andel af forløbet i dets 1., 2. … kalenderår",
            [
                when(
                    self.span.equals(1),
                    1 if k == 0 else 0,
                    largest(0, smallest(1, self.course - k)) / self.course,
                )
                for k in range(len(self.years))
            ],
            "0.000",
        )
        self.load = self._years_row(
            "Holdforløb, der løber i året",
            [
                _sum([self.started[j].rel * shares[i - j].rel for j in range(i + 1)])
                for i in range(len(self.years))
            ],
            QUANTITY,
        )

    def _staff(self, words: str, staff: Sequence[Staff]) -> None:
        self._band(words, ["Type", "Årsløn, kr.", "Timenorm", "Timeløn, kr."])
        for one in staff:
            self.book.text(SHEET, self.row, 0, one.name)
            if one.yearly_salary is not None and one.hours_norm is not None:
                salary = self.book.entry(SHEET, self.row, 1, one.yearly_salary.value, KR)
                norm = self.book.entry(SHEET, self.row, 2, one.hours_norm.value, QUANTITY)
                wage = self.book.put(
                    SHEET, self.row, 3, salary.rel / norm.rel, num_format="#,##0.00"
                )
            elif one.hourly_wage is not None:
                wage = self.book.entry(SHEET, self.row, 3, one.hourly_wage.value, "#,##0.00")
            self.wages[fold(one.name)] = wage
            self.row += 1

    def _resources(self, words: str, lines: Sequence[ResourceCost]) -> None:
        labels = [
            "Ressource",
            "Kategori",
            "Timer eller kr.",
            "Kr. pr. enhed",
            "Enhed",
            "I alt, kr.",
        ]
        self._band(words, labels)
        self.row -= 1
        self.book.header(SHEET, self.row, [str(year) for year in self.years], FIRST, align="right")
        self.row += 1
        begin = self.row
        for line in lines:
            cells = self._resource(line.resource)
            if line.residual:
                self._residual(line, cells)
        columns = range(5, FIRST + len(self.years))
        self.book.text(SHEET, self.row, 0, TOTAL, bold=True)
        for col in columns:
            cells = [
                CellTerm(SHEET, row, col, self.written[row, col]) for row in range(begin, self.row)
            ]
            self.book.put(
                SHEET, self.row, col, total(area(cells, follow="col")), num_format=KR, bold=True
            )
        self.row += 1

    def _resource(self, resource: Resource) -> list[CellTerm]:
        book, row = self.book, self.row
        book.text(SHEET, row, 0, resource.name)
        book.text(SHEET, row, 1, resource.category.capitalize(), font_color=MUTED)
        if resource.amount is not None:
            given = book.entry(SHEET, row, 2, resource.amount.value, KR)
            each: Term = given.rel
        else:
            assert resource.hours is not None
            given = book.entry(SHEET, row, 2, resource.hours.value, QUANTITY)
            each = given.rel * self.wages[fold(resource.staff_type or "")]
        unit = book.put(SHEET, row, 3, each, num_format="#,##0.00")
        book.text(SHEET, row, 4, _PER[resource.per], font_color=MUTED)
        return self._amounts([units * unit.col for units in self._units(resource)])

    def _units(self, resource: Resource) -> list[Term]:
        if resource.per == "i alt":
            wanted = resource.in_year or self.model.first_year
            return [when(year.row.equals(wanted), 1, 0) for year in self.at_year]
        if resource.per == "år":
            return [cell.row for cell in self.running]
        if resource.category == "drift":
            size: Term = self.size if resource.per == "deltager" else term(1)
            return [cell.row * size for cell in self.load]
        return [cell.row for cell in (self.people if resource.per == "deltager" else self.started)]

    def _residual(self, line: ResourceCost, cells: Sequence[CellTerm]) -> None:
        book, resource = self.book, line.resource
        book.text(SHEET, self.row, 0, f"Restværdi af {resource.name}")
        book.text(SHEET, self.row, 1, "Materiel", font_color=MUTED)
        if resource.residual is not None:
            given = book.entry(SHEET, self.row, 2, resource.residual.value, KR)
            book.text(SHEET, self.row, 4, "kr.", font_color=MUTED)
            left: Term = given.col
        else:
            assert resource.life is not None
            life = book.entry(SHEET, self.row, 2, resource.life.value, QUANTITY)
            book.text(SHEET, self.row, 4, "års levetid", font_color=MUTED)
            left = _sum(
                [
                    cell * largest(0, 1 - (self.end - year + 1) / life)
                    for cell, year in zip(cells, self.at_year, strict=True)
                ]
            )
        self._amounts([when(year.row.equals(self.end), -left, 0) for year in self.at_year])

    def _amounts(self, years: Sequence[Term]) -> list[CellTerm]:
        row = self.row
        done = [
            self.book.put(SHEET, row, FIRST + i, cell, num_format=KR)
            for i, cell in enumerate(years)
        ]
        whole = self.book.put(SHEET, row, 5, total(area(done)), num_format=KR, bold=True)
        for cell in (*done, whole):
            self.written[cell.at_row, cell.at_col] = cell.value
        self.row += 1
        return done


def _sum(parts: Sequence[Term]) -> Term:
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result
