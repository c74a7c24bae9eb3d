"""From what a case says about a number's uncertainty to a distribution.

One standard normal z stands behind each value; a larger z always gives a value that is
larger **in size** (for a change of −4 weeks a larger z is a larger saving), so that
values sharing a source err in the same direction.  The mean is the case's own value,
except for a triangle, whose top it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from som_calc.analysis import normal
from som_calc.case.problems import CaseError, Problem
from som_calc.case.values import Uncertainty
from som_calc.engine.inputs import Input

Z95 = 1.959963984540054
Kind = Literal["normal", "beta", "gamma", "lognormal", "trekant"]
DEFAULT_SPREAD = 0.20
"""± share used in one-way analyses where a case states nothing; always labelled as such."""
POSITIVE = {"Omkostninger", "Tilskud", "Sparet alternativ", "Priser"}
_GRID = 6.5
_STEPS = 1024
"""Table of quantiles over z: the straight lines between its points are off by less than a
hundred-thousandth of a standard deviation, and one z in ten thousand million lies outside."""


@dataclass(frozen=True)
class Marginal:
    """The distribution of one input.

    ``parameters``: normal (mean, sd); lognormal (mu, sigma); gamma (shape, scale);
    beta (alpha, beta); trekant (low, mode, high).  For inputs below zero they describe
    the size and ``sign`` is −1.
    """

    kind: Kind
    parameters: tuple[float, ...]
    sign: float = 1.0

    @cached_property
    def mean(self) -> float:
        """Mean in the input's unit."""
        return self.sign * self._moments[0]

    @cached_property
    def sd(self) -> float:
        """Standard deviation in the input's unit."""
        return self._moments[1]

    @property
    def _moments(self) -> tuple[float, float]:
        a, b = self.parameters[:2]
        if self.kind == "normal":
            return a, b
        if self.kind == "lognormal":
            mean = float(np.exp(a + b * b / 2))
            return mean, float(mean * np.sqrt(np.expm1(b * b)))
        if self.kind == "gamma":
            return a * b, float(np.sqrt(a) * b)
        if self.kind == "beta":
            total = a + b
            return a / total, float(np.sqrt(a * b / (total + 1)) / total)
        low, mode, high = self.parameters
        square = low**2 + mode**2 + high**2 - low * mode - low * high - mode * high
        return (low + mode + high) / 3, float(np.sqrt(square / 18))

    def values(self, z: np.ndarray) -> np.ndarray:
        """Values for standard normals ``z`` (any shape), in the input's unit."""
        if self.kind == "normal":
            return self.sign * self.parameters[0] + self.sign * self.parameters[1] * z
        if self.kind == "lognormal":
            return self.sign * np.exp(self.parameters[0] + self.parameters[1] * z)
        place = (np.clip(z, -_GRID, _GRID) + _GRID) * (_STEPS / (2 * _GRID))
        below = np.minimum(place.astype(np.int64), _STEPS - 1)
        first, step = self._table
        return np.asarray(first[below] + (place - below) * step[below])

    def quantile(self, probability: float) -> float:
        """The value in the input's unit that lies at ``probability``."""
        z = np.array([normal.quantile(probability if self.sign > 0 else 1 - probability)])
        return float(self.sign * self._exact(z)[0])

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """Values on a fine grid of z and the step to the next; linear in between."""
        exact = self.sign * self._exact(np.linspace(-_GRID, _GRID, _STEPS + 1))
        return exact[:-1], np.diff(exact)

    def _exact(self, z: np.ndarray) -> np.ndarray:
        a, b = self.parameters[:2]
        if self.kind == "normal":
            return np.asarray(a + b * z)
        if self.kind == "lognormal":
            return np.asarray(np.exp(a + b * z))
        lower, upper = normal.cdf(z), normal.cdf(-z)
        if self.kind == "trekant":
            low, mode, high = self.parameters
            rising = low + np.sqrt(lower * (high - low) * (mode - low))
            falling = high - np.sqrt(upper * (high - low) * (high - mode))
            return np.where(lower * (high - low) < mode - low, rising, falling)
        from scipy.special import betaincinv, gammainccinv, gammaincinv

        if self.kind == "gamma":
            return np.asarray(
                b
                * np.where(z < 0, gammaincinv(a, lower), gammainccinv(a, np.maximum(upper, 1e-300)))
            )
        return np.asarray(np.where(z < 0, betaincinv(a, b, lower), 1 - betaincinv(b, a, upper)))


