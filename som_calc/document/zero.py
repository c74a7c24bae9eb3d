"""A break-even in words: the share, or on which side of zero the result lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from som_calc.case.names import CROSSINGS
from som_calc.document import danish

if TYPE_CHECKING:
    from som_calc.analysis.break_even import Line


def one_decimal(rate: float) -> str:
    """A share in pct., as running text tells a break-even."""
    return danish.percent(rate, 1)


def line_words(line: Line, shown: Callable[[float], str] = one_decimal) -> str:
    """The break-even of a line where gain becomes loss there; else its verdict.

    Args:
        line: the result by success rate.
        shown: how a share is written.

    >>> from som_calc.analysis.break_even import Line
    >>> line_words(Line(-100.0, 2000.0)), line_words(Line(0.0, 2000.0))
    ('5,0\\xa0pct.', 'overskud, når mereffekten er over 0')
    """
    rate = line.break_even
    return shown(rate) if line.crosses and rate is not None else line.verdict


def known_words(rate: float | None, net: float, shown: Callable[[float], str] = one_decimal) -> str:
    """The same of a result that is remembered as its break-even and its kr. at one rate.

    Args:
        rate: the break-even (share), or None where the result is never zero, or always.
        net: the result in kr. at some success rate.
        shown: how a share is written.

    >>> known_words(None, -5.0), known_words(0.0, -5.0)
    ('underskud ved enhver mereffekt', 'underskud, når mereffekten er over 0')
    """
    side = (round(net) > 0) - (round(net) < 0)
    if rate is None:
        return CROSSINGS[side, side]
    if side and rate in (0.0, 1.0):
        return CROSSINGS[(0, side) if rate == 0.0 else (side, 0)]
    return shown(rate)
