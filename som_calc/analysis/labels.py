"""Danish headings of the analysis tables' columns, and words for chances."""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "label": "Forudsætning",
    "value": "Værdi i sagen",
    "unit": "Enhed",
    "group": "Gruppe",
    "basis": "Grundlag for udsvinget",
    "low": "Lav",
    "high": "Høj",
    "net_low": "Nettoresultat ved lav",
    "net_high": "Nettoresultat ved høj",
    "net": "Nettoresultat",
    "swing": "Udsving",
    "break_even": "Break-even",
    "change": "Ændring",
    "verdict": "Vurdering",
    "name": "Aktør eller udvalg",
    "mean": "Forventet",
    "sd": "Standardafvigelse",
    "p2_5": "2,5\u00a0pct.",
    "p10": "10\u00a0pct.",
    "p50": "Median",
    "p90": "90\u00a0pct.",
    "p97_5": "97,5\u00a0pct.",
    "probability": "Sandsynlighed for gevinst",
    "gain": "Gevinst",
    "gain_if_gain": "Forventet gevinst, hvis gevinst",
    "loss_if_loss": "Forventet tab, hvis tab",
    "year": "År",
    "share": "Andel af usikkerheden",
    "evppi": "Værdi af at vide det sikkert",
    "distribution": "Fordeling",
    "source": "Kilde",
    "status": "Status",
    "first_year": "Første år i plus",
    "lasting_year": "Varigt i plus fra",
    "present_year": "Varigt i plus i nutidsværdi fra",
    "pays": "Har egen udgift",
    "within_budget": "Inden for budgetperioden",
    "outlay": "Udgift til indsatsen",
    "gain_per_krone": "Gevinst pr. egen krone",
    "net_per_krone": "Nettoresultat pr. egen krone",
    "transfer": "Overførsel",
    "after": "Nettoresultat efter overførsel",
    "total": "I alt",
    "cash": "Ses i budgettet",
    "not_cash": "Ses ikke i budgettet",
    "unstated": "Ikke angivet",
    "rank": "Placering",
    "case": "Indsats",
    "scenario": "Scenarie",
    "committee": "Udvalg",
    "cumulated": "Akkumuleret resultat",
    "cash_need": "Likviditetsbehov",
    "study": "Undersøgelse",
    "level": "Evidensniveau",
    "effect": "Effekt",
    "weight": "Evidensvægt",
    "weighted_effect": "Evidensvægtet effekt",
    "id": "Felt",
    "kind": "Slags",
    "base": "Grundscenarie",
    "stated": "Angivet i sagen",
    "gains_above": "Gevinst over break-even",
    "success_rate": "Mereffekt",
    "cost_factor": "Omkostninger i forhold til sagen",
    "difference": "Forskel til grundscenariet",
    "horizon": "Konsekvensår",
    "cut": "Afkortet af sidste beregningsår",
    "cut_at": "Afskåret ved",
    "low_point": "Største akkumulerede underskud",
    "low_year": "År med største underskud",
    "probability_error": "Usikkerhed på sandsynligheden",
    "source_group": "Fælles kilde",
    "members": "Antal forudsætninger",
    "service": "Ydelse",
    "realisable": "Realiserbar",
    "assumed": "Antaget",
    "design": "Design",
    "n": "Antal deltagere",
    "significant": "Signifikant",
    "weight_source": "Kilde til vægten",
    "weighted_net": "Evidensvægtet nettoresultat",
    "present_value": "Nutidsværdi",
    "best": "Sandsynlighed for at være bedst",
    "participants": "Deltagere",
    "discounted_participants": "Deltagere, tilbagediskonteret fra startåret",
    "net_per_participant": "Nettoresultat pr. deltager",
    "gain_factor": "Tilbage af gevinsten efter samspil",
    "first": "Indsats",
    "second": "Anden indsats",
    "target_group": "Målgruppe",
    "years": "Fælles startår",
}
"""Column name → Danish heading."""

DISTRIBUTIONS: dict[str, str] = {
    "normal": "Normalfordeling",
    "todelt": "Todelt normalfordeling",
    "beta": "Betafordeling",
    "gamma": "Gammafordeling",
    "lognormal": "Lognormalfordeling",
    "trekant": "Trekantfordeling",
}
FIXED = "Holdes fast"
NONE_FOUND = "findes ikke"

_WORDS = (
    (0.99, "så godt som sikkert"),
    (0.90, "meget sandsynligt"),
    (0.66, "sandsynligt"),
    (0.33, "omtrent lige så sandsynligt som ikke"),
    (0.10, "usandsynligt"),
    (0.01, "meget usandsynligt"),
    (0.0, "så godt som udelukket"),
)


def chance_in_words(probability: float) -> str:
    """A probability (0–1) in words, on the likelihood scale of IPCC (AR4, 2007).

    Bounds: 99, 90, 66, 33, 10 and 1 pct.

    >>> chance_in_words(0.93), chance_in_words(0.5)
    ('meget sandsynligt', 'omtrent lige så sandsynligt som ikke')
    """
    return next(words for bound, words in _WORDS if probability >= bound)
