"""When the kommune must find the money: tables per year, effort and committee."""

from __future__ import annotations

import pandas as pd

from som_calc.case.glossary import TOTAL
from som_calc.report import blocks
from som_calc.report.document import Column, Row, Table
from som_calc.report.portfolio.content import Portfolio
from som_calc.report.portfolio.tables import TOGETHER, subline, what


def outlay_table(found: Portfolio) -> Table:
    """The kommune's outlay after grants per year."""
    wide = found.outlays[[*found.order, *([TOTAL] if found.summed else [])]]
    wide = wide.rename(columns={TOTAL: TOGETHER})
    sums = wide.sum().to_frame(TOTAL).T
    wide.index = wide.index.map(str)
    return blocks.wide_table(
        "tabel-udlaeg", "Kommunens udgift efter tilskud pr. år, før nogen gevinst, kr.", "År",
        pd.concat([wide, sums]), subline=subline(found), first_kind="year",
        notes=["Faste priser, ikke tilbagediskonteret. Plus er en udgift i denne tabel."],
    )  # fmt: skip


def cash_table(found: Portfolio) -> Table:
    """The kommune's cumulated result per year by committee (or effort), and what is lacking."""
    parts = cash_parts(found)
    wide = pd.DataFrame(parts)
    wide[TOTAL] = found.cumulated()
    wide["Likviditetsbehov"] = (-wide[TOTAL]).clip(lower=0)
    wide.index = wide.index.map(str)
    split = "udvalg" if found.committees else "indsatser"
    return blocks.wide_table(
        "tabel-likviditet", f"Kommunens summerede resultat pr. år fordelt på {split}, kr.", "År",
        wide, subline=subline(found), first_kind="year",
        notes=[
            "Faste priser, ikke tilbagediskonteret. Likviditetsbehovet er det, summen mangler i "
            "at være nul, når gevinsterne er regnet med."
        ],
    )  # fmt: skip


def cash_parts(found: Portfolio) -> dict[str, pd.Series]:
    """Cumulated kr. by year per committee; per effort when the cases name no committees."""
    if found.committees:
        return {name: found.cumulated(name) for name in found.committees}
    return {name: found.cumulated(case=name) for name in found.order}


def committee_cash(found: Portfolio) -> Table:
    """Largest cash need per effort and committee, and the year of it."""
    rows = []
    names = [TOTAL, *found.committees]
    cases = [*found.order, *([TOTAL] if found.summed else [])]
    for case in cases:
        for committee in names:
            part = found.cumulated(committee, case)
            if not part.abs().max() > 0.005:
                continue
            low_year, low = found.lowest(committee, case)
            need = max(-low, 0.0)
            year = str(low_year) if need else "–"
            shown = TOGETHER if case == TOTAL else case
            rows.append(
                Row(
                    cells=[
                        blocks.words(shown),
                        blocks.words("Hele kommunen" if committee == TOTAL else committee),
                        blocks.kroner(need),
                        blocks.words(year),
                        blocks.kroner(float(part.iloc[-1])),
                    ],
                    role="total" if case == TOTAL and committee == TOTAL else "normal",
                )
            )
    return Table(
        id="tabel-likviditet-udvalg",
        caption="Største likviditetsbehov pr. indsats og udvalg, kr.",
        columns=[
            Column(label=what(found), width=1.8),
            Column(label="Udvalg", width=1.6),
            Column(label="Største behov", kind="kr", unit="kr."),
            Column(label="År"),
            Column(label="Sum ved slutningen", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=["Faste priser, ikke tilbagediskonteret."],
    )
