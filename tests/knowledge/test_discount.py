"""Discount factors, chained year by year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from som_calc.knowledge.discount import DiscountSchedule
from tests.strategies import schedules


@given(schedules(), st.lists(st.integers(-30, 250), max_size=12))
def test_factors_are_chained_from_the_rate_of_each_year(
    schedule: DiscountSchedule, offsets: list[int]
) -> None:
    def rate(year: int) -> float:
        return [rate for start, rate in schedule.steps if start <= max(year, 0)][-1]

    def factor(offset: int) -> float:
        value = 1.0
        for year in range(1, offset + 1):
            value /= 1.0 + rate(year)
        for _ in range(offset, 0):
            value *= 1.0 + rate(0)
        return value

    found = schedule.factors(2025, 2025 + np.array(offsets, dtype=int))
    assert found.tolist() == pytest.approx([factor(offset) for offset in offsets], rel=1e-12)


def test_a_caller_who_changes_factors_changes_only_its_own() -> None:
    schedule = DiscountSchedule.flat(0.04, "prøve")
    years = np.arange(2025, 2030)
    schedule.factors(2025, years)[:] = 0.0
    assert schedule.factors(2025, years)[1] == pytest.approx(1 / 1.04)
