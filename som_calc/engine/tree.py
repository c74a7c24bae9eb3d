"""The tree of products that a case is read into, while it is being read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from som_calc.engine.rows import Label

Array = np.ndarray


class Flow(NamedTuple):
    """Equally long cohort start years, calendar years and amounts."""

    cohort: Array
    year: Array
    amount: Array


class Runs(NamedTuple):
    """Runs of flows with one node and one line: shape (runs,), cannot be written to."""

    node: Array
    line: Array
    size: Array


class Mark(NamedTuple):
    """How many nodes, lines, runs and flows a tree has at some point."""

    nodes: int
    lines: int
    runs: int
    flows: int


class Tree:
    """Collects products and flows; node 0 is the number 1, node m is ``parents[m]`` × an input.

    >>> tree = Tree()
    >>> tree.node([0, 1]), tree.node([0, None, 2]), tree.node([])
    (2, 3, 0)
    >>> tree.parents, tree.factors
    ([-1, 0, 1, 1], [-1, 0, 1, 2])
    """

    def __init__(self) -> None:
        self.parents: list[int] = [-1]
        self.factors: list[int] = [-1]
        self._nodes: dict[tuple[int, int], int] = {}
        self._lines: dict[Label, int] = {}
        self._runs: list[tuple[int, int, int]] = []
        self._flows: list[Flow] = []

    @classmethod
    def until(
        cls,
        mark: Mark,
        parents: tuple[int, ...],
        factors: tuple[int, ...],
        lines: tuple[Label, ...],
        runs: Runs,
        flow: Flow,
    ) -> Tree:
        """What had been read at ``mark``, to be read on from there."""
        tree = cls()
        tree.parents, tree.factors = list(parents[: mark.nodes]), list(factors[: mark.nodes])
        pairs = zip(tree.parents, tree.factors, strict=True)
        tree._nodes = {pair: node for node, pair in enumerate(pairs) if node}
        tree._lines = {line: i for i, line in enumerate(lines[: mark.lines])}
        kept = (part[: mark.runs].tolist() for part in runs)
        tree._runs = list(zip(*kept, strict=True))
        tree._flows = [Flow(*(part[: mark.flows] for part in flow))]
        return tree

    @property
    def lines(self) -> tuple[Label, ...]:
        """The lines booked so far."""
        return tuple(self._lines)

    @property
    def runs(self) -> Runs:
        """The runs booked so far."""
        table = np.array(self._runs, dtype=int).reshape(-1, 3).T
        return Runs(*(_frozen(part) for part in table))

    @property
    def flow(self) -> Flow:
        """The flows booked so far, run by run."""
        if not self._flows:
            return flow_of([])
        return Flow(*(_frozen(np.concatenate(part)) for part in zip(*self._flows, strict=True)))

    @property
    def mark(self) -> Mark:
        """How far the reading has come."""
        flows = sum(len(flow.year) for flow in self._flows)
        return Mark(len(self.parents), len(self._lines), len(self._runs), flows)

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

    def book(self, node: int, line: Label, flow: Flow, each: float = 1.0) -> None:
        """Book ``each`` times a flow that holds no zeros; the line is known even without money."""
        place, count = self._lines.setdefault(line, len(self._lines)), len(flow.year)
        if each and count:
            self._runs.append((node, place, count))
            self._flows.append(Flow(flow.cohort, flow.year, flow.amount * each))


def flow_of(entries: Iterable[tuple[int, int, float]]) -> Flow:
    """A flow from cohort, year and amount; zeros are left out.

    >>> flow_of([(2025, 2026, 10.0), (2025, 2027, 0.0)]).year.tolist()
    [2026]
    """
    kept = [entry for entry in entries if entry[2]]
    cohorts, years, amounts = zip(*kept, strict=True) if kept else ((), (), ())
    return Flow(np.array(cohorts, int), np.array(years, int), np.array(amounts, float))


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
