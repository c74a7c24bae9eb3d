"""Tables made to take long are read in the time their cells take, or refused with the reason."""

from __future__ import annotations

import json

import pytest

from som_calc.library.privacy import check_files, tables


def stopped(content: str, name: str = "bilag/a.csv") -> list[str]:
    found = check_files({name: content.encode()}, written={name}, attached={name})
    assert all(one.final for one in found)
    return [one.wrong for one in found]


@pytest.mark.parametrize("first", ["", "Kvinder;", "7;"])
@pytest.mark.parametrize("heading", ["a", "I alt", "Antal", "Borgere"])
def test_each_cell_of_a_wide_table_is_looked_at_a_few_times(
    first: str, heading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    for name in ("_is_number", "_is_unit", "_hidden", "_count", "_says_people", "_spaced"):
        plain = getattr(tables, name)
        monkeypatch.setattr(tables, name, lambda text, plain=plain: looked.append(1) or plain(text))
    width = 1_000
    rows = [first + ";".join([one] * width) for one in (heading, "12", "13")]
    list(tables.table_findings("a", [row.split(";") for row in rows]))
    assert len(looked) < 100 * width


def test_every_small_count_is_told_with_the_smallest_other_beside_it() -> None:
    rows = [["", "Kvinder", "Mænd", "Unge", "I alt"], ["A", "3", "4", "3", "10"]]
    told = [one.remedy for one in tables.table_findings("a", rows)]
    assert [remedy.split("»")[2].split("«")[0] for remedy in told[:3]] == [
        "Unge",
        "Kvinder",
        "Kvinder",
    ]


def test_more_columns_than_a_sheet_has_are_refused() -> None:
    [wrong] = stopped("1;" * 20_000 + "\n" + "1;" * 20_000)
    assert wrong == "har 20.001 kolonner; højst 16.384 kan læses igennem"
    assert stopped("1;" * 16_000 + "\n" + "1;" * 16_000) == []


def test_one_long_row_over_many_short_is_refused() -> None:
    [wrong] = stopped("1;" * 2_000 + "\n" + "a;2\n" * 6_000)
    assert wrong.startswith("har 6.001 rækker og 2.001 kolonner")


def test_objects_that_share_no_field_are_refused() -> None:
    [wrong] = stopped(json.dumps([{f"a{i}": 1} for i in range(2_000)]), "bilag/a.json")
    assert "2.000 kolonner" in wrong


def test_long_series_of_numbers_in_json_are_no_wide_table() -> None:
    content = json.dumps({"punkter": [[[i, i] for i in range(20_000)], *[[[1, 2]]] * 300]})
    assert stopped(content, "bilag/kort.json") == []


def test_as_many_columns_of_dates_as_of_last_digits_are_refused() -> None:
    heads = ";".join(f"født cpr {i}" for i in range(200))
    [wrong] = stopped(f"{heads}\n{'010190;' * 199}010190")
    assert wrong.startswith("har 200 kolonner med datoer og 200 med løbenumre")
