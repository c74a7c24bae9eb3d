"""Which inputs err together: a Gaussian copula, as independent blocks of inputs.

Values that name the same ``fælles_kilde`` move as one unless the case states another
correlation for that source; single pairs can be stated too.  Correlations are between
the underlying standard normals, and between values' sizes (see ``uncertainty``).
"""

from __future__ import annotations

from collections.abc import Sequence
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
    case: Case, known: Sequence[Input], uncertain: dict[int, Marginal], file: str | None = None
) -> tuple[CorrelatedBlock, ...]:
    """Independent blocks covering every uncertain input.

    A stream is named after the effort and the input, so that variants of one effort meet
    the same luck, while different efforts do not; a source moving as one is shared by all.

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
        group = known[columns[0]].uncertainty
        source = group.correlation_group if group else None
        part = matrix[np.ix_(members, members)]
        streams = tuple(f"{case.intervention.name}/{known[c].id}" for c in columns)
        if len(members) == 1 or (np.all(part == 1.0) and source and not named & set(columns)):
            if source and np.all(part == 1.0):
                streams = (f"kilde/{source}",)
            found.append(CorrelatedBlock(columns, streams[:1], np.ones((len(columns), 1)), source))
            continue
        if np.linalg.eigvalsh(part).min() < -1e-8:
            labels = ", ".join(f"»{known[c].label}«" for c in columns)
            raise CaseError.single(
                file,
                f"korrelationerne mellem {labels} kan ikke alle gælde på én gang",
                "gør dem mindre, eller angiv også de korrelationer der mangler",
                field="korrelationer",
            )
        loading = np.linalg.cholesky(part * (1 - 1e-9) + 1e-9 * np.eye(len(members)))
        found.append(CorrelatedBlock(columns, streams, loading, source))
    return tuple(found)


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
