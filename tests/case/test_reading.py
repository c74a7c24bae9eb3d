"""A case file is read the way people write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from som_calc.api import check_case, load_case
from som_calc.case.model import Case
from som_calc.resources import shipped

Write = Callable[..., Path]
SHIPPED = sorted(path.name for path in shipped("params").glob("*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cases_that_ship_with_us_have_neither_errors_nor_warnings(name: str) -> None:
    assert check_case(shipped("params") / name).problems == []


@pytest.mark.parametrize("written", ["5 %", "5%", "5 pct.", "0,05", "0.05", "5,0 %", "'5 %'"])
def test_a_rate_may_be_written_in_many_ways(write_case: Write, written: str) -> None:
    case = load_case(write_case(("mereffekt: 5 %", f"mereffekt: {written}")))

    assert case.success_rate.value == 0.05


@pytest.mark.parametrize(
    "written", ["30.000", "30000", "30.000 kr.", "30.000,00", "30 000", "0,03 mio. kr.", "30.000,-"]
)
def test_an_amount_may_be_written_in_many_ways(write_case: Write, written: str) -> None:
    case = load_case(write_case(("pr_deltager: 30.000", f"pr_deltager: {written}")))

    assert case.costs[0].per_participant is not None
    assert case.costs[0].per_participant.value == 30_000


def test_an_unquoted_point_before_three_digits_groups_thousands(write_case: Write) -> None:
    case = load_case(write_case(("30.000", "30.725")))

    assert case.costs[0].per_participant is not None
    assert case.costs[0].per_participant.value == 30_725


def test_keys_may_be_written_without_danish_letters_and_with_blanks(write_case: Write) -> None:
    path = write_case(
        ("målgruppe", "Maalgruppe"),
        ("pr_deltager", "pr. deltager".replace(".", "")),
        ("diskonteringsår", "diskonteringsaar"),
    )

    assert load_case(path) == load_case(write_case())


@pytest.mark.parametrize(("encoding", "newline"), [("utf-8-sig", "\r\n"), ("utf-8", "\r\n")])
def test_files_from_windows_are_read(write_case: Write, encoding: str, newline: str) -> None:
    assert load_case(write_case(encoding=encoding, newline=newline)).title == "Prøvesag"


@pytest.mark.parametrize("written", ["region", "REGION", "Region"])
def test_a_choice_may_be_written_in_any_case(write_case: Write, written: str) -> None:
    path = write_case(("pr_deltager: 30.000", f"pr_deltager: 30.000\n    betaler: {written}"))

    assert load_case(path).costs[0].payer == "Region"


def test_a_value_may_carry_its_source(write_case: Write) -> None:
    group = "mereffekt: {værdi: 5 %, kilde: Notat, status: lokalt tal}"
    rate = load_case(write_case(("mereffekt: 5 %", group))).success_rate

    assert (rate.value, rate.source, rate.status) == (0.05, "Notat", "lokalt tal")


def test_one_alternative_needs_no_list(write_case: Write) -> None:
    path = write_case(
        ("omkostninger:", "alternativ: {navn: Andet, pr_deltager: 10.611}\nomkostninger:")
    )

    assert load_case(path).alternative[0].per_participant.value == 10_611


def test_a_fault_in_a_single_alternative_has_its_line(write_case: Write) -> None:
    path = write_case(("omkostninger:", "alternativ:\n  navn: Andet\nomkostninger:"))

    (problem,) = check_case(path).problems

    assert (problem.line, problem.field) == (15, "alternativ.pr_deltager")


@pytest.mark.parametrize("written", ["2026-03-01", "1. marts 2026", "01-03-2026", "1.3.2026"])
def test_a_date_may_be_written_in_many_ways(write_case: Write, written: str) -> None:
    case = load_case(write_case(("2026-03-01", written)))

    assert case.date.isoformat() == "2026-03-01"


@pytest.mark.parametrize("value", ["{{ 7*7 }}", "<script>x</script>", "=1+1", "#let x = 1", "${a}"])
def test_text_that_other_programs_would_run_is_plain_text_here(
    write_case: Write, value: str
) -> None:
    case: Case = load_case(write_case(("titel: Prøvesag", f"titel: '{value}'")))

    assert case.title == value


def test_a_price_in_another_year_is_fine_when_the_index_has_both(write_case: Write) -> None:
    index = "prisindeks: {navn: Indeks, kilde: DST, værdier: {2024: 110, 2026: 115}}\npriser:"
    path = write_case(("priser:", index), ("stat: 200}", "stat: 200, prisniveau: 2024}"))

    assert check_case(path).problems == []


def test_a_split_of_thirds_sums_to_100_pct_only_when_it_does(write_case: Write) -> None:
    whole = "{A: 33,33 %, B: 33,33 %, C: 33,34 %}".replace("33,3", "33.3")
    short = whole.replace("33.34", "33.33")
    split = "ændring: {0: -40, 1: -30}\n    udvalg: "

    good = check_case(write_case(("ændring: {0: -40, 1: -30}", split + whole)))
    bad = check_case(write_case(("ændring: {0: -40, 1: -30}", split + short)))

    assert good.problems == []
    assert "99,99 %" in str(bad.errors[0])


def test_a_row_that_is_not_significant_needs_no_price(write_case: Write) -> None:
    extra = "  - {ydelse: Andet, enhed: dage, ændring: {0: -1}, signifikant: nej}\npriser:"

    assert check_case(write_case(("priser:", extra))).problems == []
