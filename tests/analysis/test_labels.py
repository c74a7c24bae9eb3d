"""Every column of every analysis table has a Danish heading."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.cash import cash_table, realisable_table
from som_calc.analysis.design import probabilistic
from som_calc.analysis.evidence import evidence_table, not_significant, weighted_result
from som_calc.analysis.information import drivers
from som_calc.analysis.labels import COLUMNS
from som_calc.analysis.monte_carlo import fan, summary, varied
from som_calc.analysis.payback import payback
from som_calc.analysis.payers import who_pays
from som_calc.analysis.portfolio import cash_need, overlaps, portfolio, ranking
from som_calc.analysis.runner import draw
from som_calc.analysis.scenarios import scenario_table
from som_calc.analysis.sensitivity import horizons, success_by_cost, tornado
from som_calc.analysis.switching import switching_values
from som_calc.analysis.transfers import smallest
from som_calc.api import calculate, discount_schedule_of
from som_calc.case.model import Case


def test_every_column_of_every_table_has_a_danish_heading(example: Case) -> None:
    schedule = discount_schedule_of(example)
    result = calculate(example)
    draws = draw(probabilistic(example, schedule, 50))
    entries = portfolio([example], discount_schedule_of, 50)
    payers = who_pays(result)
    tables: list[pd.DataFrame] = [
        cash_table(example, schedule),
        realisable_table(example),
        evidence_table(example),
        not_significant(example, schedule),
        weighted_result(example, schedule, 0.5),
        drivers(draws, "I alt"),
        fan(draws, "Kommune"),
        summary(draws),
        varied(draws),
        payback(result),
        payers,
        smallest(payers[payers["kind"] == "udvalg"]).table,
        cash_need(entries),
        overlaps(entries),
        ranking(entries),
        scenario_table(example, discount_schedule_of),
        horizons(example, schedule),
        *success_by_cost(example, schedule),
        tornado(example, schedule),
        switching_values(example, schedule),
    ]
    assert {column for table in tables for column in table.columns} - set(COLUMNS) == set()
