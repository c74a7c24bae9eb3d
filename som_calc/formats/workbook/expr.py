"""Formulas that know their own value.

A workbook is only trusted when the value stored beside a formula is the formula's own.
A :class:`Term` therefore carries both: combining terms writes the Excel formula and
computes its value at once, so the two cannot drift apart.  Only the few functions the
calculation needs exist here.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from som_calc.document import danish
from som_calc.formats.workbook.sheet import address

ATOM = 9
# In Excel a leading minus binds tighter than a power.
_NEGATE, _POWER, _TIMES, _PLUS, _JOIN, _COMPARE = 8, 7, 6, 5, 4, 3


class Term:
    """A piece of a formula: its text, its value (number, text or array), its precedence."""

    __slots__ = ("level", "text", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str, value: Any, level: int = ATOM) -> None:
        self.text = text
        self.value = value
        self.level = level

    def __add__(self, other: Any) -> Term:
        return _binary(self, "+", other, _PLUS)

    def __sub__(self, other: Any) -> Term:
        return _binary(self, "-", other, _PLUS)

    def __mul__(self, other: Any) -> Term:
        return _binary(self, "*", other, _TIMES)

    def __truediv__(self, other: Any) -> Term:
        return _binary(self, "/", other, _TIMES)

    def __pow__(self, other: Any) -> Term:
        return _binary(self, "^", other, _POWER)

    def __radd__(self, other: Any) -> Term:
        return term(other) + self

    def __rsub__(self, other: Any) -> Term:
        return term(other) - self

    def __rmul__(self, other: Any) -> Term:
        return term(other) * self

    def __rtruediv__(self, other: Any) -> Term:
        return term(other) / self

    def __neg__(self) -> Term:
        return Term(f"-{_wrapped(self, _NEGATE)}", -self.value, _NEGATE)

    def __lt__(self, other: Any) -> Term:
        return _binary(self, "<", other, _COMPARE)

    def __le__(self, other: Any) -> Term:
        return _binary(self, "<=", other, _COMPARE)

    def __gt__(self, other: Any) -> Term:
        return _binary(self, ">", other, _COMPARE)

    def __ge__(self, other: Any) -> Term:
        return _binary(self, ">=", other, _COMPARE)

    def equals(self, other: Any) -> Term:
        """``=``, a method because ``==`` must keep its meaning for tests."""
        return _binary(self, "=", other, _COMPARE)


class CellTerm(Term):
    """A written cell.  Its text is the absolute address; ``rel``, ``col``, ``row`` loosen it."""

    __slots__ = ("at_col", "at_row", "sheet")

    def __init__(self, sheet: str, row: int, col: int, value: Any, name: str = "") -> None:
        super().__init__(name or f"{sheet}!{address(row, col, True, True)}", value)
        self.sheet, self.at_row, self.at_col = sheet, row, col

    def _loosened(self, row_fixed: bool, col_fixed: bool) -> Term:
        place = address(self.at_row, self.at_col, row_fixed, col_fixed)
        return Term(f"{self.sheet}!{place}", self.value)

    @property
    def rel(self) -> Term:
        """Both parts follow when the formula is copied (C5)."""
        return self._loosened(False, False)

    @property
    def col(self) -> Term:
        """The column stays ($C5)."""
        return self._loosened(False, True)

    @property
    def row(self) -> Term:
        """The row stays (C$5)."""
        return self._loosened(True, False)


def area(cells: list[CellTerm], *, follow: str = "") -> Term:
    """A contiguous range over ``cells`` (first to last).

    ``follow`` says which parts move when copied: ``""``, ``"row"``, ``"col"``.
    """
    first, last = cells[0], cells[-1]
    fixed = (follow != "row", follow != "col")
    ends = [address(c.at_row, c.at_col, *fixed) for c in (first, last)]
    values = [0.0 if cell.value is None else cell.value for cell in cells]
    kind: Any = object if any(isinstance(v, str) for v in values) else float
    return Term(f"{first.sheet}!{':'.join(ends)}", np.array(values, dtype=kind))


def term(raw: Any) -> Term:
    """A Python number or text as a constant."""
    if isinstance(raw, Term):
        return raw
    if isinstance(raw, str):
        return Term('"' + raw.replace('"', '""') + '"', raw)
    return Term(repr(raw), raw, ATOM if raw >= 0 else _NEGATE)


def _wrapped(part: Term, level: int) -> str:
    return part.text if part.level > level else f"({part.text})"


def _binary(left: Any, sign: str, right: Any, level: int) -> Term:
    a, b = term(left), term(right)
    # Left-associative: only the right operand needs brackets at equal precedence.
    first = a.text if a.level >= level else f"({a.text})"
    if sign in "^<=>=":
        first = _wrapped(a, level)
    return Term(f"{first}{sign}{_wrapped(b, level)}", _OPERATIONS[sign](a.value, b.value), level)


def _quotient(a: Any, b: Any) -> Any:
    return math.nan if not isinstance(b, np.ndarray) and b == 0 else a / b


_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _quotient,
    "^": operator.pow,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


def _call(name: str, *parts: Term) -> str:
    return f"{name}({','.join(part.text for part in parts)})"


def total(*parts: Term) -> Term:
    """SUM."""
    value = sum(float(np.sum(np.asarray(part.value, dtype=float))) for part in parts)
    return Term(_call("SUM", *parts), value)


def sumproduct(*parts: Term) -> Term:
    """SUMPRODUCT of equally long ranges, or of one array expression."""
    product: Any = 1.0
    for part in parts:
        product = product * np.asarray(part.value, dtype=float)
    return Term(_call("SUMPRODUCT", *parts), float(np.sum(product)))


def sumif(keys: Term, key: Any, values: Term) -> Term:
    """SUMIF on numbers; text is compared with :func:`exact`, since SUMIF reads patterns."""
    wanted = term(key)
    found = np.asarray(keys.value, dtype=float) == wanted.value
    value = float(np.sum(np.asarray(values.value, dtype=float)[found]))
    return Term(_call("SUMIF", keys, wanted, values), value)


def exact(texts: Term, wanted: Any) -> Term:
    """EXACT over a range: 1 where the text is the same."""
    word = term(wanted)
    return Term(_call("EXACT", texts, word), np.array([t == word.value for t in texts.value]))


def when(test: Term, then: Any, otherwise: Any) -> Term:
    """IF."""
    a, b = term(then), term(otherwise)
    return Term(_call("IF", test, a, b), a.value if test.value else b.value)


def both(*tests: Term) -> Term:
    """AND."""
    return Term(_call("AND", *tests), all(bool(test.value) for test in tests))


def largest(*parts: Any) -> Term:
    """MAX."""
    terms = [term(part) for part in parts]
    return Term(_call("MAX", *terms), max(t.value for t in terms))


def smallest(*parts: Any) -> Term:
    """MIN."""
    terms = [term(part) for part in parts]
    return Term(_call("MIN", *terms), min(t.value for t in terms))


def round_up(part: Term) -> Term:
    """ROUNDUP to a whole number."""
    return Term(_call("ROUNDUP", part, term(0)), float(math.ceil(part.value)))


def lookup(key: Term, keys: Term, values: Term) -> Term:
    """LOOKUP in rising ``keys``: the last one that is not above ``key``."""
    place = int(np.searchsorted(np.asarray(keys.value, dtype=float), key.value, side="right")) - 1
    return Term(_call("LOOKUP", key, keys, values), float(values.value[max(place, 0)]))


def rounded(part: Term, decimals: int) -> Term:
    """ROUND."""
    return Term(
        _call("ROUND", part, term(decimals)), float(danish.rounded(part.value, decimals)) + 0.0
    )


def joined(*parts: Any) -> Term:
    """Texts and whole numbers put together with ``&``."""
    terms = [term(part) for part in parts]
    words = [t.value if isinstance(t.value, str) else str(round(t.value)) for t in terms]
    return Term("&".join(_wrapped(t, _JOIN) for t in terms), "".join(words), _JOIN)
