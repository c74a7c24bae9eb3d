"""What a portfolio report tells: the entries and the tables drawn from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from som_calc.analysis.break_even import Line
from som_calc.analysis.portfolio import (
    Entry,
    cash_need,
    overlaps,
    portfolio,
    ranking,
    together,
)
from som_calc.analysis.portfolio_choice import BudgetChoice, choose, parse_budget
from som_calc.analysis.portfolio_links import own_names
from som_calc.analysis.portfolio_money import bills, break_evens, outlays
from som_calc.analysis.variants import variant_cases
from som_calc.api import discount_schedule_of
from som_calc.case.model import Case
from som_calc.case.names import MUNICIPALITY, OTHER_COMMITTEES, TOTAL, WITHOUT_GRANTS
from som_calc.case.problems import CaseError, Problem
from som_calc.document import danish

DRAWS = 10_000
SEED = 2026


@dataclass(frozen=True)
class Portfolio:
    """Several cases drawn together.

    ``default_spread`` is the ± share put on numbers whose uncertainty is not stated.
    """

    entries: list[Entry]
    default_spread: float | None = None
    of_one_case: bool = False
    """The entries are variants made of one file."""
    limit: float | Mapping[int, float] | None = None
    """What the kommune may pay: kr. a year, or calendar year → kr."""

    @property
    def cases(self) -> list[Case]:
        """The cases in the order given."""
        return [entry.case for entry in self.entries]

    @property
    def unstated(self) -> list[str]:
        """Names of the entries with nothing uncertain."""
        return [e.name for e in self.entries if not e.draws.design.uncertain]

    @property
    def chances(self) -> bool:
        """Whether probabilities can be told: every case states some uncertainty."""
        return not self.unstated

    @cached_property
    def alternatives(self) -> list[list[str]]:
        """Names of the entries that are one effort, of which only one can be chosen."""
        held: dict[int, list[str]] = {}
        for entry in self.entries:
            held.setdefault(entry.group, []).append(entry.name)
        return [names for names in held.values() if len(names) > 1]

    @property
    def variants(self) -> bool:
        """Whether all are alternatives: one of them can be chosen, none added."""
        return any(len(names) == len(self.entries) for names in self.alternatives)

    @property
    def summed(self) -> bool:
        """Whether the results may be added."""
        return len(self.entries) > 1 and not self.alternatives

    @property
    def rates_differ(self) -> bool:
        """Whether the cases are discounted with different rates."""
        return len({entry.draws.design.frame.schedule.steps for entry in self.entries}) > 1

    @property
    def label_years(self) -> str:
        """The year or years that the cases call their present value after."""
        years = sorted({case.present_value_label for case in self.cases})
        return danish.listing([str(year) for year in years])

    @property
    def kommuner(self) -> list[str]:
        """The kommuner behind the cases."""
        return list(dict.fromkeys(case.municipality for case in self.cases))

    @property
    def purse(self) -> str:
        """What to call who pays: »kommunen«, or »kommunerne« of several."""
        return "kommunen" if len(self.kommuner) == 1 else "kommunerne"

    def purse_of(self, names: Collection[str]) -> str:
        """What to call who pays for some of the entries: their own kommune where others pay too."""
        own = dict.fromkeys(e.case.municipality for e in self.entries if e.name in names)
        if not own or len(own) == len(self.kommuner):
            return self.purse
        return danish.listing(list(own))

    @cached_property
    def ranked(self) -> dict[str, pd.DataFrame]:
        """:func:`ranking` for I alt, Kommune and Kommune uden tilskud.

        Where I alt is level, the kommune's result decides the order.
        """
        own = ranking(self.entries, MUNICIPALITY).set_index("case")["net"]
        tables = {}
        for name in (TOTAL, MUNICIPALITY, WITHOUT_GRANTS):
            table = ranking(self.entries, name)
            order = pd.DataFrame({"net": table["net"].round(), "own": table["case"].map(own)})
            table = table.loc[order.sort_values(["net", "own"], ascending=False).index]
            tables[name] = table.reset_index(drop=True).assign(rank=range(1, len(table) + 1))
        return tables

    @property
    def order(self) -> list[str]:
        """Names, the best for the public purse first."""
        return [str(name) for name in self.ranked[TOTAL]["case"]]

    def net(self, name: str) -> dict[str, float]:
        """Net present value (kr.) per case for one outcome, in :attr:`order`."""
        table = self.ranked[name].set_index("case")["net"]
        return {case: float(table[case]) for case in self.order}

    def sum(self, name: str) -> pd.Series:
        """:func:`together` for one outcome."""
        return together(self.entries, name)

    @cached_property
    def bills(self) -> pd.DataFrame:
        """Outlay, gain and net per case, actor and committee."""
        return bills(self.entries)

    @cached_property
    def choice(self) -> BudgetChoice | None:
        """The best set within the budget; None without one."""
        return None if self.limit is None else choose(self.entries, self.limit)

    @cached_property
    def outlays(self) -> pd.DataFrame:
        """The kommune's outlay after grants per year and case."""
        return outlays(self.entries)

    @cached_property
    def break_evens(self) -> dict[str, dict[str, Line]]:
        """Each case's result by success rate, per purse."""
        return break_evens(self.entries)

    @cached_property
    def cash(self) -> pd.DataFrame:
        """The kommune's cumulated result per case, committee and year."""
        return cash_need(self.entries)

    @cached_property
    def overlaps(self) -> pd.DataFrame:
        """Pairs that share target group and start years."""
        return overlaps(self.entries)

    def cumulated(self, committee: str = TOTAL, case: str = TOTAL) -> pd.Series:
        """Kr. by year, undiscounted."""
        part = self.cash[(self.cash["committee"] == committee) & (self.cash["case"] == case)]
        return part.set_index("year")["cumulated"]

    def lowest(self, committee: str = TOTAL, case: str = TOTAL) -> tuple[int, float]:
        """Year and kr. of the deepest cumulated result."""
        part = self.cumulated(committee, case)
        place = int(part.to_numpy().argmin())
        return int(part.index[place]), float(part.iloc[place])

    @cached_property
    def committees(self) -> list[str]:
        """Named committees with money in them; empty when the cases name none."""
        moved = self.cash[self.cash["net"].abs() > 0.005]
        names = [n for n in dict.fromkeys(moved["committee"]) if n != TOTAL]
        return names if set(names) - {OTHER_COMMITTEES} else []


