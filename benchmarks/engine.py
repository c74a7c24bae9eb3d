"""How fast the calculation frame is, beside the simple oracle and a naive pandas loop.

Run from the project's folder: ``python benchmarks/engine.py``.  All three compute the
illustrative case after import; the naive loop books row by row into a data frame and
discounts it with ``iterrows``, as one would in a first notebook.  Their results are
checked to agree before anything is timed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import pandas as pd

import som_calc
from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.document.danish import number
from som_calc.engine.calculate import calculate
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.knowledge.rates import discount_schedule
from som_calc.resources import find
from tests.engine import oracle

LIMIT_MS = 10.0
AGREE_KR = 1e-6


def naive(case: Case, schedule: DiscountSchedule) -> float:
    """The net result in kr., booked row by row in pandas (written for this case's features)."""
    rows = []
    rate = case.success_rate.value
    for start, people in case.participants.value.items():
        finish = oracle.last_course_year(case, start)
        for saved in case.alternative:
            kr = people * saved.per_participant.value * oracle.price_factor(case, saved.price_year)
            rows.append({"year": start, "amount": kr})
        for item in case.consequences:
            if not item.significant:
                continue
            price = next(p for p in case.prices if fold(p.service) == fold(item.service))
            each = price.municipality.value + price.region.value + price.state.value
            each *= oracle.price_factor(case, price.price_year)
            each *= 1 if item.nature == "indtægt" else -1
            for k, year in oracle.consequence_years(case, start):
                units = item.change.value.get(k, 0) if item.change else 0
                rows.append({"year": year, "amount": people * rate * units * each})
            for year in range(start, finish + 1):
                units = item.during_course.value.get(year - start, 0) if item.during_course else 0
                rows.append({"year": year, "amount": people * units * each})
    for year, _, kr in oracle.gross_costs(case):
        rows.append({"year": year, "amount": -kr})
    for grant in case.grants:
        if grant.giver == "Ekstern" and grant.per_year:
            rows += [{"year": y, "amount": kr} for y, kr in grant.per_year.value.items()]
    table = pd.DataFrame(rows)
    total = 0.0
    for _, row in table.iterrows():
        years_away = int(row["year"]) - case.discount_base
        total += row["amount"] * (1 + schedule.steps[0][1]) ** -years_away
    return total


def milliseconds(run: Callable[[], object], seconds: float = 1.0) -> float:
    """Median time of one run, measured for about ``seconds`` after one warm-up."""
    run()
    times = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(times) < 5:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    """Measure, print a Danish table, and return 1 when the engine is over the limit."""
    case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    schedule = discount_schedule(case.date)
    steps, rate = list(schedule.steps), case.success_rate.value

    expected = float(calculate(case, schedule).by_actor()["I alt"])
    slow = sum(oracle.compute(case, steps, rate).present_value.values())
    assert abs(slow - expected) < AGREE_KR, (slow, expected)
    assert abs(naive(case, schedule) - expected) < AGREE_KR, "the naive loop disagrees"

    runs: dict[str, Callable[[], object]] = {
        "Regnemaskinen (tabel)": lambda: calculate(case, schedule),
        "Regnemaskinen og tabel 2.1": lambda: calculate(case, schedule).by_actor(),
        "Enkel regnemester (ren Python)": lambda: oracle.compute(case, steps, rate),
        "Naiv løkke i pandas": lambda: naive(case, schedule),
    }
    times = {name: milliseconds(run) for name, run in runs.items()}
    first = next(iter(times.values()))
    rows = len(calculate(case, schedule).table)
    print(f"Sag: {case.title} ({rows} rækker i resultattabellen)")
    print(f"{'':32}{'ms pr. kørsel':>15}{'forhold':>10}")
    for name, taken in times.items():
        print(f"{name:32}{number(taken, 2):>15}{number(taken / first, 1):>10}")
    fast = times["Regnemaskinen og tabel 2.1"] < LIMIT_MS
    print(f"Grænse: {number(LIMIT_MS, 0)} ms; {'overholdt' if fast else 'OVERSKREDET'}")
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())
