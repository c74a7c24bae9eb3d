"""Faults in what a case says about uncertainty, correlations and scenarios, for ``som tjek``."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from som_calc.analysis.design import ProbabilisticDesign, probabilistic
from som_calc.analysis.runner import Draws, draw
from som_calc.analysis.scenarios import scenario_cases
from som_calc.case import limits
from som_calc.case.model import Case
from som_calc.case.names import TOTAL
from som_calc.case.problems import CaseError, Problem
from som_calc.engine.frame import Frame, evaluate
from som_calc.engine.inputs import Input
from som_calc.knowledge.discount import DiscountSchedule

FEW_DRAWS = 2000
MOVED = 0.25
"""Standard deviations a cut moves the mean of what is drawn, from where it is asked about."""
MOST = 0.6
"""From this share of the draws on they say something else than the case's own numbers."""


class Skew(NamedTuple):
    """The case's own numbers and most draws are on different sides of zero."""

    input: Input
    """The number that lies furthest from the middle of its own uncertainty."""
    middle: float
    """The mean of what is drawn, in its unit."""
    gain: bool
    """Most draws gain, and the case's own numbers lose."""


def analysis_problems(
    case: Case, schedule: DiscountSchedule, file: str | None = None
) -> list[Problem]:
    """Every fault, in Danish; an empty list when the case can be analysed.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> analysis_problems(case, schedule)
    []
    """
    problems: list[Problem] = []
    try:
        design = probabilistic(case, schedule, draws=FEW_DRAWS, file=file)
        problems += cut_problems(design, file)
        if design.uncertain and not case.reverse_only and (skew := skew_of(draw(design))):
            problems.append(_asked(skew, file))
        problems += _beyond_budgets(design.frame, file)
    except CaseError as error:
        problems += error.problems
    try:
        scenario_cases(case, file)
    except CaseError as error:
        problems += error.problems
    return problems


def _beyond_budgets(frame: Frame, file: str | None) -> list[Problem]:
    """A question where a payer's money in a year is more than a public budget can hold."""
    rows = frame.rows("")
    actors = [label.actor for label in rows.labels]
    sums: dict[tuple[str, int], float] = {}
    booked = zip(np.repeat(actors, rows.counts).tolist(), rows.year.tolist(), strict=True)
    for place, kr in zip(booked, rows.amount.tolist(), strict=True):
        sums[place] = sums.get(place, 0.0) + kr
    worst = max(sums, key=lambda place: abs(sums[place]), default=None)
    if worst is None or abs(sums[worst]) <= limits.BUDGET:
        return []
    billions = f"{abs(sums[worst]) / 1e9:,.0f}".replace(",", ".")
    return [
        Problem(
            file,
            None,
            "deltagere",
            f"resultatet i {worst[1]} er {billions} mia. kr. for {worst[0]}, mere end en enkelt "
            "indsats kan flytte i et offentligt budget",
            "kontrollér deltagere, mængder og priser",
            warning=True,
        )
    ]


def cut_problems(design: ProbabilisticDesign, file: str | None = None) -> list[Problem]:
    """A question for each number that a cut, and nothing else, moves the mean of.

    >>> import som_calc
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> cut_problems(probabilistic(case, som_calc.calculate(case).schedule, draws=2))
    []
    """
    found = []
    for column, drawn in design.uncertain.items():
        item, moved = design.inputs[column], drawn.mean - drawn.uncut_mean
        if not drawn.cut or abs(moved) < MOVED * drawn.sd:
            continue
        way = "højere" if moved > 0 else "lavere"
        size = (
            f"{abs(100 * moved / drawn.uncut_mean):.0f} pct. "
            if drawn.mean * drawn.uncut_mean > 0
            else ""
        )
        stated = item.uncertainty
        by_ends = stated is None or stated.interval is not None or stated.spread is not None
        found.append(
            Problem(
                file,
                None,
                f"{item.id}.usikkerhed",
                "usikkerheden når ud over det, der kan forekomme, og er afskåret dér; i gennemsnit "
                f"er det, der trækkes, derfor {size}{way}, end det ellers ville være",
                "angiv et interval, der holder sig inden for det mulige"
                + ("" if by_ends else ", eller en mindre usikkerhed"),
                warning=True,
            )
        )
    return found


def skew_of(draws: Draws) -> Skew | None:
    """What turns the draws against the case's own numbers; None where they agree.

    >>> import som_calc
    >>> from som_calc.analysis.design import probabilistic
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-hjemloeshed.yaml"))
    >>> schedule = som_calc.calculate(case).schedule
    >>> skew_of(draw(probabilistic(case, schedule, draws=500))) is None
    True
    """
    place = draws.outcomes.place(TOTAL)
    weights = draws.outcomes.weights[place : place + 1]
    own = float(evaluate(draws.frame, weights)[0, 0])
    gain = own < 0
    same = (draws.net[:, place] > 0) == (own > 0)
    if own == 0 or 1 - float(same.mean()) < MOST:
        return None
    design: ProbabilisticDesign = draws.design
    columns = list(design.uncertain)
    values = np.tile(draws.frame.base, (len(columns), 1))
    for row, column in enumerate(columns):
        values[row, column] = design.uncertain[column].mean
    moved = (evaluate(draws.frame, weights, values)[:, 0] - own) * (1 if gain else -1)
    first = columns[int(moved.argmax())]
    return Skew(design.inputs[first], design.uncertain[first].mean, gain)


def _asked(skew: Skew, file: str | None) -> Problem:
    sign, other = ("underskud", "overskud") if skew.gain else ("overskud", "underskud")
    return Problem(
        file,
        None,
        f"{skew.input.id}.usikkerhed",
        f"sagens egne tal giver {sign}, men de fleste trukne udfald giver {other}, fordi tallet "
        "ligger langt fra midten af sin egen usikkerhed",
        "ret værdien eller usikkerheden, hvis den ene er forkert",
        warning=True,
    )
