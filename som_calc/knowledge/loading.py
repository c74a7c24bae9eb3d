"""Loads the knowledge base: finds every set of tables, reads and checks them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge.consistency import inconsistencies
from som_calc.knowledge.database import BASE, Knowledge, KnowledgeSet
from som_calc.knowledge.raw import read_csv
from som_calc.knowledge.schema import TABLES
from som_calc.knowledge.table import CheckedTable, read_table
from som_calc.resources import search_path

FOLDER = "viden"


def check_knowledge(folders: Iterable[Path] | None = None) -> tuple[Knowledge, list[Problem]]:
    """Load every table that can be found and tell everything wrong with them.

    Args:
        folders: folders with sets, the most specific first; left out, every ``params/viden``
            that is found from where the user stands.

    Returns:
        The knowledge base as far as it can be read, and the problems.
    """
    problems: list[Problem] = []
    sets: dict[str, dict[str, CheckedTable]] = {BASE: {}}
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
