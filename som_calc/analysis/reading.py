"""A result's case as an evaluator, read once for all questions about it."""

from __future__ import annotations

from som_calc.analysis.evaluator import Evaluator, build
from som_calc.analysis.once import once
from som_calc.engine.result import Result


@once
def evaluator_of(result: Result) -> Evaluator:
    """The evaluator of the result's case, at the case's own success rate.

    Raises:
        MissingPrice: a consequence has no price.
        MissingIndex: a price year cannot be converted.
    """
    return build(result.case, result.schedule)
