"""What a careful reviewer would ask of a case, answered from the case itself.

Only findings as data; :mod:`som_calc.report.decision.checklist` words them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from som_calc.analysis.break_even import break_even
from som_calc.analysis.evidence import is_significant
from som_calc.analysis.once import once
from som_calc.case.glossary import danish_field, fold
from som_calc.case.model import Case, Evidence, Price
from som_calc.case.names import COST, GRANT, MUNICIPALITY, UNKNOWN
from som_calc.case.rules.fetched import sender, still_the_senders
from som_calc.case.values import Sourced
from som_calc.engine.result import Result

OLD_YEARS = 3
"""A number older than this is asked about."""
FEW_SUCCESSES = 10
FEW_PARTICIPANTS = 30
SIMILAR = 85
ROUND_KRONER = 10_000
UNSURE = ("antagelse", UNKNOWN)
FIELD_WORDS = {
    "succesandel": "målgruppens succesandel",
    "pr_år": "pr. år",
    "pr_deltager": "pr. deltager",
    "kommune": "pris for kommunen",
    "region": "pris for regionen",
    "stat": "pris for staten",
    "ændring": "ændring efter forløbet",
    "nutidsværdi_pr_succes": "nutidsværdi pr. succes",
}
"""Field → what it is called in a sentence, where it is more than the field's own words."""


@dataclass(frozen=True)
class Check:
    """One question.

    ``finding`` says which of the question's answers holds, ``values`` what it mentions
    (shares, kr., counts, years and names); ``open`` means somebody should look at it.
    ``also`` holds further answers to the same question, one per study or alternative.
    """

    id: str
    finding: str
    open: bool
    values: dict[str, Any] = field(default_factory=dict)
    also: tuple[Check, ...] = ()


def checklist(result: Result) -> list[Check]:
    """All questions, open ones first, each part in the order a reviewer asks them.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> result = som_calc.calculate(case)
    >>> len(checklist(result)) > 0
    True
    """
    found = [check for ask in _QUESTIONS for check in ask(result)]
    return sorted(found, key=lambda check: not check.open)


def sourced_values(case: Case) -> Iterator[tuple[str, Sourced[Any]]]:
    """Every value with its source and status, by a name a reader understands.

    A price's three amounts take the price's source and status where they have no source of
    their own.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "aabenraa-ips.yaml"))
    >>> [name for name, _ in sourced_values(case)][:3]
    ['Målgruppens succesandel', 'Forløbsvarighed', 'Mereffekt']
    """
    yield from _sourced(case, "", "")


def _sourced(part: Any, field: str, owner: str) -> Iterator[tuple[str, Sourced[Any]]]:
    if isinstance(part, Sourced):
        words = FIELD_WORDS.get(field, field.replace("_", " "))
        yield (f"{owner}, {words}" if owner else words.capitalize()), part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(part, Price) and isinstance(value, Sourced) and not value.source:
                inherited = {"source": part.source, "status": part.status}
                value = value.model_copy(update=inherited) if part.source else value
            yield from _sourced(value, danish_field(name), owner)
    elif isinstance(part, list | tuple):
        for item in part:
            names = (getattr(item, key, None) for key in ("name", "service", "actor", "title"))
            yield from _sourced(item, field, next((str(n) for n in names if n), owner))


@once
def _values(result: Result) -> tuple[tuple[str, Sourced[Any]], ...]:
    return tuple(sourced_values(result.case))


def _price_year(result: Result) -> Iterator[Check]:
    case = result.case
    age = case.date.year - case.price_year
    values = {"prisniveau": case.price_year, "alder": age, "år": case.date.year}
    yield Check("prisniveau", "gammelt" if age > OLD_YEARS else "sat", age > OLD_YEARS, values)


def _discount_base(result: Result) -> Iterator[Check]:
    case = result.case
    first = case.period.first_year
    same = case.discount_base == first
    values = {"diskonteringsår": case.discount_base, "første": first}
    yield Check("diskonteringsår", "første" if same else "andet", not same, values)


def _net_rate(result: Result) -> Iterator[Check]:
    case = result.case
    share = case.intervention.target_group.success_share
    rate = case.success_rate.value
    if not rate:
        yield Check("nettoeffekt", "nul", False)
        return
    if case.net_of_others != "ja":
        yield Check("nettoeffekt", case.net_of_others, True, {"mereffekt": rate})
        return
    stated = case.success_rate.uncertainty
    if stated is not None and stated.comparison_observations:
        values = {"mereffekt": rate, "succeser": stated.comparison_successes,
                  "observationer": stated.comparison_observations}  # fmt: skip
        yield Check("nettoeffekt", "sammenlignet", False, values)
        return
    if share is None:
        yield Check("nettoeffekt", UNKNOWN, True, {"mereffekt": rate})
        return
    finding = "ens" if rate == share.value else "over" if rate > share.value else "adskilt"
    values = {"mereffekt": rate, "succesandel": share.value}
    yield Check("nettoeffekt", finding, finding != "adskilt", values)


