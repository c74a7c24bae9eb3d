"""Which efforts a budget pays for: the set with the highest total net result, exactly.

A 0-1 programme: one variable per effort, at most one of each effort's alternatives, the
kommune's outlay within the budget in every year.  What an interaction takes off is counted
when both efforts are in the set; a product of 0-1 variables is written with linear
inequalities, so that the optimum is exact and not an approximation.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from som_calc.analysis.portfolio import Entry
from som_calc.analysis.portfolio_links import gain_factor
from som_calc.analysis.portfolio_money import outlays
from som_calc.case.danish_input import parse_kroner, parse_year
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.case.problems import CaseError
from som_calc.engine.frame import evaluate

PENNY = 0.005
"""kr.  Less than this is rounding, not money."""
MOST_INTERPLAYS = 10
"""Of one case; the programme grows with two to that power."""
WORTH = 0.5
"""kr.  A total that is not at least this much higher is not better."""


@dataclass(frozen=True)
class Choice:
    """A set of efforts and what it comes to."""

    places: tuple[int, ...]
    """Places among the entries, rising."""
    names: tuple[str, ...]
    net: float
    """Net present value for the public purse, kr., interactions within the set counted."""
    municipal: float
    """The kommune's part of it, kr."""
    spent: dict[int, float]
    """Calendar year → the kommune's outlay after grants, kr., undiscounted."""


@dataclass(frozen=True)
class LastKrone:
    """What a little more and a little less budget would do.

    The budgets of all years are raised or lowered by the same share.
    """

    needed: float
    """Smallest share of the budget (0–1) that buys the same total net result."""
    without: Choice
    """The best set when the budget is a krone lower than that; the same when it is nothing."""
    enough: float | None
    """Share of the budget (> 1) at which a better set can be paid for; None: never."""
    wider: Choice | None
    """That better set."""


@dataclass(frozen=True)
class BudgetChoice:
    """The best set within a budget, and what the last krone buys."""

    budget: dict[int, float]
    """Calendar year → what may be spent, kr., undiscounted."""
    level: float | None
    """The amount when it is the same in every year."""
    chosen: Choice
    last: LastKrone
    alone: tuple[Choice, ...]
    """Every entry by itself, in their order."""


def choose(entries: Sequence[Entry], budget: float | Mapping[int, float]) -> BudgetChoice:
    """The set of efforts with the highest total net result within the budget of each year.

    Args:
        entries: the portfolio.
        budget: kr. a year, or calendar year → kr.: what the kommune may pay after grants,
            before any gain, undiscounted.

    Raises:
        CaseError: a year has outlays and no budget.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> from som_calc.analysis.portfolio import portfolio
    >>> from som_calc.api import discount_schedule_of
    >>> cases = [som_calc.load_case(find("params", f"aabenraa-{name}.yaml"))
    ...          for name in ("ips", "flere-unge")]
    >>> entries = portfolio(cases, discount_schedule_of, draws=10)
    >>> choose(entries, 500_000).chosen.names
    ('Flere unge skal med',)
    """
    problem = _Problem(entries, budget)
    chosen = problem.best(1.0)
    return BudgetChoice(
        budget=dict(zip(problem.years, problem.limits.tolist(), strict=True)),
        level=None if isinstance(budget, Mapping) else float(budget),
        chosen=problem.choice(chosen),
        last=problem.last_krone(chosen),
        alone=tuple(problem.choice((i,)) for i in range(len(entries))),
    )


def parse_budget(written: str) -> float | dict[int, float]:
    """A budget as it is written: one amount for every year, or ``2026=1.000.000,2027=…``.

    Raises:
        CaseError: it cannot be read, or is below zero.

    >>> parse_budget("1,5 mio. kr."), parse_budget("2026=1.000.000, 2027=500.000,50")
    (1500000.0, {2026: 1000000.0, 2027: 500000.5})
    """
    if "=" not in written:
        return _amount(written, written)
    found: dict[int, float] = {}
    for part in re.split(r"[,;](?=\s*\d{4}\s*=)", written):
        year, equals, amount = part.partition("=")
        try:
            number = parse_year(year.strip())
        except ValueError as error:
            raise _refused(written, str(error)) from None
        if not equals or number in found:
            raise _refused(written, f"»{part.strip()}« er ikke ét år med ét beløb")
        found[number] = _amount(amount, written)
    return found


