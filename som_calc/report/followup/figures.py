"""The figures of the follow-up report, each as one block."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.followup.known import GROUPS
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import TOTAL
from som_calc.document import danish
from som_calc.document.blocks import wide_table
from som_calc.document.model import Chart, FigureBlock, Series, Table
from som_calc.document.palette import DECIDED, GAIN, TODAY
from som_calc.figures.bars import waterfall
from som_calc.figures.intervals import Estimate, Intervals
from som_calc.figures.lines import course
from som_calc.figures.widths import drawn, shown
from som_calc.report.followup import tables
from som_calc.report.followup.bridge_tables import bridge_table
from som_calc.report.followup.measured_tables import effect_table, interval_text
from som_calc.report.followup.words import STEP_PHRASES

MIO = 1e6
FINE = 10e6
"""kr.  Below this a bridge is drawn in 1.000 kr., so that its small steps can be read."""
NEAR = 10_000.0
"""kr.  Results nearer each other than this are »næsten det samme«."""
SMALL = 500.0
"""kr.  A step nearer zero is not drawn; the table has it."""


def bridge_figure(
    tracking: Tracking,
    steps: pd.DataFrame,
    start: pd.Series,
    section: str,
    colours: dict[str, str],
    *,
    id: str,
    names: tuple[str, str],
    show_table: bool = True,
) -> FigureBlock:
    """The bridge between two results as a waterfall."""
    every = [(str(g), float(steps[TOTAL][g])) for g in steps.index]
    moves = [(group, kr) for group, kr in every if abs(kr) >= SMALL]
    first, last = float(start[TOTAL]), float(start[TOTAL] + steps[TOTAL].sum())
    parts = [(GROUPS[group], change) for group, change in moves]
    fine = max(abs(first), abs(last), *(abs(kr) for _, kr in moves)) < FINE if moves else True
    scale, unit = (1e3, "1.000 kr.") if fine else (MIO, "mio. kr.")
    bridge = waterfall(
        (names[0], first),
        parts,
        (names[1], last),
        colours,
        unit=unit,
        scale=scale,
        decimals=0 if fine else 1,
    )
    values = [first, *(change for _, change in parts), last]
    labels = [names[0], *(label for label, _ in parts), names[1]]
    told = "; ".join(f"{t} {danish.amount(v)}" for t, v in zip(labels, values, strict=True))
    return FigureBlock(
        section=section,
        id=id,
        finding=bridge_finding(moves, first, last, since=names[0] != "Vedtaget"),
        caption=f"Bro fra »{names[0]}« til »{names[1]}«: nettoresultat i alt, nutidsværdi",
        subline=None,
        **shown(bridge),
        alt=f"Vandret bro af søjler. {told}.",
        table=bridge_table(
            tracking, steps, start, names, "tabel-bro" if names[0] == "Vedtaget" else "tabel-siden"
        ),
        source=tables.SOURCE,
        notes=tables.price_note(tracking) if names[0] == "Vedtaget" else [],
        show_table=show_table,
    )


def bridge_finding(
    moves: list[tuple[str, float]], first: float, last: float, *, since: bool
) -> str:
    """What the bridge shows, in one sentence that follows its numbers."""
    when = "sidste opfølgning" if since else "beslutningen"
    if not moves:
        return f"Intet har flyttet resultatet siden {when}"
    group, change = max(moves, key=lambda move: abs(move[1]))
    total = last - first
    if abs(total) < NEAR:
        against = [move for move in moves if (move[1] > 0) != (change > 0)]
        text = f"Resultatet er næsten det samme som ved {when}"
        if not against:
            return text
        other = max(against, key=lambda move: abs(move[1]))[0]
        pulls = ("op", "ned") if change > 0 else ("ned", "op")
        return f"{text}: {STEP_PHRASES[group]} trækker {pulls[0]}, {STEP_PHRASES[other]} {pulls[1]}"
    way = "bedre" if total > 0 else "dårligere"
    text = f"Resultatet er {danish.amount(abs(total))} {way} end ved {when}"
    with_it = (change > 0) == (total > 0)
    join = "mest på grund af" if with_it else "selv om"
    if with_it:
        return f"{text}, {join} {STEP_PHRASES[group]}"
    pull = "trækker op" if change > 0 else "trækker ned"
    return f"{text}, {join} {STEP_PHRASES[group]} {pull}"


def course_figure(tracking: Tracking, section: str, colours: dict[str, str]) -> FigureBlock:
    """Cumulated net result, decided against today."""
    then = tracking.decided.cumulative()[TOTAL]
    now = tracking.forecast_in_decided_prices.cumulative()[TOTAL]
    years = sorted({*then.index, *now.index})
    frame = pd.DataFrame({"Vedtaget": then, "I dag": now}).reindex(years).ffill().fillna(0.0)
    upto = tracking.year
    values = [float(v) for v in frame["I dag"]]
    lines = course([int(y) for y in years], frame[DECIDED].to_list(), values, upto, colours)
    at = upto if upto in frame.index else years[-1]
    was, came = float(frame["Vedtaget"][at]), float(frame["I dag"][at])
    gap = came - was
    ahead = "foran" if gap > 0 else "bagud"
    finding = (
        f"Ved udgangen af {at} er resultatet, som det skulle være"
        if abs(gap) < SMALL
        else f"Ved udgangen af {at} er resultatet {danish.amount(abs(gap))} {ahead}"
    )
    case = tracking.case
    end = years[-1]
    return FigureBlock(
        section=section,
        id="figur-forloeb",
        finding=finding,
        caption="Nettoresultat pr. år, kr., summeret: vedtaget og i dag",
        subline=f"Periode: {years[0]}-{end}, {case.price_year}-priser, Alle aktører",
        **shown(lines),
        alt=(
            f"Linjediagram. I {at} er det vedtagne {danish.amount(was)} og det faktiske "
            f"{danish.amount(came)}. I {end} er det vedtagne "
            f"{danish.amount(float(frame['Vedtaget'][end]))} og prognosen "
            f"{danish.amount(float(frame['I dag'][end]))}."
        ),
        table=_course_table(frame, case.price_year),
        source=tables.SOURCE,
        notes=[
            "Fuldt optrukket er år med faktiske tal, stiplet er prognosen. Konsekvenserne er også "
            "i de faktiske år beregnet ud fra succeserne.",
            *(
                [f"Begge linjer er i {case.price_year}-priser."]
                if tables.price_note(tracking)
                else []
            ),
        ],
    )


def _course_table(frame: pd.DataFrame, price_year: int) -> Table:
    return wide_table(
        "tabel-forloeb",
        "Summeret nettoresultat, vedtaget og i dag",
        "År",
        frame,
        subline=f"{price_year}-priser, ikke tilbagediskonteret",
        first_kind="year",
    )


def effect_figure(tracking: Tracking, section: str, colours: dict[str, str]) -> FigureBlock | None:
    """The belief before, the measurement, and the belief after; None without a comparison."""
    found = tracking.evidence
    posterior = found.believed_interval
    if found.net is None or found.net_interval is None or found.believed is None:
        return None
    if posterior is None:
        return None
    rows = [
        Estimate(
            "Forventet ved beslutningen", found.planned, found.prior.interval, colours[DECIDED]
        ),
        Estimate("Målt til dato", found.net, found.net_interval, colours[GAIN]),
        Estimate("Opdateret", found.believed, posterior, colours[TODAY]),
    ]
    limit = tracking.break_even_as_measured()
    marks = []
    if limit is not None and -0.5 < limit < 1:
        marks.append((limit, f"break-even {danish.percent_sign(limit, 1)}"))
    verdicts = {
        "uafklaret": "Effekten er uafklaret: der er for få målinger til at sige, om den er der",
        "virker": "Målingen viser en effekt, men den hviler på sammenligningen",
        "mindre": "Målingen viser en effekt, men en mindre end den forventede",
        "under plan": "Effekten er mindre end forventet, og den kan være nul",
        "negativ": "Færre når målet end i sammenligningen",
        "ukendt": "Effekten er ukendt",
    }
    told = "; ".join(
        f"{row.label} {danish.percent(row.value, 1)} ({interval_text(row.interval)})"
        for row in rows
    )
    return FigureBlock(
        section=section,
        id="figur-effekt",
        finding=verdicts[found.verdict],
        caption="Nettoeffekten med 95 pct.-interval",
        **drawn(Intervals(rows, marks, "Nettoeffekt (mereffekt)")),
        alt=f"Punkter med intervaller. {told}.",
        chart=Chart(
            type="bar",
            categories=[row.label for row in rows],
            series=[
                Series(
                    name="Nettoeffekt",
                    values=[row.value * 100 for row in rows],
                    colour=colours[TODAY],
                    point_colours=[row.colour for row in rows],
                )
            ],
            unit="pct.",
            x_title="Pct.",
        ),
        table=effect_table(tracking, found),
        source=tables.SOURCE,
        notes=[],
    )
