"""The order of the appendix on how sure a result is."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.report.base import Piece
from som_calc.report.decision import (
    certainty_evidence,
    certainty_money,
    certainty_spread,
    certainty_switching,
    certainty_tables,
)
from som_calc.report.decision.certainty import Certainty
from som_calc.report.decision.certainty_map import success_map


def appendix_pieces(found: Certainty, colours: dict[str, str], section: str) -> Iterator[Piece]:
    """What could overturn the result, and the chances where the case states uncertainty."""
    result = found.result
    tipping = certainty_switching.break_evens(result)
    if found.draws is not None and found.summary is not None:
        yield found.tornado_figure(section, colours)
        yield certainty_spread.spread(found.draws, found.summary, colours, result, section)
        yield certainty_tables.chances(found.summary, result, found.draws.design.draws, found.held)
    yield certainty_tables.scenarios(result)
    yield success_map(result, section, colours)
    yield certainty_switching.switching(tipping)
    yield certainty_switching.committees(result, tipping)
    yield certainty_money.payers(result)
    yield certainty_money.transfers(result)
    yield certainty_money.payback_table(result)
    yield certainty_money.horizon_table(result)
    yield certainty_money.cash(result)
    yield certainty_evidence.evidence(result)
    yield certainty_evidence.left_out(result)
    if found.draws is not None:
        yield certainty_tables.worth_knowing(found.draws, found.drivers)
        yield certainty_tables.drawn(found.draws)
