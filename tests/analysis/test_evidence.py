"""Evidence: raw beside weighted, never applied silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from som_calc.analysis.evidence import (
    Weights,
    evidence_table,
    not_significant,
    weighted_result,
    weights_on,
)
from som_calc.analysis.outcomes import outcomes
from som_calc.case.model import Case
from som_calc.engine.calculate import calculate
from som_calc.engine.frame import build, evaluate
from som_calc.knowledge.discount import DiscountSchedule


def study(**more: Any) -> dict[str, Any]:
    return {"undersøgelse": "Forsøg", "evidensniveau": 2, "effekt": "6 %", **more}


def test_without_weights_only_the_raw_effect_is_shown(small_case: Callable[..., Case]) -> None:
    row = evidence_table(small_case(evidens=[study()])).iloc[0]
    assert row["effect"] == 0.06
    assert np.isnan(row["weight"])
    assert np.isnan(row["weighted_effect"])


def test_no_weights_ship_with_the_program() -> None:
    assert weights_on(dt.date(2026, 3, 1)) is None


def test_a_kommunes_own_weights_are_read_with_their_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "params" / "satser"
    folder.mkdir(parents=True)
    (folder / "evidensvægte.yaml").write_text(
        "beskrivelse: Evidensvægte\nenhed: andel efter evidensniveau\nværdier:\n"
        "  2025-01-01:\n    værdi: {1: 90 %, 2: 60 %, 3: 30 %}\n    kilde: Byrådets notat\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert weights_on(dt.date(2026, 3, 1)) == Weights({1: 0.9, 2: 0.6, 3: 0.3}, "Byrådets notat")


def test_the_users_own_weight_goes_before_the_level_and_names_its_source(
    small_case: Callable[..., Case],
) -> None:
    own = study(evidensvægt={"værdi": "50 %", "kilde": "Fagudvalget"})
    table = evidence_table(small_case(evidens=[own, study()]), Weights({2: 0.6}, "Notat"))
    assert table["weighted_effect"].tolist() == pytest.approx([0.03, 0.036])
    assert table["weight_source"].tolist() == ["Fagudvalget", "Notat"]


@pytest.mark.parametrize(
    ("stated", "flag"),
    [
        ({"signifikant": "nej", "interval": ["1 %", "9 %"]}, False),
        ({"interval": ["-2 %", "9 %"]}, False),
        ({"interval": ["1 %", "9 %"]}, True),
        ({}, None),
    ],
)
def test_a_study_is_flagged_when_its_interval_holds_zero(
    small_case: Callable[..., Case], stated: dict[str, Any], flag: bool | None
) -> None:
    assert evidence_table(small_case(evidens=[study(**stated)]))["significant"][0] is flag


def test_the_weighted_result_stands_beside_the_raw_and_the_case_is_untouched(
    ips: Case, rates: DiscountSchedule
) -> None:
    table = weighted_result(ips, rates, 0.6).set_index("name")
    raw, weighted = (calculate(ips, rates, success_rate=r).by_actor() for r in (0.05, 0.03))
    assert table.loc["I alt", "net"] == pytest.approx(raw["I alt"])
    assert table.loc["I alt", "weighted_net"] == pytest.approx(weighted["I alt"])


def test_a_consequence_that_is_not_significant_is_told_and_not_counted(
    small_case: Callable[..., Case], flat: DiscountSchedule
) -> None:
    item = {"ydelse": "Kontanthjælp", "enhed": "uger", "ændring": {0: -10}, "signifikant": "nej"}
    case = small_case(konsekvenser=[item])
    table = not_significant(case, flat)
    assert table["present_value"].tolist() == [pytest.approx(100 * 0.1 * 10 * 4000)]
    evaluator = build(case, flat)
    found = evaluate(evaluator, outcomes(evaluator).weights)[0, 0]
    assert found == pytest.approx(calculate(case, flat).by_actor()["I alt"])
