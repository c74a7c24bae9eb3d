"""What the workbook needs to compute everything itself: inputs, their origin, and the result.

:func:`workbook_data` turns a :class:`~som_calc.engine.result.Result` into plain data that
travels in the notebook (:class:`~som_calc.document.model.WorkbookBlock`);
:class:`WorkbookData` reads it back.  Amounts in kr. of the price year beside them, rates
as shares, + is a gain in every expected result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from som_calc.case.glossary import fold
from som_calc.case.model import Case, Price
from som_calc.case.names import (
    INTERVENTION_AREA,
    MUNICIPALITY,
    NO_AREA,
    OTHER_COMMITTEES,
    STATE,
    TOTAL,
    committee_of,
)
from som_calc.case.values import Sourced
from som_calc.document.danish import one_stop

if TYPE_CHECKING:
    from som_calc.engine.result import Result


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Origin(_Data):
    """Where a number comes from."""

    source: str = ""
    status: str = ""


class Value(Origin):
    """One input number."""

    value: float


class Yearly(Origin):
    """Input numbers by calendar year, or by year after the course."""

    values: dict[int, float]


class CostLine(_Data):
    """A gross cost, kr. of ``price_year``."""

    name: str
    category: str
    actor: str
    committee: str
    price_year: int
    per_year: Yearly | None
    per_participant: Value | None


class GrantLine(_Data):
    """A grant to the kommune; ``by_state`` is also charged to Statslig tilskud."""

    name: str
    committee: str
    follows: list[str]
    """Committees of the cost lines a share refunds; empty where the grant names its own."""
    by_state: bool
    share: Value | None
    per_year: Yearly | None


class SavedLine(_Data):
    """The saved alternative, kr. per participant."""

    name: str
    actor: str
    committee: str
    price_year: int
    per_participant: Value


class ConsequenceLine(_Data):
    """A service: quantity by year, and the place of its price in ``WorkbookData.prices``."""

    service: str
    unit: str
    area: str
    income: bool
    counted: bool
    """False where the estimate is not significant: shown, but not counted, as in SØM."""
    family: bool
    """For relatives: ``change`` is already times relatives per participant."""
    price: int
    change: Yearly | None
    during: Yearly | None
    committees: dict[str, float]


class PriceLine(_Data):
    """Unit price by payer, kr. of ``price_year``."""

    service: str
    unit: str
    price_year: int
    municipality: float
    region: float
    state: float
    source: str
    status: str


class BackLine(_Data):
    """Back-calculated present value per success."""

    actor: str
    committee: str
    area: str
    value: Value


class Expected(_Data):
    """The report's own result, kr.; the workbook shows its distance from it."""

    by_actor: dict[str, float]
    by_committee: dict[str, float]
    by_area: dict[str, float]
    by_year: dict[int, dict[str, float]]
    per_participant: dict[str, float]


class PublishedLine(_Data):
    """A published result."""

    name: str
    at_success_rate: float
    net_result: dict[str, float]
    source: str


class WorkbookData(_Data):
    """Everything the workbook is built from."""

    title: str
    municipality: str
    success_rate: Value
    rates: list[float]
    discount_steps: list[tuple[int, float]]
    discount_origin: Origin
    discount_base: int
    price_year: int
    present_value_label: int
    first_year: int
    last_year: int
    horizon: int
    course_length: Value
    participants: Yearly
    costs: list[CostLine]
    grants: list[GrantLine]
    saved: list[SavedLine]
    consequences: list[ConsequenceLine]
    prices: list[PriceLine]
    price_index: Yearly | None
    profile: Yearly | None
    back_calculated: list[BackLine]
    committees: list[str]
    areas: list[str]
    expected: Expected
    published: list[PublishedLine]
    reverse_only: bool
    cost_model: dict[str, Any] | None = None
    """The case's omkostningsmodel as it was given, with English names."""


def workbook_data(result: Result) -> dict[str, Any]:
    """The content of ``WorkbookBlock.data`` for one result.

    Raises:
        KeyError: a consequence has no price (the engine refuses such a case first).
    """
    return _data(result).model_dump(mode="json")


