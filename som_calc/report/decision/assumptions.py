"""Every assumption of a case as a table row: value, source and status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from som_calc.case.model import Case
from som_calc.case.names import PRICE_FIELDS
from som_calc.case.values import Sourced
from som_calc.document import danish
from som_calc.document.blocks import words
from som_calc.document.model import Column, Row, Table
from som_calc.engine.result import Result
from som_calc.report.decision.facts import course_text, rate_steps

Line = tuple[str, str, Sourced[Any] | None, str | None, str]
"""Label, value as text, the sourced value, a source of its own, a status of its own."""


def table(result: Result) -> Table:
    """All assumptions with source and status; notes hold what the case says about a value."""
    notes: list[str] = []
    rows = []
    for label, value, sourced, source, status in lines(result):
        refs: list[int] = []
        if sourced is not None:
            source, status = sourced.source or source, sourced.status
            if sourced.note:
                text = sourced.note[:1].upper() + sourced.note[1:]
                text = text if text.endswith((".", "!", "?")) else f"{text}."
                if text not in notes:
                    notes.append(text)
                refs = [notes.index(text) + 1]
        cells = [words(label), words(value, refs), words(source or "ikke oplyst"), words(status)]
        rows.append(Row(cells=cells))
    return Table(
        id="tabel-forudsaetninger",
        caption="Alle forudsætninger med kilde og status",
        columns=[
            Column(label="Forudsætning", width=1.7),
            Column(label="Værdi", width=1.7),
            Column(label="Kilde", width=2.2),
            Column(label="Status", width=1.0),
        ],
        rows=rows,
        notes=notes,
    )


def assumed(result: Result) -> list[str]:
    """The assumptions that nobody has published or measured, as words in a sentence."""
    return [
        "»" + re.sub(r" \(\w+\)$", "", label).replace(", pr.", " pr.") + "«"
        for label, _, sourced, _, status in lines(result)
        if (status if sourced is None else sourced.status) == "antagelse"
    ]


def lines(result: Result) -> Iterator[Line]:
    """One line per assumption, in the order of the case file."""
    case = result.case
    group = case.intervention.target_group
    yield "Målgruppe", group.name, None, group.source, "SØM" if group.source else "lokalt tal"
    if group.success_share is not None:
        yield (
            "Succesandel i målgruppen (ikke mereffekt)",
            danish.percent(group.success_share.value),
            group.success_share,
            None,
            "",
        )
    length = case.intervention.course_length
    yield "Forløbsvarighed", course_text(length.value), length, None, ""
    yield "Mereffekt", danish.percent(case.success_rate.value), case.success_rate, None, ""
    by_year = case.participants.value
    yield "Deltagere pr. startår", _per_year(by_year, danish.number), case.participants, None, ""
    done = case.completion
    if done is not None:
        name = "Gennemførelse (flytter ikke resultatet)"
        yield name, danish.percent(done.value), done, None, ""
    yield from _money(case)
    yield from _consequences(case)
    yield from _prices(case)
    rate = case.discount_rate
    yield "Diskonteringsrente", rate_steps(result), rate, result.schedule.source, "publiceret"
    if case.price_index is not None:
        index = case.price_index
        values = _per_year(index.values, lambda v: danish.number(v, 1))
        yield f"Prisindeks: {index.name}", values, None, index.source, index.status


def _money(case: Case) -> Iterator[Line]:
    for cost in case.costs:
        level = cost.price_year or case.price_year
        if cost.per_year is not None:
            text = f"{_per_year(cost.per_year.value, danish.kroner)} ({level}-priser)"
            yield f"{cost.name}, pr. år ({cost.payer})", text, cost.per_year, None, ""
        if cost.per_participant is not None:
            text = f"{danish.kroner(cost.per_participant.value)} ({level}-priser)"
            yield f"{cost.name}, pr. deltager ({cost.payer})", text, cost.per_participant, None, ""
    for grant in case.grants:
        if grant.share is not None:
            text = f"{danish.percent(grant.share.value)} af kommunens bruttoudgift"
            yield grant.name, text, grant.share, None, ""
        if grant.per_year is not None:
            text = _per_year(grant.per_year.value, danish.kroner)
            yield f"{grant.name}, pr. år", text, grant.per_year, None, ""
    for saved in case.alternative:
        text = f"{danish.kroner(saved.per_participant.value)} pr. deltager"
        yield f"Sparet: {saved.name}", text, saved.per_participant, None, ""


def _consequences(case: Case) -> Iterator[Line]:
    for item in case.consequences:
        label = f"{item.service}, {item.unit}"
        each = "pr. succes"
        if item.relatives is not None:
            label, each = f"{label}: {item.relatives}", "pr. pårørende og succes"
            number = item.relatives_per_participant
            if number is not None:
                text = danish.number(number.value, 2)
                yield f"Antal pr. deltager: {item.relatives}", text, number, None, ""
        if item.change is not None:
            yield f"{label}, {each}", _by_k(item.change.value, "år"), item.change, None, ""
        if item.during_course is not None:
            text = _by_k(item.during_course.value, "forløbsår")
            yield f"{label}, pr. deltager under forløbet", text, item.during_course, None, ""
    if case.back_calculated is not None:
        for row in case.back_calculated.values:
            who = row.actor if row.committee is None else f"{row.actor}, {row.committee}"
            value = row.present_value_per_success
            yield f"Konsekvenser pr. succes: {who}", danish.kroner(value.value, 2), value, None, ""
        profile = case.back_calculated.profile
        yield "Fordeling af konsekvenser over år", _profile(profile.value), profile, None, ""


def _prices(case: Case) -> Iterator[Line]:
    for price in case.prices:
        level = price.price_year or case.price_year
        parts = [(who, getattr(price, field)) for who, field in PRICE_FIELDS.items()]
        text = ", ".join(f"{who} {danish.kroner(v.value, _decimals(v.value))}" for who, v in parts)
        source = price.source or next((v.source for _, v in parts if v.source), None)
        status = price.status if price.source else price.municipality.status
        yield (
            f"Pris: {price.service} pr. {danish.one_of(price.unit)} ({level}-priser)",
            text,
            None,
            source,
            status,
        )


def _decimals(value: float) -> int:
    return 0 if value == round(value) else 2


def _per_year(values: dict[int, Any], show: Any) -> str:
    return "; ".join(f"{year}:{danish.NBSP}{show(value)}" for year, value in sorted(values.items()))


def _by_k(values: dict[int, float], what: str) -> str:
    def shown(value: float) -> str:
        return danish.number(value, 0 if value == round(value) else 1)

    ks = sorted(values)
    same = (
        len(ks) > 1 and len({values[k] for k in ks}) == 1 and ks == list(range(ks[0], ks[-1] + 1))
    )
    if same:
        return f"{what}{danish.NBSP}{ks[0]}–{ks[-1]}: {shown(values[ks[0]])}"
    return "; ".join(f"{what}{danish.NBSP}{k}:{danish.NBSP}{shown(values[k])}" for k in ks)


def _profile(weights: dict[int, float]) -> str:
    if len(set(weights.values())) == 1:
        return f"jævnt over {danish.count(len(weights), 'år', 'år')}"
    total = sum(weights.values())
    return "; ".join(
        f"år{danish.NBSP}{k}:{danish.NBSP}{danish.percent(w / total)}"
        for k, w in sorted(weights.items())
    )
