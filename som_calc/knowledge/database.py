"""The knowledge base: every set of tables that can be found, loaded and checked.

A *set* is a folder with tables.  ``params/viden`` itself is the set »grund«, each folder
below it a set of its own (``illustrativ``; what ``som viden importer`` writes).  A
kommune's own ``params/viden`` overrides ours, file by file.  What is looked up in a set
is looked for there first and then in »grund«; sets do not see each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge.raw import read_csv
from som_calc.knowledge.schema import CONSEQUENCES, PRICES, TABLES
from som_calc.knowledge.table import Row, Table, read_table
from som_calc.resources import search_path

BASE = "grund"
FOLDER = "viden"
ILLUSTRATIVE = "illustrativ"


@dataclass(frozen=True)
class KnowledgeSet:
    """The tables of one set by name; a set need not have them all."""

    name: str
    tables: dict[str, Table] = field(default_factory=dict)

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


def check_knowledge(folders: Iterable[Path] | None = None) -> tuple[Knowledge, list[Problem]]:
    """Load every table that can be found and tell everything wrong with them.

    Args:
        folders: folders with sets, the most specific first; left out, every ``params/viden``
            that is found from where the user stands.

    Returns:
        The knowledge base as far as it can be read, and the problems.
    """
    from som_calc.knowledge.consistency import inconsistencies

    problems: list[Problem] = []
    sets: dict[str, dict[str, Table]] = {BASE: {}}
    for name, files in _files(folders).items():
        tables = sets.setdefault(name, {})
        for file in files:
            try:
                raw = read_csv(file)
            except CaseError as error:
                problems += error.problems
                continue
            spec = TABLES.get(fold(file.stem))
            if spec is None:
                right = did_you_mean(file.stem, TABLES, "tabellerne hedder")
                problems.append(Problem(str(file), None, None, "er ikke en kendt tabel", right))
                continue
            tables[spec.name], found = read_table(spec, raw)
            problems += found
    knowledge = Knowledge({name: KnowledgeSet(name, tables) for name, tables in sets.items()})
    if not problems:
        problems += inconsistencies(knowledge)
    return knowledge, problems


def load_knowledge(folders: Iterable[Path] | None = None) -> Knowledge:
    """As :func:`check_knowledge`, for use.

    Raises:
        CaseError: a table is faulty; every fault with file, row and column.
    """
    knowledge, problems = check_knowledge(folders)
    if any(not problem.warning for problem in problems):
        raise CaseError(problem for problem in problems if not problem.warning)
    return knowledge


def knowledge_folders() -> list[Path]:
    """Every ``params/viden`` in reach, the most specific first."""
    return [path / FOLDER for path in search_path("params") if (path / FOLDER).is_dir()]


def _files(folders: Iterable[Path] | None) -> dict[str, list[Path]]:
    """Set name → its files; a file in a more specific folder hides ours of the same name."""
    chosen: dict[str, dict[str, Path]] = {}
    for folder in folders if folders is not None else knowledge_folders():
        inner = sorted(path for path in folder.iterdir() if path.is_dir())
        for place in (folder, *inner):
            name = BASE if place == folder else place.name
            for file in sorted(place.glob("*.csv")):
                chosen.setdefault(name, {}).setdefault(fold(file.stem), file)
    return {name: list(files.values()) for name, files in chosen.items()}


__all__ = [
    "BASE",
    "ILLUSTRATIVE",
    "Knowledge",
    "KnowledgeSet",
    "check_knowledge",
    "knowledge_folders",
    "load_knowledge",
]
