"""The results a decision is held against, as weights on an frame's products."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from som_calc.case.names import (
    ACTORS,
    GRANT,
    MUNICIPALITY,
    OF_ACTOR,
    OF_COMMITTEE,
    OF_MUNICIPALITY_ALONE,
    TOTAL,
    WITHOUT_GRANTS,
    Kind,
)
from som_calc.engine.frame import Frame
from som_calc.engine.rows import Label


@dataclass(frozen=True)
class Outcome:
    """One result: net present value in kr. for ``name``."""

    kind: Kind
    name: str

    def share(self, line: Label) -> float:
        """1 when ``line`` counts in this result, otherwise 0."""
        if self.kind == OF_COMMITTEE:
            return float(line.actor == MUNICIPALITY and line.committee == self.name)
        if self.kind == OF_MUNICIPALITY_ALONE:
            return float(line.actor == MUNICIPALITY and line.component != GRANT)
        return float(self.name == TOTAL or line.actor == self.name)


@dataclass(frozen=True)
class OutcomeSet:
    """Outcomes and their weights, shape (outcomes, nodes)."""

    outcomes: tuple[Outcome, ...]
    weights: np.ndarray

    def place(self, name: str) -> int:
        """Position of the actor, committee or »Kommune uden tilskud« called ``name``.

        Raises:
            KeyError: it is not among the outcomes.
        """
        for i, outcome in enumerate(self.outcomes):
            if outcome.name == name:
                return i
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """Names in order: I alt, Kommune, Region, Stat, Statslig tilskud, …, committees."""
        return [outcome.name for outcome in self.outcomes]


def outcomes(frame: Frame) -> OutcomeSet:
    """Net present value for every actor, the kommune without grants, and every committee.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> outcomes(som_calc.calculate(case).frame).names[:6]
    ['I alt', 'Kommune', 'Region', 'Stat', 'Statslig tilskud', 'Kommune uden tilskud']
    """
    found = [Outcome(OF_ACTOR, name) for name in (TOTAL, *ACTORS)]
    found.append(Outcome(OF_MUNICIPALITY_ALONE, WITHOUT_GRANTS))
    found += [Outcome(OF_COMMITTEE, name) for name in frame.committees()]
    shares = _shares(tuple(found), frame.lines)
    return OutcomeSet(tuple(found), frame.present_values(shares))


@lru_cache(maxsize=32)
def _shares(found: tuple[Outcome, ...], lines: tuple[Label, ...]) -> np.ndarray:
    """Which lines count in which outcomes, shape (outcomes, lines); cannot be written to."""
    shares = np.array([[outcome.share(line) for line in lines] for outcome in found])
    shares.setflags(write=False)
    return shares


def cumulative(frame: Frame, name: str) -> np.ndarray:
    """Weights (years, nodes) of the cumulated undiscounted result in kr. for one outcome.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> frame = som_calc.calculate(case).frame
    >>> cumulative(frame, "Kommune").shape[0] == len(frame.years)
    True
    """
    found = next(o for o in outcomes(frame).outcomes if o.name == name)
    return np.cumsum(frame.yearly(found.share), axis=0)