def marginals(
    known: Sequence[Input], default_spread: float | None = None, file: str | None = None
) -> dict[int, Marginal]:
    """Distribution per input column; inputs that are fixed are left out.

    Args:
        known: the inputs.
        default_spread: ± share (triangular) for inputs whose uncertainty is not stated;
            None holds them fixed.  Inputs that move the timing are always held fixed.
        file: the case file, for messages.

    Raises:
        CaseError: an uncertainty that cannot be used; every one is told.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> len(marginals(som_calc.calculate(case).frame.inputs, default_spread=0.2)) > 0
    True
    """
    found: dict[int, Marginal] = {}
    problems: list[Problem] = []
    for column, item in enumerate(known):
        stated = item.uncertainty
        if stated is None and default_spread is not None:
            stated = Uncertainty(distribution="trekant", spread=default_spread)
        if stated is None:
            continue
        try:
            marginal = marginal_of(item, stated)
        except _Wrong as fault:
            field = f"{item.id}.usikkerhed"
            problems.append(Problem(file, None, field, fault.wrong, fault.right))
            continue
        if marginal is not None and item.linear:
            found[column] = marginal
    if problems:
        raise CaseError(problems)
    return found


class _Wrong(ValueError):
    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong, self.right = wrong, right


def marginal_of(item: Input, stated: Uncertainty) -> Marginal | None:
    """The distribution of one input; None when it is fixed.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> rate = som_calc.calculate(case).frame.inputs[0]
    >>> marginal_of(rate, Uncertainty(distribution="trekant", spread=0.2)).parameters
    (0.04000000000000001, 0.05, 0.06)
    """
    _check(item, stated)
    if stated.distribution == "fast":
        return None
    sign = -1.0 if item.value < 0 else 1.0
    value = abs(item.value)
    if stated.observations is not None and stated.successes is not None:
        return _beta_from_counts(stated.successes, stated.observations)
    kind = stated.distribution or _usual(item, stated)
    ends = _ends(item, stated)
    if kind == "trekant":
        return _triangle(value, stated, ends, sign)
    if ends is not None:
        low, high = sorted((sign * ends[0], sign * ends[1]))
        error = (high - low) / (2 * Z95)
        if kind == "lognormal" and low > 0 and stated.interval is not None:
            sigma = float(np.log(high / low) / (2 * Z95))
            return Marginal("lognormal", (float(np.log(value)) - sigma**2 / 2, sigma), sign)
    else:
        error = float(stated.standard_error or 0.0)
    return _from_error(kind, value, error, sign) if error else None


def _from_error(kind: Kind, value: float, error: float, sign: float) -> Marginal:
    if kind == "normal":
        return Marginal("normal", (value, error), sign)
    if value == 0:
        raise _Wrong(f"værdien 0 kan ikke have fordelingen {kind}", "skriv fordeling: normal")
    if kind == "lognormal":
        square = float(np.log1p((error / value) ** 2))
        return Marginal(
            "lognormal", (float(np.log(value)) - square / 2, float(np.sqrt(square))), sign
        )
    if kind == "gamma":
        return Marginal("gamma", ((value / error) ** 2, error**2 / value), sign)
    room = value * (1 - value)
    total = room / error**2 - 1
    # With both parameters under 1 the extremes would be likelier than the value itself.
    if sign < 0 or total <= 0 or max(value, 1 - value) * total < 1:
        raise _Wrong(
            "usikkerheden er for stor til en betafordeling",
            "værdien skal ligge mellem 0 og 100 pct. og intervallet være smallere",
        )
    return Marginal("beta", (value * total, (1 - value) * total))


