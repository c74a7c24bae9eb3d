"""Costs, grants, the alternative and the committees that carry them."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.case.cost_model import SOURCE
from som_calc.case.glossary import fold
from som_calc.case.model import Alternative, Case, Cost, Grant
from som_calc.case.names import MUNICIPALITY, OTHER_COMMITTEES
from som_calc.case.price_level import MissingIndex, conversion_factor
from som_calc.case.rules.rule import Fault, Loc, Rule, at, kroner, percent
from som_calc.case.suggest import did_you_mean

HIGH_DISCOUNT_RATE = 0.15


def costs_have_amounts(case: Case) -> Iterator[Fault]:
    for i, cost in enumerate(case.costs):
        if cost.per_year is None and cost.per_participant is None:
            yield Fault(
                at("costs", i),
                f"omkostningen »{cost.name}« har intet beløb",
                "skriv »pr_år«, »pr_deltager« eller begge",
            )
        amounts = [] if cost.per_year is None else list(cost.per_year.value.values())
        if cost.per_participant is not None:
            amounts.append(cost.per_participant.value)
        if any(amount < 0 for amount in amounts) and not _is_residual(cost):
            yield Fault(
                at("costs", i),
                f"omkostningen »{cost.name}« er negativ og regnes som en indtægt",
                "en udgift skrives uden minus",
                warning=True,
            )


def _is_residual(cost: Cost) -> bool:
    """Whether the cost model booked it as what materials are worth in the end."""
    source = cost.per_year.source if cost.per_year is not None else None
    return cost.category == "materiel" and bool(source and source.startswith(SOURCE))


def grants_have_amounts(case: Case) -> Iterator[Fault]:
    for i, grant in enumerate(case.grants):
        if grant.share is None and grant.per_year is None:
            yield Fault(
                at("grants", i),
                f"tilskuddet »{grant.name}« har intet beløb",
                "skriv »andel« eller »pr_år«",
            )
        elif grant.share is not None and grant.per_year is not None:
            yield Fault(
                at("grants", i),
                f"tilskuddet »{grant.name}« har både »andel« og »pr_år«, som lægges sammen",
                "behold den ene, hvis det er samme tilskud",
                warning=True,
            )
        if grant.per_year and any(amount < 0 for amount in grant.per_year.value.values()):
            yield Fault(
                at("grants", i, "per_year"),
                f"tilskuddet »{grant.name}« er negativt",
                "et tilskud skrives uden minus",
            )


def grants_within_costs(case: Case) -> Iterator[Fault]:
    total = sum(grant.share.value for grant in case.grants if grant.share)
    if total > 1 + 1e-9:
        yield Fault(
            at("grants"),
            f"tilskuddene dækker tilsammen {percent(total)} af udgiften",
            "andelene kan højst være 100 % tilsammen",
        )


def grants_against_costs(case: Case) -> Iterator[Fault]:
    """Refused above the kommune's own cost; asked about when as large, or in a year without."""
    try:
        costs = costs_by_year(case, MUNICIPALITY)
    except MissingIndex:
        return
    given = [grant_by_year(grant, costs) for grant in case.grants]
    gross, received = sum(costs.values()), sum(sum(by_year.values()) for by_year in given)
    if not received:
        return
    idle = [
        (at("grants", i, "per_year", year), grant.name, year, kr)
        for i, (grant, by_year) in enumerate(zip(case.grants, given, strict=True))
        for year, kr in by_year.items()
        if kr > 0 and costs.get(year, 0.0) <= 0
    ]
    for loc, name, year, kr in idle:
        yield Fault(
            loc,
            f"tilskuddet »{name}« giver {kroner(kr)} i {year}, hvor kommunen ingen udgift har",
            "ret årstallet, eller skriv den udgift, tilskuddet dækker",
            warning=True,
        )
    largest = at("grants", max(range(len(given)), key=lambda i: sum(given[i].values())))
    if received > gross + 0.5:
        yield Fault(
            largest,
            f"tilskuddene er større end kommunens udgift: {kroner(received)} mod {kroner(gross)}",
            "ret beløbet; et tilskud kan højst dække udgiften",
        )
        return
    if received > gross - 0.5:
        yield Fault(
            largest,
            f"tilskuddene dækker hele kommunens udgift på {kroner(gross)}",
            "se efter, om det er rigtigt; så koster indsatsen ikke kommunen noget",
            warning=True,
        )
    for year, kr in sorted(costs.items()):
        got = sum(by_year.get(year, 0.0) for by_year in given)
        if 0 < kr < got - 0.5:
            yield Fault(
                largest,
                f"tilskuddene i {year} er større end kommunens udgift: "
                f"{kroner(got)} mod {kroner(kr)}",
                "se efter, om beløbet står i det rigtige år",
                warning=True,
            )


