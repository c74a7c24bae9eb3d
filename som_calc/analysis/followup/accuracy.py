"""How accurate the forecasts were: each one made, against what came."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from som_calc.analysis.followup.assemble import assemble, calculated, share_of_all
from som_calc.analysis.followup.known import Known, PriceLevel, known_after
from som_calc.analysis.followup.tracking import QUANTITIES, Tracking, numbers_by_year
from som_calc.case.names import MUNICIPALITY, TOTAL

DECISION = "Beslutningen"


@dataclass(frozen=True)
class Forecast:
    """One forecast of the whole result, kr. present value in its own price year."""

    origin: str
    """»Beslutningen« or a follow-up year."""
    total: float
    municipality: float
    price_year: int
    success_rate: float
    """Share of all who start."""


def forecasts(tracking: Tracking) -> list[Forecast]:
    """The forecasts of the net result made at the decision and in each follow-up since.

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> [(item.origin, round(item.total)) for item in forecasts(followed)]
    [('Beslutningen', 1071273), ('2026', -607484), ('2027', -1719882)]
    """
    found = []
    for origin, known in _states(tracking):
        mixed = assemble(tracking.case, known, tracking.schedule)
        net = calculated(mixed).by_actor()
        found.append(
            Forecast(
                origin,
                float(net[TOTAL]),
                float(net[MUNICIPALITY]),
                mixed.case.price_year,
                share_of_all(mixed),
            )
        )
    return found


def accuracy(tracking: Tracking) -> pd.DataFrame:
    """Every forecast of a year's number that has since become known.

    Returns:
        One row per (year, quantity, origin): ``year``, ``quantity`` (key of
        :data:`QUANTITIES`), ``origin``, ``forecast``, ``actual`` (participants, or kr. of
        the decided price year) and ``error`` (share of the actual; NaN when that is zero).

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> accuracy(followed).columns.to_list()
    ['year', 'quantity', 'origin', 'forecast', 'actual', 'error']
    """
    rows = []
    for origin, known in _states(tracking)[:-1]:
        made = 0 if origin == DECISION else int(origin)
        plain = replace(known, prices=PriceLevel())
        expected = numbers_by_year(assemble(tracking.case, plain, tracking.schedule))
        for year, numbers in tracking.actual.items():
            for name in QUANTITIES:
                actual = numbers.get(name)
                if actual is None or year <= made:
                    continue
                forecast = float(expected[name].get(year, 0.0))
                error = (forecast - actual) / actual if actual else float("nan")
                rows.append((year, name, origin, forecast, actual, error))
    columns = ["year", "quantity", "origin", "forecast", "actual", "error"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["year", "quantity", "origin"], key=_in_order, ignore_index=True
    )


def mean_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute error (share) by quantity (index) and origin (columns).

    >>> import som_calc
    >>> from som_calc.analysis.followup.tracking import track
    >>> from som_calc.api import discount_schedule_of
    >>> from som_calc.case.followup_reading import load_follow_ups
    >>> from som_calc.resources import find
    >>> path = find("params", "aabenraa-ips.yaml")
    >>> case = som_calc.load_case(path)
    >>> follow_ups = load_follow_ups(path, case).items
    >>> followed = track(case, follow_ups, discount_schedule_of(case))
    >>> mean_errors(accuracy(followed)).columns.to_list()
    ['Beslutningen', '2026']
    """
    sized = table.assign(size=table["error"].abs())
    wide = sized.pivot_table(index="quantity", columns="origin", values="size", aggfunc="mean")
    order = [name for name in QUANTITIES if name in wide.index]
    origins = sorted(wide.columns, key=lambda o: (o != DECISION, o))
    return wide.reindex(index=order, columns=origins)


def _states(tracking: Tracking) -> list[tuple[str, Known]]:
    found = [(DECISION, Known())]
    for count in range(1, len(tracking.follow_ups) + 1):
        some = tracking.follow_ups[:count]
        known, _ = known_after(tracking.case, some, tracking.today)
        found.append((str(some[-1].follow_up_year), known))
    return found


def _in_order(column: pd.Series) -> pd.Series:
    if column.name == "quantity":
        return column.map({name: i for i, name in enumerate(QUANTITIES)})
    if column.name == "origin":
        return column.map(lambda origin: 0 if origin == DECISION else int(origin))
    return column
