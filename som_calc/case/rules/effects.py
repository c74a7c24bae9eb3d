"""Consequences: what they change, who carries them, and that nothing counts twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.names import MUNICIPALITY, REGION, STATE
from som_calc.case.rules.rule import Fault, Rule, at, percent

SHARE_TOLERANCE = 1e-6


def consequences_change_something(case: Case) -> Iterator[Fault]:
    for i, item in enumerate(case.consequences):
        if item.change is None and item.during_course is None:
            yield Fault(
                at("consequences", i),
                f"ydelsen »{item.service}« ændrer ikke noget",
                "skriv »ændring«, »under_forløb« eller begge",
            )


def splits_are_whole(case: Case) -> Iterator[Fault]:
    for i, item in enumerate(case.consequences):
        total = sum((item.committees or {"": 1.0}).values())
        if abs(total - 1) > SHARE_TOLERANCE:
            yield Fault(
                at("consequences", i, "committees"),
                f"udvalgenes andele giver tilsammen {percent(total)}",
                "de skal give 100 %",
            )


def services_stand_once(case: Case) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for i, item in enumerate(case.consequences):
        earlier = first.setdefault((fold(item.service), fold(item.relatives or "")), i)
        if earlier != i:
            yield Fault(
                at("consequences", i, "service"),
                f"ydelsen »{item.service}« står også som konsekvens nummer {earlier + 1}",
                "saml dem, hvis det er samme forbrug; ellers tæller det to gange",
                warning=True,
            )


def partly_realisable_has_a_share(case: Case) -> Iterator[Fault]:
    for i, item in enumerate(case.consequences):
        if item.realisable == "delvis" and item.realisable_share is None:
            yield Fault(
                at("consequences", i, "realisable"),
                "det fremgår ikke, hvor stor en del der kan realiseres",
                "tilføj »kontant_andel«, fx 60 %",
                warning=True,
            )
        if item.realisable != "delvis" and item.realisable_share is not None:
            yield Fault(
                at("consequences", i, "realisable_share"),
                "andelen bruges kun sammen med »realiserbar: delvis«",
                "ret »realiserbar«, eller fjern andelen",
                warning=True,
            )


def profile_can_be_spread(case: Case) -> Iterator[Fault]:
    if case.back_calculated is None:
        return
    weights = case.back_calculated.profile.value
    for k, weight in weights.items():
        if weight < 0:
            yield Fault(
                at("back_calculated", "profile", "value", k),
                "vægten er under nul",
                "vægte er 0 eller mere; kun forholdet mellem dem betyder noget",
            )
    if not any(weight > 0 for weight in weights.values()):
        yield Fault(
            at("back_calculated", "profile"),
            "alle vægte er nul, så beløbet kan ikke fordeles på år",
            "skriv fx 1 for hvert år",
        )


def back_calculated_rows_stand_once(case: Case) -> Iterator[Fault]:
    if case.back_calculated is None:
        return
    rows = case.back_calculated.values
    keys = [(r.actor, fold(r.committee or ""), fold(r.area or "")) for r in rows]
    counts = Counter(keys)
    for i, key in enumerate(keys):
        if counts[key] > 1 and keys.index(key) != i:
            yield Fault(
                at("back_calculated", "values", i),
                f"{rows[i].actor} står flere gange med samme udvalg og hovedområde",
                "saml beløbene, hvis det er det samme",
                warning=True,
            )


def nothing_counts_twice(case: Case) -> Iterator[Fault]:
    if case.back_calculated is None or not case.consequences:
        return
    used = {fold(item.service) for item in case.consequences if item.significant}
    priced = {
        actor
        for price in case.prices
        if fold(price.service) in used
        for actor, value in (
            (MUNICIPALITY, price.municipality),
            (REGION, price.region),
            (STATE, price.state),
        )
        if value.value
    }
    for i, row in enumerate(case.back_calculated.values):
        if row.actor in priced:
            priced.discard(row.actor)
            yield Fault(
                at("back_calculated", "values", i),
                f"{row.actor} har både tilbageregnede konsekvenser og konsekvenser med pris",
                "kontrollér, at det samme ikke tælles to gange",
                warning=True,
            )


def relatives_are_counted(case: Case) -> Iterator[Fault]:
    for i, item in enumerate(case.consequences):
        if item.relatives is not None and item.relatives_per_participant is None:
            yield Fault(
                at("consequences", i, "relatives"),
                "det fremgår ikke, hvor mange pårørende hver deltager har",
                "tilføj »antal_pr_deltager«, fx 0,8",
            )
        if item.relatives is None and item.relatives_per_participant is not None:
            yield Fault(
                at("consequences", i, "relatives_per_participant"),
                "antallet bruges kun sammen med »pårørende«",
                "skriv, hvem de pårørende er, eller fjern antallet",
            )
        if item.relatives is not None and item.during_course is not None:
            yield Fault(
                at("consequences", i, "during_course"),
                "kan ikke bruges for pårørende",
                "skriv konsekvensen under »ændring«",
            )


def named_relatives_have_consequences(case: Case) -> Iterator[Fault]:
    counted = {fold(item.relatives) for item in case.consequences if item.relatives}
    first: dict[str, int] = {}
    for i, item in enumerate(case.relatives):
        if first.setdefault(fold(item.id), i) != i:
            yield Fault(
                at("relatives", i, "id"),
                f"»{item.id}« står to gange og ville blive talt med to gange",
                "behold én af dem",
            )
        elif not counted:
            yield Fault(
                at("relatives", i, "id"),
                f"»{item.id}« giver ingen konsekvenser",
                "hent målgruppen i vidensdatabasen, eller skriv konsekvenserne med »pårørende«",
                warning=True,
            )


RULES = (
    Rule(relatives_are_counted, ("consequences",)),
    Rule(named_relatives_have_consequences, ("consequences", "relatives")),
    Rule(consequences_change_something, ("consequences",)),
    Rule(splits_are_whole, ("consequences",)),
    Rule(services_stand_once, ("consequences",)),
    Rule(partly_realisable_has_a_share, ("consequences",)),
    Rule(profile_can_be_spread, ("back_calculated",)),
    Rule(back_calculated_rows_stand_once, ("back_calculated",)),
    Rule(nothing_counts_twice, ("consequences", "prices", "back_calculated")),
)
