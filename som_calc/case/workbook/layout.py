"""Which field stands on which sheet of the Excel form."""

from __future__ import annotations

from som_calc.case.workbook.effect_sheets import EFFECT
from som_calc.case.workbook.effort_sheets import EFFORT
from som_calc.case.workbook.plan import SheetPlan

SHEETS: tuple[SheetPlan, ...] = (*EFFORT, *EFFECT)
REST = SheetPlan("Øvrige felter", "Felter, som ikke har deres egen plads i skemaet.")
