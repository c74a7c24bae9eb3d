"""What links the cases of a portfolio: alternatives, shared sources, and stated interactions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from som_calc.engine.inputs import Input


@dataclass(frozen=True)
class Interplay:
    """A stated interaction that counts: what remains of one case's consequences."""

    case: int
    """Place of the case whose consequences after the course are multiplied."""
    others: tuple[int, ...]
    """Places of the cases it meets; it counts once when any of them is there."""
    factor: float
    mutual: bool
    """The other case states one too, which is then left out."""


def same_effort(a: Case, b: Case) -> bool:
    """Whether two cases are alternatives: one effort, for the same people in the same years.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> same_effort(case, case)
    True
    """
    return (
        fold(a.intervention.name) == fold(b.intervention.name)
        and fold(a.municipality) == fold(b.municipality)
        and fold(a.intervention.target_group.name) == fold(b.intervention.target_group.name)
        and bool(set(a.participants.value) & set(b.participants.value))
    )


def groups(cases: Sequence[Case]) -> list[int]:
    """Per case a number that its alternatives share (see :func:`same_effort`).

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> ips, young = (som_calc.load_case(find("params", f"aabenraa-{name}.yaml"))
    ...               for name in ("ips", "flere-unge"))
    >>> groups([ips, young, ips])
    [0, 1, 0]
    """
    found: list[int] = []
    for place, case in enumerate(cases):
        like = next((found[i] for i in range(place) if same_effort(cases[i], case)), None)
        found.append(max(found, default=-1) + 1 if like is None else like)
    return found


def effort_names(cases: Sequence[Case], group: Sequence[int]) -> list[str]:
    """What names each case's random numbers: alternatives share it, others do not.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> effort_names([case, case], [0, 1])
    ['IPS', 'IPS/2']
    """
    holders: dict[str, list[int]] = {}
    names = []
    for case, number in zip(cases, group, strict=True):
        name = case.intervention.name
        held = holders.setdefault(name, [])
        if number not in held:
            held.append(number)
        place = held.index(number) + 1
        names.append(name if place == 1 else f"{name}/{place}")
    return names


def loadings(
    cases: Sequence[Case], group: Sequence[int], uncertain: Sequence[Sequence[Input]]
) -> list[dict[str, float]]:
    """Per case: source → loading on what the efforts share of it.

    A source is shared when uncertain values of two efforts name it.  Any two of its values
    in different efforts then have the correlation that the cases state for it; 1 when none
    states any.  A negative correlation can hold between two efforts only.

    Raises:
        CaseError: the cases state different correlations for a source, or a negative one
            that three efforts cannot all have to each other.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> loadings([case, case], [0, 1], [[], []])
    [{}, {}]
    """
    users: dict[str, list[int]] = {}
    for number, inputs in zip(group, uncertain, strict=True):
        for item in inputs:
            source = item.uncertainty.correlation_group if item.uncertainty else None
            if source and number not in users.setdefault(source, []):
                users[source].append(number)
    shared = {source: used for source, used in users.items() if len(used) > 1}
    stated = {source: _stated(cases, source, len(used)) for source, used in shared.items()}
    found = []
    for number in group:
        own = {}
        for source, used in shared.items():
            if number in used:
                size = math.sqrt(abs(stated[source]))
                own[source] = -size if stated[source] < 0 and number == used[1] else size
        found.append(own)
    return found


def _stated(cases: Sequence[Case], source: str, efforts: int) -> float:
    said = {
        c.correlation for case in cases for c in case.correlations if c.correlation_group == source
    }
    if len(said) > 1:
        numbers = " og ".join(f"{x:g}".replace(".", ",") for x in sorted(said))
        raise CaseError.single(
            None,
            f"sagerne angiver forskellig korrelation for fælles_kilde »{source}« ({numbers})",
            "skriv den samme i alle sager, eller giv kilderne hver sit navn",
            field="korrelationer",
        )
    number = said.pop() if said else 1.0
    if number < 0 and efforts > 2:
        raise CaseError.single(
            None,
            f"korrelationen for fælles_kilde »{source}« er negativ og kan ikke gælde mellem "
            f"{efforts} indsatser på én gang",
            "skriv 0 eller mere, eller giv kilderne hver sit navn",
            field="korrelationer",
        )
    return number