def read_portfolio(
    files: Sequence[str | Path],
    variants: Sequence[str] = (),
    overrides: Sequence[str] = (),
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    default_spread: float | None = None,
    budget: str | float | None = None,
) -> Portfolio:
    """Read the cases and draw them.

    Args:
        files: case files; several, or one with variants.
        variants: see :func:`som_calc.analysis.variants.variant_cases`.
        overrides: ``felt=værdi`` for every case.
        draws: number of draws.
        seed: one for all.
        default_spread: ± share for numbers without stated uncertainty.
        budget: see :func:`som_calc.analysis.portfolio_choice.parse_budget`.

    Raises:
        CaseError: a case or variant cannot be used, or the cases cannot be compared.
    """
    from som_calc.api import load_case

    limit = None if budget is None else parse_budget(str(budget))

    if variants and len(files) != 1:
        raise CaseError.single(
            None,
            f"varianter laves af én sag, men der er {len(files)}",
            "angiv én sag sammen med --variant, eller skriv varianterne som hver sin sag",
            field="--variant",
        )
    names: Sequence[str]
    if variants:
        names, cases = map(list, zip(*variant_cases(files[0], variants, overrides), strict=True))
    else:
        cases = [load_case(file, overrides) for file in files]
        names = own_names(cases, {i: Path(file).stem for i, file in enumerate(files)})
    _check_known(cases, [str(files[0])] * len(cases) if variants else [str(f) for f in files])
    entries = portfolio(
        cases, discount_schedule_of, draws, seed, default_spread, names, bool(variants)
    )
    return Portfolio(entries, default_spread, bool(variants), limit)


def _check_known(cases: Sequence[Case], files: Sequence[str]) -> None:
    problems = [
        Problem(
            file,
            None,
            "konsekvenser",
            "sagen har ingen konsekvenser og derfor intet nettoresultat at sammenligne",
            "tilføj konsekvenser, eller lad sagen ude af porteføljen",
        )
        for case, file in zip(cases, files, strict=True)
        if case.reverse_only
    ]
    if problems:
        raise CaseError(problems)
