"""The uncertainty as plain data."""

from __future__ import annotations

import json

import pytest

from som_calc.analysis.export import uncertainty_data
from som_calc.case.model import Case
from som_calc.knowledge.discount import DiscountSchedule


def test_the_data_is_valid_json_with_danish_keys_and_the_published_break_even(
    ips: Case, rates: DiscountSchedule
) -> None:
    data = uncertainty_data(ips, rates, 500, default_spread=0.2)
    read = json.loads(json.dumps(data, ensure_ascii=False, allow_nan=False))
    assert read["break_even"]["mereffekt"]["I alt"] == pytest.approx(0.03993, abs=5e-6)
    assert read["break_even"]["tilskud.1.andel"]["I alt"] is None
    row = read["resultater"]["Kommune uden tilskud"]
    assert row["2,5_pct"] < row["forventet"] < row["97,5_pct"]
    assert 0 < row["sandsynlighed_for_gevinst"] < 1
    assert row["forventet_tab_hvis_tab"] < 0 < row["forventet_gevinst_hvis_gevinst"]
    assert read["resultater"]["Region"]["forventet_tab_hvis_tab"] is None
    assert list(read["pr_år"]["I alt"]) == [str(year) for year in range(2025, 2038)]
