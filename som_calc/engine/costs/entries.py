"""A case with a cost model, completed with the costs, grants and alternative it leads to."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from pydantic import ValidationError

from som_calc.case.cost_model import SOURCE, CostModel, ModelGrant
from som_calc.case.danish_input import parse_number
from som_calc.case.file_tree import FileTree, Path
from som_calc.case.plain_case import digits
from som_calc.case.rules.cost_model import faults
from som_calc.case.values import Sourced, Status
from som_calc.engine.costs.calculation import Costs, ResourceCost, Years, work_out

MODEL = "omkostningsmodel"
_WORSE = ("publiceret", "SØM", "lokalt tal", "tilbageregnet", "antagelse", "illustrativ", "ukendt")
assert set(_WORSE) == set(get_args(Status))


def complete(tree: FileTree) -> FileTree:
    """A copy of the tree with what the cost model yields; the same tree without one.

    Entries that an earlier completion put in (their source begins with ``SOURCE``) are
    replaced, so that a completed case can be written, read and completed again.  A model
    with faults yields placeholders: the rules of the case tell what is wrong.

    >>> from som_calc.case.reading import read_tree
    >>> from som_calc.resources import find
    >>> tree = complete(read_tree(find("params", "eksempel-omkostningsmodel.yaml")))
    >>> tree.get(("deltagere", "værdi"))
    {'2026': '16', '2027': '24', '2028': '24'}
    """
    raw = tree.get((MODEL,))
    if raw is None:
        return tree
    changed = FileTree(tree.file, copy.deepcopy(tree.data), dict(tree.places), dict(tree.typed))
    costs = _worked_out(tree, raw)
    if costs is None or not costs.people:
        _put(changed, "omkostninger", [{"navn": "–", "pr_deltager": "0"}], (), only_if_empty=True)
        if changed.get(("deltagere",)) is None:
            changed.data["deltagere"] = {"2026": "1"}
        return changed
    _put(changed, "omkostninger", *_costs(costs.lines))
    _put(changed, "tilskud", *_grants(costs))
    _put(changed, "alternativ", *_alternative(costs))
    if changed.get(("deltagere",)) is None or _is_ours(changed.get(("deltagere",))):
        source = {"kilde": f"{SOURCE}: hold gange deltagere pr. hold", "status": _status(
            [costs.model.teams, costs.model.participants_per_team])}  # fmt: skip
        changed.data[_key(changed, "deltagere")] = {
            "værdi": {str(year): str(count) for year, count in costs.participants.items()},
            **source,
        }
    share, own = costs.model.completion, changed.get(("gennemførelse",))
    if share is not None and (own is None or _is_ours(own)):
        changed.data[_key(changed, "gennemførelse")] = _sourced(digits(share.value), [share])
    return changed


def _worked_out(tree: FileTree, raw: Any) -> Costs | None:
    length = tree.get(("indsats", "forløbsvarighed"))
    if isinstance(length, dict):
        length = tree.get(("indsats", "forløbsvarighed", "værdi"))
    try:
        model = CostModel.model_validate(raw)
        years = parse_number(length)
    except (ValidationError, ValueError):
        return None
    if years <= 0 or any(not fault.warning for fault in faults(model, years)):
        return None
    return work_out(model, years)


def costs_of(model: CostModel, course_length: float) -> Costs:
    """The cost model of a case that was read, worked out.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-omkostningsmodel.yaml"))
    >>> costs_of(case.cost_model, case.intervention.course_length.value).participants
    {2026: 16, 2027: 24, 2028: 24}
    """
    return work_out(model, course_length)


def _costs(lines: Sequence[ResourceCost]) -> tuple[list[dict[str, Any]], list[Path]]:
    items, origins = [], []
    for number, line in enumerate(lines):
        for name, years, sign in (
            (line.resource.name, line.gross, 1),
            (f"Restværdi af {line.resource.name}", line.residual, -1),
        ):
            if years:
                item = {
                    "navn": name,
                    "kategori": line.resource.category,
                    "pr_år": _amounts({y: sign * kr for y, kr in years.items()}, _inputs(line)),
                    "betaler": line.resource.payer,
                    "udvalg": line.resource.committee,
                }
                items.append({key: value for key, value in item.items() if value is not None})
                origins.append((MODEL, "ressourcer", number))
    return items, origins


def _grants(costs: Costs) -> tuple[list[dict[str, Any]], list[Path]]:
    items, origins = [], []
    for number, (grant, parts) in enumerate(costs.grants):
        for committee, years in parts.items():
            item = {
                "navn": grant.name if len(parts) == 1 else f"{grant.name}, {committee or 'øvrige'}",
                "pr_år": _amounts(years, _given(grant)),
                "giver": grant.giver,
                "udvalg": committee,
            }
            items.append({key: value for key, value in item.items() if value is not None})
            origins.append((MODEL, "tilskud", number))
    return items, origins


def _alternative(costs: Costs) -> tuple[list[dict[str, Any]], list[Path]]:
    """One saved cost per line, spread on the participants: the frame books it at their start."""
    items, origins = [], []
    for number, line in enumerate(costs.saved):
        if line.total:
            each = _sourced(digits(line.total / costs.people, "kroner"), _inputs(line))
            item = {
                "navn": line.resource.name,
                "pr_deltager": each,
                "betaler": line.resource.payer,
                "udvalg": line.resource.committee,
            }
            items.append({key: value for key, value in item.items() if value is not None})
            origins.append((MODEL, "sparet", "ressourcer", number))
    return items, origins


def _inputs(line: ResourceCost) -> list[Sourced[Any]]:
    resource = line.resource
    given = (resource.hours, resource.amount, resource.residual, resource.life)
    return [value for value in given if value is not None]


def _given(grant: ModelGrant) -> list[Sourced[Any]]:
    values: tuple[Sourced[Any] | None, ...] = (grant.share, grant.per_year, grant.per_participant)
    return [value for value in values if value is not None]


def _amounts(years: Years, inputs: Iterable[Sourced[Any]]) -> dict[str, Any]:
    return _sourced({str(year): digits(kr, "kroner") for year, kr in years.items()}, inputs)


def _sourced(value: Any, inputs: Iterable[Sourced[Any]]) -> dict[str, Any]:
    inputs = list(inputs)
    named = list(dict.fromkeys(one.source for one in inputs if one.source))
    source = f"{SOURCE}: {'; '.join(named)}" if named else SOURCE
    return {"værdi": value, "kilde": source, "status": _status(inputs)}


def _status(inputs: Iterable[Sourced[Any]]) -> str:
    """The least certain status among the inputs."""
    found = [one.status for one in inputs]
    return max(found, key=_WORSE.index, default="antagelse")


def _key(tree: FileTree, wanted: str) -> str:
    path, rest = tree.find((wanted,))
    return wanted if rest or not path else str(path[0])


def _is_ours(item: Any) -> bool:
    if not isinstance(item, dict):
        return False
    groups = (item, item.get("pr_år"), item.get("pr_deltager"))
    return any(
        isinstance(group, dict) and str(group.get("kilde", "")).startswith(SOURCE)
        for group in groups
    )


def _put(
    tree: FileTree,
    name: str,
    items: list[dict[str, Any]],
    origins: Sequence[Path],
    *,
    only_if_empty: bool = False,
) -> None:
    """Put the model's entries before the case's own; messages point at where they come from."""
    key = _key(tree, name)
    before = tree.data.get(key)
    own = [] if before is None else before if isinstance(before, list) else [before]
    kept = [(i, item) for i, item in enumerate(own) if not _is_ours(item)]
    if (only_if_empty and own) or (not items and len(kept) == len(own)):
        return
    tree.data[key] = [*items, *(item for _, item in kept)]
    moved = {old: len(items) + new for new, (old, _) in enumerate(kept)}
    for table in (tree.places, tree.typed):
        table_of: dict[Any, Any] = table
        inside = {p: v for p, v in table_of.items() if len(p) > 1 and p[0] == key}
        for path in inside:
            del table_of[path]
        for path, place in inside.items():
            if path[1] in moved:
                table_of[(key, moved[path[1]], *path[2:])] = place
    for number, origin in enumerate(origins):
        _, place = tree.spot(origin)
        if place is not None:
            tree.places[(key, number)] = place
    if not tree.data[key]:
        del tree.data[key]
