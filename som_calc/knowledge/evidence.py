"""Studies a case refers to, filled in from the table ``effekter``.

A study stands under ``evidens`` by its id alone (``- ips-svaer``), or with fields of the
case's own, which come first (``- {id: ips-svaer, evidensvægt: 50 %}``).  A study that the case
describes itself may have an id that is not in the knowledge base.
"""

from __future__ import annotations

import copy
from typing import Any

from som_calc.case.danish_input import parse_yes_no
from som_calc.case.file_tree import FileTree
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.references import evidence_references
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge import items
from som_calc.knowledge.database import ILLUSTRATIVE, Knowledge
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.schema import EFFECTS
from som_calc.knowledge.table import Row


def complete(tree: FileTree, knowledge: Knowledge | None = None) -> FileTree:
    """A copy of the tree with every study it refers to filled in.

    Raises:
        CaseError: a study is not known, its numbers are made up but the case is not marked
            so, or the knowledge base is faulty.
    """
    wanted = evidence_references(tree)
    if not wanted:
        return tree
    known = (knowledge or load_knowledge()).rows(EFFECTS.name)
    changed = FileTree(tree.file, copy.deepcopy(tree.data), tree.places, dict(tree.typed))
    key = changed.find(("evidens",))[0][-1]
    given = changed.data[key]
    listed = changed.data[key] = given if isinstance(given, list) else [given]
    problems = []
    for position, id in wanted.items():
        own = listed[position] if isinstance(listed[position], dict) else {}
        loc = ("evidens", position)
        found = next(((one, row) for one, row in known if fold(row["id"]) == fold(id)), None)
        if found is None:
            if any(fold(str(field)) == fold("undersøgelse") for field in own):
                continue  # a study of the case's own, with an id of its own
            near = did_you_mean(id, [row["id"] for _, row in known], "undersøgelserne er")
            wrong = f"undersøgelsen »{id}« findes ikke i vidensdatabasen"
            problems.append(_problem(tree, loc, wrong, near))
        elif found[0].name == ILLUSTRATIVE and not _marked(tree):
            wrong = f"tallene for »{found[1]['id']}« er digtet for at vise værktøjet"
            right = "skriv »illustrativ: ja« i sagen, eller vælg en anden undersøgelse"
            problems.append(_problem(tree, loc, wrong, right))
        else:
            listed[position] = items.over(_study(found[1]), own)
    if problems:
        raise CaseError(problems)
    return changed


def _study(row: Row) -> items.Item:
    """A row of ``effekter`` as an entry of ``evidens``; what is not known is left out."""
    significant = row["signifikant"]
    known = {
        "id": row["id"],
        "undersøgelse": row["undersøgelse"],
        "evidensniveau": row["evidensniveau"],
        "design": ", ".join(part for part in (row["design"], row["opfølgning"]) if part) or None,
        "antal_deltagere": row["n"],
        "effekt": row["effekt"],
        "interval": None
        if None in (row["interval_fra"], row["interval_til"])
        else [row["interval_fra"], row["interval_til"]],
        "signifikant": None if significant is None else "ja" if significant else "nej",
        "kilde": row["kilde"],
        "note": ". ".join(part.rstrip(".") for part in (row["kontekst"], row["note"]) if part)
        or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _marked(tree: FileTree) -> bool:
    try:
        return parse_yes_no(tree.get(("illustrativ",)) or "nej")
    except ValueError:
        return True  # told when the case is read


def _problem(tree: FileTree, loc: tuple[Any, ...], wrong: str, right: str) -> Problem:
    file, place = tree.spot(loc)
    return Problem(file, place, f"evidens.{loc[1] + 1}", wrong, right)
