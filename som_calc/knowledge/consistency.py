"""What must hold between rows and tables: every reference leads somewhere, units agree,
every counted consequence has a price, and made-up numbers are marked as made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from som_calc.case.glossary import fold
from som_calc.case.problems import Problem
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge.database import ILLUSTRATIVE, Knowledge, KnowledgeSet
from som_calc.knowledge.table import CheckedTable


def inconsistencies(knowledge: Knowledge) -> list[Problem]:
    """Every problem between readable tables, set by set."""
    problems: list[Problem] = []
    for one in knowledge.sets.values():
        problems += _groups_are_known(knowledge, one)
        problems += _goals_belong(knowledge, one)
        problems += _units_agree(knowledge, one)
        problems += _consequences_have_prices(knowledge, one)
        problems += _illustrative_is_marked(one)
    problems += _ids_stand_once(knowledge)
    return problems


def _distinct(table: CheckedTable, *names: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The first position of each combination of values; tables repeat them by the thousand."""
    seen: set[tuple[Any, ...]] = set()
    for position, values in enumerate(zip(*(table.columns[n] for n in names), strict=True)):
        if values not in seen:
            seen.add(values)
            yield position, values


def _groups_are_known(knowledge: Knowledge, one: KnowledgeSet) -> Iterator[Problem]:
    groups, relatives = (
        [row["id"] for seen in knowledge.seen_from(one.name) for row in seen.rows(name)]
        for name in ("maalgrupper", "paaroerende")
    )
    for table in one.tables.values():
        ids = groups + relatives if table.spec.name in {"konsekvenser", "priser"} else groups
        known = {fold(name) for name in ids}
        for column in ("målgruppe", "overgruppe"):
            if column not in table.columns:
                continue
            for position, (group,) in _distinct(table, column):
                if group is not None and fold(group) not in known:
                    wrong = f"målgruppen »{group}« står ikke i tabellen maalgrupper"
                    yield table.raw.problem(position, column, wrong, did_you_mean(group, ids, ""))


def _goals_belong(knowledge: Knowledge, one: KnowledgeSet) -> Iterator[Problem]:
    table = one.tables.get("konsekvenser")
    if table is None:
        return
    for position, (group, goal) in _distinct(table, "målgruppe", "succesmål"):
        ids = [row["id"] for row in knowledge.goals(one, _whose(knowledge, one, group))]
        if fold(goal) not in {fold(name) for name in ids}:
            wrong = f"succesmålet »{goal}« hører ikke til målgruppen »{group}«"
            right = did_you_mean(goal, ids) or "skriv det i tabellen succesmaal"
            yield table.raw.problem(position, "succesmål", wrong, right)


def _whose(knowledge: Knowledge, one: KnowledgeSet, group: str) -> str:
    """The target group whose goal it is: for relatives the one they are relatives of."""
    for seen in knowledge.seen_from(one.name):
        for row in seen.rows("paaroerende"):
            if fold(row["id"]) == fold(group) and row["målgruppe"]:
                return str(row["målgruppe"])
    return group


def _units_agree(knowledge: Knowledge, one: KnowledgeSet) -> Iterator[Problem]:
    """One unit per service within a set; a price found in »grund« counts too."""
    first: dict[str, tuple[str, str]] = {}
    base = [seen for seen in knowledge.seen_from(one.name) if seen is not one]
    for seen in (one, *base):
        for name in ("priser", "konsekvenser", "forbrug"):
            table = seen.tables.get(name)
            if table is None or (seen is not one and name != "priser"):
                continue
            for position, (service, unit) in _distinct(table, "ydelse", "enhed"):
                earlier = first.setdefault(fold(service), (unit, table.place(position)))
                if seen is one and fold(earlier[0]) != fold(unit):
                    wrong = f"»{service}« tælles her i {unit}, men i {earlier[0]} i {earlier[1]}"
                    right = "brug samme enhed alle steder, og omregn tallene"
                    yield table.raw.problem(position, "enhed", wrong, right)


def _consequences_have_prices(knowledge: Knowledge, one: KnowledgeSet) -> Iterator[Problem]:
    table = one.tables.get("konsekvenser")
    if table is None:
        return
    for position, (service, group, counted) in _distinct(
        table, "ydelse", "målgruppe", "signifikant"
    ):
        if counted and knowledge.price(one, service, group) is None:
            services = [row["ydelse"] for row in one.rows("priser")]
            right = did_you_mean(service, services, "priserne er på")
            right = f"tilføj den i tabellen priser{f' ({right})' if '?' in right else ''}"
            yield table.raw.problem(position, "ydelse", f"»{service}« har ingen pris", right)


def _illustrative_is_marked(one: KnowledgeSet) -> Iterator[Problem]:
    """Made-up numbers live in the set »illustrativ«; what lives there is made up or public."""
    allowed = {"illustrativ", "publiceret"}
    for table in one.tables.values():
        for position, (status,) in _distinct(table, "status"):
            if one.name == ILLUSTRATIVE and status not in allowed:
                wrong = f"status er »{status}« i det illustrative sæt"
                yield table.raw.problem(position, "status", wrong, "skriv illustrativ")
            if one.name != ILLUSTRATIVE and status == "illustrativ":
                wrong = "et illustrativt tal står uden for det illustrative sæt"
                right = f"flyt rækken til mappen {ILLUSTRATIVE}"
                yield table.raw.problem(position, "status", wrong, right)


def _ids_stand_once(knowledge: Knowledge) -> Iterator[Problem]:
    """A reference must mean one thing, whichever set it is in."""
    first: dict[tuple[str, str], str] = {}
    for one in knowledge.sets.values():
        for name in ("maalgrupper", "effekter", "paaroerende", "prispunkter"):
            table = one.tables.get(name)
            for position, (id,) in _distinct(table, "id") if table else ():
                place = table.place(position) if table else ""
                earlier = first.setdefault((name, fold(id)), place)
                if earlier != place and table:
                    wrong = f"id »{id}« bruges også i {earlier}"
                    yield table.raw.problem(position, "id", wrong, "giv den et andet id")
