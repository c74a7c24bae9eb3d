"""Reads a case into products of inputs: the one place where anything is booked.

Every amount is a sum of products of inputs: success rate × participants × change in use ×
unit price; costs; grant share × costs; participants × saved cost.  A kind of line
(:data:`~som_calc.case.names.COMPONENTS`) is booked once, here; results, uncertainty and
follow-ups read what was booked.  What has been observed of a year stands in place of the
case's own expectation: it is an amount, and no product of inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from som_calc.case.glossary import fold
from som_calc.case.model import Case, Consequence, Grant
from som_calc.case.names import (
    AFTER,
    BACK_CALCULATED,
    COST,
    DURING,
    FAMILY,
    GRANT,
    INTERVENTION_AREA,
    MUNICIPALITY,
    NO_AREA,
    OTHER_COMMITTEES,
    PAYERS,
    PRICE_FIELDS,
    SAVED,
    STATE,
    STATE_GRANT,
    committee_of,
)
from som_calc.case.price_level import conversion_factor
from som_calc.case.problems import CaseError
from som_calc.case.values import Sourced
from som_calc.engine.inputs import Input, Path
from som_calc.engine.profile import weighed_profile
from som_calc.engine.rows import Label
from som_calc.engine.timing import NOTHING, Cohort, Observations, cohorts
from som_calc.engine.tree import Array, Flow, Tree, flow_of
from som_calc.knowledge.discount import DiscountSchedule

PARTLY = 0.5
"""Share of a »delvis« realisable consequence that a budget sees, where the case states none:
a stated assumption, always labelled as one."""

Factors = tuple[int | None, ...]
"""Columns of the inputs that are multiplied; None stands for a constant."""
ByYear = dict[int, float]
"""Calendar year (or year of a profile) → amount per unit of the inputs it is multiplied by."""
Part = tuple[Factors, ByYear]


class MissingPrice(CaseError):
    """A consequence names a service that has no price; the message is Danish."""


class Booking:
    """Books a case in a tree, in three steps that each presuppose the one before.

    Without ``known`` inputs every number is a constant.
    """

    def __init__(
        self, tree: Tree, case: Case, known: Iterable[Input], observed: Observations
    ) -> None:
        self._tree, self._case, self._observed = tree, case, observed
        self._index = {item.path: (column, item.value) for column, item in enumerate(known)}
        self.cohorts = cohorts(case, observed)
        self._started, self._succeeding = self._people()
        self._spans: dict[tuple[object, ...], tuple[list[tuple[int, int]], Array, Array]] = {}

    def effort(self) -> None:
        """Costs, grants and the saved alternative: no horizon, last year or rate moves them."""
        case = self._case
        for place, cost in enumerate(case.costs):
            for factors, by_year in self.gross(place):
                line = self._line(COST, cost.name, cost.payer, cost.committee)
                self._tree.book(self._tree.node(factors), line, self._shared(by_year), -1.0)
        for place, grant in enumerate(case.grants):
            parts = [
                (committee, self._tree.node(factors), self._shared(amounts))
                for committee, (factors, amounts) in self.grant(place)
            ]
            for committee, node, flow in parts:
                line = self._line(GRANT, grant.name, MUNICIPALITY, committee)
                self._tree.book(node, line, flow)
                if grant.giver == STATE:
                    line = self._line(GRANT, grant.name, STATE_GRANT, None)
                    self._tree.book(node, line, flow, -1.0)
        for place, saved in enumerate(case.alternative):
            line = self._line(SAVED, saved.name, saved.payer, saved.committee)
            for factors, by_start in self.saved(place):
                flow = flow_of((start, start, kr) for start, kr in by_start.items())
                self._tree.book(self._tree.node(factors), line, flow)

    def priced(self) -> None:
        """Consequences in natural units × unit prices: the rates do not move them.

        Gain = −(difference in use) × price; for ``art: indtægt`` the sign turns.  Rows that
        are not significant are left out, as in SØM.  A consequence for relatives is per
        relative, times relatives per participant, and a component of its own.

        Raises:
            MissingPrice: a service has no price.
        """
        prices = {fold(price.service): place for place, price in enumerate(self._case.prices)}
        for place, item in enumerate(self._case.consequences):
            if not item.significant:
                continue
            price = prices.get(fold(item.service))
            if price is None:
                raise MissingPrice.single(
                    None,
                    f"ydelsen »{item.service}« har ingen pris",
                    "skriv en pris for kommune, region og stat under »priser«",
                    field="konsekvenser",
                )
            sign = 1.0 if item.nature == "indtægt" else -1.0
            if item.change is not None:
                path: Path = ("consequences", place, "change")
                column, units = self._whole(item.change, path)
                each = sign * item.people
                component = AFTER if item.relatives is None else FAMILY
                for factors, weights in self._succeeding.items():
                    flow = self._spread(units, weights, each, after=True)
                    self._priced(component, item, price, (*factors, column), flow)
            if item.during_course is not None:
                path = ("consequences", place, "during_course")
                column, units = self._whole(item.during_course, path)
                for factors, weights in self._started.items():
                    flow = self._spread(units, weights, sign, after=False)
                    self._priced(DURING, item, price, (*factors, column), flow)

    def back_calculated(self, schedule: DiscountSchedule) -> None:
        """Present values per success, spread over the years with the rates themselves.

        Raises:
            EmptyProfile: the weights of the profile sum to nothing.
        """
        given = self._case.back_calculated
        if given is None:
            return
        base = self._case.discount_base
        spread = {}
        for factors, weights in self._succeeding.items():
            entries: list[tuple[int, int, float]] = []
            for c in self.cohorts:
                if c.start not in weights:
                    continue
                years, shares, worth = weighed_profile(given, c, base, schedule)
                amounts = (weights[c.start] * shares / worth).tolist()
                entries += zip([c.start] * len(amounts), years.tolist(), amounts, strict=True)
            spread[factors] = flow_of(entries)
        for place, row in enumerate(given.values):
            path: Path = ("back_calculated", "values", place, "present_value_per_success")
            column, unit = self._one(row.present_value_per_success, path)
            committee = committee_of(row.actor, row.committee)
            line = Label(AFTER, BACK_CALCULATED, row.area or NO_AREA, row.actor, committee, None)
            for factors, flow in spread.items():
                self._tree.book(self._tree.node((*factors, column)), line, flow, unit)

    def gross(self, place: int) -> Iterator[Part]:
        """Gross cost of one line by calendar year: observed, as given, per participant."""
        case, cost = self._case, self._case.costs[place]
        known = {y: seen.costs[place] for y, seen in self._observed.items() if seen.costs}
        factor = conversion_factor(case.price_index, cost.price_year, case.price_year)
        if known:
            yield (), known
        if cost.per_year is not None:
            column, by_year = self._whole(cost.per_year, ("costs", place, "per_year"))
            amounts = {y: kr * factor for y, kr in by_year.items() if y not in known}
            yield (column,), self._revised(amounts, "cost_factor")
        if cost.per_participant is not None:
            path: Path = ("costs", place, "per_participant")
            column, unit = self._one(cost.per_participant, path)
            for people, heads in self._started.items():
                amounts = {y: n * unit * factor for y, n in heads.items() if y not in known}
                yield (*people, column), self._revised(amounts, "cost_factor")

    def grant(self, place: int) -> Iterator[tuple[str | None, Part]]:
        """One grant by calendar year: observed, as given, a share of the kommune's gross cost.

        With each part the committee that gets it: the grant's own, or that of the cost line a
        share refunds.
        """
        grant = self._case.grants[place]
        known = {y: seen.grants[place] for y, seen in self._observed.items() if seen.grants}
        for committee, amounts in self._received(grant, known).items():
            yield committee, ((), amounts)
        if grant.per_year is not None:
            column, by_year = self._whole(grant.per_year, ("grants", place, "per_year"))
            amounts = {y: kr for y, kr in by_year.items() if y not in known}
            yield grant.committee, ((column,), self._revised(amounts, "grant_factor"))
        if grant.share is not None:
            column, unit = self._one(grant.share, ("grants", place, "share"))
            for i, cost in enumerate(self._case.costs):
                if cost.payer == MUNICIPALITY:
                    for factors, gross in self.gross(i):
                        amounts = {y: kr * unit for y, kr in gross.items() if y not in known}
                        part = (*factors, column), self._revised(amounts, "grant_factor")
                        yield grant.committee or cost.committee, part

    def _received(self, grant: Grant, known: ByYear) -> dict[str | None, ByYear]:
        """An observed grant by committee; a share's is split as the year's own gross cost."""
        if not known or grant.committee or grant.share is None:
            return {grant.committee: known} if known else {}
        gross: dict[str | None, ByYear] = {}
        case = self._case
        for cost, by_year in zip(case.costs, gross_by_year(case, self._observed), strict=True):
            if cost.payer == MUNICIPALITY:
                own = gross.setdefault(cost.committee, {})
                for year in known.keys() & by_year.keys():
                    own[year] = own.get(year, 0.0) + by_year[year]
        found: dict[str | None, ByYear] = {}
        for year, kr in known.items():
            shares = {name: own.get(year, 0.0) for name, own in gross.items()}
            whole = sum(shares.values())
            for name, cost_kr in shares.items() if whole else ((None, 0.0),):
                share = cost_kr / whole if whole else 1.0
                found.setdefault(name, {})[year] = kr * share
        return found

    def saved(self, place: int) -> Iterator[Part]:
        """What one line of the alternative would have cost, by start year."""
        case, saved = self._case, self._case.alternative[place]
        known = {y: seen.saved[place] for y, seen in self._observed.items() if seen.saved}
        yield (), {c.start: known[c.start] for c in self.cohorts if c.start in known}
        factor = conversion_factor(case.price_index, saved.price_year, case.price_year)
        path: Path = ("alternative", place, "per_participant")
        column, unit = self._one(saved.per_participant, path)
        for people, heads in self._started.items():
            amounts = {y: n * unit * factor for y, n in heads.items() if y not in known}
            yield (*people, column), self._revised(amounts, "saved_factor")

    def _revised(self, by_year: ByYear, name: str) -> ByYear:
        """Expected amounts by year, times what is expected of them now."""
        seen = self._observed
        if not seen:
            return by_year
        return {y: kr * getattr(seen[y], name) if y in seen else kr for y, kr in by_year.items()}

    def _people(self) -> tuple[dict[Factors, ByYear], dict[Factors, ByYear]]:
        """Those who start and those who succeed, by start year, per unit of their factors."""
        given = self._case.participants
        counted = [c.start for c in self.cohorts if c.observed.counted]
        people, heads = self._whole(given, ("participants",))
        heads |= {start: float(given.value[start]) for start in counted}
        rate, share = self._one(self._case.success_rate, ("success_rate",))
        started: dict[Factors, ByYear] = {}
        succeeding: dict[Factors, ByYear] = {}
        for c in self.cohorts:
            own: Factors = () if c.observed.counted else (people,)
            started.setdefault(own, {})[c.start] = heads[c.start]
            expected = share * c.observed.completion * heads[c.start]
            succeeding.setdefault((rate, *own), {})[c.start] = expected
            if c.observed.added_success:
                added = c.observed.added_success * heads[c.start]
                succeeding.setdefault(own, {})[c.start] = added
        return started, succeeding

    def _one(self, given: Sourced[float], path: Path) -> tuple[int | None, float]:
        """An input's column and 1, or None and the number itself where it is no input."""
        found = self._index.get(path)
        return (found[0], 1.0) if found is not None else (None, float(given.value))

    def _whole(self, given: Sourced[Any], path: Path) -> tuple[int | None, ByYear]:
        """An input's column (None: a constant) and the amount per unit of it by year."""
        column, size = self._index.get(path, (None, 1.0))
        return column, {key: value / size for key, value in given.value.items()}

    def _line(self, component: str, service: str, actor: str, committee: str | None) -> Label:
        """A line of the effort's own money."""
        own = committee_of(actor, committee)
        return Label(component, service, INTERVENTION_AREA, actor, own)

    def _shared(self, by_year: Mapping[int, float]) -> Flow:
        """Yearly amounts, shared on the cohorts under way in that year by participants."""
        return flow_of(
            (start, year, amount * share)
            for year, amount in by_year.items()
            for start, share in _shares(year, self.cohorts)
        )

    def _spread(self, units: ByYear, weights: ByYear, each: float, *, after: bool) -> Flow:
        """Units by year after (or of) the course, for each cohort in ``weights``."""
        key = (after, tuple(units), tuple(weights))
        if key not in self._spans:
            places = list(self._places(units, weights, after))
            table = np.array(places, int).reshape(-1, 3)
            pairs = [(start, k) for start, _, k in places]
            self._spans[key] = pairs, table[:, 0], table[:, 1]
        pairs, starts, years = self._spans[key]
        amounts = np.array([each * weights[start] * units[k] for start, k in pairs], float)
        kept = amounts != 0
        if kept.all():
            return Flow(starts, years, amounts)
        return Flow(starts[kept], years[kept], amounts[kept])

    def _places(
        self, units: ByYear, weights: ByYear, after: bool
    ) -> Iterator[tuple[int, int, int]]:
        """Start year, calendar year and year of the profile of all that counts."""
        last = self._case.period.last_year
        for c in self.cohorts:
            if c.start not in weights:
                continue
            for k in units:
                if after and k < c.consequence_years:
                    yield c.start, c.finish + k, k
                elif not after and k < c.course_years and c.start + k <= last:
                    yield c.start, c.start + k, k

    def _priced(
        self, component: str, item: Consequence, place: int, factors: Factors, flow: Flow
    ) -> None:
        case, price = self._case, self._case.prices[place]
        conversion = conversion_factor(case.price_index, price.price_year, case.price_year)
        cash = cash_share(item)
        for actor, name in zip(PAYERS, PRICE_FIELDS.values(), strict=True):
            column, unit = self._one(getattr(price, name), ("prices", place, name))
            node = self._tree.node((*factors, column))
            splits = committee_shares(item) if actor == MUNICIPALITY else {"": 1.0}
            for committee, share in splits.items():
                area = item.area or NO_AREA
                line = Label(component, item.service, area, actor, committee, cash)
                self._tree.book(node, line, flow, unit * conversion * share)


