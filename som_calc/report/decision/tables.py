"""Tables of the decision report that are not the data of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import BreakEvens, Line, depends_on_effect
from som_calc.case.names import (
    ACTORS,
    COMPONENTS,
    COST,
    GRANT,
    MUNICIPALITY,
    PAYERS,
    REGION,
    SAVED,
    STATE,
    TOTAL,
    WITHOUT_GRANTS,
)
from som_calc.document import blocks, danish
from som_calc.document.model import Column, Row, Table
from som_calc.engine.result import Result
from som_calc.report.decision import captions

MONEY = [COST, GRANT, SAVED]
"""The components that are the effort's own money."""
_THEIR = {REGION: "Regionen", STATE: "Staten"}


def financing(result: Result) -> Table:
    """Grant and own financing per year, undiscounted kr. of the price year."""
    own = result.rows.only(lambda label: label.actor in PAYERS and label.component in MONEY)
    sums = own.sums_by_year(lambda label: (label.component, label.actor), "amount")
    years = sorted({year for year, _ in sums})

    def per_year(component: str, actor: str) -> np.ndarray:
        return np.array([sums.get((year, (component, actor)), 0.0) for year in years])

    gross = {actor: -per_year(COST, actor) for actor in PAYERS}
    saved = {actor: per_year(SAVED, actor) for actor in PAYERS}
    grant = per_year(GRANT, MUNICIPALITY)
    others = {_THEIR[actor]: gross[actor] for actor in (REGION, STATE) if gross[actor].any()}
    own_part = "Kommunens egenfinansiering" if others else "Egenfinansiering"
    lines = {
        "Bruttoudgift": sum(gross.values(), np.zeros(len(years))),
        **{f"{who} betaler": amounts for who, amounts in others.items()},
        "Tilskud": grant,
        own_part: gross[MUNICIPALITY] - grant,
    }
    if saved[MUNICIPALITY].any():
        lines |= {
            "Sparet alternativ": saved[MUNICIPALITY],
            "Netto efter sparet alternativ": gross[MUNICIPALITY] - grant - saved[MUNICIPALITY],
        }
    lines |= {
        f"{_THEIR[actor]} sparer": saved[actor] for actor in (REGION, STATE) if saved[actor].any()
    }
    rows = []
    for name, values in lines.items():
        cells = [blocks.kroner(value) for value in values.tolist()]
        rows.append(
            Row(
                cells=[blocks.words(name), *cells, blocks.kroner(float(values.sum()))],
                role="total" if name == own_part else "normal",
            )
        )
    columns = [Column(label="Udgift", width=1.8)]
    columns += [Column(label=str(year), kind="kr", unit="kr.") for year in years]
    columns += [Column(label=TOTAL, kind="kr", unit="kr.")]
    return Table(
        id="tabel-finansiering",
        caption=f"Udgifter og finansiering pr. år, kr., {result.case.price_year}-priser",
        columns=columns,
        rows=rows,
        notes=[
            "Her er udgifter skrevet uden fortegn, som i et budget. Beløbene er ikke "
            f"tilbagediskonteret. De er i {result.case.price_year}-priser og kan ikke lægges "
            "direkte ind i et budget i et andet års pris- og lønniveau (p/l)."
        ],
        source=captions.SOURCE,
    )


def committee_financing(result: Result) -> Table | None:
    """The effort's own money by committee; ``None`` when there is only one committee."""
    own = {
        label.committee
        for label in result.rows.labels
        if label.actor == MUNICIPALITY and label.component in MONEY
    }
    if len(own) < 2:
        return None
    table = result.table
    money = table[(table["actor"] == MUNICIPALITY) & table["component"].isin(MONEY)]
    wide = money.pivot_table(
        index="committee", columns="component", values="amount", aggfunc="sum"
    ).fillna(0.0)
    wide = wide.reindex(columns=MONEY, fill_value=0.0)
    wide.columns = [COMPONENTS[name] for name in wide.columns]
    wide["Netto"] = wide.sum(axis=1)
    return blocks.wide_table(
        "tabel-udvalg-penge",
        f"Indsatsens egne penge fordelt på udvalg, kr., {result.case.price_year}-priser",
        "Udvalg",
        wide,
        source=captions.SOURCE,
        notes=["Plus er en indtægt eller besparelse, minus en udgift. Ikke tilbagediskonteret."],
    )


