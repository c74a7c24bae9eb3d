"""Break-evens and the reverse analysis on Resultat, in closed form."""

from __future__ import annotations

from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.formats.workbook.book import PCT, PCT2, TWO_LINES
from som_calc.formats.workbook.calculation_sheet import Calculation, Linear, zero_rate
from som_calc.formats.workbook.expr import CellTerm, Term, when
from som_calc.formats.workbook.result_page import SHEET, Page, Results, TableCells


def _three(found: Calculation) -> dict[str, tuple[Term, Linear]]:
    """Fixed part and line of the three that SØM shows a break-even for."""
    everyone, own = found.linear[TOTAL], found.linear[MUNICIPALITY]
    return {
        TOTAL: (everyone.fixed, everyone),
        MUNICIPALITY: (own.fixed, own),
        WITHOUT_GRANTS: (own.fixed - own.grants, own),
    }


def write_break_even(page: Page, found: Calculation, results: Results) -> None:
    """The success rate that gives zero: in total, for the kommune, and without grants."""
    heads = ["Hvem", "Break-even", "Mereffekt", "Afstand", "Fast del, kr.", "Kr. pr. pct.point"]
    page.open(
        f"Break-even: den mereffekt, hvor nettoresultatet er nul, {page.present_value}", heads,
        note="Break-even = − fast del / hældning, fordi resultatet er en ret linje i mereffekten.",
    )  # fmt: skip
    for name, (fixed_part, line) in _three(found).items():
        page.label(name, bold=name == TOTAL)
        fixed = page.put(4, fixed_part)
        each = page.put(5, line.slope / 100)
        root = zero_rate(fixed.rel, each.rel * 100)
        cell = page.put(1, root, PCT2, bold=True, text_wrap=True)
        page.book.sheets[SHEET].set_row(page.row, TWO_LINES)
        own = page.put(2, page.inputs.success_rate, PCT)
        page.put(3, _distance(own, cell), PCT2)
        results.break_even[name] = cell
        page.row += 1
    page.close()


def _distance(own: CellTerm, root: CellTerm) -> Term:
    """How far the success rate lies above the break-even; a dash where there is none."""
    value = "–" if isinstance(root.value, str) else own.value - root.value
    text = f'IF(ISNUMBER({root.rel.text}),{own.rel.text}-{root.rel.text},"–")'
    return Term(text, value)


def write_required(page: Page, found: Calculation, results: Results) -> None:
    """The saving per success that gives zero: what must be true."""
    cohorts, data = found.cohorts, page.data
    heads = ["Hvem", "Skal tjenes hjem", "Successer", "Krævet pr. succes"]
    if not data.reverse_only:
        heads += ["I beregningen"]
    page.open(
        "Hvad skal være sandt: besparelse pr. succes, der giver nul, kr. i forløbets startår",
        heads,
        note="Krævet = det, der skal tjenes hjem / (mereffekt × deltagere × faktor i startåret).",
    )
    starts = cohorts.weighed
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


def _required_at_rates(page: Page, found: Calculation, results: Results, starts: Term) -> None:
    title = "Krævet besparelse pr. succes ved forskellige mereffekter, kr."
    heads = page.open(title, ["Mereffekt", *_three(found)])
    labels: list[CellTerm] = []
    columns: list[list[CellTerm]] = [[], [], []]
    for rate in page.inputs.rates:
        labels.append(page.put(0, rate, PCT))
        for place, (fixed, _) in enumerate(_three(found).values()):
            weight = rate * starts
            cell = page.put(1 + place, when(weight.equals(0), 0, (0 - fixed) / weight))
            columns[place].append(cell)
        page.row += 1
    results.tables["omvendt"] = TableCells(title, labels, columns, heads[1:4])
    page.close()
