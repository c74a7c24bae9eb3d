"""The knowledge base: sets of tables, and what is looked up in them.

A *set* is a folder with tables.  ``params/viden`` itself is the set »grund«, each folder
below it a set of its own (``illustrativ``; what ``som viden importer`` writes).  A
kommune's own ``params/viden`` overrides ours, file by file.  What is looked up in a set
is looked for there first and then in »grund«; sets do not see each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from som_calc.case.glossary import fold
from som_calc.knowledge.schema import CONSEQUENCES, PRICES
from som_calc.knowledge.table import CheckedTable, Row

BASE = "grund"
ILLUSTRATIVE = "illustrativ"


@dataclass(frozen=True)
class KnowledgeSet:
    """The tables of one set by name; a set need not have them all."""

    name: str
    tables: dict[str, CheckedTable] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table; none when the set does not have it."""
        found = self.tables.get(table)
        return list(found.rows()) if found is not None else []

    @cached_property
    def _consequence_rows(self) -> dict[tuple[str, str], list[int]]:
        table = self.tables.get(CONSEQUENCES.name)
        exact: dict[tuple[str, str], list[int]] = {}
        if table is not None:
            pairs = zip(table.columns["målgruppe"], table.columns["succesmål"], strict=True)
            for position, (group, goal) in enumerate(pairs):
                if group and goal:
                    exact.setdefault((group, goal), []).append(position)
        found: dict[tuple[str, str], list[int]] = {}
        for (group, goal), positions in exact.items():
            found.setdefault((fold(group), fold(goal)), []).extend(positions)
        return found

    def consequences(self, group: str, goal: str) -> list[tuple[int, Row]]:
        """Position and row of every consequence of a target group and success goal (ids)."""
        table = self.tables.get(CONSEQUENCES.name)
        places = self._consequence_rows.get((fold(group), fold(goal)), [])
        return [(position, table.row(position)) for position in places] if table else []

    @cached_property
    def _price_rows(self) -> dict[tuple[str, str], int]:
        table = self.tables.get(PRICES.name)
        if table is None:
            return {}
        pairs = zip(table.columns["ydelse"], table.columns["målgruppe"], strict=True)
        return {(fold(s), fold(g or "")): i for i, (s, g) in enumerate(pairs) if s}

    def price(self, service: str, group: str | None = None) -> tuple[int, Row] | None:
        """Position and row of a service's price for exactly that group (None: for all)."""
        position = self._price_rows.get((fold(service), fold(group or "")))
        return None if position is None else (position, self.tables[PRICES.name].row(position))


@dataclass(frozen=True)
class Knowledge:
    """All sets by name; »grund« is always among them."""

    sets: dict[str, KnowledgeSet]

    def rows(self, table: str) -> list[tuple[KnowledgeSet, Row]]:
        """The rows of a table over all sets."""
        return [(one, row) for one in self.sets.values() for row in one.rows(table)]

    def seen_from(self, name: str) -> list[KnowledgeSet]:
        """The set and then »grund«."""
        return [self.sets[name], *([self.sets[BASE]] if name != BASE else [])]

    def group(self, wanted: str) -> tuple[KnowledgeSet, Row] | None:
        """The target group with that id or name."""
        rows = self.rows("maalgrupper")
        for key in ("id", "navn"):
            for one, row in rows:
                if fold(str(row[key])) == fold(wanted):
                    return one, row
        return None

    def goals(self, one: KnowledgeSet, group: str) -> list[Row]:
        """The success goals of a target group (id), then those that go across groups."""
        rows = [row for seen in self.seen_from(one.name) for row in seen.rows("succesmaal")]
        own = [row for row in rows if fold(row["målgruppe"] or "") == fold(group)]
        return own + [row for row in rows if not row["målgruppe"]]

    def price(
        self, one: KnowledgeSet, service: str, group: str
    ) -> tuple[KnowledgeSet, int, Row] | None:
        """The price a target group (id) gets: its own before the common, set before »grund«."""
        for seen in self.seen_from(one.name):
            for whose in (group, None):
                found = seen.price(service, whose)
                if found is not None:
                    return seen, *found
        return None
