"""Danish names of what a follow-up measures, used in tables, texts and forms alike."""

from __future__ import annotations

from som_calc.document.danish import NBSP

FIELD_LABELS = {
    "started": ("Startede", "deltagere"),
    "finished": ("Gennemførte", "deltagere"),
    "dropped_out": ("Frafaldne", "deltagere"),
    "gross_cost": ("Bruttoudgift", "kr."),
    "grant_received": ("Tilskud", "kr."),
    "saved_cost": ("Sparet udgift", "kr."),
    "successes": ("Succeser", "deltagere"),
    "observed": ("Observerede", "deltagere"),
}
"""Field → label and unit."""
MEASURE_LABELS = {
    "net_result": "Samlet nettoresultat, prognose",
    "municipality": "Kommunens nettoresultat, prognose",
    "participants": "Startede deltagere til dato",
    "per_participant": "Bruttoudgift pr. startet deltager til dato",
    "dropped_out": "Frafald til dato",
    "effect": "Nettoeffekt (målt andel minus sammenligning)",
}
REASONS = {
    "net_result": "det samlede resultat",
    "municipality": "kommunens resultat",
    "participants": "antallet af deltagere",
    "per_participant": "udgiften pr. deltager",
    "dropped_out": "frafaldet",
    "effect": "effekten",
}
STEP_PHRASES = {
    "participants": "antallet af deltagere",
    "course": "forløb og frafald",
    "costs": "omkostningerne",
    "grants": "tilskuddet",
    "saved": "de sparede udgifter",
    "effect": "effekten",
    "consequences": "konsekvenserne",
    "prices": "priserne",
    "time": "tid og diskontering",
}


def level_text(level: str) -> str:
    """A status as it stands in a cell or a key figure; it never breaks over two lines.

    >>> level_text("på kurs")
    'På\\xa0kurs'
    """
    return level.capitalize().replace(" ", NBSP)
