"""Who pays and who gains, per actor and committee."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from som_calc.case.names import (
    ACTORS,
    MUNICIPALITY,
    OF_ACTOR,
    OF_COMMITTEE,
    OUTLAY,
    REGION,
    STATE,
    STATE_GRANT,
    STATE_WITH_GRANT,
    TOTAL,
)
from som_calc.engine.result import Result
from som_calc.engine.rows import Label


class Payer(NamedTuple):
    """One purse: present values in kr., + is a gain for it.

    ``kind`` is aktør or udvalg; ``outlay`` is cost less grants (≥ 0 when it pays), ``gain``
    the saved alternative and all consequences.
    """

    kind: str
    name: str
    outlay: float
    gain: float
    net: float

    @property
    def net_per_krone(self) -> float:
        """Kr. per krone of outlay; NaN without."""
        return self.net / self.outlay if self.outlay > 0.005 else float("nan")


def payers(result: Result) -> list[Payer]:
    """Actors first, I alt on top, then the committees.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> [(payer.name, round(payer.net)) for payer in payers(result)[:2]]
    [('I alt', 1071273), ('Kommune', 4121031)]
    """
    committees = [str(name) for name in result.by_committee().index if name != TOTAL]
    return [
        _payer(result, OF_ACTOR, TOTAL, lambda label: True),
        *(_payer(result, OF_ACTOR, name, _of_actor(name)) for name in ACTORS),
        *(_payer(result, OF_COMMITTEE, name, _of_committee(name)) for name in committees),
    ]


def who_pays(result: Result) -> pd.DataFrame:
    """Who pays and who gains: one row per :class:`Payer`, columns its names.

    ``net_per_krone`` is NaN without an outlay.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> who_pays(result)["name"].to_list()[:5]
    ['I alt', 'Kommune', 'Region', 'Stat', 'Statslig tilskud']
    """
    return _table(payers(result))


def parties(result: Result) -> pd.DataFrame:
    """Those who can share a bill: Kommune, Region, and Stat with its grant as one.

    Columns as in :func:`who_pays`.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> parties(result)["name"].to_list()
    ['Kommune', 'Region', 'Stat inkl. tilskud']
    """
    found = {payer.name: payer for payer in payers(result) if payer.kind == OF_ACTOR}
    state, grant = found[STATE], found[STATE_GRANT]
    both = (mine + other for mine, other in zip(state[2:], grant[2:], strict=True))
    return _table([found[MUNICIPALITY], found[REGION], Payer(OF_ACTOR, STATE_WITH_GRANT, *both)])


def _of_actor(name: str) -> Callable[[Label], bool]:
    return lambda label: label.actor == name


def _of_committee(name: str) -> Callable[[Label], bool]:
    return lambda label: label.committee == name


def _payer(result: Result, kind: str, name: str, own: Callable[[Label], bool]) -> Payer:
    rows = result.rows
    paid = rows.total(lambda label: own(label) and label.component in OUTLAY, "present_value")
    gain = rows.total(lambda label: own(label) and label.component not in OUTLAY, "present_value")
    outlay = 0.0 - paid
    return Payer(kind, name, outlay, gain, gain - outlay)


def _table(found: list[Payer]) -> pd.DataFrame:
    rows = [(*payer, payer.net_per_krone) for payer in found]
    return pd.DataFrame(rows, columns=[*Payer._fields, "net_per_krone"])
