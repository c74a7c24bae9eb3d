"""When the kommune must find the money: tables per year, effort and committee."""

from __future__ import annotations

import pandas as pd

from som_calc.case.names import TOTAL
from som_calc.document import blocks
from som_calc.document.model import Column, Row, Table
from som_calc.report.portfolio.content import Portfolio
from som_calc.report.portfolio.tables import TOGETHER, subline, what

MOST_COLUMNS = 4
"""Committees or efforts beside each other; more would not fit a page."""


def outlay_table(found: Portfolio) -> Table:
    """The kommune's outlay after grants per year."""
    wide = found.outlays[[*found.order, *([TOTAL] if found.summed else [])]]
    if found.summed:
        wide = wide.rename(columns={TOTAL: TOGETHER})
    sums = wide.sum().to_frame(TOTAL).T
    wide.index = wide.index.map(str)
    table = blocks.wide_table(
        "tabel-udlaeg",
        f"{_owners(found)} udgift efter tilskud pr. år, før nogen gevinst, kr.", "År",
        pd.concat([wide, sums]), subline=subline(found), first_kind="year",
        notes=["Faste priser, ikke tilbagediskonteret. Plus er en udgift i denne tabel."],
    )  # fmt: skip
    count = len(wide.columns)
    across = blocks.total_column(count, count) if found.summed else []
    return table.model_copy(update={"sums": [*blocks.total_last(table.rows), *across]})


def cash_table(found: Portfolio) -> Table:
    """The kommune's cumulated result per year, by committee (or effort), and what is lacking.

    With more parts than fit a page only the sum; then :func:`split_tables` has the parts.
    """
    parts = cash_parts(found)
    wide = pd.DataFrame(parts if len(parts) <= MOST_COLUMNS else {}, index=found.cumulated().index)
    wide[TOTAL] = found.cumulated()
    wide["Likviditetsbehov"] = (-wide[TOTAL]).clip(lower=0)
    return _by_year(
        found,
        "tabel-likviditet",
        f"{_owners(found)} summerede resultat pr. år, kr.",
        wide,
        "Faste priser, ikke tilbagediskonteret. Likviditetsbehovet er det, summen mangler i at "
        "være nul, når gevinsterne er regnet med.",
    )


def split_tables(found: Portfolio) -> list[Table]:
    """The parts of :func:`cash_table`, a few columns at a time; none when they stand there."""
    parts = list(cash_parts(found).items())
    if len(parts) <= MOST_COLUMNS:
        return []
    return [
        _by_year(
            found,
            f"tabel-likviditet-{first // MOST_COLUMNS + 1}",
            f"{_owners(found)} summerede resultat pr. år fordelt på {_split(found)}, kr.",
            pd.DataFrame(dict(parts[first : first + MOST_COLUMNS])),
            "Faste priser, ikke tilbagediskonteret.",
        )
        for first in range(0, len(parts), MOST_COLUMNS)
    ]


def _by_year(found: Portfolio, id: str, caption: str, wide: pd.DataFrame, note: str) -> Table:
    wide = wide.set_axis(wide.index.map(str))
    return blocks.wide_table(
        id, caption, "År", wide, subline=subline(found), first_kind="year", notes=[note]
    )


def _owners(found: Portfolio) -> str:
    return f"{found.purse.capitalize()}s"


def _split(found: Portfolio) -> str:
    return "udvalg" if found.committees else "indsatser"


def cash_parts(found: Portfolio) -> dict[str, pd.Series]:
    """Cumulated kr. by year per committee; per effort when the cases name no committees."""
    if found.committees:
        return {name: found.cumulated(name) for name in found.committees}
    return {name: found.cumulated(case=name) for name in found.order}


def committee_cash(found: Portfolio) -> Table:
    """Largest cash need per effort and committee, and the year of it."""
    rows = []
    names = [TOTAL, *found.committees]
    whole = "Hele kommunen" if len(found.kommuner) == 1 else "Kommunerne i alt"
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
                        blocks.words(whole if committee == TOTAL else committee),
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
            Column(label=what(found), width=1.6),
            Column(label="Udvalg", width=1.5),
            Column(label="Største behov", kind="kr", unit="kr."),
            Column(label="År", kind="year", width=0.7),
            Column(label="Sum ved slutningen", kind="kr", unit="kr."),
        ],
        rows=rows,
        subline=subline(found),
        notes=["Faste priser, ikke tilbagediskonteret."],
    )
