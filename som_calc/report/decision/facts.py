"""What the texts of the decision report may say: names for numbers, with signs in words.

The names are Danish because a kommune edits the templates that use them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from som_calc.analysis.affordable import gross_cost
from som_calc.analysis.break_even import Line, break_even, depends_on_effect
from som_calc.analysis.evidence import is_significant
from som_calc.case.model import Case, Evidence
from som_calc.case.names import (
    ACTORS,
    COST,
    GRANT,
    MUNICIPALITY,
    OUTLAY,
    PAYERS,
    SAVED,
    STATE_GRANT,
    TOTAL,
)
from som_calc.case.price_level import conversion_factor
from som_calc.document import danish
from som_calc.document.money import Money
from som_calc.engine.result import Result
from som_calc.report.decision.certainty import DRAWS, Certainty, Chance
from som_calc.report.decision.financing import paid_by_others, paid_from_outside
from som_calc.report.decision.findings import NAMES


@dataclass(frozen=True)
class DecisionFacts:
    """Names for the templates in ``templates/tekst/beslutningsoplaeg``.

    Amounts are :class:`Money` (kr., present value unless the name says otherwise), rates
    are shares, years are whole numbers.  None: not known, or not so in this case.
    """

    titel: str
    kommune_navn: str
    indsats: str
    beskrivelse: str | None
    maalgruppe: str
    afgraensning: str | None
    succesandel: float | None
    succesmaal: str
    forloeb: float
    fra: int
    til: int
    foerste_start: int
    sidste_start: int
    horisont: int
    deltagere: int
    startaar: str
    forloebstekst: str
    succestekst: str
    mereffekt: float
    renset: str
    usikker_undersoegelse: str | None
    """The study nearest to the case's rate, where its effect is not significant."""
    lavere_undersoegelse: str | None
    """The best study, where its effect lies under the break-even that the case lies above."""
    lavere_effekt: float | None
    mereffekten_skader: bool
    mereffekt_kilde: str | None
    mereffekt_status: str
    uafhaengig: bool
    """Whether everyone's result is the same at every success rate."""
    kommer_af: list[str]
    """What the result is made of besides consequences of success: »udgiften« first."""
    under_forloebet: bool
    """Whether there are consequences during the course, which do not follow success."""
    omregnet: bool
    """Whether amounts of other years are brought to the price year."""
    prisniveau: int
    diskonteringsaar: int
    nutidsvaerdiaar: int
    rentetrin: str
    rentekilde: str
    i_alt: Money
    kommune: Money
    aktoerer: Mapping[str, Money]
    kommune_uden_tilskud: Money
    har_tilskud: bool
    tilskuddet: str
    """»tilskuddet«, or »tilskuddene« of several grants."""
    statsligt_tilskud: bool
    tilskudsandel: float
    """The state's grants as a share of the kommune's gross cost; the next is outside grants."""
    ekstern_andel: float
    betalt_af_andre: str
    """What the state and the region pay, and the next what comes from outside: clauses, empty
    where nothing does."""
    betalt_udefra: str
    tilskudsgivere: list[str]
    bruttoudgift: Money
    udgift_pr_deltager: Money
    gennemfoerelse: float | None
    udgift_pr_gennemfoert: Money | None
    har_alternativ: bool
    alternativ: str
    sparet_af: str
    i_alt_uden_alternativ: Money
    break_even: Mapping[str, float | None]
    """By purse the share where gain becomes loss; None where none does, as ``dom`` then says."""
    dom: Mapping[str, str]
    akkumuleret_slut: Money
    i_budgettet: Money | None
    """What the kommune's budget sees of its result; None where all of it, or not told."""
    gevinst_i_budgettet: bool
    """Whether it sees any of the gain."""
    tilbageregnet: bool
    publiceret: bool
    """Whether the case holds a published result that it can be calculated back from."""
    illustrativ: bool
    ikke_signifikante: list[str]
    beskaarne_aargange: list[int]
    """Start years with participants who get fewer consequence years than the horizon."""
    alle_beskaaret: bool
    indstilling: list[str]
    udvalg: list[str]
    note: str | None
    har_sandsynlighed: bool
    intet_flytter: bool
    """Whether uncertainty is stated, but only of what does not move I alt."""
    stoerste_udsving: str | None
    stoerste_udsving_lav: Money | None
    stoerste_udsving_hoej: Money | None
    vaelter: bool
    udsving_er_standard: bool
    chance_i_alt: Chance | None
    chance_kommune: Chance | None
    driver: str | None
    driver_andel: float | None
    flere_usikre: bool
    traek: int | None
    mereffekt_usikker: bool
    """Whether a chance counts that the effect itself may be another."""
    holdes_fast: str | None
    """What varies and what is held fixed, without full stop; None where nothing varies."""
    skaevt_tal: str | None
    """The number that turns most outcomes against the case's own numbers; None where none."""
    skaevt_hoejere: bool
    """Whether the middle of its uncertainty lies above what the case says."""
    krav_i_alt: Money | None = None
    """This and the next three: only where no consequences are known."""
    krav_kommune: Money | None = None
    krav_uden_tilskud: Money | None = None
    antaget: list[str] | None = None


