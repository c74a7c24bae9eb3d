"""What is wrong with something a user wrote: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault in Danish, printed as ``fil:linje: felt: hvad er galt; hvad ville være rigtigt``.

    ``line`` counts from 1 (in a workbook it names the cell).  Parts that are unknown (None
    or empty) are left out.
    A ``warning`` is worth telling but does not stop a run.
    """

    file: str | None
    line: int | str | None
    field: str | None
    wrong: str
    right: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line) if part not in (None, "")]
        parts = [":".join(place)] if place else []
        if self.field:
            parts.append(self.field)
        said = f"{self.wrong}; {self.right}" if self.right else self.wrong
        parts.append(f"advarsel: {said}" if self.warning else said)
        return ": ".join(parts)


class CaseError(ValueError):
    """What a user wrote cannot be used.  ``problems`` holds every fault found.

    >>> print(CaseError.single("sag.yaml", "findes ikke"))
    sag.yaml: findes ikke
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def single(
        cls,
        file: object | None,
        wrong: str,
        right: str = "",
        *,
        line: int | str | None = None,
        field: str | None = None,
    ) -> CaseError:
        """An error with one problem."""
        return cls([Problem(None if file is None else str(file), line, field, wrong, right)])
