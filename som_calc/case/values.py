"""Values with an origin: every number in a case can say where it comes from."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from som_calc.case import danish_input as read
from som_calc.case import limits
from som_calc.case.glossary import FIELDS, danish_field, fold
from som_calc.case.limits import within
from som_calc.case.shape import shape_of

Share = Annotated[float, BeforeValidator(read.parse_share)]
"""A share (0.05 = 5 pct.)."""
Kroner = Annotated[float, BeforeValidator(read.parse_kroner), within(limits.KRONER)]
"""An amount in kr. of the price year stated beside it."""
Number = Annotated[float, BeforeValidator(read.parse_number), within(limits.NUMBER)]
Length = Annotated[float, BeforeValidator(read.parse_length), within(limits.YEARS)]
"""Years, also written as months or weeks."""
WholeYears = Annotated[int, BeforeValidator(read.parse_whole_years), within(limits.YEARS)]
Year = Annotated[int, BeforeValidator(read.parse_year)]
Count = Annotated[int, BeforeValidator(read.parse_count), within(limits.COUNT)]
Place = Annotated[int, BeforeValidator(read.parse_count), within(limits.PLACE)]
"""A year counted from 0."""
Amount = Annotated[float, BeforeValidator(read.parse_amount), within(limits.KRONER)]
"""A number in the unit of the value it belongs to: kr., share or quantity."""
Date = Annotated[dt.date, BeforeValidator(read.parse_date)]
YesNo = Annotated[bool, BeforeValidator(read.parse_yes_no)]

Status = Literal[
    "publiceret", "lokalt tal", "SØM", "antagelse", "tilbageregnet", "illustrativ", "ukendt"
]
"""How well a number is known; printed beside it in every report."""

T = TypeVar("T")


class CaseModel(BaseModel):
    """Base of everything a user writes: Danish keys, unknown keys are errors, frozen."""

    model_config = ConfigDict(
        alias_generator=danish_field,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        defer_build=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _accept_any_spelling(cls, raw: Any) -> Any:
        """Let ``maalgruppe`` and ``Målgruppe`` stand for ``målgruppe``, and ``kommune`` for
        ``Kommune`` where only a few words are allowed.
        """
        if not isinstance(raw, dict):
            return raw
        keys, words = _spellings(cls)
        named: dict[Any, Any] = {keys.get(fold(str(k)), k): value for k, value in raw.items()}
        return {key: _respelled(value, words.get(key, {})) for key, value in named.items()}


@cache
def _spellings(model: type[CaseModel]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """A group's keys by folded spelling, and per key its allowed words by folded spelling."""
    fields = shape_of(model).fields
    words = {key: {fold(word): word for word in kind.choices} for key, kind in fields.items()}
    return {fold(key): key for key in fields}, words


def _respelled(value: Any, words: dict[str, str]) -> Any:
    return words.get(fold(value), value) if words and isinstance(value, str) else value


class Uncertainty(CaseModel):
    """How uncertain a number is; at most one way of saying it is used.

    ``standard_error`` and ``interval`` are in the unit of the value itself, ``spread``
    is a share of it (± ``spread``), ``successes``/``observations`` are counts; of a success
    rate, which is a difference, those of the comparison are stated too.
    ``correlation_group`` names what shares one source and therefore errs together.
    """

    distribution: Literal["normal", "beta", "gamma", "lognormal", "trekant", "fast"] | None = None
    standard_error: Amount | None = None
    interval: tuple[Amount, Amount] | None = None
    spread: Share | None = None
    mode: Amount | None = None
    successes: Count | None = None
    observations: Count | None = None
    comparison_successes: Count | None = None
    comparison_observations: Count | None = None
    correlation_group: str | None = None


_SOURCED_KEYS = {
    fold(FIELDS[name]) for name in ("value", "source", "status", "note", "date", "uncertainty")
}


class Sourced(CaseModel, Generic[T]):
    """A value with source and status.

    In a case file either the bare value, or a group with ``værdi``, ``kilde``,
    ``status``, ``note``, ``dato`` and ``usikkerhed``.
    """

    value: T
    source: str | None = None
    status: Status = "antagelse"
    note: str | None = None
    date: Date | None = None
    uncertainty: Uncertainty | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_bare_value(cls, raw: Any) -> Any:
        if isinstance(raw, Sourced):
            return raw
        if isinstance(raw, dict) and any(
            fold(str(key)) in _SOURCED_KEYS or key in cls.model_fields for key in raw
        ):
            return raw
        return {"værdi": raw}


SourcedNumber = Sourced[Number]
PositiveNumber = Annotated[Number, Field(gt=0)]
PositiveLength = Annotated[Length, Field(gt=0)]

Actor = Literal["Kommune", "Region", "Stat"]
"""Who bears a cost or a consequence."""
Rate = Annotated[Share, Field(ge=0, le=1)]


def _as_text(raw: object) -> object:
    return raw if raw is None or isinstance(raw, dict | list) else str(raw)


Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]
