"""What the draws say: intervals, chances, size of gain and loss, and the fan per year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from som_calc.analysis.labels import DISTRIBUTIONS, FIXED
from som_calc.analysis.runner import Draws
from som_calc.case.names import OF_ACTOR, STATE, STATE_GRANT, STATE_WITH_GRANT
from som_calc.engine.frame import evaluate

PERCENTILES = {"p2_5": 2.5, "p10": 10.0, "p50": 50.0, "p90": 90.0, "p97_5": 97.5}
"""Column → percentile: the median and the ends of the 80 and 95 pct. intervals."""


def summary(draws: Draws) -> pd.DataFrame:
    """One row per actor, kommune without grants, and committee; kr. present value.

    Where the state gives a grant it has a row with it (:data:`STATE_WITH_GRANT`), and the two
    halves of its purse have no ``probability``.

    Columns: ``kind``, ``name``, ``base`` (the case as it is), ``mean``, ``sd``, the
    :data:`PERCENTILES`, ``probability`` of a result above zero (share) with its sampling
    ``probability_error`` (standard error), ``gain_if_gain`` and ``loss_if_loss`` (expected
    size given that sign; the loss is negative; NaN when that sign never occurs).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.analysis.runner import draw
    >>> drawn = draw(probabilistic(case, schedule, draws=1000))
    >>> summary(drawn)["name"].to_list()[:2]
    ['I alt', 'Kommune']
    """
    base = evaluate(draws.frame, draws.outcomes.weights)[0]
    rows = []
    given = draws.outcomes.place(STATE_GRANT)
    has_grant = bool(base[given] or draws.net[:, given].any())
    for place, outcome in enumerate(draws.outcomes.outcomes):
        row = _row(outcome.kind, outcome.name, float(base[place]), draws.net[:, place])
        if has_grant and outcome.name in (STATE, STATE_GRANT) and outcome.kind == OF_ACTOR:
            row |= dict.fromkeys(_CHANCES, float("nan"))
        rows.append(row)
        if has_grant and place == given:
            both = [draws.outcomes.place(STATE), given]
            net = draws.net[:, both].sum(axis=1)
            rows.append(_row(OF_ACTOR, STATE_WITH_GRANT, float(base[both].sum()), net))
    return pd.DataFrame(rows)


_CHANCES = ("probability", "probability_error", "gain_if_gain", "loss_if_loss")


def _row(kind: str, name: str, base: float, net: np.ndarray) -> dict[str, str | float]:
    ordered = np.sort(net)
    first_gain = int(np.searchsorted(ordered, 0.0, side="right"))
    losses = int(np.searchsorted(ordered, 0.0, side="left"))
    count, gains = len(ordered), len(ordered) - first_gain
    chance = gains / count
    return {
        "kind": kind,
        "name": name,
        "base": base,
        "mean": float(ordered.mean()),
        "sd": float(ordered.std(ddof=1)) if count > 1 else 0.0,
        **dict(zip(PERCENTILES, percentiles(ordered).tolist(), strict=True)),
        "probability": chance,
        "probability_error": sampling_error(chance, count),
        "gain_if_gain": float(ordered[first_gain:].mean()) if gains else float("nan"),
        "loss_if_loss": float(ordered[:losses].mean()) if losses else float("nan"),
    }


def sampling_error(chance: float, draws: int) -> float:
    """Standard error of a chance counted in ``draws``, by Agresti and Coull (1998).

    Two draws more of each kind are added, so that none at all is not told as certain.

    >>> round(sampling_error(0.0, 10_000), 6), round(sampling_error(0.5, 10_000), 4)
    (0.000141, 0.005)
    """
    near = (chance * draws + 2) / (draws + 4)
    return float(np.sqrt(near * (1 - near) / (draws + 4)))


def percentiles(ordered: np.ndarray) -> np.ndarray:
    """The :data:`PERCENTILES` of values sorted along the last axis, linear in between.

    Sorting first is several times faster than :func:`numpy.percentile`, which selects.

    >>> percentiles(np.arange(101.0)).tolist()
    [2.5, 10.0, 50.0, 90.0, 97.5]
    """
    place = np.array(list(PERCENTILES.values())) / 100 * (ordered.shape[-1] - 1)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    low, high = ordered[..., below], ordered[..., above]
    return np.asarray(low + (high - low) * (place - below))


def fan(draws: Draws, payer: str) -> pd.DataFrame:
    """Percentiles of the cumulated undiscounted result in kr. per calendar year.

    Columns: ``year``, ``mean`` and the :data:`PERCENTILES`.

    Raises:
        ValueError: ``payer`` is not one of ``draws.payers``.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.analysis.runner import draw
    >>> drawn = draw(probabilistic(case, schedule, draws=1000))
    >>> fan(drawn, "Kommune")["year"].to_list()[:3]
    [2025, 2026, 2027]
    """
    place = draws.payers.index(payer)
    # One contiguous row per year makes the sorting several times faster.
    cumulated = np.sort(np.ascontiguousarray(draws.cumulated[:, place, :].T), axis=1)
    table = pd.DataFrame({"year": draws.frame.years, "mean": cumulated.mean(axis=1)})
    for column, values in zip(PERCENTILES, percentiles(cumulated).T, strict=True):
        table[column] = values
    return table


def varied(draws: Draws) -> pd.DataFrame:
    """Every input: how it was drawn, or that it was held fixed.

    Columns: ``id``, ``label``, ``unit``, ``value``, ``distribution`` (Danish), ``cut_at``
    (the limits of what is possible that it was cut at, in the unit), ``mean``, ``sd``, ``low``
    and ``high`` (2.5 and 97.5 pct.), ``source_group`` (shared source) and ``stated`` (False
    when the spread is our default, not the case's).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.analysis.runner import draw
    >>> drawn = draw(probabilistic(case, schedule, draws=1000))
    >>> table = varied(drawn)
    >>> table.loc[0, ["id", "distribution"]].to_list()
    ['mereffekt', 'Holdes fast']
    """
    design = draws.design
    rows = []
    for column, item in enumerate(design.inputs):
        drawn = design.uncertain.get(column)
        rows.append(
            {
                "id": item.id,
                "label": item.label,
                "unit": item.unit,
                "value": item.value,
                "distribution": DISTRIBUTIONS[drawn.kind] if drawn else FIXED,
                "cut_at": drawn.cut if drawn else (),
                "mean": drawn.mean if drawn else item.value,
                "sd": drawn.sd if drawn else 0.0,
                "low": drawn.quantile(0.025) if drawn else item.value,
                "high": drawn.quantile(0.975) if drawn else item.value,
                "source_group": item.uncertainty.correlation_group if item.uncertainty else None,
                "stated": item.uncertainty is not None,
            }
        )
    return pd.DataFrame(rows)
