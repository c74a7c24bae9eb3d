"""What a case refers to, filled in: target group, success goal, consequences and prices.

A case names a target group (``målgruppe: <id>``) and one of its success goals; everything
the knowledge base has about them is put into the case.  What the case itself says comes
first, field by field: a consequence or price with the same ``ydelse`` keeps the fields it
states and takes the rest, and ``ikke_medregnet`` leaves a service out.
"""

from __future__ import annotations

import copy
from typing import Any

from som_calc.case.danish_input import parse_count, parse_year, parse_yes_no
from som_calc.case.file_tree import FileTree, Path
from som_calc.case.glossary import fold
from som_calc.case.names import PRICE_FIELDS
from som_calc.case.problems import CaseError, Problem
from som_calc.case.references import group_reference
from som_calc.case.suggest import did_you_mean
from som_calc.knowledge import items
from som_calc.knowledge.database import ILLUSTRATIVE, Knowledge, KnowledgeSet
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.table import Row

GROUP = ("indsats", "målgruppe")
GOAL = ("indsats", "succesmål")
DEFAULT_HORIZON = 10


def complete(tree: FileTree, knowledge: Knowledge | None = None) -> tuple[FileTree, list[Problem]]:
    """A copy of the tree with its references filled in, and warnings.

    Raises:
        CaseError: target group or success goal is not known, the numbers are made up but
            the case is not marked so, or the knowledge base is faulty.
    """
    wanted = group_reference(tree)
    if wanted is None:
        return tree, []
    return _Completer(tree, knowledge or load_knowledge(), wanted).run()


