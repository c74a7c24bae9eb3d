"""Per participant: one definition everywhere, and what the agency publishes beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from som_calc.resources import find
from tests.oracle import frame
from tests.promises import cases, reading
from tests.promises.reading import number, report

LONG = cases.plain(
    forløbsvarighed=2.5,
    til=2034,
    horisont=15,
    mereffekt=0.6,
    deltagere={2026: 40, 2027: 71, 2030: 2},
    omkostninger=[
        {"navn": "Opstart", "pr_år": {2026: 1_931_400, 2028: 2_402_115, 2032: 611_950}},
        {"navn": "Drift", "pr_år": {2027: 803_220, 2029: 1_990_330, 2031: 940_410}},
        {"navn": "Kurser", "pr_år": {2028: 455_000}, "betaler": "Stat"},
    ],
    alternativ=[{"navn": "Vejledning", "pr_deltager": 61_220}],
    konsekvenser=[
        {
            "ydelse": "Ledighedsydelse",
            "ændring": {0: -6, 1: -14, 2: -17, 3: -11, 5: 2},
            "under_forløb": {0: -7, 1: 3},
        }
    ],
    priser={"Ledighedsydelse": {"kommune": 2_140, "region": 310, "stat": 0}},
)
"""Costs that do not follow the cohorts, courses over three calendar years."""
UNEVEN = cases.plain(
    omkostninger=[{"navn": "Forberedelse", "pr_år": {2026: 300_000, 2030: 512_000}}],
    deltagere={2026: 3, 2028: 44},
)
GRANTED = cases.plain(
    tilskud=[{"navn": "Pulje", "andel": 0.6, "giver": "Stat"}],
    omkostninger=[{"navn": "Mentorer", "pr_år": {2026: 900_000, 2027: 300_000}}],
)
CASES = {"long": LONG, "uneven": UNEVEN, "granted": GRANTED, "plain": cases.plain()}
CASES |= {f"random {n}": cases.random_case(n) for n in range(100, 108)}


@pytest.mark.parametrize("name", CASES)
def test_per_participant_is_present_value_over_discounted_participants(
    name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    found = reading.data(cases.write(tmp_path, case))["pr_deltager"]
    right = frame.per_participant(case)
    for actor in ("I alt", *frame.PARTIES):
        assert found[actor] == pytest.approx(right[actor], abs=0.01), actor


@pytest.mark.parametrize("name", CASES)
def test_per_participant_is_zero_for_an_actor_at_its_own_break_even(
    name: str, tmp_path: Path
) -> None:
    case = CASES[name]
    for actor in ("I alt", "Kommune"):
        zero = frame.break_even(case, actor)
        if zero is None:
            continue
        path = cases.write(tmp_path, {**case, "mereffekt": round(zero, 8)})
        found = reading.data(path)
        assert found["break_even"][actor] == pytest.approx(zero, abs=1e-9)
        assert found["pr_deltager"][actor] == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("name", ["long", "uneven", "granted"])
def test_the_lines_of_figure_3_1_cross_zero_at_the_break_even(name: str) -> None:
    case = CASES[name]
    rates = {"mereffekter": ["0 %", "100 %"], "kilde": "Prøve"}
    header, *rows = report(cases.text_of(case, følsomhed=rates)).table("3-1")
    assert len(rows) >= 2
    low, high = rows[0], rows[-1]
    rate = [number(row[0]) for row in (low, high)]
    assert rate == [0.0, 1.0]
    for actor in ("I alt", "Kommune"):
        column = next(i for i, cell in enumerate(header) if cell.startswith(actor))
        at_zero, at_one = number(low[column]), number(high[column])
        zero = frame.break_even(case, actor)
        if zero is not None:
            assert -at_zero / (at_one - at_zero) == pytest.approx(zero, abs=2e-4), actor


def test_aabenraas_ips_gives_5_070_kr_per_participant() -> None:
    found = reading.data(find("params", "aabenraa-ips.yaml"))
    assert round(found["pr_deltager"]["I alt"]) == 5_070


def test_a_portfolio_and_the_calculation_show_the_same_amount_per_participant(
    tmp_path: Path,
) -> None:
    one = cases.write(tmp_path, UNEVEN, "en", titel="Den ene")
    two = cases.write(tmp_path, cases.plain(), "to", titel="Den anden")
    header, *rows = reading.portfolio(tmp_path, one, two).table("rangorden")
    column = next(i for i, cell in enumerate(header) if "pr. deltager" in cell)
    found = {row[0].split(". ")[-1]: number(row[column]) for row in rows}
    for title, path in (("Den ene", one), ("Den anden", two)):
        own = reading.data(path)["pr_deltager"]["I alt"]
        assert found[title] == pytest.approx(own, abs=0.51), title


def test_cost_per_participant_as_the_agency_publishes_it_is_total_cost_over_participants() -> None:
    page = report(cases.text_of(UNEVEN))
    total, people = 812_000, 47
    said = next(s for s in page.sentences("oekonomi") if "pr. deltager" in s)
    assert reading.money(said) == total
    per = said.split("eller ")[1]
    assert reading.money(per) == pytest.approx(total / people, abs=50)


def test_completion_can_be_stated_in_the_case(tmp_path: Path) -> None:
    stated = {"værdi": "72 %", "kilde": "Prøve", "status": "antagelse"}
    path = cases.write(tmp_path, cases.plain(), gennemførelse=stated)
    assert "i orden" in reading.told("tjek", path)


def test_courses_can_be_stated_per_completer_where_participants_are_not_whole(
    tmp_path: Path,
) -> None:
    """40 cases a year of which 61 pct. complete: 24,4 completers, no fraction of a participant."""
    stated = {"værdi": "61 %", "kilde": "Prøve", "status": "antagelse"}
    case = cases.plain(deltagere={2026: 40, 2027: 40})
    case["omkostninger"] = [{"navn": "Team", "pr_år": {2026: 976_000, 2027: 976_000}}]
    page = report(cases.text_of(case, gennemførelse=stated))
    assert "40.000" in page.said("oekonomi") + " ".join(
        cell for row in page.table("finansiering") for cell in row
    )


def test_a_case_with_completion_shows_the_cost_per_completed_course() -> None:
    stated = {"værdi": "80 %", "kilde": "Prøve", "status": "antagelse"}
    case = cases.plain(omkostninger=[{"navn": "Drift", "pr_år": {2026: 440_000}}])
    case["deltagere"] = {2026: 50}
    page = report(cases.text_of(case, gennemførelse=stated))
    said = next(s for s in page.sentences("oekonomi") if "gennemf" in s.lower())
    assert "11.000" in said
