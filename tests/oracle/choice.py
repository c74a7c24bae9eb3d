"""Which efforts a budget pays for: every set tried, so that the best is known to be best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def best_of_every_set(
    names: Sequence[str],
    total: Callable[[tuple[str, ...]], float],
    outlay: Mapping[str, Mapping[int, float]],
    budget: Mapping[int, float],
    alternatives: Sequence[frozenset[str]] = (),
) -> tuple[float, tuple[str, ...]]:
    """Highest ``total`` of a set within the budget, and the set; nothing chosen is worth 0.

    At most one of each of ``alternatives`` is in a set.
    """
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            if any(len(group & set(chosen)) > 1 for group in alternatives):
                continue
            spent = {y: sum(outlay[n].get(y, 0.0) for n in chosen) for y in budget}
            if all(spent[y] <= budget[y] + 1e-6 for y in budget) and total(chosen) > best[0] + 1e-6:
                best = (total(chosen), chosen)
    return best
