"""What the texts of the portfolio report may say.  The names are Danish: a kommune edits them."""

from __future__ import annotations

from dataclasses import dataclass

from som_calc.case.names import MUNICIPALITY, REGION, STATE, STATE_GRANT, TOTAL, WITHOUT_GRANTS
from som_calc.document import danish
from som_calc.document.chance import out_of_ten, whole_percent
from som_calc.document.money import Money
from som_calc.report.portfolio.budget_facts import BudgetFacts, budget_facts
from som_calc.report.portfolio.content import Portfolio


@dataclass(frozen=True)
class PortfolioFacts:
    """Names for the templates in ``templates/tekst/portefoelje``.

    Amounts are :class:`Money` (kr.), rates are shares.  None: unknown, or not so here.
    """

    budget: BudgetFacts | None
    varianter: bool
    lagt_sammen: bool
    hvorfor_udgaver: str
    kommunen: str
    antal: int
    antal_ord: str
    flere: bool
    lige_for_alle: bool
    i_alt: Money
    kommune: Money
    kommune_uden_tilskud: Money
    tabere: list[str]
    """Who besides the kommune loses on all together: »staten taber 867.000 kr.«."""
    bedste: str
    bedstes_kommune: str
    """Who pays for the best, as in a sentence."""
    bedstes_kommune_resultat: Money
    flere_kommuner: bool
    bedste_resultat: Money
    bedste_ord: str
    bedste_ord_offentlige: str
    bedste_kommune: str
    bedste_kommune_resultat: Money
    bedste_kommune_ord: str
    samme_raekke: bool
    har_tilskud: bool
    tilbageregnet: bool
    publiceret: bool
    illustrativ: bool
    overlap: list[str]
    overlap_uden_samspil: list[str]
    samspil: list[str]
    samspil_begge: bool
    prisniveau: int
    diskonteringsaar: int
    forskellige_renter: bool
    har_sandsynlighed: bool
    uden_usikkerhed_tekst: str
    antaget_udsving: float | None
    traek: int
    froe: int
    mereffekter: str
    """The cases' success rates in a sentence: »en mereffekt på 5 pct.«, »sagernes mereffekter«."""
    ikke_netto: list[str]
    """Efforts whose rate also counts those who would have reached the goal anyway."""
    maaske_ikke_netto: list[str]
    """Efforts where it is not told whether it does."""
    fast_mereffekt: list[str]
    """Efforts whose success rate is held fixed in the probabilities."""
    chance_ud_af_ti: str | None
    chance_pct: str | None
    kommune_udgift: Money
    kommune_gevinst: Money
    behov: Money
    behov_aar: int
    plus_aar: int | None
    sidste_aar: int
    udlaeg: Money
    udlaeg_aar: str


def facts(found: Portfolio) -> PortfolioFacts:
    """What is known of a portfolio."""
    ranked = found.ranked
    best, best_own = ranked[TOTAL].iloc[0], ranked[MUNICIPALITY].iloc[0]
    nets = ranked[TOTAL]["net"]
    first = found.cases[0]
    chance = float(found.sum(TOTAL)["probability"]) if found.chances else None
    bill = found.bills[(found.bills["case"] == TOTAL) & (found.bills["name"] == MUNICIPALITY)]
    cumulated = found.cumulated()
    spent = found.outlays[TOTAL]
    low_year, low = found.lowest()
    years = [int(year) for year in spent.index]
    return PortfolioFacts(
        budget=None if found.choice is None else budget_facts(found.choice, found),
        varianter=found.variants,
        lagt_sammen=found.summed,
        hvorfor_udgaver=why_alternatives(found),
        kommunen=found.purse,
        antal=len(found.entries),
        antal_ord=danish.WORDS[len(found.entries)]
        if len(found.entries) <= 10
        else str(len(found.entries)),
        flere=len(found.entries) > 1,
        lige_for_alle=len(nets) > 1 and float(nets.max() - nets.min()) < 1.0,
        i_alt=Money(float(found.sum(TOTAL)["net"])),
        kommune=Money(float(found.sum(MUNICIPALITY)["net"])),
        kommune_uden_tilskud=Money(float(found.sum(WITHOUT_GRANTS)["net"])),
        tabere=_losers(found),
        bedste=str(best["case"]),
        bedstes_kommune=found.purse_of([str(best["case"])]),
        bedstes_kommune_resultat=Money(found.net(MUNICIPALITY)[str(best["case"])]),
        flere_kommuner=len(found.kommuner) > 1,
        bedste_resultat=Money(float(best["net"])),
        bedste_ord=best_words(Money(float(best["net"]))),
        bedste_ord_offentlige=best_words(Money(float(best["net"])), "det offentlige"),
        bedste_kommune=str(best_own["case"]),
        bedste_kommune_resultat=Money(float(best_own["net"])),
        bedste_kommune_ord=best_words(Money(float(best_own["net"]))),
        samme_raekke=list(ranked[TOTAL]["case"]) == list(ranked[MUNICIPALITY]["case"]),
        har_tilskud=any(case.grants for case in found.cases),
        tilbageregnet=any(case.back_calculated is not None for case in found.cases),
        publiceret=all(c.published for c in found.cases if c.back_calculated is not None),
        illustrativ=any(case.illustrative for case in found.cases),
        overlap=_pairs(found),
        overlap_uden_samspil=_pairs(found, unstated=True),
        samspil=[
            f"{e.name} ({danish.percent(e.gain_factor)})"
            for e in found.entries
            if e.gain_factor != 1.0
        ],
        samspil_begge=any(item.mutual for entry in found.entries for item in entry.interplays),
        prisniveau=first.price_year,
        diskonteringsaar=first.discount_base,
        forskellige_renter=found.rates_differ,
        har_sandsynlighed=found.chances,
        uden_usikkerhed_tekst=_lacking(found),
        antaget_udsving=found.default_spread,
        traek=found.entries[0].draws.design.draws,
        froe=found.entries[0].draws.design.seed,
        mereffekter=_rates(found),
        ikke_netto=_with(found, "nej"),
        maaske_ikke_netto=_with(found, "uoplyst"),
        fast_mereffekt=[e.name for e in found.entries if not e.draws.design.effect_varies],
        chance_ud_af_ti=None if chance is None else out_of_ten(chance),
        chance_pct=None if chance is None else whole_percent(chance),
        kommune_udgift=Money(float(bill["outlay"].iloc[0])),
        kommune_gevinst=Money(float(bill["gain"].iloc[0])),
        behov=Money(min(low, 0.0)),
        behov_aar=low_year,
        plus_aar=lasting_year([int(y) for y in cumulated.index], cumulated.to_list()),
        sidste_aar=int(cumulated.index[-1]),
        udlaeg=Money(float(spent.sum())),
        udlaeg_aar=f"{years[0]}–{years[-1]}" if len(years) > 1 else str(*years),
    )