def _rate_source(result: Result) -> Iterator[Check]:
    rate = result.case.success_rate
    if not rate.source:
        yield Check("mereffektens kilde", "mangler", True, {"status": rate.status})
        return
    unsure = rate.status in UNSURE
    values = {"kilde": rate.source, "status": rate.status}
    yield Check("mereffektens kilde", "antagelse" if unsure else "angivet", unsure, values)


def _evidence(result: Result) -> Iterator[Check]:
    case = result.case
    rate = case.success_rate.value
    known = [item for item in case.evidence if item.effect is not None or item.interval]
    if not known:
        yield Check("evidens", "ingen", True, {"mereffekt": rate})
        return
    yield _as_one([_held_against(rate, item) for item in known])


def _as_one(found: list[Check]) -> Check:
    """Several answers to one question: open when one of them is, and that one first."""
    first, *others = sorted(found, key=lambda check: not check.open)
    return replace(first, also=tuple(others))


def _held_against(rate: float, item: Evidence) -> Check:
    low, high = item.interval or (item.effect, item.effect)
    assert low is not None
    assert high is not None
    values = {"mereffekt": rate, "undersøgelse": item.study, "niveau": item.level,
              "lav": low, "høj": high, "interval": item.interval is not None}  # fmt: skip
    if is_significant(item) is False:
        return Check("evidens", "ikke signifikant", True, values)
    if rate > high + 1e-12:
        return Check("evidens", "over", True, values)
    if item.level == 3:
        return Check("evidens", "svag", True, values)
    return Check("evidens", "inden for", False, values)


def _alternative(result: Result) -> Iterator[Check]:
    lines = result.case.alternative
    if not lines:
        yield Check("alternativ", "intet", True)
        return
    yield _as_one([_saving(line.name, line.per_participant) for line in lines])


def _saving(name: str, each: Sourced[float]) -> Check:
    values = {"navn": name, "beløb": each.value, "kilde": each.source or "", "status": each.status}
    if not each.source:
        return Check("alternativ", "uden kilde", True, values)
    if each.status in (*UNSURE, "tilbageregnet"):
        return Check("alternativ", "usikker", True, values)
    return Check("alternativ", "med kilde", False, values)


def _grant(result: Result) -> Iterator[Check]:
    if not result.case.grants:
        yield Check("tilskud", "intet", False)
        return
    parts = result.by_component()[MUNICIPALITY]
    given, spent = (abs(float(parts[name])) for name in (GRANT, COST))
    if round(given) > round(spent):
        yield Check("tilskud", "over udgiften", True, {"tilskud": given, "udgift": spent})
        return
    if result.case.reverse_only:
        return
    own = result.without_grants().net[MUNICIPALITY]
    net = result.net[MUNICIPALITY]
    carried = net >= 0 > own
    values = {"med": net, "uden": own, "break_even": break_even(result).lines}
    yield Check("tilskud", "bærer resultatet" if carried else "vist", carried, values)


def _small_numbers(result: Result) -> Iterator[Check]:
    successes = result.participants * result.success_rate
    few = successes < FEW_SUCCESSES or result.participants < FEW_PARTICIPANTS
    values = {"deltagere": result.participants, "succeser": successes}
    yield Check("små tal", "få" if few else "nok", few, values)


def _old_values(result: Result) -> Iterator[Check]:
    case = result.case
    dated = [(name, value.date) for name, value in _values(result) if value.date]
    old = [name for name, date in dated if (case.date - date).days > 365.25 * OLD_YEARS]
    priced = sorted({price.price_year for price in case.prices if price.price_year})
    old_prices = [year for year in priced if case.date.year - year > OLD_YEARS]
    undated = sum(value.date is None for _, value in _values(result))
    finding = "gamle" if old or old_prices else "ingen dato" if not dated else "nye"
    values = {"felter": old, "prisår": old_prices, "uden_dato": undated, "med_dato": len(dated)}
    yield Check("alder", finding, finding != "nye", values)


def _unsure_values(result: Result) -> Iterator[Check]:
    values = _values(result)
    unsure = [name for name, value in values if value.status in UNSURE]
    made_up = sum(value.status == "illustrativ" for _, value in values)
    back = sum(value.status == "tilbageregnet" for _, value in values)
    missing = [name for name, value in values if not value.source]
    counts = {"antal": len(values), "antagelser": unsure, "illustrative": made_up,
              "tilbageregnede": back}  # fmt: skip
    finding = "illustrative" if made_up else "antagelser" if unsure or back else "ingen"
    yield Check("antagelser", finding, finding != "ingen", counts)
    sources = {"antal": len(values), "uden": missing}
    yield Check("kilder", "mangler" if missing else "alle", bool(missing), sources)