def components(result: Result) -> Table:
    """Who pays and who gains, by component; present value in kr."""
    frame = result.by_component()
    parts = frame.to_numpy()
    shown = (parts != 0).any(axis=1)
    names = [COMPONENTS[name] for name in frame.index[shown]]
    frame = pd.DataFrame(
        np.vstack([parts[shown], parts[shown].sum(axis=0)]),
        index=[*names, TOTAL],
        columns=frame.columns,
    )
    return blocks.wide_table(
        "tabel-poster",
        f"Nettoresultat fordelt på poster og aktører, {captions.present_value(result)}",
        "Post",
        frame,
        subline=captions.subline(result),
        source=captions.SOURCE,
        notes=captions.basis_notes(result),
    )


def break_evens(points: BreakEvens, result: Result) -> Table:
    """The break-evens that must always stand together, beside the assumed rate.

    With a grant three; without one, the kommune's two are the same.
    """
    granted = bool(result.case.grants)
    known_net = result.case.net_of_others == "ja"
    own = "Det forventede" if known_net else "Succesraten"
    rows = []
    for name, line in points.lines.items():
        if name == WITHOUT_GRANTS and not granted:
            continue
        label = "Kommune med tilskud" if name == MUNICIPALITY and granted else name
        zero = line.break_even
        cells = [
            blocks.words(label),
            blocks.words(line.verdict) if zero is None else blocks.share(zero, 2),
            blocks.share(result.success_rate),
            blocks.words(margin(line, result.success_rate, name=own)),
        ]
        rows.append(Row(cells=cells, role="total" if name == TOTAL else "normal"))
    numbers = any(row.cells[1].value is not None for row in rows)
    return Table(
        id="tabel-break-even",
        caption="Break-even: den mereffekt, hvor nettoresultatet er nul",
        columns=[
            Column(label="For hvem", width=1.6),
            Column(label="Break-even", kind="pct", unit="%" if numbers else None),
            Column(
                label="Forventet mereffekt" if known_net else "Succesrate", kind="pct", unit="%"
            ),
            Column(label="Læsning", width=2.4),
        ],
        rows=rows,
        source=captions.SOURCE,
        notes=captions.basis_notes(result),
    )


def margin(line: Line, expected: float, *, name: str = "Det forventede") -> str:
    """How the assumed rate lies against a break-even, in words; ``name`` is what it is called.

    Where more successes cost more, »over« is a loss, and is said to be.
    """
    rate = line.break_even
    if rate is not None and round(line.at(expected)) == 0:
        return "Lige på grænsen"
    if rate is None or not line.crosses:
        return line.verdict.capitalize()
    points = danish.percent(abs(expected - rate), 1).removesuffix(f"{danish.NBSP}pct.")
    side = "over" if expected > rate else "under"
    text = f"{name} ligger {points} procentpoint {side}"
    if line.gains_above:
        return text
    return f"{text}; {side} break-even er der {'overskud' if side == 'under' else 'underskud'}"


def by_success_rate(results: Mapping[float, Result]) -> Table:
    """Net result by actor at each success rate; present value in kr."""
    base = next(iter(results.values()))
    labels = _distinct(list(results))
    names = [TOTAL, *ACTORS]
    alone = [r.without_grants().net[MUNICIPALITY] for r in results.values()]
    nets = [[r.net[name] for r in results.values()] for name in names]
    frame = pd.DataFrame([*nets, alone], index=[*names, WITHOUT_GRANTS], columns=labels)
    return blocks.wide_table(
        "tabel-mereffekter",
        f"Nettoresultat ved forskellige mereffekter, {captions.present_value(base)}",
        "Aktører",
        frame,
        subline=captions.subline(base),
        source=base.case.sensitivity.source or captions.SOURCE,
        notes=[*captions.basis_notes(base)],
    )


def at_other_rates(results: Mapping[float, Result], expected: float) -> list[str]:
    """The total at the case's other success rates in one note; empty without any."""
    others = {
        danish.percent(rate): danish.amount(result.net[TOTAL])
        for rate, result in results.items()
        if rate != expected
    }
    if not others or not depends_on_effect(results[expected]):
        return []
    if len(others) == 1:
        [(rate, total)] = others.items()
        return [danish.one_stop(f"Ved en mereffekt på {rate} er resultatet i alt {total}.")]
    told = "; ".join(f"ved {rate}: {total}" for rate, total in others.items())
    return [danish.one_stop(f"Med andre mereffekter er resultatet i alt et andet, {told}.")]


