"""The one glossary: English identifier ↔ the Danish word a user reads and writes.

Field names of the case model are translated here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FIELDS: dict[str, str] = {
    "title": "titel",
    "municipality": "kommune",
    "version": "version",
    "date": "dato",
    "prepared_by": "beregnet_af",
    "contact": "kontakt",
    "licence": "licens",
    "illustrative": "illustrativ",
    "intervention": "indsats",
    "name": "navn",
    "description": "beskrivelse",
    "target_group": "målgruppe",
    "delimitation": "afgrænsning",
    "success_share": "succesandel",
    "success_goal": "succesmål",
    "course_length": "forløbsvarighed",
    "period": "periode",
    "first_year": "fra",
    "last_year": "til",
    "horizon": "horisont",
    "price_year": "prisniveau",
    "discount_base": "diskonteringsår",
    "present_value_label": "nutidsværdiår",
    "discount_rate": "diskonteringsrente",
    "success_rate": "mereffekt",
    "net_of_others": "mereffekt_renset",
    "sensitivity": "følsomhed",
    "success_rates": "mereffekter",
    "participants": "deltagere",
    "costs": "omkostninger",
    "cost_model": "omkostningsmodel",
    "teams": "hold",
    "participants_per_team": "deltagere_pr_hold",
    "staff": "personale",
    "staff_type": "personaletype",
    "yearly_salary": "årsløn",
    "hourly_wage": "timeløn",
    "hours_norm": "timenorm",
    "resources": "ressourcer",
    "per": "pr",
    "hours": "timer",
    "amount": "beløb",
    "in_year": "år",
    "residual": "restværdi",
    "life": "levetid",
    "saved": "sparet",
    "category": "kategori",
    "per_year": "pr_år",
    "per_participant": "pr_deltager",
    "payer": "betaler",
    "committee": "udvalg",
    "grants": "tilskud",
    "share": "andel",
    "giver": "giver",
    "alternative": "alternativ",
    "consequences": "konsekvenser",
    "service": "ydelse",
    "unit": "enhed",
    "area": "hovedområde",
    "nature": "art",
    "change": "ændring",
    "during_course": "under_forløb",
    "committees": "udvalg",
    "realisable": "realiserbar",
    "significant": "signifikant",
    "prices": "priser",
    "gross": "brutto",
    "benefit_weeks": "ydelsesuger",
    "benefit_days": "ydelsesdage",
    "left_out": "ikke_medregnet",
    "relatives": "pårørende",
    "relatives_per_participant": "antal_pr_deltager",
    "reason": "begrundelse",
    "region": "region",
    "state": "stat",
    "back_calculated": "tilbageregnede_konsekvenser",
    "actor": "aktør",
    "present_value_per_success": "nutidsværdi_pr_succes",
    "profile": "tidsprofil",
    "price_index": "prisindeks",
    "values": "værdier",
    "committee_order": "udvalgsrækkefølge",
    "published": "publicerede_resultater",
    "at_success_rate": "ved_mereffekt",
    "net_result": "nettoresultat",
    "break_even": "break_even",
    "report": "rapport",
    "sections": "afsnit",
    "heading": "overskrift",
    "texts": "tekster",
    "recommendation": "indstilling",
    "sign_off": "underskrift",
    "evidence": "evidens",
    "study": "undersøgelse",
    "level": "evidensniveau",
    "design": "design",
    "participants_n": "antal_deltagere",
    "effect": "effekt",
    "weight": "evidensvægt",
    "scenarios": "scenarier",
    "changes": "ændringer",
    "correlations": "korrelationer",
    "correlation": "korrelation",
    "between": "mellem",
    "interactions": "samspil",
    "other": "med",
    "factor": "faktor",
    "realisable_share": "kontant_andel",
    "value": "værdi",
    "source": "kilde",
    "status": "status",
    "note": "note",
    "uncertainty": "usikkerhed",
    "standard_error": "standardfejl",
    "interval": "interval",
    "spread": "udsving",
    "distribution": "fordeling",
    "successes": "succeser",
    "observations": "observationer",
    "correlation_group": "fælles_kilde",
    "mode": "mest_sandsynlig",
    "follow_up_year": "opfølgningsår",
    "years": "år",
    "started": "startede",
    "finished": "gennemførte",
    "dropped_out": "frafaldne",
    "gross_cost": "bruttoudgift",
    "grant_received": "tilskud",
    "saved_cost": "sparet_udgift",
    "observed": "observerede",
    "measured_among": "målt_blandt",
    "expectations": "forventninger",
    "comparison": "sammenligning",
    "basis": "grundlag",
    "prior_strength": "forhåndstro",
    "expected_dropout": "forventet_frafald",
    "service_use": "ydelsesforbrug",
    "before": "før",
    "after": "efter",
    "people": "personer",
    "new_consequences": "nye_konsekvenser",
    "new_prices": "nye_priser",
    "new_assumptions": "nye_forudsætninger",
    "data_version": "dataversion",
    "committee_changes": "udvalgsændringer",
    "status_rule": "statusregel",
    "watch": "hold_øje",
    "off_course": "ude_af_kurs",
    "next_steps": "næste_skridt",
    "case_version": "sagsversion",
    "decision": "beslutning",
    "file": "fil",
    "seal": "segl",
    "sha256": "sha256",
    "unit_kroner": "enhed",
    "sign": "fortegn",
    "investment": "investering",
    "net_saving": "nettobesparelse",
    "net_return": "nettoafkast",
    "id": "id",
    "builds_on": "bygger_på",
}

RECORD_FIELDS: dict[str, str] = FIELDS | {
    "slug": "kortnavn",
    "content_hash": "indholdsaftryk",
    "format_version": "format",
    "lead": "manchet",
    "calculated_by": "beregnet_af",
    "actor_type": "aktørtype",
    "material_type": "materialetype",
    "som_version": "som_version",
    "year": "år",
    "last_year": "slutår",
    "evidence_level": "evidensniveau",
    "net_result_per_participant": "nettoresultat_pr_deltager",
    "required_per_success": "krævet_besparelse_pr_succes",
    "gross_cost": "bruttoudgift",
    "grant_total": "tilskud_i_alt",
    "probability": "sandsynlighed_for_overskud",
    "result_sentence": "resultatsætning",
    "about_intervention": "om_indsatsen",
    "about_analysis": "om_analysen",
    "follow_up": "opfølgning",
    "as_of": "opgjort",
    "forecast": "forventet",
    "outcome": "realiseret",
    "builds_on": "bygger_på",
    "files": "filer",
    "role": "rolle",
    "media_type": "medietype",
    "sha256": "sha256",
    "size": "størrelse",
    "privacy_override": "tilsidesat_kontrol",
    "reason": "begrundelse",
    "findings": "fund",
    "by": "af",
    "added": "tilføjet",
}
"""The same for a published case's record (``case.json``) and the columns of the database."""

