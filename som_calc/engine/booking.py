"""Collects bookings as arrays and turns them into the result's rows at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from som_calc.engine.rows import Label, Rows
from som_calc.knowledge.discount import DiscountSchedule


@dataclass
class Ledger:
    """Rows to come.  Amounts are undiscounted kr. of the price year, + is a gain."""

    scenario: str
    labels: list[Label] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    cohorts: list[np.ndarray] = field(default_factory=list)
    years: list[np.ndarray] = field(default_factory=list)
    amounts: list[np.ndarray] = field(default_factory=list)

    def book(
        self,
        component: str,
        service: str,
        area: str,
        actor: str,
        committee: str,
        *,
        cohorts: np.ndarray,
        years: np.ndarray,
        amounts: np.ndarray,
    ) -> None:
        """Add one line of equally long ``cohorts``, ``years``, ``amounts``; zeros are left out."""
        kept = amounts != 0
        if not kept.any():
            return
        self.labels.append(Label(component, service, area, actor, committee))
        self.counts.append(int(kept.sum()))
        self.cohorts.append(cohorts[kept])
        self.years.append(years[kept])
        self.amounts.append(amounts[kept])

    def rows(self, schedule: DiscountSchedule, base: int) -> Rows:
        """All that was booked, discounted to ``base``.

        Raises:
            InvalidResult: see :class:`~som_calc.engine.rows.Rows`.
        """
        years = np.concatenate(self.years) if self.years else np.array([], dtype=int)
        cohorts = np.concatenate(self.cohorts) if self.cohorts else np.array([], dtype=int)
        amounts = np.concatenate(self.amounts) if self.amounts else np.array([], dtype=float)
        return Rows(
            self.scenario,
            tuple(self.labels),
            tuple(self.counts),
            cohorts,
            years,
            amounts,
            amounts * schedule.factors(base, years),
        )
