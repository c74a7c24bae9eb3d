"""The result with and without what relatives gain."""

from __future__ import annotations

import pandas as pd

from som_calc.case.names import ACTORS, TOTAL
from som_calc.document import danish
from som_calc.document.blocks import wide_table
from som_calc.document.model import FigureBlock
from som_calc.document.palette import INK, MUTED
from som_calc.engine.result import Result
from som_calc.figures.bars import horizontal_bars
from som_calc.figures.widths import shown
from som_calc.report.decision import captions

WITHOUT, FAMILY, WITH = "Uden pårørende", "Pårørende", "Med pårørende"


def with_and_without(result: Result) -> pd.DataFrame:
    """Net present value in kr. by actor (index, I alt first), without, of and with relatives."""
    whole = result.by_actor()
    own = result.table[result.table["component"] == "family"]
    sums = own.groupby("actor")["present_value"].sum().reindex(list(ACTORS)).fillna(0.0)
    family = pd.concat([pd.Series({TOTAL: float(sums.sum())}), sums]).reindex(whole.index)
    return pd.DataFrame({WITHOUT: whole - family, FAMILY: family, WITH: whole})


def family_figure(result: Result, section: str) -> FigureBlock | None:
    """The figure and its table; ``None`` when no consequence is for relatives."""
    consequences = result.case.consequences
    if not any(item.relatives is not None and item.significant for item in consequences):
        return None
    frame = with_and_without(result)
    without, own, whole = (float(frame[name].iloc[0]) for name in (WITHOUT, FAMILY, WITH))
    labels, shades = [WITH, WITHOUT, FAMILY], [INK, MUTED, MUTED]
    values = [whole, without, own]
    label = captions.present_value(result)
    share = danish.amount(abs(own))
    finding = f"Pårørende trækker {'op' if own >= 0 else 'ned'} med {share}"
    caption = f"Nettoresultat i alt med og uden pårørende, {label}"
    told = ", ".join(
        f"{name} {danish.kroner(value)}" for name, value in zip(labels, values, strict=True)
    )
    return FigureBlock(
        section=section,
        id="figur-paaroerende",
        finding=finding,
        caption=caption,
        subline=captions.subline(result),
        **shown(horizontal_bars(labels, values, shades, decimals=2)),
        alt=f"Vandret søjlediagram. {told}.",
        table=wide_table(
            "tabel-paaroerende",
            f"Nettoresultat med og uden pårørende fordelt på aktører, {label}",
            "Aktører",
            frame,
            subline=captions.subline(result),
        ),
        source=captions.SOURCE,
        notes=[
            "Konsekvenserne for pårørende er pr. pårørende til en deltager, der når målet, ganget "
            "med antallet af pårørende pr. deltager. De er kun talt med én gang."
        ],
    )
