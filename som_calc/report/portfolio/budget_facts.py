"""What the texts may say of a budget and its last krone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from som_calc.analysis.portfolio_choice import BudgetChoice, Choice
from som_calc.document import danish
from som_calc.document.money import Money
from som_calc.report.portfolio.content import Portfolio


@dataclass(frozen=True)
class BudgetFacts:
    """Amounts are :class:`Money` (kr.).  None: not so here."""

    ens_hvert_aar: bool
    beloeb: str
    """»1.000.000 kr. om året«, or »2,5 mio. kr. i 2026–2028«."""
    valgt: list[str]
    hvem: str
    """Who pays for the chosen: »kommunen«, or of several kommuner the chosen efforts' own."""
    kommuner: list[str]
    """The kommuner whose money one budget holds; empty where there is only one."""
    netto: Money
    kommune: Money
    udgift: Money
    intet: bool
    """The budget is nothing in every year, so that no share more is anything."""
    gratis: bool
    """The chosen set needs no budget."""
    til_overs: str | None
    """How much lower the budget may be without another result; None: nothing."""
    mindst: str
    """The lowest budget with that result."""
    uden: list[str]
    """The best set with less than that."""
    tab: Money
    """What is then lost."""
    mere: str | None
    """How much more the budget must be before a better set can be had; None: never."""
    nok: str | None
    """That larger budget."""
    med: list[str]
    """The better set."""
    vinder: Money
    koster: Money
    """What the better set costs more, all years together."""
    pr_krone: str | None


def budget_facts(choice: BudgetChoice, found: Portfolio) -> BudgetFacts:
    """What is known of a choice within a budget."""
    last, chosen = choice.last, choice.chosen
    wider = last.wider or chosen
    spare = _of(choice, 1.0 - last.needed)
    extra = _outlay(wider) - _outlay(chosen)
    gain = wider.net - chosen.net
    more = None if last.enough is None else last.enough - 1.0
    return BudgetFacts(
        ens_hvert_aar=choice.level is not None,
        beloeb=_said(choice, 1.0),
        valgt=[f"»{name}«" for name in chosen.names],
        hvem=found.purse_of(chosen.names),
        kommuner=found.kommuner if len(found.kommuner) > 1 else [],
        netto=Money(chosen.net),
        kommune=Money(chosen.municipal),
        udgift=Money(_outlay(chosen)),
        intet=not any(choice.budget.values()),
        gratis=last.needed == 0.0,
        til_overs=_change(choice, 1.0 - last.needed) if spare >= 1 else None,
        mindst=_said(choice, last.needed),
        uden=[f"»{name}«" for name in last.without.names],
        tab=Money(chosen.net - last.without.net),
        mere=None if more is None else _change(choice, more),
        nok=None if last.enough is None else _said(choice, last.enough),
        med=[f"»{name}«" for name in wider.names],
        vinder=Money(gain),
        koster=Money(extra),
        pr_krone=f"{danish.number(gain / extra, 2)} kr." if extra >= 1 else None,
    )


def _outlay(choice: Choice) -> float:
    return sum(choice.spent.values())


def _of(choice: BudgetChoice, share: float) -> float:
    """A share of the budget, kr. a year where it is the same every year, else in all."""
    return share * (choice.level if choice.level is not None else sum(choice.budget.values()))


def _said(choice: BudgetChoice, share: float) -> str:
    # Up to the next krone: a krone less would not do.
    amount = danish.kroner(math.ceil(_of(choice, share) - 0.01))
    if choice.level is not None:
        return f"{amount} om året"
    years = list(choice.budget)
    return f"{amount} i {years[0]}–{years[-1]}" if len(years) > 1 else f"{amount} i {years[0]}"


def _change(choice: BudgetChoice, share: float) -> str:
    amount = danish.kroner(_of(choice, share))
    if choice.level is not None:
        return f"{amount} om året"
    return f"{danish.percent(share)} i hvert år ({amount} i alt)"
