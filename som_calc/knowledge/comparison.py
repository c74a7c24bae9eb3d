"""What a case took from the knowledge base, what it replaced, and what it left out.

Told from the case itself, so that it holds however the case came to be: by reference, with
``--sæt``, or written out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from som_calc.case.glossary import fold
from som_calc.case.model import Case, Consequence, Price
from som_calc.case.names import PRICE_FIELDS
from som_calc.knowledge import items
from som_calc.knowledge.database import Knowledge, KnowledgeSet
from som_calc.knowledge.loading import load_knowledge
from som_calc.knowledge.schema import AFTER
from som_calc.knowledge.table import Row

CHANGE, PRICE = "ændring", "pris"
NOT_SIGNIFICANT = "ikke signifikant på 5-procentsniveau"
NOT_IN_CASE = "står ikke i sagen"


@dataclass(frozen=True)
class ComparedValue:
    """One number of a case held against the knowledge base.

    ``what`` is ``ændring`` (units per success over all years, both counted to the case's
    horizon) or ``pris`` with ``payer`` (kr. per unit, each in its own ``*_price_year``).
    ``after`` equals ``before`` where the case took the value as it is.
    """

    service: str
    unit: str
    what: str
    before: float
    after: float
    source: str
    """Where the value that counts comes from."""
    status: str
    payer: str | None = None
    price_year: int | None = None
    own_price_year: int | None = None
    same_years: bool = True
    """False where the years differ though the sums may agree."""

    @property
    def replaced(self) -> bool:
        """Whether the case uses another value."""
        moved = self.before != self.after or self.price_year != self.own_price_year
        return moved or not self.same_years


@dataclass(frozen=True)
class UncountedService:
    """A consequence that is known of but not counted.

    ``consequence`` and ``price`` say what counting it would take; None where the knowledge
    base has no number.
    """

    service: str
    reason: str
    consequence: Consequence | None = None
    price: Price | None = None


@dataclass(frozen=True)
class KnowledgeComparison:
    """Everything taken, replaced, added and left out, by service in the case's order."""

    group: str
    goal: str
    set_name: str
    limits: str | None
    """Known limits of the target group's numbers; to be printed with them."""
    values: tuple[ComparedValue, ...]
    added: tuple[str, ...]
    """Services the case counts and the knowledge base does not know for this group."""
    left_out: tuple[UncountedService, ...]
    baseline: tuple[Row, ...] = ()
    """Use before the effort, the knowledge base's against local users (rows of ``forbrug``)."""

    @property
    def taken(self) -> list[ComparedValue]:
        """Values used as they are."""
        return [value for value in self.values if not value.replaced]

    @property
    def replaced(self) -> list[ComparedValue]:
        """Values the case has its own number for."""
        return [value for value in self.values if value.replaced]


def compare(case: Case, knowledge: Knowledge | None = None) -> KnowledgeComparison | None:
    """How a case stands against the knowledge base; None when it refers to nothing there.

    Raises:
        CaseError: the knowledge base is faulty.
    """
    id = case.intervention.target_group.id
    if not id:
        return None
    knowledge = knowledge or load_knowledge()
    found = knowledge.group(id)
    if found is None:
        return None
    one, group = found
    wanted = fold(case.intervention.success_goal)
    goals = knowledge.goals(one, group["id"])
    goal = next((g for g in goals if wanted in {fold(g["id"]), fold(g["navn"])}), None)
    if goal is None:
        return None
    known = _by_service(one, group, goal)
    own = {fold(item.service): item for item in case.consequences}
    values: list[ComparedValue] = []
    participants = [item for item in case.consequences if item.relatives is None]
    kin = {fold(row["navn"]): row for row in one.rows("paaroerende")}
    for item in case.consequences:
        rows = known.get(fold(item.service))
        if item.relatives is not None:
            whose = kin.get(fold(item.relatives))
            rows = _by_service(one, whose, goal).get(fold(item.service)) if whose else None
        if rows and item.significant:
            values += _change(item, rows, case.period.horizon)
    for price in case.prices:
        if fold(price.service) in own and own[fold(price.service)].significant:
            row = knowledge.price(one, price.service, group["id"])
            if row is not None:
                values += _price(price, row[2], case.price_year)
    added = [item.service for item in participants if fold(item.service) not in known]
    return KnowledgeComparison(
        group["navn"],
        goal["navn"],
        one.name,
        group["begrænsning"],
        tuple(values),
        tuple(added if known else ()),
        tuple(_left_out(case, knowledge, one, group, known)),
        tuple(row for row in one.rows("forbrug") if fold(row["målgruppe"]) == fold(group["id"])),
    )


def _by_service(one: KnowledgeSet, group: Row, goal: Row) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for _, row in one.consequences(group["id"], goal["id"]):
        found.setdefault(fold(row["ydelse"]), []).append(row)
    return found


def _change(item: Consequence, rows: list[Row], horizon: int) -> list[ComparedValue]:
    known = Consequence.model_validate(items.consequence(rows, horizon))
    values = []
    for what, before, after in (
        (CHANGE, known.change, item.change),
        (f"{CHANGE} under forløbet", known.during_course, item.during_course),
    ):
        old = {} if before is None else before.value
        new = {} if after is None else after.value
        if not old and not new:
            continue
        counted = after or before
        assert counted is not None
        values.append(
            ComparedValue(
                item.service,
                item.unit,
                what,
                sum(old.values()),
                sum(new.values()),
                counted.source or "ikke oplyst",
                counted.status,
                same_years={k: v for k, v in old.items() if v}
                == {k: v for k, v in new.items() if v},
            )
        )
    return values


def _price(price: Price, row: Row, price_year: int) -> list[ComparedValue]:
    values = []
    for payer, field in PRICE_FIELDS.items():
        own = getattr(price, field)
        value = ComparedValue(
            price.service,
            price.unit,
            PRICE,
            row[payer],
            own.value,
            own.source or price.source or "ikke oplyst",
            own.status,
            payer,
            row["prisniveau"],
            price.price_year or price_year,
        )
        if value.before == 0 == value.after:
            value = replace(value, own_price_year=value.price_year)
        values.append(value)
    return values


def _left_out(
    case: Case, knowledge: Knowledge, one: KnowledgeSet, group: Row, known: dict[str, list[Row]]
) -> list[UncountedService]:
    counted = {
        fold(item.service)
        for item in case.consequences
        if item.significant and item.relatives is None
    }
    reasons = {fold(item.service): item.reason for item in case.left_out}
    found = []
    for service, rows in known.items():
        everything = [row | {"signifikant": True} for row in rows]
        missing = [row for row in rows if row["hvornår"] == AFTER and not row["signifikant"]]
        if service not in counted:
            significant = any(row["signifikant"] for row in rows)
            reason = reasons.get(service, NOT_IN_CASE if significant else NOT_SIGNIFICANT)
        elif missing and len(missing) < len(rows):
            years = ", ".join(str(row["år"]) for row in missing)
            reason = f"år {years} er {NOT_SIGNIFICANT}"
            everything = [row | {"signifikant": True} for row in missing]
        else:
            continue
        price = knowledge.price(one, rows[0]["ydelse"], group["id"])
        found.append(
            UncountedService(
                rows[0]["ydelse"],
                reason,
                Consequence.model_validate(items.consequence(everything, case.period.horizon)),
                None if price is None else Price.model_validate(items.price(price[2])),
            )
        )
    others = [item for item in case.left_out if fold(item.service) not in known]
    return found + [UncountedService(item.service, item.reason) for item in others]