def _losers(found: Portfolio) -> list[str]:
    """The region and the state, with the grant it gives, where they lose on all together."""
    if len(found.entries) > 1 and not found.summed:
        return []
    sums = found.bills[found.bills["case"] == TOTAL].set_index("name")["net"]
    state = Money(float(sums[STATE] + sums[STATE_GRANT]))
    given = ", tilskuddet medregnet" if sums[STATE_GRANT] else ""
    parts = {"regionen": (Money(float(sums[REGION])), ""), "staten": (state, given)}
    return [
        f"{who} taber {amount.stoerrelse}{beside}"
        for who, (amount, beside) in parts.items()
        if amount.tab
    ]


def best_words(result: Money, who: str = "") -> str:
    """What the best of several does; one that loses »giver« nobody most.

    >>> best_words(Money(2e6)), best_words(Money(-2e6), "det offentlige")
    ('giver mest', 'har det mindste underskud for det offentlige')
    """
    if result.gevinst:
        return f"giver {who} mest" if who else "giver mest"
    words = "har det mindste underskud" if result.tab else "ligger bedst"
    return f"{words} for {who}" if who else words


def _rates(found: Portfolio) -> str:
    rates = {case.success_rate.value for case in found.cases}
    if len(rates) == 1:
        return f"en mereffekt på {danish.percent(rates.pop())}"
    return f"{'varianternes' if found.variants else 'sagernes'} egne mereffekter"


def _with(found: Portfolio, net: str) -> list[str]:
    """Names of the efforts that say so of their success rate."""
    return [
        entry.name
        for entry in found.entries
        if entry.case.net_of_others == net and entry.case.success_rate.value
    ]


def why_alternatives(found: Portfolio) -> str:
    """Why some entries cannot be added; empty where all can."""
    if found.of_one_case:
        return "varianterne er udgaver af samme indsats."
    said = [
        f"{danish.listing([f'»{name}«' for name in names])} har samme indsatsnavn, kommune og "
        "målgruppe og starter i de samme år; de regnes derfor som udgaver af én indsats."
        for names in found.alternatives
    ]
    return " ".join(said)


def _pairs(found: Portfolio, *, unstated: bool = False) -> list[str]:
    """Names of the efforts that share people, in the order given."""
    table = found.overlaps
    if unstated:
        table = table[~table["stated"].astype(bool)]
    names = {*table["first"], *table["second"]}
    return [entry.name for entry in found.entries if entry.name in names]


def _lacking(found: Portfolio) -> str:
    """Which cases do not state how uncertain their numbers are."""
    lacking = found.unstated
    if len(lacking) < len(found.entries):
        return f"{danish.listing(lacking)} angiver ikke, hvor usikre tallene er."
    if found.of_one_case or len(found.entries) == 1:
        return "Sagen angiver ikke, hvor usikre tallene er."
    return "Ingen af sagerne angiver, hvor usikre tallene er."


def lasting_year(years: list[int], cumulated: list[float]) -> int | None:
    """The first year from which the cumulated result stays at or above zero.

    >>> lasting_year([2025, 2026, 2027], [-1.0, 2.0, 3.0]), lasting_year([2025], [-1.0])
    (2026, None)
    """
    found = None
    for year, amount in zip(years, cumulated, strict=True):
        if amount < -0.005:
            found = None
        elif found is None:
            found = year
    return found
