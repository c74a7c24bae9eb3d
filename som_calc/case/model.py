"""The typed case: everything one SØM calculation needs, and where each number comes from.

A case file is Danish; the field names here are English and their Danish keys stand in
:mod:`som_calc.case.glossary`.  All amounts are kr. in the price year stated beside
them, all rates are shares (0.05 = 5 pct.), all years are calendar years.  Rules that
tie fields together live in :mod:`som_calc.case.rules`.
"""

# pydantic gives every case its own copy of a default.
# ruff: noqa: RUF012
from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from som_calc.case.cost_model import CostModel
from som_calc.case.names import MUNICIPALITY, STATE
from som_calc.case.values import (
    Actor,
    CaseModel,
    Count,
    Date,
    Kroner,
    Number,
    Place,
    PositiveLength,
    PositiveNumber,
    Rate,
    Share,
    Sourced,
    Status,
    Text,
    WholeYears,
    Year,
    YesNo,
)


def _as_list(raw: object) -> object:
    return raw if raw is None or isinstance(raw, list | tuple) else [raw]


TextList = Annotated[list[Text], BeforeValidator(_as_list)]


class TargetGroup(CaseModel):
    """The people the effort is for."""

    name: Text
    id: Text | None = None
    delimitation: Text | None = None
    success_share: Sourced[Rate] | None = None
    """Share of the group nationally that reaches the goal anyway; not the success rate."""
    source: Text | None = None


class Intervention(CaseModel):
    """The effort (indsats)."""

    name: Text
    description: Text | None = None
    target_group: TargetGroup
    success_goal: Text
    course_length: Sourced[PositiveLength]
    """Years from start to finish.  A course of up to one year ends in its start year."""


class Period(CaseModel):
    """Calendar years the calculation covers, both included."""

    first_year: Year
    last_year: Year
    horizon: Annotated[WholeYears, Field(ge=1, le=80)] = 10
    """Consequence years per cohort, counted from and including the year it finishes."""


class Cost(CaseModel):
    """A gross cost in kr. of ``price_year`` (the case's own when left out).

    ``per_year`` and ``per_participant`` may both be given; they add up.  An amount per
    participant falls in the cohort's start year.
    """

    name: Text
    category: Literal["forberedelse", "uddannelse", "drift", "materiel"] = "drift"
    per_year: Sourced[dict[Year, Kroner]] | None = None
    per_participant: Sourced[Kroner] | None = None
    payer: Actor = MUNICIPALITY
    committee: Text | None = None
    price_year: Year | None = None


class Grant(CaseModel):
    """Outside money: a share of the gross cost, or kr. per year.

    ``giver`` decides who is charged: ``Stat`` is booked against *Statslig tilskud*;
    ``Ekstern`` (foundations, EU) is booked against no Danish public purse.
    """

    name: Text
    share: Sourced[Rate] | None = None
    per_year: Sourced[dict[Year, Kroner]] | None = None
    giver: Literal["Stat", "Ekstern"] = STATE
    committee: Text | None = None


class Alternative(CaseModel):
    """What the participants would have got instead; its cost is saved (kr. per participant)."""

    name: Text
    per_participant: Sourced[Kroner]
    payer: Actor = MUNICIPALITY
    committee: Text | None = None
    price_year: Year | None = None


CommitteeSplit = dict[Text, Rate]


class Consequence(CaseModel):
    """Difference in use of one service, in the service's own unit.

    ``change`` is per success and year after the course (0 is the year the course ends);
    **minus is less use**, as in the registers.  ``during_course`` is per participant and
    course year (0 is the start year), independent of success.  For ``art: indtægt``
    (e.g. tax) more is a gain instead.
    """

    service: Text
    unit: Text
    area: Text | None = None
    nature: Literal["udgift", "indtægt"] = "udgift"
    change: Sourced[dict[Place, Number]] | None = None
    during_course: Sourced[dict[Place, Number]] | None = None
    committees: CommitteeSplit | None = None
    """Split of the kommune's part on committees; shares sum to 100 pct."""
    realisable: Literal["kontant", "delvis", "ikke-kontant"] | None = None
    realisable_share: Sourced[Rate] | None = None
    """With ``delvis``: the share of the amount a budget can actually see."""
    significant: YesNo = True
    """At 5 pct.; rows that are not are shown but, as in SØM, not counted."""
    relatives: Text | None = None
    """Whose consequence it is, when not the participant's: ``change`` is then per relative."""
    relatives_per_participant: Sourced[PositiveNumber] | None = None

    @property
    def people(self) -> float:
        """How many persons ``change`` is for per participant: 1, or the number of relatives."""
        number = self.relatives_per_participant
        return number.value if self.relatives is not None and number is not None else 1.0


