"""One thing the gate stops at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that may point at a person.

    ``final`` findings (CPR numbers) can never be overridden.  ``shown`` repeats nothing
    that is itself personal: a CPR number is masked.
    """

    place: str
    wrong: str
    remedy: str
    final: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}; {self.remedy}"
