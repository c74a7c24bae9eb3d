"""What the texts of the follow-up report may say: names for numbers, with signs in words.

The keys are Danish because a kommune edits the templates that use them.
"""

from __future__ import annotations

from typing import Any

from som_calc.analysis.followup.gaps import gaps
from som_calc.analysis.followup.status import Status
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import MUNICIPALITY, TOTAL
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.money import Money
from som_calc.report.followup.loading import Followed
from som_calc.report.followup.words import REASONS, STEP_PHRASES


def facts(followed: Followed, status: Status) -> dict[str, Any]:
    """Names for the templates in ``templates/tekst/opfoelgning``.

    Amounts are :class:`Money` (kr., present value), rates are shares.
    """
    tracking = followed.tracking
    case, latest = tracking.case, tracking.latest
    decision = followed.decision
    then, now = tracking.decided.by_actor(), tracking.forecast.by_actor()
    rest = tracking.rest()
    return {
        "indsats": case.intervention.name,
        "kommune_navn": case.municipality,
        "succesmaal": case.intervention.success_goal,
        "aar": tracking.year,
        "opgjort": latest.date,
        "status": status.level,
        "grunde": [REASONS[name] for name in status.reasons],
        "vedtaget_dato": None if decision is None else decision.date,
        "beslutning": None if decision is None else decision.decision,
        "genberegnet": followed.recalculated,
        "aendringer": len(followed.changes),
        "sagsfil": followed.case_file.name,
        "vedtaget": Money(float(then[TOTAL])),
        "i_dag": Money(float(now[TOTAL])),
        "forskel": Money(float(now[TOTAL] - then[TOTAL])),
        "kommune_vedtaget": Money(float(then[MUNICIPALITY])),
        "kommune_i_dag": Money(float(now[MUNICIPALITY])),
        "trin": _steps(tracking),
        "rest_i_alt": Money(float(rest[TOTAL])),
        "rest_kommune": Money(float(rest[MUNICIPALITY])),
        "har_rest": bool(_later(tracking)),
        "rest_deltagere": sum(_later(tracking)),
        "rest_break_even": tracking.break_even(rest=True) if _later(tracking) else None,
        "til": tracking.mixed.case.period.last_year,
        "prisniveau_vedtaget": case.price_year,
        "prisniveau": tracking.mixed.case.price_year,
        "nutidsvaerdi": case.present_value_label,
        "omvendt": case.reverse_only,
        "tilbageregnet": case.back_calculated is not None,
        "illustrativ": tracking.illustrative,
        "note": latest.note,
        "naeste": latest.next_steps,
        "huller": len(gaps(tracking)),
        "foerste_gang": len(tracking.follow_ups) == 1,
        "forrige_aar": None
        if len(tracking.follow_ups) == 1
        else tracking.follow_ups[-2].follow_up_year,
        "dataversion": latest.new_assumptions.data_version,
        "nye_priser": [price.service for price in latest.new_prices],
        "ny_note": latest.new_assumptions.note,
        "forventninger": sorted(
            {
                str(year)
                for item in tracking.follow_ups
                for year in item.expectations
                if year > tracking.year
            }
        ),
        "udvalgsaendringer": [
            f"{old} er nu {new}"
            for item in tracking.follow_ups
            for old, new in item.committee_changes.items()
        ],
        **_rule(tracking),
        **_effect(tracking),
    }


def _later(tracking: Tracking) -> list[int]:
    people = tracking.mixed.case.participants.value
    return [number for start, number in people.items() if start > tracking.year and number]


def _steps(tracking: Tracking) -> list[dict[str, Any]]:
    """The steps that move the total, the largest first."""
    moves = [(str(g), Money(float(tracking.steps[TOTAL][g]))) for g in tracking.steps.index]
    moved = [(group, kr) for group, kr in moves if not kr.nul]
    ordered = sorted(moved, key=lambda move: -abs(move[1].value))
    return [{"navn": STEP_PHRASES[group], "beloeb": kr} for group, kr in ordered]


def _rule(tracking: Tracking) -> dict[str, Any]:
    rule = tracking.latest.status_rule
    return {
        "graenser": {
            "resultat": (rule.net_result.watch, rule.net_result.off_course),
            "deltagere": (rule.participants.watch, rule.participants.off_course),
            "udgift": (rule.per_participant.watch, rule.per_participant.off_course),
            "frafald": (rule.dropped_out.watch, rule.dropped_out.off_course),
        }
    }


def _effect(tracking: Tracking) -> dict[str, Any]:
    found = tracking.evidence
    people = sum(tracking.mixed.case.participants.value.values())
    chance = tracking.chance_of_surplus() if found.believed is not None else None
    interval, belief = found.net_interval, found.belief_interval("posterior")
    compared = found.comparison
    return {
        "dom": found.verdict,
        "maalt_blandt": found.among,
        "succeser": found.successes,
        "observerede": found.observed,
        "maalt_andel": found.share,
        "sammenligning": None if compared is None else compared.share,
        "sammenligning_grundlag": None if compared is None else compared.basis,
        "sammenligning_antal": None if compared is None else compared.observed,
        "netto": found.net,
        "netto_fra": None if interval is None else interval[0],
        "netto_til": None if interval is None else interval[1],
        "plan": found.planned,
        "opdateret": found.believed,
        "opdateret_fra": None if belief is None else belief[0],
        "opdateret_til": None if belief is None else belief[1],
        "noedvendige": found.needed,
        "noedvendige_flere_end_alle": found.needed is not None and found.needed > people,
        "deltagere_i_alt": people,
        "forhaandstro": found.strength,
        "forhaandstro_kilde": found.strength_source,
        "forventet_frafald": tracking.dropout,
        "break_even": tracking.break_even(),
        "chance": None
        if chance is None
        else {"ud_af_ti": out_of_ten(chance), "pct": whole_percent(chance), "andel": chance},
    }
