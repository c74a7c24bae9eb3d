"""The calculation frame once more, from its rules alone: plain dicts, loops and numbers.

Nothing here imports the product.  A *plain case* is a dict with the Danish keys of a case
file and bare numbers (kr., shares, years), as ``tests.promises.cases`` writes them.  Signs:
+ is a gain for the public purse.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

RATE = 0.035
"""Finansministeriet, 7 January 2021; years 0–35."""
PARTIES = ("Kommune", "Region", "Stat", "Statslig tilskud")

PlainCase = dict[str, Any]


@dataclass(frozen=True)
class Booking:
    """One amount in kr. of the case's price year; not discounted."""

    year: int
    post: str
    party: str
    committee: str
    kr: float


def factor(case: PlainCase, year: int) -> float:
    """Discount factor; 1 in the discount base."""
    rate = case.get("diskonteringsrente", RATE)
    return float((1 + rate) ** -(year - case["diskonteringsår"]))


def in_price_year(case: PlainCase, kr: float, year: int | None) -> float:
    """``kr`` of another price year in the case's own, by the case's index."""
    if year is None or year == case["prisniveau"]:
        return kr
    index = case["prisindeks"]["værdier"]
    return float(kr * index[case["prisniveau"]] / index[year])


def finish(case: PlainCase, start: int) -> int:
    """The calendar year a cohort's course ends."""
    return int(start + ceil(case["forløbsvarighed"]) - 1)


def consequence_years(case: PlainCase, start: int) -> range:
    """Calendar years with consequences after the course."""
    first = finish(case, start)
    last = min(first + case["horisont"] - 1, case["til"])
    return range(first, last + 1)


def costs(case: PlainCase) -> list[Booking]:
    """What the effort costs, as minus, by who pays it."""
    found = []
    for line in case["omkostninger"]:
        payer = line.get("betaler", "Kommune")
        for year, kr in line.get("pr_år", {}).items():
            own = in_price_year(case, kr, line.get("prisniveau"))
            found.append(Booking(year, "cost", payer, line.get("udvalg", ""), -own))
        for start, people in case["deltagere"].items():
            own = in_price_year(case, line.get("pr_deltager", 0.0), line.get("prisniveau"))
            found.append(Booking(start, "cost", payer, line.get("udvalg", ""), -own * people))
    return found


def bookings(case: PlainCase, success_rate: float | None = None) -> list[Booking]:
    """Every amount of a case."""
    rate = case["mereffekt"] if success_rate is None else success_rate
    found = costs(case)
    own_cost: dict[int, float] = defaultdict(float)
    for item in found:
        if item.party == "Kommune":
            own_cost[item.year] += -item.kr
    for grant in case.get("tilskud", []):
        amounts = dict(grant.get("pr_år", {}))
        for year, kr in own_cost.items():
            amounts[year] = amounts.get(year, 0.0) + grant.get("andel", 0.0) * kr
        for year, kr in amounts.items():
            found.append(Booking(year, "grant", "Kommune", grant.get("udvalg", ""), kr))
            if grant.get("giver", "Stat") == "Stat":
                found.append(Booking(year, "grant", "Statslig tilskud", "", -kr))
    for line in case.get("alternativ", []):
        kr = in_price_year(case, line["pr_deltager"], line.get("prisniveau"))
        payer = line.get("betaler", "Kommune")
        for start, people in case["deltagere"].items():
            found.append(Booking(start, "saved", payer, line.get("udvalg", ""), kr * people))
    for item in case.get("konsekvenser", []):
        price = case["priser"][item["ydelse"]]
        for start, people in case["deltagere"].items():
            for year in consequence_years(case, start):
                units = item.get("ændring", {}).get(year - finish(case, start), 0.0)
                found += _consequence(case, item, price, year, people * rate * units)
            for year in range(start, finish(case, start) + 1):
                units = item.get("under_forløb", {}).get(year - start, 0.0)
                if year <= case["til"]:
                    found += _consequence(case, item, price, year, people * units)
    return found


