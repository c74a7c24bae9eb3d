"""The one runner: evaluates any design, listed or random, with the same frame."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from som_calc.analysis.design import Design, ProbabilisticDesign
from som_calc.analysis.outcomes import OutcomeSet, cumulative, outcomes
from som_calc.analysis.sampling import BLOCK, sample, stream_key
from som_calc.case.model import Case
from som_calc.case.names import POINTS_OF_VIEW
from som_calc.engine.frame import Frame, rebased, retimed
from som_calc.engine.inputs import DISCOUNT_RATE, with_values
from som_calc.engine.timing import Cohort, cohorts
from som_calc.knowledge.discount import DiscountSchedule

REACH = 6.0
"""Standard normals within which the rates of a drawn discount rate lie."""
RATES = 16
"""Rates at which the present values are worked out when the discount rate is drawn."""
FAN_DRAWS = 100_000
"""Draws kept per calendar year; a fan chart's percentiles need no more."""


@dataclass(frozen=True)
class DesignRun:
    """Results of a listed design: ``net`` has shape (settings, outcomes), kr. present value."""

    design: Design
    outcomes: OutcomeSet
    net: np.ndarray


@dataclass(frozen=True)
class Draws:
    """Results of a random design.

    ``net``: (draws, outcomes), present value in kr.  ``cumulated``: (draws, payers, years),
    undiscounted kr. summed from the first year; at most :data:`FAN_DRAWS` draws.
    ``payers`` are those of :data:`som_calc.analysis.outcomes.POINTS_OF_VIEW`.
    """

    design: ProbabilisticDesign
    frame: Frame
    outcomes: OutcomeSet
    net: np.ndarray
    cumulated: np.ndarray
    weighing: Weighing
    payers: tuple[str, ...] = POINTS_OF_VIEW


@dataclass(frozen=True)
class Weighing:
    """How products become present values when the discount rate is drawn too.

    ``weights`` has shape (rates, outcomes, nodes), one layer per rate of ``rates``.  A present
    value is so smooth in the rate that between them it follows from Lagrange's formula to
    well below a krone.  With a rate that is held fixed there is one layer.
    """

    column: int | None
    rates: np.ndarray
    weights: np.ndarray

    def layers(self, rates: np.ndarray) -> np.ndarray:
        """Each layer's part at ``rates``: shape (layers, rates), columns that sum to 1."""
        own = self.rates
        if len(own) == 1:
            return np.ones((1, len(rates)))
        # Counted in the reach of the rates, the products stay far from the smallest numbers.
        reach = np.ptp(own)
        apart = (own[:, None] - own[None, :]) / reach
        away = (rates[None, :] - own[:, None]) / reach
        parts = [
            np.prod(np.delete(away, i, axis=0), axis=0) / np.prod(np.delete(apart[i], i))
            for i in range(len(own))
        ]
        return np.stack(parts)

    def net(self, products: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Results (outcomes, n) of ``products`` (nodes, n) at ``values`` (inputs, n)."""
        if self.column is None:
            return np.asarray(self.weights[0] @ products)
        layers = self.layers(values[self.column])
        return np.asarray(np.einsum("kon,kn->on", self.weights @ products, layers, optimize=True))


def at_rate(schedule: DiscountSchedule, rate: float) -> DiscountSchedule:
    """The schedule of a varied discount rate (share): all its rates moved alike.

    ``rate`` is the first one's; none goes below zero.

    >>> at_rate(DiscountSchedule(((0, 0.5), (36, 0.25)), "satser"), 0.75).steps
    ((0, 0.75), (36, 0.5))
    """
    move = rate - schedule.steps[0][1]
    moved = (rate, *(max(own + move, 0.0) for _, own in schedule.steps[1:]))
    starts = (start for start, _ in schedule.steps)
    return DiscountSchedule(tuple(zip(starts, moved, strict=True)), "varieret i analysen")


def run(design: Design) -> DesignRun:
    """Evaluate a listed design.

    Inputs that move the timing (rate, horizon, last year, course length) are columns as
    all others; settings that lead to the same timing share one frame.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import along
    >>> run(along(case, schedule, "mereffekt", [0.0, 0.05])).net[:, 0].round().tolist()
    [-4250184.0, 1071273.0]
    """
    base = design.base
    found = outcomes(base)
    net = np.empty((len(design.values), len(found.outcomes)))
    timing = [i for i, item in enumerate(design.inputs) if not item.linear]
    keys = [tuple(row) for row in design.values[:, timing].tolist()]
    own = tuple(base.base[timing].tolist())
    products = base.products(np.ascontiguousarray(design.values.T))
    known: dict[_Timing, np.ndarray] = {}
    for key in dict.fromkeys(keys):
        rows = [i for i, k in enumerate(keys) if k == key]
        here = products if len(rows) == len(keys) else products.take(rows, axis=1)
        moved = {
            design.inputs[c].id: v for c, v, was in zip(timing, key, own, strict=True) if v != was
        }
        # The moved frame numbers its products the same way: the case's structure is
        # the same, only its timing differs.
        net[rows] = (_weights(design, moved, known) @ here).T
    return DesignRun(design, found, net)


class _Timing(NamedTuple):
    """All that inputs which are not linear decide about a result."""

    schedule: DiscountSchedule
    cohorts: tuple[Cohort, ...]
    last_year: int
    """The calculation's, or the last one with anybody under way: later ones change nothing."""


def _weights(
    design: Design, moved: dict[str, float], known: dict[_Timing, np.ndarray]
) -> np.ndarray:
    base = design.base
    rate = moved.get(DISCOUNT_RATE)
    schedule = design.schedule if rate is None else at_rate(design.schedule, rate)
    rest = {name: value for name, value in moved.items() if name != DISCOUNT_RATE}
    case = with_values(design.case, design.inputs, rest) if rest else design.case
    found = tuple(cohorts(case, base.observed)) if rest else base.cohorts
    under_way = max((cohort.finish for cohort in found), default=case.period.last_year)
    timing = _Timing(schedule, found, min(case.period.last_year, under_way))
    if timing not in known:
        known[timing] = outcomes(_retimed(base, case, schedule, moved)).weights
    return known[timing]


def _retimed(base: Frame, case: Case, schedule: DiscountSchedule, moved: dict[str, float]) -> Frame:
    if not set(moved) - {DISCOUNT_RATE}:
        return rebased(base, schedule) if moved else base
    # Timing changes no linear input, so they need not be found again.
    inputs = tuple(
        item._replace(value=moved[item.id]) if item.id in moved else item for item in base.inputs
    )
    return retimed(base, case, schedule, inputs)


def draw(design: ProbabilisticDesign, workers: int = 1) -> Draws:
    """Evaluate a random design, block by block.

    Memory: the returned arrays, plus one block per worker (about 8.192 × (inputs +
    products) × 8 bytes).  ``workers`` threads share the blocks; the numbers are the same
    for any number of them.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> draw(probabilistic(case, schedule, draws=100)).net.shape[0]
    100
    """
    frame = design.frame
    if design.gain_factor != 1.0:
        frame = frame.with_gains(design.gain_factor)
    found = outcomes(frame)
    weighing = _weighing(design, found)
    fan = np.concatenate([cumulative(frame, name) for name in POINTS_OF_VIEW])
    both = np.concatenate([found.weights, fan])
    net = np.empty((len(found.weights), design.draws))
    cumulated = np.empty((len(fan), min(design.draws, FAN_DRAWS)))
    keys = _stream_keys(design)
    scratch = _Scratch(len(frame.inputs), len(frame.parents))

    def one_block(first: int) -> None:
        count = min(BLOCK, design.draws - first)
        values = _drawn(design, frame, keys, first, scratch.values[:, :count])
        products = frame.products(values, scratch.products[:, :count])
        kept = min(count, cumulated.shape[1] - first)
        if kept <= 0 or weighing.column is not None:
            net[:, first : first + count] = weighing.net(products, values)
            if kept > 0:
                cumulated[:, first : first + kept] = fan @ products[:, :kept]
            return
        results = both @ products
        net[:, first : first + count] = results[: len(net)]
        cumulated[:, first : first + kept] = results[len(net) :, :kept]

    firsts = range(0, design.draws, BLOCK)
    # Each worker multiplies on its own: the blocks are so small that BLAS threads spend
    # their time waiting for each other, several times over on a busy machine.
    with threadpool_limits(1, user_api="blas"):
        if workers <= 1:
            for first in firsts:
                one_block(first)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(one_block, firsts))
    years = len(frame.years)
    shaped = cumulated.reshape(len(POINTS_OF_VIEW), years, -1).transpose(2, 0, 1)
    return Draws(design, frame, found, net.T, shaped, weighing)


