"""Who pays, what would have to move, when the money is back, and what a budget can see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from som_calc.analysis.cash import cash_table, realisable_table
from som_calc.analysis.flows import PARTLY
from som_calc.analysis.payback import payback
from som_calc.analysis.payers import parties, who_pays
from som_calc.analysis.sensitivity import horizons
from som_calc.analysis.transfers import Transfers, equal_return, smallest
from som_calc.case.glossary import MUNICIPALITY, TOTAL
from som_calc.engine.result import Result
from som_calc.report import blocks, danish
from som_calc.report.decision import captions
from som_calc.report.document import Cell, Column, Row, Table


def payers(result: Result) -> Table:
    """Who pays and who gains, by actor and committee."""
    frame = who_pays(result)
    rows = []
    for _, row in frame.iterrows():
        rows.append(
            Row(
                cells=[
                    blocks.words(str(row["name"])),
                    blocks.kroner(float(row["outlay"])),
                    blocks.kroner(float(row["gain"])),
                    blocks.kroner(float(row["net"])),
                ],
                role="total" if row["name"] == TOTAL and row["kind"] != "udvalg" else "normal",
            )
        )
    return Table(
        id="tabel-betaler",
        caption="Hvem betaler, og hvem får gevinsten? Nutidsværdi, kr.",
        columns=[
            Column(label="Aktør eller udvalg", width=2.0),
            Column(label="Udgift", kind="kr", unit="kr."),
            Column(label="Gevinst", kind="kr", unit="kr."),
            Column(label="Netto", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=captions.subline(result),
        notes=[
            "Udgift er indsatsens udgift minus tilskud. Gevinst er sparet alternativ og "
            "konsekvenser."
        ],
    )


def transfers(result: Result) -> Table | None:
    """What would have to move between the purses for nobody to lose."""
    found = parties(result)
    ways: list[tuple[str, Callable[[pd.DataFrame], Transfers]]] = [
        ("Mindste overførsel", smallest), ("Lige afkast pr. krone", equal_return),
    ]  # fmt: skip
    tables = {label: way(found) for label, way in ways}
    possible = {
        label: table for label, table in tables.items() if table.possible and table.total > 0
    }
    if not possible:
        return None
    names = list(next(iter(possible.values())).table["name"])
    rows = []
    for name in names:
        first = next(iter(possible.values())).table.set_index("name").loc[name]
        cells = [blocks.words(str(name)), blocks.kroner(float(first["net"]))]
        for table in possible.values():
            line = table.table.set_index("name").loc[name]
            cells += [blocks.kroner(float(line["transfer"])), blocks.kroner(float(line["after"]))]
        rows.append(Row(cells=cells))
    columns = [Column(label="Part", width=1.2), Column(label="Netto nu", kind="kr", unit="kr.")]
    for label in possible:
        columns += [
            Column(label=label, kind="kr", unit="kr."),
            Column(label="Netto efter", kind="kr", unit="kr."),
        ]
    return Table(
        id="tabel-overfoersel",
        caption="Overførsler, der ville stille alle mindst lige så godt, nutidsværdi, kr.",
        columns=columns,
        rows=rows,
        notes=[
            "Plus modtager, minus betaler. Staten og det statslige tilskud er regnet som én part. "
            "Tallene er et udgangspunkt for en samtale om fælles finansiering, ikke et krav."
        ],
    )


def payback_table(result: Result) -> Table:
    """When each purse is in the black for good, and what an own krone returns."""
    rows = [
        Row(
            cells=[
                blocks.words(str(row["name"])),
                blocks.words(_year(row["first_year"])),
                blocks.words(_year(row["lasting_year"])),
                blocks.words("ja" if row["within_budget"] else "nej"),
                blocks.kroner(float(row["outlay"])),
                _krone(row["net_per_krone"]),
            ],
            role="total" if row["name"] == TOTAL else "normal",
        )
        for _, row in payback(result).iterrows()
    ]
    return Table(
        id="tabel-tilbagebetaling",
        caption="Hvornår er pengene tjent ind, og hvad giver en krone?",
        columns=[
            Column(label="Hvem", width=1.6),
            Column(label="Første år i plus"),
            Column(label="Varigt i plus fra"),
            Column(label="Inden for fire år"),
            Column(label="Egen udgift", kind="kr", unit="kr."),
            Column(label="Netto pr. egen krone", kind="number"),
        ],
        rows=rows,
        notes=[
            "Årene er regnet af det summerede, ikke tilbagediskonterede resultat. Egen udgift er "
            "nutidsværdien af egne udgifter efter tilskud. »Inden for fire år« er budgetåret og "
            "de tre overslagsår fra beregningens første år.",
            *captions.basis_notes(result, per_year=True),
        ],
    )


def horizon_table(result: Result) -> Table:
    """The result with fewer or more consequence years."""
    frame = horizons(result.case, result.schedule)
    frame = frame[frame["kind"] != "udvalg"]
    wide = frame.pivot_table(index="horizon", columns="name", values="net", sort=False)
    wide.index = pd.Index([danish.count(int(years), "år", "år") for years in wide.index])
    return blocks.wide_table(
        "tabel-horisont", "Nettoresultat ved kortere og længere horisont, nutidsværdi, kr.",
        "Konsekvensår", wide, notes=captions.basis_notes(result, per_year=True),
    )  # fmt: skip


def cash(result: Result) -> Table | None:
    """What a budget can see of the result; None when the case says nothing about it."""
    if not any(item.realisable for item in result.case.consequences):
        return None
    frame = cash_table(result.case, result.schedule)
    frame = frame[frame["name"].isin([TOTAL, MUNICIPALITY]) & (frame["kind"] != "udvalg")]
    rows = [
        Row(
            cells=[
                blocks.words(str(row["name"])),
                *(
                    blocks.kroner(float(row[key]))
                    for key in ("total", "cash", "not_cash", "unstated")
                ),
            ],
            role="total" if row["name"] == TOTAL else "normal",
        )
        for _, row in frame.iterrows()
    ]
    return Table(
        id="tabel-kontant",
        caption="Hvor meget af resultatet kan ses i et budget? Nutidsværdi, kr.",
        columns=[
            Column(label="Hvem", width=1.2),
            Column(label="Nettoresultat", kind="kr", unit="kr."),
            Column(label="Ses i budgettet", kind="kr", unit="kr."),
            Column(label="Ses ikke", kind="kr", unit="kr."),
            Column(label="Ikke angivet", kind="kr", unit="kr."),
        ],
        rows=rows,
        notes=[
            "En sparet gennemsnitspris er ikke altid en krone, der kan trækkes ud af et budget. "
            "Sagen angiver for hver konsekvens, om den er kontant, delvis eller ikke-kontant.",
            *_assumed_half(result),
        ],
    )


def _assumed_half(result: Result) -> list[str]:
    """Says so when our own 50 pct. stands in for what the case does not tell."""
    frame = realisable_table(result.case)
    services = [str(name) for name in frame.loc[frame["assumed"].astype(bool), "service"]]
    if not services:
        return []
    return [
        f"Antagelse: {danish.listing(services)} er delvis kontant uden en angivet andel; her er "
        f"regnet med {danish.percent(PARTLY)}."
    ]


def _krone(value: Any) -> Cell:
    return blocks.words("–") if pd.isna(value) else blocks.plain_number(float(value), 2)


def _year(value: Any) -> str:
    return "ikke i perioden" if pd.isna(value) else str(int(value))
