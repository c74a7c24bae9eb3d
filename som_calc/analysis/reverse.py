"""Reverse analysis (»hvad skal være sandt«): what a success must save for the effort to pay.

The net result is ``fixed + p · V · Σ_c n_c · DF(start_c)``: ``fixed`` holds costs, grants,
the saved alternative and consequences during the course; ``p`` is the success rate, ``n_c``
the participants of cohort ``c``, and ``V`` the present value of all consequences of one
success, discounted to the start of the course.  The effort breaks even where this is zero,
so ``V`` follows in closed form, without any consequence being known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from som_calc.analysis.break_even import BreakEvens, Line, break_even
from som_calc.case.names import MUNICIPALITY, TOTAL, WITHOUT_GRANTS
from som_calc.engine.result import Result

PERSPECTIVES = (TOTAL, MUNICIPALITY, WITHOUT_GRANTS)
COLUMNS = [
    "perspective",
    "success_rate",
    "per_success",
    "per_success_and_year",
    "per_participant",
    "known_per_success",
    "margin",
]


@dataclass(frozen=True)
class Requirement:
    """What must be true for one purse at one success rate.

    All amounts are kr. of the case's price year.  ``per_success`` and ``known_per_success``
    are present values at the start of the course; a negative ``per_success`` means that the
    effort pays even if a success *costs* that much.  ``per_success_and_year`` is the same
    as an equal yearly amount over the consequence years each cohort gets.  ``per_participant``
    is ``per_success`` × the success rate.  ``known_per_success`` is what the case's own
    consequences give, as far as horizon and calendar end let them count.  None: nobody is
    expected to succeed (or, for ``known_per_success``, the consequences are not known).
    """

    perspective: str
    success_rate: float
    per_success: float | None
    per_success_and_year: float | None
    per_participant: float | None
    known_per_success: float | None

    @property
    def margin(self) -> float | None:
        """Known less required saving per success, kr.; minus is what is missing."""
        if self.per_success is None or self.known_per_success is None:
            return None
        return self.known_per_success - self.per_success


@dataclass(frozen=True)
class PublishedBreakEven:
    """A published break-even held against what is known.

    ``implied_per_success`` is the saving per success (kr., present value at the start of
    the course) that would give that break-even; ``implied_net`` the net result (kr., present
    value) at the case's success rate that follows from it.  A published net result far from
    ``implied_net`` cannot be reproduced from the published costs.
    """

    perspective: str
    published: float
    computed: float | None
    implied_per_success: float | None
    implied_net: float | None
    source: str
    note: str | None


@dataclass(frozen=True)
class ReverseAnalysis:
    """The answer for every purse and success rate, in that order."""

    requirements: tuple[Requirement, ...]
    published: tuple[PublishedBreakEven, ...]
    participants: int
    known: bool
    """Whether the case's consequences are known, so that there is something to compare with."""

    def at(self, perspective: str, success_rate: float) -> Requirement:
        """One answer.

        Raises:
            KeyError: it was not asked for.
        """
        for found in self.requirements:
            if found.perspective == perspective and abs(found.success_rate - success_rate) < 1e-12:
                return found
        raise KeyError((perspective, success_rate))

    def table(self) -> pd.DataFrame:
        """One row per requirement; columns as :class:`Requirement`, and ``margin`` (kr.).

        What is not known is NaN.
        """
        rows = [asdict(found) | {"margin": found.margin} for found in self.requirements]
        table = pd.DataFrame(rows, columns=COLUMNS)
        return table.astype(dict.fromkeys(COLUMNS[1:], float))


def reverse(result: Result, success_rates: Iterable[float] | None = None) -> ReverseAnalysis:
    """What one success must save for all purses, the kommune, and the kommune without grants.

    Args:
        result: the calculation; its consequences may be known or not.
        success_rates: shares to answer for; left out, the case's own and its sensitivity rates.

    Returns:
        The saving per success at break-even, per purse and success rate, beside the known
        saving where there is one, and the case's published break-evens.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> result = som_calc.calculate(som_calc.load_case(find("params", "aarhus-cti.yaml")))
    >>> round(reverse(result).at("Kommune", 0.14).per_success)
    2398214
    """
    case = result.case
    if success_rates is None:
        success_rates = [case.success_rate.value, *case.sensitivity.success_rates]
    rates = sorted({round(rate, 12) for rate in success_rates})
    lines = break_even(result)
    starts = result.discounted_participants
    years = _discounted_years(result)
    known = not case.reverse_only
    requirements = [
        _requirement(name, lines.lines[name], rate, starts, years, known)
        for name in PERSPECTIVES
        for rate in rates
    ]
    published = _published(result, lines, starts)
    return ReverseAnalysis(tuple(requirements), published, result.participants, known)


def _requirement(
    name: str, line: Line, rate: float, starts: float, years: float, known: bool
) -> Requirement:
    missing = 0.0 - line.fixed
    each = missing / (rate * starts) if rate and starts else None
    return Requirement(
        perspective=name,
        success_rate=rate,
        per_success=each,
        per_success_and_year=missing / (rate * years) if rate and years else None,
        per_participant=missing / starts if starts else None,
        known_per_success=line.slope / starts if known and starts else None,
    )


def _published(result: Result, lines: BreakEvens, starts: float) -> tuple[PublishedBreakEven, ...]:
    found = []
    for published in result.case.published:
        for name, rate in published.break_even.items():
            line = lines.lines.get(name)
            if line is None:
                continue
            possible = bool(rate and starts)
            slope = -line.fixed / rate if possible else 0.0
            found.append(
                PublishedBreakEven(
                    perspective=name,
                    published=rate,
                    computed=line.break_even,
                    implied_per_success=slope / starts if possible else None,
                    implied_net=line.fixed + slope * result.case.success_rate.value
                    if possible
                    else None,
                    source=published.source,
                    note=published.note,
                )
            )
    return tuple(found)


def _discounted_years(result: Result) -> float:
    """Σ n · Σ_k DF(finish + k) over the consequence years each cohort gets."""
    total = 0.0
    for cohort in result.cohorts:
        years = cohort.finish + np.arange(cohort.consequence_years)
        factors = result.schedule.factors(result.case.discount_base, years)
        total += cohort.participants * float(factors.sum())
    return total


__all__ = ["PERSPECTIVES", "PublishedBreakEven", "Requirement", "ReverseAnalysis", "reverse"]
