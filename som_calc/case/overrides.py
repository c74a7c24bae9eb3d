"""``--sæt felt=værdi``: one field of the case replaced for one run."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from som_calc.case.file_tree import FileTree, Path
from som_calc.case.glossary import fold
from som_calc.case.item_names import item_name, plain_name
from som_calc.case.model import Case
from som_calc.case.plain_case import digits
from som_calc.case.problems import CaseError, Problem
from som_calc.case.shape import Shape, shape_of
from som_calc.case.suggest import did_you_mean
from som_calc.case.yaml_reader import parse_yaml

Overrides = str | Mapping[str, object] | Iterable[str] | None
"""What is set for one run, in any form a user writes: ``"mereffekt=7%"``, a list of such, or
``{"mereffekt": "7%"}``."""

OPTION = "--sæt"
SOURCE = "sat på kommandolinjen"


class Refused(Exception):
    """A field a user named cannot be found or set; holds what is wrong and what would be right."""


def as_list(overrides: Overrides) -> list[str]:
    """What is set, as one ``felt=værdi`` for each.

    >>> as_list("mereffekt=7%"), as_list({"mereffekt": 0.07}), as_list(None)
    (['mereffekt=7%'], ['mereffekt=0,07'], [])
    """
    if overrides is None:
        return []
    if isinstance(overrides, str):
        return [overrides] if overrides.strip() else []
    if isinstance(overrides, Mapping):
        return [f"{field}={_typed(value)}" for field, value in overrides.items()]
    return [str(each) for each in overrides]


def _typed(value: object) -> str:
    """A value as it is typed; a number in Danish, for its point would be read as thousands."""
    return digits(value, "amount") if isinstance(value, float) else str(value)


def apply_overrides(tree: FileTree, overrides: Overrides) -> FileTree:
    """A copy of the tree with fields replaced.

    A field is named by its dotted Danish name in any spelling; an item of a list by its
    number (from 1) or its ``navn``/``ydelse``.  Where the field may carry a source, the
    value is replaced and the source becomes »sat på kommandolinjen«.

    Raises:
        CaseError: an override names no field or has no value; every such one is told.
    """
    places, typed = dict(tree.places), dict(tree.typed)
    changed = FileTree(tree.file, copy.deepcopy(tree.data), places, typed)
    problems: list[Problem] = []
    for text in as_list(overrides):
        name, _, value = (part.strip() for part in text.partition("="))
        place = f"{OPTION} {text}"
        if not name or not value:
            right = "skriv felt=værdi, fx mereffekt=7%"
            problems.append(Problem(place, None, None, "mangler felt eller værdi", right))
            continue
        try:
            changed.data = _Setter(value, place, changed).at(
                changed.data, shape_of(Case), name.split("."), ()
            )
        except Refused as refused:
            problems.append(Problem(place, None, name, *refused.args))
        except CaseError as error:
            problems += [Problem(place, None, name, p.wrong, p.right) for p in error.problems]
    if problems:
        raise CaseError(problems)
    return changed


@dataclass
class _Setter:
    """Puts one value into a tree; each method returns what shall stand at its place."""

    value: str
    place: str
    tree: FileTree

    def at(self, here: Any, shape: Shape, parts: list[str], path: Path) -> Any:
        if shape.sourced:
            return self._sourced(here, shape, parts, path)
        if not parts:
            self.tree.typed[path] = self.place
            return self._parsed(shape)
        if shape.form == "group":
            return self._in_group(here, shape, parts, path)
        if shape.form == "list":
            return self._in_list(here, shape, parts, path)
        if shape.form == "map":
            return self._in_dict(here, shape, parts, path)
        rest = ".".join(parts)
        raise Refused("feltet har ingen felter under sig", f"udelad ».{rest}«")

    def _sourced(self, here: Any, shape: Shape, parts: list[str], path: Path) -> Any:
        grouped = isinstance(here, dict) and any(shape.key_of(key) for key in here)
        group = here if grouped else {} if here is None else {"værdi": here}
        if parts and shape.key_of(parts[0]):
            return self._in_group(group, shape, parts, path)
        key = _key_in(group, "værdi") or "værdi"
        group[key] = self.at(group.get(key), shape.value, parts, (*path, key))
        before = group.get(_key_in(group, "kilde") or "kilde")
        for name in ("kilde", "status", "note", "dato"):
            group.pop(_key_in(group, name), None)
        partly = f"{before}; {'.'.join(parts)} " if parts and before else ""
        return {**group, "kilde": f"{partly}{SOURCE}", "status": "antagelse"}

    def _in_group(self, here: Any, shape: Shape, parts: list[str], path: Path) -> Any:
        alias = shape.key_of(parts[0])
        if alias is None:
            meant = did_you_mean(parts[0], list(shape.fields), "felterne her er")
            raise Refused(f"»{parts[0]}« er ikke et felt", meant)
        group = here if isinstance(here, dict) else {}
        key = _key_in(group, alias) or alias
        group[key] = self.at(group.get(key), shape.fields[alias], parts[1:], (*path, key))
        return group

    def _in_list(self, here: Any, shape: Shape, parts: list[str], path: Path) -> Any:
        items = here if isinstance(here, list) else [here] if here is not None else []
        position, used = position_of(items, parts)
        assert shape.item is not None
        items[position] = self.at(items[position], shape.item, parts[used:], (*path, position))
        return items

    def _in_dict(self, here: Any, shape: Shape, parts: list[str], path: Path) -> Any:
        group = here if isinstance(here, dict) else {}
        used = _longest_name(list(group), parts)
        key = _key_in(group, ".".join(parts[:used])) or parts[0]
        assert shape.item is not None
        group[key] = self.at(group.get(key), shape.item, parts[used:], (*path, key))
        return group

    def _parsed(self, shape: Shape) -> Any:
        if self.value[0] in "[{":
            return parse_yaml(f"v: {self.value}", self.place).data["v"]
        if shape.form == "list" and shape.length is None:
            return [part.strip() for part in self.value.split(";")]
        return self.value


def _key_in(keys: Iterable[Any], wanted: str) -> Any:
    """The key in ``keys`` that is ``wanted`` in some spelling."""
    return next((key for key in keys if fold(str(key)) == fold(str(wanted))), None)


def _longest_name(names: list[Any], parts: list[str]) -> int:
    """How many parts make up one of the names (names may hold dots); at least one."""
    folded = {fold(str(name)) for name in names}
    fits = (n for n in range(len(parts), 0, -1) if fold(".".join(parts[:n])) in folded)
    return next(fits, 1)


def position_of(items: list[Any], parts: list[str]) -> tuple[int, int]:
    """Which item the name's first parts mean, and how many parts it took.

    Raises:
        Refused: no such item, or several of that name.
    """
    if parts[0].isdecimal() and len(parts[0]) < 10:
        if 1 <= int(parts[0]) <= len(items):
            return int(parts[0]) - 1, 1
        few = f"vælg 1 til {len(items)}" if items else "tilføj posten i filen først"
        raise Refused(f"der er ingen post nummer {parts[0]}", few)
    own = [item_name(items, place) for place in range(len(items))]
    named = {fold(name): place for place, name in enumerate(own) if name}
    plain = [name for item in items if (name := plain_name(item))]
    used = _longest_name([*named, *plain], parts)
    wanted = fold(".".join(parts[:used]))
    if wanted in named:
        return named[wanted], used
    alike = [place for place, item in enumerate(items) if fold(plain_name(item) or "") == wanted]
    if alike:
        meant = " eller ".join(f"»{own[place] or place + 1}«" for place in alike)
        raise Refused(f"der er {len(alike)} poster »{parts[0]}«", f"skriv {meant}")
    raise Refused(
        f"der er ingen post »{parts[0]}«", did_you_mean(parts[0], plain, "posterne her er")
    )
