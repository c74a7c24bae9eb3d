"""Which keys a case may hold where; read from the model, so nothing is listed twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from som_calc.case.annotations import plain
from som_calc.case.glossary import fold
from som_calc.case.values import Sourced


def is_group(annotation: Any) -> bool:
    """Whether the type is one of the case's own groups of fields."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def is_sourced(annotation: Any) -> bool:
    """Whether the type is a value with source and status."""
    return is_group(annotation) and issubclass(annotation, Sourced)


def keys_of(annotation: Any) -> list[str]:
    """The Danish keys of a group; empty for anything else."""
    if not is_group(annotation):
        return []
    return [str(field.alias) for field in annotation.model_fields.values()]


def field_type(group: Any, key: str) -> Any:
    """The type of one field of a group (Danish key, any spelling); None when unknown."""
    for field in group.model_fields.values():
        if fold(str(field.alias)) == fold(key):
            return plain(field.annotation)
    return None


def item_type(annotation: Any) -> Any:
    """The type of the items of a list, or of the values of a dict; None for anything else."""
    args = get_args(annotation)
    if get_origin(annotation) in (list, tuple) and args:
        return plain(args[0])
    if get_origin(annotation) is dict and args:
        return plain(args[1])
    return None


def type_at(root: Any, loc: Sequence[Any]) -> Any:
    """The type at a path of Danish keys and positions; None when there is no such place."""
    here = plain(root)
    for part in loc:
        if here is None:
            return None
        here = field_type(here, str(part)) if is_group(here) else item_type(here)
    return here