def _amount(text: str, written: str) -> float:
    try:
        amount = parse_kroner(text.strip())
    except ValueError as error:
        raise _refused(written, str(error)) from None
    if amount < 0:
        raise _refused(written, "et budget kan ikke være under nul")
    return amount


def _refused(written: str, wrong: str) -> CaseError:
    return CaseError.single(
        f"--budget {written}",
        wrong,
        "skriv ét beløb pr. år, fx 1.000.000, eller år for år: 2026=1.000.000,2027=500.000",
    )


class _Problem:
    """The amounts behind the choice, and the programme over them.

    Columns of the programme: the entries, one per interaction (some other is there), one
    per product of an entry and interactions, and last the share of the budget.
    """

    def __init__(self, entries: Sequence[Entry], budget: float | Mapping[int, float]) -> None:
        self.entries = entries
        spent = outlays(entries)
        self.years, self.limits = _limits([int(year) for year in spent.index], budget)
        table = spent.reindex(self.years, fill_value=0.0)
        self.outlay = np.stack([table[entry.name].to_numpy() for entry in entries])
        self.whole = np.array([_without_interplay(entry) for entry in entries])
        self.met = [item for entry in entries for item in entry.interplays]

    def choice(self, places: tuple[int, ...]) -> Choice:
        """A set and what it comes to."""
        factors = np.array([gain_factor(i, places, self.met) for i in places])
        part = self.whole[list(places)]
        nets = (part[:, 0] - (1 - factors[:, None]) * part[:, 1]).sum(axis=0)
        spent = self.outlay[list(places)].sum(axis=0)
        return Choice(
            places=places,
            names=tuple(self.entries[i].name for i in places),
            net=float(nets[0]),
            municipal=float(nets[1]),
            spent=dict(zip(self.years, spent.tolist(), strict=True)),
        )

    def best(self, share: float) -> tuple[int, ...]:
        """The best set within ``share`` of the budget."""
        cost = -self._objective
        # Of sets that come to the same, the one with fewer efforts.
        cost[: len(self.entries)] += PENNY
        places = self._solve(cost, share=(share, share))
        return () if places is None else places

    def last_krone(self, chosen: tuple[int, ...]) -> LastKrone:
        """See :class:`LastKrone`."""
        price = np.zeros(self._count)
        price[-1] = 1.0
        worth = self.choice(chosen).net
        cheapest = self._solve(price, share=(0.0, 1.0), worth=worth - WORTH)
        needed = min(self._share_of(chosen if cheapest is None else cheapest), 1.0)
        without = self.choice(self.best(needed - self._krone) if needed > 0 else chosen)
        more = self._solve(price, share=(1.0, np.inf), worth=worth + WORTH)
        if more is None:
            return LastKrone(needed, without, None, None)
        enough = self._share_of(more)
        # With that much, a set that costs no more may be better still.
        wider = self.choice(self.best(enough + 1e-9))
        return LastKrone(needed, without, enough, wider)

    @property
    def _krone(self) -> float:
        """One krone in the year with the largest budget, as a share of the budget."""
        return 1.0 / max(float(self.limits.max(initial=0.0)), 1.0)

    def _share_of(self, places: tuple[int, ...]) -> float:
        """The smallest share of the budget that pays for a set."""
        spent = self.outlay[list(places)].sum(axis=0)
        has = self.limits > PENNY
        return max(0.0, float(np.max(spent[has] / self.limits[has], initial=0.0)))

    @cached_property
    def _products(self) -> list[tuple[int, tuple[int, ...], float]]:
        """Entry, interactions and the share of its consequences that their meeting adds."""
        found = []
        for place in range(len(self.entries)):
            own = [k for k, item in enumerate(self.met) if item.case == place]
            if len(own) > MOST_INTERPLAYS:
                raise CaseError.single(
                    None,
                    f"»{self.entries[place].name}« har samspil med {len(own)} af de andre "
                    f"indsatser; der kan højst vælges mellem {MOST_INTERPLAYS}",
                    "lad nogle af indsatserne ude, eller slå dem sammen",
                    field="samspil",
                )
            for size in range(1, len(own) + 1):
                for some in itertools.combinations(own, size):
                    share = math.prod(self.met[k].factor - 1 for k in some)
                    found.append((place, some, share))
        return found

    @property
    def _count(self) -> int:
        return len(self.entries) + len(self.met) + len(self._products) + 1

    @cached_property
    def _objective(self) -> np.ndarray:
        """Total net result, kr., of each column."""
        worth = np.zeros(self._count)
        worth[: len(self.entries)] = self.whole[:, 0, 0]
        first = len(self.entries) + len(self.met)
        for k, (place, _, share) in enumerate(self._products):
            worth[first + k] = share * self.whole[place, 1, 0]
        return worth

    @cached_property
    def _rows(self) -> list[tuple[dict[int, float], float]]:
        """Column → coefficient, and the most that the sum may be."""
        rows: list[tuple[dict[int, float], float]] = []
        count, last = len(self.entries), self._count - 1
        for year, limit in enumerate(self.limits.tolist()):
            spent = {i: float(x) for i, x in enumerate(self.outlay[:, year]) if abs(x) > PENNY}
            if spent:
                rows.append(({**spent, last: -limit}, PENNY))
        for group in {entry.group for entry in self.entries}:
            alike = [i for i, entry in enumerate(self.entries) if entry.group == group]
            rows.append((dict.fromkeys(alike, 1.0), 1.0))
        for k, item in enumerate(self.met, count):
            rows += [({other: 1.0, k: -1.0}, 0.0) for other in item.others]
            rows.append(({k: 1.0, **dict.fromkeys(item.others, -1.0)}, 0.0))
        for at, (place, some, _) in enumerate(self._products, count + len(self.met)):
            factors = [place, *(count + k for k in some)]
            rows += [({at: 1.0, factor: -1.0}, 0.0) for factor in factors]
            rows.append(({at: -1.0, **dict.fromkeys(factors, 1.0)}, len(factors) - 1.0))
        return rows

    def _solve(
        self, cost: np.ndarray, share: tuple[float, float], worth: float | None = None
    ) -> tuple[int, ...] | None:
        """The set with the lowest ``cost``; None where there is none.

        A solver works to a tolerance, so its set is held against the amounts themselves and
        ruled out where it is not within them.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = list(self._rows)
        if worth is not None:
            rows.append((dict(enumerate((-self._objective).tolist())), -worth))
        count = len(self.entries)
        upper = np.ones(self._count)
        lower = np.zeros(self._count)
        lower[-1], upper[-1] = share
        whole = np.zeros(self._count)
        whole[:count] = 1
        while True:
            matrix = np.zeros((len(rows), self._count))
            most = np.empty(len(rows))
            for at, (row, limit) in enumerate(rows):
                matrix[at, list(row)] = list(row.values())
                # Rows in kr. are scaled, so that the solver's tolerance is far below a krone.
                size = max(np.abs(matrix[at]).max(), 1e-12)
                matrix[at] /= size
                most[at] = limit / size
            done = milp(
                cost, integrality=whole, bounds=Bounds(lower, upper),
                constraints=LinearConstraint(matrix, ub=most), options={"mip_rel_gap": 0.0},
            )  # fmt: skip
            if done.x is None:
                return None
            places = tuple(int(i) for i in np.flatnonzero(done.x[:count] > 0.5))
            spent = self.outlay[list(places)].sum(axis=0)
            limit = max(share[0], float(done.x[-1])) if worth is not None else share[1]
            short = worth is not None and self.choice(places).net < worth - PENNY
            if not short and (spent <= self.limits * limit + 2 * PENNY).all():
                return places
            inside = {i: (1.0 if i in places else -1.0) for i in range(count)}
            rows.append((inside, len(places) - 1.0))


def _limits(years: list[int], budget: float | Mapping[int, float]) -> tuple[list[int], np.ndarray]:
    if not isinstance(budget, Mapping):
        return years, np.full(len(years), float(budget))
    if missing := [year for year in years if year not in budget]:
        said = ", ".join(map(str, missing))
        raise CaseError.single(
            None,
            f"budgettet mangler {said}, hvor indsatserne koster penge",
            f"skriv også {missing[0]}=BELØB; 0, hvis der intet er",
            field="--budget",
        )
    every = sorted({*years, *budget})
    return every, np.array([float(budget[year]) for year in every])


def _without_interplay(entry: Entry) -> np.ndarray:
    """Net result and consequences after the course (rows) of all and the kommune, kr."""
    frame = entry.draws.design.frame
    halved = frame.with_gains(0.0)
    outcomes = entry.draws.outcomes
    weights = [
        [f.present_value(outcomes.outcomes[outcomes.place(name)].share)
         for name in (TOTAL, MUNICIPALITY)]
        for f in (frame, halved)
    ]  # fmt: skip
    full, fixed = (evaluate(frame, np.stack(each))[0] for each in weights)
    return np.stack([full, full - fixed])