def _beta_from_counts(successes: int, observations: int) -> Marginal:
    """Mean is the observed share; with none or all, half an observation is added to each side."""
    misses = observations - successes
    if successes and misses:
        return Marginal("beta", (float(successes), float(misses)))
    return Marginal("beta", (successes + 0.5, misses + 0.5))


def _triangle(
    value: float, stated: Uncertainty, ends: tuple[float, float] | None, sign: float
) -> Marginal | None:
    if ends is None:
        half = float(np.sqrt(6.0)) * float(stated.standard_error or 0.0)
        low, high = value - half, value + half
    else:
        low, high = sorted((sign * ends[0], sign * ends[1]))
    mode = value if stated.mode is None else sign * stated.mode
    if not low <= mode <= high:
        raise _Wrong("den mest sandsynlige værdi ligger uden for intervallet", "ret en af dem")
    return Marginal("trekant", (low, mode, high), sign) if high > low else None


def _usual(item: Input, stated: Uncertainty) -> Kind:
    """The distribution used when the case names none."""
    if stated.mode is not None or stated.spread is not None:
        return "trekant"
    if stated.interval is None:
        return "normal"
    low, high = stated.interval
    if item.unit == "andel" and low >= 0 and high <= 1 and 0 < item.value < 1:
        return "beta"
    if item.group in POSITIVE and low > 0:
        return "lognormal"
    return "normal"


def _ends(item: Input, stated: Uncertainty) -> tuple[float, float] | None:
    if stated.interval is not None:
        return stated.interval
    if stated.spread is not None:
        return item.value * (1 - stated.spread), item.value * (1 + stated.spread)
    return None


def _check(item: Input, stated: Uncertainty) -> None:
    counts = (stated.successes, stated.observations)
    ways = [
        stated.standard_error is not None,
        stated.interval is not None,
        stated.spread is not None,
        any(c is not None for c in counts),
    ]
    if stated.distribution == "fast":
        return
    if sum(ways) != 1:
        wrong = (
            "siger ikke hvor usikker værdien er" if not any(ways) else "er angivet på flere måder"
        )
        raise _Wrong(
            wrong,
            "angiv netop én af standardfejl, interval, udsving eller succeser og observationer",
        )
    if stated.standard_error is not None and stated.standard_error <= 0:
        raise _Wrong("standardfejlen skal være over 0", "skriv fordeling: fast for en sikker værdi")
    if stated.spread is not None and stated.spread <= 0:
        raise _Wrong("udsvinget skal være over 0 pct.", "skriv fx udsving: 20 %")
    if stated.interval is not None:
        low, high = stated.interval
        if low >= high:
            raise _Wrong("intervallets nedre grænse skal være under den øvre", "byt grænserne om")
        if not low <= item.value <= high:
            raise _Wrong("værdien ligger uden for sit interval", "ret værdien eller intervallet")
    if any(c is not None for c in counts):
        _check_counts(item, *counts)


def _check_counts(item: Input, successes: int | None, observations: int | None) -> None:
    if successes is None or observations is None:
        raise _Wrong("succeser og observationer hører sammen", "angiv begge")
    if observations <= 0:
        raise _Wrong(
            "antallet af observationer skal være over 0", "angiv hvor mange der er målt på"
        )
    if not 0 <= successes <= observations:
        raise _Wrong(
            "der kan ikke være flere succeser end observationer, og ikke færre end 0",
            "ret et af tallene",
        )
    if item.unit != "andel":
        raise _Wrong("succeser og observationer kan kun bruges til en andel", "brug standardfejl")
    if abs(successes / observations - item.value) > 0.005:
        raise _Wrong(
            "succeser ud af observationer giver ikke værdien",
            "er værdien en forskel mellem to grupper, så brug standardfejl eller interval",
        )
