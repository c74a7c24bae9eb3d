"""The calculation frame as a polynomial in a case's inputs, for many settings at once.

With the timing fixed, every amount is a sum of products of inputs: success rate ×
participants × change in use × unit price; costs; grant share × costs; participants ×
saved cost.  The products that occur are kept as a tree, where each node multiplies its
parent by one more input, so that n settings cost one multiplication per node and one
matrix product per question.  :func:`som_calc.engine.calculate.calculate` remains the
definition; the tests hold the two together to 1e-6 kr.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from som_calc.analysis.inputs import Input, Path, inputs
from som_calc.case.model import Case
from som_calc.case.names import MOVED_BY_SUCCESS, MUNICIPALITY, OTHER_COMMITTEES
from som_calc.knowledge.discount import DiscountSchedule

Array = np.ndarray


class Line(NamedTuple):
    """What a flow belongs to; ``cash`` is the share of it a budget can see (None: not stated)."""

    component: str
    service: str
    area: str
    actor: str
    committee: str
    cash: float | None = 1.0


class Flows(NamedTuple):
    """``coefficient`` × the product at ``node``, in kr. of calendar ``year``, on ``line``.

    Arrays of shape (flows,) that cannot be written to.
    """

    node: Array
    line: Array
    year: Array
    coefficient: Array


class Mark(NamedTuple):
    """How many nodes, lines and flows a tree has at some point."""

    nodes: int
    lines: int
    flows: int


@dataclass(frozen=True)
class Evaluator:
    """A case ready to be evaluated at any values of its inputs (the timing is fixed).

    ``parents[m]`` and ``factors[m]`` give node m as node × input; parent −1 is the number 1.
    ``effort`` is how far the effort's own money reaches, which no timing moves, and
    ``priced`` how far all that does not depend on the discount rates does.
    """

    case: Case
    schedule: DiscountSchedule
    inputs: tuple[Input, ...]
    parents: tuple[int, ...]
    factors: tuple[int, ...]
    lines: tuple[Line, ...]
    flows: Flows
    effort: Mark
    priced: Mark

    @cached_property
    def base(self) -> Array:
        """The case's own values, shape (inputs,)."""
        return np.array([item.value for item in self.inputs])

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the calculation, and any outside it that hold money."""
        booked, period = self.flows.year, self.case.period
        first = int(booked.min(initial=period.first_year))
        return tuple(range(first, int(booked.max(initial=period.last_year)) + 1))

    def committees(self) -> list[str]:
        """The kommune's committees, in the case's order, »Øvrige udvalg« last."""
        found = sorted({line.committee for line in self.lines if line.committee})
        order = list(self.case.committee_order)
        order += [name for name in found if name not in order and name != OTHER_COMMITTEES]
        if OTHER_COMMITTEES in found and OTHER_COMMITTEES not in order:
            order.append(OTHER_COMMITTEES)
        return order

    def with_gains(self, factor: float) -> Evaluator:
        """The same with every consequence after the course multiplied by ``factor``."""
        left = np.array(
            [factor if line.component in MOVED_BY_SUCCESS else 1.0 for line in self.lines]
        )
        coefficients = _frozen(self.flows.coefficient * left[self.flows.line])
        return replace(self, flows=self.flows._replace(coefficient=coefficients))

    def products(self, values: Array, out: Array | None = None) -> Array:
        """Products at every node, shape (nodes, n), from ``values`` of shape (inputs, n).

        ``out``, of that shape, is filled and returned when given.
        """
        if out is None:
            out = np.empty((len(self.parents), values.shape[1]))
        out[0] = 1.0
        for node, (parent, factor) in enumerate(zip(self.parents, self.factors, strict=True)):
            if factor >= 0:
                np.multiply(out[parent], values[factor], out=out[node])
        return out

    def present_value(self, belongs: Callable[[Line], float]) -> Array:
        """Weights (nodes,) of a present value in kr.; ``belongs`` gives each line's share."""
        return self.present_values(np.array([[belongs(line) for line in self.lines]]))[0]

    def present_values(self, shares: Array) -> Array:
        """Weights (outcomes, nodes) of present values in kr. from ``shares`` (outcomes, lines)."""
        count, nodes = len(shares), len(self.parents)
        weighted = self._discounted * shares[:, self.flows.line]
        places = self.flows.node + nodes * np.arange(count)[:, None]
        sums = np.bincount(places.ravel(), weights=weighted.ravel(), minlength=count * nodes)
        return sums.reshape(count, nodes)

    def yearly(self, belongs: Callable[[Line], float]) -> Array:
        """Weights (years, nodes) of undiscounted kr. per calendar year."""
        shares = np.array([belongs(line) for line in self.lines])
        weighted = self.flows.coefficient * shares[self.flows.line]
        found = np.zeros((len(self.years), len(self.parents)))
        np.add.at(found, (self.flows.year - self.years[0], self.flows.node), weighted)
        return found

    @cached_property
    def _discounted(self) -> Array:
        factors = self.schedule.factors(self.case.discount_base, self.flows.year)
        return self.flows.coefficient * factors


