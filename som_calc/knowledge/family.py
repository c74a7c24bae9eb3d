"""Relatives: what their consequences bring, counted once and shown apart.

A consequence for relatives is per relative of a participant who succeeds, times relatives
per participant.  The engine books it under the component ``family``, so that every result
can be read with and without it.
"""

from __future__ import annotations

from som_calc.case.model import Case


def without_family(case: Case) -> Case:
    """The case with only the participants' own consequences."""
    own = [item for item in case.consequences if item.relatives is None]
    return case.model_copy(update={"consequences": own, "relatives": []})


def has_family(case: Case) -> bool:
    """Whether any counted consequence is for relatives."""
    return any(item.relatives is not None and item.significant for item in case.consequences)
