"""What the resources of the cost model cost, line by line and year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from som_calc.case.cost_model import CostModel, ModelGrant, Resource, Staff
from som_calc.case.glossary import fold
from som_calc.case.names import MUNICIPALITY
from som_calc.engine.costs.teams import Team, course_shares, teams, years_running
from som_calc.engine.costs.wages import hourly_wage

Years = dict[int, float]


@dataclass(frozen=True)
class ResourceCost:
    """One resource: kr. by calendar year (a cost is positive), before grants.

    ``residual`` is what its materials are worth when the last team finishes, kr. by year
    (one year at most, positive).
    """

    resource: Resource
    unit_cost: float
    """Kr. per participant, team, year or in all."""
    gross: Years
    residual: Years

    @property
    def total(self) -> float:
        """Kr. over all years, less what is left."""
        return sum(self.gross.values()) - sum(self.residual.values())


@dataclass(frozen=True)
class Costs:
    """The whole cost model worked out.  Amounts in kr. of the price year, undiscounted."""

    model: CostModel
    teams: tuple[Team, ...]
    participants: dict[int, int]
    """By start year; years without started teams are left out."""
    lines: tuple[ResourceCost, ...]
    grants: tuple[tuple[ModelGrant, dict[str | None, Years]], ...]
    """By committee: the grant's own, or for a share without one those of the costs it refunds."""
    saved: tuple[ResourceCost, ...]

    @property
    def people(self) -> int:
        """Participants in all."""
        return sum(self.participants.values())

    @property
    def gross(self) -> float:
        """Kr. in all, less residual values."""
        return sum(line.total for line in self.lines)

    def by_category(self, *, saved: bool = False) -> dict[str, float]:
        """Kr. in all per cost category, in the model's order."""
        found = dict.fromkeys(("forberedelse", "uddannelse", "drift", "materiel"), 0.0)
        for line in self.saved if saved else self.lines:
            found[line.resource.category] += line.total
        return found


def work_out(model: CostModel, course_length: float) -> Costs:
    """Costs, grants and saved costs of a cost model (course length in years).

    Raises:
        ValueError: a staff type is unknown or has no wage; the rules of the case find it
            first.

    >>> import som_calc
    >>> from som_calc.resources import find
    >>> case = som_calc.load_case(find("params", "eksempel-omkostningsmodel.yaml"))
    >>> costs = work_out(case.cost_model, case.intervention.course_length.value)
    >>> costs.people, costs.gross
    (64, 3014000.0)
    """
    started = teams(model, course_length)
    people = {t.start: t.started * model.participants_per_team.value for t in started if t.started}
    lines = _lines(model, model.resources, model.staff, course_length)
    saved: Sequence[ResourceCost] = ()
    if model.saved is not None:
        staff = [*model.saved.staff, *model.staff]
        saved = _lines(model, model.saved.resources, staff, course_length)
    return Costs(
        model,
        tuple(started),
        people,
        tuple(lines),
        tuple((grant, _grant(grant, lines, people)) for grant in model.grants),
        tuple(saved),
    )


def _lines(
    model: CostModel, resources: Sequence[Resource], staff: Sequence[Staff], length: float
) -> list[ResourceCost]:
    return [_line(model, resource, staff, length) for resource in resources]


def _line(
    model: CostModel, resource: Resource, staff: Sequence[Staff], length: float
) -> ResourceCost:
    each = _unit_cost(resource, staff)
    gross = {year: each * units for year, units in _units(model, resource, length).items()}
    gross = {year: amount for year, amount in sorted(gross.items()) if amount}
    running = years_running(model, length)
    residual = _residual(resource, gross, running[-1]) if running else {}
    return ResourceCost(resource, each, gross, residual)


def _unit_cost(resource: Resource, staff: Sequence[Staff]) -> float:
    if resource.amount is not None:
        return resource.amount.value
    wanted = fold(resource.staff_type or "")
    found = next((one for one in staff if fold(one.name) == wanted), None)
    if found is None or resource.hours is None:
        raise ValueError(f"»{resource.name}« har hverken beløb eller timer med en personaletype")
    return resource.hours.value * hourly_wage(found)


def _units(model: CostModel, resource: Resource, length: float) -> Years:
    """How many participants, teams, years or times the resource is used, by calendar year."""
    running = years_running(model, length)
    if not running:
        return {}
    if resource.per == "i alt":
        return {resource.in_year or model.first_year: 1.0}
    if resource.per == "år":
        return dict.fromkeys(running, 1.0)
    size = model.participants_per_team.value if resource.per == "deltager" else 1
    shares = course_shares(length) if resource.category == "drift" else [1.0]
    units: Years = {}
    for team in teams(model, length):
        for after, share in enumerate(shares):
            year = team.start + after
            units[year] = units.get(year, 0.0) + team.started * size * share
    return units


def _residual(resource: Resource, gross: Years, end: int) -> Years:
    """What materials are worth in the year the last team finishes."""
    if resource.category != "materiel" or not gross:
        return {}
    if resource.residual is not None:
        left = resource.residual.value
    elif resource.life is not None:
        life = resource.life.value
        left = sum(amount * max(0.0, 1 - (end - year + 1) / life) for year, amount in gross.items())
    else:
        return {}
    return {end: left} if left else {}


def _grant(
    grant: ModelGrant, lines: Sequence[ResourceCost], people: dict[int, int]
) -> dict[str | None, Years]:
    found: dict[str | None, Years] = {}

    def add(committee: str | None, year: int, amount: float) -> None:
        amounts = found.setdefault(grant.committee or committee, {})
        amounts[year] = amounts.get(year, 0.0) + amount

    if grant.per_year is not None:
        for year, amount in grant.per_year.value.items():
            add(None, year, amount)
    if grant.per_participant is not None:
        for year, count in people.items():
            add(None, year, count * grant.per_participant.value)
    if grant.share is not None:
        for line in lines:
            if line.resource.payer == MUNICIPALITY:
                for year, gross in line.gross.items():
                    add(line.resource.committee, year, gross * grant.share.value)
    kept = {c: {y: kr for y, kr in sorted(years.items()) if kr} for c, years in found.items()}
    return {committee: years for committee, years in kept.items() if years}
