"""What the effort may cost at most: break-even turned on the gross cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from som_calc.case.model import Case
from som_calc.case.names import COST, MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.case.values import Sourced
from som_calc.engine.calculate import calculate
from som_calc.engine.result import Result

UNTOUCHED = 0.005
"""Kr.: a result that moves less than half an øre does not depend on the cost."""


@dataclass(frozen=True)
class Affordable:
    """The gross cost at which one result is zero, everything else as in the case.

    All cost lines are scaled alike; a grant that is a share follows, one in kr. stands.
    ``scale`` is the highest cost as a multiple of the case's (1.2: 20 pct. more); None when
    the result is a loss even if the effort were free.
    ``gross`` and ``highest`` are undiscounted kr. of the price year, all payers together.
    """

    name: str
    gross: float
    participants: int
    scale: float | None

    @property
    def highest(self) -> float | None:
        """Kr. in all."""
        return None if self.scale is None else self.gross * self.scale

    @property
    def per_participant(self) -> float | None:
        """The highest cost in kr. per participant."""
        return None if self.highest is None else self.highest / self.participants


def affordable(result: Result) -> list[Affordable]:
    """For I alt, Kommune and Kommune uden tilskud; empty without costs or participants.

    Left out is whom the cost does not touch, because others pay it all.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> [(item.name, round(item.highest)) for item in affordable(result)]
    [('I alt', 8018036), ('Kommune', 16811091), ('Kommune uden tilskud', 7396880)]
    """
    gross = gross_cost(result)
    if gross <= 0 or not result.participants:
        return []
    free = calculate(scaled_costs(result.case, 0.0), result.schedule,
                     success_rate=result.success_rate)  # fmt: skip
    pairs = {
        TOTAL: (free.net[TOTAL], result.net[TOTAL]),
        MUNICIPALITY: (free.net[MUNICIPALITY], result.net[MUNICIPALITY]),
        WITHOUT_GRANTS: (
            free.without_grants().net[MUNICIPALITY],
            result.without_grants().net[MUNICIPALITY],
        ),
    }
    return [
        Affordable(name, gross, result.participants, _zero(at_free, at_cost))
        for name, (at_free, at_cost) in pairs.items()
        if abs(at_free - at_cost) > UNTOUCHED
    ]


def _zero(at_free: float, at_cost: float) -> float | None:
    """Where a line through (0, ``at_free``) and (1, ``at_cost``) crosses zero."""
    if at_free < 0 or at_cost > at_free:
        return None
    return at_free / (at_free - at_cost)


def gross_cost(result: Result) -> float:
    """Undiscounted gross cost of all payers, kr. of the price year.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> round(gross_cost(result))
    6882400
    """
    return -result.rows.total(lambda label: label.component == COST, "amount")


def scaled_costs(case: Case, factor: float) -> Case:
    """The case with every gross cost multiplied.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> scaled_costs(case, 0.5).costs[0].per_year.value[2025]
    491600.0
    """

    def scaled(value: Sourced[Any] | None) -> Sourced[Any] | None:
        if value is None:
            return None
        if isinstance(value.value, dict):
            amounts: Any = {year: kr * factor for year, kr in value.value.items()}
        else:
            amounts = value.value * factor
        return value.model_copy(update={"value": amounts})

    costs = [
        cost.model_copy(
            update={
                "per_year": scaled(cost.per_year),
                "per_participant": scaled(cost.per_participant),
            }
        )
        for cost in case.costs
    ]
    return case.model_copy(update={"costs": costs})
