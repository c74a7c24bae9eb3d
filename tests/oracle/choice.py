"""Which efforts a budget pays for: every set tried, so that the best is known to be best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations


def best_set(
    worth: Mapping[str, float], outlay: Mapping[str, Mapping[int, float]], budget: float
) -> tuple[str, ...]:
    """The names with the highest total worth whose outlay (kr.) stays within the budget each year.

    ``outlay`` is what the kommune pays net of grants, before any gain, per calendar year.
    """
    found: tuple[str, ...] = ()
    best = 0.0
    names: Sequence[str] = sorted(worth)
    years = {year for per_year in outlay.values() for year in per_year}
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            spent = [sum(outlay[name].get(year, 0.0) for name in chosen) for year in years]
            total = sum(worth[name] for name in chosen)
            if max(spent) <= budget + 1e-6 and total > best + 1e-6:
                found, best = chosen, total
    return found
