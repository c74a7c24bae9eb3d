"""Tables behind »Hvor sikkert er det?«: chances, scenarios, and where the doubt comes from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from som_calc.analysis.checks import MOVED
from som_calc.analysis.information import perfect_information
from som_calc.analysis.labels import FIXED
from som_calc.analysis.monte_carlo import varied
from som_calc.analysis.runner import Draws
from som_calc.analysis.scenarios import scenario_table
from som_calc.case.names import MUNICIPALITY, OF_COMMITTEE, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.chance import own_error, whole_percent, worth_showing
from som_calc.document.model import Cell, Column, Row, Table
from som_calc.engine.result import Result
from som_calc.report.decision import captions

PERCENTILES = {
    "p2_5": "2,5 pct.", "p10": "10 pct.", "p50": "Median", "p90": "90 pct.", "p97_5": "97,5 pct.",
}  # fmt: skip
"""Column of :func:`som_calc.analysis.monte_carlo.summary` and ``fan`` → its heading."""
LEAST_SHARE = 0.005
MOST_ROWS = 15
MOST_NAMED = 12


def range_text(low: float, high: float) -> str:
    """An interval in a sentence."""
    return f"mellem {danish.amount(low)} og {danish.amount(high)}"


def chances(summary: pd.DataFrame, result: Result, draws: int, held: str | None = None) -> Table:
    """Interval and chance of a gain per actor and committee, beside the size of each.

    ``held`` says what varies and what is held fixed.
    """
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
            role="total" if row["name"] == TOTAL and row["kind"] != OF_COMMITTEE else "normal",
        )
        for row in worth_showing(summary).to_dict("records")
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
            "snit« af dem, der giver underskud. 8 af 10 udfald ligger mellem de to sidste "
            "kolonner.",
            *([f"{held}."] if held else []),
            own_error(summary, draws),
        ],
    )


def _maybe(value: Any) -> Cell:
    return blocks.kroner(None if pd.isna(value) else float(value))


def scenarios(result: Result) -> Table | None:
    """The announced success rates and the case's named scenarios; None without any."""
    from som_calc.api import discount_schedule_of

    frame = scenario_table(result.case, discount_schedule_of)
    names = [TOTAL, MUNICIPALITY, WITHOUT_GRANTS]
    nets: dict[str, dict[str, float]] = {}
    rates: dict[str, float] = {}
    for name, rate, who, net in zip(
        *(frame[column].to_list() for column in ("scenario", "success_rate", "name", "net")),
        strict=True,
    ):
        nets.setdefault(name, {}).setdefault(who, net)
        rates.setdefault(name, rate)
    if len(nets) < 2:
        return None
    said = {item.name: item for item in result.case.scenarios}
    notes = [f"{name}: {item.note}" for name, item in said.items() if item.note]
    refs = {name: i for i, name in enumerate((n for n, s in said.items() if s.note), 1)}
    rows = [
        Row(
            cells=[
                blocks.words(str(name), [refs[name]] if name in refs else []),
                blocks.share(rates[name]),
                *(blocks.kroner(net[who]) for who in names),
            ]
        )
        for name, net in nets.items()
    ]
    return Table(
        id="tabel-scenarier",
        caption="Nettoresultat i hvert scenarie, nutidsværdi, kr.",
        columns=[
            Column(label="Scenarie", width=1.6),
            Column(label="Mereffekt", kind="pct"),
            *(Column(label=who, kind="kr", unit="kr.") for who in names),
        ],
        rows=rows,
        subline=captions.subline(result),
        notes=[*notes, *captions.basis_notes(result)],
    )


