"""Finding a value in the knowledge base, and everything that is known about it.

Every row has an id a user can type.  Tables with an ``id`` column use it; a price is
``pris:<ydelse>``, a consequence (all its years) ``konsekvens:<målgruppe>:<ydelse>``, the
baseline use of a target group ``forbrug:<målgruppe>`` and a service ``ydelse:<ydelse>``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from som_calc.case.glossary import fold
from som_calc.case.problems import CaseError
from som_calc.knowledge.columns import slug
from som_calc.knowledge.database import Knowledge, KnowledgeSet
from som_calc.knowledge.schema import TABLES
from som_calc.knowledge.table import Row

KIND_NAMES = {
    "maalgrupper": "Målgruppe",
    "succesmaal": "Succesmål",
    "konsekvenser": "Konsekvens",
    "priser": "Pris",
    "prispunkter": "Prispunkt",
    "effekter": "Effekt",
    "paaroerende": "Pårørende",
    "forbrug": "Forbrug",
    "ydelser": "Ydelse",
}
_PREFIX = {
    "konsekvenser": "konsekvens",
    "priser": "pris",
    "forbrug": "forbrug",
    "ydelser": "ydelse",
}
FEW = 10
LEAST, NEARLY_ALL, SHORTEST_PART = 65, 90, 4
"""Likeness (0–100) that counts, that counts in the small print, and the shortest part of a word."""


@dataclass(frozen=True)
class KnowledgeEntry:
    """One thing that can be looked up, with the rows that say it (one, or one per year)."""

    id: str
    table: str
    title: str
    set_name: str
    rows: tuple[Row, ...]
    places: tuple[str, ...]
    """Where each row stands, as ``file:row``."""

    @property
    def kind(self) -> str:
        """What it is, in Danish."""
        return KIND_NAMES[self.table]

    @property
    def status(self) -> str:
        """The statuses of its rows."""
        return ", ".join(dict.fromkeys(row["status"] for row in self.rows))


def entries(knowledge: Knowledge) -> list[KnowledgeEntry]:
    """Everything that can be looked up, in the order of sets and tables."""
    return [
        entry
        for one in knowledge.sets.values()
        for name in TABLES
        if name in one.tables
        for entry in _entries(one, name)
    ]


def _entries(one: KnowledgeSet, name: str) -> Iterator[KnowledgeEntry]:
    table = one.tables[name]
    rows: dict[str, list[int]] = {}
    for position, row in enumerate(table.rows()):
        rows.setdefault(_id(one, name, row), []).append(position)
    for id, positions in rows.items():
        chosen = tuple(table.row(position) for position in positions)
        places = tuple(table.place(position) for position in positions)
        yield KnowledgeEntry(id, name, _title(name, chosen), one.name, chosen, places)


def _id(one: KnowledgeSet, name: str, row: Row) -> str:
    if name not in _PREFIX:
        return str(row["id"])
    parts = [_PREFIX[name]]
    if name in {"konsekvenser", "forbrug"}:
        parts.append(row["målgruppe"])
    if name == "konsekvenser" and len(one.tables["succesmaal"]) > 1:
        parts.append(row["succesmål"])
    if name != "forbrug":
        parts.append(slug(row["ydelse"]))
    if name == "priser":
        parts += [row["målgruppe"]] if row["målgruppe"] else []
        parts += [one.name] if one.name != "grund" else []
    return ":".join(parts)


def _title(name: str, rows: tuple[Row, ...]) -> str:
    row = rows[0]
    if name == "forbrug":
        whose = dict.fromkeys(str(row["hvem"]) for row in rows)
        return f"Forbrug i udgangspunktet: {', '.join(whose)}"
    title = str(row.get("navn") or row.get("undersøgelse") or row["ydelse"])
    return f"{title} ({row['målgruppe']})" if name == "konsekvenser" else title


def find_entries(
    knowledge: Knowledge, words: str, limit: int = FEW
) -> list[tuple[KnowledgeEntry, float]]:
    """The entries most like ``words`` and how like they are (0–100), best first.

    Danish letters, case, blanks and misspellings are forgiven; every word counts, and the
    title counts more than source and note.
    """
    from rapidfuzz import fuzz

    wanted = _plain(words)
    found: list[tuple[KnowledgeEntry, float]] = []
    for entry in entries(knowledge):
        row = entry.rows[0]
        title = _plain(f"{entry.title} {entry.id}")
        details = [row.get(key) for key in ("afgrænsning", "indsats", "kontekst", "lov", "kilde")]
        more = _plain(" ".join(str(text) for text in details if text))
        score = max(fuzz.WRatio(wanted, title), fuzz.token_set_ratio(wanted, title))
        if len(wanted) >= SHORTEST_PART:
            score = max(score, 0.95 * fuzz.partial_ratio(wanted, title))
            inside = fuzz.partial_ratio(wanted, more) if more else 0
            score = max(score, 0.85 * inside if inside >= NEARLY_ALL else 0)
        if score >= LEAST:
            found.append((entry, score))
    found.sort(key=lambda pair: -pair[1])
    return found[:limit]


def _plain(text: str) -> str:
    """Folded further than keys are: »hjemlos« is meant as »hjemløs«."""
    folded = fold(text).replace("_", " ")
    return folded.replace("oe", "o").replace("ae", "a").replace("aa", "a")


def entry(knowledge: Knowledge, id: str) -> KnowledgeEntry:
    """The entry with that id (or, where only one has it, that title).

    Raises:
        CaseError: there is none; the nearest are named.
    """
    known = entries(knowledge)
    for match in (
        [one for one in known if fold(one.id) == fold(id)],
        [one for one in known if fold(one.title) == fold(id)],
    ):
        if match:
            return match[0]
    near = [one.id for one, _ in find_entries(knowledge, id, 3)]
    right = f"mente du {' eller '.join(near)}?" if near else "prøv som viden find"
    raise CaseError.single(None, f"»{id}« findes ikke i vidensdatabasen", right)
