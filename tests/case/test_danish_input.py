"""Numbers, shares and dates as people write them: always a value or a sentence."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from som_calc.case.danish_input import (
    parse_amount,
    parse_count,
    parse_date,
    parse_kroner,
    parse_length,
    parse_number,
    parse_share,
    parse_year,
    parse_yes_no,
)
from som_calc.case.plain_case import written as as_written
from som_calc.document import danish

PARSERS: list[Callable[[object], object]] = [
    parse_number,
    parse_kroner,
    parse_length,
    parse_share,
    parse_amount,
    parse_year,
    parse_count,
    parse_date,
    parse_yes_no,
]


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_printed_amount_reads_back_as_itself(value: int) -> None:
    assert parse_kroner(danish.kroner(value)) == value


@given(st.integers(min_value=-(10**10), max_value=10**10), st.integers(min_value=1, max_value=4))
def test_a_printed_number_with_decimals_reads_back(value: int, decimals: int) -> None:
    number = value / 10**decimals

    assert parse_number(danish.number(number, decimals)) == pytest.approx(number, abs=1e-9)


@given(st.integers(min_value=-10_000, max_value=10_000))
def test_a_printed_percentage_reads_back_as_a_share(hundredths: int) -> None:
    share = hundredths / 10_000

    assert parse_share(danish.percent_sign(share, 2)) == pytest.approx(share, abs=1e-12)
    assert parse_share(danish.percent(share, 2)) == pytest.approx(share, abs=1e-12)


@given(st.floats(min_value=0, max_value=1).map(lambda x: round(x, 6)))
def test_comma_and_point_mean_the_same_share(share: float) -> None:
    plain = f"{share:.6f}"

    assert parse_share(plain) == parse_share(plain.replace(".", ",")) == share


@given(st.text(max_size=20), st.sampled_from(PARSERS))
def test_any_text_gives_a_finite_value_or_a_sentence_with_a_remedy(
    text: str, parse: Callable[[object], object]
) -> None:
    said, value = "", None
    try:
        value = parse(text)
    except ValueError as error:
        said = str(error)

    if value is None:
        wrong, _, right = said.partition("; ")
        assert wrong
        assert right
    else:
        assert not isinstance(value, float) or math.isfinite(value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.071.273", 1_071_273),
        ("−3.635.710", -3_635_710),
        ("-40", -40),
        ("0,05", 0.05),
        ("1.5", 1.5),
        ("1\u00a0234\u202f567,5", 1_234_567.5),
        ("983200", 983_200),
    ],
)
def test_plain_numbers(written: str, value: float) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize(
    "written",
    ["", "-", "1.23.456", "1,2,3", "1e5", "inf", "nan", "½", "--3", "tolv", "5 %", "1.2.3"],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=";"):
        parse_number(written)


def test_a_number_that_can_be_read_two_ways_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match="skriv −1234 eller −1,234"):
        parse_number("-1.234")


@pytest.mark.parametrize(
    ("written", "value"),
    [("1.234", 1234), ("7,5 mio. kr.", 7_500_000), ("2 mia.", 2e9), ("500,-", 500), ("12 kr", 12)],
)
def test_amounts(written: str, value: float) -> None:
    assert parse_kroner(written) == value


@pytest.mark.parametrize(
    ("amount", "both"),
    [
        ("400,000", "skriv 400.000 eller 400,00"),
        ("−2,750 kr.", "skriv −2.750 eller −2,75"),
        ("12,345", "skriv 12.345 eller 12,3450"),
    ],
)
def test_an_amount_with_a_comma_before_three_digits_is_refused_with_both(
    amount: str, both: str
) -> None:
    for parse in (parse_kroner, parse_amount):
        with pytest.raises(ValueError, match=f"to måder; {both}"):
            parse(amount)


@pytest.mark.parametrize("written", ["400,000", "1,250"])
def test_a_count_with_a_comma_before_three_digits_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="to måder"):
        parse_count(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0,125", 0.125),
        ("1.234,567", 1234.567),
        ("1234,567", 1234.567),
        ("1,125 mio. kr.", 1_125_000),
        ("400,0000", 400),
        ("400,00", 400),
    ],
)
def test_an_amount_whose_comma_can_only_be_decimal_is_read(written: str, value: float) -> None:
    assert parse_kroner(written) == value


@given(st.integers(min_value=-999_999, max_value=999_999))
def test_an_amount_with_three_decimals_is_written_so_that_it_reads_back(thousandths: int) -> None:
    amount = thousandths / 1000

    assert parse_kroner(as_written(amount, "kroner")) == amount
    assert parse_amount(as_written(amount, "amount")) == amount


@pytest.mark.parametrize("written", ["105 %", "5", "−101 %", "1,01", "7000"])
def test_a_share_over_100_pct_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="over 100 %"):
        parse_share(written)


@pytest.mark.parametrize("written", ["0.055", "5,5 %", "5.5 pct.", "5,5 procent", "0,055"])
def test_a_share_with_three_decimals_is_no_thousand(written: str) -> None:
    assert parse_share(written) == pytest.approx(0.055, abs=1e-15)


@pytest.mark.parametrize(
    "written",
    ["2026-03-01", "1. marts 2026", "1 mar 2026", "01/03/2026", "1.3.2026", "2026-03-01T09:00"],
)
def test_dates(written: str) -> None:
    assert parse_date(written) == dt.date(2026, 3, 1)


@pytest.mark.parametrize("written", ["31. april 2026", "2026-13-01", "i går", "1.3.26", "45352"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=";"):
        parse_date(written)


@pytest.mark.parametrize("written", ["25", "1989", "2151", "2025,5", "to tusind"])
def test_what_is_no_year_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="fire cifre"):
        parse_year(written)


def test_half_a_person_is_refused() -> None:
    with pytest.raises(ValueError, match="helt tal"):
        parse_count("12,5")


@pytest.mark.parametrize(("written", "value"), [("ja", True), ("Nej", False), (True, True)])
def test_yes_and_no(written: object, value: bool) -> None:
    assert parse_yes_no(written) is value


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("1", 1),
        ("1,5 år", 1.5),
        ("9 mdr.", 0.75),
        ("1 måned", 1 / 12),
        ("2½ år", 2.5),
        ("13 uger", 0.25),
    ],
)
def test_a_length_of_time_is_read_in_years(written: str, years: float) -> None:
    assert parse_length(written) == pytest.approx(years)


def test_a_length_that_is_none_is_refused_with_examples() -> None:
    with pytest.raises(ValueError, match="2 år eller 3 måneder"):
        parse_length("mange år")