def costs_by_year(case: Case, payer: str | None = None) -> dict[int, float]:
    """Gross cost by calendar year, kr. of the case's price year; of one payer, or of all.

    Raises:
        MissingIndex: a price year cannot be converted (another rule tells).
    """
    found: dict[int, float] = {}
    for cost in case.costs:
        if payer is not None and cost.payer != payer:
            continue
        factor = conversion_factor(case.price_index, cost.price_year, case.price_year)
        amounts = dict(cost.per_year.value) if cost.per_year else {}
        if cost.per_participant:
            for start, number in case.participants.value.items():
                amounts[start] = amounts.get(start, 0.0) + number * cost.per_participant.value
        for year, kr in amounts.items():
            found[year] = found.get(year, 0.0) + kr * factor
    return found


def grant_by_year(grant: Grant, costs: dict[int, float]) -> dict[int, float]:
    """A grant by calendar year, kr."""
    found = dict(grant.per_year.value) if grant.per_year else {}
    if grant.share:
        for year, kr in costs.items():
            found[year] = found.get(year, 0.0) + kr * grant.share.value
    return found


def saved_alternative_is_a_cost(case: Case) -> Iterator[Fault]:
    for i, item in enumerate(case.alternative):
        if item.per_participant.value < 0:
            yield Fault(
                at("alternative", i, "per_participant"),
                f"alternativet »{item.name}« koster mindre end nul",
                "skriv, hvad det ville have kostet, uden minus",
                warning=True,
            )


def reasonable_discount_rate(case: Case) -> Iterator[Fault]:
    rate = case.discount_rate
    if rate is not None and rate.value > HIGH_DISCOUNT_RATE:
        yield Fault(
            at("discount_rate"),
            f"diskonteringsrenten er {percent(rate.value)}",
            "Finansministeriets er 3,5 % i de første 35 år",
            warning=True,
        )


def committees_are_known(case: Case) -> Iterator[Fault]:
    known = [*case.committee_order, OTHER_COMMITTEES]
    folded = {fold(name) for name in known}
    if not case.committee_order:
        return
    for loc, name in _named_committees(case):
        if fold(name) not in folded:
            yield Fault(
                loc,
                f"udvalget »{name}« står ikke i udvalgsrækkefølgen",
                did_you_mean(name, known, "udvalgene er"),
                warning=True,
            )


def only_the_kommune_has_committees(case: Case) -> Iterator[Fault]:
    paid: dict[str, list[Cost | Alternative]] = {
        "costs": [*case.costs],
        "alternative": [*case.alternative],
    }
    for field, lines in paid.items():
        for i, line in enumerate(lines):
            if line.committee and line.payer != MUNICIPALITY:
                yield _no_committee(at(field, i, "committee"), line.payer)
    if case.back_calculated:
        for i, row in enumerate(case.back_calculated.values):
            if row.committee and row.actor != MUNICIPALITY:
                yield _no_committee(at("back_calculated", "values", i, "committee"), row.actor)


def lines_without_committee_are_told(case: Case) -> Iterator[Fault]:
    """Beside a line that names its committee, one without is easily taken for the same's.

    A grant that is a share follows the lines it refunds.
    """
    lines: dict[str, list[Cost | Grant | Alternative]] = {
        "costs": [line for line in case.costs if line.payer == MUNICIPALITY],
        "grants": [line for line in case.grants if line.per_year or line.committee],
        "alternative": [line for line in case.alternative if line.payer == MUNICIPALITY],
    }
    if not any(line.committee for items in lines.values() for line in items):
        return
    for field, items in lines.items():
        names = [f"»{item.name}«" for item in items if not item.committee]
        if names:
            yield Fault(
                at(field),
                f"{', '.join(names)} har intet udvalg og regnes under {OTHER_COMMITTEES}",
                "skriv »udvalg« ved linjen",
                warning=True,
            )


def _no_committee(loc: Loc, payer: str) -> Fault:
    wrong = f"{payer} har ingen kommunale udvalg; feltet bruges ikke"
    return Fault(loc, wrong, "fjern »udvalg«", warning=True)


def _named_committees(case: Case) -> Iterator[tuple[Loc, str]]:
    lines: dict[str, list[Cost | Grant | Alternative]] = {
        "costs": [*case.costs],
        "grants": [*case.grants],
        "alternative": [*case.alternative],
    }
    for field, items in lines.items():
        for i, item in enumerate(items):
            if item.committee:
                yield at(field, i, "committee"), item.committee
    for i, consequence in enumerate(case.consequences):
        for name in consequence.committees or ():
            yield (*at("consequences", i, "committees"), name), name
    if case.back_calculated:
        for i, row in enumerate(case.back_calculated.values):
            if row.committee:
                yield at("back_calculated", "values", i, "committee"), row.committee


RULES = (
    Rule(costs_have_amounts, ("costs",)),
    Rule(grants_have_amounts, ("grants",)),
    Rule(grants_within_costs, ("grants",)),
    Rule(grants_against_costs, ("grants", "costs", "participants", "price_index", "price_year")),
    Rule(saved_alternative_is_a_cost, ("alternative",)),
    Rule(reasonable_discount_rate, ("discount_rate",)),
    Rule(
        committees_are_known,
        ("committee_order", "costs", "grants", "alternative", "consequences", "back_calculated"),
    ),
    Rule(only_the_kommune_has_committees, ("costs", "alternative", "back_calculated")),
    Rule(lines_without_committee_are_told, ("costs", "grants", "alternative")),
)
