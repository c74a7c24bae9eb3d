"""The one contract between the engine and everything else: a validated tidy table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from som_calc.case.model import Case
from som_calc.case.names import ACTORS, COMPONENTS, GRANT, MUNICIPALITY, TOTAL
from som_calc.engine.frame import Frame, in_order
from som_calc.engine.rows import COLUMNS, KEYS, Column, InvalidResult, Label, Rows
from som_calc.engine.timing import Cohort
from som_calc.knowledge.discount import DiscountSchedule

ROWS = [TOTAL, *ACTORS]
_ACTORS = list(ACTORS)


@dataclass(frozen=True, eq=False)
class Result:
    """The result of one case.

    ``table`` is long: one row per (scenario, cohort, year, component, service, area,
    actor, committee) with ``amount`` in undiscounted kr. of the case's price year and
    ``present_value`` in kr. discounted to the case's discount base.  + is a gain for the
    public purse.  Every figure, table and sentence is a grouping of its ``rows``, which are
    the ``frame`` at the case's own values and ``success_rate``.

    Each grouping is summed once; what the methods hand out is the caller's own.
    """

    frame: Frame
    rows: Rows
    success_rate: float

    @property
    def case(self) -> Case:
        """The case."""
        return self.frame.case

    @property
    def schedule(self) -> DiscountSchedule:
        """The discount rates."""
        return self.frame.schedule

    @property
    def cohorts(self) -> tuple[Cohort, ...]:
        """The cohorts, in order of start year."""
        return self.frame.cohorts

    @property
    def cut_short(self) -> list[Cohort]:
        """Cohorts with participants that get fewer consequence years than the horizon."""
        horizon = self.case.period.horizon
        return [c for c in self.cohorts if c.participants and c.consequence_years < horizon]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The tidy table; not to be changed."""
        return self.rows.table()

    @cached_property
    def participants(self) -> int:
        """All participants over all cohorts."""
        return sum(cohort.participants for cohort in self.cohorts)

    @property
    def completers(self) -> float | None:
        """How many complete the course; None where the case states no share."""
        share = self.case.completion
        return None if share is None else self.participants * share.value

    @property
    def discounted_participants(self) -> float:
        """Σ n · DF(start), see :attr:`~som_calc.engine.frame.Frame.discounted_participants`."""
        return self.frame.discounted_participants

    @cached_property
    def net(self) -> Mapping[str, float]:
        """Net present value in kr. by actor, as :meth:`by_actor`; cannot be written to."""
        return MappingProxyType(dict(self._by_actor.items()))  # type: ignore[arg-type]

    def by_actor(self, column: Column = "present_value") -> pd.Series:
        """Net result in kr. by actor; index I alt, Kommune, Region, Stat, Statslig tilskud."""
        if column == "present_value":
            return self._by_actor.copy()
        return _with_total(self.rows.sums(_actor, self.rows.values(column)), _ACTORS)

    @cached_property
    def _by_actor(self) -> pd.Series:
        return _with_total(self.rows.sums(_actor, self.rows.present_value), _ACTORS)

    def by_committee(self) -> pd.Series:
        """The kommune's net present value in kr. by committee, I alt first."""
        return self._by_committee.copy()

    @cached_property
    def _by_committee(self) -> pd.Series:
        own = self.rows.only(lambda label: label.actor == MUNICIPALITY)
        sums = own.sums(lambda label: label.committee, own.present_value)
        return _with_total(sums, in_order(self.case, set(sums)))

    def by_area(self) -> pd.Series:
        """Net present value in kr. by hovedområde, I alt first."""
        return self._by_area.copy()

    @cached_property
    def _by_area(self) -> pd.Series:
        sums = self.rows.sums(lambda label: label.area, self.rows.present_value)
        return _with_total(sums, list(dict.fromkeys(label.area for label in self.rows.labels)))

    def by_year(self) -> pd.DataFrame:
        """Undiscounted kr. per calendar year (index ``year``) and actor (columns, I alt first).

        The calculation's years, and any year before or after them that holds money, so
        that the sum over years is always the whole undiscounted result.
        """
        return self._by_year.copy()

    @cached_property
    def _by_year(self) -> pd.DataFrame:
        period, booked = self.case.period, self.rows.year
        first = int(booked.min(initial=period.first_year))
        last = int(booked.max(initial=period.last_year))
        years = range(first, last + 1)
        sums = self.rows.sums_by_year(_actor, "amount")
        parts = [[sums.get((year, actor), 0.0) for actor in _ACTORS] for year in years]
        return _wide(parts, pd.Index(list(years), name="year"))

    def cumulative(self) -> pd.DataFrame:
        """:meth:`by_year` summed from the first year on; undiscounted kr."""
        return self._by_year.cumsum()

    def by_component(self) -> pd.DataFrame:
        """Present value in kr. by component (index) and actor (columns, I alt first)."""
        values = self.rows.present_value
        sums = self.rows.sums(lambda label: (label.component, label.actor), values)
        parts = [[sums.get((name, who), 0.0) for who in _ACTORS] for name in COMPONENTS]
        return _wide(parts, pd.Index(list(COMPONENTS), name="component"))

    def per_participant(self) -> pd.Series:
        """Net result in kr. per participant by actor, worth at the course's start year.

        Present value ÷ :attr:`discounted_participants`, so that it is zero where the present
        value is; no participants give zero.
        """
        people = self.discounted_participants
        return self._by_actor / people if people else self._by_actor * 0.0

    def without_grants(self) -> Result:
        """The same calculation with every grant taken out (the kommune pays itself)."""
        return self._without_grants

    @cached_property
    def _without_grants(self) -> Result:
        kept = self.rows.only(lambda label: label.component != GRANT)
        return replace(self, rows=kept)


def _actor(label: Label) -> str:
    return label.actor


def _with_total(sums: Mapping[str, float], order: list[str]) -> pd.Series:
    parts = np.array([sums.get(name, 0.0) for name in order], dtype=float)
    return pd.Series([parts.sum(), *parts], index=[TOTAL, *order], dtype=float)


def _wide(parts: list[list[float]], index: pd.Index) -> pd.DataFrame:
    """Actors as columns, I alt first."""
    values = np.array(parts, dtype=float).reshape(len(index), len(_ACTORS))
    whole = np.column_stack([values.sum(axis=1), values])
    return pd.DataFrame(whole, index=index, columns=ROWS)


__all__ = ["COLUMNS", "COMPONENTS", "KEYS", "ROWS", "InvalidResult", "Result"]