def gross_by_year(case: Case, observed: Observations = NOTHING) -> list[ByYear]:
    """Gross cost per calendar year, kr. of the case's price year; one per cost line.

    Raises:
        MissingIndex: a price year cannot be converted.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> gross_by_year(case)[0][2025]
    983200.0
    """
    booking = Booking(Tree(), case, (), observed)
    return [_added(booking.gross(place)) for place in range(len(case.costs))]


def grant_by_year(case: Case, observed: Observations = NOTHING) -> list[ByYear]:
    """Grants per calendar year in kr.; one per grant.  Otherwise as :func:`gross_by_year`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> grant_by_year(case)[0][2025]
    550592.0
    """
    booking = Booking(Tree(), case, (), observed)
    return [_added(part for _, part in booking.grant(place)) for place in range(len(case.grants))]


def saved_by_year(case: Case, observed: Observations = NOTHING) -> list[ByYear]:
    """What would have been spent without the effort, by start year in kr.; one per line.

    Otherwise as :func:`gross_by_year`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> saved_by_year(case)
    [{2026: 366000.0, 2027: 549000.0, 2028: 549000.0}]
    """
    booking = Booking(Tree(), case, (), observed)
    return [_added(booking.saved(place)) for place in range(len(case.alternative))]


def _added(parts: Iterable[Part]) -> ByYear:
    total: ByYear = {}
    for _, by_year in parts:
        for year, amount in by_year.items():
            total[year] = total.get(year, 0.0) + amount
    return total


