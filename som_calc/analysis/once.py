"""Answers about a result that several parts of a report ask for, worked out once each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from som_calc.engine.result import Result

T = TypeVar("T")


def once(ask: Callable[[Result], T]) -> Callable[[Result], T]:
    """Keep the answer to ``ask`` as long as its result lives.

    Only for answers that nobody changes: every caller gets the same object.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> actors = once(lambda result: result.by_actor())
    >>> result = som_calc.calculate(case)
    >>> actors(result) is actors(result)
    True
    """
    kept: WeakKeyDictionary[Result, T] = WeakKeyDictionary()

    @wraps(ask)
    def answer(result: Result) -> T:
        if result not in kept:
            kept[result] = ask(result)
        return kept[result]

    return answer
