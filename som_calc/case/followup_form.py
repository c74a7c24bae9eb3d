"""The layout of the follow-up as an Excel form, which is written for the user and read back.

Sheet *Tal* has one row per year and number; *Generelt* one row per field; *Ydelser* one row
per service; *Bemærk* tells how to fill it in.  An empty cell is unknown, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NUMBERS_SHEET, GENERAL_SHEET, SERVICES_SHEET, HELP_SHEET = (
    "Tal",
    "Generelt",
    "Ydelser",
    "Vejledning",
)
HEADINGS = ("År", "Felt", "Forventet", "Faktisk", "Kilde", "Status", "Bemærkning")
SERVICE_HEADINGS = ("Ydelse", "Enhed", "Før", "Efter", "Personer", "Kilde", "Bemærkning")
SERVICE_FIELDS = ("ydelse", "enhed", "før", "efter", "personer")
HELP = {
    "started": "Antal, der startede i året. Tæl hver deltager én gang.",
    "finished": "Antal af dem, der startede i året, som har gennemført forløbet.",
    "dropped_out": "Antal af dem, der startede i året, som er faldet fra.",
    "gross_cost": "Årets udgift før tilskud, i kr.",
    "grant_received": "Årets modtagne tilskud, i kr.",
    "saved_cost": "Det, kommunen i året sparede på det, deltagerne ellers ville have fået, i kr.",
    "successes": "Antal af de observerede, der har nået succesmålet.",
    "observed": "Antal af dem, der startede i året, som succesmålet er målt for.",
}
GENERAL: tuple[tuple[str, str], ...] = (
    ("opfølgningsår", "Det år, tallene er gjort op for."),
    ("dato", "Den dag, tallene er trukket, fx 31-01-2027."),
    ("beregnet_af", "Hvem der har gjort tallene op."),
    ("illustrativ", "Ja, hvis tallene er fundet på."),
    ("prisniveau", "Beløbenes prisniveau. Tomt: sagens eget."),
    ("målt_blandt", "Om succeser er målt blandt dem, der gennemførte, eller alle, der startede."),
    (
        "effekt_blandt",
        "Hvis effekt det er: alle »startede« (det almindelige), eller kun de »gennemførte«.",
    ),
    ("sammenligning.andel", "Andelen, der når målet uden indsatsen, fx 26 %."),
    ("sammenligning.succeser", "Eller: antal i en sammenligningsgruppe, der nåede målet …"),
    ("sammenligning.observerede", "… ud af så mange i gruppen."),
    ("sammenligning.grundlag", "Hvor sammenligningen kommer fra, og hvor god den er."),
    ("note", "Bemærkning til hele opfølgningen."),
)


@dataclass(frozen=True)
class ExpectedNumbers:
    """What the form shows beside the cells to fill in: the decided numbers by year."""

    title: str
    municipality: str
    year: int
    price_year: int
    numbers: Mapping[int, Mapping[str, float | None]]
    """Year → field → expected number (None where nothing is expected)."""
    services: Sequence[tuple[str, str]] = ()
    """Services and units of the case, to follow before and after."""
