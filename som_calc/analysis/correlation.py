"""Which inputs err together: a Gaussian copula, as independent blocks of inputs.

Values that name the same ``fælles_kilde`` move as one unless the case states another
correlation for that source; single pairs can be stated too.  Correlations are between
the underlying standard normals, and between values' sizes (see ``uncertainty``).

Across the efforts of a portfolio a source is one more standard normal that all values
naming it load on: with the square root of the correlation, so that any two of them, in
whichever case they stand, have the correlation stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from som_calc.analysis.uncertainty import Marginal
from som_calc.case.model import Case
from som_calc.case.problems import CaseError, Problem
from som_calc.engine.inputs import Input, find


@dataclass(frozen=True)
class CorrelatedBlock:
    """Inputs that err together.

    ``columns`` are their places, ``streams`` name the independent standard normals behind
    them, ``loading`` has shape (inputs, streams) and rows of length 1.  ``source`` is the
    shared source when there is one.
    """

    columns: tuple[int, ...]
    streams: tuple[str, ...]
    loading: np.ndarray
    source: str | None = None


def blocks(
    case: Case,
    known: Sequence[Input],
    uncertain: dict[int, Marginal],
    file: str | None = None,
    *,
    effort: str | None = None,
    across: Mapping[str, float] | None = None,
) -> tuple[CorrelatedBlock, ...]:
    """Independent blocks covering every uncertain input.

    A stream is named after the effort and the input, so that variants of one effort meet
    the same luck, while different efforts do not; a source moving as one is shared by all.

    Args:
        case: the case.
        known: its inputs.
        uncertain: place among the inputs → how it is drawn.
        file: the case file, for messages.
        effort: what names the streams; else the effort's own name.
        across: source → loading (−1 to 1) of its values on the normal that it shares with
            other efforts; the product of two loadings is the correlation between cases.

    Raises:
        CaseError: a correlation names an input that is unknown or fixed, or no set of
            numbers can have these correlations.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> from som_calc.analysis.uncertainty import marginals
    >>> known = som_calc.calculate(case).frame.inputs
    >>> [part.streams for part in blocks(case, known, marginals(known))]
    []
    """
    places = sorted(uncertain)
    matrix, named = _matrix(case, known, places, file)
    found = []
    for members in _components(matrix):
        columns = tuple(places[m] for m in members)
        sources = [u.correlation_group if (u := known[c].uncertainty) else None for c in columns]
        source = sources[0]
        part = matrix[np.ix_(members, members)]
        streams = tuple(f"{effort or case.intervention.name}/{known[c].id}" for c in columns)
        if common := [s for s in dict.fromkeys(sources) if s and (across or {}).get(s)]:
            shared = _shared(part, sources, {s: (across or {})[s] for s in common})
            names, left = tuple(f"kilde/{s}" for s in common), part - shared @ shared.T
            _check_possible(left, columns, known, file, common)
            if np.allclose(shared, 1.0):
                found.append(CorrelatedBlock(columns, names, shared, source))
                continue
            loading = np.hstack([shared, _root(left)])
            found.append(CorrelatedBlock(columns, (*names, *streams), loading, source))
            continue
        if len(members) == 1 or (np.all(part == 1.0) and source and not named & set(columns)):
            if source and source not in (across or {}) and np.all(part == 1.0):
                streams = (f"kilde/{source}",)
            found.append(CorrelatedBlock(columns, streams[:1], np.ones((len(columns), 1)), source))
            continue
        _check_possible(part, columns, known, file)
        found.append(CorrelatedBlock(columns, streams, _root(part), source))
    return tuple(found)


def _shared(
    part: np.ndarray, sources: Sequence[str | None], loads: Mapping[str, float]
) -> np.ndarray:
    """Loadings (inputs, sources) on what is shared with other cases.

    A value without such a source follows those it is correlated with, and no further.
    """
    shared = np.zeros((len(sources), len(loads)))
    free = [i for i, s in enumerate(sources) if s not in loads]
    for place, (source, load) in enumerate(loads.items()):
        own = [i for i, s in enumerate(sources) if s == source]
        shared[own, place] = load
        toward = np.linalg.pinv(part[np.ix_(own, own)]) @ np.full(len(own), load)
        shared[free, place] = part[np.ix_(free, own)] @ toward
    return shared


def _root(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.cholesky(matrix * (1 - 1e-9) + 1e-9 * np.eye(len(matrix)))


def _check_possible(
    matrix: np.ndarray,
    columns: Sequence[int],
    known: Sequence[Input],
    file: str | None,
    across: Sequence[str] = (),
) -> None:
    if np.linalg.eigvalsh(matrix).min() >= -1e-8:
        return
    labels = ", ".join(f"»{known[c].label}«" for c in columns)
    where = f" og på tværs af sagerne for fælles_kilde »{'«, »'.join(across)}«" if across else ""
    raise CaseError.single(
        file,
        f"korrelationerne mellem {labels}{where} kan ikke alle gælde på én gang",
        f"angiv en mindre korrelation for fælles_kilde »{across[0]}«"
        if across
        else "gør dem mindre, eller angiv også de korrelationer der mangler",
        field="korrelationer",
    )


def _matrix(
    case: Case, known: Sequence[Input], places: list[int], file: str | None
) -> tuple[np.ndarray, set[int]]:
    problems: list[Problem] = []
    matrix = np.eye(len(places))
    sources = [u.correlation_group if (u := known[c].uncertainty) else None for c in places]
    within = {c.correlation_group: c.correlation for c in case.correlations if c.correlation_group}
    for name in within:
        if name not in sources:
            problems.append(
                Problem(
                    file,
                    None,
                    "korrelationer.fælles_kilde",
                    f"ingen usikker værdi har fælles_kilde »{name}«",
                    "skriv samme navn under værdiernes usikkerhed",
                )
            )
    for i, a in enumerate(sources):
        for j, b in enumerate(sources):
            if i != j and a is not None and a == b:
                matrix[i, j] = within.get(a, 1.0)
    named: set[int] = set()
    for number, stated in enumerate(case.correlations, 1):
        field = f"korrelationer.{number}"
        if (stated.between is None) == (stated.correlation_group is None):
            problems.append(
                Problem(file, None, field, "skal have enten fælles_kilde eller mellem", "angiv én")
            )
            continue
        pair = []
        for name in stated.between or []:
            try:
                column = find(case, known, name)
                pair.append(places.index(column))
            except (KeyError, ValueError):
                problems.append(
                    Problem(
                        file,
                        None,
                        f"{field}.mellem",
                        f"»{name}« er ikke en usikker værdi i sagen",
                        "brug feltets navn med punktummer, fx priser.1.kommune",
                    )
                )
        if len(pair) == 2 and pair[0] != pair[1]:
            matrix[pair[0], pair[1]] = matrix[pair[1], pair[0]] = stated.correlation
            named |= {places[p] for p in pair}
    if problems:
        raise CaseError(problems)
    return matrix, named


def _components(matrix: np.ndarray) -> list[list[int]]:
    """Sets of places that are connected by a correlation, in order of their first member."""
    left = list(range(len(matrix)))
    found = []
    while left:
        members, queue = [], [left[0]]
        while queue:
            at = queue.pop()
            if at not in left:
                continue
            left.remove(at)
            members.append(at)
            queue += [other for other in left if matrix[at, other]]
        found.append(sorted(members))
    return found
