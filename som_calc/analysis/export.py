"""The uncertainty of a case as plain data, for ``som beregn --json --usikkerhed N``."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from som_calc.analysis.design import probabilistic
from som_calc.analysis.information import drivers, perfect_information
from som_calc.analysis.monte_carlo import PERCENTILES, fan, summary, varied
from som_calc.analysis.runner import Draws, draw
from som_calc.analysis.switching import switching_values
from som_calc.case.model import Case
from som_calc.case.names import TOTAL
from som_calc.knowledge.discount import DiscountSchedule

_KEYS = {
    "base": "grundscenarie",
    "mean": "forventet",
    "sd": "standardafvigelse",
    "probability": "sandsynlighed_for_gevinst",
    "gain_if_gain": "forventet_gevinst_hvis_gevinst",
    "loss_if_loss": "forventet_tab_hvis_tab",
} | {column: f"{p:g}".replace(".", ",") + "_pct" for column, p in PERCENTILES.items()}


def uncertainty_data(
    case: Case,
    schedule: DiscountSchedule,
    draws: int,
    seed: int = 2026,
    default_spread: float | None = None,
) -> dict[str, Any]:
    """Everything the analysis says, unrounded: amounts in kr., shares 0–1, None for none.

    Keys: ``træk``, ``frø``, ``resultater`` (by name: expected, percentiles, chance of a
    gain, size of gain and loss), ``pr_år`` (cumulated, by payer and year),
    ``usikkerheden_kommer_fra``, ``værdi_af_viden``, ``break_even`` (by input and name) and
    ``forudsætninger``.

    Raises:
        CaseError: nonsense intervals, standard errors, counts or correlations.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> found = uncertainty_data(case, som_calc.calculate(case).schedule, draws=500)
    >>> round(found["break_even"]["mereffekt"]["I alt"], 5), found["forudsætninger"][1]["felt"]
    (0.03993, 'deltagere')
    """
    drawn = draw(probabilistic(case, schedule, draws, seed, default_spread))
    table = summary(drawn)
    switching = switching_values(case, schedule)
    return {
        "træk": draws,
        "frø": seed,
        "antaget_udsving": default_spread,
        "resultater": {
            row["name"]: {danish: _plain(row[name]) for name, danish in _KEYS.items()}
            for row in table.to_dict("records")
        },
        "pr_år": {payer: _fan(drawn, payer) for payer in drawn.payers},
        "usikkerheden_kommer_fra": [
            {"felt": r["id"], "navn": r["label"], "andel": r["share"], "værdi_af_viden": r["evppi"]}
            for r in drivers(drawn, TOTAL).to_dict("records")
        ],
        "værdi_af_viden": dict(
            zip(drawn.outcomes.names, perfect_information(drawn.net).tolist(), strict=True)
        ),
        "break_even": {
            str(name): {str(r["name"]): _plain(r["break_even"]) for r in rows.to_dict("records")}
            for name, rows in switching.groupby("id", sort=False)
        },
        "forudsætninger": [
            {
                "felt": r["id"],
                "navn": r["label"],
                "værdi": r["value"],
                "fordeling": r["distribution"] + (", afskåret" if r["cut_at"] else ""),
                "afskåret_ved": list(r["cut_at"]),
                "gennemsnit": r["mean"],
                "lav": r["low"],
                "høj": r["high"],
            }
            for r in varied(drawn).to_dict("records")
        ],
    }


def _fan(drawn: Draws, payer: str) -> dict[str, dict[str, float]]:
    return {
        str(row["year"]): {_KEYS[c]: float(row[c]) for c in ("mean", *PERCENTILES)}
        for row in fan(drawn, payer).to_dict("records")
    }


def _plain(value: float) -> float | None:
    number = float(np.float64(value))
    return None if math.isnan(number) else number
