"""What studies found, beside what the case assumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from som_calc.analysis.evidence import evidence_table, not_significant, weighted_result, weights_on
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import blocks, danish
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.engine.result import Result


def evidence(result: Result) -> Table | None:
    """What studies found, beside the assumed success rate; None without any."""
    frame = evidence_table(result.case, weights_on(result.case.date))
    if frame.empty:
        return None
    weighted = bool(frame["weight"].notna().any())
    rows = [
        Row(
            cells=[
                blocks.words(str(row["study"])),
                blocks.words("–" if pd.isna(row["level"]) else str(int(row["level"]))),
                _share(row["effect"]),
                blocks.words(_interval(row["low"], row["high"])),
                blocks.words(_SIGNIFICANT.get(row["significant"], "ikke oplyst")),
                *(_weighted(row) if weighted else []),
                blocks.words(str(row["source"] or "ikke oplyst")),
            ]
        )
        for row in frame.to_dict("records")
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
            *(
                [Column(label="Vægt", kind="pct"), Column(label="Vægtet effekt", kind="pct")]
                if weighted
                else []
            ),
            Column(label="Kilde", width=1.6),
        ],
        rows=rows,
        notes=[
            f"I sagen er mereffekten {danish.percent(result.success_rate)}. Niveau 1 er "
            "metastudier og lodtrækningsforsøg, 2 kvasieksperimenter, 3 før og efter uden kontrol.",
            *_weight_notes(result, frame),
        ],
    )


_SIGNIFICANT = {True: "ja", False: "nej, kan være tilfældig"}


def _weighted(row: Mapping[Any, Any]) -> list[Cell]:
    if pd.isna(row["weight"]):
        return [blocks.words("–"), blocks.words("–")]
    effect = row["weighted_effect"]
    return [
        blocks.share(float(row["weight"])),
        blocks.words("–") if pd.isna(effect) else blocks.share(float(effect)),
    ]


def _weight_notes(result: Result, frame: pd.DataFrame) -> list[str]:
    """The result with each weight put on the case's success rate: beside it, never in place."""
    notes = []
    for row in frame[frame["weight"].notna()].to_dict("records"):
        weight = float(row["weight"])
        table = weighted_result(result.case, result.schedule, weight)
        weighted = dict(zip(table["name"], table["weighted_net"].astype(float), strict=True))
        total, own = (danish.amount(weighted[name]) for name in (TOTAL, MUNICIPALITY))
        notes.append(
            f"Vægten {danish.percent(weight)} for {row['study']} kommer fra "
            f"{row['weight_source']}. Ganget på sagens mereffekt ville nettoresultatet være "
            f"{total} i alt og {own} for kommunen. Rapportens tal er uden vægt."
        )
    return notes


def left_out(result: Result) -> Table | None:
    """Consequences that are not counted because they are not significant."""
    frame = not_significant(result.case, result.schedule)
    if frame.empty:
        return None
    rows = [
        Row(
            cells=[
                blocks.words(str(row["service"])),
                blocks.words("ingen pris")
                if pd.isna(row["present_value"])
                else blocks.kroner(float(row["present_value"])),
            ]
        )
        for row in frame.to_dict("records")
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


def _share(value: Any) -> Cell:
    return blocks.words("ikke oplyst") if pd.isna(value) else blocks.share(float(value))


def _interval(low: Any, high: Any) -> str:
    if pd.isna(low) or pd.isna(high):
        return "ikke oplyst"
    return f"{danish.percent_sign(float(low))} til {danish.percent_sign(float(high))}"
