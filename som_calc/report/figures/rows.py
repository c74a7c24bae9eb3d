"""Rows as high as their labels: a label on three lines never runs into the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from som_calc.report.figures.lettering import text_width


def row_places(labels: Sequence[str], *, one: float, more: float) -> tuple[list[float], float]:
    """Where each row stands, in inches from the top, and how high they are together.

    Args:
        labels: wrapped labels, one per row.
        one: height of a row with a label on one line.
        more: what each further line adds.

    >>> row_places(["a", "b\\nc", "d"], one=0.4, more=0.2)
    ([0.2, 0.7, 1.2], 1.4)
    """
    heights = [one + more * label.count("\n") for label in labels]
    ends = list(accumulate(heights))
    centres = [round(end - high / 2, 4) for end, high in zip(ends, heights, strict=True)]
    return centres, round(ends[-1], 4)


def widest(labels: Sequence[str]) -> float:
    """Inches that wrapped labels take at the left of their rows."""
    return max(text_width(line) for label in labels for line in label.split("\n"))
