"""The Excel report, recalculated for real by LibreOffice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import som_calc
from som_calc.analysis.break_even import break_even
from som_calc.document.model import WorkbookBlock
from som_calc.document.workbook_data import workbook_data
from som_calc.formats.xlsx import build_workbook
from tests.formats.workbooks import (
    CASES,
    EXAMPLE,
    IPS,
    assert_same_values,
    change,
    document_of,
    find_rows,
    recalculate,
    result_of,
)

ACTORS = ["I alt", "Kommune", "Region", "Stat", "Statslig tilskud"]


def find(sheet: Any, label: str, *, column: int = 1, after: str = "") -> int:
    """The row whose cell in ``column`` is ``label``, below the row that begins with ``after``."""
    begun = not after
    for row in range(1, sheet.max_row + 1):
        first = sheet.cell(row, 1).value
        begun = begun or (isinstance(first, str) and first.startswith(after))
        if begun and sheet.cell(row, column).value == label:
            return row
    raise AssertionError(f"{label} is not in {sheet.title}")


def set_rate(rate: float) -> Callable[[Any], None]:
    return lambda book: _input(book, "Mereffekt", rate)


def _input(book: Any, label: str, value: float, *, year: int | None = None) -> None:
    sheet = book["Input"]
    for row in range(1, sheet.max_row + 1):
        named = str(sheet.cell(row, 1).value or "").startswith(label)
        if named and (year is None or sheet.cell(row, 2).value == year):
            assert not sheet.cell(row, 3).protection.locked
            sheet.cell(row, 3).value = value
            return
    raise AssertionError(label)


def _price(book: Any, service: str, value: float) -> None:
    sheet = book["Priser"]
    sheet.cell(find(sheet, service), 5).value = value


def _quantity(book: Any, service: str, value: float) -> None:
    sheet = book["Konsekvenser"]
    sheet.cell(find(sheet, service), 5).value = value


def _profile(book: Any, _: str, value: float) -> None:
    sheet = book["Konsekvenser"]
    row = next(
        r for r in range(1, sheet.max_row + 1)
        if str(sheet.cell(r, 1).value or "").startswith("Vægt i året")
    )  # fmt: skip
    sheet.cell(row, 5).value = value


CHANGES: dict[str, tuple[str, Callable[[Any], None], list[str]]] = {
    "mereffekt": (IPS, set_rate(0.07), ["mereffekt=7%"]),
    "mereffekt-eksempel": (EXAMPLE, set_rate(0.07), ["mereffekt=7%"]),
    "deltagere": (
        IPS,
        lambda book: _input(book, "Deltagere, der starter", 100, year=2026),
        ["deltagere.2026=100"],
    ),
    "deltagere-eksempel": (
        EXAMPLE,
        lambda book: _input(book, "Deltagere, der starter", 7, year=2027),
        ["deltagere.2027=7"],
    ),
    "rente": (
        EXAMPLE,
        lambda book: _input(book, "Diskonteringsrente", 0.01),
        ["diskonteringsrente=1%"],
    ),
    "rente-tilbageregnet": (
        IPS,
        lambda book: _input(book, "Diskonteringsrente", 0.01),
        ["diskonteringsrente=1%"],
    ),
    "tilskud": (IPS, lambda book: _input(book, "Statslig", 0.3), ["tilskud.1.andel=30%"]),
    "slutår": (IPS, lambda book: _input(book, "Beregningen slutter", 2032), ["periode.til=2032"]),
    "slutår-eksempel": (
        EXAMPLE,
        lambda book: _input(book, "Beregningen slutter", 2031),
        ["periode.til=2031"],
    ),
    "horisont": (
        EXAMPLE,
        lambda book: _input(book, "Konsekvensår", 3),
        ["periode.horisont=3"],
    ),
    "forløb": (
        EXAMPLE,
        lambda book: _input(book, "Forløbsvarighed", 1),
        ["indsats.forløbsvarighed=1"],
    ),
}
"""Case, what is changed in Excel, and the same change to the case file."""


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    return {name: build_workbook(document_of(name)) for name in CASES}


@pytest.fixture(scope="module")
def recalculated(
    workbooks: dict[str, bytes], require: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Every workbook, shipped and changed, with LibreOffice's own values."""
    office = shutil.which("soffice")
    require(office, "LibreOffice (soffice)")
    folder = tmp_path_factory.mktemp("lo")
    files = dict(workbooks.items())
    files |= {f"x-{key}": change(workbooks[case], edit) for key, (case, edit, _) in CHANGES.items()}
    files["x-pris"] = change(
        workbooks[EXAMPLE],
        lambda book: (_price(book, "Fængsel", 5000.0), _quantity(book, "Fængsel", -9.0)),
    )
    files["x-nej"] = change(workbooks[EXAMPLE], _switch_off)
    files["x-lang"] = build_workbook(
        document_of(IPS).model_copy(
            update={"workbook": WorkbookBlock(data=workbook_data(long_result()))}
        )
    )
    files["x-profil"] = change(workbooks[IPS], lambda book: _profile(book, "", 5.0))
    return recalculate(office, files, folder)


