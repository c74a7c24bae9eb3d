"""Rows as high as their labels: a label on three lines never runs into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from som_calc.figures.lettering import text_width


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


@dataclass(frozen=True)
class Stack:
    """Rows of one height with their names above them, for a narrow sheet.

    Attributes:
        pitch: inches from one row to the next.
        height: inches of all rows together.
        y: values at the lower and the upper edge, with the rows at 0, 1, 2 …
        lift: points from the middle of a row to the middle of the lowest line of its name.
    """

    pitch: float
    height: float
    y: tuple[float, float]
    lift: float


def stack(labels: Sequence[str], half: float) -> Stack:
    """Room for wrapped names above rows whose marks reach ``half`` inches up and down."""
    names = 0.17 * max(1 + label.count("\n") for label in labels)
    pitch, above, below = 2 * half + names + 0.1, half + names + 0.05, half + 0.07
    last = len(labels) - 1
    return Stack(
        pitch, pitch * last + above + below, (last + below / pitch, -above / pitch), 72 * half + 7
    )


def widest(labels: Sequence[str]) -> float:
    """Inches that wrapped labels take at the left of their rows."""
    return max(text_width(line) for label in labels for line in label.split("\n"))
