"""A year's follow-up from its own numbers: effect, belief and forecast, in plain Python."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle import chance, frame


@dataclass(frozen=True)
class Measured:
    """One start year's counts."""

    started: int
    finished: int
    dropped: int
    successes: int
    observed: int
    """Of whom the successes were counted."""


def by_intention_to_treat(counts: Measured, among: str) -> tuple[int, int]:
    """Successes of all who started and whose course is over; who dropped out is no success.

    Where successes were counted among completers, those who dropped out are added to the
    people and none to the successes.
    """
    if among == "startede":
        return counts.successes, counts.observed
    return counts.successes, counts.observed + counts.dropped


def effect(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, tuple[float, float]]:
    """Risk difference with Newcombe's 95 pct. interval."""
    return one[0] / one[1] - other[0] / other[1], chance.newcombe(one, other)


def dropout(counts: Measured) -> float:
    """Share of those whose course is over who dropped out."""
    return counts.dropped / (counts.finished + counts.dropped)


def later_cohorts(
    case: frame.PlainCase, after: int, success_rate: float, dropped: float
) -> dict[str, float]:
    """Present value of the cohorts that start after a year, when ``dropped`` of them drop out.

    Their costs, grants and saved alternative are as planned; only those who stay can succeed.
    """
    later = {
        **case,
        "deltagere": {y: n for y, n in case["deltagere"].items() if y > after},
        "omkostninger": [
            {**line, "pr_år": {y: kr for y, kr in line.get("pr_år", {}).items() if y > after}}
            for line in case["omkostninger"]
        ],
    }
    return frame.net(later, success_rate * (1 - dropped))
