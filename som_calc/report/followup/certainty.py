"""How sure the renewed forecast is, laid out as a decision's own certainty is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from som_calc.analysis.followup.certainty import forecast_draws, forecast_tornado
from som_calc.analysis.followup.tracking import Tracking
from som_calc.analysis.runner import Draws
from som_calc.document.model import FigureBlock, Table
from som_calc.report.decision.certainty import DRAWS, SEED, Certainty
from som_calc.report.decision.certainty_tables import chances
from som_calc.report.followup.tables import SOURCE

FIXED = "Årgange og beløb, der er kendt, ligger fast; kun det, der endnu ventes, er usikkert."
EFFECT = "For mereffekten er det usikkerheden på den opdaterede mereffekt."


@dataclass(frozen=True)
class ForecastCertainty(Certainty):
    """The certainty of a follow-up's forecast: what has come is fixed."""

    tracking: Tracking

    @cached_property
    def draws(self) -> Draws | None:
        """10.000 draws of the forecast; None when nothing uncertain is left."""
        drawn = forecast_draws(self.tracking, DRAWS, SEED)
        return drawn if drawn.design.uncertain else None

    @cached_property
    def tornado(self) -> pd.DataFrame:
        """Every input's swing on the forecast I alt, largest first."""
        return forecast_tornado(self.tracking)

    @property
    def _notes(self) -> list[str]:
        return [FIXED] if self.tracking.evidence.believed is None else [FIXED, EFFECT]

    def chances(self) -> Table | None:
        """Interval and chance of a gain per actor; None when nothing uncertain is left."""
        if self.summary is None or self.draws is None:
            return None
        table = chances(self.summary, self.result, self.draws.design.draws, self.held)
        return table.model_copy(update={"notes": [*table.notes, *self._notes], "source": SOURCE})

    def tornado_figure(self, section: str, colours: dict[str, str]) -> FigureBlock | None:
        """What still moves the forecast most."""
        figure = super().tornado_figure(section, colours)
        if figure is None:
            return None
        finding = figure.finding.replace("resultatet", "prognosen")
        changed = {"finding": finding, "notes": [*figure.notes, *self._notes], "source": SOURCE}
        return figure.model_copy(update=changed)