class _Completer:
    def __init__(self, tree: FileTree, knowledge: Knowledge, wanted: str) -> None:
        self.old = tree
        self.tree = FileTree(
            tree.file, copy.deepcopy(tree.data), dict(tree.places), dict(tree.typed)
        )
        self.knowledge = knowledge
        self.one, self.group = self._found_group(wanted)
        self.goal = self._found_goal()

    def run(self) -> tuple[FileTree, list[Problem]]:
        self._refuse_unmarked()
        self._put_group()
        taken, rows = self._known_consequences()
        self._merge("konsekvenser", taken)
        taken += self._add_relatives()
        self._merge("priser", self._known_prices(taken))
        warnings = []
        if not rows and not self.tree.get(("konsekvenser",)):
            warnings.append(
                self._problem(
                    GROUP,
                    f"vidensdatabasen har ingen konsekvenser for »{self.group['navn']}«",
                    "hent dem i SØM (som viden importer), eller skriv dem i sagen",
                    warning=True,
                )
            )
        return self.tree, warnings

    def _problem(
        self,
        loc: Path,
        wrong: str,
        right: str,
        warning: bool = False,
        field: tuple[str, ...] | None = None,
    ) -> Problem:
        file, place = self.old.spot(loc)
        return Problem(file, place, ".".join(field or loc), wrong, right, warning)

    def _found_group(self, wanted: str) -> tuple[KnowledgeSet, Row]:
        found = self.knowledge.group(wanted)
        if found is None:
            ids = [row["id"] for _, row in self.knowledge.rows("maalgrupper")]
            near = did_you_mean(wanted, ids, "")
            right = near if "?" in near else "se som viden find, eller skriv »navn: …« under den"
            wrong = f"»{wanted}« findes ikke i vidensdatabasen"
            raise CaseError([self._problem(GROUP, wrong, right)])
        return found

    def _found_goal(self) -> Row:
        goals = self.knowledge.goals(self.one, self.group["id"])
        wanted = self.old.get(GOAL)
        named = ", ".join(row["id"] for row in goals)
        if not isinstance(wanted, str):
            right = f"skriv et af målgruppens mål: {named}"
            raise CaseError([self._problem(GOAL, "mangler", right)])
        for row in goals:
            if fold(wanted) in {fold(row["id"]), fold(row["navn"])}:
                return row
        wrong = f"»{wanted}« er ikke et succesmål for »{self.group['id']}«"
        raise CaseError([self._problem(GOAL, wrong, f"målene er {named}")])

    def _refuse_unmarked(self) -> None:
        if self.one.name != ILLUSTRATIVE:
            return
        try:
            marked = parse_yes_no(self.old.get(("illustrativ",)) or "nej")
        except ValueError:
            return  # told when the case is read
        if not marked:
            wrong = f"tallene for »{self.group['id']}« er digtet for at vise værktøjet"
            right = "skriv »illustrativ: ja« i sagen, eller vælg en anden målgruppe"
            raise CaseError([self._problem(GROUP, wrong, right)])

    def _put_group(self) -> None:
        (effort, group), _ = self.tree.find(GROUP)
        inside = self.tree.data[effort]
        known = items.target_group(self.group, self.goal)
        own = inside[group] if isinstance(inside[group], dict) else {}
        inside[group] = items.over(known, own)
        key = self.tree.find(GOAL)[0][-1]
        inside[key] = self.goal["navn"]

    def _known_consequences(self) -> tuple[list[tuple[items.Item, str]], int]:
        """Consequences with the place they come from, those left out not among them."""
        table = self.one.tables.get("konsekvenser")
        by_service: dict[str, list[tuple[int, Row]]] = {}
        for position, row in self.one.consequences(self.group["id"], self.goal["id"]):
            by_service.setdefault(fold(row["ydelse"]), []).append((position, row))
        omitted = self._omitted()
        found = [
            (
                items.consequence([row for _, row in rows], self._horizon()),
                table.place(rows[0][0]) if table else "",
            )
            for service, rows in by_service.items()
            if service not in omitted
        ]
        kept = [pair for pair in found if "ændring" in pair[0] or "under_forløb" in pair[0]]
        return kept, len(by_service)

    def _omitted(self) -> set[str]:
        given = self.old.get(("ikke_medregnet",))
        count = len(given) if isinstance(given, list) else 0
        names = (self.old.get(("ikke_medregnet", i, "ydelse")) for i in range(count))
        return {fold(name) for name in names if isinstance(name, str)}

    def _is_omitted(self, key: str, position: int) -> bool:
        """Whether an own item only adds to a consequence that the case leaves out."""
        if key != "konsekvenser":
            return False
        states = [self.old.get((key, position, name)) for name in ("ændring", "under_forløb")]
        service = self.old.get((key, position, "ydelse"))
        return states == [None, None] and fold(str(service)) in self._omitted()

    def _add_relatives(self) -> list[tuple[items.Item, str]]:
        """Consequences of the relatives the case names, put after the participants' own."""
        given = self.old.get(("pårørende",))
        added: list[tuple[items.Item, str]] = []
        for i in range(len(given) if isinstance(given, list) else 0):
            loc = ("pårørende", i)
            id = self.old.get((*loc, "id"))
            if isinstance(id, str):
                added += self._of_relatives(loc, id)
        if added:
            name = (self.tree.find(("konsekvenser",))[0] or ("konsekvenser",))[0]
            merged = self.tree.data.setdefault(name, [])
            for item, place in added:
                self.tree.typed[(name, len(merged))] = place
                merged.append(item)
        return added

    def _of_relatives(self, loc: tuple[str, int], id: str) -> list[tuple[items.Item, str]]:
        rows = [row for seen in self._seen() for row in seen.rows("paaroerende")]
        found = next((row for row in rows if fold(row["id"]) == fold(id)), None)
        shown = (loc[0], str(loc[1] + 1))
        if found is None:
            near = did_you_mean(id, [row["id"] for row in rows], "de pårørende er")
            wrong = f"»{id}« findes ikke i vidensdatabasen"
            raise CaseError([self._problem((*loc, "id"), wrong, near, field=shown)])
        own = self.old.get((*loc, "antal_pr_deltager"))
        if own is None and found["antal_pr_deltager"] is None:
            wrong = "det er ikke oplyst, hvor mange pårørende hver deltager har"
            right = "skriv »antal_pr_deltager« med kilde"
            raise CaseError([self._problem(loc, wrong, right, field=shown)])
        number = own if own is not None else items.relatives_number(found)
        table = self.one.tables.get("konsekvenser")
        by_service: dict[str, list[tuple[int, Row]]] = {}
        for position, row in self.one.consequences(found["id"], self.goal["id"]):
            by_service.setdefault(fold(row["ydelse"]), []).append((position, row))
        return [
            (
                items.consequence([row for _, row in rows], self._horizon())
                | {"pårørende": found["navn"], "antal_pr_deltager": number},
                table.place(rows[0][0]) if table else "",
            )
            for rows in by_service.values()
        ]

    def _seen(self) -> list[KnowledgeSet]:
        return self.knowledge.seen_from(self.one.name)

    def _horizon(self) -> int:
        try:
            return parse_count(self.old.get(("periode", "horisont")) or DEFAULT_HORIZON)
        except ValueError:
            return DEFAULT_HORIZON

    def _known_prices(self, taken: list[tuple[items.Item, str]]) -> list[tuple[items.Item, str]]:
        services = [item["ydelse"] for item, _ in taken]
        given = self.tree.get(("konsekvenser",))
        for i in range(len(given) if isinstance(given, list) else 0):
            name = self.tree.get(("konsekvenser", i, "ydelse"))
            if isinstance(name, str) and fold(name) not in {fold(s) for s in services}:
                services.append(name)
        found = []
        for service in services:
            known = self.knowledge.price(self.one, service, self.group["id"])
            if known is not None:
                seen, position, row = known
                found.append((items.price(row), seen.tables["priser"].place(position)))
        return found

    def _merge(self, key: str, known: list[tuple[items.Item, str]]) -> None:
        """Put ``known`` items into the list ``key``, under what the case says itself."""
        written = self.tree.find((key,))[0]
        name = written[0] if written else key
        own = self.tree.data.get(name)
        if own is not None and not isinstance(own, list):
            return  # told when the case is read
        mine: dict[str, int] = {}
        for i in range(len(own or ())):
            service = self.old.get((key, i, "ydelse"))
            if isinstance(service, str):
                mine.setdefault(fold(service), i)
        merged: list[Any] = []
        moved: dict[int, int] = {}
        for item, place in known:
            at = mine.get(fold(item["ydelse"]))
            path: Path = (name, len(merged))
            if at is None:
                merged.append(item)
                self.tree.typed[path] = place
            else:
                local = (own or [])[at]
                if key == "priser":
                    self._refuse_mixed_years((key, at), local, item)
                moved[at] = len(merged)
                merged.append(items.over(item, local))
        for i, item in enumerate(own or ()):
            if i not in moved and not self._is_omitted(key, i):
                moved[i] = len(merged)
                merged.append(item)
        self._move_places(name, moved)
        if merged:
            self.tree.data[name] = merged

    def _refuse_mixed_years(self, loc: Path, local: Any, item: items.Item) -> None:
        """An own amount in the case's price year must not be read in the known one's."""
        spoken = {fold(str(key)) for key in local} if isinstance(local, dict) else set()
        if not spoken & PRICE_FIELDS.keys() or "prisniveau" in spoken:
            return
        try:
            year = parse_year(self.old.get(("prisniveau",)))
        except ValueError:
            return
        if year == item["prisniveau"]:
            return
        if PRICE_FIELDS.keys() <= spoken:
            item["prisniveau"] = year
            return
        wrong = f"en del af prisen er jeres egen, resten er i {item['prisniveau']}-priser"
        right = "skriv »prisniveau«, eller skriv alle tre betalere"
        shown = (str(loc[0]), str(loc[1] + 1))
        raise CaseError([self._problem(loc, wrong, right, field=shown)])

    def _move_places(self, name: str, moved: dict[int, int]) -> None:
        places = self.tree.places
        old = {path: place for path, place in places.items() if path[:1] == (name,) and path[1:]}
        for path in old:
            del places[path]
        for path, place in old.items():
            if path[1] in moved:
                places[(name, moved[path[1]], *path[2:])] = place
