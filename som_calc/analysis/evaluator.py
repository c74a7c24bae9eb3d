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

from som_calc.analysis.inputs import Input, inputs
from som_calc.case.glossary import MOVED_BY_SUCCESS, MUNICIPALITY, OTHER_COMMITTEES
from som_calc.case.model import Case
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


class Flow(NamedTuple):
    """``coefficient`` × the product at ``node``, in kr. of calendar ``year``."""

    node: int
    line: int
    year: int
    coefficient: float


@dataclass(frozen=True)
class Evaluator:
    """A case ready to be evaluated at any values of its inputs (the timing is fixed).

    ``parents[m]`` and ``factors[m]`` give node m as node × input; parent −1 is the number 1.
    """

    case: Case
    schedule: DiscountSchedule
    inputs: tuple[Input, ...]
    parents: tuple[int, ...]
    factors: tuple[int, ...]
    lines: tuple[Line, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def base(self) -> Array:
        """The case's own values, shape (inputs,)."""
        return np.array([item.value for item in self.inputs])

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the calculation, and any outside it that hold money."""
        booked = [flow.year for flow in self.flows]
        first = min([self.case.period.first_year, *booked])
        return tuple(range(first, max([self.case.period.last_year, *booked]) + 1))

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
        kept = [line.component not in MOVED_BY_SUCCESS for line in self.lines]
        flows = tuple(
            f if kept[f.line] else f._replace(coefficient=f.coefficient * factor)
            for f in self.flows
        )
        return replace(self, flows=flows)

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
        shares = np.array([belongs(line) for line in self.lines])
        return self._sum(self._coefficients * self._discount * shares[self._line])

    def yearly(self, belongs: Callable[[Line], float]) -> Array:
        """Weights (years, nodes) of undiscounted kr. per calendar year."""
        shares = np.array([belongs(line) for line in self.lines])
        weighted = self._coefficients * shares[self._line]
        found = np.zeros((len(self.years), len(self.parents)))
        np.add.at(found, (self._year - self.years[0], self._node), weighted)
        return found

    @cached_property
    def _node(self) -> Array:
        return np.array([flow.node for flow in self.flows], dtype=int)

    @cached_property
    def _line(self) -> Array:
        return np.array([flow.line for flow in self.flows], dtype=int)

    @cached_property
    def _year(self) -> Array:
        return np.array([flow.year for flow in self.flows], dtype=int)

    @cached_property
    def _coefficients(self) -> Array:
        return np.array([flow.coefficient for flow in self.flows], dtype=float)

    @cached_property
    def _discount(self) -> Array:
        return self.schedule.factors(self.case.discount_base, self._year)

    def _sum(self, weighted: Array) -> Array:
        return np.bincount(self._node, weights=weighted, minlength=len(self.parents))


class Tree:
    """Collects products and flows while a case is read; node 0 is the number 1."""

    def __init__(self) -> None:
        self.parents: list[int] = [-1]
        self.factors: list[int] = [-1]
        self._nodes: dict[tuple[int, int], int] = {}
        self._lines: dict[Line, int] = {}
        self.flows: list[Flow] = []

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines booked so far."""
        return tuple(self._lines)

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
        self.flows += [Flow(node, place, year, c) for year, c in by_year if c]


def build(
    case: Case, schedule: DiscountSchedule, known: tuple[Input, ...] | None = None
) -> Evaluator:
    """Read a case into an evaluator.

    ``known`` are the case's inputs, where they have already been found.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.
    """
    from som_calc.analysis.flows import book_all

    known = inputs(case, schedule) if known is None else known
    tree = Tree()
    book_all(tree, case, schedule, {item.path: i for i, item in enumerate(known)})
    return Evaluator(
        case,
        schedule,
        known,
        tuple(tree.parents),
        tuple(tree.factors),
        tree.lines,
        tuple(tree.flows),
    )


def rebased(evaluator: Evaluator, schedule: DiscountSchedule) -> Evaluator:
    """The same case with other discount rates."""
    if evaluator.case.back_calculated is None:
        return replace(evaluator, schedule=schedule)
    # Back-calculated present values are spread over the years with the rates themselves.
    return build(evaluator.case, schedule)


def evaluate(evaluator: Evaluator, weights: Array, values: Array | None = None) -> Array:
    """Results of shape (n, outcomes) for ``values`` of shape (n, inputs).

    ``weights`` has shape (outcomes, nodes).  Without values: the case's own, n = 1.
    """
    given = evaluator.base[None, :] if values is None else np.atleast_2d(values)
    return np.asarray((weights @ evaluator.products(np.ascontiguousarray(given.T))).T)


def own(line: Line) -> float:
    """1 when the line belongs to the kommune, otherwise 0."""
    return float(line.actor == MUNICIPALITY)
