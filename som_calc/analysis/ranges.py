"""The range an input is varied over in a one-way analysis, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from som_calc.analysis.uncertainty import DEFAULT_SPREAD, marginal_of
from som_calc.case.model import Evidence
from som_calc.engine.inputs import Input

CUT = ", afskåret ved det mulige"
"""Said of a range that reaches what cannot be: it is no longer what its label begins with."""


@dataclass(frozen=True)
class Range:
    """``low`` and ``high`` in the input's unit; ``basis`` is a Danish label.

    ``stated`` is False where the ± is our default and not the case's own.
    """

    input: Input
    low: float
    high: float
    basis: str
    stated: bool


def range_of(
    item: Input, default_spread: float = DEFAULT_SPREAD, evidence: Sequence[Evidence] = ()
) -> Range | None:
    """The input's own range, cut at what is possible; None when it cannot be varied.

    Own ranges: 95 pct. of what is drawn, which is the stated interval, or a stated ±.
    Whole years are varied by whole years, at least one, and the label says how many; the
    last calendar year and the course length are decisions, and are left out unless a range
    is stated.  A success rate without an uncertainty of its own takes the interval of the
    first study in ``evidence`` whose interval holds it.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> rate = som_calc.calculate(case).frame.inputs[0]
    >>> range_of(rate).basis
    'antaget ±20\xa0pct.'
    """
    stated = item.uncertainty
    if stated is not None and stated.distribution == "fast":
        return None
    if stated is None:
        found = _from_study(item, evidence) if item.id == "mereffekt" else None
        return found or _default(item, default_spread)
    marginal = marginal_of(item, stated)
    if marginal is None:
        return None
    if stated.spread is not None:
        ends = sorted((item.value * (1 - stated.spread), item.value * (1 + stated.spread)))
        low, high = max(ends[0], marginal.low), min(ends[1], marginal.high)
        basis = f"±{_percent(stated.spread)}\u00a0pct."
        changed = [low, high] != ends
    else:
        low, high = marginal.quantile(0.025), marginal.quantile(0.975)
        basis = "95\u00a0pct.-interval"
        if stated.observations:
            basis += f" fra {stated.successes} ud af {stated.observations}"
        elif stated.standard_error is not None:
            basis += " fra standardfejl"
        changed = bool(marginal.cut)
        if stated.interval is not None:
            changed = not np.allclose((low, high), stated.interval, atol=0)
            low, high = (low, high) if changed else stated.interval
    return Range(item, low, high, basis + (CUT if changed else ""), True)


def _from_study(item: Input, evidence: Sequence[Evidence]) -> Range | None:
    for study in evidence:
        if study.interval and study.interval[0] <= item.value <= study.interval[1]:
            low, high = max(study.interval[0], item.low), min(study.interval[1], item.high)
            return Range(item, low, high, f"interval i »{study.study}«", True)
    return None


def _default(item: Input, spread: float) -> Range | None:
    if item.id in {"periode.til", "indsats.forløbsvarighed"} or not item.value:
        return None
    step = abs(item.value) * spread
    basis = f"antaget ±{_percent(spread)}\u00a0pct."
    if item.integer and step != round(step):
        # A fifth of three years is no number of years: what is done is said.
        step = max(1.0, round(step))
        basis = f"antaget ±{step:.0f}\u00a0{item.unit}"
    low, high = max(item.value - step, item.low), min(item.value + step, item.high)
    whole = math.isclose(high - low, 2 * step)
    return Range(item, low, high, basis + ("" if whole else CUT), False)


def _percent(share: float) -> str:
    return f"{round(share * 100, 1):g}".replace(".", ",")
