"""Participants and how many of them succeed."""

from __future__ import annotations

from collections.abc import Iterator

from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Rule, at, percent


def somebody_takes_part(case: Case) -> Iterator[Fault]:
    if not any(count > 0 for count in case.participants.value.values()):
        yield Fault(at("participants"), "der er ingen deltagere", "skriv antal pr. startår")


def somebody_completes(case: Case) -> Iterator[Fault]:
    model = case.cost_model
    stated = [
        (at("completion"), case.completion),
        (at("cost_model", "completion"), model.completion if model else None),
    ]
    for loc, share in stated:
        if share is not None and share.value == 0:
            yield Fault(loc, "gennemførelsen er 0 %", "skriv den andel, der gennemfører, fx 85 %")


def rate_within_sensitivity(case: Case) -> Iterator[Fault]:
    rate, varied = case.success_rate.value, case.sensitivity.success_rates
    if len(varied) > 1 and not min(varied) <= rate <= max(varied):
        yield Fault(
            at("success_rate"),
            f"mereffekten på {percent(rate)} ligger uden for følsomhedens "
            f"{percent(min(varied))} til {percent(max(varied))}",
            "lad følsomheden dække begge sider af mereffekten",
            warning=True,
        )


def rate_is_not_the_success_share(case: Case) -> Iterator[Fault]:
    share = case.intervention.target_group.success_share
    if share is None:
        return
    rate = case.success_rate.value
    if rate == share.value and rate:
        yield Fault(
            at("success_rate"),
            f"mereffekten er den samme som succesandelen, {percent(rate)}",
            "mereffekten er kun den ekstra andel, som lykkes på grund af indsatsen",
            warning=True,
        )
    elif rate + share.value > 1:
        yield Fault(
            at("success_rate"),
            f"mereffekt og succesandel er tilsammen {percent(rate + share.value)}",
            "mereffekten er oven i dem, der når målet i forvejen",
            warning=True,
        )


def rate_is_believable(case: Case) -> Iterator[Fault]:
    if case.success_rate.value == 1:
        yield Fault(
            at("success_rate"),
            "mereffekten er 100 %, så alle lykkes på grund af indsatsen",
            "skriv 1 %, hvis det er en procent",
            warning=True,
        )


RULES = (
    Rule(rate_is_believable, ("success_rate",)),
    Rule(somebody_takes_part, ("participants",)),
    Rule(somebody_completes, ("completion", "cost_model")),
    Rule(rate_within_sensitivity, ("success_rate", "sensitivity")),
    Rule(rate_is_not_the_success_share, ("success_rate", "intervention")),
)
