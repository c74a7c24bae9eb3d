"""Reads a case into products of inputs (see :mod:`som_calc.analysis.evaluator`).

Each function mirrors one of the engine's bookings, with the input values left open.
Cohorts are added together here: no question of the analysis needs them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from som_calc.analysis.evaluator import Line, Tree
from som_calc.analysis.inputs import Level, Path, level_of
from som_calc.case.glossary import fold
from som_calc.case.model import BackCalculatedSet, Case, Consequence, Cost
from som_calc.case.names import (
    BACK_CALCULATED,
    INTERVENTION_AREA,
    MUNICIPALITY,
    NO_AREA,
    OTHER_COMMITTEES,
    STATE_GRANT,
)
from som_calc.case.values import Sourced
from som_calc.engine.consequences import (
    MissingPrice,
    committee_shares,
    component_of,
    weighed_profile,
)
from som_calc.engine.price_level import conversion_factor
from som_calc.engine.timing import Cohort, cohorts
from som_calc.knowledge.discount import DiscountSchedule

PARTLY = 0.5
"""Share of a »delvis« realisable consequence that a budget sees, where the case states none:
a stated assumption, always labelled as one."""

Index = Mapping[Path, int]
"""Path of an input → its column."""
Shares = dict[int, float]
"""Key (calendar year or year of a profile) → amount per unit of the input."""


class Booking:
    """Books a case in a tree, in three steps that each presuppose the one before."""

    def __init__(self, tree: Tree, case: Case, index: Index) -> None:
        self._tree, self._case, self._index = tree, case, index
        self._cohorts = cohorts(case)
        self._people, self._heads = _shares(case.participants, ("participants",), index, "sum")

    def effort(self) -> None:
        """Costs, grants and the saved alternative: no horizon, last year or rate moves them."""
        case = self._case
        home = next((c.committee for c in case.costs if c.committee), None) or OTHER_COMMITTEES
        given = (self._tree, case, self._index, self._people, self._heads, home)
        _book_costs(*given)
        _book_grants(*given)
        _book_saved(*given)

    def priced(self) -> None:
        """Consequences in natural units: horizon and last year move them, the rates do not."""
        case = self._case
        prices = {fold(price.service): place for place, price in enumerate(case.prices)}
        given = (prices, self._cohorts, self._index, self._people, self._heads)
        for place in range(len(case.consequences)):
            _book_consequence(self._tree, case, place, *given)

    def back_calculated(self, schedule: DiscountSchedule) -> None:
        """Present values per success, spread over the years with the rates themselves."""
        given = (self._cohorts, schedule, self._index, self._people, self._heads)
        _book_back_calculated(self._tree, self._case, *given)


def _shares(
    given: Sourced[Any], path: Path, index: Index, level: Level
) -> tuple[int | None, Shares]:
    """The input's column (None: a constant) and the amount per unit of it for each key."""
    column = index.get(path)
    if level == "value":
        return column, {0: 1.0 if column is not None else float(given.value)}
    size = level_of(given.value, level) if column is not None else 1.0
    return column, {key: value / size for key, value in given.value.items()}


def _gross(
    case: Case,
    place: int,
    cost: Cost,
    index: Index,
    people: int | None,
    heads: Shares,
) -> Iterator[tuple[list[int | None], Shares]]:
    """The products of one cost line and their kr. per calendar year."""
    factor = conversion_factor(case.price_index, cost.price_year, case.price_year)
    if cost.per_year is not None:
        column, by_year = _shares(cost.per_year, ("costs", place, "per_year"), index, "sum")
        yield [column], {year: amount * factor for year, amount in by_year.items()}
    if cost.per_participant is not None:
        path = ("costs", place, "per_participant")
        column, unit = _shares(cost.per_participant, path, index, "value")
        yield [people, column], {year: n * unit[0] * factor for year, n in heads.items()}


def _book_costs(
    tree: Tree, case: Case, index: Index, people: int | None, heads: Shares, home: str
) -> None:
    for place, cost in enumerate(case.costs):
        committee = (cost.committee or home) if cost.payer == MUNICIPALITY else ""
        line = Line("cost", cost.name, INTERVENTION_AREA, cost.payer, committee)
        for factors, by_year in _gross(case, place, cost, index, people, heads):
            tree.book(tree.node(factors), line, ((y, -a) for y, a in by_year.items()))


def _book_grants(
    tree: Tree, case: Case, index: Index, people: int | None, heads: Shares, home: str
) -> None:
    for place, grant in enumerate(case.grants):
        products: list[tuple[list[int | None], Shares]] = []
        if grant.per_year is not None:
            path: Path = ("grants", place, "per_year")
            column, by_year = _shares(grant.per_year, path, index, "sum")
            products.append(([column], by_year))
        if grant.share is not None:
            column, unit = _shares(grant.share, ("grants", place, "share"), index, "value")
            for i, cost in enumerate(case.costs):
                if cost.payer != MUNICIPALITY:
                    continue
                for factors, gross in _gross(case, i, cost, index, people, heads):
                    scaled = {year: amount * unit[0] for year, amount in gross.items()}
                    products.append(([*factors, column], scaled))
        own = grant.committee or home
        for factors, by_year in products:
            node = tree.node(factors)
            line = Line("grant", grant.name, INTERVENTION_AREA, MUNICIPALITY, own)
            tree.book(node, line, by_year.items())
            if grant.giver == "Stat":
                line = Line("grant", grant.name, INTERVENTION_AREA, STATE_GRANT, "")
                tree.book(node, line, ((y, -a) for y, a in by_year.items()))