class Tree:
    """Collects products and flows while a case is read; node 0 is the number 1."""

    def __init__(self) -> None:
        self.parents: list[int] = [-1]
        self.factors: list[int] = [-1]
        self._nodes: dict[tuple[int, int], int] = {}
        self._lines: dict[Line, int] = {}
        self._flows: tuple[list[int], list[int], list[int], list[float]] = ([], [], [], [])

    @classmethod
    def until(cls, evaluator: Evaluator, mark: Mark) -> Tree:
        """What was read of the evaluator's case until ``mark``, to be read on from there."""
        tree = cls()
        tree.parents = list(evaluator.parents[: mark.nodes])
        tree.factors = list(evaluator.factors[: mark.nodes])
        pairs = zip(tree.parents, tree.factors, strict=True)
        tree._nodes = {pair: node for node, pair in enumerate(pairs) if node}
        tree._lines = {line: i for i, line in enumerate(evaluator.lines[: mark.lines])}
        node, line, year, coefficient = (part[: mark.flows].tolist() for part in evaluator.flows)
        tree._flows = (node, line, year, coefficient)
        return tree

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines booked so far."""
        return tuple(self._lines)

    @property
    def flows(self) -> Flows:
        """The flows booked so far."""
        *places, coefficients = self._flows
        node, line, year = (_frozen(np.array(part, dtype=int)) for part in places)
        return Flows(node, line, year, _frozen(np.array(coefficients, dtype=float)))

    @property
    def mark(self) -> Mark:
        """How far the reading has come."""
        return Mark(len(self.parents), len(self._lines), len(self._flows[0]))

    def node(self, factors: Iterable[int | None]) -> int:
        """The node of a product of inputs; None stands for a constant that is not an input."""
        at = 0
        for factor in factors:
            if factor is None:
                continue
            if (at, factor) not in self._nodes:
                self._nodes[at, factor] = len(self.parents)
                self.parents.append(at)
                self.factors.append(factor)
            at = self._nodes[at, factor]
        return at

    def book(self, node: int, line: Line, by_year: Iterable[tuple[int, float]]) -> None:
        """Book coefficients per calendar year; zeros are left out."""
        place = self._lines.setdefault(line, len(self._lines))
        nodes, lines, years, coefficients = self._flows
        before = len(years)
        for year, coefficient in by_year:
            if coefficient:
                years.append(year)
                coefficients.append(coefficient)
        added = len(years) - before
        nodes += [node] * added
        lines += [place] * added


def build(
    case: Case, schedule: DiscountSchedule, known: tuple[Input, ...] | None = None
) -> Evaluator:
    """Read a case into an evaluator.

    ``known`` are the case's inputs, where they have already been found.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.
    """
    from som_calc.analysis.flows import Booking

    known = inputs(case, schedule) if known is None else known
    tree = Tree()
    booking = Booking(tree, case, _columns(known))
    booking.effort()
    effort = tree.mark
    booking.priced()
    priced = tree.mark
    booking.back_calculated(schedule)
    return _grown(case, schedule, known, tree, effort, priced)


def retimed(
    evaluator: Evaluator, case: Case, schedule: DiscountSchedule, known: tuple[Input, ...]
) -> Evaluator:
    """The evaluator of ``case``, which is the evaluator's own but for its timing.

    ``known`` are the inputs of ``case``.
    """
    from som_calc.analysis.flows import Booking

    tree = Tree.until(evaluator, evaluator.effort)
    booking = Booking(tree, case, _columns(known))
    booking.priced()
    priced = tree.mark
    booking.back_calculated(schedule)
    return _grown(case, schedule, known, tree, evaluator.effort, priced)


def rebased(evaluator: Evaluator, schedule: DiscountSchedule) -> Evaluator:
    """The same case with other discount rates."""
    from som_calc.analysis.flows import Booking

    case, known = evaluator.case, evaluator.inputs
    if case.back_calculated is None:
        return replace(evaluator, schedule=schedule)
    # Back-calculated present values are spread over the years with the rates themselves.
    tree = Tree.until(evaluator, evaluator.priced)
    Booking(tree, case, _columns(known)).back_calculated(schedule)
    return _grown(case, schedule, known, tree, evaluator.effort, evaluator.priced)


def _columns(known: tuple[Input, ...]) -> dict[Path, int]:
    return {item.path: i for i, item in enumerate(known)}


def _grown(
    case: Case,
    schedule: DiscountSchedule,
    known: tuple[Input, ...],
    tree: Tree,
    effort: Mark,
    priced: Mark,
) -> Evaluator:
    parents, factors = tuple(tree.parents), tuple(tree.factors)
    return Evaluator(
        case, schedule, known, parents, factors, tree.lines, tree.flows, effort, priced
    )


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def evaluate(evaluator: Evaluator, weights: Array, values: Array | None = None) -> Array:
    """Results of shape (n, outcomes) for ``values`` of shape (n, inputs).

    ``weights`` has shape (outcomes, nodes).  Without values: the case's own, n = 1.
    """
    given = evaluator.base[None, :] if values is None else np.atleast_2d(values)
    return np.asarray((weights @ evaluator.products(np.ascontiguousarray(given.T))).T)


def own(line: Line) -> float:
    """1 when the line belongs to the kommune, otherwise 0."""
    return float(line.actor == MUNICIPALITY)
