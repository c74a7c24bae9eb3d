"""The one contract between the engine and everything else: a validated tidy table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from som_calc.case.glossary import ACTORS, MUNICIPALITY, OTHER_COMMITTEES, STATE_GRANT, TOTAL
from som_calc.case.model import Case
from som_calc.engine.timing import Cohort
from som_calc.knowledge.discount import DiscountSchedule

KEYS = ["scenario", "cohort", "year", "component", "service", "area", "actor", "committee"]
COLUMNS = [*KEYS, "amount", "present_value"]
ROWS = [TOTAL, *ACTORS.values()]
COMPONENTS = ("cost", "grant", "saved", "consequence_during", "consequence", "family")


class InvalidResult(ValueError):
    """The table breaks the contract; a fault in the engine, never in the user's input."""


def validate(table: pd.DataFrame) -> pd.DataFrame:
    """Check the contract and return the table.

    Raises:
        InvalidResult: wrong columns, an unknown actor or component, a missing or infinite
            amount, or a kommune row without committee.
    """
    if list(table.columns) != COLUMNS:
        raise InvalidResult(f"columns are {list(table.columns)}, not {COLUMNS}")
    if not np.isfinite(table[["amount", "present_value"]].to_numpy(dtype=float)).all():
        raise InvalidResult("an amount is missing or infinite")
    for column, allowed in (("actor", set(ACTORS.values())), ("component", set(COMPONENTS))):
        if unknown := set(table[column].unique()) - allowed:
            raise InvalidResult(f"unknown {column}: {sorted(unknown)}")
    own = table["actor"].to_numpy() == MUNICIPALITY
    if (own != (table["committee"].to_numpy() != "")).any():
        raise InvalidResult("committee must be set for the kommune's rows and only for them")
    return table


@dataclass(frozen=True)
class Result:
    """The result of one case.

    ``table`` is long: one row per (scenario, cohort, year, component, service, area,
    actor, committee) with ``amount`` in undiscounted kr. of the case's price year and
    ``present_value`` in kr. discounted to the case's discount base.  + is a gain for the
    public purse.  Every figure, table and sentence is a group-by of it.
    """

    case: Case
    table: pd.DataFrame
    cohorts: tuple[Cohort, ...]
    schedule: DiscountSchedule
    success_rate: float

    @property
    def participants(self) -> int:
        """All participants over all cohorts."""
        return sum(cohort.participants for cohort in self.cohorts)

    def by_actor(self, column: str = "present_value") -> pd.Series:
        """Net result in kr. by actor; index I alt, Kommune, Region, Stat, Statslig tilskud."""
        return _with_total(self.table.groupby("actor")[column].sum(), list(ACTORS.values()))

    def by_committee(self) -> pd.Series:
        """The kommune's net present value in kr. by committee, I alt first."""
        own = self.table[self.table["actor"] == MUNICIPALITY]
        sums = own.groupby("committee")["present_value"].sum()
        order = [*self.case.committee_order]
        order += [name for name in sums.index if name not in order and name != OTHER_COMMITTEES]
        if OTHER_COMMITTEES in sums.index and OTHER_COMMITTEES not in order:
            order.append(OTHER_COMMITTEES)
        return _with_total(sums, order)

    def by_area(self) -> pd.Series:
        """Net present value in kr. by hovedområde, I alt first."""
        sums = self.table.groupby("area")["present_value"].sum()
        return _with_total(sums, list(dict.fromkeys(self.table["area"])))

    def by_year(self) -> pd.DataFrame:
        """Undiscounted kr. per calendar year (index ``year``) and actor (columns, I alt first).

        The calculation's years, and any year before or after them that holds money, so
        that the sum over years is always the whole undiscounted result.
        """
        return self._by_year.copy()

    @cached_property
    def _by_year(self) -> pd.DataFrame:
        period, booked = self.case.period, self.table["year"]
        first = min(period.first_year, int(booked.min())) if len(booked) else period.first_year
        last = max(period.last_year, int(booked.max())) if len(booked) else period.last_year
        years = range(first, last + 1)
        sums = self.table.groupby(["year", "actor"])["amount"].sum().unstack(fill_value=0)
        wide = sums.reindex(index=list(years), columns=list(ACTORS.values()), fill_value=0.0)
        wide.insert(0, TOTAL, wide.sum(axis=1))
        wide.columns.name = None
        return wide

    def cumulative(self) -> pd.DataFrame:
        """:meth:`by_year` summed from the first year on; undiscounted kr."""
        return self.by_year().cumsum()

    def by_component(self) -> pd.DataFrame:
        """Present value in kr. by component (index) and actor (columns, I alt first)."""
        sums = self.table.groupby(["component", "actor"])["present_value"].sum().unstack()
        wide = sums.reindex(index=list(COMPONENTS), columns=list(ACTORS.values())).fillna(0.0)
        wide.insert(0, TOTAL, wide.sum(axis=1))
        wide.columns.name = None
        return wide

    def per_participant(self) -> pd.Series:
        """Net result in kr. per participant by actor, discounted to the course's start year.

        The average over all participants; zero participants give zero.
        """
        years = self.table["year"].to_numpy(dtype=int)
        starts = self.table["cohort"].to_numpy(dtype=int)
        base = self.case.discount_base
        relative = self.schedule.factors(base, years) / self.schedule.factors(base, starts)
        each = 1.0 / self.participants if self.participants else 0.0
        values = self.table["amount"].to_numpy() * relative * each
        sums = pd.Series(values).groupby(self.table["actor"].to_numpy()).sum()
        return _with_total(sums, list(ACTORS.values()))

    def without_grants(self) -> Result:
        """The same calculation with every grant taken out (the kommune pays itself)."""
        kept = self.table[self.table["component"] != "grant"].reset_index(drop=True)
        return Result(self.case, kept, self.cohorts, self.schedule, self.success_rate)


def _with_total(sums: pd.Series, order: list[str]) -> pd.Series:
    ordered = sums.reindex(order).fillna(0.0).astype(float)
    total = pd.Series({TOTAL: float(ordered.sum())})
    return pd.concat([total, ordered]).rename(None)


__all__ = ["COLUMNS", "COMPONENTS", "KEYS", "ROWS", "STATE_GRANT", "InvalidResult", "Result"]
