"""What stands in the form's cells, put together as the tree of one case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from som_calc.case.file_tree import FileTree, Path, Place, dotted
from som_calc.case.glossary import fold
from som_calc.case.item_names import item_name
from som_calc.case.model import Case
from som_calc.case.overrides import Refused, position_of
from som_calc.case.problems import CaseError, Problem
from som_calc.case.shape import SOURCED_KEYS, Shape, shape_of
from som_calc.case.suggest import did_you_mean
from som_calc.case.workbook.cells import lines_to_data
from som_calc.case.yaml_reader import parse_yaml


class _Numbered(Refused):
    """A line is named by its number, which is another line when rows are moved."""


def _refused_number(items: list[Any], at: int, name: str) -> _Numbered:
    parts = name.split(".")
    number = next(place for place, part in enumerate(parts) if part == str(at + 1))
    meant = ".".join([*parts[:number], str(item_name(items, at)), *parts[number + 1 :]])
    return _Numbered(
        f"»{name}« peger på en linje ved dens nummer, men rækker kan være flyttet",
        f"skriv navnet på den linje, der var nr. {at + 1}, da det blev skrevet; er rækkerne ikke "
        f"flyttet siden, er det »{meant}«",
    )


def named_in(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The fields that scenarios and correlations name, each with where it is named."""
    for place, scenario in enumerate(_lines(data, "scenarier")):
        changes = scenario.get("ændringer")
        for name in changes if isinstance(changes, dict) else ():
            yield ("scenarier", place, "ændringer"), str(name)
    for place, stated in enumerate(_lines(data, "korrelationer")):
        between = stated.get("mellem")
        for end, name in enumerate(between if isinstance(between, list) else ()):
            yield ("korrelationer", place, "mellem", end), str(name)


def _lines(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [line for line in found if isinstance(line, dict)] if isinstance(found, list) else []


class Content:
    """Fields and their cells; everything wrong is collected, nothing is raised.

    ``problems`` are found while cells are read; ``tree()`` gives the rest to the reader of
    cases, which finds what is wrong with the values.
    """

    def __init__(self, file: str, model: type = Case) -> None:
        self.file = file
        self.shape = shape_of(model)
        self.data: dict[str, Any] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []
        self._moved: dict[Path, dict[int, int]] = {}

    def complain(self, place: Place | None, field: str | None, wrong: str, right: str = "") -> None:
        """Note one fault."""
        self.problems.append(Problem(self.file, place, field, wrong, right))

    def parts(self, name: str, base: Path = ()) -> Path | None:
        """A dotted key of the form as a path (positions from 0); None when it is no field."""
        here, path = self.shape.at(base), list(base)
        left = name.split(".")
        while left:
            if here is None or here.form == "value":
                return None
            if here.form == "map" and here.key not in ("year", "count"):
                return (*path, ".".join(left))
            part: Any = left.pop(0)
            if here.form == "list":
                if not part.isdecimal():
                    return None
                part = int(part) - 1
            here = here.step(part)
            path.append(part)
        return tuple(path) if here is not None else None

    def known(self, path: Path, place: Place) -> None:
        """Remember where an empty field would be filled in."""
        whole = self.shape.spelled(path)
        for end in range(len(whole), 0, -1):
            self.places.setdefault(whole[:end], place)
        self.places.setdefault(path, place)

    def put(self, path: Path, text: str, place: Place) -> None:
        """Set one field."""
        whole = self.shape.spelled(path)
        shape = self.shape.at(whole)
        value: Any = text
        if shape is not None and shape.form != "value":
            try:
                value = self._composite(text, shape, place)
            except CaseError as error:
                for problem in error.problems:
                    self.complain(place, dotted(path), problem.wrong, problem.right)
                return
            except ValueError as error:
                wrong, _, right = str(error).partition("; ")
                self.complain(place, dotted(path), wrong, right)
                return
        self._set(whole, value, place)

    def tree(self) -> FileTree:
        """What was filled in; required groups are there even when empty, so that each
        missing field in them is told by its own cell.
        """
        self._fill_required(self.data, self.shape)
        told = [*self.notices, *self.problems]
        return FileTree(self.file, self.data, self.places, notices=told)

    def notice(self, place: Place | None, wrong: str, right: str) -> None:
        """Note something in the form that is not part of the case."""
        self.notices.append(Problem(self.file, place, None, wrong, right, warning=True))

    def refuse_numbers(self) -> None:
        """Scenarios and correlations name lines too, and rows of a form are moved."""
        for loc, name in named_in(self.data):
            try:
                self.named_field(name)
            except _Numbered as refused:
                self.complain(self._place(loc), dotted(loc), *refused.args)
            except Refused:
                continue

    def _place(self, loc: Path) -> Place | None:
        ends = range(len(loc), 0, -1)
        return next((self.places[loc[:n]] for n in ends if loc[:n] in self.places), None)

    def named_field(self, name: str) -> Path:
        """The path of a value the user names, items by number (from 1) or name.

        Raises:
            Refused: no such field.
        """
        here: Any = self.data
        shape, left = self.shape, name.split(".")
        path: list[Any] = []
        while left:
            if shape.form == "list":
                items = here if isinstance(here, list) else []
                at, used = position_of(items, left)
                if left[0].isdecimal() and item_name(items, at) is not None:
                    raise _refused_number(items, at, name)
                path.append(at)
                here, left = here[at], left[used:]
                assert shape.item is not None
                shape = shape.item
                continue
            key = next((k for k in shape.fields if fold(k) == fold(left[0])), None)
            if key is None:
                known = [k for k in shape.fields if k not in SOURCED_KEYS]
                raise Refused(f"»{left[0]}« er ikke et felt", did_you_mean(left[0], known))
            path.append(key)
            left = left[1:]
            shape = shape.fields[key]
            here = here.get(key) if isinstance(here, dict) else None
        if not shape.sourced:
            raise Refused("feltet er ikke et tal med kilde", "skriv fx mereffekt")
        return tuple(path)

    def _composite(self, text: str, shape: Shape, place: Place) -> Any:
        if text.lstrip()[:1] in ("[", "{"):
            return parse_yaml(f"v: {text}", self.file).data["v"]
        if shape.form == "group":
            raise ValueError("skal være en gruppe felter; skriv felterne i hver sin celle")
        return lines_to_data(text, shape)

    def _set(self, path: Path, value: Any, place: Place) -> None:
        here: Any = self.data
        shape: Shape | None = self.shape
        done: Path = ()
        for number, given in enumerate(path):
            assert shape is not None
            part = self._position(done, given) if shape.form == "list" else given
            done = (*done, part)
            shape = shape.step(part)
            last = number == len(path) - 1
            missing = part >= len(here) if isinstance(here, list) else part not in here
            if last:
                if not missing:
                    wrong = f"feltet står også i {self.places.get(done)}"
                    self.complain(place, dotted(done), wrong, "behold ét af dem")
                    return
                fresh: Any = value
            else:
                fresh = [] if shape is not None and shape.form == "list" else {}
            if missing and isinstance(here, list):
                here.append(fresh)
            elif missing:
                here[part] = fresh
            if missing:
                self.places[done] = place
            here = here[part]

    def _position(self, path: Path, given: int) -> int:
        """Items stand in the order they are met; gaps between filled cells close."""
        moved = self._moved.setdefault(path, {})
        return moved.setdefault(given, len(moved))

    def _fill_required(self, data: dict[str, Any], shape: Shape) -> None:
        for key in shape.required:
            inner = shape.fields[key]
            if inner.form == "group" and not inner.sourced:
                self._fill_required(data.setdefault(key, {}), inner)
