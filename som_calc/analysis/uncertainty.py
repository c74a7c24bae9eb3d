"""From what a case says about a number's uncertainty to a distribution.

One standard normal z stands behind each value; a larger z always gives a value that is
larger **in size** (for a change of −4 weeks a larger z is a larger saving), so that
values sharing a source err in the same direction.

A stated **interval** is kept: 2.5 and 97.5 pct. of the draws lie below its ends, whichever
distribution is named and wherever in it the case's value lies.  Where no other family is
named, half of the draws lie on each side of the case's value (a normal in two pieces).  A
stated **standard error** is that of the distribution, whose mean is the case's value.
Nothing impossible is drawn: see :attr:`Marginal.cut`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from som_calc.analysis import normal
from som_calc.case.problems import CaseError, Problem
from som_calc.case.values import Uncertainty
from som_calc.engine.inputs import DISCOUNT_RATE, SUCCESS_RATE_ID, Input

Z95 = 1.959963984540054
TAIL = 0.025
"""Share of the draws below and above a stated interval."""
Kind = Literal["normal", "todelt", "beta", "gamma", "lognormal", "trekant", "forskel"]
DEFAULT_SPREAD = 0.20
"""± share used in one-way analyses where a case states nothing; always labelled as such."""
CUT_WORTH_TELLING = 1e-4
"""Share of a distribution outside what is possible, under which it is not re-scaled or told."""
LEAST_SIDE = 0.05
"""Share of an interval that lies on the narrow side of the middle, at least: half of the draws
cannot share one value."""
_GRID = 6.5
_STEPS = 1024
"""Table of quantiles over z: the straight lines between its points are off by less than a
hundred-thousandth of a standard deviation, and one z in ten thousand million lies outside."""
_MOMENT_POINTS = 4000
_CELLS = 2000
"""Cells each of two shares is cut into when their difference is put together."""


@dataclass(frozen=True)
class Marginal:
    """The distribution of one input.

    ``parameters``: normal (mean, sd); todelt (middle, sd below, sd above); lognormal (mu,
    sigma); gamma (shape, scale); beta (alpha, beta); trekant (low, mode, high); forskel
    (alpha, beta, alpha, beta), one beta share less another.  For inputs below zero they
    describe the size and ``sign`` is −1.  ``low`` and ``high`` are what is possible, in the
    input's unit; ``keeps_ends``: what lies outside is set to the limit, so
    that the other quantiles stay, otherwise the distribution is re-scaled to what is left.
    """

    kind: Kind
    parameters: tuple[float, ...]
    sign: float = 1.0
    low: float = -math.inf
    high: float = math.inf
    keeps_ends: bool = False

    @cached_property
    def mean(self) -> float:
        """Mean in the input's unit."""
        return self.sign * self._moments[0]

    @cached_property
    def uncut_mean(self) -> float:
        """What the mean would be, had nothing been cut; in the input's unit."""
        return self.sign * self._of_family[0]

    @cached_property
    def sd(self) -> float:
        """Standard deviation in the input's unit."""
        return self._moments[1]

    @cached_property
    def cut(self) -> tuple[float, ...]:
        """The limits, in the input's unit, that a part worth telling would lie outside."""
        inside = self._inside
        if inside is None:
            return ()
        ends = ((0, inside[0]), (1, 1 - inside[1]))
        limits = sorted(self.sign * self._limits[i] for i, outside in ends if self._told(outside))
        return tuple(limits)

    @cached_property
    def _limits(self) -> tuple[float, float]:
        """What is possible, as sizes."""
        return (self.low, self.high) if self.sign > 0 else (-self.high, -self.low)

    @staticmethod
    def _told(outside: float) -> bool:
        return outside > CUT_WORTH_TELLING

    @cached_property
    def _inside(self) -> tuple[float, float] | None:
        """Probabilities at the two limits; None where no draw can reach them."""
        ends = self._family(np.array([-_GRID, _GRID]))
        if ends[0] >= self._limits[0] and ends[1] <= self._limits[1]:
            return None

        def at(limit: float, missing: float) -> float:
            if not ends[0] < limit < ends[1]:
                return missing
            z = _root(lambda z: float(self._family(np.array([z]))[0]) - limit, -_GRID, _GRID)
            return float(normal.cdf(np.array([z]))[0])

        return at(self._limits[0], 0.0), at(self._limits[1], 1.0)

    @property
    def _moments(self) -> tuple[float, float]:
        if self.cut:
            drawn = self._exact(normal.midpoints(_MOMENT_POINTS))
            return float(drawn.mean()), float(drawn.std())
        return self._of_family

    @property
    def _of_family(self) -> tuple[float, float]:
        """Mean and standard deviation of the size, cut nowhere."""
        a, b = self.parameters[:2]
        if self.kind == "normal":
            return a, b
        if self.kind == "todelt":
            middle, below, above = self.parameters
            shift = (above - below) / math.sqrt(2 * math.pi)
            return middle + shift, math.sqrt((above**2 + below**2) / 2 - shift**2)
        if self.kind == "lognormal":
            mean = float(np.exp(a + b * b / 2))
            return mean, float(mean * np.sqrt(np.expm1(b * b)))
        if self.kind == "gamma":
            return a * b, float(np.sqrt(a) * b)
        if self.kind == "beta":
            total = a + b
            return a / total, float(np.sqrt(a * b / (total + 1)) / total)
        if self.kind == "forskel":
            one, other = (
                Marginal("beta", self.parameters[:2]),
                Marginal("beta", self.parameters[2:]),
            )
            return one.mean - other.mean, math.hypot(one.sd, other.sd)
        low, mode, high = self.parameters
        square = low**2 + mode**2 + high**2 - low * mode - low * high - mode * high
        return (low + mode + high) / 3, float(np.sqrt(square / 18))

    def values(self, z: np.ndarray) -> np.ndarray:
        """Values for standard normals ``z`` (any shape), in the input's unit."""
        if self.kind in ("normal", "todelt", "lognormal") and not self._rescaled:
            found = self.sign * self._family(z)
            return found if self._inside is None else np.clip(found, self.low, self.high)
        place = (np.clip(z, -_GRID, _GRID) + _GRID) * (_STEPS / (2 * _GRID))
        below = np.minimum(place.astype(np.int64), _STEPS - 1)
        first, step = self._table
        return np.asarray(first[below] + (place - below) * step[below])

    def quantile(self, probability: float) -> float:
        """The value in the input's unit that lies at ``probability``."""
        z = np.array([normal.quantile(probability if self.sign > 0 else 1 - probability)])
        return float(self.sign * self._exact(z)[0])

    @cached_property
    def _difference(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values of a difference, and the probabilities of less and of more than each.

        Each share is cut into cells of one width, where it has any probability; the cells'
        probabilities are exact, and those of the differences their convolution.
        """
        from scipy.special import betainc, betaincinv

        shares = self.parameters[:2], self.parameters[2:]
        reach = [betaincinv(a, b, [1e-12, 1 - 1e-12]) for a, b in shares]
        width = max(float(high - low) for low, high in reach) / _CELLS
        cells = []
        for (a, b), (low, high) in zip(shares, reach, strict=True):
            edges = low + width * np.arange(math.ceil((high - low) / width) + 1)
            cells.append(np.diff(betainc(a, b, np.minimum(edges, 1.0))))
        mass = np.convolve(cells[0], cells[1][::-1])
        first = reach[0][0] - reach[1][0] - width * (len(cells[1]) - 0.5)
        ends = first + width * np.arange(len(mass) + 1)
        below = np.concatenate([[0.0], np.cumsum(mass)])
        above = np.concatenate([np.cumsum(mass[::-1])[::-1], [0.0]])
        return ends, below, above

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """Values on a fine grid of z and the step to the next; linear in between."""
        exact = self.sign * self._exact(np.linspace(-_GRID, _GRID, _STEPS + 1))
        return exact[:-1], np.diff(exact)

    @cached_property
    def _rescaled(self) -> bool:
        return bool(self.cut) and not self.keeps_ends

    def _exact(self, z: np.ndarray) -> np.ndarray:
        """Sizes for ``z``, none of them impossible."""
        if self._inside is None:
            return self._family(z)
        if self._rescaled:
            first, last = self._inside
            inside = np.clip(first + (last - first) * normal.cdf(z), 1e-12, 1 - 1e-12)
            z = np.array([normal.quantile(p) for p in inside.ravel().tolist()]).reshape(z.shape)
        return np.asarray(np.clip(self._family(z), *self._limits))

    def _family(self, z: np.ndarray) -> np.ndarray:
        """Sizes for ``z`` in the distribution itself."""
        a, b = self.parameters[:2]
        if self.kind == "normal":
            return np.asarray(a + b * z)
        if self.kind == "todelt":
            return np.asarray(a + np.where(z < 0, b, self.parameters[2]) * z)
        if self.kind == "lognormal":
            return np.asarray(np.exp(a + b * z))
        lower, upper = normal.cdf(z), normal.cdf(-z)
        if self.kind == "trekant":
            low, mode, high = self.parameters
            rising = low + np.sqrt(lower * (high - low) * (mode - low))
            falling = high - np.sqrt(upper * (high - low) * (high - mode))
            return np.asarray(np.where(lower * (high - low) < mode - low, rising, falling))
        if self.kind == "forskel":
            ends, below, above = self._difference
            least = np.interp(lower, below, ends)
            return np.asarray(np.where(z < 0, least, -np.interp(upper, above[::-1], -ends[::-1])))
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
            None holds them fixed.  Inputs that move the timing are then always held fixed.
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
        if stated is None and default_spread is not None and item.linear:
            stated = Uncertainty(distribution="trekant", spread=default_spread)
        if stated is None:
            continue
        try:
            marginal = marginal_of(item, stated)
        except _Wrong as fault:
            field = f"{item.id}.usikkerhed"
            problems.append(Problem(file, None, field, fault.wrong, fault.right))
            continue
        if marginal is not None:
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
    (0.04, 0.05, 0.060000000000000005)
    >>> found = marginal_of(rate, Uncertainty(interval=(0.01, 0.2)))
    >>> [round(found.quantile(p), 6) for p in (0.025, 0.5, 0.975)]
    [0.01, 0.05, 0.2]
    """
    _check(item, stated)
    if stated.distribution == "fast":
        return None
    found = _family_of(item, stated)
    low, high = _possible(item, stated)
    return found and replace(found, low=low, high=high)


def _family_of(item: Input, stated: Uncertainty) -> Marginal | None:
    sign = -1.0 if item.value < 0 else 1.0
    value = abs(item.value)
    if stated.observations is not None and stated.successes is not None:
        if item.id == SUCCESS_RATE_ID:
            return _difference_from_counts(stated)
        return _beta_from_counts(stated.successes, stated.observations)
    kind = _kind(stated)
    if stated.spread is not None and kind == "trekant":
        half = value * stated.spread
        return _triangle(value - half, _mode(value, stated, sign), value + half, sign)
    if (ends := _ends(item, stated)) is not None:
        low, high = sorted((sign * ends[0], sign * ends[1]))
        return _from_interval(kind, low, _mode(value, stated, sign), high, sign)
    error = float(stated.standard_error or 0.0)
    if kind == "trekant":
        half = math.sqrt(6.0) * error
        return _triangle(value - half, _mode(value, stated, sign), value + half, sign)
    return _from_error(kind, value, error, sign) if error else None


def _from_interval(kind: Kind, low: float, value: float, high: float, sign: float) -> Marginal:
    """The distribution of ``kind`` whose 2.5 and 97.5 pct. points are ``low`` and ``high``."""
    if kind in ("normal", "todelt"):
        least = LEAST_SIDE * (high - low)
        middle = min(max(value, low + least), high - least)
        below, above = (middle - low) / Z95, (high - middle) / Z95
        if math.isclose(below, above, rel_tol=1e-9):
            return Marginal("normal", (middle, below), sign, keeps_ends=True)
        return Marginal("todelt", (middle, below, above), sign, keeps_ends=True)
    if kind == "trekant":
        return Marginal("trekant", _triangle_between(low, value, high), sign, keeps_ends=True)
    if low <= 0:
        raise _Wrong(
            f"et interval, der begynder ved 0 eller lavere, kan ikke have fordelingen {kind}",
            "skriv fordeling: normal, eller udelad fordelingen",
        )
    if kind == "lognormal":
        middle, width = (math.log(low) + math.log(high)) / 2, math.log(high / low)
        return Marginal("lognormal", (middle, width / (2 * Z95)), sign, keeps_ends=True)
    if kind == "gamma":
        return Marginal("gamma", _gamma_between(low, high), sign, keeps_ends=True)
    if sign < 0 or high >= 1:
        raise _Wrong(
            "en betafordeling kræver et interval mellem 0 og 100 pct.",
            "ret intervallet, eller skriv fordeling: normal",
        )
    return Marginal("beta", _beta_between(low, high), sign, keeps_ends=True)


def _triangle_between(low: float, mode: float, high: float) -> tuple[float, float, float]:
    """The triangle with its top at ``mode`` and its 2.5 and 97.5 pct. points at the ends.

    The share under a triangle left of x is (x − low)² / (width · (mode − low)); each foot
    follows from the other by a quadratic, and they settle within a few rounds.
    """

    def foot(near: float, far: float) -> float:
        """Distance from the top to a foot, when the point is ``near`` and the other ``far``."""
        half = 2 * near + TAIL * far
        root = math.sqrt(max(half**2 - 4 * (1 - TAIL) * near**2, 0.0))
        return (half + root) / (2 * (1 - TAIL))

    left, right = mode - low, high - mode
    below, above = left, right
    for _ in range(60):
        below = foot(left, above)
        above = foot(right, below)
    return mode - below, mode, mode + above


def _gamma_between(low: float, high: float) -> tuple[float, float]:
    from scipy.special import gammaincinv

    def off(log_shape: float) -> float:
        ends = gammaincinv(math.exp(log_shape), [TAIL, 1 - TAIL])
        return math.log(high / low) - math.log(float(ends[1] / max(ends[0], 1e-300)))

    shape = math.exp(_root(off, math.log(0.05), math.log(1e8)))
    return shape, low / float(gammaincinv(shape, TAIL))


def _beta_between(low: float, high: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    def mean_for(total: float) -> float:
        """The mean that puts the lower point right."""
        return _root(
            lambda m: float(betaincinv(m * total, (1 - m) * total, TAIL)) - low, 1e-9, 1 - 1e-9
        )

    def off(log_total: float) -> float:
        total = math.exp(log_total)
        mean = mean_for(total)
        return high - float(betaincinv(mean * total, (1 - mean) * total, 1 - TAIL))

    total = math.exp(_root(off, math.log(0.05), math.log(1e8)))
    mean = mean_for(total)
    _check_beta(mean, total)
    return mean * total, (1 - mean) * total


def _root(ask: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising ``ask`` passes zero, by halving: as exact as the numbers themselves."""
    for _ in range(100):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if ask(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


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
    total = value * (1 - value) / error**2 - 1
    _check_beta(value, total if sign > 0 else 0.0)
    return Marginal("beta", (value * total, (1 - value) * total))


def _check_beta(mean: float, total: float) -> None:
    # With both parameters under 1 the extremes would be likelier than the value itself.
    if total <= 0 or max(mean, 1 - mean) * total < 1:
        raise _Wrong(
            "usikkerheden er for stor til en betafordeling",
            "værdien skal ligge mellem 0 og 100 pct. og intervallet være smallere",
        )


def _beta_from_counts(successes: int, observations: int) -> Marginal:
    """Mean is the observed share; with none or all, half an observation is added to each side."""
    misses = observations - successes
    if successes and misses:
        return Marginal("beta", (float(successes), float(misses)))
    return Marginal("beta", (successes + 0.5, misses + 0.5))


def _difference_from_counts(stated: Uncertainty) -> Marginal:
    """One group's share less the other's, each as unsure as its count leaves it.

    A share has the beta distribution of Jeffreys (half an observation to each side, always):
    no group, however small, is taken for exact, and equal groups give a difference that is
    the same on both sides of zero.
    """

    def share(successes: int | None, observations: int | None) -> tuple[float, float]:
        count = successes or 0
        return count + 0.5, (observations or 0) - count + 0.5

    own = share(stated.successes, stated.observations)
    other = share(stated.comparison_successes, stated.comparison_observations)
    return Marginal("forskel", (*own, *other))


def error_of_difference(stated: Uncertainty) -> float:
    """Standard error of the difference between the shares of two groups, as it is drawn.

    >>> groups = {"comparison_successes": 18, "comparison_observations": 100}
    >>> stated = Uncertainty(successes=38, observations=100, **groups)
    >>> round(error_of_difference(stated), 4)
    0.0615
    """
    return _difference_from_counts(stated).sd


def _triangle(low: float, mode: float, high: float, sign: float) -> Marginal | None:
    if not low <= mode <= high:
        raise _Wrong("den mest sandsynlige værdi ligger uden for intervallet", "ret en af dem")
    return Marginal("trekant", (low, mode, high), sign) if high > low else None


def _mode(value: float, stated: Uncertainty, sign: float) -> float:
    """The top of a triangle, as a size."""
    return value if stated.mode is None else sign * stated.mode


def _kind(stated: Uncertainty) -> Kind:
    """The distribution named, or the usual one."""
    if stated.distribution is None or stated.distribution == "fast":
        return "trekant" if stated.mode is not None or stated.spread is not None else "normal"
    return stated.distribution


def _ends(item: Input, stated: Uncertainty) -> tuple[float, float] | None:
    if stated.interval is not None:
        return stated.interval
    if stated.spread is not None:
        return item.value * (1 - stated.spread), item.value * (1 + stated.spread)
    return None


def _possible(item: Input, stated: Uncertainty) -> tuple[float, float]:
    """What the input can be at all, in its unit."""
    low, high = item.reach or (item.low, item.high)
    if item.id == SUCCESS_RATE_ID and stated.comparison_observations:
        return -1.0, 1.0
    # The limits of an input hold its own value, and a value below zero is no limit to others.
    return (-math.inf if item.value == low < 0 else low), high


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
    if not item.linear and item.id != DISCOUNT_RATE:
        raise _Wrong(
            "usikkerhed på dette tal kan ikke trækkes, fordi det flytter årene",
            "fjern usikkerheden, og skriv andre værdier som scenarier",
        )
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
        if stated.mode is not None and not low <= stated.mode <= high:
            raise _Wrong("den mest sandsynlige værdi ligger uden for intervallet", "ret en af dem")
    _check_counts(item, stated)


def _check_counts(item: Input, stated: Uncertainty) -> None:
    own = _share(stated.successes, stated.observations)
    other = _share(stated.comparison_successes, stated.comparison_observations, "sammenligningens ")
    if own is None and other is None:
        return
    if item.unit != "andel":
        raise _Wrong("succeser og observationer kan kun bruges til en andel", "brug standardfejl")
    if item.id != SUCCESS_RATE_ID:
        if other is not None or own is None:
            raise _Wrong(
                "sammenligningens tal hører kun til mereffekten", "fjern dem, eller flyt dem"
            )
        if abs(own - item.value) > 0.005:
            raise _Wrong(
                "succeser ud af observationer giver ikke værdien", "ret tallene eller værdien"
            )
        return
    if own is None or other is None:
        raise _Wrong(
            "mereffekten er en forskel mellem to grupper, så succeser og observationer for den "
            "ene siger ikke, hvor usikker den er",
            "skriv også sammenligningens: sammenligning_succeser og "
            "sammenligning_observationer, eller brug standardfejl eller interval",
        )
    if abs(own - other - item.value) > 0.005:
        raise _Wrong(
            "forskellen mellem de to gruppers andele giver ikke mereffekten",
            "ret tallene eller mereffekten, eller brug standardfejl eller interval",
        )


def _share(successes: int | None, observations: int | None, whose: str = "") -> float | None:
    """The share who succeeded; None where nothing is stated."""
    if successes is None and observations is None:
        return None
    if successes is None or observations is None:
        raise _Wrong(f"{whose}succeser og observationer hører sammen", "angiv begge")
    if observations <= 0:
        raise _Wrong(
            f"antallet af {whose}observationer skal være over 0", "angiv hvor mange der er målt på"
        )
    if not 0 <= successes <= observations:
        raise _Wrong(
            f"der kan ikke være flere {whose}succeser end observationer, og ikke færre end 0",
            "ret et af tallene",
        )
    return successes / observations
