"""Which cases use a value of the knowledge base, and what hangs together with it."""

from __future__ import annotations

from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.reading import Completers, check_case
from som_calc.knowledge.database import Knowledge
from som_calc.knowledge.lookup import KnowledgeEntry, entries
from som_calc.resources import search_path


def cases_using(entry: KnowledgeEntry, completers: Completers) -> list[str]:
    """Names of the cases in ``params`` that refer to the entry; faulty cases are left out.

    ``completers`` fill in what the cases refer to.
    """
    found = []
    files = {
        path.name: path
        for folder in reversed(search_path("params"))
        for path in sorted(folder.glob("*.yaml"))
    }
    for name, path in sorted(files.items()):
        if _may_refer(path.read_text(encoding="utf-8", errors="replace"), entry):
            case = check_case(path, completers).case
            if case is not None and _uses(case, entry):
                found.append(name)
    return found


def _may_refer(text: str, entry: KnowledgeEntry) -> bool:
    """A quick look before a case is read: it must name the target group's (or study's) id."""
    if entry.table == "effekter":
        return fold(entry.id) in fold(text)
    group = entry.rows[0].get("målgruppe") or entry.rows[0].get("id")
    if entry.table == "priser" and not entry.rows[0]["målgruppe"]:
        return True
    return group is not None and fold(str(group)) in fold(text)


def _uses(case: Case, entry: KnowledgeEntry) -> bool:
    row, group = entry.rows[0], fold(case.intervention.target_group.id or "")
    if entry.table == "effekter":
        return fold(entry.id) in {fold(study.id or "") for study in case.evidence}
    if not group:
        return False
    services = {fold(item.service) for item in case.consequences}
    if entry.table == "maalgrupper":
        return fold(row["id"]) == group
    if entry.table == "succesmaal":
        goal = fold(case.intervention.success_goal)
        return fold(row["navn"]) == goal and fold(row["målgruppe"] or group) == group
    if entry.table == "priser":
        taken = {fold(p.service) for p in case.prices if p.source == row["kilde"]}
        return fold(row["ydelse"]) in taken and fold(row["målgruppe"] or group) == group
    if entry.table == "konsekvenser":
        return fold(row["målgruppe"]) == group and fold(row["ydelse"]) in services
    return False


def related(knowledge: Knowledge, entry: KnowledgeEntry) -> list[KnowledgeEntry]:
    """What belongs to a target group, or is about the same service."""
    row = entry.rows[0]
    if entry.table == "maalgrupper":
        wanted = fold(row["id"])
        return [
            one
            for one in entries(knowledge)
            if fold(one.rows[0].get("målgruppe") or "") == wanted
            or fold(one.rows[0].get("overgruppe") or "") == wanted
        ]
    if entry.table in {"konsekvenser", "priser", "prispunkter", "ydelser"}:
        wanted = fold(row["ydelse"])
        return [
            one
            for one in entries(knowledge)
            if one.id != entry.id
            and one.set_name == entry.set_name
            and one.table != "forbrug"
            and fold(one.rows[0].get("ydelse") or "") == wanted
        ]
    return []
