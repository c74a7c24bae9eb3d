"""Dated public parameters: one YAML file each, with a value and its source per date.

A file holds ``beskrivelse``, ``enhed`` and ``værdier``; under ``værdier`` stands, per
ISO date, a ``værdi`` with its ``kilde`` (and perhaps a ``note``), valid from and
including that date.  ``før <first date>`` holds what was valid until then when nobody
has looked up since when.  A ``værdi`` is one share, or shares per project year from
which they are valid.  A kommune's own ``params/satser`` overrides ours, file by file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.knowledge.rate_file import DatedValue, read_dated_values
from som_calc.resources import find

DISCOUNT_FILE = "satser/diskonteringsrente.yaml"


@dataclass(frozen=True)
class DatedParameter:
    """A parameter over time.  ``values`` is in order of date; the first may have no start."""

    description: str
    unit: str
    values: tuple[DatedValue, ...]
    path: Path

    def on(self, date: dt.date) -> DatedValue:
        """The value valid on ``date``.

        Raises:
            CaseError: the file has no value that early.
        """
        valid = [v for v in self.values if v.start is None or v.start <= date]
        if not valid:
            raise CaseError.single(
                self.path.name,
                f"har ingen værdi for {date.isoformat()}",
                f"tilføj »før {self.values[0].start}« eller en tidligere dato, med kilde",
                field="værdier",
            )
        return valid[-1]


def load_parameter(path: Path, first: int = 0, step: str = "niveau") -> DatedParameter:
    """Read one dated parameter whose shares begin at ``first`` (0: project years).

    ``step`` is the Danish word for what is counted from 1 (``uge``), for messages.

    Raises:
        CaseError: every fault in the file, with line; unknown keys are faults.
    """
    description, unit, values = read_dated_values(path, first, step)
    return DatedParameter(description, unit, values, path)


STEPS: dict[str, tuple[int, str]] = {
    "diskonteringsrente": (0, "projektår"),
    "refusionstrappe": (1, "ydelsesuge"),
    "refusion-110": (1, "dag i året"),
    "evidensvægte": (1, "evidensniveau"),
}
"""Parameter → what its shares begin at, and what is counted, in Danish."""


def parameter(name: str) -> DatedParameter | None:
    """The dated parameter of that name (a file in ``params/satser``); None without one.

    Raises:
        CaseError: the file is faulty.

    >>> found = parameter("Refusionstrappe")
    >>> found.values[0].steps[0] if found else None
    (1, 0.8)
    """
    known = next((one for one in STEPS if fold(one) == fold(name)), None)
    if known is None:
        return None
    first, step = STEPS[known]
    try:
        return load_parameter(find("params", f"satser/{known}.yaml"), first, step)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=4)
def _as_it_lies(path: Path, changed: int, size: int) -> DatedParameter:
    """A report asks for the rates time and again; the file is read when it has changed."""
    return load_parameter(path)


def discount_schedule(date: dt.date) -> DiscountSchedule:
    """The discount rates valid on ``date``: Finansministeriet's, or the kommune's own file.

    Returns:
        Rates (shares) by project year; ``source`` says where they are from.

    Raises:
        CaseError: the file is faulty or has no value for the date.

    >>> discount_schedule(dt.date(2026, 3, 1)).steps
    ((0, 0.035), (36, 0.025), (71, 0.015))
    >>> discount_schedule(dt.date(2021, 1, 6)).steps
    ((0, 0.04),)
    """
    path = find("params", DISCOUNT_FILE)
    value = _as_it_lies(path, path.stat().st_mtime_ns, path.stat().st_size).on(date)
    source = f"{value.source}; {value.note}" if value.note else value.source
    return DiscountSchedule(value.steps, source)
