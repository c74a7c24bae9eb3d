"""What a budget can actually see of the result."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from som_calc.analysis.outcomes import Outcome, outcomes
from som_calc.case.model import Case
from som_calc.engine.booking import PARTLY
from som_calc.engine.frame import build, evaluate
from som_calc.engine.rows import Label
from som_calc.knowledge.discount import DiscountSchedule


def cash_table(case: Case, schedule: DiscountSchedule) -> pd.DataFrame:
    """Net present value in kr. split on what a budget sees.

    Costs, grants and the saved alternative count as cash.  Columns: ``kind``, ``name``,
    ``total``, ``cash`` (seen), ``not_cash`` (stated as not seen), ``unstated`` (the case
    does not say); total = cash + not_cash + unstated.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> cash_table(case, schedule)[["name", "total", "cash"]].round().head(2).to_numpy().tolist()
    [['I alt', 4867399.0, 2959686.0], ['Kommune', 3987157.0, 4188731.0]]
    """
    frame = build(case, schedule)
    rows = []
    for outcome in outcomes(frame).outcomes:
        shares = (outcome.share, partial(_seen, outcome), partial(_unstated, outcome))
        weights = np.stack([frame.present_value(share) for share in shares])
        parts = evaluate(frame, weights)[0].tolist()
        rows.append(
            {
                "kind": outcome.kind,
                "name": outcome.name,
                "total": parts[0],
                "cash": parts[1],
                "not_cash": parts[0] - parts[1] - parts[2],
                "unstated": parts[2],
            }
        )
    return pd.DataFrame(rows)


def _seen(outcome: Outcome, line: Label) -> float:
    return outcome.share(line) * (line.cash or 0.0)


def _unstated(outcome: Outcome, line: Label) -> float:
    return outcome.share(line) if line.cash is None else 0.0


def realisable_table(case: Case) -> pd.DataFrame:
    """How each consequence is counted.

    Columns: ``service``, ``realisable`` (as stated, or None), ``share`` (of it a budget
    sees; NaN when not stated), ``assumed`` (True: »delvis« without a share, so
    :data:`som_calc.engine.booking.PARTLY` is assumed; label it).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> realisable_table(case)[["service", "share"]].head(2).to_numpy().tolist()
    [['Herberg og forsorgshjem', 1.0], ['Bostøtte (§ 85)', 0.5]]
    """
    shares = {"kontant": 1.0, "ikke-kontant": 0.0}
    rows = []
    for item in case.consequences:
        stated = item.realisable_share.value if item.realisable_share else None
        partly = PARTLY if stated is None else stated
        share = partly if item.realisable == "delvis" else shares.get(item.realisable or "")
        rows.append(
            {
                "service": item.service,
                "realisable": item.realisable,
                "share": float("nan") if share is None else share,
                "assumed": item.realisable == "delvis" and stated is None,
            }
        )
    return pd.DataFrame(rows, columns=["service", "realisable", "share", "assumed"])
