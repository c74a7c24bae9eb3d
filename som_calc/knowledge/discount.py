"""The discount schedule type: rates per stretch of project years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_LEAST_YEARS = 128
"""A chain reaches at least this far, so that a report's questions share one."""


@dataclass(frozen=True)
class DiscountSchedule:
    """Yearly discount rates (shares) by project year.

    ``steps`` holds ``(from_project_year, rate)``; the rate of a step discounts the step
    *into* each year from ``from_project_year`` on.  Finansministeriet (7 January 2021):
    3.5 pct. in years 0–35, 2.5 pct. in 36–70, 1.5 pct. after, chained year by year.
    """

    steps: tuple[tuple[int, float], ...]
    source: str

    @classmethod
    def flat(cls, rate: float, source: str) -> DiscountSchedule:
        """One rate (share) for all years."""
        return cls(((0, rate),), source)

    def factors(self, base: int, years: np.ndarray) -> np.ndarray:
        """Discount factors for calendar ``years``; ``base`` has factor 1.

        Years before ``base`` are compounded with the first rate.
        """
        offsets = np.asarray(years, dtype=int) - base
        if not offsets.size:
            return np.array([], dtype=float)
        first, last = int(offsets.min()), int(offsets.max())
        chain = _chain(self.steps, max(_LEAST_YEARS, last))
        if first >= 0:
            return np.asarray(chain[offsets])
        before = (1.0 + self.steps[0][1]) ** (-np.minimum(offsets, 0).astype(float))
        return np.asarray(chain[np.maximum(offsets, 0)] * before)


@lru_cache(maxsize=64)
def _chain(steps: tuple[tuple[int, float], ...], years: int) -> np.ndarray:
    """Factors of offsets 0 to ``years``, chained year by year; cannot be written to."""
    span = np.arange(1, years + 1)
    starts = np.array([start for start, _ in steps])
    rates = np.array([rate for _, rate in steps])
    yearly = rates[np.searchsorted(starts, span, side="right") - 1]
    chain = np.concatenate(([1.0], 1.0 / np.cumprod(1.0 + yearly)))
    chain.setflags(write=False)
    return chain