class Price(CaseModel):
    """Unit price of a service, kr. per unit for each of the three payers, after refusion."""

    service: Text
    unit: Text
    gross: Sourced[Kroner] | None = None
    """Kr. per unit before refusion, in place of the three payers; split when the case is read."""
    benefit_weeks: Text | None = None
    """With ``gross``: weeks on the benefit, ``40`` (from the first) or ``27-52``."""
    benefit_days: Text | None = None
    """With ``gross``: days a year in a forsorgshjem (§ 110)."""
    municipality: Sourced[Kroner]
    region: Sourced[Kroner]
    state: Sourced[Kroner]
    price_year: Year | None = None
    source: Text | None = None
    status: Status = "antagelse"


class LeftOut(CaseModel):
    """A consequence that is deliberately not counted, and why."""

    service: Text
    reason: Text


class Relatives(CaseModel):
    """Relatives whose consequences are taken from the knowledge base (``id`` there)."""

    id: Text
    relatives_per_participant: Sourced[PositiveNumber] | None = None
    """Left out: the knowledge base's own number."""


class BackCalculated(CaseModel):
    """Present value (kr. of the case's price year) of all consequences per success.

    Discounted to the start of the course; used where only the result is published.
    """

    actor: Actor
    committee: Text | None = None
    area: Text | None = None
    present_value_per_success: Sourced[Kroner]


class BackCalculatedSet(CaseModel):
    """Back-calculated consequences with one stated time profile.

    ``profile`` weighs the years after the course (0 is the year it ends); only the
    proportions count.  It shapes figures per year, not the present value.
    """

    profile: Sourced[dict[Place, Number]]
    values: Annotated[list[BackCalculated], Field(min_length=1)]


class PriceIndex(CaseModel):
    """Index that brings prices to the case's price year (Danmarks Statistik's nettoprisindeks)."""

    name: Text
    values: dict[Year, Annotated[Number, Field(gt=0)]]
    source: Text
    status: Status = "publiceret"


class Sensitivity(CaseModel):
    """What the report varies."""

    success_rates: Annotated[list[Rate], BeforeValidator(_as_list)] = []
    source: Text | None = None


class Scenario(CaseModel):
    """A named set of changes, e.g. ``mereffekt: 7 %``; keys are dotted Danish field names."""

    name: Text
    changes: Annotated[dict[Text, Any], Field(min_length=1)]
    note: Text | None = None


class Evidence(CaseModel):
    """What a study found.

    ``level``: 1 meta-study or RCT, 2 quasi-experimental, 3 before–after without control.
    ``effect`` and ``interval`` (95 pct.) are shares, as the success rate.  ``weight`` is
    the user's own share of the effect to count on; it is shown beside the raw effect
    and never applied by itself.  ``id`` is the study's in the knowledge base.
    """

    id: Text | None = None
    study: Text
    level: Annotated[Count, Field(ge=1, le=3)]
    design: Text | None = None
    participants_n: Annotated[Count, Field(ge=1)] | None = None
    effect: Share | None = None
    interval: tuple[Share, Share] | None = None
    significant: YesNo | None = None
    weight: Sourced[Rate] | None = None
    source: Text | None = None
    note: Text | None = None


class Correlation(CaseModel):
    """How values err together (−1 to 1).

    Either ``correlation_group`` (values that share that source; 1 when not stated) or
    ``between``: two dotted Danish field names.
    """

    correlation_group: Text | None = None
    between: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None
    correlation: Annotated[Number, Field(ge=-1, le=1)]
    source: Text | None = None


class Interaction(CaseModel):
    """What remains of this effort's gains for citizens who are also in another effort."""

    other: Text
    """The other case's title or intervention."""
    factor: Sourced[Annotated[Number, Field(ge=0, le=2)]]
    """1 adds the two in full; 0.8 leaves 80 pct. of the gains."""


