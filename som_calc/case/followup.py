"""What is known one year on: the typed follow-up of a case.

A follow-up file holds actual numbers by start year beside what the case expected.  A
number that is missing, empty or written ``ukendt`` is unknown (None), never zero; its
source and note are kept all the same.  Amounts are kr. in the price year stated for the
year (the case's own when left out), rates are shares.  Rules that tie fields together
live in :mod:`som_calc.case.followup_rules`.
"""

# pydantic gives every model its own copy of a default.
# ruff: noqa: RUF012
from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from som_calc.case import danish_input as read
from som_calc.case import limits
from som_calc.case.glossary import fold
from som_calc.case.limits import within
from som_calc.case.model import Price, PriceIndex, TextList
from som_calc.case.values import (
    Actor,
    CaseModel,
    Count,
    Date,
    Kroner,
    Number,
    Place,
    PositiveNumber,
    Rate,
    Share,
    Sourced,
    Text,
    Year,
    YesNo,
)

UNKNOWN = "ukendt"


def _or_unknown(parse: Callable[[object], Any]) -> Callable[[object], Any]:
    def read_value(raw: object) -> Any:
        if raw is None or (isinstance(raw, str) and fold(raw) in ("", UNKNOWN)):
            return None
        return parse(raw)

    return read_value


MaybeCount = Annotated[
    Annotated[int, Field(ge=0, le=limits.COUNT)] | None,
    BeforeValidator(_or_unknown(read.parse_count)),
]
MaybeKroner = Annotated[
    Annotated[float, within(limits.KRONER)] | None, BeforeValidator(_or_unknown(read.parse_kroner))
]
MaybeShare = Annotated[
    Annotated[float, Field(ge=0, le=1)] | None, BeforeValidator(_or_unknown(read.parse_share))
]
MaybeNumber = Annotated[
    Annotated[float, within(limits.NUMBER)] | None, BeforeValidator(_or_unknown(read.parse_number))
]


class YearNumbers(CaseModel):
    """One start year: those who started then, and that year's money.

    ``finished`` and ``dropped_out`` are of those who started in the year; the rest are
    still under way.  ``successes`` of ``observed`` are counted among ``measured_among``.
    """

    started: Sourced[MaybeCount] | None = None
    finished: Sourced[MaybeCount] | None = None
    dropped_out: Sourced[MaybeCount] | None = None
    gross_cost: Sourced[MaybeKroner] | None = None
    grant_received: Sourced[MaybeKroner] | None = None
    saved_cost: Sourced[MaybeKroner] | None = None
    successes: Sourced[MaybeCount] | None = None
    observed: Sourced[MaybeCount] | None = None
    price_year: Year | None = None
    """Price year of the three amounts."""
    note: Text | None = None

    def get(self, name: str) -> float | None:
        """The number in a field; None when it is unknown."""
        held = getattr(self, name)
        return None if held is None else held.value


NUMBERS = (
    "started",
    "finished",
    "dropped_out",
    "gross_cost",
    "grant_received",
    "saved_cost",
    "successes",
    "observed",
)
"""The numbers of a year, in the order in which they are asked for and shown."""
MONEY = ("gross_cost", "grant_received", "saved_cost")


class GoalWithoutEffort(CaseModel):
    """How many reach the goal without the effort, and how that is known.

    Either ``share`` alone (a register figure, an earlier year), or ``successes`` of
    ``observed`` in a comparison group, whose uncertainty is then counted too.
    """

    share: Sourced[MaybeShare] | None = None
    successes: Sourced[MaybeCount] | None = None
    observed: Sourced[MaybeCount] | None = None
    basis: Text | None = None


class ServiceUse(CaseModel):
    """Average use of a service per person followed, the year before and the year after."""

    service: Text
    unit: Text
    before: Sourced[MaybeNumber]
    after: Sourced[MaybeNumber]
    people: Sourced[MaybeCount] | None = None
    note: Text | None = None


class NewConsequence(CaseModel):
    """A new estimate in place of the case's own: of a service, or of a back-calculated value."""

    service: Text | None = None
    actor: Actor | None = None
    change: Sourced[dict[Place, Number]] | None = None
    present_value_per_success: Sourced[Kroner] | None = None


class NewAssumptions(CaseModel):
    """What else has changed since the decision."""

    data_version: Text | None = None
    price_year: Year | None = None
    price_index: PriceIndex | None = None
    discount_rate: Sourced[Rate] | None = None
    last_year: Year | None = None
    horizon: Annotated[Count, Field(ge=1, le=80)] | None = None
    course_length: Sourced[PositiveNumber] | None = None
    note: Text | None = None


class Threshold(CaseModel):
    """Limits of one measure (shares): from where to watch, and from where it is off course."""

    watch: Share
    off_course: Share


class StatusRule(CaseModel):
    """The rule behind »på kurs«, »hold øje« and »ude af kurs«; every limit is a share.

    ``net_result``: fall in the forecast, of the decided gross cost.  ``participants``:
    fewer started than expected.  ``per_participant``: higher gross cost per participant.
    ``dropped_out``: points more drop-out than expected.
    """

    net_result: Threshold = Threshold(watch=0.05, off_course=0.20)
    participants: Threshold = Threshold(watch=0.10, off_course=0.25)
    per_participant: Threshold = Threshold(watch=0.10, off_course=0.25)
    dropped_out: Threshold = Threshold(watch=0.15, off_course=0.30)


class FollowUp(CaseModel):
    """One year's follow-up of a case."""

    follow_up_year: Year
    date: Date
    """The day the numbers were drawn."""
    prepared_by: Text | None = None
    illustrative: YesNo = False
    note: Text | None = None
    years: dict[Year, YearNumbers]
    expectations: dict[Year, YearNumbers] = {}
    """New expectations of years to come."""
    measured_among: Literal["gennemførte", "startede"] = "gennemførte"
    """Whom successes were counted among."""
    effect_among: Literal["gennemførte", "startede"] = "startede"
    """Whose effect it is: all who started, or (stated) those who completed alone."""
    comparison: GoalWithoutEffort | None = None
    prior_strength: PositiveNumber | None = None
    """How many participants the belief at the decision is worth."""
    expected_dropout: Sourced[MaybeShare] | None = None
    """The drop-out the decided success rate already takes into account."""
    service_use: list[ServiceUse] = []
    new_consequences: list[NewConsequence] = []
    new_prices: list[Price] = []
    new_assumptions: NewAssumptions = NewAssumptions()
    committee_changes: dict[Text, Text] = {}
    """Old committee → new committee."""
    status_rule: StatusRule = StatusRule()
    next_steps: TextList = []
