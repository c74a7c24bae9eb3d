"""Refusion: what of a gross price the kommune carries and what the state pays back.

Two dated rules: the refusionstrappe (share by week on a benefit, ``satser/
refusionstrappe.yaml``) and § 110 (share by day of the year in a forsorgshjem,
``satser/refusion-110.yaml``).  Sources stand in the files; a kommune's own files go
first.  The split is of the average unit over a stretch of weeks or days::

    state = gross · Σ share(step) / number of steps
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from som_calc.knowledge.rates import load_parameter
from som_calc.resources import find


@dataclass(frozen=True)
class RefusionRule:
    """A dated rule: its file, and the Danish words for what it counts."""

    file: str
    step: str
    steps: str
    longest: int


BENEFIT = RefusionRule("satser/refusionstrappe.yaml", "uge", "uger", 52 * 60)
SHELTER = RefusionRule("satser/refusion-110.yaml", "dag", "dage", 366)


@dataclass(frozen=True)
class Split:
    """A gross price split on payers, kr. per unit; ``share`` is the state's.

    ``explanation`` says in Danish how, with the rule's source.
    """

    municipality: float
    state: float
    share: float
    explanation: str
    source: str


def share_of_state(rule: RefusionRule, first: int, last: int, date: dt.date) -> tuple[float, str]:
    """The state's average share over the steps ``first`` to ``last``, and the rule's source.

    Args:
        rule: :data:`BENEFIT` (weeks on the benefit) or :data:`SHELTER` (days of the year).
        first: the first week or day, counted from 1.
        last: the last one, included.
        date: the day whose rules apply.

    Raises:
        CaseError: the file is faulty or has no rule that early.
        ValueError: not a stretch; the message is Danish.

    >>> share_of_state(BENEFIT, 1, 4, dt.date(2026, 1, 1))[0]
    0.8
    >>> share_of_state(SHELTER, 1, 240, dt.date(2026, 1, 1))[0]
    0.25
    """
    if not 1 <= first <= last <= rule.longest:
        raise ValueError(f"»{first}-{last}« er ikke et antal {rule.steps}; skriv fx 40 eller 27-52")
    value = load_parameter(find("params", rule.file), 1, rule.step).on(date)
    ends = [start for start, _ in value.steps[1:]]
    total = sum(
        rate * max(0, min(last, end - 1) - max(first, start) + 1)
        for (start, rate), end in zip(value.steps, [*ends, rule.longest + 1], strict=True)
    )
    return total / (last - first + 1), value.source


def split(gross: float, rule: RefusionRule, first: int, last: int, date: dt.date) -> Split:
    """A gross price (kr. per unit) split on kommune and state.

    Raises:
        CaseError, ValueError: as :func:`share_of_state`.

    >>> round(split(1000.0, BENEFIT, 1, 52, dt.date(2026, 1, 1)).state, 2)
    380.77
    """
    share, source = share_of_state(rule, first, last, date)
    percent = f"{share * 100:.1f}".replace(".", ",").removesuffix(",0")
    stretch = f"{rule.step} {first}-{last}" if first < last else f"{rule.step} {first}"
    explanation = f"statens refusion er {percent} pct. i gennemsnit over {stretch}"
    state = gross * share
    return Split(gross - state, state, share, explanation, source)


def stretch(written: str) -> tuple[int, int]:
    """``40`` (from the first) or ``27-52`` as first and last step.

    Raises:
        ValueError: neither; the message is Danish.

    >>> stretch("40"), stretch("27–52")
    ((1, 40), (27, 52))
    """
    found = re.fullmatch(r"\s*(?:(\d{1,4})\s*[-–]\s*)?(\d{1,4})\s*", written)
    if found is None:
        raise ValueError(f"»{written}« kan ikke læses; skriv fx 40 eller 27-52")
    return int(found[1] or 1), int(found[2])