def facts(result: Result, certainty: Certainty) -> DecisionFacts:
    """What is known of a result and of how sure it is."""
    case = result.case
    group = case.intervention.target_group
    net = result.net
    points = break_even(result)
    own = result.without_grants().net
    parts = result.by_component()
    saved = float(parts[TOTAL].loc[SAVED])
    gross = gross_cost(result)
    state, outside = grant_shares(result)
    each = saved_each(case)
    grant = float(parts[MUNICIPALITY].loc[GRANT])
    swing, drawn = certainty.largest_swing, certainty.draws is not None
    starts = [cohort.start for cohort in result.cohorts if cohort.participants]
    cut = result.cut_short
    during = any(i.during_course is not None and i.significant for i in case.consequences)
    budget, seen = in_budget(result)
    low = study_under_zero(result, points.total)
    driver = certainty.drivers.iloc[0] if drawn else None
    return DecisionFacts(
        titel=case.title,
        kommune_navn=case.municipality,
        indsats=case.intervention.name,
        beskrivelse=case.intervention.description,
        maalgruppe=group.name,
        afgraensning=group.delimitation,
        succesandel=None if group.success_share is None else group.success_share.value,
        succesmaal=case.intervention.success_goal,
        forloeb=case.intervention.course_length.value,
        fra=case.period.first_year,
        til=case.period.last_year,
        foerste_start=min(starts, default=case.period.first_year),
        sidste_start=max(starts, default=case.period.first_year),
        horisont=case.period.horizon,
        deltagere=result.participants,
        startaar=years_text(starts or [case.period.first_year]),
        forloebstekst=course_text(case.intervention.course_length.value),
        succestekst=successes_text(result.participants * result.success_rate),
        mereffekt=result.success_rate,
        renset=case.net_of_others,
        usikker_undersoegelse=unsure_study(result),
        lavere_undersoegelse=low.study if low else None,
        lavere_effekt=low.effect if low else None,
        mereffekten_skader=bool(points.total.slope < 0),
        mereffekt_kilde=case.success_rate.source,
        mereffekt_status=case.success_rate.status,
        uafhaengig=not depends_on_effect(result),
        kommer_af=[
            "udgiften",
            *([the_grants(case)] if grant > 0 else []),
            *(["det sparede alternativ"] if saved > 0 else []),
            *(["konsekvenserne under forløbet"] if during else []),
        ],
        under_forloebet=during,
        omregnet=case.price_index is not None,
        prisniveau=case.price_year,
        diskonteringsaar=case.discount_base,
        nutidsvaerdiaar=case.present_value_label,
        rentetrin=rate_steps(result),
        rentekilde=result.schedule.source,
        i_alt=Money(net[TOTAL]),
        kommune=Money(net[MUNICIPALITY]),
        aktoerer={name: Money(net[name]) for name in ACTORS},
        kommune_uden_tilskud=Money(own[MUNICIPALITY]),
        har_tilskud=grant > 0,
        tilskuddet=the_grants(case),
        statsligt_tilskud=bool(net[STATE_GRANT] < 0),
        tilskudsandel=state,
        ekstern_andel=outside,
        betalt_af_andre=paid_by_others(result),
        betalt_udefra=paid_from_outside(result),
        tilskudsgivere=sorted({grant.giver for grant in case.grants}),
        bruttoudgift=Money(gross),
        udgift_pr_deltager=Money(gross / max(result.participants, 1)),
        gennemfoerelse=None if case.completion is None else case.completion.value,
        udgift_pr_gennemfoert=Money(gross / done) if (done := result.completers) else None,
        har_alternativ=saved > 0,
        alternativ=danish.listing([item.name for item in case.alternative]),
        sparet_af=danish.listing(
            [f"{NAMES[actor]} sparer {Money(kr).stoerrelse}" for actor, kr in each.items()]
        ),
        i_alt_uden_alternativ=Money(net[TOTAL] - saved),
        break_even={
            n: line.break_even if line.crosses else None for n, line in points.lines.items()
        },
        dom={name: line.verdict for name, line in points.lines.items()},
        akkumuleret_slut=Money(float(result.cumulative()[TOTAL].iloc[-1])),
        i_budgettet=budget,
        gevinst_i_budgettet=seen,
        tilbageregnet=case.back_calculated is not None,
        publiceret=bool(case.published),
        illustrativ=case.illustrative,
        ikke_signifikante=[item.service for item in case.consequences if not item.significant],
        beskaarne_aargange=[cohort.start for cohort in cut],
        alle_beskaaret=len(cut) == len(starts),
        indstilling=case.report.recommendation,
        udvalg=[name for name in result.by_committee().index if name != TOTAL],
        note=case.note,
        har_sandsynlighed=drawn,
        intet_flytter=certainty.unmoved,
        stoerste_udsving=None if swing is None else swing.label,
        stoerste_udsving_lav=None if swing is None else Money(swing.low),
        stoerste_udsving_hoej=None if swing is None else Money(swing.high),
        vaelter=swing is not None and swing.low < 0 < swing.high,
        udsving_er_standard=swing is not None and not swing.stated,
        chance_i_alt=certainty.chance_words(TOTAL),
        chance_kommune=certainty.chance_words(MUNICIPALITY),
        driver=None if driver is None else str(driver["label"]),
        driver_andel=None if driver is None else float(driver["share"]),
        flere_usikre=drawn and len(certainty.drivers) > 1,
        traek=DRAWS if drawn else None,
        mereffekt_usikker=certainty.effect_varies,
        holdes_fast=certainty.held,
        skaevt_tal=skew.input.label if (skew := certainty.skew) else None,
        skaevt_hoejere=bool(skew and skew.middle > skew.input.value),
    )