def _double_counting(result: Result) -> Iterator[Check]:
    case = result.case
    found = list(_doubles(case))
    yield Check("dobbelt", "måske" if found else "ingen", bool(found), {"par": found})


def _doubles(case: Case) -> Iterator[tuple[str, str]]:
    from rapidfuzz import fuzz

    services = [item.service for item in case.consequences]
    if case.back_calculated is not None and services:
        yield "tilbageregnede konsekvenser", "enkelte ydelser"
    for position, one in enumerate(services):
        for other in services[position + 1 :]:
            if fold(one) == fold(other):
                yield one, other
    costs = [cost.name for cost in case.costs]
    for line in case.alternative:
        for other in (*services, *costs):
            if fuzz.token_set_ratio(fold(line.name), fold(other)) >= SIMILAR:
                yield line.name, other


def _rounded(result: Result) -> Iterator[Check]:
    case = result.case
    amounts = [
        amount
        for cost in case.costs
        for value in (cost.per_year, cost.per_participant)
        if value is not None
        for amount in (value.value.values() if isinstance(value.value, dict) else [value.value])
        if amount
    ]
    round_ones = sum(amount % ROUND_KRONER == 0 for amount in amounts)
    all_round = bool(amounts) and round_ones == len(amounts)
    values = {"runde": round_ones, "antal": len(amounts)}
    yield Check("afrunding", "runde" if all_round else "uafrundet", all_round, values)


def _cut_years(result: Result) -> Iterator[Check]:
    horizon = result.case.period.horizon
    cut = result.cut_short
    values = {"hold": [c.start for c in cut], "horisont": horizon,
              "mindst": min((c.consequence_years for c in cut), default=horizon)}  # fmt: skip
    yield Check("konsekvensår", "afkortet" if cut else "fulde", bool(cut), values)


def _insignificant(result: Result) -> Iterator[Check]:
    names = [item.service for item in result.case.consequences if not item.significant]
    if names:
        yield Check("ikke sikre ydelser", "udeladt", False, {"ydelser": names})


def _uncertainty(result: Result) -> Iterator[Check]:
    stated = sum(value.uncertainty is not None for _, value in _values(result))
    yield Check("usikkerhed", "angivet" if stated else "mangler", not stated, {"antal": stated})


def _cash(result: Result) -> Iterator[Check]:
    lines = result.case.consequences
    missing = [item.service for item in lines if item.realisable is None]
    if lines:
        yield Check("budget", "mangler" if missing else "angivet", bool(missing),
                    {"ydelser": missing})  # fmt: skip


def _published(result: Result) -> Iterator[Check]:
    rows = [
        (name, float(amount), item.name)
        for item in result.case.published
        if item.at_success_rate == result.success_rate
        for name, amount in item.net_result.items()
    ]
    if rows:
        net = result.net
        off = [name for name, amount, _ in rows if name in net and
               abs(net[name] - amount) > 1]  # fmt: skip
        yield Check("publiceret", "afviger" if off else "stemmer", bool(off), {"rækker": off})


def _total(result: Result) -> Iterator[Check]:
    if result.case.reverse_only:
        return
    line, rate = break_even(result).total, result.success_rate
    point = line.break_even
    if point is None or not line.crosses:
        yield Check("margin", "ingen", round(line.at(rate)) <= 0, {"hvordan": line.verdict})
        return
    values = {"mereffekt": rate, "break_even": point}
    if round(line.at(rate)) < 0:
        yield Check("margin", "underskud", True, values)
        return
    near = abs(rate - point) < 0.1 * max(rate, 1e-9)
    yield Check("margin", "tæt" if near else "afstand", near, values)


def _fetched(result: Result) -> Iterator[Check]:
    case = result.case
    if case.builds_on is None:
        return
    left = len(still_the_senders(case))
    values = {"afsender": sender(case), "antal": left}
    yield Check("hentet", "afsenderens" if left else "egen", left > 0, values)


_QUESTIONS: tuple[Callable[[Result], Iterator[Check]], ...] = (
    _fetched,
    _net_rate,
    _rate_source,
    _evidence,
    _alternative,
    _grant,
    _total,
    _small_numbers,
    _double_counting,
    _unsure_values,
    _old_values,
    _price_year,
    _discount_base,
    _rounded,
    _cut_years,
    _insignificant,
    _uncertainty,
    _cash,
    _published,
)
