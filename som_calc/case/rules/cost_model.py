"""What must hold in a cost model before it can be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from som_calc.case.cost_model import CostModel, Resource, Staff
from som_calc.case.glossary import fold
from som_calc.case.model import Case
from som_calc.case.rules.rule import Fault, Loc, Rule, at
from som_calc.case.suggest import did_you_mean


def faults(model: CostModel, course_length: float) -> Iterator[Fault]:
    """Every fault, with its place in the case."""
    yield from _years(model)
    yield from _staff(model.staff, at("cost_model", "staff"))
    yield from _resources(model.resources, model.staff, at("cost_model", "resources"))
    if model.saved is not None:
        place = at("cost_model", "saved")
        own = model.saved.staff
        yield from _staff(own, (*place, *at("staff")))
        staff = [*own, *model.staff]
        yield from _resources(model.saved.resources, staff, (*place, *at("resources")))
    yield from _grants(model)
    yield from _too_late(model, course_length)


def _years(model: CostModel) -> Iterator[Fault]:
    if model.last_year < model.first_year:
        yield Fault(
            at("cost_model", "last_year"),
            f"indsatsen slutter i {model.last_year}, før den begynder i {model.first_year}",
            "ret det ene årstal",
        )
    for year in model.teams.value:
        if not model.first_year <= year <= model.last_year:
            yield Fault(
                at("cost_model", "teams", year),
                f"{year} ligger uden for indsatsens år {model.first_year}–{model.last_year}",
                "ret årstallet, eller udvid »fra« og »til«",
            )
    if not any(model.teams.value.values()):
        yield Fault(at("cost_model", "teams"), "ingen hold begynder", "skriv mindst ét hold")


def _staff(staff: Sequence[Staff], place: Loc) -> Iterator[Fault]:
    seen: set[str] = set()
    for i, one in enumerate(staff):
        if fold(one.name) in seen:
            yield Fault((*place, i), f"»{one.name}« står to gange", "behold den ene")
        seen.add(fold(one.name))
        if (one.yearly_salary is None) == (one.hourly_wage is None):
            yield Fault(
                (*place, i), f"»{one.name}« skal have enten årsløn eller timeløn", "skriv den ene"
            )
        elif one.yearly_salary is not None and one.hours_norm is None:
            yield Fault(
                (*place, i),
                f"»{one.name}« har en årsløn, men ingen timenorm",
                "skriv, hvor mange effektive timer et årsværk giver",
            )


def _resources(
    resources: Sequence[Resource], staff: Sequence[Staff], place: Loc
) -> Iterator[Fault]:
    known = {fold(one.name): one.name for one in staff}
    for i, item in enumerate(resources):
        here = (*place, i)
        if (item.hours is None) == (item.amount is None):
            yield Fault(
                here, f"»{item.name}« skal have enten timer eller et beløb", "skriv det ene"
            )
        elif item.hours is not None and item.staff_type is None:
            yield Fault(here, f"»{item.name}« har timer, men ingen personaletype", "skriv hvem")
        if item.staff_type is not None and fold(item.staff_type) not in known:
            yield Fault(
                (*here, *at("staff_type")),
                f"personaletypen »{item.staff_type}« findes ikke",
                did_you_mean(item.staff_type, known.values(), "typerne er"),
            )
        if item.category != "materiel" and (item.residual or item.life):
            yield Fault(
                here, f"»{item.name}« er ikke materiel og har ingen restværdi", "slet feltet"
            )
        if item.residual is not None and item.life is not None:
            yield Fault(here, f"»{item.name}« har både restværdi og levetid", "behold den ene")
        if item.in_year is not None and item.per != "i alt":
            yield Fault(
                (*here, *at("in_year")), "bruges kun med »pr: i alt«", "slet året, eller ret »pr«"
            )


def _grants(model: CostModel) -> Iterator[Fault]:
    for i, grant in enumerate(model.grants):
        if grant.share is None and grant.per_year is None and grant.per_participant is None:
            yield Fault(
                at("cost_model", "grants", i),
                f"tilskuddet »{grant.name}« har intet beløb",
                "skriv »andel«, »pr_år« eller »pr_deltager«",
            )


def _too_late(model: CostModel, course_length: float) -> Iterator[Fault]:
    """The start rule: a course must be able to finish before the effort ends."""
    from math import ceil

    span = max(ceil(course_length - 1e-9), 1) - 1
    late = [y for y, n in sorted(model.teams.value.items()) if n and y + span > model.last_year]
    for year in late:
        yield Fault(
            at("cost_model", "teams", year),
            f"hold fra {year} kan ikke slutte, før indsatsen slutter i {model.last_year}, og "
            "begynder derfor ikke",
            "et hold begynder kun i år, hvor forløbet kan nå at slutte",
            warning=True,
        )
    if late and len(late) == sum(1 for n in model.teams.value.values() if n):
        yield Fault(
            at("cost_model", "teams"),
            "intet hold kan nå at slutte, før indsatsen slutter",
            "begynd tidligere, eller lad indsatsen slutte senere",
        )


def cost_model_holds(case: Case) -> Iterator[Fault]:
    if case.cost_model is not None:
        yield from faults(case.cost_model, case.intervention.course_length.value)


def participants_agree(case: Case) -> Iterator[Fault]:
    model = case.cost_model
    if model is None or any(
        not fault.warning for fault in faults(model, case.intervention.course_length.value)
    ):
        return
    from math import ceil

    span = max(ceil(case.intervention.course_length.value - 1e-9), 1) - 1
    size = model.participants_per_team.value
    expected = {
        y: n * size for y, n in model.teams.value.items() if n and y + span <= model.last_year
    }
    given = {year: n for year, n in case.participants.value.items() if n}
    if given != expected:
        yield Fault(
            at("participants"),
            "deltagerne stemmer ikke med omkostningsmodellens hold",
            "slet »deltagere«, så regnes de ud fra holdene",
        )


RULES = (
    Rule(cost_model_holds, ("cost_model", "intervention")),
    Rule(participants_agree, ("cost_model", "intervention", "participants")),
)