def in_budget(result: Result) -> tuple[Money | None, bool]:
    """What the kommune's budget sees of its result (present value), and whether of its gain.

    The first is None where all can be seen, and where the case does not tell of every line.
    """
    own = result.rows.only(lambda label: label.actor == MUNICIPALITY)
    if any(label.cash is None for label in own.labels):
        return None, True
    sums = own.sums(lambda label: (label.cash or 0.0, label.component in OUTLAY), own.present_value)
    seen = {key: kr * key[0] for key, kr in sums.items()}
    gain = sum(kr for (_, outlay), kr in seen.items() if not outlay)
    if Money(sum(sums.values()) - sum(seen.values())).nul:
        return None, True
    return Money(sum(seen.values())), not Money(gain).nul


def the_grants(case: Case) -> str:
    """The case's grants as one speaks of them."""
    return "tilskuddene" if len(case.grants) > 1 else "tilskuddet"


def years_text(years: list[int]) -> str:
    """Start years in a sentence.

    >>> years_text([2025, 2026, 2027]), years_text([2025])
    ('årene 2025–2027', '2025')
    """
    if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
        return f"årene {years[0]}–{years[-1]}"
    return danish.listing([str(year) for year in years])


def course_text(length: float) -> str:
    """Course length in a sentence; a year is »op til«, as in SØM, and a part of one in months.

    >>> course_text(0.25), course_text(1.25)
    ('tre måneder', '15\\xa0måneder')
    >>> course_text(1.0), course_text(1.5)
    ('op til et år', '1,5\\xa0år')
    """
    if length == 1:
        return "op til et år"
    return danish.duration(length)


