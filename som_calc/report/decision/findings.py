"""Figure titles that state the finding, worded from the numbers in the figure."""

from __future__ import annotations

import pandas as pd

from som_calc.analysis.break_even import Line, depends_on_effect
from som_calc.analysis.payback import lasting_present_year
from som_calc.case.names import (
    MUNICIPALITY,
    REGION,
    STATE,
    STATE_GRANT,
    TOTAL,
)
from som_calc.document import danish
from som_calc.document.money import Money
from som_calc.engine.result import Result
from som_calc.figures.scales import capital

NAMES = {
    MUNICIPALITY: "kommunen",
    REGION: "regionen",
    STATE: "staten",
}


def actors_finding(net: pd.Series) -> str:
    """Who gains most and who pays; the state's own result is with what it gives."""
    grant = float(net.get(STATE_GRANT, 0.0))
    parts = {name: Money(float(net[actor])) for actor, name in NAMES.items() if actor in net}
    state = NAMES[STATE]
    if state in parts:
        parts[state] = Money(parts[state].value + grant)

    def size(name: str) -> str:
        given = ", tilskuddet medregnet" if grant and name == state else ""
        return f"{parts[name].stoerrelse}{given}"

    best = max(parts, key=lambda name: parts[name].value)
    worst = min(parts, key=lambda name: parts[name].value)
    if all(amount.nul for amount in parts.values()):
        return "Ingen aktør får overskud eller underskud"
    if not parts[worst].tab:
        return f"Ingen får underskud; {best} får mest ({size(best)})"
    if not parts[best].gevinst:
        return f"Ingen får overskud; {worst} taber {size(worst)}"
    return f"{capital(best)} får mest ({size(best)}); {worst} taber {size(worst)}"


def shares_finding(net: pd.Series, what: str) -> str:
    """Which committee or area moves the result most."""
    parts = {str(name): float(value) for name, value in net.items() if name != TOTAL}
    best, worst = max(parts, key=parts.__getitem__), min(parts, key=parts.__getitem__)
    gain, loss = Money(parts[best]), Money(parts[worst])
    if gain.gevinst and loss.tab:
        return f"{best} trækker mest op ({gain.stoerrelse}), {worst} mest ned ({loss.stoerrelse})"
    if gain.gevinst:
        return f"Intet {what} får underskud; {best} får mest ({gain.stoerrelse})"
    if loss.tab:
        return f"Intet {what} får overskud; {worst} taber mest ({loss.stoerrelse})"
    return f"Intet {what} får overskud eller underskud"


def cumulative_finding(frame: pd.DataFrame, result: Result) -> str:
    """When the sum of all years becomes and stays a gain.

    The sum is not discounted, so it may end above zero where the present value does not.
    """
    total = frame[TOTAL]
    last_year, end = int(total.index[-1]), Money(float(total.iloc[-1]))
    below = [year for year, value in _by_year(total) if Money(value).tab]
    if not below:
        return f"Det samlede resultat er ikke under nul i noget år frem til {last_year}"
    if below[-1] == last_year:
        return f"Indsatsen er ikke tjent ind i {last_year}; da mangler {end.stoerrelse}"
    year = below[-1] + 1
    if Money(float(result.net[TOTAL])).tab:
        return f"Pengene er tilbage i {year}, men med rente er indsatsen ikke tjent ind"
    assumed = result.case.back_calculated is not None
    since = ", hvis konsekvenserne falder i de år, der er antaget" if assumed else ""
    present = lasting_present_year(result, total.diff().fillna(total))
    with_rate = f" (med rente i {present})" if present and present != year else ""
    return f"Indsatsen er tjent ind for det offentlige i {year}{with_rate}{since}"


def yearly_finding(frame: pd.DataFrame) -> str:
    """The years with a loss, and the best year."""
    total = frame[TOTAL]
    losses = [year for year, value in _by_year(total) if Money(value).tab]
    best = Money(float(total.max()))
    if not best.gevinst:
        return "Intet år giver overskud for det offentlige"
    tops = [year for year, value in _by_year(total) if Money(best.value - value).nul]
    several = len(tops) > 1
    peak = (
        f"{'de bedste år' if several else 'bedste år'} er {_years(tops)} med {best.stoerrelse} i "
        f"overskud{' hvert år' if several else ''}"
    )
    if not losses:
        return f"Intet år giver underskud; {peak}"
    return f"{_years(losses)} giver underskud; {peak}"


def rate_name(result: Result) -> str:
    """What the case's own rate is called beside a break-even: a success rate is no net effect."""
    return "forventet" if result.case.net_of_others == "ja" else "succesraten"


def rates_finding(result: Result, total: Line) -> str:
    """Where the break-even of the total lies against the assumed rate."""
    rate, expected = total.break_even, danish.percent(result.success_rate)
    if not depends_on_effect(result):
        return "Resultatet er det samme ved enhver mereffekt"
    if rate is None or not total.crosses:
        return f"Det offentlige får {total.verdict}; {rate_name(result)} er {expected}"
    zero = f"Det offentlige går i nul ved en mereffekt på {danish.percent(rate, 1)}"
    here = Money(total.at(result.success_rate))
    known_net = result.case.net_of_others == "ja"
    if here.nul:
        return f"{zero}, og det er {'den forventede' if known_net else 'succesraten'}"
    where = "over" if result.success_rate > rate else "under"
    own = f"de forventede {expected}" if known_net else f"succesraten på {expected}"
    text = f"{zero}; {own} er {where} det"
    return text if total.gains_above else f"{text} og giver {here.ord}"


def _by_year(total: pd.Series) -> list[tuple[int, float]]:
    return list(zip(total.index.astype(int).tolist(), total.astype(float).tolist(), strict=True))


def _years(years: list[int]) -> str:
    if len(years) == 1:
        return str(years[0])
    if years == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return danish.listing([str(year) for year in years])