def _switch_off(book: Any) -> None:
    sheet = book["Konsekvenser"]
    row = find(sheet, "Fængsel")
    assert sheet.cell(row, 4).value == "ja"
    sheet.cell(row, 4).value = "nej"


def net_results(book: Any, kind: str = "") -> dict[str, float]:
    sheet = book["Resultat"]
    top = find(sheet, "I alt", after=f"Tabel til Figur 2.1: Nettoresultat{kind} fordelt")
    return {str(sheet.cell(top + n, 1).value): sheet.cell(top + n, 2).value for n in range(5)}


def assert_same_results(book: Any, result: Any) -> None:
    sheet = book["Resultat"]
    assert net_results(book) == pytest.approx(dict(result.by_actor()), abs=0.01)
    for title, series in (
        ("Tabel til Figur 2.1, kommunens udvalg", result.by_committee()),
        ("Tabel til Figur 2.3a", result.by_area()),
        ("Tabel til Figur 3.1", result.per_participant()),
    ):
        for name, amount in series.items():
            cell = sheet.cell(find(sheet, name, after=title), 2).value
            assert cell == pytest.approx(amount, abs=0.01), (title, name)
    for title, table in (
        ("Tabel til Figur 2.2b", result.by_year()),
        ("Tabel til Figur 2.2a", result.cumulative()),
    ):
        for year, amounts in table.iterrows():
            row = find(sheet, year, after=title)
            for n, actor in enumerate(ACTORS):
                cell = sheet.cell(row, 2 + n).value
                assert cell == pytest.approx(amounts[actor], abs=0.01), (title, year, actor)
    for name, rate in break_even(result).rates.items():
        cell = sheet.cell(find(sheet, name, after="Break-even"), 2).value
        if rate is None:
            assert isinstance(cell, str)
        else:
            assert cell == pytest.approx(rate, abs=1e-8), name


@pytest.mark.parametrize("name", CASES)
def test_every_stored_value_is_what_libreoffice_computes(
    name: str, workbooks: dict[str, bytes], recalculated: dict[str, Any]
) -> None:
    assert assert_same_values(workbooks[name], recalculated[name]) > 300


@pytest.mark.parametrize("name", CASES)
def test_the_results_in_the_workbook_are_the_engines(name: str, recalculated: Any) -> None:
    result = result_of(name)
    if result.case.reverse_only:
        assert net_results(recalculated[name], " uden konsekvenser") == pytest.approx(
            dict(result.by_actor()), abs=0.01
        )
        assert "Konsekvenser" not in recalculated[name].sheetnames
    else:
        assert_same_results(recalculated[name], result)


@pytest.mark.parametrize("key", CHANGES)
def test_a_changed_input_cell_gives_the_engines_result_with_the_same_change(
    key: str, recalculated: Any
) -> None:
    case, _, settings = CHANGES[key]
    changed = result_of(case, *settings)
    assert dict(changed.by_actor()) != pytest.approx(dict(result_of(case).by_actor()), abs=1)
    assert_same_results(recalculated[f"x-{key}"], changed)


def _with_prison(**update: Any) -> Any:
    from som_calc.case.model import Case

    case = result_of(EXAMPLE).case
    data = case.model_dump(by_alias=True)
    for item in data["konsekvenser"]:
        if item["ydelse"] == "Fængsel":
            if "signifikant" in update:
                item["signifikant"] = update["signifikant"]
            else:
                item["ændring"]["værdi"][0] = -9.0
    for price in data["priser"]:
        if price["ydelse"] == "Fængsel" and "signifikant" not in update:
            price["kommune"]["værdi"] = 5000.0
    return som_calc.calculate(Case.model_validate(data))


def test_a_changed_price_and_quantity_give_the_engines_result(recalculated: Any) -> None:
    assert_same_results(recalculated["x-pris"], _with_prison())


def long_result() -> Any:
    """Services and back-calculated values together, over 75 years with falling rates."""
    from som_calc.case.model import Case

    data = result_of(EXAMPLE).case.model_dump(by_alias=True)
    back = result_of(IPS).case.model_dump(by_alias=True)["tilbageregnede_konsekvenser"]
    back["tidsprofil"]["værdi"] = {k: 1 + k % 3 for k in range(65)}
    data |= {"tilbageregnede_konsekvenser": back, "diskonteringsår": 2026}
    data["periode"] = {"fra": 2025, "til": 2100, "horisont": 70}
    return som_calc.calculate(Case.model_validate(data))


def test_falling_rates_and_both_kinds_of_consequences_give_the_engines_result(
    recalculated: Any,
) -> None:
    result = long_result()
    assert len(result.schedule.steps) == 3
    assert_same_results(recalculated["x-lang"], result)


