"""The calculation frame: a case as a polynomial in its inputs, for many settings at once.

With the timing fixed, every amount is a sum of products of inputs (see
:mod:`~som_calc.engine.booking`).  The products that occur are kept as a tree, where each
node multiplies its parent by one more input, so that n settings cost one multiplication
per node and one matrix product per question.  A result is the tree at the inputs' own
values; Monte Carlo, tornado and break-evens are the same tree at others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress

import numpy as np

from som_calc.case.model import Case
from som_calc.case.names import MOVED_BY_SUCCESS, MUNICIPALITY, OTHER_COMMITTEES
from som_calc.engine.booking import Booking
from som_calc.engine.inputs import Input, inputs
from som_calc.engine.rows import Label, Rows
from som_calc.engine.timing import NOTHING, Cohort, Observations
from som_calc.engine.tree import Flow, Mark, Runs, Tree
from som_calc.knowledge.discount import DiscountSchedule

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Frame:
    """A case ready to be evaluated at any values of its inputs (the timing is fixed).

    ``parents[m]`` and ``factors[m]`` give node m as node × input; parent −1 is the number 1.
    Run r is ``runs.size[r]`` flows, each its ``amount`` × the product at ``runs.node[r]``,
    in kr. of its calendar ``year``, on line ``runs.line[r]``.  ``effort`` is how far the
    effort's own money reaches, which no timing moves, and ``priced`` how far all that does
    not depend on the discount rates does.
    """

    case: Case
    schedule: DiscountSchedule
    observed: Observations
    inputs: tuple[Input, ...]
    cohorts: tuple[Cohort, ...]
    parents: tuple[int, ...]
    factors: tuple[int, ...]
    lines: tuple[Label, ...]
    runs: Runs
    flow: Flow
    effort: Mark
    priced: Mark

    @cached_property
    def base(self) -> Array:
        """The case's own values, shape (inputs,)."""
        return np.array([item.value for item in self.inputs])

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the calculation, and any outside it that hold money."""
        booked, period = self.flow.year, self.case.period
        first = int(booked.min(initial=period.first_year))
        return tuple(range(first, int(booked.max(initial=period.last_year)) + 1))

    @cached_property
    def discounted_participants(self) -> float:
        """Σ n · DF(start): participants, each weighed by the discount factor of the start year."""
        years = np.array([cohort.start for cohort in self.cohorts], dtype=int)
        numbers = np.array([cohort.participants for cohort in self.cohorts], dtype=float)
        return float(numbers @ self.schedule.factors(self.case.discount_base, years))

    def committees(self) -> list[str]:
        """The kommune's committees, in the case's order, »Øvrige udvalg« last."""
        return in_order(self.case, {line.committee for line in self.lines if line.committee})

    def with_gains(self, factor: float) -> Frame:
        """The same with every consequence after the course multiplied by ``factor``."""
        left = np.array([factor if x.component in MOVED_BY_SUCCESS else 1.0 for x in self.lines])
        amounts = self.flow.amount * np.repeat(left[self.runs.line], self.runs.size)
        return replace(self, flow=self.flow._replace(amount=amounts))

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

    def rows(self, scenario: str, values: Array | None = None) -> Rows:
        """The rows at ``values`` (inputs,), the case's own when left out; zeros are left out.

        Raises:
            InvalidResult: see :class:`~som_calc.engine.rows.Rows`.
        """
        given = (self.base if values is None else values).tolist()
        products = [1.0] * len(self.parents)
        for node in range(1, len(products)):
            products[node] = products[self.parents[node]] * given[self.factors[node]]
        each, counts = np.array(products)[self.runs.node], self.runs.size
        amounts = self.flow.amount * np.repeat(each, counts)
        starts, years, lines = self.flow.cohort, self.flow.year, self.runs.line
        if len(set(lines.tolist())) < len(lines):
            # A line is booked by several products: its rows are their sums.
            shape = len(self.lines), starts.max() + 1, years.max() + 1
            where = np.ravel_multi_index((np.repeat(lines, counts), starts, years), shape)
            found, place = np.unique(where, return_inverse=True)
            amounts = np.bincount(place, weights=amounts)
            of, starts, years = np.unravel_index(found, shape)
            lines, counts = np.unique(of, return_counts=True)
        kept = amounts != 0
        if not kept.all():
            counts = np.bincount(np.repeat(np.arange(len(counts)), counts)[kept],
                                 minlength=len(counts))  # fmt: skip
            starts, years, amounts = starts[kept], years[kept], amounts[kept]
        sizes = counts.tolist()
        factors = self.schedule.factors(self.case.discount_base, years)
        return Rows(
            scenario,
            tuple(self.lines[line] for line in compress(lines.tolist(), sizes)),
            tuple(filter(None, sizes)),
            starts,
            years,
            amounts,
            amounts * factors,
        )

    def present_value(self, belongs: Callable[[Label], float], after: int | None = None) -> Array:
        """Weights (nodes,) of a present value in kr.; ``belongs`` gives each line's share.

        With ``after``: of the cohorts that start later than that calendar year.
        """
        shares = np.array([[belongs(line) for line in self.lines]])
        only: Array = self.present_values(shares, after)[0]
        return only

    def present_values(self, shares: Array, after: int | None = None) -> Array:
        """Weights (outcomes, nodes) of present values in kr. from ``shares`` (outcomes, lines)."""
        count, nodes = len(shares), len(self.parents)
        each = self._discounted
        if after is not None:
            each = each * (self.flow.cohort > after)
        # One number a run before the outcomes are looked at: there are far fewer runs.
        ends = np.cumsum(self.runs.size)
        sums = np.add.reduceat(each, ends - self.runs.size) if len(ends) else each
        weighted = sums * shares[:, self.runs.line]
        places = self.runs.node + nodes * np.arange(count)[:, None]
        found = np.bincount(places.ravel(), weights=weighted.ravel(), minlength=count * nodes)
        return found.reshape(count, nodes)

    def yearly(self, belongs: Callable[[Label], float]) -> Array:
        """Weights (years, nodes) of undiscounted kr. per calendar year."""
        shares = np.array([belongs(line) for line in self.lines])
        runs, nodes = self.runs, len(self.parents)
        weighted = self.flow.amount * np.repeat(shares[runs.line], runs.size)
        places = (self.flow.year - self.years[0]) * nodes + np.repeat(runs.node, runs.size)
        size = len(self.years) * nodes
        found: Array = np.bincount(places, weights=weighted, minlength=size).reshape(-1, nodes)
        return found

    @cached_property
    def _discounted(self) -> Array:
        factors = self.schedule.factors(self.case.discount_base, self.flow.year)
        worth: Array = self.flow.amount * factors
        return worth


def in_order(case: Case, found: set[str]) -> list[str]:
    """Committees in the case's order, others by name, »Øvrige udvalg« last.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> in_order(case, {"Øvrige udvalg", "Kultur", "Børn"})
    ['Børn', 'Kultur', 'Øvrige udvalg']
    """
    order = list(case.committee_order)
    order += sorted(name for name in found if name not in order and name != OTHER_COMMITTEES)
    if OTHER_COMMITTEES in found and OTHER_COMMITTEES not in order:
        order.append(OTHER_COMMITTEES)
    return order


def build(
    case: Case,
    schedule: DiscountSchedule,
    known: tuple[Input, ...] | None = None,
    observed: Observations = NOTHING,
) -> Frame:
    """Read a case into a frame.

    Args:
        case: a complete case (prices for every service).
        schedule: discount rates by project year.
        known: the case's inputs, where they have already been found.
        observed: what is known by year and stands in place of what the case expects.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> frame = build(case, discount_schedule_of(case))
    >>> [frame.inputs[column].id for column in frame.factors[1:3]]
    ['omkostninger.1.pr_år', 'tilskud.1.andel']
    """
    known = inputs(case, schedule, observed) if known is None else known
    tree = Tree()
    booking = Booking(tree, case, known, observed)
    booking.effort()
    return _timed(tree, booking, case, schedule, known, observed)


def retimed(
    frame: Frame, case: Case, schedule: DiscountSchedule, known: tuple[Input, ...]
) -> Frame:
    """The frame of ``case``, which is the frame's own but for its timing.

    ``known`` are the inputs of ``case``.

    >>> import som_calc
    >>> from som_calc.engine.inputs import with_values
    >>> from som_calc.resources import find
    >>> frame = som_calc.calculate(som_calc.load_case(find("params", "aabenraa-ips.yaml"))).frame
    >>> shorter = with_values(frame.case, frame.inputs, {"periode.til": 2030})
    >>> len(frame.years), len(retimed(frame, shorter, frame.schedule, frame.inputs).years)
    (13, 6)
    """
    tree = _until(frame, frame.effort)
    booking = Booking(tree, case, known, frame.observed)
    return _timed(tree, booking, case, schedule, known, frame.observed)


def rebased(frame: Frame, schedule: DiscountSchedule) -> Frame:
    """The same case with other discount rates.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> frame = som_calc.calculate(som_calc.load_case(find("params", "aabenraa-ips.yaml"))).frame
    >>> undiscounted = rebased(frame, DiscountSchedule.flat(0.0, "ingen"))
    >>> everyone = undiscounted.present_value(lambda line: 1.0)
    >>> round(float(evaluate(undiscounted, everyone[None, :])[0, 0]))
    1135636
    """
    if frame.case.back_calculated is None:
        return replace(frame, schedule=schedule)
    # Back-calculated present values are spread over the years with the rates themselves.
    tree = _until(frame, frame.priced)
    booking = Booking(tree, frame.case, frame.inputs, frame.observed)
    booking.back_calculated(schedule)
    return replace(
        frame,
        schedule=schedule,
        parents=tuple(tree.parents),
        factors=tuple(tree.factors),
        lines=tree.lines,
        runs=tree.runs,
        flow=tree.flow,
    )


def _timed(
    tree: Tree,
    booking: Booking,
    case: Case,
    schedule: DiscountSchedule,
    known: tuple[Input, ...],
    observed: Observations,
) -> Frame:
    """Books what timing moves in a tree that holds the effort's own money already."""
    effort = tree.mark
    booking.priced()
    priced = tree.mark
    booking.back_calculated(schedule)
    return Frame(
        case,
        schedule,
        observed,
        known,
        tuple(booking.cohorts),
        tuple(tree.parents),
        tuple(tree.factors),
        tree.lines,
        tree.runs,
        tree.flow,
        effort,
        priced,
    )


def _until(frame: Frame, mark: Mark) -> Tree:
    return Tree.until(mark, frame.parents, frame.factors, frame.lines, frame.runs, frame.flow)


def evaluate(frame: Frame, weights: Array, values: Array | None = None) -> Array:
    """Results of shape (n, outcomes) for ``values`` of shape (n, inputs).

    ``weights`` has shape (outcomes, nodes).  Without values: the case's own, n = 1.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> frame = som_calc.calculate(som_calc.load_case(find("params", "aabenraa-ips.yaml"))).frame
    >>> everyone = frame.present_value(lambda line: 1.0)
    >>> round(float(evaluate(frame, everyone[None, :])[0, 0]))
    1071273
    """
    given = frame.base[None, :] if values is None else np.atleast_2d(values)
    return np.asarray((weights @ frame.products(np.ascontiguousarray(given.T))).T)


def own(line: Label) -> float:
    """1 when the line belongs to the kommune, otherwise 0.

    >>> own(Label("cost", "Løn", "Indsatsens omkostninger", "Kommune", "Øvrige udvalg"))
    1.0
    """
    return float(line.actor == MUNICIPALITY)
