"""One thing the gate stops at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that may point at a person.

    ``final`` findings (CPR numbers, files no one can read) can never be approved.  No text
    repeats a CPR number: it is masked.  ``about`` is what is approved when the finding is:
    the same name in a case and in its report is one finding.
    """

    place: str
    wrong: str
    remedy: str
    final: bool = False
    about: str = ""

    @property
    def id(self) -> str:
        """Six signs by which a person approves exactly this finding."""
        what = self.about or f"{self.place}: {self.wrong}"
        return hashlib.sha256(what.encode("utf-8")).hexdigest()[:6]

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}; {self.remedy}"
