"""The success rate at which the effort breaks even; closed form, as the result is linear in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from som_calc.analysis.once import once
from som_calc.case.names import (
    ACTORS,
    CROSSES,
    CROSSINGS,
    MOVED_BY_SUCCESS,
    MUNICIPALITY,
    TOTAL,
    WITHOUT_GRANTS,
)
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result
from som_calc.engine.rows import Label, Rows


@dataclass(frozen=True)
class Line:
    """Net result as ``fixed + slope × success rate``, both kr. in present value.

    ``fixed`` is what does not depend on success (costs, grants, the saved alternative and
    consequences during the course); ``slope`` what a success rate of 100 pct. would bring.
    """

    fixed: float
    slope: float

    def at(self, success_rate: float) -> float:
        """The net result (kr.) at a success rate (share)."""
        return self.fixed + self.slope * success_rate

    @property
    def break_even(self) -> float | None:
        """The share from 0 to 1 where the result is zero; None where it never is, or always.

        >>> Line(-100.0, 2000.0).break_even, Line(-2e-10, 4e5).break_even
        (0.05, 0.0)
        """
        if self.crosses:
            return -self.fixed / self.slope
        at_zero, at_all = self._signs
        return None if bool(at_zero) == bool(at_all) else 1.0 if at_zero else 0.0

    @property
    def crosses(self) -> bool:
        """Whether gain becomes loss at the break-even; at 0 and 100 pct. it does not."""
        return self.verdict == CROSSES

    @property
    def verdict(self) -> str:
        """Whether gain becomes loss, and if not, on which side the result lies; in Danish.

        >>> Line(-100.0, 50.0).verdict, Line(-2e-10, 4e5).verdict
        ('underskud ved enhver mereffekt', 'overskud, når mereffekten er over 0')
        """
        return CROSSINGS[self._signs]

    @property
    def _signs(self) -> tuple[int, int]:
        """Signs at 0 and at 100 pct. in whole kroner, as the tables show them.

        So the noise of adding up does not move a purse that has its costs covered.
        """
        at_zero, at_all = round(self.at(0.0)), round(self.at(1.0))
        return (at_zero > 0) - (at_zero < 0), (at_all > 0) - (at_all < 0)

    @property
    def gains_above(self) -> bool:
        """Whether the result is a gain above the break-even (and not below it)."""
        return self.slope > 0


@dataclass(frozen=True)
class BreakEvens:
    """The three break-evens SØM shows, each with its line."""

    total: Line
    municipality: Line
    municipality_without_grants: Line

    @property
    def lines(self) -> dict[str, Line]:
        """By Danish name: I alt, Kommune, Kommune uden tilskud."""
        return {
            TOTAL: self.total,
            MUNICIPALITY: self.municipality,
            WITHOUT_GRANTS: self.municipality_without_grants,
        }

    @property
    def rates(self) -> dict[str, float | None]:
        """Break-even success rates (shares) by Danish name; None where there is none."""
        return {name: line.break_even for name, line in self.lines.items()}


@once
def break_even(result: Result) -> BreakEvens:
    """The success rates at which all purses, the kommune, and the kommune alone break even.

    Without grants means that the kommune pays the whole cost itself.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> result = som_calc.calculate(som_calc.load_case(find("params", "aabenraa-ips.yaml")))
    >>> {name: round(rate, 5) for name, rate in break_even(result).rates.items()}
    {'I alt': 0.03993, 'Kommune': 0.00649, 'Kommune uden tilskud': 0.04488}
    """
    lines = lines_by_actor(result)
    alone = lines_by_actor(result.without_grants())
    return BreakEvens(lines[TOTAL], lines[MUNICIPALITY], alone[MUNICIPALITY])


def lines_by_actor(result: Result) -> dict[str, Line]:
    """The line of I alt and of each actor.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> round(lines_by_actor(result)["Kommune"].at(0.05))
    4121031
    """
    rows, rate = _rows(result)
    return _lines(rows, rate, lambda label: label.actor, list(ACTORS))


@once
def depends_on_effect(result: Result) -> bool:
    """Whether anyone's result is another at another success rate.

    Without consequences after the course it is the same for all, be it a gain or a loss.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> depends_on_effect(som_calc.calculate(case))
    True
    """
    return any(abs(line.slope) >= 0.5 for line in lines_by_actor(result).values())


def _rows(result: Result) -> tuple[Rows, float]:
    """The result's rows, and the success rate its consequences are booked at.

    At a success rate of zero there are no consequences, so they are taken at 1.
    """
    if result.success_rate:
        return result.rows, result.success_rate
    full = calculate(result.case, result.schedule, success_rate=1.0).rows
    return result.rows.joined(full.only(_moves)), 1.0


def _moves(label: Label) -> bool:
    return label.component in MOVED_BY_SUCCESS


def _lines(
    rows: Rows, rate: float, key: Callable[[Label], str], order: list[str]
) -> dict[str, Line]:
    moved = rows.mask(_moves)
    fixed = rows.sums(key, np.where(moved, 0.0, rows.present_value))
    slope = rows.sums(key, np.where(moved, rows.present_value, 0.0) / rate)
    parts = {name: Line(fixed.get(name, 0.0), slope.get(name, 0.0)) for name in order}
    total = Line(sum(p.fixed for p in parts.values()), sum(p.slope for p in parts.values()))
    return {TOTAL: total, **parts}
