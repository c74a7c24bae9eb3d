"""What a series consists of: one order per report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from som_calc.case.problems import CaseError
from som_calc.running.series.table import Variant

NOTEBOOK = "beslutningsoplaeg.ipynb"
STEM = "beslutningsoplaeg"
_WINDOWS_OWN = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9¹²³]|conin\$|conout\$", re.IGNORECASE)
"""Names that Windows keeps for devices, with any ending."""


@dataclass(frozen=True)
class Order:
    """One report to make.  Holds only texts and paths, so it can travel to another process.

    ``name`` is the folder's name within the series and unique there; ``seconds`` the time
    limit; ``memory`` the limit in MB of what a case may take beyond a warmed process;
    ``place`` the folder to stand in while it is made, when it is not where the series runs.
    """

    name: str
    case_file: str
    folder: Path
    formats: tuple[str, ...]
    overrides: tuple[str, ...] = ()
    template: str | None = None
    seconds: float | None = None
    memory: int | None = None
    key: str = ""
    place: Path | None = None
    notebook: str = NOTEBOOK
    stem: str = STEM
    label: str = ""
    """What the user calls it, where a folder cannot be called that."""


@dataclass(frozen=True)
class Wish:
    """What all orders of a series share."""

    folder: Path
    formats: Sequence[str]
    template: str | None = None
    seconds: float | None = None
    memory: int | None = None

    def order(self, name: str, case_file: str, overrides: Iterable[str] = ()) -> Order:
        """One order of the series."""
        return Order(
            name=name,
            case_file=case_file,
            folder=self.folder / name,
            formats=tuple(self.formats),
            overrides=tuple(overrides),
            template=self.template,
            seconds=self.seconds,
            memory=self.memory,
        )


def orders_of_cases(case_files: Sequence[str], wish: Wish) -> list[Order]:
    """One order per case file, named after the file."""
    names = _unique([Path(file).stem for file in case_files])
    return [wish.order(name, file) for name, file in zip(names, case_files, strict=True)]


def orders_of_table(variants: Sequence[Variant], case_file: str, wish: Wish) -> list[Order]:
    """One order per row of a table, on top of one case.

    Raises:
        CaseError: the table has no rows.
    """
    if not variants:
        raise CaseError.single(None, "tabellen har ingen rækker", "skriv en række pr. variant")
    names = _unique([variant.name for variant in variants])
    return [
        replace(wish.order(name, case_file, variant.overrides), label=variant.name)
        for name, variant in zip(names, variants, strict=True)
    ]


def _unique(names: Sequence[str]) -> list[str]:
    """Names that can be folders and differ, also where upper and lower case are the same."""
    taken: set[str] = {"oversigt"}
    found = []
    for name in names:
        plain = re.sub(r'[\x00-\x1f<>:"/\\|?*\s]+', "-", name).strip(" .-")[:100] or "sag"
        if _WINDOWS_OWN.fullmatch(plain.partition(".")[0].strip()):
            plain = f"sag-{plain}"
        candidate, number = plain, 2
        while candidate.casefold() in taken:
            candidate, number = f"{plain}-{number}", number + 1
        taken.add(candidate.casefold())
        found.append(candidate)
    return found
