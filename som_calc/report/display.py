"""What notebooks of earlier versions import and call.

A published package carries its executed notebook, and a kommune may keep its own copy of
ours.  ``som genkoer`` runs our notebook of today, but whoever opens an older one must still
be able to run it.  Those import ``show`` from here and show whole chapters, which today are
sections and parts.  New notebooks use :mod:`som_calc.notebook`.
"""

from __future__ import annotations

from som_calc.document.display import show

__all__ = ["CHAPTERS", "OWN", "show"]

OWN = "egne afsnit"
CHAPTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "beslutningsoplaeg": {
        "page_one": ("side1", "indstilling"),
        "background": ("baggrund", "sagsfremstilling", OWN),
        "economy": ("oekonomi",),
        "sensitivity": ("foelsomhed",),
        "how_sure": ("usikkerhed", "usikkerhedsbilag"),
        "basis": ("forudsaetninger",),
        "appendix": ("metode", "tabeller", "tjekliste"),
    },
    "opfoelgning": {
        "page_one": ("side1", "indstilling"),
        "status_part": ("status",),
        "expected_and_actual": ("forventet",),
        "bridge_part": ("bro", "siden"),
        "effect_part": ("effekt",),
        "forecast_part": ("prognose", "traef"),
        "basis": ("huller", "grundlag", "metode", OWN),
    },
    "opfoelgning-samlet": {
        "page_one": ("side1",),
        "efforts": ("indsatser", "maalinger"),
        "basis": ("metode", OWN),
    },
    "portefoelje": {
        "page_one": ("side1", "indstilling"),
        "cash": ("likviditet", "tabeller"),
        "how_sure": ("usikkerhed",),
        "basis": ("forudsaetninger", "metode", OWN),
    },
    "realiseret": {"page_one": ("side1",), "tables": ("tabel", "vore", "metode", OWN)},
    "erfaringscase": {
        "page_one": ("side1",),
        "body": ("indsatsen", "analysen", "resultat", "hent", OWN),
    },
}
"""Kind of report (its folder of texts) → name of a chapter → the sections it had."""