class Published(CaseModel):
    """A published result the calculation is held against (kr., + is a gain)."""

    name: Text
    at_success_rate: Rate
    net_result: dict[Text, Kroner] = {}
    """By actor or committee; may be left out where only a break-even is published."""
    break_even: dict[Text, Rate] = {}
    """Success rates for I alt, Kommune, Kommune uden tilskud."""
    source: Text
    note: Text | None = None


class SectionChoice(CaseModel):
    """A section of the report: which, under which heading."""

    id: Text
    heading: Text | None = None


class ReportChoices(CaseModel):
    """Texts and order of the report; texts are simple Markdown (paragraphs, lists, bold, links)."""

    sections: list[SectionChoice] | None = None
    texts: dict[Text, Text] = {}
    """Own text per section id, e.g. ``baggrund``."""
    recommendation: TextList = []
    """Numbered points of the indstilling; each begins with »At«."""
    sign_off: Text | None = None


class Lineage(CaseModel):
    """The published case this one was made from (``som hent``)."""

    id: Text
    title: Text
    version: Text
    file: Text | None = None
    """Where the original stands, beside this file; the report tells what was changed."""
    municipality: Text | None = None
    """The kommune whose case it was."""
    date: Date | None = None
    """The original's date."""


class Case(CaseModel):
    """One calculation."""

    title: Text
    municipality: Text
    version: Text = "1.0"
    date: Date
    prepared_by: Text | None = None
    contact: Text | None = None
    licence: Text | None = None
    illustrative: YesNo = False
    """True when numbers are made up to show the tool; stamps every page."""
    note: Text | None = None
    intervention: Intervention
    period: Period
    price_year: Year
    discount_base: Year
    """The year with factor 1; SØM: the first project year."""
    present_value_label: Year
    """The year in the titles (»nutidsværdi 2026«); a label only."""
    discount_rate: Sourced[Rate] | None = None
    """Left out: Finansministeriet's dated rates on the case's date."""
    success_rate: Sourced[Rate]
    net_of_others: Literal["ja", "nej", "uoplyst"] = "ja"
    """Whether those who would have reached the goal anyway are taken out of the rate."""
    sensitivity: Sensitivity = Sensitivity()
    participants: Sourced[dict[Year, Annotated[Count, Field(ge=0)]]]
    """Participants per start year; each start year is a cohort."""
    completion: Sourced[Rate] | None = None
    """Share of those who start that complete the course.  It shows what a completed course
    costs and moves no result: the success rate counts everyone who starts."""
    cost_model: CostModel | None = None
    """Yields costs, grants, the alternative and participants when the case is read."""
    costs: Annotated[list[Cost], Field(min_length=1)]
    grants: list[Grant] = []
    alternative: Annotated[list[Alternative], BeforeValidator(_as_list)] = []
    consequences: list[Consequence] = []
    prices: list[Price] = []
    left_out: list[LeftOut] = []
    """Services that are known to change but are not counted."""
    relatives: list[Relatives] = []
    """Relatives the knowledge base has consequences for, counted beside the participants'."""
    back_calculated: BackCalculatedSet | None = None
    price_index: PriceIndex | None = None
    committee_order: TextList = []
    published: list[Published] = []
    scenarios: list[Scenario] = []
    evidence: Annotated[list[Evidence], BeforeValidator(_as_list)] = []
    correlations: list[Correlation] = []
    interactions: list[Interaction] = []
    builds_on: Lineage | None = None
    report: ReportChoices = ReportChoices()
    _overrides: tuple[str, ...] = PrivateAttr(())
    _original: Case | None = PrivateAttr(None)

    @property
    def overrides(self) -> tuple[str, ...]:
        """Fields set for one run, ``felt=værdi`` as typed; what the file says is another."""
        return self._overrides

    def set_for_run(self, overrides: Iterable[str]) -> Case:
        """This case, noted to have been read with these overrides."""
        noted = self.model_copy()
        noted._overrides = tuple(overrides)
        return noted

    @property
    def original(self) -> Case | None:
        """The fetched case this one was made from, where it is kept beside the file."""
        return self._original

    def beside(self, original: Case) -> Case:
        """This case, to be held against the fetched one it was made from."""
        noted = self.model_copy()
        noted._original = original
        return noted

    @property
    def reverse_only(self) -> bool:
        """True when no consequences are known: only »hvad skal være sandt« can be answered."""
        return not self.consequences and self.back_calculated is None
