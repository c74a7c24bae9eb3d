"""Numbers look as Babel writes them in Danish."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.numbers import parse_pattern
from hypothesis import example, given
from hypothesis import strategies as st

from som_calc.document import danish


@given(
    st.floats(-1e18, 1e18, allow_nan=False) | st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    st.integers(0, 6),
    st.booleans(),
)
@example(-0.4, 0, True)
@example(999.95, 1, True)
def test_a_number_is_written_as_babel_writes_it(value: float, decimals: int, group: bool) -> None:
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(value)).quantize(quantum, rounding=ROUND_HALF_UP)
    pattern = ("#,##0" if group else "0") + ("." + "0" * decimals if decimals else "")
    text = parse_pattern(pattern).apply(abs(rounded), Locale.parse(danish.LOCALE))
    sign = danish.MINUS if rounded < 0 else ""
    assert danish.number(value, decimals, grouping=group) == f"{sign}{text}"
