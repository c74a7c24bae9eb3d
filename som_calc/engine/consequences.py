"""What success moves: consequences after and during the course, and back-calculated ones."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

import numpy as np

from som_calc.case.glossary import fold
from som_calc.case.model import BackCalculatedSet, Case, Consequence, Price
from som_calc.case.names import BACK_CALCULATED, MUNICIPALITY, NO_AREA, OTHER_COMMITTEES
from som_calc.case.problems import CaseError
from som_calc.engine.booking import Ledger
from som_calc.engine.price_level import conversion_factor
from som_calc.engine.timing import Cohort
from som_calc.knowledge.discount import DiscountSchedule


class MissingPrice(CaseError):
    """A consequence names a service that has no price; the message is Danish."""


class EmptyProfile(CaseError):
    """The time profile of back-calculated values cannot be spread; the message is Danish."""


def book_consequences(
    ledger: Ledger, case: Case, cohorts: list[Cohort], success_rate: float
) -> None:
    """Book consequences by service in natural units × unit prices.

    Gain = −(difference in use) × price; for ``art: indtægt`` the sign turns.  Rows that
    are not significant are left out, as in SØM.  A consequence for relatives is per
    relative, times relatives per participant, and a component of its own.

    Raises:
        MissingPrice: a service has no price.
    """
    prices = {fold(price.service): price for price in case.prices}
    for item in case.consequences:
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
            sign_each = sign * item.people
            after = _after_course(item.change.value, cohorts, sign_each, success_rate)
            _book_priced(ledger, component_of(item), case, item, price, after)
        if item.during_course is not None:
            during = _during_course(item.during_course.value, cohorts, case, sign)
            _book_priced(ledger, "consequence_during", case, item, price, during)


def book_back_calculated(
    ledger: Ledger,
    case: Case,
    cohorts: list[Cohort],
    success_rate: float,
    schedule: DiscountSchedule,
) -> None:
    """Book present values per success, spread over the years by the stated profile.

    The undiscounted amounts are scaled so that the whole profile, discounted to the
    start of the course, gives the stated present value exactly; years beyond the horizon
    or the calendar end are then left out.

    Raises:
        EmptyProfile: the weights of the profile sum to nothing.
    """
    given = case.back_calculated
    if given is None or not cohorts:
        return
    spread = [
        (starts, years, amounts * cohort.rate(success_rate))
        for cohort in cohorts
        for starts, years, amounts in [
            spread_present_value(given, cohort, case.discount_base, schedule)
        ]
    ]
    for row in given.values:
        each = row.present_value_per_success.value
        ledger.book(
            "consequence",
            BACK_CALCULATED,
            row.area or NO_AREA,
            row.actor,
            (row.committee or OTHER_COMMITTEES) if row.actor == MUNICIPALITY else "",
            cohorts=np.concatenate([s[0] for s in spread]),
            years=np.concatenate([s[1] for s in spread]),
            amounts=np.concatenate([s[2] for s in spread]) * each,
        )


def component_of(item: Consequence) -> str:
    """The component a consequence after the course is booked under."""
    return "consequence" if item.relatives is None else "family"


Flow = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Cohort start years, calendar years and amounts (units or kr.), equally long."""


def _after_course(
    change: dict[int, float], cohorts: list[Cohort], sign: float, success_rate: float
) -> Flow:
    rows = [
        (c.start, c.finish + k, sign * c.rate(success_rate) * c.participants * units)
        for c in cohorts
        for k, units in change.items()
        if k < c.consequence_years
    ]
    return _flow(rows)


def _during_course(
    change: dict[int, float], cohorts: list[Cohort], case: Case, factor: float
) -> Flow:
    rows = [
        (c.start, c.start + j, factor * c.participants * units)
        for c in cohorts
        for j, units in change.items()
        if j < c.course_years and c.start + j <= case.period.last_year
    ]
    return _flow(rows)


def _flow(rows: list[tuple[int, int, float]]) -> Flow:
    if not rows:
        return np.array([], dtype=int), np.array([], dtype=int), np.array([])
    starts, years, amounts = zip(*rows, strict=True)
    return np.array(starts), np.array(years), np.array(amounts, dtype=float)


def _book_priced(
    ledger: Ledger, component: str, case: Case, item: Consequence, price: Price, flow: Flow
) -> None:
    factor = conversion_factor(case.price_index, price.price_year, case.price_year)
    payers = (("Kommune", price.municipality), ("Region", price.region), ("Stat", price.state))
    for actor, unit_price in payers:
        splits = committee_shares(item) if actor == MUNICIPALITY else {"": 1.0}
        for committee, share in splits.items():
            ledger.book(
                component,
                item.service,
                item.area or NO_AREA,
                actor,
                committee,
                cohorts=flow[0],
                years=flow[1],
                amounts=flow[2] * (unit_price.value * factor * share),
            )


def committee_shares(item: Consequence) -> dict[str, float]:
    """Committees and their shares, brought to sum 1 so that 33,33 % × 3 loses no krone."""
    given = {name: share for name, share in (item.committees or {}).items() if share}
    if not given:
        return {OTHER_COMMITTEES: 1.0}
    total = sum(given.values())
    return {name: share / total for name, share in given.items()}


def spread_present_value(
    given: BackCalculatedSet, cohort: Cohort, base: int, schedule: DiscountSchedule
) -> Flow:
    """Kr. per year for 1 kr. per participant, worth that at the start of the course.

    Raises:
        EmptyProfile: the weights of the profile sum to nothing.
    """
    years, weights, worth = weighed_profile(given, cohort, base, schedule)
    amounts = cohort.participants * weights / worth
    return np.full(len(years), cohort.start), years, amounts


def weighed_profile(
    given: BackCalculatedSet, cohort: Cohort, base: int, schedule: DiscountSchedule
) -> tuple[np.ndarray, np.ndarray, float]:
    """The calendar years a cohort gets, their weights, and what the whole profile is worth.

    Weights are those of the case, the worth is theirs at the start of the course; neither
    array can be written to.

    Raises:
        EmptyProfile: the weights of the profile sum to nothing.
    """
    profile = tuple(sorted(given.profile.value.items()))
    years, weights, worth = _weighed(profile, cohort.start, cohort.finish, base, schedule)
    kept = bisect_left(profile, (cohort.consequence_years,))
    return years[:kept], weights[:kept], worth


@lru_cache(maxsize=512)
def _weighed(
    profile: tuple[tuple[int, float], ...],
    start: int,
    finish: int,
    base: int,
    schedule: DiscountSchedule,
) -> tuple[np.ndarray, np.ndarray, float]:
    """:func:`weighed_profile` before the horizon, which a search along it asks for again."""
    years = finish + np.array([k for k, _ in profile])
    weights = np.array([weight for _, weight in profile], dtype=float)
    at_start = schedule.factors(base, np.array([start]))[0]
    worth = float(weights @ (schedule.factors(base, years) / at_start))
    if abs(worth) < 1e-12:
        raise EmptyProfile.single(
            None,
            "vægtene giver nul lagt sammen",
            "giv mindst ét år en vægt over nul",
            field="tilbageregnede_konsekvenser.tidsprofil",
        )
    for array in (years, weights):
        array.setflags(write=False)
    return years, weights, worth