def worth_knowing(draws: Draws, found: pd.DataFrame) -> Table:
    """What the uncertainty comes from, and what it would be worth to know.

    ``found`` is :func:`som_calc.analysis.information.drivers` for I alt.
    """
    shown = found[found["share"] >= LEAST_SHARE].head(MOST_ROWS)
    everything = float(perfect_information(draws.net)[draws.outcomes.place(TOTAL)])
    rows = [
        Row(
            cells=[
                blocks.words(str(row["label"])),
                blocks.share(float(row["share"]), 0),
                blocks.kroner(float(row["evppi"])),
            ]
        )
        for row in shown.to_dict("records")
    ]
    return Table(
        id="tabel-vaerd-at-vide",
        caption="Hvad er det værd at vide mere om?",
        columns=[
            Column(label="Forudsætning", width=2.6),
            Column(label="Andel af usikkerheden", kind="pct"),
            Column(label="Værd at vide", kind="kr", unit="kr."),
        ],
        rows=rows,
        notes=[
            "»Værd at vide« er det højeste beløb, det offentlige bør bruge på at kende tallet "
            "sikkert, før der besluttes. Er beløbet 0, ville den viden ikke ændre beslutningen. "
            f"At vide alt er {danish.amount(everything)} værd.",
            "Forudsætninger under ½ pct. af usikkerheden er udeladt.",
        ],
    )


def drawn(draws: Draws) -> Table:
    """How every uncertain input was drawn, and which were held fixed."""
    frame = varied(draws)
    moved = frame[frame["distribution"] != FIXED]
    fixed = [str(label) for label in frame.loc[frame["distribution"] == FIXED, "label"]]
    rows = [
        Row(
            cells=[
                blocks.words(str(row["label"])),
                blocks.words(in_unit(row["value"], row["unit"])),
                blocks.words(_shape(row)),
                blocks.words(_between(row["low"], row["high"], row["unit"])),
                blocks.words("–" if pd.isna(row["source_group"]) else str(row["source_group"])),
            ]
        )
        for row in moved.to_dict("records")
    ]
    more = len(fixed) - MOST_NAMED
    named = [*fixed[:MOST_NAMED], *([f"{more} andre"] if more > 0 else [])]
    return Table(
        id="tabel-fordelinger",
        caption="Hvad der er trukket, og med hvilken fordeling",
        columns=[
            Column(label="Forudsætning", width=2.2),
            Column(label="I sagen"),
            Column(label="Fordeling", width=1.2),
            Column(label="95 pct. af trækkene", width=1.6),
            Column(label="Fælles kilde", width=1.2),
        ],
        rows=rows,
        notes=[
            "Tal med fælles kilde rammer ved siden af sammen. »Todelt« er en normalfordeling med "
            "hver sin bredde under og over sagens tal, så at halvdelen af trækkene ligger på hver "
            "side. »Afskåret« betyder, at der ikke trækkes tal, som ikke kan forekomme. "
            "Gennemsnittet af trækkene står, hvor noget er afskåret, eller hvor det ikke er "
            "sagens tal.",
            *([f"Holdes fast: {danish.listing(named)}."] if named else []),
        ],
    )


def _shape(row: dict[Hashable, Any]) -> str:
    """A distribution, where what is possible cuts it, and a mean that is not the case's value."""
    said, unit = str(row["distribution"]), row["unit"]
    if row["cut_at"]:
        said += f", afskåret ved {danish.listing([in_unit(end, unit) for end in row['cut_at']])}"
    elif abs(row["mean"] - row["value"]) < MOVED * row["sd"]:
        return said
    return f"{said}; gennemsnit {in_unit(row['mean'], unit)}"


def _between(low: float, high: float, unit: str) -> str:
    """Two values of one input, a unit in words once.

    >>> _between(-50, -29.996, "dage pr. år")
    '−50 til −30\\xa0dage pr. år'
    """
    first = in_unit(low, unit)
    if " pr. " in unit:
        first = first.removesuffix(f"{danish.NBSP}{unit}").removesuffix(f"{danish.NBSP}×")
    return f"{first} til {in_unit(high, unit)}"


def in_unit(value: float, unit: str) -> str:
    """An input's value with its unit, for a table."""
    if unit == "andel":
        return danish.percent_sign(float(value), 2)
    if unit.startswith("kr"):
        return danish.kroner(float(value), danish.oere(float(value)))
    if unit == "år" and 0 < value < 1:
        return danish.duration(float(value))
    if unit == "deltagere" and value == 1:
        unit = "deltager"
    decimals = 0 if round(float(value), 2) == round(float(value)) else 2
    text = danish.number(float(value), decimals, grouping=unit not in ("år", "årstal"))
    times = f"{danish.NBSP}×" if unit[:1].isdigit() else ""
    return text if unit == "årstal" else f"{text}{times}{danish.NBSP}{unit}".strip()
