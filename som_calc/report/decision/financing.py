"""Who but the kommune pays for the effort, in words: what its result depends on."""

from __future__ import annotations

from som_calc.analysis.affordable import gross_cost
from som_calc.case.names import COST, GRANT, MUNICIPALITY, REGION, STATE, STATE_GRANT
from som_calc.document import danish
from som_calc.engine.result import Result

WHOLE = 0.9995
"""Shares from here are told as the whole cost."""


def paid_by_others(result: Result) -> str:
    """What the state and the region pay of the gross cost, undiscounted; empty without.

    A clause without full stop: »staten betaler 56 pct. og regionen 10 pct. af udgiften«.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> paid_by_others(som_calc.calculate(case))
    'staten betaler 56\\xa0pct. af udgiften'
    """
    paid = {
        "staten": -_booked(result, STATE, COST) - _booked(result, STATE_GRANT, GRANT),
        "regionen": -_booked(result, REGION, COST),
    }
    gross = gross_cost(result)
    shares = {who: kr / gross for who, kr in paid.items() if kr > 0 and gross}
    for who, share in shares.items():
        if share >= WHOLE:
            return f"{who} betaler hele udgiften"
    if not shares:
        return ""
    said = danish.listing([f"{who} {danish.percent(share)}" for who, share in shares.items()])
    return f"{said.replace(' ', ' betaler ', 1)} af udgiften"


def paid_from_outside(result: Result) -> str:
    """What grants from no Danish public purse cover of the gross cost; empty without.

    A clause without full stop: »tilskud udefra dækker 40 pct. af udgiften«.
    """
    gross = gross_cost(result)
    given = _booked(result, MUNICIPALITY, GRANT) + _booked(result, STATE_GRANT, GRANT)
    if given < 0.5 or not gross:
        return ""
    share = given / gross
    part = "hele udgiften" if share >= WHOLE else f"{danish.percent(share)} af udgiften"
    return f"tilskud udefra dækker {part}"


def _booked(result: Result, actor: str, component: str) -> float:
    """Undiscounted kr. of the price year."""
    return result.rows.total(
        lambda label: label.actor == actor and label.component == component, "amount"
    )
