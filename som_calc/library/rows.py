"""A case record as one flat row: the columns of ``sager``."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from som_calc.case.names import MUNICIPALITY, STATE, STATE_GRANT, TOTAL
from som_calc.library.record import BREAK_EVEN_ROWS, CaseRecord
from som_calc.library.schema import ACTOR_ROWS, SEARCHED, column

UNKNOWN = "ukendt"
_WORD = re.compile(r"[^\W_]+")


def flat_row(record: CaseRecord) -> dict[str, Any]:
    """Column → value, without ``nr``.  Kr. unrounded, rates as shares, dates as ISO text."""
    net, each, follow = record.net_result, record.net_result_per_participant, record.follow_up
    row: dict[str, Any] = {
        "id": record.id,
        "kortnavn": record.slug,
        "version": record.version,
        "titel": record.title,
        "dato": record.date.isoformat(),
        "manchet": record.lead,
        "beregnet_af": record.calculated_by,
        "kommune": record.municipality,
        "aktørtype": record.actor_type,
        "materialetype": record.material_type,
        "som_version": record.som_version,
        "målgruppe": record.target_group,
        "succesmål": record.success_goal,
        "år": record.year,
        "slutår": record.last_year,
        "prisniveau": record.price_year,
        "diskonteringsår": record.discount_base,
        "deltagere": record.participants,
        "forløbsvarighed": record.course_length,
        "mereffekt": record.success_rate,
        "mereffekt_renset": record.net_of_others,
        "evidensniveau": record.evidence_level,
        "illustrativ": int(record.illustrative),
        "opfølgning_opgjort": follow.as_of.isoformat() if follow else None,
        "opfølgning_forventet": follow.forecast.get(TOTAL) if follow else None,
        "opfølgning_realiseret": follow.outcome.get(TOTAL) if follow else None,
        "opfølgning_mereffekt": follow.success_rate if follow else None,
        "resultatsætning": record.result_sentence,
        "licens": record.licence,
        "tekst": "\n".join([record.about_intervention, *record.about_analysis]),
    }
    for actor in ACTOR_ROWS:
        row[column("nettoresultat", actor)] = net.get(actor)
        row[column("pr_deltager", actor)] = each.get(actor)
        row[column("fortegn", actor)] = sign_word(of_purse(net, actor))
    for name in BREAK_EVEN_ROWS:
        row[column("break_even", name)] = record.break_even.get(name)
    for actor in (TOTAL, MUNICIPALITY):
        row[column("sandsynlighed", actor)] = record.probability.get(actor)
    return {
        name: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def of_purse(net: dict[str, float], actor: str) -> float | None:
    """An actor's net result in kr.; the state's is with the grant it gives. None: not known.

    >>> of_purse({"Stat": 104.0, "Statslig tilskud": -590.0}, "Stat")
    -486.0
    """
    if actor != STATE or STATE not in net:
        return net.get(actor)
    return net[STATE] + net.get(STATE_GRANT, 0.0)


def sign_word(amount: float | None) -> str:
    """The facet value of a net result in kr.; below half a krone is zero.

    >>> sign_word(-3.0), sign_word(0.2), sign_word(None)
    ('underskud', 'nul', 'ukendt')
    """
    if amount is None:
        return UNKNOWN
    if abs(amount) < 0.5:
        return "nul"
    return "overskud" if amount > 0 else "underskud"


def words(text: str) -> list[str]:
    """The words of a text as the full-text index sees them: lower case, in order.

    >>> words("ACT-team til 18-64-årige")
    ['act', 'team', 'til', '18', '64', 'årige']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def long_words(row: dict[str, Any]) -> set[str]:
    """Words long enough to be compounds (four letters or more) in a row's searched columns."""
    text = "\n".join(str(row[name] or "") for name in SEARCHED)
    return {word for word in words(text) if len(word) >= 4}
