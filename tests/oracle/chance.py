"""What an uncertainty means, in numpy alone: quantiles, chances, and what knowing is worth."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, exp, pi, sqrt

import numpy as np

Z95 = 1.959963984540054


def cdf(z: float) -> float:
    """Standard normal distribution function."""
    return 0.5 * (1 + erf(z / sqrt(2)))


def density(z: float) -> float:
    """Standard normal density."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def by_density(
    log_density: Callable[[np.ndarray], np.ndarray], low: float, high: float, points: int = 200_001
) -> tuple[float, float]:
    """The 2.5 and 97.5 pct. points of an unnormed density on [low, high], by summing it."""
    middle = (np.arange(points) + 0.5) / points * (high - low) + low
    logs = log_density(middle)
    mass = np.cumsum(np.exp(logs - logs.max()))
    at = np.searchsorted(mass / mass[-1], [0.025, 0.975])
    return float(middle[at[0]]), float(middle[at[1]])


def ends_of_beta(mean: float, sd: float) -> tuple[float, float]:
    """2.5 and 97.5 pct. points of the beta with that mean and standard deviation."""
    total = mean * (1 - mean) / sd**2 - 1
    a, b = mean * total, (1 - mean) * total
    return by_density(lambda x: (a - 1) * np.log(x) + (b - 1) * np.log1p(-x), 0.0, 1.0)


def ends_of_gamma(mean: float, sd: float) -> tuple[float, float]:
    """2.5 and 97.5 pct. points of the gamma with that mean and standard deviation."""
    shape, scale = (mean / sd) ** 2, sd**2 / mean
    return by_density(lambda x: (shape - 1) * np.log(x) - x / scale, 0.0, mean + 12 * sd)


def ends_of_lognormal(mean: float, sd: float) -> tuple[float, float]:
    """2.5 and 97.5 pct. points of the lognormal with that mean and standard deviation."""
    square = np.log1p((sd / mean) ** 2)
    mu = np.log(mean) - square / 2
    return float(np.exp(mu - Z95 * sqrt(square))), float(np.exp(mu + Z95 * sqrt(square)))


def ends_of_triangle(low: float, mode: float, high: float) -> tuple[float, float]:
    """2.5 and 97.5 pct. points of the triangle."""
    with np.errstate(divide="ignore"):
        return by_density(
            lambda x: np.log(
                np.where(x < mode, (x - low) / (mode - low), (high - x) / (high - mode))
            ),
            low,
            high,
        )


def ends_of_normal(mean: float, sd: float) -> tuple[float, float]:
    """2.5 and 97.5 pct. points of the normal."""
    return mean - Z95 * sd, mean + Z95 * sd


def chance_of_gain(mean: float, sd: float) -> float:
    """P(X > 0) for a normal result."""
    return cdf(mean / sd)


def worth_of_knowing(mean: float, sd: float) -> float:
    """Expected value of perfect information on a normal result; the alternative is worth 0."""
    return mean * cdf(mean / sd) + sd * density(mean / sd) - max(0.0, mean)


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's 95 pct. interval of a share."""
    p, z2 = k / n, Z95**2
    centre, half = p + z2 / (2 * n), Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (centre - half) / (1 + z2 / n), (centre + half) / (1 + z2 / n)


def newcombe(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's 95 pct. interval (1998, method 10) of the difference between two shares."""
    p, q = one[0] / one[1], other[0] / other[1]
    (l1, u1), (l2, u2) = wilson(*one), wilson(*other)
    low = p - q - sqrt((p - l1) ** 2 + (u2 - q) ** 2)
    high = p - q + sqrt((u1 - p) ** 2 + (q - l2) ** 2)
    return low, high


def error_of_difference(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Standard error of the difference between two shares."""
    p, q = one[0] / one[1], other[0] / other[1]
    return sqrt(p * (1 - p) / one[1] + q * (1 - q) / other[1])


def correlation_from_widths(one: float, other: float, both: float) -> float:
    """The correlation of two normal results from the widths of theirs and their sum's intervals."""
    return (both**2 - one**2 - other**2) / (2 * one * other)


def unresolved(interval: tuple[float, float], expected: float) -> bool:
    """Whether a measured effect's interval holds both no effect and the expected one."""
    return interval[0] <= 0 <= interval[1] and interval[0] <= expected <= interval[1]
