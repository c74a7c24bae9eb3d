"""Counting facets over all cases at once: one bit per case and facet value.

Ten thousand cases are 1.250 bytes per value, so that counting all values of all facets takes
well under a millisecond.  The bits are built once per state of the database and shared by
all connections; a state is named by the database's own mark and its count of changes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from som_calc.library.schema import FACETS

KEPT = 4
_built: OrderedDict[tuple[str, int], FacetIndex] = OrderedDict()
_lock = threading.Lock()


class FacetIndex:
    """The cases by place (0, 1, …) and, per facet value, a whole number with a bit for each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        found = connection.execute(f"SELECT nr, {', '.join(FACETS)} FROM sager ORDER BY nr")
        rows = [tuple(row) for row in found]
        columns = list(zip(*rows, strict=True)) or [()] * (len(FACETS) + 1)
        self.size = len(rows)
        self.everything = (1 << self.size) - 1
        self.place: dict[int, int] = {nr: place for place, nr in enumerate(columns[0])}
        self.bits: dict[str, dict[str, int]] = {
            name: _bits(column) for name, column in zip(FACETS, columns[1:], strict=True)
        }
        self._orders: dict[str, list[int]] = {}

    def of(self, numbers: Iterable[int]) -> int:
        """The bits of the cases with these numbers (``nr``)."""
        return _pack((self.place[nr] for nr in numbers if nr in self.place), self.size)

    def chosen(self, values: Mapping[str, Iterable[str]]) -> dict[str, int]:
        """Per facet, the bits of the cases that have one of its accepted values."""
        found = {}
        for name, wanted in values.items():
            found[name] = 0
            for value in wanted:
                found[name] |= self.bits[name].get(value, 0)
        return found

    def count(self, fit: int, chosen: Mapping[str, int], most: int) -> dict[str, Any]:
        """Facet → [(value, hits)], most hits first; a facet's own choice does not count for it.

        Args:
            fit: bits of the cases that the text fits.
            chosen: as from :meth:`chosen`.
            most: how many values per facet.
        """
        counted = {}
        for name, values in self.bits.items():
            left = fit
            for other, bits in chosen.items():
                if other != name:
                    left &= bits
            hits = ((value, (bits & left).bit_count()) for value, bits in values.items())
            ranked = sorted((pair for pair in hits if pair[1]), key=lambda p: (-p[1], p[0]))
            counted[name] = ranked[:most]
        return counted

    def keep(self, numbers: Iterable[int], bits: int) -> list[int]:
        """Those of the numbers whose bit is set, in the order given."""
        packed = bits.to_bytes(self.size // 8 + 1, "little")
        place = self.place
        return [nr for nr in numbers if (p := place[nr]) >= 0 and packed[p >> 3] >> (p & 7) & 1]

    def ordered(self, connection: sqlite3.Connection, sorting: str) -> list[int]:
        """The numbers of all cases, sorted by an ORDER BY over ``sager s``."""
        if sorting not in self._orders:
            found = connection.execute(f"SELECT s.nr FROM sager s ORDER BY {sorting}")
            self._orders[sorting] = [row[0] for row in found]
        return self._orders[sorting]


def facet_index(connection: sqlite3.Connection) -> FacetIndex:
    """The bits of the database as this connection sees it now."""
    row = connection.execute("SELECT mærke, ændringer FROM tilstand").fetchone()
    state = (row[0], row[1])
    with _lock:
        if state in _built:
            _built.move_to_end(state)
            return _built[state]
    index = FacetIndex(connection)
    with _lock:
        _built[state] = index
        while len(_built) > KEPT:
            _built.popitem(last=False)
    return index


def _bits(column: tuple[Any, ...]) -> dict[str, int]:
    places: dict[str, list[int]] = {}
    for place, value in enumerate(column):
        if value is not None:
            places.setdefault(str(value), []).append(place)
    return {value: _pack(found, len(column)) for value, found in places.items()}


def _pack(places: Iterable[int], size: int) -> int:
    packed = bytearray(size // 8 + 1)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")
