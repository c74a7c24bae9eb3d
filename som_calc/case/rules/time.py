"""Years and periods."""

from __future__ import annotations

import math
from collections.abc import Iterator

from som_calc.case.model import Case, Cost, Grant
from som_calc.case.rules.rule import Fault, Loc, Rule, at

FAR_FROM_BASE = 5
"""Years the label of a present value may differ from the discount base before we ask."""


def course_years(case: Case) -> int:
    """Calendar years a course touches; up to one year ends in its start year."""
    return max(math.ceil(case.intervention.course_length.value - 1e-9), 1)


def period_in_order(case: Case) -> Iterator[Fault]:
    first, last = case.period.first_year, case.period.last_year
    if last < first:
        yield Fault(
            at("period", "last_year"),
            f"perioden slutter i {last}, før den begynder i {first}",
            "skriv det første år under »fra« og det sidste under »til«",
        )


def start_years_in_period(case: Case) -> Iterator[Fault]:
    for year in case.participants.value:
        yield from _inside(case, at("participants", "value", year), year, "deltagerne starter i")


def money_in_period(case: Case) -> Iterator[Fault]:
    money: dict[str, list[Cost | Grant]] = {"costs": [*case.costs], "grants": [*case.grants]}
    for field, lines in money.items():
        for i, line in enumerate(lines):
            for year in line.per_year.value if line.per_year else ():
                loc = at(field, i, "per_year", "value", year)
                yield from _inside(case, loc, year, "beløbet falder i")


def _inside(case: Case, loc: Loc, year: int, what: str) -> Iterator[Fault]:
    first, last = case.period.first_year, case.period.last_year
    if first <= last and not first <= year <= last:
        yield Fault(
            loc,
            f"{what} {year}, uden for perioden {first}–{last}",
            "ret året, eller udvid perioden",
        )


def courses_finish_in_period(case: Case) -> Iterator[Fault]:
    last = case.period.last_year
    for start, participants in case.participants.value.items():
        finish = start + course_years(case) - 1
        if participants and start <= last < finish:
            yield Fault(
                at("participants", "value", start),
                f"holdet fra {start} slutter i {finish}, efter beregningens sidste år {last}, "
                "og får ingen konsekvenser",
                "forlæng perioden",
                warning=True,
            )


def horizon_fits_period(case: Case) -> Iterator[Fault]:
    length = case.period.last_year - case.period.first_year + 1
    if 0 < length < case.period.horizon:
        yield Fault(
            at("period", "horizon"),
            f"horisonten på {case.period.horizon} år er længere end perioden på {length} år",
            "ingen hold får hele horisonten; forlæng perioden",
            warning=True,
        )


def years_after_course_counted(case: Case) -> Iterator[Fault]:
    horizon = case.period.horizon
    places = [
        (at("consequences", i, "change", "value", k), k)
        for i, item in enumerate(case.consequences)
        if item.change
        for k in item.change.value
    ]
    if case.back_calculated:
        places += [
            (at("back_calculated", "profile", "value", k), k)
            for k in case.back_calculated.profile.value
        ]
    for loc, k in places:
        if k < 0:
            yield Fault(loc, f"år {k} findes ikke", "tæl fra 0, det år forløbet slutter")
        elif k >= horizon:
            yield Fault(
                loc,
                f"år {k} ligger efter horisonten og tælles ikke med",
                f"horisonten på {horizon} år dækker år 0 til {horizon - 1}",
                warning=True,
            )


def years_in_course_counted(case: Case) -> Iterator[Fault]:
    length = course_years(case)
    for i, item in enumerate(case.consequences):
        for j in item.during_course.value if item.during_course else ():
            loc = at("consequences", i, "during_course", "value", j)
            if j < 0:
                yield Fault(loc, f"forløbsår {j} findes ikke", "tæl fra 0, det år forløbet starter")
            elif j >= length:
                yield Fault(
                    loc,
                    f"forløbsår {j} ligger efter forløbet og tælles ikke med",
                    f"forløbet dækker år 0 til {length - 1}",
                    warning=True,
                )


def discount_base_in_period(case: Case) -> Iterator[Fault]:
    first, last, base = case.period.first_year, case.period.last_year, case.discount_base
    if first > last:
        return
    if not first <= base <= last:
        yield Fault(
            at("discount_base"),
            f"diskonteringsåret {base} ligger uden for perioden {first}–{last}",
            f"SØM bruger det første projektår, her {first}",
        )
    elif base != first:
        yield Fault(
            at("discount_base"),
            f"diskonteringsåret {base} er ikke det første projektår",
            f"SØM bruger {first}",
            warning=True,
        )


def label_near_base(case: Case) -> Iterator[Fault]:
    label, base = case.present_value_label, case.discount_base
    if abs(label - base) > FAR_FROM_BASE:
        yield Fault(
            at("present_value_label"),
            f"{label} ligger langt fra diskonteringsåret {base}",
            "nutidsværdiåret er kun årstallet i titlerne",
            warning=True,
        )


RULES = (
    Rule(period_in_order, ("period",)),
    Rule(start_years_in_period, ("period", "participants")),
    Rule(money_in_period, ("period", "costs", "grants")),
    Rule(courses_finish_in_period, ("period", "participants", "intervention")),
    Rule(horizon_fits_period, ("period",)),
    Rule(years_after_course_counted, ("period", "consequences", "back_calculated")),
    Rule(years_in_course_counted, ("intervention", "consequences")),
    Rule(discount_base_in_period, ("period", "discount_base")),
    Rule(label_near_base, ("present_value_label", "discount_base")),
)
