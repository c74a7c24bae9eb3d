"""The set of efforts a budget pays for, held against trying every set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from som_calc.analysis.portfolio import Entry, portfolio
from som_calc.analysis.portfolio_choice import BudgetChoice, choose
from som_calc.api import calculate, discount_schedule_of
from som_calc.case.model import Case
from som_calc.case.problems import CaseError
from tests.oracle import choice

YEARS = (2026, 2027, 2028)


def random_efforts(
    small_case: Callable[..., Case], draw: np.random.Generator
) -> tuple[list[Case], dict[str, dict[int, float]], list[frozenset[str]]]:
    """Efforts with outlays in three years, some of them alternatives, some with interactions."""
    cases, outlay, alike = [], {}, []
    count = int(draw.integers(4, 8))
    for n in range(count):
        costs = {y: float(draw.integers(0, 60)) * 10_000 for y in YEARS}
        costs[2026] += 10_000
        others = [m for m in range(count) if m != n and draw.random() < 0.35]
        name = f"Indsats {n}"
        for version in range(2 if draw.random() < 0.25 else 1):
            title = f"{name}, udgave {version}" if version else name
            scale = 1 - 0.4 * version
            case = small_case(
                titel=title,
                mereffekt=f"{draw.integers(3, 60)} %",
                tilskud=[],
                omkostninger=[{"navn": "Drift", "pr_år": {y: x * scale for y, x in costs.items()}}],
                samspil=[
                    {"med": f"Indsats {m}", "faktor": float(draw.integers(0, 25)) / 20}
                    for m in others
                ],
            )
            renamed = case.intervention.model_copy(update={"name": name})
            cases.append(case.model_copy(update={"intervention": renamed}))
            outlay[title] = {y: x * scale for y, x in costs.items()}
        alike.append(frozenset(c.title for c in cases if c.intervention.name == name))
    return cases, outlay, alike


def worth_of(entries: list[Entry]) -> Callable[[tuple[str, ...]], float]:
    """A set's total: every case's own result, its consequences times what the set leaves."""
    parts = {e.name: calculate(e.case).by_component()["I alt"] for e in entries}
    at = {e.name: i for i, e in enumerate(entries)}

    def total(chosen: tuple[str, ...]) -> float:
        there, found = {at[name] for name in chosen}, 0.0
        for name in chosen:
            left = 1.0
            for item in entries[at[name]].interplays:
                left *= item.factor if there & set(item.others) else 1.0
            found += parts[name].sum() - (1 - left) * parts[name]["consequence"]
        return found

    return total


@pytest.mark.parametrize("seed", range(24))
def test_the_chosen_set_is_the_best_of_every_set(
    small_case: Callable[..., Case], seed: int
) -> None:
    draw = np.random.default_rng(seed)
    cases, outlay, alike = random_efforts(small_case, draw)
    entries = portfolio(cases, discount_schedule_of, 1)
    total = worth_of(entries)
    names = [entry.name for entry in entries]
    budget = {y: float(draw.integers(20, 160)) * 10_000 for y in YEARS}
    found = choose(entries, budget)
    best, _ = choice.best_of_every_set(names, total, outlay, budget, alike)
    assert found.chosen.net == pytest.approx(best, abs=1.0)
    assert total(found.chosen.names) == pytest.approx(found.chosen.net, abs=0.01)
    for year in YEARS:
        spent = sum(outlay[name][year] for name in found.chosen.names)
        assert found.chosen.spent[year] == pytest.approx(spent, abs=0.01)
        assert spent <= budget[year] + 0.02
    check_the_last_krone(found, names, total, outlay, alike)


def check_the_last_krone(
    found: BudgetChoice,
    names: list[str],
    total: Callable[[tuple[str, ...]], float],
    outlay: dict[str, dict[int, float]],
    alike: list[frozenset[str]],
) -> None:
    """Re-solved by trying every set: just enough, just too little, and the next step up."""

    def at(share: float) -> float:
        budget = {y: x * share for y, x in found.budget.items()}
        return choice.best_of_every_set(names, total, outlay, budget, alike)[0]

    krone = 1 / max(found.budget.values())
    last = found.last
    assert at(last.needed + 1e-9) == pytest.approx(found.chosen.net, abs=1.0)
    if last.needed > 0:
        assert last.without.net == pytest.approx(at(last.needed - krone), abs=1.0)
        assert last.without.net < found.chosen.net
    if last.enough is None or last.wider is None:
        assert at(1e6) == pytest.approx(found.chosen.net, abs=1.0)
        return
    assert last.wider.net == pytest.approx(at(last.enough + 1e-9), abs=1.0)
    assert last.wider.net > found.chosen.net
    assert at(last.enough - krone) == pytest.approx(found.chosen.net, abs=1.0)


def effort(small_case: Callable[..., Case], name: str, cost: float, **fields: Any) -> Case:
    case = small_case(
        titel=name, tilskud=[], omkostninger=[{"navn": "Drift", "pr_år": {2026: cost}}], **fields
    )
    renamed = case.intervention.model_copy(update={"name": name})
    return case.model_copy(update={"intervention": renamed})


def test_an_effort_that_loses_is_not_bought_however_large_the_budget(
    small_case: Callable[..., Case],
) -> None:
    cases = [effort(small_case, "Tab", 90_000_000), effort(small_case, "God", 1_000)]
    found = choose(portfolio(cases, discount_schedule_of, 1), 1e9)
    assert found.chosen.names == ("God",)
    assert found.last.enough is None
    assert found.last.needed == pytest.approx(1_000 / 1e9)
    assert found.last.without.names == ()


def test_a_grant_leaves_more_of_the_budget(small_case: Callable[..., Case]) -> None:
    grant = [{"navn": "Pulje", "giver": "Stat", "andel": "60 %"}]
    plain = effort(small_case, "A", 300_000)
    helped = effort(small_case, "A", 300_000).model_copy(
        update={"grants": small_case(tilskud=grant).grants}
    )
    assert choose(portfolio([plain], discount_schedule_of, 1), 120_000).chosen.names == ()
    assert choose(portfolio([helped], discount_schedule_of, 1), 120_000).chosen.names == ("A",)


def test_a_year_with_outlays_and_no_budget_is_asked_for(small_case: Callable[..., Case]) -> None:
    entries = portfolio([effort(small_case, "A", 300_000)], discount_schedule_of, 1)
    with pytest.raises(CaseError, match="budgettet mangler 2026"):
        choose(entries, {2027: 1e6})
    assert choose(entries, {2026: 300_000, 2027: 0}).chosen.names == ("A",)


def test_a_budget_of_nothing_buys_nothing(small_case: Callable[..., Case]) -> None:
    entries = portfolio([effort(small_case, "A", 300_000)], discount_schedule_of, 1)
    found = choose(entries, 0)
    assert found.chosen.names == ()
    assert found.last.enough is None


def test_an_interaction_with_one_version_of_an_effort_counts_with_the_other_too(
    small_case: Callable[..., Case],
) -> None:
    """»A« and »B« state one about each other; of »A, lille« only »B« does."""
    large = effort(small_case, "A", 500_000, samspil=[{"med": "B", "faktor": "0,5"}])
    small = effort(small_case, "A", 100_000).model_copy(update={"title": "A, lille"})
    other = effort(small_case, "B", 100_000, samspil=[{"med": "A", "faktor": "0,5"}])
    entries = portfolio([large, small, other], discount_schedule_of, 1)
    found = choose(entries, 200_000)
    assert found.chosen.names == ("A, lille", "B")
    gains = calculate(other).by_component()["I alt"]["consequence"]
    alone = found.alone[1].net + found.alone[2].net
    assert found.chosen.net == pytest.approx(alone - 0.5 * gains)
