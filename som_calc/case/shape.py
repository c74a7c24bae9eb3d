"""The shape of a case as data: which groups, lists, tables by year and values it is made of.

Read from the model, so that messages, ``--sæt``, the Excel form, the JSON Schema, the YAML
writer and ``som ny`` know every field without listing it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from som_calc.case import danish_input
from som_calc.case.glossary import fold

Form = Literal["value", "group", "list", "map"]
Kind = Literal[
    "text",
    "choice",
    "kroner",
    "share",
    "number",
    "length",
    "amount",
    "count",
    "year",
    "date",
    "yes_no",
    "any",
]  # fmt: skip
"""What a value is written as: kr., a share (5 %), a plain number, a length of time (2 år), a
number in its neighbour's unit (``amount``), a whole number, a year, a date, ja/nej, text, one of
a few words."""

_READERS: dict[Any, Kind] = {
    danish_input.parse_kroner: "kroner",
    danish_input.parse_share: "share",
    danish_input.parse_number: "number",
    danish_input.parse_length: "length",
    danish_input.parse_whole_years: "length",
    danish_input.parse_amount: "amount",
    danish_input.parse_count: "count",
    danish_input.parse_year: "year",
    danish_input.parse_date: "date",
    danish_input.parse_yes_no: "yes_no",
}
SOURCED_KEYS = ("værdi", "kilde", "status", "note", "dato", "usikkerhed")


@dataclass(frozen=True)
class Shape:
    """One place in a case.

    ``fields`` are a group's, by Danish key; ``item`` is what a list or a map holds; ``key``
    is what a map is looked up by; ``length`` is how long a list must be.
    """

    form: Form
    kind: Kind = "any"
    choices: tuple[str, ...] = ()
    fields: dict[str, Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    item: Shape | None = None
    key: Kind = "text"
    length: int | None = None
    model: type[BaseModel] | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def sourced(self) -> bool:
        """Whether this is a value that carries source and status."""
        return all(key in self.fields for key in SOURCED_KEYS)

    @property
    def value(self) -> Shape:
        """The value itself, behind its source."""
        return self.fields["værdi"] if self.sourced else self

    def at(self, path: Sequence[Any]) -> Shape | None:
        """The shape at a path of Danish keys and positions; ``værdi`` may be left out."""
        here: Shape | None = self
        for part in path:
            here = here.step(part) if here else None
        return here

    def spelled(self, path: Sequence[Any]) -> tuple[Any, ...]:
        """A path with every ``værdi`` that may be left out spelled out."""
        here: Shape | None = self
        whole: list[Any] = []
        for part in path:
            if here is not None and here.sourced and here.key_of(part) is None:
                whole.append("værdi")
                here = here.value
            whole.append(part)
            here = here.step(part) if here is not None else None
        if here is not None and here.sourced:
            whole.append("værdi")
        return tuple(whole)

    def key_of(self, part: Any) -> str | None:
        """The key of a group that ``part`` is in some spelling; None when there is none."""
        wanted = fold(str(part))
        return next((key for key in self.fields if fold(key) == wanted), None)

    def step(self, part: Any) -> Shape | None:
        """The shape of one part of this one."""
        if self.form == "group":
            key = self.key_of(part)
            if key is not None:
                return self.fields[key]
            return self.value.step(part) if self.sourced else None
        return self.item


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a group of fields."""
    return Shape(
        "group",
        fields={str(f.alias): _field(f) for f in model.model_fields.values()},
        required=frozenset(str(f.alias) for f in model.model_fields.values() if f.is_required()),
        model=model,
    )


def _field(info: FieldInfo) -> Shape:
    return _shape(info.annotation, info.metadata)


def _shape(annotation: Any, metadata: Iterable[Any] = ()) -> Shape:
    marks = [*metadata]
    while True:
        if hasattr(annotation, "__metadata__"):
            marks += annotation.__metadata__
            annotation = annotation.__origin__
            continue
        kept = [arg for arg in get_args(annotation) if arg is not type(None)]
        if type(None) in get_args(annotation) and len(kept) == 1:
            annotation = kept[0]
            continue
        break
    origin, args = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation)
    if origin is list:
        return Shape("list", item=_shape(args[0]))
    if origin is tuple:
        return Shape("list", item=_shape(args[0]), length=len(args))
    if origin is dict:
        key = _shape(args[0]).kind
        return Shape("map", item=_shape(args[1]), key=key)
    return _value(annotation, marks)


def _value(annotation: Any, marks: list[Any]) -> Shape:
    if get_origin(annotation) is Literal:
        return Shape("value", "choice", tuple(str(word) for word in get_args(annotation)))
    kind: Kind = "text" if annotation is str else "any"
    low = high = None
    for mark in _flat(marks):
        kind = _READERS.get(getattr(mark, "func", None), kind)
        low = getattr(mark, "ge", getattr(mark, "gt", low))
        high = getattr(mark, "le", getattr(mark, "lt", high))
    return Shape("value", kind, minimum=low, maximum=high)


def _flat(marks: Iterable[Any]) -> Iterable[Any]:
    for mark in marks:
        yield from _flat(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)
