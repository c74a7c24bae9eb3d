"""What the texts of the follow-up report may say: names for numbers, with signs in words.

The names are Danish because a kommune edits the templates that use them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from som_calc.analysis.followup.gaps import gaps
from som_calc.analysis.followup.status import Status
from som_calc.analysis.followup.tracking import Tracking
from som_calc.case.names import MUNICIPALITY, TOTAL, UNRESOLVED
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.money import Money
from som_calc.engine.inputs import SUCCESS_RATE
from som_calc.report.followup.causes import causes, told
from som_calc.report.followup.certainty import ForecastCertainty
from som_calc.report.followup.loading import Followed
from som_calc.report.followup.measured_tables import effect_to_come, observed_in_words
from som_calc.report.followup.words import REASONS, STEP_PHRASES


@dataclass(frozen=True)
class Step:
    """A step of the bridge that moved the total."""

    navn: str
    beloeb: Money


@dataclass(frozen=True)
class Limits:
    """Of each measure: where »hold øje« begins, and where »ude af kurs« does (shares)."""

    resultat: tuple[float, float]
    deltagere: tuple[float, float]
    udgift: tuple[float, float]
    frafald: tuple[float, float]


@dataclass(frozen=True)
class ChanceNow:
    """The chance of surplus with what has been measured."""

    ud_af_ti: str
    pct: str
    andel: float
    kun_effekten: bool
    """Whether nothing but the effect is uncertain in it."""


@dataclass(frozen=True)
class FollowUpFacts:
    """Names for the templates in ``templates/tekst/opfoelgning``.

    Amounts are :class:`Money` (kr., present value), rates are shares.  None: unknown, or
    not so in this case.
    """

    indsats: str
    kommune_navn: str
    succesmaal: str
    aar: int
    opgjort: dt.date
    status: str
    grunde: list[str]
    aarsager: list[str]
    """Why the case is to be watched or is off course, each a noun phrase."""
    ukendte_maal: list[str]
    """Measures that are to be watched because nobody has counted them."""
    loefter: str | None
    """What makes the result better than decided, though the case is not on course."""
    vedtaget_dato: dt.date | None
    beslutning: str | None
    genberegnet: bool
    aendringer: int
    sagsfil: str
    vedtaget: Money
    i_dag: Money
    forskel: Money
    kommune_vedtaget: Money
    kommune_i_dag: Money
    trin: list[Step]
    rest_i_alt: Money
    rest_kommune: Money
    har_rest: bool
    rest_deltagere: int
    rest_break_even: float | None
    til: int
    prisniveau_vedtaget: int
    prisniveau: int
    nutidsvaerdi: int
    omvendt: bool
    tilbageregnet: bool
    illustrativ: bool
    note: str | None
    naeste: list[str]
    huller: int
    foerste_gang: bool
    forrige_aar: int | None
    dataversion: str | None
    nye_priser: list[str]
    ny_note: str | None
    forventninger: list[str]
    udvalgsaendringer: list[str]
    graenser: Limits
    dom: str
    uafklaret: bool
    """Whether what is measured allows both no effect and the expected one."""
    for_faa: bool
    """Whether a group is too small to conclude anything from."""
    maalt_blandt: str
    talt_blandt: str
    """Whom successes were counted among; those of ``maalt_blandt`` may be more."""
    frafaldne_talt_med: int
    """Those who dropped out and are counted as people without success."""
    frafaldne_i_alt: int
    """Of the same cohorts, all who dropped out; and next all who are still under way."""
    i_gang: int
    maalte: str
    """Those observed in words: »32 startede« or »16 målte (ud af 32 startede)«."""
    frafald_ukendt: bool
    succeser: int
    observerede: int
    maalt_andel: float | None
    sammenligning: float | None
    sammenligning_grundlag: str | None
    sammenligning_antal: int | None
    netto: float | None
    netto_fra: float | None
    netto_til: float | None
    plan: float
    opdateret: float | None
    opdateret_fra: float | None
    opdateret_til: float | None
    noedvendige: int | None
    noedvendige_flere_end_alle: bool
    deltagere_i_alt: int
    vaegt: float | None
    """How much the measurement weighs against the expectation (share)."""
    forhaandstro_kilde: str
    forventet_frafald: float
    frafald_til_dato: float | None
    frafald_fremover: float | None
    """Drop-out in the forecast where it is not known; None: as expected."""
    mereffekt_fremover: float | None
    """Success rate of all who start, where drop-out is not known; None: moved by nothing."""
    break_even: float | None
    chance: ChanceNow | None
    """None when nothing that is left is uncertain."""


def facts(followed: Followed, status: Status, certainty: ForecastCertainty) -> FollowUpFacts:
    """What is known of a followed case."""
    tracking = followed.tracking
    case, latest = tracking.case, tracking.latest
    decision = followed.decision
    then, now = tracking.decided.by_actor(), tracking.forecast.by_actor()
    rest = tracking.rest()
    found = tracking.evidence
    people = sum(tracking.mixed.case.participants.value.values())
    interval, belief = found.net_interval, found.believed_interval
    limit, of_rest = tracking.break_even(), None
    if _later(tracking) and (rate := tracking.break_even(rest=True)) is not None:
        of_rest = tracking.share_of_all(rate, rest=True)
    compared = found.comparison
    why = causes(tracking, status)
    return FollowUpFacts(
        indsats=case.intervention.name,
        kommune_navn=case.municipality,
        succesmaal=case.intervention.success_goal,
        aar=tracking.year,
        opgjort=latest.date,
        status=status.level,
        grunde=[REASONS[name] for name in status.reasons],
        aarsager=told(why.known),
        ukendte_maal=why.unknown,
        loefter=why.lifts,
        vedtaget_dato=None if decision is None else decision.date,
        beslutning=None if decision is None else decision.decision,
        genberegnet=followed.recalculated,
        aendringer=len(followed.changes),
        sagsfil=followed.case_file.name,
        vedtaget=Money(float(then[TOTAL])),
        i_dag=Money(float(now[TOTAL])),
        forskel=Money(float(now[TOTAL] - then[TOTAL])),
        kommune_vedtaget=Money(float(then[MUNICIPALITY])),
        kommune_i_dag=Money(float(now[MUNICIPALITY])),
        trin=_steps(tracking),
        rest_i_alt=Money(float(rest[TOTAL])),
        rest_kommune=Money(float(rest[MUNICIPALITY])),
        har_rest=bool(_later(tracking)),
        rest_deltagere=sum(_later(tracking)),
        rest_break_even=of_rest,
        til=tracking.mixed.case.period.last_year,
        prisniveau_vedtaget=case.price_year,
        prisniveau=tracking.mixed.case.price_year,
        nutidsvaerdi=case.present_value_label,
        omvendt=case.reverse_only,
        tilbageregnet=case.back_calculated is not None,
        illustrativ=tracking.illustrative,
        note=latest.note,
        naeste=latest.next_steps,
        huller=len(gaps(tracking)),
        foerste_gang=len(tracking.follow_ups) == 1,
        forrige_aar=None
        if len(tracking.follow_ups) == 1
        else tracking.follow_ups[-2].follow_up_year,
        dataversion=latest.new_assumptions.data_version,
        nye_priser=[price.service for price in latest.new_prices],
        ny_note=latest.new_assumptions.note,
        forventninger=sorted(
            {
                str(year)
                for item in tracking.follow_ups
                for year in item.expectations
                if year > tracking.year
            }
        ),
        udvalgsaendringer=[
            f"{old} er nu {new}"
            for item in tracking.follow_ups
            for old, new in item.committee_changes.items()
        ],
        graenser=_limits(tracking),
        dom=found.verdict,
        uafklaret=found.verdict == UNRESOLVED,
        for_faa=found.too_few,
        maalt_blandt=found.measured.among,
        talt_blandt=found.measured.counted,
        frafaldne_talt_med=found.measured.dropped,
        frafaldne_i_alt=found.measured.fell_out,
        i_gang=found.measured.under_way,
        maalte=observed_in_words(found.measured),
        frafald_ukendt=found.measured.dropout_unknown,
        succeser=found.measured.successes,
        observerede=found.measured.observed,
        maalt_andel=found.measured.share,
        sammenligning=None if compared is None else compared.share,
        sammenligning_grundlag=None if compared is None else compared.basis,
        sammenligning_antal=None if compared is None else compared.observed,
        netto=found.net,
        netto_fra=None if interval is None else interval[0],
        netto_til=None if interval is None else interval[1],
        plan=found.planned,
        opdateret=found.believed,
        opdateret_fra=None if belief is None else belief[0],
        opdateret_til=None if belief is None else belief[1],
        noedvendige=found.needed,
        noedvendige_flere_end_alle=found.needed is not None and found.needed > people,
        deltagere_i_alt=people,
        vaegt=found.weight,
        forhaandstro_kilde=found.prior.source,
        forventet_frafald=tracking.dropout,
        frafald_til_dato=next(m.actual for m in status.measures if m.name == "dropped_out"),
        frafald_fremover=tracking.dropout_to_come,
        mereffekt_fremover=effect_to_come(tracking),
        break_even=None if limit is None else tracking.share_of_all(limit),
        chance=_chance(certainty),
    )


def _chance(certainty: ForecastCertainty) -> ChanceNow | None:
    share = certainty.chance(TOTAL)
    if share is None or certainty.draws is None:
        return None
    alone = set(certainty.draws.design.uncertain) == {SUCCESS_RATE}
    return ChanceNow(out_of_ten(share), whole_percent(share), share, alone)


def _later(tracking: Tracking) -> list[int]:
    people = tracking.mixed.case.participants.value
    return [number for start, number in people.items() if start > tracking.year and number]


def _steps(tracking: Tracking) -> list[Step]:
    """The steps that move the total, the largest first."""
    moves = [(str(g), Money(float(tracking.steps[TOTAL][g]))) for g in tracking.steps.index]
    moved = [(group, kr) for group, kr in moves if not kr.nul]
    ordered = sorted(moved, key=lambda move: -abs(move[1].value))
    return [Step(STEP_PHRASES[group], kr) for group, kr in ordered]


def _limits(tracking: Tracking) -> Limits:
    rule = tracking.latest.status_rule
    return Limits(
        resultat=(rule.net_result.watch, rule.net_result.off_course),
        deltagere=(rule.participants.watch, rule.participants.off_course),
        udgift=(rule.per_participant.watch, rule.per_participant.off_course),
        frafald=(rule.dropped_out.watch, rule.dropped_out.off_course),
    )