ACTORS: dict[str, str] = {
    "municipality": "Kommune",
    "region": "Region",
    "state": "Stat",
    "state_grant": "Statslig tilskud",
}
"""Actors in SØM's order; ``I alt`` is their sum."""

TOTAL = "I alt"
MUNICIPALITY, REGION, STATE, STATE_GRANT = ACTORS.values()
OTHER_COMMITTEES = "Øvrige udvalg"
NO_AREA = "Ikke fordelt på hovedområder"
INTERVENTION_AREA = "Indsatsens omkostninger"

COMPONENTS: dict[str, str] = {
    "cost": "Omkostninger",
    "grant": "Tilskud",
    "saved": "Sparet alternativ",
    "consequence_during": "Konsekvenser under forløbet",
    "consequence": "Konsekvenser efter forløbet",
    "family": "Konsekvenser for pårørende",
}
MOVED_BY_SUCCESS = ("consequence", "family")
"""Components that are the success rate times something; the others do not depend on it."""


def danish_field(name: str) -> str:
    """The Danish key of a field (used as pydantic alias generator).

    Raises:
        KeyError: the field is not in the glossary; add it there.
    """
    return FIELDS[name]


_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def ascii_spelling(word: str) -> str:
    """The spelling of a Danish word on a keyboard without æøå.

    >>> ascii_spelling("målgruppe")
    'maalgruppe'
    """
    folded = unicodedata.normalize("NFC", word).translate(_ASCII)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """The form in which keys are compared."""
    return ascii_spelling(word.strip().lower()).replace(" ", "_").replace("-", "_")
