"""Reading one dated parameter file, with every fault told by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from som_calc.case.danish_input import parse_count, parse_share
from som_calc.case.file_tree import dotted
from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError, Problem
from som_calc.case.suggest import did_you_mean
from som_calc.case.yaml_reader import read_yaml

FILE_KEYS = ("beskrivelse", "enhed", "værdier")
VALUE_KEYS = ("værdi", "kilde", "note")
Place = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class DatedValue:
    """Rates (shares) per project year from which they are valid, from ``start`` on.

    ``start`` is None for what was valid before the first known date.
    """

    start: dt.date | None
    steps: tuple[tuple[int, float], ...]
    source: str
    note: str | None = None


def read_dated_values(
    path: Path, first: int = 0, step: str = "niveau"
) -> tuple[str, str, tuple[DatedValue, ...]]:
    """Description, unit and values in order of date.

    Args:
        path: the file.
        first: the key shares begin at: 0 for project years, 1 for evidence levels and weeks.
        step: what is counted from 1, in Danish, for messages.

    Raises:
        CaseError: every fault found in the file.
    """
    reader = _RateReader(path, first, step)
    read = reader.read()
    if reader.problems:
        raise CaseError(reader.problems)
    return read


class _RateReader:
    def __init__(self, path: Path, first: int = 0, step: str = "niveau") -> None:
        self.first = first
        self.step = step
        self.tree = read_yaml(path)
        self.problems: list[Problem] = []

    def read(self) -> tuple[str, str, tuple[DatedValue, ...]]:
        top = self._group((), self.tree.data, FILE_KEYS)
        description, unit = (self._text((), top, key) for key in ("beskrivelse", "enhed"))
        if "værdier" not in top:
            self._add(("værdier",), "mangler", "skriv mindst én dato med værdi og kilde")
            return description, unit, ()
        dates = self._group(("værdier",), top["værdier"])
        values = [self._value(("værdier", key), item) for key, item in dates.items()]
        found = sorted((v for v in values if v), key=lambda v: v.start or dt.date.min)
        self._check_open_start([key for key in dates if _is_before(key)], found)
        return description, unit, tuple(found)

    def _group(
        self, place: Place, raw: object, known: tuple[str, ...] | None = None
    ) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self._add(place, "skal være felter på hver sin linje", "skriv »felt: værdi«")
            return {}
        found: dict[str, Any] = {}
        for written, value in raw.items():
            name = written
            if known is not None:
                name = next((key for key in known if fold(key) == fold(written)), "")
            if name:
                found[name] = value
            else:
                right = did_you_mean(written, known or ())
                self._add((*place, written), "ukendt felt", right)
        return found

    def _text(self, place: Place, fields: dict[str, Any], key: str) -> str:
        value = fields.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._add((*place, key), "mangler", "skriv en kort tekst")
        return ""

    def _value(self, place: Place, raw: object) -> DatedValue | None:
        key = place[-1]
        written = key.partition(" ")[2].strip() if _is_before(key) else key
        start = self._parsed(place, _date, written)
        fields = self._group(place, raw, VALUE_KEYS)
        source = self._text(place, fields, "kilde")
        note = self._text(place, fields, "note") if "note" in fields else None
        steps = self._steps((*place, "værdi"), fields.get("værdi"))
        if start is None or not steps or not source:
            return None
        return DatedValue(None if _is_before(key) else start, steps, source, note)

    def _steps(self, place: Place, raw: object) -> tuple[tuple[int, float], ...]:
        if raw is None:
            self._add(place, "mangler", "skriv fx 3,5 %")
            return ()
        rates = raw if isinstance(raw, dict) else {str(self.first): raw}
        steps: list[tuple[int, float]] = []
        before = len(self.problems)
        for year, written in rates.items():
            where = (*place, year) if isinstance(raw, dict) else place
            start = self._parsed(where, parse_count, year)
            rate = self._parsed(where, parse_share, written)
            if rate is not None and rate < 0:
                self._add(where, "er negativ", "skriv en andel fra 0 %")
            elif start is not None and rate is not None:
                steps.append((start, rate))
        steps.sort()
        if len(self.problems) == before and (not steps or steps[0][0] != self.first):
            wrong, what = "begynder ikke i projektår 0", "satsen for år 0"
            if self.first:
                what = f"{self.step} {self.first}"
                wrong = f"begynder ikke i {what}"
            self._add(place, wrong, f"skriv {what} først")
        return tuple(steps)

    def _check_open_start(self, before: list[str], found: list[DatedValue]) -> None:
        first = next((v.start.isoformat() for v in found if v.start), None)
        for key in before:
            if key.partition(" ")[2].strip() != first:
                right = f"skriv »før {first}«" if first else "skriv også værdien fra den dato"
                self._add(("værdier", key), "passer ikke med den første dato", right)

    def _parsed(self, place: Place, parse: Callable[[Any], T], raw: object) -> T | None:
        try:
            return parse(raw)
        except ValueError as error:
            self._add(place, str(error), "")
            return None

    def _add(self, place: Place, wrong: str, right: str) -> None:
        file, line = self.tree.spot(place)
        name = dotted(place) or None
        number = line if isinstance(line, int) else None
        self.problems.append(Problem(file, number, name, wrong, right))


def _is_before(key: str) -> bool:
    return fold(key).startswith("foer_")


def _date(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"»{written}« er ikke en dato; skriv fx 2021-01-07") from None
