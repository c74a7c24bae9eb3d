"""Unit prices: one per service, in the consequence's unit, in a known price year."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.case.glossary import fold
from som_calc.case.model import Alternative, Case, Cost, Price
from som_calc.case.rules.rule import Fault, Loc, Rule, at
from som_calc.case.suggest import nearest


def consequences_have_prices(case: Case) -> Iterator[Fault]:
    prices = {fold(price.service): price for price in case.prices}
    for i, item in enumerate(case.consequences):
        price = prices.get(fold(item.service))
        if price is None:
            if item.significant:
                near = nearest(item.service, [p.service for p in case.prices])
                meant = f"mente du »{near}«?" if near else "tilføj den under »priser«"
                wrong = f"ydelsen »{item.service}« har ingen pris"
                yield Fault(at("consequences", i, "service"), wrong, meant)
        elif fold(price.unit) != fold(item.unit):
            yield Fault(
                at("consequences", i, "unit"),
                f"»{item.service}« tælles i {item.unit}, men prisen er pr. {price.unit}",
                "brug samme enhed begge steder, og omregn prisen om nødvendigt",
            )


def prices_stand_once(case: Case) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for i, price in enumerate(case.prices):
        earlier = first.setdefault(fold(price.service), i)
        if earlier != i:
            yield Fault(
                at("prices", i, "service"),
                f"ydelsen »{price.service}« har også pris nummer {earlier + 1}",
                "behold én pris pr. ydelse",
            )


def prices_are_used(case: Case) -> Iterator[Fault]:
    used = {fold(item.service) for item in case.consequences}
    for i, price in enumerate(case.prices):
        if fold(price.service) not in used:
            yield Fault(
                at("prices", i, "service"),
                f"prisen på »{price.service}« bruges ikke",
                "tilføj en konsekvens, eller fjern prisen",
                warning=True,
            )


def price_years_can_be_converted(case: Case) -> Iterator[Fault]:
    index, target = case.price_index, case.price_year
    for loc, year in _price_years(case):
        if year is None or year == target:
            continue
        if index is None:
            yield Fault(
                loc,
                f"{year}-priser kan ikke bringes til {target}-priser uden et prisindeks",
                "tilføj »prisindeks« med Danmarks Statistiks nettoprisindeks for begge år",
            )
            continue
        for needed in (year, target):
            if needed not in index.values:
                yield Fault(
                    loc,
                    f"prisindekset »{index.name}« mangler {needed}",
                    f"tilføj {needed} under »prisindeks: værdier«",
                )


def _price_years(case: Case) -> Iterator[tuple[Loc, int | None]]:
    priced: dict[str, list[Cost | Alternative | Price]] = {
        "costs": [*case.costs],
        "alternative": [*case.alternative],
        "prices": [*case.prices],
    }
    for field, items in priced.items():
        for i, item in enumerate(items):
            yield at(field, i, "price_year"), item.price_year


RULES = (
    Rule(consequences_have_prices, ("consequences", "prices")),
    Rule(prices_stand_once, ("prices",)),
    Rule(prices_are_used, ("consequences", "prices")),
    Rule(
        price_years_can_be_converted,
        ("costs", "alternative", "prices", "price_index", "price_year"),
    ),
)
