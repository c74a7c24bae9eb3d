"""The first sheet of the Excel form: how to fill in the rest."""

from __future__ import annotations

from typing import Any

from som_calc.case.workbook.looks import Looks

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


def write_guide(book: Any, looks: Looks, title: str) -> None:
    """Write the sheet; it is the one that is open when the file is opened."""
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