def _consequence(
    case: PlainCase, item: dict[str, Any], price: dict[str, Any], year: int, units: float
) -> Iterable[Booking]:
    for party, key in (("Kommune", "kommune"), ("Region", "region"), ("Stat", "stat")):
        kr = -units * in_price_year(case, price[key], price.get("prisniveau"))
        if party != "Kommune":
            yield Booking(year, "consequence", party, "", kr)
            continue
        for committee, share in item.get("udvalg", {"Øvrige udvalg": 1.0}).items():
            yield Booking(year, "consequence", party, committee, kr * share)


def worth(case: PlainCase, items: Iterable[Booking]) -> float:
    """Present value, kr."""
    return sum(item.kr * factor(case, item.year) for item in items)


def net(case: PlainCase, success_rate: float | None = None) -> dict[str, float]:
    """Present value by row of Figur 2.1, with the kommune without its grants beside them."""
    items = bookings(case, success_rate)
    rows = {party: worth(case, [i for i in items if i.party == party]) for party in PARTIES}
    own = [i for i in items if i.party == "Kommune" and i.post != "grant"]
    return {"I alt": sum(rows.values()), **rows, "Kommune uden tilskud": worth(case, own)}


def state_with_grant(rows: dict[str, float]) -> float:
    """What the state gains when what it gives is counted."""
    return rows["Stat"] + rows["Statslig tilskud"]


def discounted_participants(case: PlainCase) -> float:
    """Σ participants, each discounted to the discount base from its start year."""
    return sum(n * factor(case, start) for start, n in case["deltagere"].items())


def per_participant(case: PlainCase, success_rate: float | None = None) -> dict[str, float]:
    """Present value ÷ Σ discounted participants: kr. per participant at the course's start."""
    people = discounted_participants(case)
    return {name: kr / people for name, kr in net(case, success_rate).items()}


def break_even(case: PlainCase, name: str) -> float | None:
    """The success rate in [0, 1] at which a row is zero; None where there is none."""
    at_zero, at_one = net(case, 0.0)[name], net(case, 1.0)[name]
    slope = at_one - at_zero
    if abs(slope) < 1e-9:
        return None
    rate = -at_zero / slope
    return rate if -1e-12 <= rate <= 1 + 1e-12 else None


def per_year(case: PlainCase, parties: Iterable[str]) -> dict[int, float]:
    """Net kr. per calendar year, not discounted."""
    chosen = set(parties)
    found = dict.fromkeys(range(case["fra"], case["til"] + 1), 0.0)
    for item in bookings(case):
        if item.party in chosen:
            found[item.year] += item.kr
    return found


def payback(case: PlainCase, parties: Iterable[str], *, discounted: bool) -> int | None:
    """The first year from which the cumulated result stays at or above zero to the end.

    None where it ends below zero, or where the party has paid nothing for the effort.
    """
    chosen = list(parties)
    if sum(financing(case, party)["own"] for party in chosen) < 0.005:
        return None
    total, since = 0.0, None
    for year, kr in sorted(per_year(case, chosen).items()):
        total += kr * (factor(case, year) if discounted else 1.0)
        if total < -1e-6:
            since = None
        elif since is None:
            since = year
    return since


def financing(case: PlainCase, party: str) -> dict[str, float]:
    """A payer's gross cost, grants and own financing; kr. over all years, not discounted."""
    gross = sum(-i.kr for i in costs(case) if i.party == party)
    given = sum(i.kr for i in bookings(case) if i.post == "grant" and i.party == party)
    return {"gross": gross, "grants": given, "own": gross - given}


def first_whole_number(case: PlainCase, field: str, name: str, last: int) -> int | None:
    """Going from the case's own value, the first whole number at which the sign has changed.

    Both ways are tried and the nearest taken, the lower at equal distance; None where none of
    1…``last`` (for years: ``fra``…``last``) changes it.
    """
    own = ceil(case[field])
    sign = net(case)[name] >= 0
    first = case["fra"] if field == "til" else 1
    for step in range(1, max(own - first, last - own) + 1):
        for value in (own - step, own + step):
            if first <= value <= last and (net({**case, field: value})[name] >= 0) != sign:
                return value
    return None