def _weighing(design: ProbabilisticDesign, found: OutcomeSet) -> Weighing:
    for column, marginal in design.uncertain.items():
        if design.inputs[column].id == DISCOUNT_RATE:
            low, high = sorted(marginal.values(np.array([-REACH, REACH])))
            middle, half = (low + high) / 2, (high - low) / 2
            points = middle - half * np.cos((np.arange(RATES) + 0.5) * np.pi / RATES)
            layers = []
            for rate in points.tolist():
                frame = rebased(design.frame, at_rate(design.frame.schedule, rate))
                if design.gain_factor != 1.0:
                    frame = frame.with_gains(design.gain_factor)
                layers.append(outcomes(frame).weights)
            return Weighing(column, points, np.stack(layers))
    return Weighing(None, np.zeros(1), found.weights[None])


def _stream_keys(design: ProbabilisticDesign) -> dict[str, int]:
    names = itertools.chain.from_iterable(part.streams for part in design.structure)
    return {name: stream_key(design.seed, name) for name in names}


def drawn_values(design: ProbabilisticDesign, frame: Frame, first: int) -> np.ndarray:
    """Input values (inputs, draws) of the block that begins at draw ``first``.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> from som_calc.analysis.design import probabilistic
    >>> design = probabilistic(case, schedule, draws=100)
    >>> drawn_values(design, design.frame, 0).shape == (len(design.inputs), 100)
    True
    """
    return _drawn(design, frame, _stream_keys(design), first)


def _drawn(
    design: ProbabilisticDesign,
    frame: Frame,
    keys: dict[str, int],
    first: int,
    out: np.ndarray | None = None,
) -> np.ndarray:
    count = min(BLOCK, design.draws - first)
    block = first // BLOCK
    return sample(frame.base, design.uncertain, design.structure, keys, block, count, out)


class _Scratch(threading.local):
    """Room for one block per thread, used again: fresh memory costs more than the sums."""

    def __init__(self, inputs: int, nodes: int) -> None:
        self.values = np.empty((inputs, BLOCK))
        self.products = np.empty((nodes, BLOCK))
