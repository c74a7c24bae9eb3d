"""Rules that tie the numbers of a follow-up together, and to the case it follows."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.case.file_tree import FileTree, dotted
from som_calc.case.followup import NUMBERS, FollowUp, StatusRule, YearNumbers
from som_calc.case.glossary import fold
from som_calc.case.model import Case, PriceIndex
from som_calc.case.names import MUNICIPALITY
from som_calc.case.price_level import MissingIndex, conversion_factor
from som_calc.case.problems import Problem
from som_calc.case.rules.money import costs_by_year, grant_by_year
from som_calc.case.rules.rule import Fault, Loc, at, kroner, percent
from som_calc.case.rules.uncertainty import made_up
from som_calc.case.suggest import did_you_mean

FAR_OFF = 50
"""Times the expected amount, up or down, from which an amount is asked about."""


def follow_up_problems(
    tree: FileTree, follow_up: FollowUp, case: Case, index: PriceIndex | None = None
) -> list[Problem]:
    """Every fault and warning in a follow-up that could be read, with its place.

    ``index`` is the price index of an earlier follow-up, where this one has none.
    """
    found: list[Fault] = []
    for rule in (
        _time,
        _years,
        _grants,
        _scale,
        _made_up,
        _completers,
        _comparison,
        _new_values,
        _committees,
        _thresholds,
    ):
        found += rule(follow_up, case)
    found += _price_years(
        follow_up, case, follow_up.new_assumptions.price_index or index or case.price_index
    )
    return [_problem(tree, finding) for finding in found]


def _problem(tree: FileTree, finding: Fault) -> Problem:
    path, _ = tree.find(finding.loc)
    file, place = tree.spot(finding.loc)
    return Problem(file, place, dotted(path) or None, finding.wrong, finding.right, finding.warning)


def _time(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    year = follow_up.follow_up_year
    if follow_up.date.year < year:
        yield Fault(
            at("date"),
            f"tallene er opgjort i {follow_up.date.year}, før opfølgningsåret {year}",
            "skriv den dag, tallene er trukket, eller ret opfølgningsåret",
        )
    elif follow_up.date.year == year and (follow_up.date.month, follow_up.date.day) < (12, 31):
        yield Fault(
            at("date"),
            f"{year} er ikke omme; tallene for {year} gælder kun til opgørelsesdagen",
            "følg op igen, når året er omme",
            warning=True,
        )
    last = follow_up.new_assumptions.last_year
    if last is not None and last < max(year, case.period.first_year):
        yield Fault(
            at("new_assumptions", "last_year"),
            f"beregningen kan ikke slutte i {last}, før opfølgningsåret {year}",
            "skriv beregningens sidste år",
        )
    first = min(case.participants.value)
    for start in follow_up.years:
        if start > year:
            yield Fault(
                at("years", start),
                f"{start} ligger efter opfølgningsåret {year}, så tallene kan ikke være faktiske",
                "skriv dem under »forventninger«, eller ret opfølgningsåret",
            )
        elif start < min(first, case.period.first_year):
            yield Fault(
                at("years", start),
                f"{start} ligger før sagens første år, {min(first, case.period.first_year)}",
                "fjern året, eller ret årstallet",
            )
    for start in follow_up.expectations:
        if start <= year:
            yield Fault(
                at("expectations", start),
                f"{start} er ikke et kommende år; opfølgningsåret er {year}",
                "skriv tal, der er kendt, under »år«",
            )
        elif start > case.period.last_year:
            yield Fault(
                at("expectations", start),
                f"{start} ligger efter beregningens sidste år, {case.period.last_year}",
                "fjern året, eller ret årstallet",
            )


def _years(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    for field, group in (("years", follow_up.years), ("expectations", follow_up.expectations)):
        for year, numbers in group.items():
            yield from _people(at(field, year), numbers, follow_up.measured_among)


def _grants(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    """As in a case: never more than the cost in all; in one year it is asked about."""
    for field, group in (("years", follow_up.years), ("expectations", follow_up.expectations)):
        both = {
            year: (cost, grant)
            for year, numbers in group.items()
            if (cost := numbers.get("gross_cost")) is not None
            and (grant := numbers.get("grant_received")) is not None
        }
        in_all = sum(grant for _, grant in both.values()) - sum(cost for cost, _ in both.values())
        for year, (cost, grant) in both.items():
            if grant > max(cost, 0) + 0.5:
                yield Fault(
                    at(field, year, "grant_received"),
                    f"tilskuddet i {year} er større end bruttoudgiften: "
                    f"{kroner(grant)} mod {kroner(cost)}",
                    "ret beløbet, eller se efter, om det står i det rigtige år; "
                    "et tilskud kan højst dække udgiften",
                    warning=in_all <= 0.5,
                )


def _scale(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    """An amount some hundred times off what was expected has rather a wrong unit or comma."""
    try:
        expected = _expected_amounts(case)
    except MissingIndex:  # another rule tells
        return
    planned = case.participants.value
    for field, group in (("years", follow_up.years), ("expectations", follow_up.expectations)):
        for year, numbers in group.items():
            started = numbers.get("started")
            people = started / planned[year] if started and planned.get(year) else 1.0
            for name, by_year in expected.items():
                kr, usual = numbers.get(name), by_year.get(year, 0.0)
                if not kr or kr < 0 or usual <= 0:
                    continue
                # A tenth of the participants may well cost a tenth.
                low, high = usual * min(1.0, people) / FAR_OFF, usual * max(1.0, people) * FAR_OFF
                if not low < kr < high:
                    times = f"{kr / usual if kr > usual else usual / kr:,.0f}".replace(",", ".")
                    than = "større" if kr > usual else "mindre"
                    yield Fault(
                        at(field, year, name),
                        f"{kroner(kr)} er {times} gange {than} end de {kroner(usual)}, sagen "
                        f"venter i {year}",
                        "se efter, om beløbet er i hele kroner, og om komma og punktum står "
                        "rigtigt",
                        warning=True,
                    )


def _expected_amounts(case: Case) -> dict[str, dict[int, float]]:
    """Kr. by year in the case's price year, by the name of the follow-up's field."""
    own, saved = costs_by_year(case, MUNICIPALITY), dict[int, float]()
    granted = dict[int, float]()
    for grant in case.grants:
        for year, kr in grant_by_year(grant, own).items():
            granted[year] = granted.get(year, 0.0) + kr
    for item in case.alternative:
        factor = conversion_factor(case.price_index, item.price_year, case.price_year)
        for year, people in case.participants.value.items():
            kr = people * item.per_participant.value * factor
            saved[year] = saved.get(year, 0.0) + kr
    return {"gross_cost": costs_by_year(case), "grant_received": granted, "saved_cost": saved}


def _made_up(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    """Where the whole follow-up is not called illustrative, each invented number is."""
    if follow_up.illustrative:
        return
    for field, group in (("years", follow_up.years), ("expectations", follow_up.expectations)):
        for year, numbers in group.items():
            named = {name: getattr(numbers, name) for name in NUMBERS}
            yield from made_up(
                (at(field, year, name), held) for name, held in named.items() if held is not None
            )
    if (given := follow_up.comparison) is not None:
        compared = {name: getattr(given, name) for name in ("share", "successes", "observed")}
        yield from made_up(
            (at("comparison", name), held) for name, held in compared.items() if held is not None
        )


def _people(loc: Loc, numbers: YearNumbers, among: str) -> Iterator[Fault]:
    started, finished = numbers.get("started"), numbers.get("finished")
    dropped = numbers.get("dropped_out")
    for name, count, words in (
        ("finished", finished, "har gennemført"),
        ("dropped_out", dropped, "er faldet fra"),
    ):
        if started is not None and count is not None and count > started:
            yield Fault(
                (*loc, *at(name)),
                f"{count:.0f} {words}, men kun {started:.0f} er startet",
                "tæl kun dem, der startede det år",
            )
    both = (finished or 0) + (dropped or 0)
    if started is not None and both > started and max(finished or 0, dropped or 0) <= started:
        yield Fault(
            (*loc, *at("dropped_out")),
            f"{finished:.0f} gennemførte og {dropped:.0f} frafaldne er flere end de "
            f"{started:.0f} startede",
            "en deltager kan kun tælle ét sted",
        )
    for name in ("gross_cost", "grant_received"):
        kr = numbers.get(name)
        if kr is not None and kr < 0:
            yield Fault(
                (*loc, *at(name)),
                "er under nul",
                "skriv beløbet uden minus; en udgift og et tilskud er begge positive tal",
            )
    yield from _measured(loc, numbers, started, finished, among)


def _measured(
    loc: Loc, numbers: YearNumbers, started: float | None, finished: float | None, among: str
) -> Iterator[Fault]:
    successes, observed = numbers.get("successes"), numbers.get("observed")
    if (successes is None) != (observed is None):
        missing = "observed" if observed is None else "successes"
        yield Fault(
            loc,
            f"»{at(missing)[0]}« mangler, så succeserne kan ikke måles",
            "angiv både succeser og observerede, eller ingen af dem",
        )
        return
    if successes is None or observed is None:
        return
    if successes > observed:
        yield Fault(
            (*loc, *at("successes")),
            f"{successes:.0f} succeser er flere end de {observed:.0f} observerede",
            "ret et af tallene",
        )
    limit, words = (finished, "gennemførte") if among == "gennemførte" else (started, "startede")
    if limit is not None and observed > limit:
        yield Fault(
            (*loc, *at("observed")),
            f"{observed:.0f} observerede er flere end de {limit:.0f} {words}",
            "ret et af tallene, eller ret »målt_blandt«",
        )


def _completers(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    """An effect of completers alone is asked for, or cannot be helped: both are said."""
    if follow_up.measured_among != "gennemførte":
        return
    measured = [year for year, numbers in follow_up.years.items() if numbers.get("observed")]
    if measured and follow_up.effect_among == "gennemførte":
        yield Fault(
            at("effect_among"),
            "effekten regnes kun for dem, der gennemførte; de frafaldne er ikke med",
            "fjern feltet, så alle, der startede, tæller",
            warning=True,
        )
        return
    for year in measured:
        if follow_up.years[year].get("dropped_out") is None:
            yield Fault(
                at("years", year),
                "succeser er kun talt blandt dem, der gennemførte, og frafaldet er ikke oplyst, "
                "så effekten for alle, der startede, kan være mindre",
                "skriv antallet af frafaldne, også når det er 0",
                warning=True,
            )


def _price_years(follow_up: FollowUp, case: Case, index: PriceIndex | None) -> Iterator[Fault]:
    """Every price year can be brought to the case's own."""
    used: list[tuple[Loc, int | None]] = [
        (at(field, year, "price_year"), numbers.price_year)
        for field, group in (("years", follow_up.years), ("expectations", follow_up.expectations))
        for year, numbers in group.items()
    ]
    used.append((at("new_assumptions", "price_year"), follow_up.new_assumptions.price_year))
    for loc, year in used:
        if year is None or year == case.price_year:
            continue
        missing = [y for y in (case.price_year, year) if index is None or y not in index.values]
        if missing:
            yield Fault(
                loc,
                f"priser i {year}-niveau kan ikke omregnes fra eller til {case.price_year}-niveau "
                "uden et prisindeks for begge år",
                "skriv nettoprisindekset under »nye_forudsætninger: prisindeks«",
            )


