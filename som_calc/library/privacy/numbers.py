"""Small groups: counts so low that a person can be recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from som_calc.case.followup import FollowUp
from som_calc.case.model import Case
from som_calc.case.values import Uncertainty
from som_calc.library.privacy.finding import Finding

SMALLEST_GROUP = 5
"""Persons; groups below this are not published."""
TOTAL_OF_CASE = "deltagere i alt"
_COUNTS = {
    "started": "startede",
    "finished": "gennemførte",
    "dropped_out": "frafaldne",
    "successes": "succeser",
    "observed": "observerede",
}
_ROUND = "afrund til nærmeste fem, eller skriv »ukendt«"


def small_groups(case: Case, smallest: int = SMALLEST_GROUP) -> Iterator[Finding]:
    """Groups of persons in the case below ``smallest``; zero persons point at nobody."""
    for year, persons in sorted(case.participants.value.items()):
        if 0 < persons < smallest:
            yield Finding(
                f"deltagere.{year}",
                f"gruppen er kun på {persons}",
                "slå startår sammen, eller afrund til nærmeste fem",
            )
    evidence = ((f"evidens.{i}", item.participants_n) for i, item in enumerate(case.evidence, 1))
    for place, studied in evidence:
        if studied is not None and 0 < studied < smallest:
            yield Finding(place, f"undersøgelsen har kun {studied} personer", "undlad den")
    for place, stated in _uncertainties(case):
        groups = {
            place: (stated.successes, stated.observations),
            f"{place}.sammenligning": (
                stated.comparison_successes,
                stated.comparison_observations,
            ),
        }
        remedy = "angiv i stedet et interval"
        for where, (reached, seen) in groups.items():
            if seen:
                yield from _parted(where, seen, reached or 0, "succeser", remedy, smallest)


def rare_combinations(case: Case, smallest: int = SMALLEST_GROUP) -> Iterator[Finding]:
    """Whole efforts so small that the delimitation itself points at persons."""
    total = sum(case.participants.value.values())
    group = case.intervention.target_group
    if 0 < total < 2 * smallest and group.delimitation:
        yield Finding(
            "indsats.målgruppe.afgrænsning",
            f"en snæver afgrænsning af kun {total} deltagere i én kommune kan pege på personer",
            "gør afgrænsningen bredere, eller undlad den",
        )


def small_in_follow_ups(
    follow_ups: Sequence[FollowUp], smallest: int = SMALLEST_GROUP
) -> Iterator[Finding]:
    """Small counts in follow-ups, what is left when they are taken from each other, and changes.

    Two follow-ups are published together: what has changed between them is a group too,
    unless the numbers are made up (``illustrativ``).
    """
    before: dict[tuple[int, str], tuple[int, int]] = {}
    for item in follow_ups:
        file = f"opfoelgning/{item.follow_up_year}"
        for year, numbers in sorted(item.years.items()):
            counts = {
                name: int(value) for name in _COUNTS if (value := numbers.get(name)) is not None
            }
            place = f"{file}, år.{year}"
            yield from _small_counts(place, counts, smallest)
            for name, value in counts.items():
                earlier = before.get((year, name))
                changed = abs(value - earlier[1]) if earlier and not item.illustrative else 0
                if earlier and 0 < changed < smallest:
                    yield Finding(
                        f"{place}.{_COUNTS[name]}",
                        f"er ændret med kun {changed} siden opfølgningen i "
                        f"{earlier[0]}, så forskellen er en lille gruppe",
                        "udgiv kun den nyeste opfølgning, eller afrund begge tal til nærmeste fem",
                    )
                before[(year, name)] = (item.follow_up_year, value)
        yield from _compared(file, item, smallest)
        for number, use in enumerate(item.service_use, 1):
            people = None if use.people is None else use.people.value
            if people is not None and 0 < people < smallest:
                place = f"{file}, ydelsesforbrug.{number}.personer"
                yield Finding(place, f"gruppen er kun på {people}", "undlad ydelsen")


def case_counts(case: Case) -> dict[str, int]:
    """Every number of people in a case, by where it stands."""
    found = {f"deltagere.{year}": int(n) for year, n in case.participants.value.items()}
    found[TOTAL_OF_CASE] = sum(found.values())
    for place, stated in _uncertainties(case):
        pairs = {
            "succeser": stated.successes,
            "observationer": stated.observations,
            "sammenligning.succeser": stated.comparison_successes,
            "sammenligning.observationer": stated.comparison_observations,
        }
        found |= {f"{place}.{name}": int(n) for name, n in pairs.items() if n is not None}
    return found


def follow_up_counts(follow_ups: Sequence[FollowUp]) -> dict[str, int]:
    """Every number of people in follow-ups, by where it stands; made-up ones are left out."""
    found: dict[str, int] = {}
    for item in follow_ups:
        if item.illustrative:
            continue
        file = f"opfoelgning/{item.follow_up_year}"
        for year, numbers in item.years.items():
            for name, said in _COUNTS.items():
                if (value := numbers.get(name)) is not None:
                    found[f"{file}, år.{year}.{said}"] = int(value)
        given = item.comparison
        for said, counted in (
            ("observerede", given and given.observed),
            ("succeser", given and given.successes),
        ):
            if counted and counted.value is not None:
                found[f"{file}, sammenligning.{said}"] = int(counted.value)
        for number, use in enumerate(item.service_use, 1):
            if use.people is not None and use.people.value is not None:
                found[f"{file}, ydelsesforbrug.{number}.personer"] = int(use.people.value)
    return found


def small_between_versions(
    before: Mapping[str, int], now: Mapping[str, int], version: str, smallest: int = SMALLEST_GROUP
) -> Iterator[Finding]:
    """Counts that differ by a small group from what has been published of the same case.

    >>> was, new = {"deltagere.2025": 40}, {"deltagere.2025": 42}
    >>> [f.wrong for f in small_between_versions(was, new, "1.0")]
    ['er ændret med kun 2 siden den udgivne version 1.0']
    """
    changes = {place: abs(now[place] - before[place]) for place in {*before} & {*now}}
    small = {place: change for place, change in changes.items() if 0 < change < smallest}
    if any(place.startswith("deltagere.") for place in small):
        # The sum tells no more than the year.
        small.pop(TOTAL_OF_CASE, None)
    for place, change in sorted(small.items()):
        yield Finding(
            place,
            f"er ændret med kun {change} siden den udgivne version {version}",
            "afrund til nærmeste fem, eller behold det udgivne tal",
        )


def _small_counts(place: str, counts: dict[str, int], smallest: int) -> Iterator[Finding]:
    for name, value in counts.items():
        if 0 < value < smallest:
            wrong = f"gruppen er kun på {value}"
            others = [n for n in ("finished", "dropped_out") if n in counts and n != name]
            also = ""
            if name in {"finished", "dropped_out"} and others:
                also = f"; afrund også {_COUNTS[others[0]]}, ellers kan tallet regnes ud"
            yield Finding(f"{place}.{_COUNTS[name]}", wrong, _ROUND + also)
    if {"started", "finished", "dropped_out"} <= counts.keys():
        left = counts["started"] - counts["finished"] - counts["dropped_out"]
        if 0 < left < smallest:
            yield Finding(
                place, f"kun {left} er stadig i forløb (startede − gennemførte − frafaldne)",
                "afrund også startede eller gennemførte til nærmeste fem",
            )  # fmt: skip
    if {"successes", "observed"} <= counts.keys():
        rest = counts["observed"] - counts["successes"]
        if 0 < rest < smallest:
            yield Finding(
                place, f"kun {rest} observerede er uden succes (observerede − succeser)",
                "afrund begge tal til nærmeste fem",
            )  # fmt: skip


def _compared(file: str, item: FollowUp, smallest: int) -> Iterator[Finding]:
    given = item.comparison
    if given is None or given.observed is None or given.observed.value is None:
        return
    reached = given.successes.value if given.successes else None
    yield from _parted(
        f"{file}, sammenligning", given.observed.value, reached or 0, "succeser",
        "angiv i stedet andelen", smallest,
    )  # fmt: skip


def _parted(
    place: str, seen: int, reached: int, what: str, remedy: str, smallest: int
) -> Iterator[Finding]:
    for name, persons in ((what, reached), (f"uden {what.removesuffix('er')}", seen - reached)):
        if 0 < persons < smallest:
            yield Finding(f"{place}.{name}", f"kun {persons} ud af {seen} personer", remedy)


def _uncertainties(value: Any, place: str = "") -> Iterator[tuple[str, Uncertainty]]:
    """Every stated uncertainty in a case, with the Danish name of its place."""
    if isinstance(value, Uncertainty):
        yield place, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = f"{place}.{field.alias or name}" if place else field.alias or name
            yield from _uncertainties(getattr(value, name), inner)
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value, 1):
            yield from _uncertainties(item, f"{place}.{number}")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _uncertainties(item, f"{place}.{key}")
