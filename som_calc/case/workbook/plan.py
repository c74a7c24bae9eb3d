"""What a sheet of the Excel form consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

SOURCE_KEYS = ("kilde", "status", "note")
UNCERTAINTY_KEYS = (
    "fordeling",
    "standardfejl",
    "interval.1",
    "interval.2",
    "udsving",
    "mest_sandsynlig",
    "succeser",
    "observationer",
    "sammenligning_succeser",
    "sammenligning_observationer",
    "fælles_kilde",
)


@dataclass(frozen=True)
class Form:
    """One field per row.  A row that ends in ``*`` repeats: its key is typed by the user.

    ``spare`` rows are left for each repeated field; ``suggested`` are keys put there.
    """

    heading: str
    rows: tuple[str, ...]
    spare: int = 0
    suggested: tuple[str, ...] = ()
    sourced: bool = True


@dataclass(frozen=True)
class ColumnChoice:
    """A column, or with ``*`` as many as there are keys (``spare`` of them at least)."""

    key: str
    spare: int = 0
    suggest: Callable[[Years], tuple[str, ...]] | None = None
    width: float = 14
    heading: str = ""
    """Stands above a spread of columns, or in place of the field's label."""


@dataclass(frozen=True)
class Listing:
    """One item of a list per row."""

    heading: str
    base: str
    columns: tuple[ColumnChoice, ...]
    spare: int = 15


@dataclass(frozen=True)
class FieldDetails:
    """One named field per row, with its date and uncertainty."""

    heading: str
    spare: int = 25


@dataclass(frozen=True)
class Years:
    """The years a blank form suggests."""

    first: int
    last: int

    def money(self) -> tuple[str, ...]:
        return tuple(str(year) for year in range(self.first, min(self.first + 6, self.last + 1)))


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: name, what it is for, its blocks."""

    name: str
    about: str
    blocks: tuple[Form | Listing | FieldDetails, ...] = field(default=())


def origin(key: str) -> tuple[ColumnChoice, ...]:
    """Columns for the source, status and note of a number."""
    return tuple(
        ColumnChoice(f"{key}.{part}", width=24 if part != "status" else 13) for part in SOURCE_KEYS
    )


def money_years(years: Years) -> tuple[str, ...]:
    """The years suggested for amounts."""
    return years.money()


PAYER = (
    ColumnChoice("betaler", width=11),
    ColumnChoice("udvalg", width=24),
    ColumnChoice("prisniveau"),
)


REST = SheetPlan("Øvrige felter", "Felter, som ikke har deres egen plads i skemaet.")
