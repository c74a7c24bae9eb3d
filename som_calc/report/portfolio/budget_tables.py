"""What a budget buys: the chosen set, and the budget of each year."""

from __future__ import annotations

from som_calc.analysis.portfolio_choice import PENNY, BudgetChoice, Choice
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import blocks
from som_calc.document.model import Column, Row, Table
from som_calc.report.portfolio.content import Portfolio
from som_calc.report.portfolio.tables import present_value, subline, what


def chosen(found: Portfolio, choice: BudgetChoice) -> Table:
    """Every effort by itself, whether it is chosen and why not; last the chosen set."""
    by_name = {entry.name: alone for entry, alone in zip(found.entries, choice.alone, strict=True)}
    picked = [name for name in found.order if name in choice.chosen.names]
    rows = [
        _row(name, by_name[name], _why(found, choice, name))
        for name in [*picked, *(name for name in found.order if name not in picked)]
    ]
    rows.append(_row("De valgte tilsammen", choice.chosen, "").model_copy(update={"role": "total"}))
    met = sum(by_name[name].net for name in picked) - choice.chosen.net
    notes = [
        "Hver indsats står her for sig, uden samspil med de andre. Udgiften er ikke "
        "tilbagediskonteret."
    ]
    if abs(met) > PENNY:
        notes.append("Summen er efter samspil mellem de valgte og derfor ikke rækkernes sum.")
    return Table(
        id="tabel-budget",
        caption=f"Hvad budgettet køber, {present_value(found)}",
        columns=[
            Column(label=what(found), width=2.0),
            Column(label="Valgt", width=1.8),
            Column(label=TOTAL, kind="kr", unit="kr."),
            Column(label=MUNICIPALITY, kind="kr", unit="kr."),
            Column(label="Udgift efter tilskud", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=notes,
    )


def per_year(found: Portfolio, choice: BudgetChoice) -> Table:
    """Budget, outlay of the chosen set and what is left, per calendar year."""
    rows = [
        Row(
            cells=[
                blocks.year(year),
                blocks.kroner(limit),
                blocks.kroner(choice.chosen.spent[year]),
                blocks.kroner(limit - choice.chosen.spent[year]),
            ]
        )
        for year, limit in choice.budget.items()
    ]
    return Table(
        id="tabel-budget-aar",
        caption=f"{found.purse.capitalize()}s budget og de valgtes udgift pr. år, kr.",
        columns=[
            Column(label="År", kind="year"),
            Column(label="Budget", kind="kr", unit="kr."),
            Column(label="Brugt", kind="kr", unit="kr."),
            Column(label="Til overs", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=[
            "Udgiften er efter tilskud og før nogen gevinst. Faste priser, ikke tilbagediskonteret."
        ],
    )


def _row(name: str, choice: Choice, said: str) -> Row:
    return Row(
        cells=[
            blocks.words(name),
            blocks.words(said),
            blocks.kroner(choice.net),
            blocks.kroner(choice.municipal),
            blocks.kroner(sum(choice.spent.values())),
        ]
    )


def _why(found: Portfolio, choice: BudgetChoice, name: str) -> str:
    """»Ja«, or the first reason why not."""
    if name in choice.chosen.names:
        return "Ja"
    place = next(i for i, entry in enumerate(found.entries) if entry.name == name)
    alone = choice.alone[place]
    group = found.entries[place].group
    if alone.net <= PENNY:
        return "Nej: intet overskud"
    if any(alone.spent[year] > limit + 2 * PENNY for year, limit in choice.budget.items()):
        return "Nej: koster mere end budgettet"
    if any(found.entries[i].group == group for i in choice.chosen.places):
        return "Nej: en anden udgave er valgt"
    left = {year: limit - choice.chosen.spent[year] for year, limit in choice.budget.items()}
    if all(alone.spent[year] <= room + 2 * PENNY for year, room in left.items()):
        return "Nej: lægger intet til de valgte"
    return "Nej: ikke råd ved siden af de valgte"
