"""The figures of the decision report, each as one block: drawing, chart data, table, text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from som_calc.case.names import ACTORS, MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.blocks import amounts_table, wide_table
from som_calc.document.model import FigureBlock, Series, Table
from som_calc.document.palette import INK, MUTED
from som_calc.engine.result import Result
from som_calc.figures.bars import horizontal_bars
from som_calc.figures.columns import Columns
from som_calc.figures.lines import lines
from som_calc.figures.widths import shown
from som_calc.report.decision import captions
from som_calc.report.decision.findings import (
    actors_finding,
    cumulative_finding,
    shares_finding,
    yearly_finding,
)

MIO = 1e6


def actors(
    result: Result,
    colours: dict[str, str],
    section: str,
    *,
    id: str = "figur-2-1",
    table: bool = True,
) -> FigureBlock:
    """Figure 2.1: net result by actor."""
    net = result.by_actor()
    return _bars(
        result,
        net,
        [colours[name] for name in net.index],
        number="2.1",
        id=id,
        section=section,
        first_column="Aktører",
        finding=actors_finding(net),
        who="Alle aktører",
        show_table=table,
    )


def actors_table(result: Result) -> Table:
    """The table to figure 2.1, to stand without the figure."""
    net = result.by_actor()
    table = amounts_table(
        "tabel-2-1",
        captions.title("2.1", result, table=True),
        "Aktører",
        net,
        subline=captions.subline(result),
    )
    notes = [*table.notes, *captions.basis_notes(result, full=True)]
    return table.model_copy(update={"notes": notes, "source": captions.SOURCE})


def committees(result: Result, colours: dict[str, str], section: str) -> FigureBlock:
    """The kommune's part of figure 2.1 by committee, in the kommune's colour."""
    net = result.by_committee()
    return _bars(
        result,
        net,
        _total_and(net, colours[MUNICIPALITY]),
        number="udvalg",
        id="figur-udvalg",
        section=section,
        first_column="Udvalg",
        finding=shares_finding(net, "udvalg"),
        who=MUNICIPALITY,
    )


def areas(result: Result, section: str) -> FigureBlock:
    """Figure 2.3a: net result by hovedområde."""
    net = result.by_area()
    return _bars(
        result,
        net,
        _total_and(net, MUTED),
        number="2.3a",
        id="figur-2-3a",
        section=section,
        first_column="Hovedområder",
        finding=shares_finding(net, "område"),
        who="Alle aktører",
        per_area=True,
    )


def cumulative(result: Result, colours: dict[str, str], section: str) -> FigureBlock:
    """Figure 2.2a: cumulated net result per year, undiscounted."""
    whole = result.cumulative()
    frame, cut = _until_still(result, whole)
    names = _present(frame)
    scale, unit = _unit(frame)
    years = [int(year) for year in frame.index]
    series = {name: frame[name].to_list() for name in names}
    return FigureBlock(
        section=section,
        id="figur-2-2a",
        number="2.2a",
        finding=cumulative_finding(whole, result),
        caption=captions.title("2.2a", result),
        subline=captions.subline(result),
        **shown(lines(years, series, colours, scale=scale, unit=unit)),
        alt=_line_alt("Linjediagram over det summerede nettoresultat", frame, names),
        table=_yearly_table("tabel-2-2a", "2.2a", result, frame),
        source=captions.SOURCE,
        notes=[
            captions.undiscounted_note(result),
            *cut,
            *captions.basis_notes(result, per_year=True),
        ],
    )


def yearly(result: Result, colours: dict[str, str], section: str) -> FigureBlock:
    """Figure 2.2b: net result per year, undiscounted."""
    whole = result.by_year()
    frame, cut = _until_still(result, whole)
    names = [name for name in _present(frame) if name != TOTAL]
    scale, unit = _unit(frame)
    columns = Columns(
        [int(year) for year in frame.index],
        {name: frame[name].to_list() for name in names},
        frame[TOTAL].to_list(),
        colours,
        scale=scale,
        unit=unit,
    )
    return FigureBlock(
        section=section,
        id="figur-2-2b",
        number="2.2b",
        finding=yearly_finding(frame),
        caption=captions.title("2.2b", result),
        subline=captions.subline(result),
        **shown(columns),
        alt=_line_alt("Søjlediagram over nettoresultatet i hvert år", frame, [TOTAL]),
        table=_yearly_table("tabel-2-2b", "2.2b", result, frame),
        source=captions.SOURCE,
        notes=[
            f"Faste {result.case.price_year}-priser, ikke tilbagediskonteret.",
            *cut,
            *captions.basis_notes(result, per_year=True),
        ],
    )


def _bars(
    result: Result,
    net: pd.Series,
    colours: Sequence[str],
    *,
    number: str,
    id: str,
    section: str,
    first_column: str,
    finding: str,
    who: str,
    show_table: bool = True,
    per_area: bool = False,
) -> FigureBlock:
    values = [float(value) for value in net]
    scale, unit = _unit(net)
    notes = captions.basis_notes(result, full=number == "2.1", per_area=per_area)
    return FigureBlock(
        section=section,
        id=id,
        number=number,
        finding=finding,
        caption=captions.title(number, result),
        subline=captions.subline(result, who),
        **shown(
            horizontal_bars(
                list(net.index),
                values,
                colours,
                unit=unit,
                scale=scale,
                decimals=0 if scale < MIO and max(map(abs, values)) >= 1e5 else 1,
            )
        ),
        alt="Vandret søjlediagram. " + _all_values(net),
        table=amounts_table(
            f"tabel-{id.removeprefix('figur-')}",
            captions.title(number, result, table=True),
            first_column,
            net,
            subline=captions.subline(result, who),
        ),
        source=captions.SOURCE,
        notes=notes,
        show_table=show_table,
    )


def _total_and(net: pd.Series, colour: str) -> list[str]:
    """The total in ink and the rest in one colour: an actor's colour means that actor."""
    return [INK if name == TOTAL else colour for name in net.index]


