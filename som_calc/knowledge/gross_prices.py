"""A price before refusion in a case, split on kommune and state by the dated rules.

``brutto`` with ``ydelsesuger`` (the refusionstrappe) or ``ydelsesdage`` (§ 110) stands in
place of the three payers.  The rules of the case's own date apply.
"""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from som_calc.case.danish_input import parse_date, parse_kroner
from som_calc.case.file_tree import FileTree, dotted
from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS
from som_calc.case.problems import CaseError, Problem
from som_calc.knowledge.refusion import BENEFIT, SHELTER, Split, split, stretch

_RULES = {"ydelsesuger": BENEFIT, "ydelsesdage": SHELTER}


def complete(tree: FileTree) -> FileTree:
    """A copy of the tree where every gross price is split.

    Raises:
        CaseError: a gross price without weeks or days, beside payers of its own, or that
            cannot be read; every one is told.
    """
    changed = FileTree(tree.file, copy.deepcopy(tree.data), tree.places, dict(tree.typed))
    name = tree.find(("priser",))[0][0]
    problems: list[Problem] = []
    date = _date(tree)
    for i, item in enumerate(changed.data[name]):
        if isinstance(item, dict) and _key(item, "brutto") is not None:
            try:
                changed.data[name][i] = _split_item(item, date)
            except _Fault as fault:
                loc = ("priser", i, fault.field)
                field = dotted((name, i, fault.field))
                problems.append(Problem(*tree.spot(loc), field, fault.wrong, fault.right))
    if problems:
        raise CaseError(problems)
    return changed


class _Fault(Exception):
    def __init__(self, field: str, wrong: str, right: str = "") -> None:
        super().__init__(wrong)
        self.field = field
        self.wrong, _, rest = wrong.partition("; ")
        self.right = right or rest


def _split_item(item: dict[str, Any], date: dt.date | None) -> dict[str, Any]:
    own = [payer for payer in ("kommune", "stat") if _key(item, payer) is not None]
    if own:
        wrong = f"står sammen med en pris for {' og '.join(own)}"
        raise _Fault("brutto", wrong, "skriv enten bruttoprisen eller betalernes priser")
    gross_raw = item[_key(item, "brutto")]
    group = gross_raw if isinstance(gross_raw, dict) else {"værdi": gross_raw}
    amount = _read("brutto", parse_kroner, group.get(_key(group, "værdi")))
    found = [name for name in _RULES if _key(item, name) is not None]
    if len(found) != 1:
        raise _Fault(
            "brutto",
            "prisen kan ikke deles på kommune og stat",
            "skriv enten »ydelsesuger« (forsørgelse) eller »ydelsesdage« (§ 110)",
        )
    first, last = _read(found[0], stretch, str(item[_key(item, found[0])]))
    if date is None:
        return item  # the date's own fault is told when the case is read
    try:
        part = split(amount, _RULES[found[0]], first, last, date)
    except ValueError as error:
        if isinstance(error, CaseError):
            raise
        raise _Fault(found[0], str(error)) from None
    gone = {_key(item, "brutto"), _key(item, found[0])}
    kept = {key: value for key, value in item.items() if key not in gone}
    return kept | _payers(kept, group, amount, part)


def _payers(
    item: dict[str, Any], group: dict[str, Any], amount: float, part: Split
) -> dict[str, Any]:
    """The three payers, each saying where the gross price and the rule come from."""
    source = group.get(_key(group, "kilde")) or item.get(_key(item, "kilde")) or "ikke oplyst"
    status = group.get(_key(group, "status")) or item.get(_key(item, "status")) or "antagelse"
    shown = f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    origin = {
        "kilde": f"{source}; refusion: {part.source}",
        "status": status,
        "note": f"bruttopris {shown.removesuffix(',00')} kr.; {part.explanation}",
    }
    amounts = dict(zip(PRICE_FIELDS, (part.municipality, 0.0, part.state), strict=True))
    missing = [payer for payer in amounts if _key(item, payer) is None]
    return {payer: {"værdi": amounts[payer], **origin} for payer in missing}


def _date(tree: FileTree) -> dt.date | None:
    try:
        return parse_date(tree.get(("dato",)))
    except ValueError:
        return None


def _read(field: str, parse: Any, raw: Any) -> Any:
    try:
        return parse(raw)
    except ValueError as error:
        raise _Fault(field, str(error)) from None


def _key(group: dict[str, Any], wanted: str) -> Any:
    return next((key for key in group if fold(str(key)) == fold(wanted)), None)
