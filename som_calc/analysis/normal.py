"""The standard normal distribution from the standard library: scipy takes long to load."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()


def cdf(z: np.ndarray) -> np.ndarray:
    """P(Z ≤ z), accurate in the far lower tail; same shape as ``z``.

    >>> cdf(np.array([0.0, -1.959963984540054])).round(4).tolist()
    [0.5, 0.025]
    """
    flat = [math.erfc(-x / math.sqrt(2.0)) / 2 for x in np.ravel(z).tolist()]
    return np.array(flat).reshape(np.shape(z))


def quantile(probability: float) -> float:
    """The z with P(Z ≤ z) = ``probability`` (0–1, both excluded).

    >>> round(quantile(0.975), 6)
    1.959964
    """
    return _NORMAL.inv_cdf(probability)


@cache
def midpoints(count: int) -> np.ndarray:
    """``count`` values that stand for equal slices of probability, in order (read-only).

    >>> midpoints(3).round(3).tolist()
    [-0.967, 0.0, 0.967]
    """
    grid = np.array([quantile((i + 0.5) / count) for i in range(count)])
    grid.flags.writeable = False
    return grid
