"""What a case leaves for others to fill in: what it refers to, and what is to be worked out.

A case may name its target group and its studies in place of describing them
(``målgruppe: <id>``, ``evidens: [<id>]``), give a price before refusion (``brutto``), a cost
model in place of costs, and prices of other years than its own.
"""

from __future__ import annotations

import copy

from som_calc.case.file_tree import FileTree
from som_calc.case.glossary import fold


def group_reference(tree: FileTree) -> str | None:
    """The target group a case refers to: a text in place of the group, or an ``id`` alone."""
    group = tree.get(("indsats", "målgruppe"))
    if isinstance(group, str):
        return group
    if isinstance(group, dict) and tree.get(("indsats", "målgruppe", "navn")) is None:
        named = tree.get(("indsats", "målgruppe", "id"))
        return named if isinstance(named, str) else None
    return None


def without_group(tree: FileTree) -> FileTree:
    """A copy where the target group is described, so that the rest can be checked without it."""
    changed = _copy(tree)
    (effort, group), _ = tree.find(("indsats", "målgruppe"))
    changed.data[effort][group] = {"navn": "–"}
    goal, rest = tree.find(("indsats", "succesmål"))
    changed.data[effort]["succesmål" if rest else goal[-1]] = "–"
    return changed


def without(tree: FileTree, field: str) -> FileTree:
    """A copy without one top-level field, so that the rest can be checked without it."""
    changed = _copy(tree)
    path, rest = tree.find((field,))
    if not rest:
        del changed.data[path[0]]
    return changed


def _copy(tree: FileTree) -> FileTree:
    return FileTree(tree.file, copy.deepcopy(tree.data), dict(tree.places), dict(tree.typed))


def evidence_references(tree: FileTree) -> dict[int, str]:
    """Place (from 0) → id of the studies a case refers to: a text, or the ``id`` of a group."""
    given = tree.get(("evidens",))
    found = {}
    for i, item in enumerate(given if isinstance(given, list) else [given]):
        id = item
        if isinstance(item, dict):
            id = next((value for key, value in item.items() if fold(str(key)) == "id"), None)
        if isinstance(id, str):
            found[i] = id
    return found


def has_gross_prices(tree: FileTree) -> bool:
    """Whether a price is given before refusion."""
    prices = tree.get(("priser",))
    items = range(len(prices)) if isinstance(prices, list) else ()
    return any(tree.get(("priser", i, "brutto")) is not None for i in items)


def needs_price_index(tree: FileTree) -> bool:
    """Whether there are prices of other years than the case's own, and no index to move them."""
    if tree.get(("prisindeks",)) is not None:
        return False
    year = tree.get(("prisniveau",))
    for field in ("omkostninger", "alternativ", "priser"):
        items = tree.get((field,))
        for i in range(len(items) if isinstance(items, list) else 0):
            own = tree.get((field, i, "prisniveau"))
            if own is not None and str(own) != str(year):
                return True
    return False
