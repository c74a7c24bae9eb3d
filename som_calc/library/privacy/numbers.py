"""Small groups: counts so low that a person can be recognised."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.case.model import Case
from som_calc.library.privacy.finding import Finding

SMALLEST_GROUP = 5
"""Persons; groups below this are not published."""


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
    uncertainty = case.success_rate.uncertainty
    if uncertainty is None or not uncertainty.observations:
        return
    seen, reached = int(uncertainty.observations), int(uncertainty.successes or 0)
    for what, persons in (("succeser", reached), ("uden succes", seen - reached)):
        if 0 < persons < smallest:
            yield Finding(
                f"mereffekt.usikkerhed.{what}",
                f"kun {persons} ud af {seen} personer",
                "angiv i stedet et interval",
            )


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
