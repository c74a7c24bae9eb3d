"""The values of a case that have no cell yet."""

from __future__ import annotations

from typing import Any

from som_calc.case.file_tree import Path, dotted
from som_calc.case.item_names import by_name, without_numbers
from som_calc.case.model import Case
from som_calc.case.plain_case import leaves, plain_case
from som_calc.case.shape import shape_of


class Values:
    """A case as a tree of values, of which ``left`` are still to be written.

    Args:
        case: what to write; None is an empty form.
    """

    def __init__(self, case: Case | None) -> None:
        self.shape = shape_of(Case)
        self.data: dict[str, Any] = plain_case(case) if case is not None else {}
        self._name_lines()
        self.left: dict[Path, Any] = {
            path: value for path, value, _ in leaves(self.data, self.shape)
        }

    def _name_lines(self) -> None:
        """In a form, scenarios and correlations name lines as rows are named."""
        for scenario in self.data.get("scenarier", ()):
            changes = scenario["ændringer"]
            scenario["ændringer"] = {
                without_numbers(self.data, name): value for name, value in changes.items()
            }
        for stated in self.data.get("korrelationer", ()):
            if between := stated.get("mellem"):
                stated["mellem"] = [without_numbers(self.data, name) for name in between]

    def parts_name(self, path: Path) -> str:
        """A field's dotted name as users write it."""
        return dotted([part for part in path if part != "værdi"])

    def line_name(self, path: Path) -> str:
        """A field's dotted name with the lines' own names, which rows keep when moved.

        A line that no name sets apart keeps its number.
        """
        plain = [part for part in path if part != "værdi"]
        return ".".join(by_name(self.data, plain) or [dotted(plain)])

    def take(self, path: Path) -> Any:
        """The value at a path (``værdi`` left out), removed from what is left; None: empty."""
        found = self.shape.spelled(path)
        here = self.shape.at(found)
        if here is not None and here.form in ("map", "list") and found not in self.left:
            return self._take_whole(found)
        return self.left.pop(found, None)

    def _take_whole(self, path: Path) -> Any:
        inside = [p for p in self.left if p[: len(path)] == path]
        here: Any = self.data
        for part in path:
            here = here.get(part) if isinstance(here, dict) else here[part]
            if here is None:
                return None
        for each in inside:
            del self.left[each]
        return here if inside else None

    def keys(self, base: Path) -> list[str]:
        """The keys filled in under a table by year or name."""
        size = len(base)
        found = [p for p in self.left if p[:size] == base or p[: size + 1] == (*base, "værdi")]
        keys = [str(p[size + 1] if p[size] == "værdi" else p[size]) for p in found if len(p) > size]
        shape = self.shape.at(base)
        known = set(shape.fields) if shape is not None and shape.sourced else set()
        return list(dict.fromkeys(key for key in keys if key not in known))

    def count(self, base: Path) -> int:
        """How many items a list has."""
        here: Any = self.data
        for part in base:
            here = here.get(part) if isinstance(here, dict) else None
        return len(here) if isinstance(here, list) else 0