def test_a_consequence_can_be_switched_off(recalculated: Any) -> None:
    expected = _with_prison(signifikant=False).by_actor()
    assert net_results(recalculated["x-nej"]) == pytest.approx(dict(expected), abs=0.01)


def test_another_time_profile_moves_the_years_but_not_the_present_value(recalculated: Any) -> None:
    book, plain = recalculated["x-profil"], recalculated[IPS]
    assert net_results(book) == pytest.approx(net_results(plain), abs=0.01)
    sheet = book["Resultat"]
    row = find(sheet, 2025, after="Tabel til Figur 2.2b")
    assert sheet.cell(row, 2).value > plain["Resultat"].cell(row, 2).value + 1


def test_the_published_numbers_of_aabenraa_stand_in_the_workbook(recalculated: Any) -> None:
    shown = {name: round(value) for name, value in net_results(recalculated[IPS]).items()}
    assert shown == {
        "I alt": 1071273, "Kommune": 4121031, "Region": 286577, "Stat": 299375,
        "Statslig tilskud": -3635710,
    }  # fmt: skip
    changed = {n: round(v) for n, v in net_results(recalculated["x-mereffekt"]).items()}
    assert changed == {
        "I alt": 3199856, "Kommune": 6015234, "Region": 401208, "Stat": 419124,
        "Statslig tilskud": -3635710,
    }  # fmt: skip
    sheet = recalculated[IPS]["Resultat"]
    rates = [sheet.cell(find(sheet, name, after="Break-even"), 2).value for name in (
        "I alt", "Kommune", "Kommune uden tilskud")]  # fmt: skip
    assert [round(100 * rate, 3) for rate in rates] == [3.993, 0.649, 4.488]


def _sensitivity(book: Any, result: Any) -> None:
    """The sheet Følsomhed against the analyses, which know nothing of the workbook."""
    from som_calc.analysis.sensitivity import success_by_cost

    sheet, own = book["Følsomhed"], result.success_rate
    for name in ("I alt", "Kommune", "Kommune uden tilskud"):
        top = find_rows(sheet, f"{name}: nettoresultat ved andre") + 1
        rates = [sheet.cell(top, col).value for col in range(2, 11)]
        assert rates == pytest.approx([min(own * k / 4, 1) for k in range(9)])
        costs = [sheet.cell(top + n, 1).value for n in range(1, 12)]
        grid, line = success_by_cost(result.case, result.schedule, name, rates, costs)
        wide = grid.pivot_table(index="cost_factor", columns="success_rate", values="net")
        for n, cost in enumerate(wide.index, 1):
            shown = [sheet.cell(top + n, col).value for col in range(2, 11)]
            assert shown == pytest.approx(list(wide.loc[cost]), abs=0.01), (name, cost)
            zero, expected = sheet.cell(top + n, 11).value, line["break_even"].iloc[n - 1]
            if np.isnan(expected):
                assert str(zero).endswith("ved enhver mereffekt")
            else:
                assert zero == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        (IPS, []),
        ("aabenraa-flere-unge", []),
        (EXAMPLE, []),
        ("x-mereffekt", ["mereffekt=7%"]),
        ("x-tilskud", ["tilskud.1.andel=30%"]),
        ("x-rente", ["diskonteringsrente=1%"]),
    ],
)
def test_the_sensitivity_sheet_is_the_analysis_and_follows_the_inputs(
    key: str, settings: list[str], recalculated: Any
) -> None:
    case = CHANGES[key[2:]][0] if key.startswith("x-") else key
    _sensitivity(recalculated[key], result_of(case, *settings))


def test_the_sensitivity_sheet_holds_the_published_break_evens(recalculated: Any) -> None:
    sheet = recalculated[IPS]["Følsomhed"]
    shown = [sheet.cell(find(sheet, name), 6).value for name in ACTORS[:2]]
    assert [round(100 * rate, 3) for rate in shown] == [3.993, 0.649]
    assert round(sheet.cell(find(sheet, "I alt"), 7).value, 3) == 1.165
    assert sheet.cell(find(sheet, "Statslig tilskud"), 7).value == "findes ikke"


@pytest.mark.parametrize("name", ["aarhus-cti", "randers-act"])
def test_the_required_saving_makes_a_case_without_consequences_break_even(
    name: str, recalculated: Any
) -> None:
    result = result_of(name)
    sheet = recalculated[name]["Resultat"]
    factors = result.schedule.factors(
        result.case.discount_base, np.array([c.start for c in result.cohorts])
    )
    weight = sum(c.participants * f for c, f in zip(result.cohorts, factors, strict=True))
    bare = result.without_grants().by_actor()["Kommune"]
    net = result.by_actor()
    for label, shortfall in (
        ("I alt", -net["I alt"]), ("Kommune", -net["Kommune"]), ("Kommune uden tilskud", -bare)
    ):  # fmt: skip
        row = find(sheet, label, after="Hvad skal være sandt")
        needed = sheet.cell(row, 4).value
        assert needed * result.success_rate * weight == pytest.approx(shortfall, abs=0.01)
