"""Reading type annotations of the case model."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin


def plain(annotation: Any) -> Any:
    """The type behind ``Annotated`` and ``| None``."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        kept = [arg for arg in get_args(annotation) if arg is not NoneType]
        return plain(kept[0]) if len(kept) == 1 else annotation
    if hasattr(annotation, "__metadata__"):
        return plain(annotation.__origin__)
    return annotation


def choices(annotation: Any) -> list[str]:
    """The allowed words of a literal; empty for anything else.

    >>> choices(Literal["Kommune", "Region"])
    ['Kommune', 'Region']
    """
    return [str(arg) for arg in get_args(annotation)] if get_origin(annotation) is Literal else []
