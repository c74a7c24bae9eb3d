"""The bridge as tables: by step and actor, and year by year."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.followup.bridge import bridge_by_year
from som_calc.analysis.followup.known import GROUPS
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import TOTAL
from som_calc.document.blocks import kroner, total_column, total_last, words
from som_calc.document.model import Column, Row, Sum, Table
from som_calc.report.followup.tables import SOURCE, price_note, signed


def bridge_table(
    tracking: Tracking, steps: pd.DataFrame, start: pd.Series, names: tuple[str, str], id: str
) -> Table:
    """A bridge by actor: from one result, step by step, to another."""
    columns = [
        name
        for name in steps.columns
        if name == TOTAL or steps[name].abs().max() > 0.005 or start[name]
    ]
    end = start + steps.sum()
    rows = [_bridge_row(names[0], start, columns, whole=True)]
    rows += [
        _bridge_row(GROUPS[str(group)], steps.loc[group], columns, whole=False)
        for group in steps.index
    ]
    rows.append(_bridge_row(names[1], end, columns, whole=True))
    return Table(
        id=id,
        caption=f"Broen fra »{names[0]}« til »{names[1]}«, nutidsværdi, kr.",
        columns=[
            Column(label="Trin", width=1.6),
            *(Column(label=name, kind="kr", unit="kr.") for name in columns),
        ],
        rows=rows,
        notes=[
            "Hvert trin er en hel beregning, hvor én gruppe tal mere er skiftet ud; trinnene giver "
            "derfor præcis forskellen. Rækkerne er afrundet hver for sig.",
            *(price_note(tracking) if id == "tabel-bro" else []),
        ],
        source=SOURCE,
        sums=[*total_last(rows), *_total_first(columns)],
    )


def bridge_years(tracking: Tracking) -> Table | None:
    """The same difference, year by year; None with numbers of fewer than two years."""
    years = tracking.known.years
    if len(years) < 2:
        return None
    steps = bridge_by_year(tracking.case, tracking.known, tracking.schedule)
    shown = [name for name in steps.columns if name == TOTAL or steps[name].abs().max() > 0.005]
    labels = [*(_year_label(year, tracking.year) for year in years), "Ikke knyttet til et år"]
    rows = [
        Row(cells=[words(label), *(signed(float(values[name])) for name in shown)])
        for label, (_, values) in zip(labels, steps.iterrows(), strict=True)
    ]
    total = [signed(float(steps[name].sum())) for name in shown]
    rows.append(Row(cells=[words("Hele forskellen"), *total], role="total"))
    return Table(
        id="tabel-bro-aar",
        caption="Den samme forskel, år for år, nutidsværdi, kr.",
        columns=[
            Column(label="År", width=1.6),
            *(Column(label=name, kind="kr", unit="kr.") for name in shown),
        ],
        rows=rows,
        notes=[
            "Et års deltagere, frafald, omkostninger, tilskud og sparede udgifter skiftes ud "
            "sammen. Effekt, konsekvenser, priser og tid gælder alle år og står for sig."
        ],
        source=SOURCE,
        sums=[*total_last(rows), *_total_first(shown)],
    )


def _total_first(names: list[str]) -> list[Sum]:
    """I alt is the sum of the actors, in the column where it stands."""
    return total_column(len(names), 1 + names.index(TOTAL)) if TOTAL in names else []


def _year_label(year: int, latest: int) -> str:
    return str(year) if year <= latest else f"{year} (ny forventning)"


def _bridge_row(label: str, values: pd.Series, columns: list[str], *, whole: bool) -> Row:
    cell = kroner if whole else signed
    cells = [cell(float(values[name])) for name in columns]
    return Row(cells=[words(label), *cells], role="total" if whole else "normal")
