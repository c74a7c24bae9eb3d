"""Bringing amounts from one price year to another."""

from __future__ import annotations

from som_calc.case.model import PriceIndex
from som_calc.case.problems import CaseError


class MissingIndex(CaseError):
    """The price index lacks a year it is needed for; the message is Danish."""


def conversion_factor(index: PriceIndex | None, from_year: int | None, to_year: int) -> float:
    """``index(to) / index(from)``; 1 when the price years are the same.

    Raises:
        MissingIndex: there is no index, or it lacks one of the years.

    >>> index = PriceIndex(navn="Indeks", værdier={2020: 100.0, 2025: 120.0}, kilde="Eksempel")
    >>> conversion_factor(index, 2020, 2025)
    1.2
    """
    if from_year is None or from_year == to_year:
        return 1.0
    if index is None:
        raise MissingIndex.single(
            None,
            f"priser i {from_year}-niveau kan ikke bringes til {to_year}-niveau uden et prisindeks",
            "skriv nettoprisindekset for begge år under »prisindeks«",
            field="prisniveau",
        )
    for year in (from_year, to_year):
        if year not in index.values:
            raise MissingIndex.single(
                None,
                f"prisindekset »{index.name}« mangler året {year}",
                "tilføj året med kilde",
                field="prisindeks.værdier",
            )
    return index.values[to_year] / index.values[from_year]
