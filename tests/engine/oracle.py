"""A slow, simple calculator to hold the engine against.

Written from the rules of the calculation frame with dicts, loops and plain numbers; it
shares no code with the engine.  One booking per (year, component, area, actor,
committee), each with kr. and its present value.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from som_calc.case.model import Case

Key = tuple[int, str, str, str, str]
"""year, component, area, actor, committee ('' for others than the kommune)"""


@dataclass
class Books:
    """Amounts and present values in kr. by key, + is a gain."""

    amount: dict[Key, float]
    present_value: dict[Key, float]

    def sums(self, position: int, *, values: str = "present_value") -> dict[object, float]:
        """Sums by one part of the key (0 year, 1 component, 2 area, 3 actor, 4 committee)."""
        sums: dict[object, float] = defaultdict(float)
        for key, amount in getattr(self, values).items():
            sums[key[position]] += amount
        return dict(sums)


def discount_factor(steps: list[tuple[int, float]], base: int, year: int) -> float:
    """Factor 1 in ``base``; one year at a time, each with the rate of its project year."""
    factor = 1.0
    if year < base:
        for _ in range(base - year):
            factor *= 1 + steps[0][1]
        return factor
    for project_year in range(1, year - base + 1):
        rate = None
        for first, given in steps:
            if first <= project_year:
                rate = given
        factor /= 1 + rate
    return factor


def price_factor(case: Case, from_year: int | None) -> float:
    if from_year is None or from_year == case.price_year:
        return 1.0
    return case.price_index.values[case.price_year] / case.price_index.values[from_year]


def last_course_year(case: Case, start: int) -> int:
    year, left = start, case.intervention.course_length.value
    while left > 1:
        year, left = year + 1, left - 1
    return year


def consequence_years(case: Case, start: int) -> list[tuple[int, int]]:
    """(k, calendar year) from the year the course ends, to the horizon or the calendar end."""
    found = []
    for k in range(case.period.horizon):
        year = last_course_year(case, start) + k
        if year <= case.period.last_year:
            found.append((k, year))
    return found


def gross_costs(
    case: Case,
    known: dict[int, tuple[float, ...]] | None = None,
    revised: dict[int, float] | None = None,
) -> list[tuple[int, object, float]]:
    """(year, cost line, kr.) in the case's price year.

    ``known`` is what a year came to, per cost line; ``revised`` a factor on what was expected.
    """
    known, revised = known or {}, revised or {}
    found = []
    for place, cost in enumerate(case.costs):
        for year, lines in known.items():
            found.append((year, cost, lines[place]))
        factor = price_factor(case, cost.price_year)
        if cost.per_year:
            for year, amount in cost.per_year.value.items():
                if year not in known:
                    found.append((year, cost, amount * factor * revised.get(year, 1)))
        if cost.per_participant:
            for start, number in case.participants.value.items():
                if start not in known:
                    kr = number * cost.per_participant.value * factor
                    found.append((start, cost, kr * revised.get(start, 1)))
    return found


def compute(
    case: Case,
    steps: list[tuple[int, float]],
    success_rate: float,
    rates: dict[int, float] | None = None,
    saved_kr: dict[int, tuple[float, ...]] | None = None,
    cost_kr: dict[int, tuple[float, ...]] | None = None,
    grant_kr: dict[int, tuple[float, ...]] | None = None,
    revised: dict[str, dict[int, float]] | None = None,
) -> Books:
    """Every booking of a case.

    ``rates`` and ``saved_kr`` are what is known of single cohorts, by start year: the
    success rate, and the saved cost in kr. per line of the alternative.  ``cost_kr`` and
    ``grant_kr`` are known kr. per line by calendar year, ``revised`` factors by year on
    what is still expected of »costs«, »grants« and »saved«.
    """
    rates, saved_kr, revised = rates or {}, saved_kr or {}, revised or {}
    cost_kr, grant_kr = cost_kr or {}, grant_kr or {}
    again = {name: revised.get(name, {}) for name in ("costs", "grants", "saved")}
    books = Books(defaultdict(float), defaultdict(float))
    effort = "Indsatsens omkostninger"
    rest = "Øvrige udvalg"

    def book(year: int, component: str, area: str, actor: str, committee: str, kr: float) -> None:
        key = (year, component, area, actor, committee if actor == "Kommune" else "")
        books.amount[key] += kr
        books.present_value[key] += kr * discount_factor(steps, case.discount_base, year)

    for year, cost, kr in gross_costs(case, cost_kr, again["costs"]):
        book(year, "cost", effort, cost.payer, cost.committee or rest, -kr)

    for place, grant in enumerate(case.grants):
        own = grant.committee or rest
        money: list[tuple[int, str, float]] = []
        gross: dict[int, dict[str, float]] = {}
        if grant.per_year:
            money += [(year, own, kr) for year, kr in grant.per_year.value.items()]
        if grant.share:
            for year, cost, kr in gross_costs(case, cost_kr, again["costs"]):
                if cost.payer == "Kommune":
                    # A share follows the line it refunds.
                    whose = grant.committee or cost.committee or rest
                    money.append((year, whose, kr * grant.share.value))
                    by = gross.setdefault(year, {})
                    by[whose] = by.get(whose, 0.0) + kr
        expected = [item for item in money if item[0] not in grant_kr]
        money = [(year, whose, kr * again["grants"].get(year, 1)) for year, whose, kr in expected]
        for year, lines in grant_kr.items():
            split = gross.get(year, {})
            whole = sum(split.values())
            if not whole:
                split, whole = {own: 1.0}, 1.0
            money += [(year, whose, lines[place] * kr / whole) for whose, kr in split.items()]
        for year, whose, kr in money:
            book(year, "grant", effort, "Kommune", whose, kr)
            if grant.giver == "Stat":
                book(year, "grant", effort, "Statslig tilskud", "", -kr)

    for line, saved in enumerate(case.alternative):
        for start, number in case.participants.value.items():
            if start in saved_kr:
                kr = saved_kr[start][line]
                book(start, "saved", effort, saved.payer, saved.committee or rest, kr)
                continue
            kr = number * saved.per_participant.value * price_factor(case, saved.price_year)
            kr *= again["saved"].get(start, 1)
            book(start, "saved", effort, saved.payer, saved.committee or rest, kr)

    for item in case.consequences:
        if not item.significant:
            continue
        (price,) = [p for p in case.prices if p.service.lower() == item.service.lower()]
        gain_per_unit = (1 if item.nature == "indtægt" else -1) * price_factor(
            case, price.price_year
        )
        quantities: list[tuple[int, str, float]] = []
        for start, number in case.participants.value.items():
            for k, year in consequence_years(case, start):
                if item.change and k in item.change.value:
                    units = number * rates.get(start, success_rate) * item.change.value[k]
                    if item.relatives:
                        units = units * item.relatives_per_participant.value
                    component = "family" if item.relatives else "consequence"
                    quantities.append((year, component, units))
            for year in range(start, last_course_year(case, start) + 1):
                if item.during_course and year <= case.period.last_year:
                    units = number * item.during_course.value.get(year - start, 0)
                    quantities.append((year, "consequence_during", units))
        area = item.area or "Ikke fordelt på hovedområder"
        split = item.committees or {"Øvrige udvalg": 1.0}
        for year, component, units in quantities:
            kr = units * gain_per_unit
            book(year, component, area, "Region", "", kr * price.region.value)
            book(year, component, area, "Stat", "", kr * price.state.value)
            for committee, share in split.items():
                own = kr * price.municipality.value * share
                book(year, component, area, "Kommune", committee, own)

    if case.back_calculated:
        profile = case.back_calculated.profile.value
        for row in case.back_calculated.values:
            for start, number in case.participants.value.items():
                at_start = discount_factor(steps, case.discount_base, start)
                worth = 0.0
                for k, weight in profile.items():
                    year = last_course_year(case, start) + k
                    worth += weight * discount_factor(steps, case.discount_base, year) / at_start
                for k, year in consequence_years(case, start):
                    if k in profile:
                        rate = rates.get(start, success_rate)
                        total = number * rate * row.present_value_per_success.value
                        area = row.area or "Ikke fordelt på hovedområder"
                        committee = row.committee or "Øvrige udvalg"
                        kr = total * profile[k] / worth
                        book(year, "consequence", area, row.actor, committee, kr)
    return books
