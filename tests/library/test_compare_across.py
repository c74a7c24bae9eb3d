"""Side by side in one price year, and what the cases say together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType

import pytest

from som_calc.case.problems import CaseError
from som_calc.library.across import across, across_data, histogram
from som_calc.library.compare import SideBySide, compare, comparison_table
from som_calc.library.database import Library
from som_calc.library.export import to_csv
from som_calc.library.record import FollowUpRecord, PriceIndexRecord

INDEX = PriceIndexRecord(name="Nettoprisindeks", values={2019: 100.0, 2025: 120.0}, source="DST")


def cells(found: SideBySide, heading: str, label: str) -> list[str]:
    rows = [
        row for group in found.groups if group.heading.startswith(heading) for row in group.rows
    ]
    return next(row.texts for row in rows if row.label == label)


def test_amounts_are_brought_to_the_newest_price_year_with_the_cases_own_index(
    packages: ModuleType,
) -> None:
    old = packages.record(
        price_year=2019, net_result={"Kommune": 1000.0}, price_index=INDEX, title="Gammel"
    )
    found = compare([old, packages.record()])

    assert found.price_year == 2025
    assert cells(found, "Nettoresultat, nutidsværdi", "Kommune") == ["1.200", "4.121.031"]
    assert cells(found, "Nettoresultat, nutidsværdi", "Region")[0] == "ikke oplyst"
    assert cells(found, "Effekt", "Mereffekt") == ["5\xa0%", "5\xa0%"]
    assert "omregnet fra 2019 og 2025-priser til 2025-priser med Nettoprisindeks" in found.notes[0]
    twins = compare([old, packages.record(price_year=2019, title="Tvilling")])
    assert cells(twins, "Nettoresultat, nutidsværdi", "Kommune")[0] == "1.000"


def test_another_of_the_cases_may_hold_the_index(packages: ModuleType) -> None:
    old = packages.record(price_year=2019, net_result={"Kommune": 1000.0}, title="Gammel")
    new = packages.record(price_index=INDEX)

    found = compare([old, new])

    assert found.years == [2019, 2025]
    assert cells(found, "Nettoresultat, nutidsværdi", "Kommune")[0] == "1.200"


def test_without_an_index_amounts_stand_in_their_own_prices_and_it_is_said(
    packages: ModuleType,
) -> None:
    old = packages.record(price_year=2019, net_result={"Kommune": 1000.0}, title="Gammel")

    found = compare([old, packages.record()], 2025)

    assert found.price_year is None
    assert cells(found, "Nettoresultat, nutidsværdi", "Kommune")[0] == "1.000"
    assert "hver sags egne priser" in found.groups[0].heading
    assert "der er intet prisindeks" in found.notes[0]


def test_an_index_of_the_house_is_used_where_the_cases_have_none(packages: ModuleType) -> None:
    old = packages.record(price_year=2019, net_result={"Kommune": 1000.0}, title="Gammel")

    found = compare([old, packages.record()], index=INDEX)

    assert cells(found, "Nettoresultat, nutidsværdi", "Kommune")[0] == "1.200"


def test_what_must_be_true_stands_side_by_side_when_any_case_has_it(packages: ModuleType) -> None:
    reverse = packages.record(
        title="Omvendt", net_result={}, required_per_success={"I alt": 400_000.0}
    )
    found = compare([reverse, packages.record()])
    without = compare([packages.record(), packages.generated(1)])

    assert cells(found, "Besparelse pr. succes", "I alt") == ["400.000", "–"]
    assert not [g for g in without.groups if g.heading.startswith("Besparelse pr. succes")]


@pytest.mark.parametrize("number", [0, 1, 7])
def test_too_few_or_too_many_are_refused(packages: ModuleType, number: int) -> None:
    with pytest.raises(CaseError, match="vælg fra to til seks sager"):
        compare([packages.generated(n) for n in range(number)])


def test_the_same_case_twice_is_refused(packages: ModuleType) -> None:
    with pytest.raises(CaseError, match="den samme sag"):
        compare([packages.record(), packages.record()])


def test_what_does_not_exist_is_not_what_is_unknown(packages: ModuleType) -> None:
    one = packages.record(break_even={"I alt": None}, title="Uden nulpunkt")
    found = compare([one, packages.record(break_even={})])

    side = "overskud" if one.net_result["I alt"] > 0 else "underskud"
    told = [f"{side} ved enhver mereffekt", "ikke oplyst"]
    assert cells(found, "Effekt", "Break-even, i alt") == told


def test_a_spreadsheet_takes_no_text_for_a_formula(packages: ModuleType) -> None:
    evil = packages.record(title='=HYPERLINK("http://x")')

    text = to_csv(comparison_table(compare([evil, packages.record()]))).decode("utf-8-sig")

    assert ";=" not in text
    assert to_csv([["=1+1", "-2", -2.5, None]]).decode("utf-8-sig") == "'=1+1;'-2;-2,5;\r\n"


def test_illustrative_cases_count_nowhere_across(packages: ModuleType, tmp_path: Path) -> None:
    follow = FollowUpRecord(
        as_of=dt.date(2027, 1, 1),
        forecast={"I alt": 9.0},
        outcome={"I alt": 7.0},
        success_rate=0.04,
    )
    records = [
        packages.record(title="A", success_rate=0.02, break_even={"I alt": 0.01}),
        packages.record(title="B", success_rate=0.04, break_even={"I alt": None}, follow_up=follow),
        packages.record(title="C", success_rate=0.9, break_even={"I alt": 0.9}, illustrative=True),
        packages.record(title="D", success_rate=0.09, net_result={}, net_result_per_participant={}),
    ]
    with Library(tmp_path / "e.db") as library:
        library.add([packages.write_package(tmp_path, record) for record in records])
        found = across(library.connection)

    assert (found.cases, found.illustrative) == (3, 1)
    assert found.per_participant == [4782.5, 4782.5]
    [group] = found.groups
    assert group.success_rate == (0.02, 0.04, 0.09)
    assert group.break_even == (0.01, (0.01 + 0.03993) / 2, 0.03993)
    assert [item["realiseret"] for item in across_data(found)["opfølgninger"]] == [7.0]


def test_the_histogram_never_mixes_gain_and_loss(packages: ModuleType) -> None:
    values = [packages.generated(n).net_result_per_participant["I alt"] for n in range(200)]

    bars = histogram(values)

    assert sum(bar.count for bar in bars) == 200
    assert all(bar.high <= 0 or bar.low >= 0 for bar in bars)
    assert len(bars) <= 40
    assert histogram([0.0])[0].count == 1
    assert histogram([]) == []