def _distinct(rates: list[float]) -> list[str]:
    """Rates with as many decimals as it takes to tell them apart: 3 % and 3,01 %."""
    for decimals in (None, 2, 3, 4):
        labels = [danish.percent_sign(rate, decimals) for rate in rates]
        if len(set(labels)) == len(rates):
            break
    return labels


def three_years(result: Result) -> Table:
    """Price year, discount base and present-value label: three fields, never one."""
    case = result.case
    rows = [
        ("Prisniveau", case.price_year, "Alle beløb er i dette års priser"),
        ("Diskonteringsår", case.discount_base, "Året med faktor 1"),
        ("Nutidsværdiår", case.present_value_label, "Årstallet i SØM's titler"),
    ]
    return Table(
        id="tabel-aarstal",
        caption="Tre årstal med hver sin betydning",
        columns=[
            Column(label="Årstal", width=1.2),
            Column(label="År", kind="year", width=0.6),
            Column(label="Betydning", width=2.5),
        ],
        rows=[Row(cells=[blocks.words(a), blocks.year(b), blocks.words(c)]) for a, b, c in rows],
    )


def cohort_years(result: Result) -> Table:
    """How many consequence years each cohort got."""
    rows = [
        Row(
            cells=[
                blocks.year(cohort.start),
                blocks.plain_number(cohort.participants),
                blocks.year(cohort.finish),
                blocks.plain_number(cohort.consequence_years),
            ]
        )
        for cohort in result.cohorts
    ]
    horizon, last = result.case.period.horizon, result.case.period.last_year
    cut = [str(cohort.start) for cohort in result.cut_short]
    if not cut:
        note = f"Alle årgange får {danish.count(horizon, 'konsekvensår', 'konsekvensår')}."
    elif len(cut) == sum(cohort.participants > 0 for cohort in result.cohorts):
        note = f"Beregningen slutter i {last}. Derfor får ingen årgang det fulde antal "
        note += f"konsekvensår ({horizon})."
    else:
        who = "årgangen" if len(cut) == 1 else "årgangene"
        note = f"Beregningen slutter i {last}. Derfor får {who} {danish.listing(cut)} færre end "
        note += f"{danish.count(horizon, 'konsekvensår', 'konsekvensår')}."
    return Table(
        id="tabel-aargange",
        caption="Årgange og konsekvensår",
        columns=[
            Column(label="Startår", kind="year"),
            Column(label="Deltagere", kind="number"),
            Column(label="Slutår", kind="year"),
            Column(label="Konsekvensår", kind="number"),
        ],
        rows=rows,
        notes=[note],
    )


def published(results: Mapping[float, Result]) -> Table | None:
    """The calculation held against published results, cell by cell; ``None`` without any."""
    base = next(iter(results.values()))
    rows, notes = [], []
    for item in base.case.published:
        computed = results[item.at_success_rate]
        known: dict[Any, float] = dict(computed.net)
        known |= _committees(computed, item.net_result)
        notes.append(f"{item.name}: {item.source}" + (f" {item.note}" if item.note else ""))
        for name, value in item.net_result.items():
            ours = known.get(name)
            gap = None if ours is None else float(danish.rounded(ours) - danish.rounded(value))
            rows.append(
                Row(
                    cells=[
                        blocks.words(
                            f"{name}, {danish.percent_sign(item.at_success_rate)}", [len(notes)]
                        ),
                        blocks.kroner(value),
                        blocks.kroner(ours),
                        blocks.kroner(gap),
                    ]
                )
            )
    if not rows:
        return None
    return Table(
        id="tabel-publiceret",
        caption="Beregningen holdt op mod de publicerede tal, kr.",
        columns=[
            Column(label="Række", width=2.2),
            Column(label="Publiceret", kind="kr", unit="kr."),
            Column(label="Beregnet", kind="kr", unit="kr."),
            Column(label="Forskel", kind="kr", unit="kr."),
        ],
        rows=rows,
        notes=notes,
    )


def _committees(result: Result, wanted: Mapping[str, float]) -> dict[str, float]:
    """Committee sums, when the published table is a committee table (I alt is then theirs, unless
    the kommune has a row of its own)."""
    if set(wanted) - {TOTAL} <= set(ACTORS):
        return {}
    sums = {str(name): float(value) for name, value in result.by_committee().items()}
    if MUNICIPALITY in wanted:
        del sums[TOTAL]
    return sums
