"""The order of »Hvor sikkert er det?«: one figure in the section, the rest in the appendix."""

from __future__ import annotations

from som_calc.document.model import Block, FigureBlock, Table, TableBlock
from som_calc.report.decision import (
    certainty_evidence,
    certainty_money,
    certainty_spread,
    certainty_switching,
    certainty_tables,
)
from som_calc.report.decision.certainty import Certainty
from som_calc.report.decision.certainty_map import success_map


def certainty_blocks(
    found: Certainty, colours: dict[str, str], section: str, appendix: str
) -> list[Block]:
    """The fan chart (or, without chances, the tornado) in ``section``; tables in ``appendix``."""
    result = found.result
    fan = found.fan(section, colours)
    tipping = certainty_switching.break_evens(result)
    chances: list[FigureBlock | Table | None] = []
    behind: list[Table] = []
    if found.draws is not None and found.summary is not None:
        spread = certainty_spread.spread(found.draws, found.summary, colours, result, appendix)
        chances = [spread, certainty_tables.chances(found.summary, result)]
        behind = [
            certainty_tables.worth_knowing(found.draws, found.drivers),
            certainty_tables.drawn(found.draws),
        ]
    shown: list[FigureBlock | Table | None] = [
        fan,
        found.tornado_figure(section if fan is None else appendix),
        *chances,
        certainty_tables.scenarios(result),
        success_map(result, appendix),
        certainty_switching.switching(tipping),
        certainty_switching.committees(result, tipping),
        certainty_money.payers(result),
        certainty_money.transfers(result),
        certainty_money.payback_table(result),
        certainty_money.horizon_table(result),
        certainty_money.cash(result),
        certainty_evidence.evidence(result),
        certainty_evidence.left_out(result),
        *behind,
    ]
    return [
        item if isinstance(item, FigureBlock) else TableBlock(section=appendix, table=item)
        for item in shown
        if item is not None
    ]
