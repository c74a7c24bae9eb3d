"""Where a case is completed with what it refers to.

A case may name its target group and its studies in place of describing them
(``målgruppe: <id>``, ``evidens: [<id>]``), and give a price before refusion (``brutto``).
The room that knows the answers lies above this one; it is named from the top of the package
and imported only for a case that asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from som_calc.case.glossary import fold

if TYPE_CHECKING:
    from som_calc.case.problems import Problem
    from som_calc.case.tree import Tree

_completers: dict[str, str] = {}


def register(
    *, references: str, evidence: str, gross_prices: str, cost_model: str, price_index: str
) -> None:
    """Name the modules whose function ``complete(tree)`` fills in each kind of reference."""
    _completers.update(
        references=references,
        evidence=evidence,
        gross_prices=gross_prices,
        cost_model=cost_model,
        price_index=price_index,
    )


def reference_of(tree: Tree) -> str | None:
    """The target group a case refers to: a text in place of the group, or an ``id`` alone."""
    group = tree.get(("indsats", "målgruppe"))
    if isinstance(group, str):
        return group
    if isinstance(group, dict) and tree.get(("indsats", "målgruppe", "navn")) is None:
        named = tree.get(("indsats", "målgruppe", "id"))
        return named if isinstance(named, str) else None
    return None


def complete_references(tree: Tree) -> tuple[Tree, list[Problem]]:
    """The tree with target group, success goal, consequences and prices filled in.

    Returns:
        The tree (the same one when it refers to nothing) and warnings.

    Raises:
        CaseError: a reference leads nowhere, or the knowledge base is faulty.
    """
    if reference_of(tree) is None:
        return tree, []
    found: tuple[Tree, list[Problem]] = _call("references", tree, (tree, []))
    return found


def evidence_references(tree: Tree) -> dict[int, str]:
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


def complete_evidence(tree: Tree) -> Tree:
    """The tree with every study it refers to filled in.

    Raises:
        CaseError: a study is not known, or the knowledge base is faulty.
    """
    if not evidence_references(tree):
        return tree
    filled: Tree = _call("evidence", tree, tree)
    return filled


def complete_gross_prices(tree: Tree) -> Tree:
    """The tree with every price before refusion split on its payers.

    Raises:
        CaseError: a gross price cannot be split.
    """
    prices = tree.get(("priser",))
    items = range(len(prices)) if isinstance(prices, list) else ()
    if all(tree.get(("priser", i, "brutto")) is None for i in items):
        return tree
    split: Tree = _call("gross_prices", tree, tree)
    return split


def complete_cost_model(tree: Tree) -> Tree:
    """The tree with the costs, grants and alternative its omkostningsmodel leads to."""
    if tree.get(("omkostningsmodel",)) is None:
        return tree
    worked_out: Tree = _call("cost_model", tree, tree)
    return worked_out


def complete_price_index(tree: Tree) -> Tree:
    """The tree with the kommune's own price index, where it has prices of other years.

    Raises:
        CaseError: the index cannot be read.
    """
    if tree.get(("prisindeks",)) is not None:
        return tree
    year = tree.get(("prisniveau",))
    for field in ("omkostninger", "alternativ", "priser"):
        items = tree.get((field,))
        for i in range(len(items) if isinstance(items, list) else 0):
            own = tree.get((field, i, "prisniveau"))
            if own is not None and str(own) != str(year):
                indexed: Tree = _call("price_index", tree, tree)
                return indexed
    return tree


def _call(kind: str, tree: Tree, otherwise: Any) -> Any:
    if kind not in _completers:
        return otherwise
    return import_module(_completers[kind]).complete(tree)
