"""The rows of a result as plain columns: what every grouping of it is summed from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from som_calc.case.names import ACTORS, COMPONENTS, MUNICIPALITY

Key = TypeVar("Key", bound="str | tuple[Any, ...]")
Column = Literal["amount", "present_value"]
KEYS = ["scenario", "cohort", "year", "component", "service", "area", "actor", "committee"]
COLUMNS = [*KEYS, "amount", "present_value"]


class InvalidResult(ValueError):
    """The rows break the contract; a fault in the engine, never in the user's input."""


class Label(NamedTuple):
    """What a run of rows belongs to; ``committee`` is empty but for the kommune.

    ``cash`` is the share of it that a budget can see (None: not stated).
    """

    component: str
    service: str
    area: str
    actor: str
    committee: str
    cash: float | None = 1.0


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows in the order they were booked: ``counts[i]`` of them in a run under ``labels[i]``.

    The arrays have one value per row and cannot be written to; ``amount`` is undiscounted
    kr., ``present_value`` kr., + is a gain.

    Raises:
        InvalidResult: an unknown actor or component, a missing or infinite amount, or a
            kommune row without committee.
    """

    scenario: str
    labels: tuple[Label, ...]
    counts: tuple[int, ...]
    cohort: np.ndarray
    year: np.ndarray
    amount: np.ndarray
    present_value: np.ndarray

    def __post_init__(self) -> None:
        for array in (self.cohort, self.year, self.amount, self.present_value):
            array.setflags(write=False)
        if not (np.isfinite(self.amount).all() and np.isfinite(self.present_value).all()):
            raise InvalidResult("an amount is missing or infinite")
        known = {"actor": ACTORS, "component": COMPONENTS}
        for column, allowed in known.items():
            if unknown := {getattr(label, column) for label in self.labels} - set(allowed):
                raise InvalidResult(f"unknown {column}: {sorted(unknown)}")
        if any((label.actor == MUNICIPALITY) != bool(label.committee) for label in self.labels):
            raise InvalidResult("committee must be set for the kommune's rows and only for them")

    @cached_property
    def _which(self) -> np.ndarray:
        """The place of each row's label."""
        return np.repeat(np.arange(len(self.labels)), np.array(self.counts, dtype=int))

    def values(self, column: Column) -> np.ndarray:
        """Kr. per row."""
        return self.amount if column == "amount" else self.present_value

    def sums(self, key: Callable[[Label], Key], values: np.ndarray) -> dict[Key, float]:
        """``values`` (one per row) summed by the key of each row's label."""
        return _sums([key(label) for label in self.labels], self.counts, values)

    def sums_by_year(
        self, key: Callable[[Label], Key], column: Column
    ) -> dict[tuple[int, Key], float]:
        """Kr. by calendar year and the key of each row's label."""
        keys = [key(label) for label in self.labels]
        pairs = [
            (year, keys[place])
            for year, place in zip(self.year.tolist(), self._which.tolist(), strict=True)
        ]
        return _sums(pairs, (1,) * len(pairs), self.values(column))

    def total(self, wanted: Callable[[Label], bool], column: Column) -> float:
        """Kr. in all of the rows whose label is wanted."""
        return float(self.values(column)[self.mask(wanted)].sum())

    def mask(self, wanted: Callable[[Label], bool]) -> np.ndarray:
        """Whether the label of each row is wanted."""
        of_labels = np.array([bool(wanted(label)) for label in self.labels], dtype=bool)
        of_rows: np.ndarray = of_labels[self._which]
        return of_rows

    def only(self, wanted: Callable[[Label], bool]) -> Rows:
        """The rows whose label is wanted."""
        mask = self.mask(wanted)
        kept = [(la, n) for la, n in zip(self.labels, self.counts, strict=True) if wanted(la)]
        return replace(
            self,
            labels=tuple(label for label, _ in kept),
            counts=tuple(count for _, count in kept),
            cohort=self.cohort[mask],
            year=self.year[mask],
            amount=self.amount[mask],
            present_value=self.present_value[mask],
        )

    def joined(self, more: Rows) -> Rows:
        """These rows and ``more`` after them."""
        return replace(
            self,
            labels=self.labels + more.labels,
            counts=self.counts + more.counts,
            cohort=np.concatenate([self.cohort, more.cohort]),
            year=np.concatenate([self.year, more.year]),
            amount=np.concatenate([self.amount, more.amount]),
            present_value=np.concatenate([self.present_value, more.present_value]),
        )

    def table(self) -> pd.DataFrame:
        """A new tidy table of the rows, columns :data:`COLUMNS`."""
        columns: dict[str, object] = {
            "scenario": np.full(len(self.year), self.scenario, dtype=object),
            "cohort": self.cohort.copy(),
            "year": self.year.copy(),
        }
        for name in KEYS[3:]:
            words = np.array([getattr(label, name) for label in self.labels], dtype=object)
            columns[name] = words[self._which]
        columns["amount"] = self.amount.copy()
        columns["present_value"] = self.present_value.copy()
        return pd.DataFrame(columns)[COLUMNS]


def _sums(keys: Sequence[Key], counts: Sequence[int], values: np.ndarray) -> dict[Key, float]:
    """Runs of ``values`` summed by key: what a group-by of pandas gives, to the last bit.

    That is a plain sum where the runs lie in the order of their keys, and a compensated
    (Kahan) one elsewhere.  A group-by takes a hundred times as long to begin as the few
    rows of a result take to add.
    """
    if list(keys) == sorted(keys):
        firsts = dict(_starts(keys, counts))
        sums = np.add.reduceat(values, list(firsts.values())) if firsts else values
        return dict(zip(firsts, sums.tolist(), strict=True))
    numbers = values.tolist()
    state: dict[Key, tuple[float, float]] = {}
    at = 0
    for key, count in zip(keys, counts, strict=True):
        total, lost = state.get(key, (0.0, 0.0))
        for value in numbers[at : at + count]:
            term = value - lost
            grown = total + term
            lost = grown - total - term
            total = grown
        state[key] = (total, lost)
        at += count
    return {key: total for key, (total, _) in state.items()}


def _starts(keys: Sequence[Key], counts: Sequence[int]) -> Iterator[tuple[Key, int]]:
    """Each key's first row, for runs in the order of their keys."""
    at = 0
    for place, (key, count) in enumerate(zip(keys, counts, strict=True)):
        if not place or keys[place - 1] != key:
            yield key, at
        at += count