def _data(result: Result) -> WorkbookData:
    case = result.case
    lines = [c for c in case.costs if c.payer == MUNICIPALITY]
    refunded = list(dict.fromkeys(committee_of(c.payer, c.committee) for c in lines))
    places = {fold(price.service): place for place, price in enumerate(case.prices)}
    back = case.back_calculated

    rate = case.success_rate
    changed = rate.value != result.success_rate
    return WorkbookData(
        title=case.title,
        municipality=case.municipality,
        success_rate=Value(
            value=result.success_rate,
            source="Sat ved kørslen" if changed else _origin(rate).source,
            status="antagelse" if changed else rate.status,
        ),
        rates=sorted({*case.sensitivity.success_rates, result.success_rate}),
        discount_steps=list(result.schedule.steps),
        discount_origin=_origin(case.discount_rate)
        if case.discount_rate
        else Origin(source=result.schedule.source, status="publiceret"),
        discount_base=case.discount_base,
        price_year=case.price_year,
        present_value_label=case.present_value_label,
        first_year=case.period.first_year,
        last_year=case.period.last_year,
        horizon=case.period.horizon,
        course_length=_value(case.intervention.course_length),
        cost_model=case.cost_model.model_dump(mode="json") if case.cost_model else None,
        participants=_yearly(case.participants),
        costs=[
            CostLine(
                name=cost.name,
                category=cost.category,
                actor=cost.payer,
                committee=committee_of(cost.payer, cost.committee),
                price_year=cost.price_year or case.price_year,
                per_year=_yearly(cost.per_year) if cost.per_year else None,
                per_participant=_value(cost.per_participant) if cost.per_participant else None,
            )
            for cost in case.costs
        ],
        grants=[
            GrantLine(
                name=grant.name,
                committee=committee_of(MUNICIPALITY, grant.committee),
                follows=refunded if grant.share and not grant.committee else [],
                by_state=grant.giver == STATE,
                share=_value(grant.share) if grant.share else None,
                per_year=_yearly(grant.per_year) if grant.per_year else None,
            )
            for grant in case.grants
        ],
        saved=[
            SavedLine(
                name=saved.name,
                actor=saved.payer,
                committee=committee_of(saved.payer, saved.committee),
                price_year=saved.price_year or case.price_year,
                per_participant=_value(saved.per_participant),
            )
            for saved in case.alternative
        ],
        consequences=[
            ConsequenceLine(
                service=f"{item.service}: {item.relatives}" if item.relatives else item.service,
                unit=item.unit,
                area=item.area or NO_AREA,
                income=item.nature == "indtægt",
                counted=bool(item.significant),
                family=item.relatives is not None,
                price=places[fold(item.service)],
                change=_yearly(item.change, item.people) if item.change else None,
                during=_yearly(item.during_course) if item.during_course else None,
                committees=item.committees or {OTHER_COMMITTEES: 1.0},
            )
            for item in case.consequences
            # One that does not count needs no price; without a price it cannot be switched on.
            if item.significant or fold(item.service) in places
        ],
        prices=[_price(price, case) for price in case.prices],
        price_index=Yearly(
            values=case.price_index.values,
            source=f"{case.price_index.name}. {case.price_index.source}",
            status=case.price_index.status,
        )
        if case.price_index
        else None,
        profile=_yearly(back.profile) if back else None,
        back_calculated=[
            BackLine(
                actor=row.actor,
                committee=committee_of(row.actor, row.committee),
                area=row.area or NO_AREA,
                value=_value(row.present_value_per_success),
            )
            for row in (back.values if back else [])
        ],
        committees=_committees(result),
        areas=_areas(result),
        expected=_expected(result),
        published=[
            PublishedLine(
                name=row.name,
                at_success_rate=row.at_success_rate,
                net_result=row.net_result,
                source=row.source,
            )
            for row in case.published
        ],
        reverse_only=case.reverse_only,
    )


def _origin(given: Sourced[Any]) -> Origin:
    words = [word[:1].upper() + word[1:] for word in (given.source, given.note) if word]
    return Origin(source=one_stop(". ".join(words)), status=given.status)


def _value(given: Sourced[float]) -> Value:
    return Value(value=given.value, **_origin(given).model_dump())


def _yearly(given: Sourced[dict[int, Any]], times: float = 1.0) -> Yearly:
    values = {int(year): float(number) * times for year, number in sorted(given.value.items())}
    return Yearly(values=values, **_origin(given).model_dump())


def _price(price: Price, case: Case) -> PriceLine:
    parts = (price.municipality, price.region, price.state)
    sources = dict.fromkeys(
        word for word in (price.source, *(_origin(part).source for part in parts)) if word
    )
    own = [part.status for part in parts if part.status != "antagelse"]
    return PriceLine(
        service=price.service,
        unit=price.unit,
        price_year=price.price_year or case.price_year,
        municipality=price.municipality.value,
        region=price.region.value,
        state=price.state.value,
        source=". ".join(sources),
        status=price.status if price.status != "antagelse" or not own else own[0],
    )


def _committees(result: Result) -> list[str]:
    """Every committee a changed input could move, in the report's order."""
    shown = [str(name) for name in result.by_committee().index if name != TOTAL]
    case = result.case
    lines: list[Any] = [*case.costs, *case.grants, *case.alternative]
    given = [str(line.committee) for line in lines if line.committee]
    given += [name for item in case.consequences for name in item.committees or {}]
    last = [OTHER_COMMITTEES]
    return [n for n in dict.fromkeys([*shown, *given]) if n not in last] + last


def _areas(result: Result) -> list[str]:
    shown = [str(name) for name in result.by_area().index if name != TOTAL]
    given = [item.area or NO_AREA for item in result.case.consequences]
    return list(dict.fromkeys([INTERVENTION_AREA, *shown, *given]))


def _expected(result: Result) -> Expected:
    def plain(series: Any) -> dict[str, float]:
        return {str(name): float(value) for name, value in series.items()}

    by_year = result.by_year()
    names = [str(name) for name in by_year.columns]
    amounts = zip(by_year.index.tolist(), by_year.to_numpy(dtype=float).tolist(), strict=True)
    return Expected(
        by_actor=plain(result.by_actor()),
        by_committee=plain(result.by_committee()),
        by_area=plain(result.by_area()),
        by_year={year: dict(zip(names, row, strict=True)) for year, row in amounts},
        per_participant=plain(result.per_participant()),
    )
