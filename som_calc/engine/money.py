"""What the effort itself moves: costs, grants and the saved alternative."""

from __future__ import annotations

import numpy as np

from som_calc.case.model import Case, Cost, Grant
from som_calc.case.names import INTERVENTION_AREA, MUNICIPALITY, OTHER_COMMITTEES, STATE_GRANT
from som_calc.engine.booking import Ledger
from som_calc.engine.price_level import conversion_factor
from som_calc.engine.timing import Cohort


def gross_by_year(case: Case, cost: Cost, cohorts: list[Cohort]) -> dict[int, float]:
    """Gross cost of one line per calendar year, kr. of the case's price year."""
    factor = conversion_factor(case.price_index, cost.price_year, case.price_year)
    amounts: dict[int, float] = {}
    if cost.per_year is not None:
        for year, amount in cost.per_year.value.items():
            amounts[year] = amounts.get(year, 0.0) + amount * factor
    if cost.per_participant is not None:
        for cohort in cohorts:
            each = cost.per_participant.value * factor
            amounts[cohort.start] = amounts.get(cohort.start, 0.0) + each * cohort.participants
    return amounts


def grant_by_year(case: Case, grant: Grant, cohorts: list[Cohort]) -> dict[int, float]:
    """One grant per calendar year in kr.: the share of the kommune's gross cost, or as given."""
    amounts: dict[int, float] = {}
    if grant.per_year is not None:
        amounts |= grant.per_year.value
    if grant.share is not None:
        for cost in case.costs:
            if cost.payer == MUNICIPALITY:
                for year, gross in gross_by_year(case, cost, cohorts).items():
                    amounts[year] = amounts.get(year, 0.0) + gross * grant.share.value
    return amounts


def book_money(ledger: Ledger, case: Case, cohorts: list[Cohort]) -> None:
    """Book costs, grants and the saved alternative."""
    home = next((c.committee for c in case.costs if c.committee), None) or OTHER_COMMITTEES
    for cost in case.costs:
        gross = gross_by_year(case, cost, cohorts)
        committee = _committee(cost.payer, cost.committee, home)
        _book(ledger, "cost", cost.name, cost.payer, committee, gross, -1.0, cohorts)
    for grant in case.grants:
        amounts = grant_by_year(case, grant, cohorts)
        own = grant.committee or home
        _book(ledger, "grant", grant.name, MUNICIPALITY, own, amounts, 1.0, cohorts)
        if grant.giver == "Stat":
            _book(ledger, "grant", grant.name, STATE_GRANT, "", amounts, -1.0, cohorts)
    for line, saved in enumerate(case.alternative):
        factor = conversion_factor(case.price_index, saved.price_year, case.price_year)
        starts = np.array([c.start for c in cohorts])
        each = saved.per_participant.value * factor
        known = [c.observed.saved for c in cohorts]
        kroner = [
            c.participants * each if own is None else own[line]
            for c, own in zip(cohorts, known, strict=True)
        ]
        ledger.book(
            "saved",
            saved.name,
            INTERVENTION_AREA,
            saved.payer,
            _committee(saved.payer, saved.committee, home),
            cohorts=starts,
            years=starts,
            amounts=np.array(kroner, dtype=float),
        )


def _committee(payer: str, named: str | None, home: str) -> str:
    return (named or home) if payer == MUNICIPALITY else ""


def _book(
    ledger: Ledger,
    component: str,
    service: str,
    actor: str,
    committee: str,
    by_year: dict[int, float],
    sign: float,
    cohorts: list[Cohort],
) -> None:
    """Book yearly amounts, shared on the cohorts under way in that year by participants."""
    rows = [
        (cohort, year, sign * amount * share)
        for year, amount in by_year.items()
        for cohort, share in _shares(year, cohorts)
    ]
    ledger.book(
        component,
        service,
        INTERVENTION_AREA,
        actor,
        committee,
        cohorts=np.array([row[0] for row in rows], dtype=int),
        years=np.array([row[1] for row in rows], dtype=int),
        amounts=np.array([row[2] for row in rows], dtype=float),
    )


def _shares(year: int, cohorts: list[Cohort]) -> list[tuple[int, float]]:
    """Which cohorts carry a yearly amount, and their shares (sum 1).

    Those under way that year, by participants; when nobody is under way (preparation,
    winding up) all cohorts by participants; without participants the first cohort.
    """
    active = [c for c in cohorts if c.start <= year <= c.finish and c.participants]
    carriers = active or [c for c in cohorts if c.participants]
    total = sum(c.participants for c in carriers)
    if not total:
        return [(cohorts[0].start if cohorts else year, 1.0)]
    return [(c.start, c.participants / total) for c in carriers]
