"""Who pays, what would have to move, when the money is back, and what a budget can see."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from som_calc.analysis.cash import cash_table, realisable_table
from som_calc.analysis.payback import paybacks
from som_calc.analysis.payers import parties
from som_calc.analysis.payers import payers as found_payers
from som_calc.analysis.sensitivity import horizons
from som_calc.analysis.transfers import Transfers, equal_return, smallest
from som_calc.case.names import MUNICIPALITY, OF_COMMITTEE, TOTAL
from som_calc.document import blocks, danish
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.engine.booking import PARTLY
from som_calc.engine.result import Result
from som_calc.report.decision import captions
from som_calc.report.decision.certainty_switching import committee_names


def payers(result: Result) -> Table:
    """Who pays and who gains, by actor, and by committee where the case names any."""
    named = bool(committee_names(result))
    rows = [
        Row(
            cells=[
                blocks.words(payer.name),
                blocks.kroner(payer.outlay),
                blocks.kroner(payer.gain),
                blocks.kroner(payer.net),
            ],
            role="total" if payer.name == TOTAL and payer.kind != OF_COMMITTEE else "normal",
        )
        for payer in found_payers(result)
        if payer.kind != OF_COMMITTEE or named
    ]
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
    now = found[["name", "net"]].itertuples(index=False)
    cells = [[blocks.words(str(name)), blocks.kroner(float(net))] for name, net in now]
    for way in possible.values():
        moved = way.table[["transfer", "after"]].itertuples(index=False)
        for own, kr in zip(cells, moved, strict=True):
            own += [blocks.kroner(float(value)) for value in kr]
    rows = [Row(cells=own) for own in cells]
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
                blocks.words(payer.name),
                *(
                    blocks.words(_year(year) if payer.pays else "–")
                    for year in (payer.first_year, payer.lasting_year, payer.present_year)
                ),
                blocks.words(_yes(payer.within_budget) if payer.pays else "–"),
                blocks.kroner(payer.outlay),
                _krone(payer.net_per_krone),
            ],
            role="total" if payer.name == TOTAL else "normal",
        )
        for payer in paybacks(result)
    ]
    return Table(
        id="tabel-tilbagebetaling",
        caption="Hvornår er pengene tjent ind, og hvad giver en krone?",
        columns=[
            Column(label="Hvem", width=1.6),
            Column(label="Første år i plus"),
            Column(label="Varigt i plus fra"),
            Column(label="Varigt i plus i nutidsværdi fra", width=1.2),
            Column(label="Inden for fire år"),
            Column(label="Egen udgift", kind="kr", unit="kr."),
            Column(label="Netto pr. egen krone", kind="number"),
        ],
        rows=rows,
        notes=[
            "De to første år er regnet af det summerede, ikke tilbagediskonterede resultat, det "
            "tredje af den summerede nutidsværdi; kun det følger nettoresultatet. »–« betyder, at "
            "der ikke er en egen udgift at tjene ind. Egen udgift er "
            "nutidsværdien af egne udgifter efter tilskud; statens er det tilskud, den giver. "
            "»Inden for fire år« er budgetåret og de tre overslagsår fra beregningens første år, "
            "ikke tilbagediskonteret.",
            *captions.basis_notes(result, per_year=True),
        ],
    )


def horizon_table(result: Result) -> Table:
    """The result with fewer or more consequence years."""
    frame = horizons(result.case, result.schedule, base=result.frame)
    frame = frame[frame["kind"] != OF_COMMITTEE]
    lengths, names = frame["horizon"].unique(), frame["name"].unique()
    wide = pd.DataFrame(
        frame["net"].to_numpy().reshape(len(lengths), len(names)),
        index=[danish.count(int(years), "år", "år") for years in lengths],
        columns=names,
    )
    return blocks.wide_table(
        "tabel-horisont", "Nettoresultat ved kortere og længere horisont, nutidsværdi, kr.",
        "Konsekvensår", wide, notes=captions.basis_notes(result, per_year=True),
    )  # fmt: skip


def cash(result: Result) -> Table | None:
    """What a budget can see of the result; None when the case says nothing about it."""
    if not any(item.realisable for item in result.case.consequences):
        return None
    frame = cash_table(result.case, result.schedule)
    frame = frame[frame["name"].isin([TOTAL, MUNICIPALITY]) & (frame["kind"] != OF_COMMITTEE)]
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


def _yes(value: bool) -> str:
    return "ja" if value else "nej"


def _krone(value: float) -> Cell:
    return blocks.words("–") if math.isnan(value) else blocks.plain_number(value, 2)


def _year(value: int | None) -> str:
    return "ikke i perioden" if value is None else str(value)
