"""The raw effect beside an evidence-weighted one; a weight is never applied silently.

Weights are the user's own (``evidensvægt`` at a study) or a dated parameter with a source,
``params/satser/evidensvægte.yaml``, whose ``værdi`` gives a share per evidence level, e.g.
``{1: …, 2: …, 3: …}``.  No such file ships: we know of no sourced Danish weights.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import pandas as pd

from som_calc.analysis.outcomes import outcomes
from som_calc.case.glossary import fold
from som_calc.case.model import Case, Evidence
from som_calc.case.names import BACK_CALCULATED, DURING, MOVED_BY_SUCCESS
from som_calc.engine.frame import build, evaluate
from som_calc.engine.inputs import SUCCESS_RATE
from som_calc.engine.rows import Label
from som_calc.knowledge.discount import DiscountSchedule

WEIGHTS_FILE = "satser/evidensvægte.yaml"
OWN = "kommunens egen vægt"


@dataclass(frozen=True)
class Weights:
    """Share of an effect to count on by evidence level (1–3), and where that is from."""

    by_level: dict[int, float]
    source: str


def weights_on(date: dt.date) -> Weights | None:
    """The weights valid on ``date``; None when there is no parameter file.

    Raises:
        CaseError: the file is faulty or has no value for the date.

    >>> weights_on(dt.date(2026, 1, 1)) is None
    True
    """
    from som_calc.knowledge.rates import load_parameter
    from som_calc.resources import find

    try:
        path = find("params", WEIGHTS_FILE)
    except FileNotFoundError:
        return None
    value = load_parameter(path, first=1).on(date)
    return Weights(dict(value.steps), value.source)


def evidence_table(case: Case, weights: Weights | None = None) -> pd.DataFrame:
    """What the studies found.

    Columns: ``study``, ``level`` (1–3), ``design``, ``n``, ``effect`` (share), ``low``,
    ``high`` (95 pct. interval), ``significant`` (None: not known), ``weight`` (share; NaN
    without), ``weight_source``, ``weighted_effect`` (share; NaN without) and ``source``.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> evidence_table(case)[["study", "effect"]].head(1).to_numpy().tolist()
    [['IPS til mennesker med svær psykisk sygdom', 0.13]]
    """
    columns = [
        "study",
        "level",
        "design",
        "n",
        "effect",
        "low",
        "high",
        "significant",
        "weight",
        "weight_source",
        "weighted_effect",
        "source",
    ]
    rows = []
    for item in case.evidence:
        weight, source = weight_of(item, weights)
        effect = float("nan") if item.effect is None else item.effect
        low, high = item.interval or (float("nan"), float("nan"))
        rows.append(
            (
                *(item.study, item.level, item.design, item.participants_n, effect, low, high),
                *(is_significant(item), float("nan") if weight is None else weight, source),
                *(float("nan") if weight is None else effect * weight, item.source),
            )
        )
    return pd.DataFrame(rows, columns=columns).astype({"significant": object})


def is_significant(item: Evidence) -> bool | None:
    """As stated; otherwise whether the interval leaves out zero; None when neither is known.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> is_significant(case.evidence[0]) is None
    True
    """
    if item.significant is not None:
        return item.significant
    if item.interval is None:
        return None
    low, high = item.interval
    return low > 0 or high < 0


def weight_of(item: Evidence, weights: Weights | None) -> tuple[float | None, str | None]:
    """The weight (share) of one study and its source; the user's own goes first.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> weight_of(case.evidence[0], Weights({1: 0.9, 2: 0.8, 3: 0.5}, "egen antagelse"))
    (0.9, 'egen antagelse')
    """
    if item.weight is not None:
        return item.weight.value, item.weight.source or OWN
    if weights is not None and item.level in weights.by_level:
        return weights.by_level[item.level], weights.source
    return None, None


def weighted_result(case: Case, schedule: DiscountSchedule, weight: float) -> pd.DataFrame:
    """The result with the case's success rate beside that with ``weight`` (share) of it.

    Columns: ``kind``, ``name``, ``net`` and ``weighted_net`` (kr. present value).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> table = weighted_result(case, schedule, 0.8)
    >>> table[["net", "weighted_net"]].round().head(1).to_numpy().tolist()
    [[1071273.0, 6982.0]]
    """
    frame = build(case, schedule)
    found = outcomes(frame)
    pair = frame.base[None, :].repeat(2, axis=0)
    pair[1, SUCCESS_RATE] *= weight
    raw, weighted = evaluate(frame, found.weights, pair)
    return pd.DataFrame(
        {
            "kind": [o.kind for o in found.outcomes],
            "name": found.names,
            "net": raw,
            "weighted_net": weighted,
        }
    )


def not_significant(case: Case, schedule: DiscountSchedule) -> pd.DataFrame:
    """Consequences that are not significant, and so, as in SØM, not counted.

    Columns: ``service`` and ``present_value`` (kr., I alt) it would have brought; NaN for a
    service without a price, which only what is counted must have.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> len(not_significant(case, schedule))
    0
    """
    rows = []
    priced = {fold(price.service) for price in case.prices}
    for i, item in enumerate(case.consequences):
        if item.significant:
            continue
        if fold(item.service) not in priced:
            rows.append({"service": item.service, "present_value": math.nan})
            continue
        alone = [
            c.model_copy(update={"significant": j == i}) for j, c in enumerate(case.consequences)
        ]
        frame = build(case.model_copy(update={"consequences": alone}), schedule)
        weights = frame.present_value(_is_consequence)
        amount = float(evaluate(frame, weights[None, :])[0, 0])
        rows.append({"service": item.service, "present_value": amount})
    return pd.DataFrame(rows, columns=["service", "present_value"])


def _is_consequence(line: Label) -> float:
    of_success = line.component in {*MOVED_BY_SUCCESS, DURING}
    return float(of_success and line.service != BACK_CALCULATED)
