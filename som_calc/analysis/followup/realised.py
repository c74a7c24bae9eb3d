"""Realised investments: from the kommune's signs to ours, cumulated, with return per krone."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from som_calc.case.followup_realised import Realised

COLUMNS = {
    "investment": "Investering",
    "net_saving": "Nettobesparelse",
    "net_return": "Nettoafkast",
}


@dataclass(frozen=True)
class Returns:
    """``gains`` has one row per year and the columns of :data:`COLUMNS`, in kr., + is a gain."""

    gains: pd.DataFrame

    @property
    def cumulated(self) -> pd.DataFrame:
        """:attr:`gains` summed from the first year on."""
        return self.gains.cumsum()

    @property
    def total(self) -> pd.Series:
        """Sums over all years."""
        return self.gains.sum()

    @property
    def saved_per_krone(self) -> float | None:
        """Saving per krone invested; None when nothing was invested."""
        invested = -float(self.total["investment"])
        return float(self.total["net_saving"]) / invested if invested else None

    @property
    def returned_per_krone(self) -> float | None:
        """Net return per krone invested; None when nothing was invested."""
        invested = -float(self.total["investment"])
        return float(self.total["net_return"]) / invested if invested else None

    @property
    def first_gain(self) -> int | None:
        """The first year in which the cumulated net return is a gain and stays one."""
        left = self.cumulated["net_return"]
        ahead = [int(year) for year in left.index if (left.loc[year:] > 0).all()]
        return ahead[0] if ahead else None


def in_our_signs(realised: Realised) -> Returns:
    """The one place where a kommune's sign convention is turned into ours (+ is a gain).

    Where minus is a gain, every figure changes sign: an investment of 9.370 becomes a loss,
    a saving of −5.103 a gain.  Where plus is a gain, only the investment, which a kommune
    writes without sign, does.

    >>> from som_calc.case.followup_realised import load_realised
    >>> from som_calc.resources import find
    >>> realised, _ = load_realised(find("params", "realiseret/aabenraa-2018-2022.yaml"))
    >>> years = realised.years.values()
    >>> sum(row.net_saving for row in years), in_our_signs(realised).total["net_saving"].item()
    (-138363.0, 138363000.0)
    """
    turned = -1.0
    own = turned if realised.sign == "minus er en gevinst" else 1.0
    unit = float(realised.unit_kroner)
    rows = {
        year: {
            "investment": turned * row.investment * unit,
            "net_saving": own * row.net_saving * unit,
            "net_return": own * row.net_return * unit,
        }
        for year, row in sorted(realised.years.items())
    }
    return Returns(pd.DataFrame.from_dict(rows, orient="index")[list(COLUMNS)])
