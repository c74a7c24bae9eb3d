"""Everything a follow-up report rests on, read from the files beside a case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from som_calc.analysis.followup.tracking import Tracking, track
from som_calc.api import COMPLETERS, discount_schedule_of, load_case
from som_calc.case.followup_frozen import (
    Decision,
    Frozen,
    changes_since,
    incomplete_decisions,
    load_frozen,
    missing_decision,
)
from som_calc.case.followup_reading import load_follow_ups
from som_calc.case.problems import Problem
from som_calc.knowledge.discount import DiscountSchedule
from som_calc.knowledge.rates import discount_schedule

SAME = 1.0
"""kr. a decided result may differ when calculated again."""


@dataclass(frozen=True)
class Followed:
    """A case followed, with what a reader must know of its files."""

    tracking: Tracking
    case_file: Path
    files: tuple[Path, ...]
    decision: Decision | None
    changes: tuple[tuple[str, str, str], ...]
    """What was changed in the case file since the decision: field, decided, now."""
    warnings: tuple[Problem, ...]

    @property
    def recalculated(self) -> bool:
        """Whether the decided case gives another result today than when it was decided."""
        if self.decision is None:
            return False
        return _moved(self.tracking, self.decision.net_result) > SAME


def follow(
    case_file: str | Path, year: int | None = None, folder: str | Path | None = None
) -> Followed:
    """Read a case, its frozen decision and its follow-ups.

    Args:
        case_file: the case's own file.
        year: the last follow-up year; the newest when left out.
        folder: follow-ups elsewhere than in ``<sag>/opfoelgning``.

    Raises:
        CaseError: a file cannot be used, or a frozen file has been tampered with.
    """
    frozen = load_frozen(case_file, COMPLETERS)
    if frozen is None:
        case, schedule = load_case(case_file), None
        changes: list[tuple[str, str, str]] = []
        notes = [missing_decision(case_file)]
    else:
        case = frozen.case
        steps = tuple(sorted(frozen.decision.discount_rate.items()))
        schedule = DiscountSchedule(steps, f"vedtaget {frozen.decision.date.isoformat()}")
        changes, notes = changes_since(frozen, case_file), []
        if changes:
            fields = ", ".join(field for field, _, _ in changes[:3])
            more = f" og {len(changes) - 3} mere" if len(changes) > 3 else ""
            notes.append(
                Problem(
                    str(case_file),
                    None,
                    None,
                    f"sagen er ændret, siden den blev vedtaget ({fields}{more})",
                    "opfølgningen måler mod den vedtagne version",
                    warning=True,
                )
            )
    found = load_follow_ups(case_file, case, year, folder)
    then = schedule or discount_schedule_of(case)
    now = then if case.discount_rate else discount_schedule(found.items[-1].date)
    tracking = track(case, found.items, then, now)
    notes += incomplete_decisions(case_file)
    if frozen is not None and (note := _other_result(tracking, frozen)) is not None:
        notes.append(note)
    return Followed(
        tracking,
        Path(case_file),
        found.files,
        None if frozen is None else frozen.decision,
        tuple(changes),
        (*notes, *found.warnings),
    )


def _moved(tracking: Tracking, then: dict[str, float]) -> float:
    """The largest difference in kr. between the decided result then and calculated now."""
    now = tracking.decided.by_actor()
    return max((abs(float(now[name]) - kr) for name, kr in then.items() if name in now), default=0)


def _other_result(tracking: Tracking, frozen: Frozen) -> Problem | None:
    if _moved(tracking, frozen.decision.net_result) <= SAME:
        return None
    return Problem(
        str(frozen.folder),
        None,
        None,
        "den vedtagne sag giver i dag et andet resultat end ved vedtagelsen",
        "sagen er den samme; data, den henviser til, eller programmet er ændret siden",
        warning=True,
    )
