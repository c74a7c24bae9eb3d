"""Refusion: the dated rules, the step boundaries, and a gross price in a case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import som_calc
from som_calc.case.problems import CaseError
from som_calc.knowledge.refusion import BENEFIT, SHELTER, share_of_state, split, stretch
from som_calc.resources import shipped

NOW = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("week", "share"),
    [(1, 0.8), (4, 0.8), (5, 0.4), (26, 0.4), (27, 0.3), (52, 0.3), (53, 0.2), (500, 0.2)],
)
def test_the_share_turns_in_the_week_the_step_begins_and_not_the_week_before(
    week: int, share: float
) -> None:
    assert share_of_state(BENEFIT, week, week, NOW)[0] == share


def test_a_whole_year_on_a_benefit_is_the_average_of_its_weeks() -> None:
    assert share_of_state(BENEFIT, 1, 52, NOW)[0] == pytest.approx(
        (4 * 0.8 + 22 * 0.4 + 26 * 0.3) / 52
    )


def test_the_rules_begin_with_2016_and_the_day_before_has_none() -> None:
    assert share_of_state(BENEFIT, 1, 1, dt.date(2016, 1, 1))[0] == 0.8
    with pytest.raises(CaseError, match="har ingen værdi for 2015-12-31"):
        share_of_state(BENEFIT, 1, 1, dt.date(2015, 12, 31))


def test_the_limit_on_days_in_a_shelter_begins_1_october_2023_and_not_the_day_before() -> None:
    assert share_of_state(SHELTER, 1, 240, dt.date(2023, 9, 30))[0] == 0.5
    assert share_of_state(SHELTER, 1, 240, dt.date(2023, 10, 1))[0] == 0.25
    assert share_of_state(SHELTER, 120, 120, NOW)[0] == 0.5
    assert share_of_state(SHELTER, 121, 121, NOW)[0] == 0.0


def test_the_parts_sum_to_the_gross_price_and_name_the_rule() -> None:
    part = split(4000, BENEFIT, 1, 40, NOW)
    assert part.municipality + part.state == pytest.approx(4000)
    assert "pct. i gennemsnit over uge 1-40" in part.explanation
    assert "Refusionsreformen" in part.source


@pytest.mark.parametrize("written", ["", "0", "52-27", "uge 4", "4-", "1-99999"])
def test_weeks_that_cannot_be_read_are_refused_in_danish(written: str) -> None:
    with pytest.raises(ValueError, match="skriv fx 40 eller 27-52"):
        share_of_state(BENEFIT, *stretch(written), NOW)


def _case(tmp_path: Path, price: str) -> Path:
    text = (shipped("params") / "eksempel-hjemloeshed.yaml").read_text(encoding="utf-8")
    start = text.index("  - ydelse: Kontanthjælp\n    enhed: uger\n    kommune:")
    end = text.index("  - ydelse: Førtidspension\n    enhed: uger\n    kommune:")
    path = tmp_path / "sag.yaml"
    path.write_text(text[:start] + price + text[end:], encoding="utf-8")
    return path


GROSS = "  - ydelse: Kontanthjælp\n    enhed: uger\n    brutto: {værdi: 3.000, kilde: Regnskab}\n"


def test_a_gross_price_in_a_case_is_split_and_says_how(tmp_path: Path) -> None:
    case = som_calc.load_case(_case(tmp_path, GROSS + "    ydelsesuger: 53-104\n"))
    (price,) = [price for price in case.prices if price.service == "Kontanthjælp"]
    assert price.municipality.value == pytest.approx(2400)
    assert price.state.value == pytest.approx(600)
    assert price.region.value == 0
    assert "Regnskab; refusion: Refusionsreformen" in (price.state.source or "")
    assert price.state.note == (
        "bruttopris 3.000 kr.; statens refusion er 20 pct. i gennemsnit over uge 53-104"
    )
    plain = som_calc.load_case(shipped("params") / "eksempel-hjemloeshed.yaml")
    ours, theirs = som_calc.calculate(case).by_actor(), som_calc.calculate(plain).by_actor()
    assert ours.tolist() == pytest.approx(theirs.tolist())


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (GROSS, "brutto: prisen kan ikke deles på kommune og stat; skriv enten »ydelsesuger«"),
        (GROSS + "    ydelsesuger: mange\n", "ydelsesuger: »mange« kan ikke læses; skriv fx 40"),
        (GROSS + "    ydelsesdage: 400\n", "ydelsesdage: »1-400« er ikke et antal dage"),
        (
            GROSS + "    ydelsesuger: 40\n    kommune: 5\n",
            "brutto: står sammen med en pris for kommune; skriv enten bruttoprisen eller",
        ),
        (
            GROSS.replace("3.000", "tre") + "    ydelsesuger: 40\n",
            "brutto: »tre« er ikke et tal",
        ),
    ],
)
def test_a_gross_price_that_cannot_be_split_is_told(tmp_path: Path, price: str, said: str) -> None:
    problems = [str(problem) for problem in som_calc.check_case(_case(tmp_path, price)).problems]
    assert any(said in problem for problem in problems), problems
