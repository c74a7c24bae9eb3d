"""Figure 3.1 of the decision report: what the result is at other success rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import break_even
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document import danish
from som_calc.document.blocks import wide_table
from som_calc.document.model import Chart, FigureBlock
from som_calc.engine.result import Result
from som_calc.figures.lines import NamedPoint, lines
from som_calc.figures.widths import drawn
from som_calc.report.decision import captions
from som_calc.report.decision.figures import series_of
from som_calc.report.decision.findings import rates_finding


def by_rate(
    result: Result, zero: Result, full: Result, colours: dict[str, str], section: str
) -> FigureBlock:
    """Figure 3.1: net result per participant at different success rates.

    Args:
        result: the case at its own rate.
        zero: the same case at a success rate of 0.
        full: the same case at a success rate of 1; the frame is linear in between.
        colours: actor → colour.
        section: the section it belongs to.
    """
    fixed, at_one = zero.per_participant(), full.per_participant()
    slope = at_one - fixed
    told = sorted({*result.case.sensitivity.success_rates, result.success_rate})
    points = break_even(result)
    marked = {
        name: rate
        for name in (TOTAL, MUNICIPALITY)
        if (rate := points.rates[name]) is not None and rate > 0
    }
    top = max(
        0.02, 1.35 * max([*told, *[rate for rate in marked.values() if rate < 3 * max(told)]])
    )
    axis = sorted({*np.round(np.linspace(0, min(top, 1.0), 21), 4), *told})
    names = [name for name in fixed.index if name == TOTAL or fixed[name] or slope[name]]
    frame = pd.DataFrame({name: fixed[name] + slope[name] * np.array(told) for name in names})
    frame.index = pd.Index([danish.percent_sign(rate) for rate in told])
    shown = {name: rate for name, rate in marked.items() if rate <= axis[-1]}
    rates = lines(
        axis,
        {name: [float(fixed[name] + slope[name] * rate) for rate in axis] for name in names},
        colours,
        scale=1e3,
        unit="1.000 kr. pr. deltager",
        title="Mereffekt (succesrate)",
        share=True,
        points=told,
        marks=[
            NamedPoint(rate, f"{name} {danish.percent_sign(rate, 1)}", colours[name])
            for name, rate in shown.items()
        ],
        upright=(result.success_rate, f"forventet {danish.percent_sign(result.success_rate)}"),
    )
    return FigureBlock(
        section=section,
        id="figur-3-1",
        number="3.1",
        finding=rates_finding(result, points.total),
        caption=captions.title("3.1", result),
        subline=captions.subline(result),
        **drawn(rates),
        alt=_rate_alt(frame, marked),
        chart=Chart(
            type="line",
            categories=[str(name) for name in frame.index],
            series=[series_of(name, frame[name], colours[name]) for name in names],
            unit="1.000 kr. pr. deltager",
            scale=1e3,
            number_format="#,##0",
            x_title="Mereffekt",
            y_title="1.000 kr. pr. deltager",
        ),
        table=wide_table(
            "tabel-3-1",
            captions.title("3.1", result, table=True),
            "Mereffekt",
            frame,
            subline=captions.subline(result),
        ),
        source=captions.SOURCE,
        notes=[
            *(["Cirklerne på nullinjen viser break-even."] if shown else []),
            "Pr. deltager er nutidsværdien delt med deltagerne, hver tilbagediskonteret fra sit "
            "startår. Linjerne går derfor i nul ved break-even.",
            *captions.basis_notes(result),
        ],
    )


def _rate_alt(frame: pd.DataFrame, marked: dict[str, float]) -> str:
    ends = "; ".join(
        f"{name} fra {danish.kroner(float(frame[name].iloc[0]))} ved {frame.index[0]} "
        f"til {danish.kroner(float(frame[name].iloc[-1]))} ved {frame.index[-1]}"
        for name in frame.columns
    )
    zero = "; ".join(
        f"{name} går i nul ved {danish.percent(rate, 1)}" for name, rate in marked.items()
    )
    return f"Linjediagram over nettoresultat pr. deltager. {ends}. {zero}{'.' if zero else ''}"
