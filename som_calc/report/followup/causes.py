"""Why a case is to be watched or is off course, in the words of a sentence."""

from __future__ import annotations

from typing import NamedTuple

from som_calc.analysis.followup.status import WHILE_UNKNOWN, Status
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import MUNICIPALITY, NEGATIVE, OFF_COURSE, TOTAL, UNKNOWN, WATCH
from som_calc.report.followup.words import REASONS, STEP_PHRASES

RESULTS = {"net_result": TOTAL, "municipality": MUNICIPALITY}
"""Measures that are results: what moves them most is their cause."""
GROUP_OF = {"participants": "participants", "dropped_out": "course", "effect": "effect"}
"""Measure → the step of the bridge it is seen in."""
WORSE = {
    "participants": "færre deltagere",
    "course": "større frafald",
    "costs": "højere omkostninger",
    "grants": "mindre tilskud",
    "saved": "mindre sparede udgifter",
    "effect": "mindre effekt",
}
THAN_EXPECTED = " end ventet"
DEARER = "højere udgift pr. deltager"


class Causes(NamedTuple):
    """``known`` are noun phrases (»færre deltagere end ventet«), ``unknown`` what nobody has
    counted; ``lifts`` is what makes the result better than decided all the same.
    """

    known: list[str]
    unknown: list[str]
    lifts: str | None


def causes(tracking: Tracking, status: Status) -> Causes:
    """What makes the status what it is: the steps that lower a result most, and the measures.

    Nothing, where the case is on course or only its effect is unresolved.
    """
    if status.level not in (WATCH, OFF_COURSE):
        return Causes([], [], None)
    at = {m.name: m.level for m in status.measures}
    known: list[str] = []
    for name in (name for name in status.reasons if at[name] != UNKNOWN):
        actor = RESULTS.get(name)
        phrase = _measure(tracking, name) if actor is None else _largest_fall(tracking, actor)
        if phrase is not None and phrase not in known:
            known.append(phrase)
    if DEARER + THAN_EXPECTED in known:
        # The same money twice.
        known = [phrase for phrase in known if phrase != WORSE["costs"] + THAN_EXPECTED]
    unknown = [
        REASONS[name] for name in status.reasons if at[name] == UNKNOWN and name in WHILE_UNKNOWN
    ]
    before = float(tracking.decided.by_actor()[TOTAL])
    better = float(tracking.forecast_in_decided_prices.by_actor()[TOTAL]) - before
    steps = _steps(tracking, TOTAL)
    lifts = None
    if better > 0.5 and known:
        lifts = STEP_PHRASES[max(steps, key=steps.__getitem__)]
    return Causes(known, unknown, lifts)


def told(phrases: list[str]) -> list[str]:
    """Phrases for a list; »end ventet« once, at the end, where every one has it.

    >>> told(["færre deltagere end ventet", "større frafald end ventet"])
    ['færre deltagere', 'større frafald end ventet']
    """
    if not all(phrase.endswith(THAN_EXPECTED) for phrase in phrases):
        return phrases
    return [phrase.removesuffix(THAN_EXPECTED) for phrase in phrases[:-1]] + phrases[-1:]


def _measure(tracking: Tracking, name: str) -> str:
    if name == "per_participant":
        return DEARER + THAN_EXPECTED
    return _worse(tracking, GROUP_OF[name])


def _largest_fall(tracking: Tracking, actor: str) -> str | None:
    """What lowers an actor's result most; None where no step does."""
    steps = _steps(tracking, actor)
    group = min(steps, key=steps.__getitem__)
    return _worse(tracking, group) if steps[group] < -0.5 else None


def _steps(tracking: Tracking, actor: str) -> dict[str, float]:
    """The steps of the bridge in the decided price year.

    A grant that is no smaller than expected takes nothing away: its step is then negative only
    because costs that rose first were taken to be granted their share, and belongs to them.
    """
    steps = {str(group): float(kr) for group, kr in tracking.steps[actor].items()}
    if tracking.mixed.case.price_year != tracking.case.price_year:
        del steps["prices"]
    granted = tracking.to_date("grant_received")
    if granted and granted[1] >= granted[0] - 0.5 and steps.get("grants", 0.0) < 0:
        steps["costs"] += steps.pop("grants")
    return steps


def _worse(tracking: Tracking, group: str) -> str:
    more = sum(tracking.mixed.case.participants.value.values())
    if group == "participants" and more > sum(tracking.case.participants.value.values()):
        return "flere deltagere" + THAN_EXPECTED
    if group == "effect" and tracking.evidence.verdict == NEGATIVE:
        return "en effekt under nul"
    if group == "course" and tracking.known.course.length is not None:
        return STEP_PHRASES[group]
    return WORSE[group] + THAN_EXPECTED if group in WORSE else STEP_PHRASES[group]