def _book_saved(
    tree: Tree, case: Case, index: Index, people: int | None, heads: Shares, home: str
) -> None:
    for place, saved in enumerate(case.alternative):
        factor = conversion_factor(case.price_index, saved.price_year, case.price_year)
        path = ("alternative", place, "per_participant")
        column, unit = _shares(saved.per_participant, path, index, "value")
        committee = (saved.committee or home) if saved.payer == MUNICIPALITY else ""
        line = Line("saved", saved.name, INTERVENTION_AREA, saved.payer, committee)
        amounts = ((year, n * unit[0] * factor) for year, n in heads.items())
        tree.book(tree.node([people, column]), line, amounts)


def _book_consequence(
    tree: Tree,
    case: Case,
    place: int,
    prices: dict[str, int],
    found: list[Cohort],
    index: Index,
    people: int | None,
    heads: Shares,
) -> None:
    item = case.consequences[place]
    if not item.significant:
        return
    price = prices.get(fold(item.service))
    if price is None:
        raise MissingPrice.single(
            None, f"ydelsen »{item.service}« har ingen pris", field="konsekvenser"
        )
    sign = 1.0 if item.nature == "indtægt" else -1.0
    if item.change is not None:
        path: Path = ("consequences", place, "change")
        column, units = _shares(item.change, path, index, "mean")
        rate, unit = _shares(case.success_rate, ("success_rate",), index, "value")
        by_year = _add_up(
            (c.finish + k, sign * item.people * unit[0] * heads[c.start] * units[k])
            for c in found
            for k in units
            if k < c.consequence_years
        )
        factors = [rate, people, column]
        _book_priced(tree, component_of(item), case, item, price, index, factors, by_year)
    if item.during_course is not None:
        path = ("consequences", place, "during_course")
        column, units = _shares(item.during_course, path, index, "mean")
        by_year = _add_up(
            (c.start + j, sign * heads[c.start] * units[j])
            for c in found
            for j in units
            if j < c.course_years and c.start + j <= case.period.last_year
        )
        factors = [people, column]
        _book_priced(tree, "consequence_during", case, item, price, index, factors, by_year)


def _book_priced(
    tree: Tree,
    component: str,
    case: Case,
    item: Consequence,
    price_place: int,
    index: Index,
    factors: list[int | None],
    by_year: Shares,
) -> None:
    price = case.prices[price_place]
    conversion = conversion_factor(case.price_index, price.price_year, case.price_year)
    cash = cash_share(item)
    for actor, name in (("Kommune", "municipality"), ("Region", "region"), ("Stat", "state")):
        path = ("prices", price_place, name)
        column, unit = _shares(getattr(price, name), path, index, "value")
        node = tree.node([*factors, column])
        splits = committee_shares(item) if actor == MUNICIPALITY else {"": 1.0}
        for committee, share in splits.items():
            line = Line(component, item.service, item.area or NO_AREA, actor, committee, cash)
            each = unit[0] * conversion * share
            tree.book(node, line, ((year, amount * each) for year, amount in by_year.items()))


def cash_share(item: Consequence) -> float | None:
    """The share of a consequence that a budget can see; None where the case does not say."""
    if item.realisable is None:
        return None
    if item.realisable == "delvis":
        return item.realisable_share.value if item.realisable_share else PARTLY
    return 1.0 if item.realisable == "kontant" else 0.0


def _book_back_calculated(
    tree: Tree,
    case: Case,
    found: list[Cohort],
    schedule: DiscountSchedule,
    index: Index,
    people: int | None,
    heads: Shares,
) -> None:
    given = case.back_calculated
    if given is None:
        return
    rate, share = _shares(case.success_rate, ("success_rate",), index, "value")
    spread = _add_up(
        (year, heads[c.start] * weight)
        for c in found
        for year, weight in _unit_spread(given, c, case.discount_base, schedule)
    )
    for place, row in enumerate(given.values):
        path = ("back_calculated", "values", place, "present_value_per_success")
        column, unit = _shares(row.present_value_per_success, path, index, "value")
        committee = (row.committee or OTHER_COMMITTEES) if row.actor == MUNICIPALITY else ""
        area = row.area or NO_AREA
        line = Line("consequence", BACK_CALCULATED, area, row.actor, committee, None)
        amounts = ((year, amount * unit[0] * share[0]) for year, amount in spread.items())
        tree.book(tree.node([rate, people, column]), line, amounts)


def _unit_spread(
    given: BackCalculatedSet, cohort: Cohort, base: int, schedule: DiscountSchedule
) -> Iterator[tuple[int, float]]:
    """Calendar years and kr. for one participant and a present value of 1 kr."""
    years, weights, worth = weighed_profile(given, cohort, base, schedule)
    return zip(years.tolist(), (weights / worth).tolist(), strict=True)


def _add_up(entries: Iterator[tuple[int, float]]) -> Shares:
    total: Shares = {}
    for year, amount in entries:
        total[year] = total.get(year, 0.0) + amount
    return total