def successes_text(successes: float) -> str:
    """An expected number of people in a sentence: whole people, »omkring«.

    >>> successes_text(11.2), successes_text(2.5), successes_text(0.5)
    ('omkring 11', 'omkring tre', 'under en')
    >>> successes_text(100 * 0.07)
    'syv'
    """
    if successes == 0:
        return "ingen"
    whole = int(danish.rounded(successes))
    # A count times a share is seldom exact: 100 · 7 pct. is 7.000000000000001.
    exact = math.isclose(successes, whole, rel_tol=1e-9)
    if successes < 1 and not exact:
        return "under en"
    number = danish.WORDS[whole] if whole < len(danish.WORDS) else danish.number(whole)
    return number if exact else f"omkring {number}"


def unsure_study(result: Result) -> str | None:
    """The name of the study whose effect lies nearest the case's rate, if it may be chance."""
    found = [item for item in result.case.evidence if item.effect is not None]
    if not found:
        return None

    def distance(item: Evidence) -> tuple[float, int]:
        assert item.effect is not None
        return abs(item.effect - result.success_rate), item.level or 4

    nearest = min(found, key=distance)
    return nearest.study if is_significant(nearest) is False else None


def study_under_zero(result: Result, total: Line) -> Evidence | None:
    """The study of the best evidence level, nearest the case's rate, if the case's gain would
    be a loss at its effect.
    """
    found = [item for item in result.case.evidence if item.effect is not None]
    if not found or not total.crosses or not Money(total.at(result.success_rate)).gevinst:
        return None

    def rank(item: Evidence) -> tuple[int, float]:
        assert item.effect is not None
        return item.level or 4, abs(item.effect - result.success_rate)

    best = min(found, key=rank)
    assert best.effect is not None
    return best if Money(total.at(best.effect)).tab else None


def grant_shares(result: Result) -> tuple[float, float]:
    """The state's grants and outside grants as shares of the kommune's gross cost.

    Undiscounted; both 0 without grants.
    """
    own = result.rows.only(lambda label: label.actor == MUNICIPALITY)
    sums = own.sums(lambda label: label.component, own.amount)
    gross, received = -sums.get(COST, 0.0), sums.get(GRANT, 0.0)
    state = -result.rows.total(lambda label: label.actor == STATE_GRANT, "amount")
    return (state / gross, (received - state) / gross) if gross else (0.0, 0.0)


def saved_each(case: Case) -> dict[str, float]:
    """What each payer saves per participant on the alternative, kr. of the case's price year."""
    found: dict[str, float] = {}
    for item in case.alternative:
        factor = conversion_factor(case.price_index, item.price_year, case.price_year)
        kr = item.per_participant.value * factor
        found[item.payer] = found.get(item.payer, 0.0) + kr
    return {actor: found[actor] for actor in PAYERS if found.get(actor)}


def rate_steps(result: Result) -> str:
    """The discount rates in words, e.g. »3,5 pct.« or »3,5 pct. i år 0–35 og 2,5 pct. derefter«."""
    steps = result.schedule.steps
    if len(steps) == 1:
        return danish.percent(steps[0][1])
    last = result.case.period.last_year - result.case.discount_base
    used = [step for step in steps if step[0] <= last]
    if len(used) == 1:
        return danish.percent(used[0][1])
    parts = []
    for i, (start, rate) in enumerate(used):
        when = f"i år {start}–{used[i + 1][0] - 1}" if i + 1 < len(used) else "derefter"
        parts.append(f"{danish.percent(rate)} {when}")
    return danish.listing(parts)
