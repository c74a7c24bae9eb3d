"""How sure the renewed forecast is: what has come is fixed, what is still expected varies.

The forecast is a frame like a case's own, so the questions and the answers are the same
(:mod:`~som_calc.analysis.monte_carlo`, :mod:`~som_calc.analysis.sensitivity`).  The success
rate is that of the updated belief, normally distributed with its standard error; other
inputs keep the uncertainty the decided case states.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from som_calc.analysis.design import probabilistic
from som_calc.analysis.followup.tracking import Tracking
from som_calc.analysis.runner import Draws, draw
from som_calc.analysis.sensitivity import tornado
from som_calc.analysis.uncertainty import DEFAULT_SPREAD, marginals
from som_calc.case.names import TOTAL
from som_calc.engine.frame import Frame
from som_calc.engine.inputs import find


def forecast_draws(
    tracking: Tracking, draws: int = 10_000, seed: int = 2026, default_spread: float | None = None
) -> Draws:
    """Draws of the renewed forecast; arguments as :func:`~som_calc.analysis.design.probabilistic`.

    Raises:
        CaseError: an uncertainty that cannot be used.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> followed = track(case, load_follow_ups(path, case).items, discount_schedule_of(case))
    >>> forecast_draws(followed, draws=500).net.shape
    (500, 7)
    """
    frame = _frame(tracking, default_spread)
    return draw(probabilistic(frame.case, frame.schedule, draws, seed, default_spread, base=frame))


def forecast_tornado(
    tracking: Tracking, name: str = TOTAL, default_spread: float = DEFAULT_SPREAD
) -> pd.DataFrame:
    """:func:`~som_calc.analysis.sensitivity.tornado` of the renewed forecast.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> followed = track(case, load_follow_ups(path, case).items, discount_schedule_of(case))
    >>> forecast_tornado(followed)["id"].to_list()[:2]
    ['mereffekt', 'tilbageregnede_konsekvenser.værdier.1.nutidsværdi_pr_succes']
    """
    frame = tracking.forecast.frame
    return tornado(frame.case, frame.schedule, name, default_spread, frame)


def _frame(tracking: Tracking, default_spread: float | None) -> Frame:
    """The forecast's frame, without correlations of what is no longer uncertain."""
    frame = tracking.forecast.frame
    uncertain = marginals(frame.inputs, default_spread)
    left = [frame.inputs[column] for column in uncertain]
    sources = {item.uncertainty.correlation_group for item in left if item.uncertainty}

    def uncertain_still(name: str) -> bool:
        try:
            find(frame.case, left, name)
        except KeyError:
            return False
        return True

    kept = [
        stated
        for stated in frame.case.correlations
        if (stated.correlation_group is None or stated.correlation_group in sources)
        and all(uncertain_still(name) for name in stated.between or [])
    ]
    return replace(frame, case=frame.case.model_copy(update={"correlations": kept}))
