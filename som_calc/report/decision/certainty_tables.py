"""Tables behind »Hvor sikkert er det?«: chances, break-evens, payback, who pays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from som_calc.analysis.cash import cash_table
from som_calc.analysis.evidence import evidence_table, not_significant, weights_on
from som_calc.analysis.payback import payback
from som_calc.analysis.payers import parties, who_pays
from som_calc.analysis.sensitivity import horizons
from som_calc.analysis.switching import switching_values
from som_calc.analysis.transfers import Transfers, equal_return, smallest
from som_calc.case.glossary import MUNICIPALITY, TOTAL
from som_calc.engine.result import Result
from som_calc.report import blocks, danish
from som_calc.report.chance import whole_percent
from som_calc.report.decision import captions
from som_calc.report.document import Cell, Column, Row, Table


def range_text(low: float, high: float) -> str:
    """An interval in a sentence."""
    return f"mellem {danish.amount(low)} og {danish.amount(high)}"


def chances(summary: pd.DataFrame, result: Result) -> Table:
    """Interval and chance of a gain per actor and committee, beside the size of each."""
    rows = [
        Row(
            cells=[
                blocks.words(str(row["name"])),
                Cell(text=whole_percent(row["probability"]), value=float(row["probability"])),
                _maybe(row["gain_if_gain"]),
                _maybe(row["loss_if_loss"]),
                blocks.kroner(float(row["p10"])),
                blocks.kroner(float(row["p90"])),
            ],
            role="total" if row["name"] == TOTAL and row["kind"] != "udvalg" else "normal",
        )
        for _, row in summary.iterrows()
    ]
    return Table(
        id="tabel-sandsynlighed",
        caption="Sandsynlighed for overskud, og hvor stort det er, nutidsværdi, kr.",
        columns=[
            Column(label="Hvem", width=1.8),
            Column(label="Sandsynlighed", kind="pct", width=1.1),
            Column(label="Overskud i snit", kind="kr", unit="kr."),
            Column(label="Underskud i snit", kind="kr", unit="kr."),
            Column(label="10 pct.", kind="kr", unit="kr."),
            Column(label="90 pct.", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=captions.subline(result),
        notes=[
            "»Overskud i snit« er gennemsnittet af de udfald, der giver overskud; »underskud i "
            "snit« af dem, der giver underskud. 8 af 10 udfald ligger mellem de to sidste kolonner."
        ],
    )


def switching(result: Result, limit: int = 12) -> Table | None:
    """Break-even of the inputs that lie closest to tipping the total."""
    frame = switching_values(result.case, result.schedule)
    frame = frame[(frame["name"] == TOTAL) & frame["break_even"].notna() & frame["change"].notna()]
    frame = frame.sort_values("change", key=lambda change: change.abs()).head(limit)
    if frame.empty:
        return None
    rows = [
        Row(
            cells=[
                blocks.words(str(row["label"])),
                blocks.words(_in_unit(row["value"], row["unit"])),
                blocks.words(_in_unit(row["break_even"], row["unit"])),
                Cell(text=_signed_percent(row["change"]), value=float(row["change"])),
            ]
        )
        for _, row in frame.iterrows()
    ]
    return Table(
        id="tabel-vippepunkter",
        caption="Hvad skal der til, før det offentlige går i nul? Én forudsætning ad gangen",
        columns=[
            Column(label="Forudsætning", width=2.4),
            Column(label="I sagen", kind="number"),
            Column(label="Break-even", kind="number"),
            Column(label="Ændring", kind="pct"),
        ],
        rows=rows,
        notes=["De forudsætninger, der skal ændre sig mindst, står øverst. Alt andet holdes fast."],
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
            "Sagen angiver for hver konsekvens, om den er kontant, delvis eller ikke-kontant."
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


def evidence(result: Result) -> Table | None:
    """What studies found, beside the assumed success rate; None without any."""
    frame = evidence_table(result.case, weights_on(result.case.date))
    if frame.empty:
        return None
    rows = [
        Row(
            cells=[
                blocks.words(str(row["study"])),
                blocks.words("–" if pd.isna(row["level"]) else str(int(row["level"]))),
                _share(row["effect"]),
                blocks.words(_interval(row["low"], row["high"])),
                blocks.words({True: "ja", False: "nej"}.get(row["significant"], "ikke oplyst")),
                blocks.words(str(row["source"] or "ikke oplyst")),
            ]
        )
        for _, row in frame.iterrows()
    ]
    return Table(
        id="tabel-evidens",
        caption="Hvad undersøgelser har fundet",
        columns=[
            Column(label="Undersøgelse", width=1.8),
            Column(label="Evidensniveau"),
            Column(label="Effekt", kind="pct"),
            Column(label="Interval", width=1.1),
            Column(label="Signifikant"),
            Column(label="Kilde", width=1.6),
        ],
        rows=rows,
        notes=[
            f"I sagen er mereffekten {danish.percent(result.success_rate)} "
            "Niveau 1 er "
            "metastudier og lodtrækningsforsøg, 2 kvasieksperimenter, 3 før og efter uden kontrol."
        ],
    )


def left_out(result: Result) -> Table | None:
    """Consequences that are not counted because they are not significant."""
    frame = not_significant(result.case, result.schedule)
    if frame.empty:
        return None
    rows = [
        Row(cells=[blocks.words(str(row["service"])), blocks.kroner(float(row["present_value"]))])
        for _, row in frame.iterrows()
    ]
    return Table(
        id="tabel-ikke-medregnet",
        caption="Ikke medregnet, fordi det ikke er signifikant, nutidsværdi, kr.",
        columns=[
            Column(label="Ydelse", width=2),
            Column(label="Ville have betydet", kind="kr", unit="kr."),
        ],
        rows=rows,
    )


def _maybe(value: Any) -> Cell:
    return blocks.kroner(None if pd.isna(value) else float(value))


def _share(value: Any) -> Cell:
    return blocks.words("ikke oplyst") if pd.isna(value) else blocks.share(float(value))


def _interval(low: Any, high: Any) -> str:
    if pd.isna(low) or pd.isna(high):
        return "ikke oplyst"
    return f"{danish.percent_sign(float(low))} til {danish.percent_sign(float(high))}"


def _krone(value: Any) -> Cell:
    return blocks.words("–") if pd.isna(value) else blocks.plain_number(float(value), 2)


def _year(value: Any) -> str:
    return "ikke i perioden" if pd.isna(value) else str(int(value))


def _in_unit(value: float, unit: str) -> str:
    if unit == "andel":
        return danish.percent_sign(float(value), 2)
    if unit.startswith("kr"):
        return danish.kroner(float(value))
    decimals = 0 if float(value) == round(float(value)) else 2
    return (
        f"{danish.number(float(value), decimals, grouping=unit != 'år')}{danish.NBSP}{unit}".strip()
    )


def _signed_percent(change: float) -> str:
    sign = "+" if change > 0 else ""
    return f"{sign}{danish.percent_sign(float(change))}"
