"""Collects bookings as arrays and turns them into the tidy table at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from som_calc.engine.result import COLUMNS, validate
from som_calc.knowledge.discount import DiscountSchedule


@dataclass
class Ledger:
    """Rows to come.  Amounts are undiscounted kr. of the price year, + is a gain."""

    scenario: str
    labels: list[tuple[str, str, str, str, str]] = field(default_factory=list)
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
        self.labels.append((component, service, area, actor, committee))
        self.counts.append(int(kept.sum()))
        self.cohorts.append(cohorts[kept])
        self.years.append(years[kept])
        self.amounts.append(amounts[kept])

    def table(self, schedule: DiscountSchedule, base: int) -> pd.DataFrame:
        """The validated tidy table, discounted to ``base``."""
        years = np.concatenate(self.years) if self.years else np.array([], dtype=int)
        cohorts = np.concatenate(self.cohorts) if self.cohorts else np.array([], dtype=int)
        amounts = np.concatenate(self.amounts) if self.amounts else np.array([], dtype=float)
        which = np.repeat(np.arange(len(self.labels)), self.counts)
        columns: dict[str, object] = {"scenario": np.full(len(years), self.scenario, dtype=object)}
        columns |= {"cohort": cohorts, "year": years}
        for position, name in enumerate(("component", "service", "area", "actor", "committee")):
            words = np.array([label[position] for label in self.labels], dtype=object)
            columns[name] = words[which] if len(words) else np.array([], dtype=object)
        columns["amount"] = amounts
        columns["present_value"] = amounts * schedule.factors(base, years)
        return validate(pd.DataFrame(columns)[COLUMNS])
