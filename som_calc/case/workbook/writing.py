"""Writing the form, blank or filled in with a case."""

from __future__ import annotations

import io
from typing import Any

from som_calc.case.model import Case
from som_calc.case.workbook import plan
from som_calc.case.workbook.effect_sheets import EFFECT
from som_calc.case.workbook.effort_sheets import EFFORT
from som_calc.case.workbook.looks import Looks
from som_calc.case.workbook.sheet import FormSheet, TooLong
from som_calc.case.workbook.values import Values

_GUIDE = (
    "Udfyld de gule felter. Felter med * skal udfyldes; resten kan stå tomme.",
    "Begynd med arket Sag. Tag så Deltagere, Omkostninger, Tilskud, Alternativ, Konsekvenser og "
    "Priser.",
    "Skriv en kilde ved hvert tal. Uden en kilde kan ingen efterprøve beregningen.",
    "Status siger, hvor sikkert tallet er kendt: publiceret, lokalt tal, SØM, antagelse, "
    "tilbageregnet, illustrativ eller ukendt.",
    "Beløb er kr. i sagens prisniveau. Procenter skrives som 5 %. Minus i Konsekvenser er mindre "
    "forbrug.",
    "Årene over kolonnerne kan rettes: skriv et andet årstal i overskriften.",
    "Bruger I en ydelse i Konsekvenser, skal den også stå i Priser med samme navn og enhed.",
    "Arkene er beskyttet uden kodeord, så formlerne bag skemaet ikke slettes ved et uheld.",
    "Gem filen, og kør: som tjek FIL.xlsx. Fejl nævner ark og celle. Lav så rapporten: "
    "som rapport FIL.xlsx.",
)


def workbook_bytes(case: Case | None = None, first_year: int = 2026) -> bytes:
    """The form as an ``.xlsx`` file.

    Args:
        case: what to fill in; None gives a blank form.
        first_year: the first year a blank form suggests.

    Raises:
        TooLong: a text is longer than an Excel cell can hold.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        values = Values(case)
        title = values.data.get("titel", "Skema til en SØM-sag")
        book.set_properties({"title": title, "comments": "Læses af som tjek og som rapport"})
        looks = Looks(book)
        _write_guide(book, looks, title)
        first = case.period.first_year if case else first_year
        last = case.period.last_year if case else first_year + 10
        years = plan.Years(first, last)
        for sheet in (*EFFORT, *EFFECT):
            FormSheet(book, looks, values, years, sheet).write(sheet.blocks)
        if values.left:
            rows = tuple(values.parts_name(path) for path in values.left)
            rest = plan.Form("Felter", rows, sourced=False)
            FormSheet(book, looks, values, years, plan.REST).write([rest])
    return target.getvalue()


def _write_guide(book: Any, looks: Looks, title: str) -> None:
    """The sheet on how to fill in the rest; it lies open when the file is opened."""
    sheet = book.add_worksheet("Vejledning")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 1, 4)
    sheet.set_column(2, 2, 96)
    sheet.write_string(0, 1, title, looks.title)
    sheet.write_string(1, 1, "Sådan udfylder I skemaet", looks.about)
    for number, line in enumerate(_GUIDE, 1):
        sheet.write_number(number + 2, 1, number, looks.label)
        sheet.write_string(number + 2, 2, line, looks.label)
    sheet.protect("", {})
    sheet.activate()


__all__ = ["TooLong", "workbook_bytes"]
