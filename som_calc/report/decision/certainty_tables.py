"""Tables behind »Hvor sikkert er det?«: chances, scenarios, and where the doubt comes from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from som_calc.analysis.information import drivers, perfect_information
from som_calc.analysis.labels import FIXED
from som_calc.analysis.monte_carlo import varied
from som_calc.analysis.outcomes import WITHOUT_GRANT
from som_calc.analysis.runner import Draws
from som_calc.analysis.scenarios import scenario_table
from som_calc.case.glossary import MUNICIPALITY, TOTAL
from som_calc.engine.result import Result
from som_calc.report import blocks, danish
from som_calc.report.chance import whole_percent, worth_showing
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


def _maybe(value: Any) -> Cell:
    return blocks.kroner(None if pd.isna(value) else float(value))
