"""Tables of the portfolio report."""

from __future__ import annotations

from typing import Any

from som_calc.analysis.portfolio_money import gross_cost
from som_calc.case.names import ACTORS, MUNICIPALITY, OF_ACTOR, OF_COMMITTEE, TOTAL, WITHOUT_GRANTS
from som_calc.document import blocks, danish
from som_calc.document.model import Column, Row, Sum, Table
from som_calc.report.portfolio.content import Portfolio

TOGETHER = "Tilsammen"


def subline(found: Portfolio) -> str:
    """Period and price year, as SØM's sub-line."""
    first = min(case.period.first_year for case in found.cases)
    last = max(case.period.last_year for case in found.cases)
    return f"Periode: {first}-{last}, {found.cases[0].price_year}-priser"


def present_value(found: Portfolio) -> str:
    """What the amounts are."""
    return f"nutidsværdi {found.label_years}, kr."


def rank_table(found: Portfolio) -> Table:
    """Net results in order, for the public purse, the kommune, and without grants."""
    total, own, alone = (found.net(name) for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS))
    ranked = found.ranked[TOTAL].set_index("case")
    people, weighed = ranked["participants"], ranked["discounted_participants"]
    rows = [
        Row(
            cells=[
                blocks.words(f"{place}. {name}"),
                blocks.kroner(total[name]),
                blocks.kroner(own[name]),
                blocks.kroner(alone[name]),
                blocks.plain_number(float(people[name])),
                blocks.kroner(total[name] / weighed[name] if people[name] else None),
            ]
        )
        for place, name in enumerate(found.order, 1)
    ]
    if found.summed:
        sums = [sum(part.values()) for part in (total, own, alone)]
        heads, each = float(people.sum()), float(weighed.sum())
        rows.append(
            Row(
                cells=[
                    blocks.words(TOGETHER),
                    *(blocks.kroner(amount) for amount in sums),
                    blocks.plain_number(heads),
                    blocks.kroner(sums[0] / each if heads else None),
                ],
                role="total",
            )
        )
    return Table(
        id="tabel-rangorden",
        caption=f"Nettoresultat i rækkefølge, {present_value(found)}",
        columns=[
            Column(label=what(found), width=2.2),
            Column(label=TOTAL, kind="kr", unit="kr."),
            Column(label=MUNICIPALITY, kind="kr", unit="kr."),
            Column(label=WITHOUT_GRANTS, kind="kr", unit="kr."),
            Column(label="Deltagere", kind="number", width=0.8),
            Column(label="I alt pr. deltager", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=_factor_notes(found),
        sums=blocks.total_last(rows, only=range(1, 5)) if found.summed else [],
    )


def who_pays(found: Portfolio) -> Table:
    """Outlay, gain and net per actor and committee of the sum; per actor of each variant."""
    frame, named = found.bills, set(found.committees if not found.variants else ())
    frame = frame[(frame["kind"] != OF_COMMITTEE) | frame["name"].isin(named)]
    cases = [TOTAL] if found.summed else found.order
    rows = []
    for case in cases:
        if len(cases) > 1:
            blanks = [blocks.words("") for _ in range(3)]
            rows.append(Row(cells=[blocks.words(case), *blanks], role="group"))
        for _, row in frame[frame["case"] == case].iterrows():
            rows.append(
                Row(
                    cells=[
                        blocks.words(str(row["name"])),
                        *(blocks.kroner(float(row[key])) for key in ("outlay", "gain", "net")),
                    ],
                    role="total"
                    if row["name"] == TOTAL and row["kind"] != OF_COMMITTEE
                    else "normal",
                )
            )
    return Table(
        id="tabel-betaler",
        caption=f"Hvem betaler, og hvem får gevinsten? {present_value(found).capitalize()}",
        columns=[
            Column(label="Aktør eller udvalg", width=2.0),
            Column(label="Udgift", kind="kr", unit="kr."),
            Column(label="Gevinst", kind="kr", unit="kr."),
            Column(label="Netto", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=[f"Udvalgene er {found.purse}s del fordelt og skal ikke lægges til aktørerne."]
        if named
        else [],
        sums=[Sum(of="column", place=3, add=[2], subtract=[1])],
    )


def by_actor(found: Portfolio) -> Table:
    """Net result of every effort by actor, and the sum."""
    frame = found.bills[found.bills["kind"] == OF_ACTOR]
    wide = frame.pivot_table(index="case", columns="name", values="net", sort=False)
    wide = wide.loc[[*found.order, *([TOTAL] if found.summed else [])], [TOTAL, *ACTORS]]
    table = blocks.wide_table(
        "tabel-aktoerer", f"Nettoresultat fordelt på aktører, {present_value(found)}",
        what(found), wide, subline=subline(found),
    )  # fmt: skip
    sums = blocks.total_column(len(wide.columns), 1)
    if not found.summed:
        return table.model_copy(update={"sums": sums})
    return _together_last(table, [*blocks.total_last(table.rows), *sums])


def assumptions(found: Portfolio) -> Table:
    """What sets the cases apart, side by side."""
    rows = []
    for entry in sorted(found.entries, key=lambda e: found.order.index(e.name)):
        case = entry.case
        grant = danish.listing([_grant(item) for item in case.grants]) or "intet"
        rows.append(
            Row(
                cells=[
                    blocks.words(entry.name),
                    blocks.words(case.intervention.target_group.name),
                    blocks.share(case.success_rate.value),
                    blocks.plain_number(float(sum(case.participants.value.values()))),
                    blocks.kroner(gross_cost(entry)),
                    blocks.words(grant),
                    blocks.words(case.success_rate.source or "ikke oplyst"),
                ]
            )
        )
    return Table(
        id="tabel-forudsaetninger",
        caption="Sagernes vigtigste forudsætninger",
        columns=[
            Column(label=what(found), width=1.6),
            Column(label="Målgruppe", width=1.8),
            Column(label="Mereffekt", kind="pct"),
            Column(label="Deltagere", kind="number"),
            Column(label="Bruttoudgift", kind="kr", unit="kr."),
            Column(label="Tilskud", width=1.2),
            Column(label="Kilde til mereffekten", width=1.8),
        ],
        rows=rows,
        notes=["Bruttoudgiften er ikke tilbagediskonteret. Hver sags egen rapport har resten."],
    )


def _grant(grant: Any) -> str:
    if grant.share is not None:
        return f"{danish.percent_sign(grant.share.value)} fra {grant.giver.lower()}"
    return f"beløb fra {grant.giver.lower()}"


def what(found: Portfolio) -> str:
    """Heading of the column with the cases' names."""
    return "Variant" if found.variants else "Indsats"


def _factor_notes(found: Portfolio) -> list[str]:
    return [
        f"{entry.name}: gevinsten efter forløbet er ganget med "
        f"{danish.percent(entry.gain_factor)} på grund af samspil."
        for entry in found.entries
        if entry.gain_factor != 1.0
    ]


def _together_last(table: Table, sums: list[Sum]) -> Table:
    last = table.rows[-1]
    cells = [blocks.words(TOGETHER), *last.cells[1:]]
    rows = [*table.rows[:-1], last.model_copy(update={"cells": cells})]
    return table.model_copy(update={"rows": rows, "sums": sums})