def committee_shares(item: Consequence) -> dict[str, float]:
    """Committees and their shares, brought to sum 1 so that 33,33 % × 3 loses no krone.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> committee_shares(case.consequences[0])
    {'Socialudvalget': 1.0}
    """
    given = {name: share for name, share in (item.committees or {}).items() if share}
    if not given:
        return {OTHER_COMMITTEES: 1.0}
    total = sum(given.values())
    return {name: share / total for name, share in given.items()}


def cash_share(item: Consequence) -> float | None:
    """The share of a consequence that a budget can see; None where the case does not say.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> cash_share(case.consequences[0])
    1.0
    """
    if item.realisable is None:
        return None
    if item.realisable == "delvis":
        return item.realisable_share.value if item.realisable_share else PARTLY
    return 1.0 if item.realisable == "kontant" else 0.0


def _shares(year: int, found: list[Cohort]) -> list[tuple[int, float]]:
    """Which cohorts carry a yearly amount, and their shares (sum 1).

    Those under way that year, by participants; when nobody is under way (preparation,
    winding up) all cohorts by participants; without participants the first cohort.
    """
    active = [c for c in found if c.start <= year <= c.finish and c.participants]
    carriers = active or [c for c in found if c.participants]
    total = sum(c.participants for c in carriers)
    if not total:
        return [(found[0].start if found else year, 1.0)]
    return [(c.start, c.participants / total) for c in carriers]
