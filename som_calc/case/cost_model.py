"""Omkostningsmodellen: what an effort costs, built from teams, staff, time and materials.

Its six steps are Indsats, Teams, Ressourceforbrug, Tilskud mv., Sparede udgifter and
Resultater.  Amounts are kr. of the case's price year.  The amounts it leads to are put
into the case as ordinary costs, grants and an alternative (:mod:`som_calc.engine.costs`).
"""

# pydantic gives every case its own copy of a default.
# ruff: noqa: RUF012
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from som_calc.case.names import MUNICIPALITY, STATE
from som_calc.case.values import (
    Actor,
    CaseModel,
    Count,
    Kroner,
    Number,
    PositiveNumber,
    Rate,
    Sourced,
    Text,
    Year,
)

SOURCE = "Beregnet i omkostningsmodellen"
"""Begins the source of every amount the model puts into a case."""
MOST_STAFF = 5

Category = Literal["forberedelse", "uddannelse", "drift", "materiel"]
Per = Literal["deltager", "hold", "år", "i alt"]


class Staff(CaseModel):
    """A type of staff: yearly salary or hourly wage, and the hours a year yields.

    hourly wage = yearly salary / effective hours; either is enough with the norm.
    """

    name: Text
    yearly_salary: Sourced[Kroner] | None = None
    hourly_wage: Sourced[Kroner] | None = None
    hours_norm: Sourced[PositiveNumber] | None = None
    """Effective hours per full-time year."""


class Resource(CaseModel):
    """Time or money that is used, per participant, team, year of the effort, or once.

    Either ``hours`` of a staff type or an ``amount``.  Operation is spread over the
    course, everything else falls when a team starts; »i alt« falls in ``in_year``.
    Materials have a value left when the last team finishes: ``residual`` in kr., or from
    ``life`` years of straight-line wear.
    """

    name: Text
    category: Category = "drift"
    per: Per = "deltager"
    staff_type: Text | None = None
    hours: Sourced[Number] | None = None
    amount: Sourced[Kroner] | None = None
    in_year: Year | None = None
    residual: Sourced[Kroner] | None = None
    life: Sourced[PositiveNumber] | None = None
    payer: Actor = MUNICIPALITY
    committee: Text | None = None


class ModelGrant(CaseModel):
    """Outside money: a share of the kommune's gross cost, kr. per year or per participant."""

    name: Text
    share: Sourced[Rate] | None = None
    per_year: Sourced[dict[Year, Kroner]] | None = None
    per_participant: Sourced[Kroner] | None = None
    giver: Literal["Stat", "Ekstern"] = STATE
    committee: Text | None = None


class SavedCosts(CaseModel):
    """What the participants would have got instead, in the same detail."""

    name: Text
    staff: Annotated[list[Staff], Field(max_length=MOST_STAFF)] = []
    resources: Annotated[list[Resource], Field(min_length=1)]


class CostModel(CaseModel):
    """The effort's years, its teams and what they use."""

    first_year: Year
    last_year: Year
    """The year the effort ends: a team starts only when its course can finish by then."""
    teams: Sourced[dict[Year, Annotated[Count, Field(ge=0)]]]
    """Teams that would start in each year."""
    participants_per_team: Sourced[Annotated[Count, Field(ge=1)]]
    completion: Sourced[Rate] | None = None
    """Share that completes, where the case itself states none."""
    staff: Annotated[list[Staff], Field(max_length=MOST_STAFF)] = []
    resources: Annotated[list[Resource], Field(min_length=1)]
    grants: list[ModelGrant] = []
    saved: SavedCosts | None = None
