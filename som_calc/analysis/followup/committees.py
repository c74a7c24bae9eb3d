"""A committee structure that has changed since the decision."""

from __future__ import annotations

from collections.abc import Sequence

from som_calc.case.followup import FollowUp
from som_calc.case.glossary import fold
from som_calc.case.model import Case


def committees_renamed(case: Case, follow_ups: Sequence[FollowUp]) -> Case:
    """The case under today's committees, so that decided and actual can be compared.

    >>> import som_calc
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> committees_renamed(case, follow_ups) == case
    True
    """
    names: dict[str, str] = {}
    for item in follow_ups:
        # An earlier change may itself be changed again.
        fresh = {fold(old): new for old, new in item.committee_changes.items()}
        names = {old: fresh.get(fold(new), new) for old, new in names.items()} | fresh
    if not names:
        return case

    def new(name: str | None) -> str | None:
        return None if name is None else names.get(fold(name), name)

    def renamed(lines: Sequence[object]) -> list[object]:
        return [line.model_copy(update={"committee": new(line.committee)}) for line in lines]  # type: ignore[attr-defined]

    consequences = []
    for row in case.consequences:
        split: dict[str, float] = {}
        for name, share in (row.committees or {}).items():
            split[str(new(name))] = split.get(str(new(name)), 0.0) + share
        consequences.append(row.model_copy(update={"committees": split or row.committees}))
    changes: dict[str, object] = {
        "costs": renamed(case.costs),
        "grants": renamed(case.grants),
        "alternative": renamed(case.alternative),
        "consequences": consequences,
        "committee_order": list(dict.fromkeys(str(new(name)) for name in case.committee_order)),
    }
    if case.back_calculated is not None:
        values = renamed(case.back_calculated.values)
        changes["back_calculated"] = case.back_calculated.model_copy(update={"values": values})
    return case.model_copy(update=changes)