def _until_still(result: Result, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The years until nothing happens any more, and a note on the years left out.

    A few still years are kept; a long horizon would otherwise give pages of zeros.
    """
    moves = result.by_year().any(axis=1).to_numpy().nonzero()[0]
    keep = (int(moves[-1]) if len(moves) else 0) + 2
    if keep + 5 >= len(frame):
        return frame, []
    first, last = frame.index[keep], frame.index[-1]
    return frame.iloc[:keep], [f"Der sker intet i {first}–{last}; de år er ikke vist."]


def _unit(values: pd.Series | pd.DataFrame) -> tuple[float, str]:
    """What an axis counts in: mio. kr., or 1.000 kr. where nothing reaches half a million."""
    largest = float(np.abs(values.to_numpy(dtype=float)).max(initial=0.0))
    return (1e3, "1.000 kr.") if 0 < largest < 5e5 else (MIO, "mio. kr.")


def _shown(value: float, largest: float) -> str:
    """An amount in an alternative text, with the digits the figure has."""
    return danish.millions(value) if largest >= 5e5 else danish.kroner(value)


def _present(frame: pd.DataFrame) -> list[str]:
    """The actors with anything to show, I alt always."""
    return [name for name in (TOTAL, *ACTORS) if name == TOTAL or frame[name].any()]


def series_of(name: str, values: pd.Series, colour: str) -> Series:
    """One line or set of bars of a chart, with its numbers."""
    return Series(
        name=name,
        values=[float(v) for v in values],
        colour=colour,
        dashed=name not in (TOTAL, MUNICIPALITY),
    )


def _yearly_table(id: str, number: str, result: Result, frame: pd.DataFrame) -> Table:
    return wide_table(
        id,
        captions.title(number, result, table=True),
        "År",
        frame,
        subline=captions.subline(result),
        first_kind="year",
    )


def _all_values(net: pd.Series) -> str:
    top = float(net.abs().max())
    return "; ".join(f"{name} {_shown(float(value), top)}" for name, value in net.items()) + "."


def _line_alt(what: str, frame: pd.DataFrame, names: list[str]) -> str:
    first, last = frame.index[0], frame.index[-1]
    top = float(frame.abs().to_numpy().max())
    parts = [
        f"{name} går fra {_shown(float(frame[name].iloc[0]), top)} i {first} "
        f"til {_shown(float(frame[name].iloc[-1]), top)} i {last}"
        for name in names
    ]
    low = frame[TOTAL].idxmin()
    bottom = f"Laveste punkt for I alt er {_shown(float(frame[TOTAL].min()), top)} i {low}"
    return f"{what}. {'; '.join(parts)}. {bottom}."
