"""The sheet Følsomhed: break-evens, other success rates, and the map against costs, all live."""

from __future__ import annotations

from dataclasses import dataclass

from som_calc.case.names import COST, MUNICIPALITY, STATE_GRANT, TOTAL, WITHOUT_GRANTS
from som_calc.document.workbook_data import WorkbookData
from som_calc.formats.workbook.book import KR, MUTED, PCT, PCT2, TWO_LINES, Book
from som_calc.formats.workbook.calculation_sheet import ROWS, Calculation, zero_rate
from som_calc.formats.workbook.expr import CellTerm, Term, smallest, total, when
from som_calc.formats.workbook.input_sheet import Inputs

SHEET = "Følsomhed"
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Success rates shown, as shares of the chosen one."""
COSTS = tuple(k / 10 for k in range(5, 16))
"""Costs shown, as shares of those in Input."""
WIDTH = len(STEPS) + 2
NONE = "findes ikke"
LEAST = 0.001
"""Costs below this are none: a purse that only pays for the effort is zero without it."""
LOSS, EVEN, GAIN = "#FDB863", "#FFFFFF", "#92C5DE"
"""Orange against blue: told apart by colour-blind readers."""


@dataclass
class Purse:
    """One purse as a straight line in the success rate and in the costs, kr."""

    fixed: CellTerm
    slope: CellTerm
    linked: CellTerm
    """The part of ``fixed`` that follows the costs: the costs less grants that are shares."""

    def at(self, rate: Term, costs: Term) -> Term:
        """Net result at a success rate and at a share of the costs."""
        return self.fixed + rate * self.slope + (costs - 1) * self.linked


def write_sensitivity(book: Book, data: WorkbookData, inputs: Inputs, found: Calculation) -> None:
    """Fill the sheet."""
    sheet = book.sheets[SHEET]
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, WIDTH - 2, 15)
    sheet.set_column(WIDTH - 1, WIDTH - 1, 29)
    book.title(SHEET, "Følsomhed", "Alle tal er formler og regnes om, når Input ændres.")
    sheet.freeze_panes(3, 1)
    label = f"nutidsværdi {data.present_value_label}, kr."
    row, purses = _lines(book, data, inputs, found)
    row = _rates(book, inputs, purses, row, label)
    for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS):
        row = _map(book, inputs, name, purses[name], row, label)
    book.page(SHEET, repeat=1, footer=data.title)


def _lines(
    book: Book, data: WorkbookData, inputs: Inputs, found: Calculation
) -> tuple[int, dict[str, Purse]]:
    """The purses as lines, and both their break-evens."""
    label = f"nutidsværdi {data.present_value_label}, kr."
    book.heading(SHEET, 3, f"Hvad skal der til, før resultatet er nul? {label}", WIDTH)
    heads = [
        "Hvem", "Netto", "Fast del", "Kr. ved 100 pct.", "Heraf følger omkostninger",
        "Break-even, mereffekt", "Break-even, omkostninger",
    ]  # fmt: skip
    book.header(SHEET, 4, heads)
    book.sheets[SHEET].set_row(4, 46)
    row, purses = 5, {}
    for name, (fixed, slope, linked) in _parts(data, inputs, found).items():
        bold = name == TOTAL
        book.text(SHEET, row, 0, name, bold=bold)
        cells = [
            book.put(SHEET, row, 2 + n, part, num_format=KR, bold=bold)
            for n, part in enumerate((fixed, slope, linked))
        ]
        purse = purses[name] = Purse(*cells)
        net = book.put(
            SHEET, row, 1, cells[0].rel + inputs.success_rate * cells[1].rel, num_format=KR,
            bold=bold,
        )  # fmt: skip
        book.put(
            SHEET,
            row,
            5,
            zero_rate(cells[0].rel, cells[1].rel),
            num_format=PCT2,
            bold=bold,
            align="right",
            text_wrap=True,
        )
        book.sheets[SHEET].set_row(row, TWO_LINES)
        book.put(SHEET, row, 6, _root_cost(net, purse), num_format=PCT, bold=bold, align="right")
        row += 1
    book.text(
        SHEET, row, 0,
        "Break-even for omkostninger er i pct. af omkostningerne i Input; tilskud, der er en "
        "andel, følger med, faste tilskud gør ikke.",
        font_color=MUTED, italic=True,
    )  # fmt: skip
    return row + 2, purses


def _parts(
    data: WorkbookData, inputs: Inputs, found: Calculation
) -> dict[str, tuple[Term, Term, Term]]:
    """Fixed part, slope, and what follows the costs, by purse; »I alt« is their sum."""
    zero = Term("0", 0.0)
    cost: dict[str, Term] = {}
    for actor in ROWS:
        row = found.by_component.get((COST, actor))
        cost[actor] = row.present if row and row.present else zero
    own = cost[MUNICIPALITY]
    shares = [share for share in inputs.grant_share if share is not None]
    given = total(*shares) if shares else zero
    by_state = _state_shares(data, inputs)
    linked = dict(cost)
    linked[MUNICIPALITY] = own * (1 - given)
    linked[STATE_GRANT] = own * by_state
    parts = {
        actor: (found.linear[actor].fixed, found.linear[actor].slope, linked[actor])
        for actor in ROWS
    }
    everyone = linked[ROWS[0]]
    for actor in ROWS[1:]:
        everyone = everyone + linked[actor]
    line, kommune = found.linear[TOTAL], found.linear[MUNICIPALITY]
    return {
        TOTAL: (line.fixed, line.slope, everyone),
        MUNICIPALITY: parts[MUNICIPALITY],
        WITHOUT_GRANTS: (kommune.fixed - kommune.grants, kommune.slope, own),
        **{actor: parts[actor] for actor in ROWS if actor != MUNICIPALITY},
    }


def _state_shares(data: WorkbookData, inputs: Inputs) -> Term:
    shares = [
        share
        for share, grant in zip(inputs.grant_share, data.grants, strict=True)
        if share is not None and grant.by_state
    ]
    return total(*shares) if shares else Term("0", 0.0)


def _root_cost(net: CellTerm, purse: Purse) -> Term:
    """The share of the costs at which the purse is zero."""
    factor = 1 - net.rel / purse.linked.rel
    possible = when(factor > LEAST, factor, NONE)
    return when(purse.linked.rel.equals(0), NONE, possible)


def _rates(book: Book, inputs: Inputs, purses: dict[str, Purse], row: int, label: str) -> int:
    """Net results at several success rates."""
    book.heading(SHEET, row, f"Nettoresultat ved andre mereffekter, {label}", WIDTH)
    rates = _axis(book, inputs, row + 1, "Mereffekt")
    row += 2
    for name, purse in purses.items():
        bold = name == TOTAL
        book.text(SHEET, row, 0, name, bold=bold)
        for n, rate in enumerate(rates):
            worth = purse.fixed + rate.row * purse.slope
            book.put(SHEET, row, 1 + n, worth, num_format=KR, bold=bold)
        row += 1
    return row + 1


def _axis(book: Book, inputs: Inputs, row: int, label: str) -> list[CellTerm]:
    """Success rates across, from 0 to twice the chosen one."""
    for col in range(WIDTH):
        book.header(SHEET, row, [""], col)
    book.header(SHEET, row, [label])
    look = {"bold": True, "bg_color": "#EEF2F7", "bottom": 1, "bottom_color": MUTED}
    return [
        book.put(SHEET, row, 1 + n, smallest(inputs.success_rate * step, 1), num_format=PCT, **look)
        for n, step in enumerate(STEPS)
    ]


def _map(book: Book, inputs: Inputs, name: str, purse: Purse, row: int, label: str) -> int:
    """Costs down, success rates across, and the break-even of each line of costs."""
    title = f"{name}: nettoresultat ved andre omkostninger og mereffekter, {label}"
    book.heading(SHEET, row, title, WIDTH)
    rates = _axis(book, inputs, row + 1, "Omkostninger \\ mereffekt")
    book.header(SHEET, row + 1, ["Break-even"], WIDTH - 1, align="right")
    row += 2
    first = row
    for factor in COSTS:
        costs = book.number(
            SHEET, row, 0, factor, num_format='0%" af Input"', bold=factor == 1.0
        )  # fmt: skip
        for n, rate in enumerate(rates):
            book.put(SHEET, row, 1 + n, purse.at(rate.row, costs.col), num_format=KR)
        zero = zero_rate(purse.fixed + (costs.col - 1) * purse.linked, purse.slope)
        book.put(SHEET, row, WIDTH - 1, zero, num_format=PCT2, bold=True, align="right")
        row += 1
    book.sheets[SHEET].conditional_format(
        first, 1, row - 1, len(STEPS),
        {
            "type": "3_color_scale", "min_color": LOSS, "mid_color": EVEN, "max_color": GAIN,
            "mid_type": "num", "mid_value": 0,
        },
    )  # fmt: skip
    return row + 1