def _comparison(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    given = follow_up.comparison
    if given is None:
        return
    successes = given.successes.value if given.successes else None
    observed = given.observed.value if given.observed else None
    if (successes is None) != (observed is None):
        yield Fault(
            at("comparison"), "succeser og observerede hører sammen", "angiv begge eller ingen"
        )
    elif successes is not None and observed is not None:
        if given.share is not None and given.share.value is not None:
            yield Fault(
                at("comparison", "share"),
                "andelen er angivet både direkte og som succeser af observerede",
                "behold én af dem",
            )
        if observed == 0 or successes > observed:
            yield Fault(
                at("comparison", "successes"),
                f"{successes} succeser af {observed} observerede kan ikke være rigtigt",
                "ret et af tallene",
            )


def _new_values(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    services = [item.service for item in case.consequences]
    rows = case.back_calculated.values if case.back_calculated else []
    actors: list[str] = [row.actor for row in rows]
    for i, item in enumerate(follow_up.new_consequences):
        loc = at("new_consequences", i)
        if (item.service is None) == (item.actor is None):
            yield Fault(loc, "skal have enten en ydelse eller en aktør", "angiv netop én af dem")
        elif item.service is not None:
            yield from _known(loc, "service", item.service, services, "konsekvens for ydelsen")
            if item.change is None:
                yield Fault(loc, "mangler »ændring«", "skriv ændringen pr. succes og år")
        elif item.actor is not None:
            yield from _known(loc, "actor", item.actor, actors, "tilbageregnet værdi for")
            if item.present_value_per_success is None:
                yield Fault(loc, "mangler »nutidsværdi_pr_succes«", "skriv beløbet i kr.")
    priced = [price.service for price in case.prices]
    for i, price in enumerate(follow_up.new_prices):
        yield from _known(at("new_prices", i), "service", price.service, priced, "pris på")


def _known(loc: Loc, field: str, name: str, known: list[str], what: str) -> Iterator[Fault]:
    if fold(name) not in {fold(word) for word in known}:
        meant = did_you_mean(name, known) if known else "fjern posten"
        yield Fault((*loc, *at(field)), f"sagen har ingen {what} »{name}«", meant)


def _committees(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    known = committees_of(case)
    for old in follow_up.committee_changes:
        if fold(old) not in {fold(name) for name in known}:
            right = did_you_mean(old, known, "sagens udvalg er") if known else "fjern linjen"
            yield Fault(at("committee_changes", old), f"sagen har intet udvalg »{old}«", right)


def committees_of(case: Case) -> list[str]:
    """Every committee a case names."""
    names = [*case.committee_order]
    names += [line.committee or "" for line in case.costs]
    names += [line.committee or "" for line in case.grants]
    names += [line.committee or "" for line in case.alternative]
    names += [name for item in case.consequences for name in item.committees or {}]
    if case.back_calculated:
        names += [row.committee or "" for row in case.back_calculated.values]
    return [name for name in dict.fromkeys(names) if name]


def _thresholds(follow_up: FollowUp, case: Case) -> Iterator[Fault]:
    for name in StatusRule.model_fields:
        limit = getattr(follow_up.status_rule, name)
        if not 0 <= limit.watch < limit.off_course:
            yield Fault(
                at("status_rule", name),
                f"grænserne {percent(limit.watch)} og {percent(limit.off_course)} er i uorden",
                "»ude_af_kurs« skal ligge over »hold_øje«",
            )