def interplays(
    cases: Sequence[Case], group: Sequence[int], gains: Sequence[float]
) -> list[Interplay]:
    """The stated interactions that count, each once.

    Where two cases state one about each other, it is one and the same: that one counts
    which takes most off the result, so that the sum is not too high.

    Args:
        cases: the portfolio.
        group: see :func:`groups`; alternatives do not meet.
        gains: present value (kr.) of each case's consequences after the course.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> other = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> [(item.others, item.factor) for item in interplays([case, other], [0, 1], [1.0, 1.0])]
    [((1,), 0.9)]
    """
    said: list[tuple[int, tuple[int, ...], float]] = []
    for place, case in enumerate(cases):
        for item in case.interactions:
            met = tuple(
                i
                for i, other in enumerate(cases)
                if group[i] != group[place] and _called(item.other, other)
            )
            if met:
                said.append((place, met, item.factor.value))
    taken: dict[tuple[int, int], float] = {}
    for place, met, factor in said:
        for other in met:
            less = (1 - factor) * gains[place]
            taken[place, other] = max(taken.get((place, other), -math.inf), less)

    def counts(place: int, other: int) -> bool:
        back = (taken.get((other, place), -math.inf), fold(cases[place].title), place)
        return (taken[place, other], fold(cases[other].title), other) > back

    found = []
    for place, met, factor in said:
        kept = tuple(other for other in met if counts(place, other))
        mutual = any((other, place) in taken for other in met)
        if kept:
            found.append(Interplay(place, kept, factor, mutual))
    return found


def gain_factor(place: int, present: Sequence[int], found: Sequence[Interplay]) -> float:
    """What remains of a case's consequences when the cases ``present`` are carried out.

    >>> gain_factor(0, [0, 1], [Interplay(0, (1, 2), 0.8, False), Interplay(0, (2,), 0.5, False)])
    0.8
    """
    there = set(present)
    return math.prod(item.factor for item in found if item.case == place and there & {*item.others})


def overlapping(cases: Sequence[Case], names: Sequence[str], group: Sequence[int]) -> pd.DataFrame:
    """Pairs of different efforts that may meet the same citizens; see ``portfolio.overlaps``.

    >>> overlapping([], [], []).columns.to_list()
    ['first', 'second', 'target_group', 'years', 'stated']
    """
    rows = []
    for i, a in enumerate(cases):
        for j in range(i + 1, len(cases)):
            b = cases[j]
            if group[i] == group[j] or not _same_people(a, b):
                continue
            years = sorted(set(a.participants.value) & set(b.participants.value))
            if years:
                stated = any(_called(x.other, b) for x in a.interactions) or any(
                    _called(x.other, a) for x in b.interactions
                )
                target = a.intervention.target_group.name
                rows.append((names[i], names[j], target, tuple(years), stated))
    return pd.DataFrame(rows, columns=["first", "second", "target_group", "years", "stated"])


def own_names(cases: Sequence[Case], fallback: Mapping[int, str] | None = None) -> list[str]:
    """The titles; where two are the same, with what sets them apart.

    That is the kommune where it differs, else ``fallback`` (place → e.g. the file's name),
    else a number.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-flere-unge.yaml"))
    >>> own_names([case, case.model_copy(update={"municipality": "Vejle Kommune"})])
    ['Flere unge skal med (Aabenraa Kommune)', 'Flere unge skal med (Vejle Kommune)']
    >>> own_names([case, case])
    ['Flere unge skal med', 'Flere unge skal med (2)']
    """
    names = [case.title for case in cases]
    for title in dict.fromkeys(names):
        alike = [i for i, case in enumerate(cases) if case.title == title]
        if len(alike) == 1:
            continue
        ways = ([cases[i].municipality for i in alike], [(fallback or {}).get(i) for i in alike])
        marks: Sequence[str | None] = next(
            (w for w in ways if None not in w and len({fold(str(x)) for x in w}) == len(w)),
            [None if n == 1 else str(n) for n in range(1, len(alike) + 1)],
        )
        for i, mark in zip(alike, marks, strict=True):
            names[i] = f"{title} ({mark})" if mark else title
    return names


def _same_people(a: Case, b: Case) -> bool:
    if fold(a.municipality) != fold(b.municipality):
        return False
    first, second = a.intervention.target_group, b.intervention.target_group
    if first.id and second.id:
        return fold(first.id) == fold(second.id)
    return fold(first.name) == fold(second.name)


def _called(name: str, case: Case) -> bool:
    return fold(name) in {fold(case.title), fold(case.intervention.name)}
