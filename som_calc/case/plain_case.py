"""A typed case taken apart again: Danish keys and plain values, as a user would write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from som_calc.case.cost_model import SOURCE
from som_calc.case.danish_input import parse_share, unmistakable
from som_calc.case.file_tree import Path
from som_calc.case.shape import Shape, shape_of


def plain_case(case: BaseModel) -> dict[str, Any]:
    """Nested dicts and lists with Danish keys; what equals a default is left out.

    Values keep their types (float, int, str, bool, date).  A value with only a status
    stays a group, so that reading it back gives the same case.  What a cost model has put
    in is left out too: reading puts it in again.
    """
    data = _group(case)
    return _without_derived(data) if data.get("omkostningsmodel") else data


def _without_derived(data: dict[str, Any]) -> dict[str, Any]:
    kept = dict(data)
    for name in ("omkostninger", "tilskud", "alternativ"):
        if name in kept:
            kept[name] = [item for item in kept[name] if not _derived(item)]
            if not kept[name]:
                del kept[name]
    if _derived({"værdi": kept.get("deltagere")}):
        del kept["deltagere"]
    return kept


def _derived(item: dict[str, Any]) -> bool:
    values = (item.get(key) for key in ("pr_år", "pr_deltager", "værdi"))
    return any(
        isinstance(value, dict) and str(value.get("kilde", "")).startswith(SOURCE)
        for value in values
    )


def _group(model: BaseModel) -> dict[str, Any]:
    shape = shape_of(type(model))
    found: dict[str, Any] = {}
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        keep = info.is_required() or value != info.get_default(call_default_factory=True)
        if keep or (shape.sourced and name == "status"):
            found[str(info.alias)] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return _group(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def leaves(data: Any, shape: Shape, path: Path = ()) -> Iterator[tuple[Path, Any, Shape]]:
    """Every value with its path and shape, in the order of the model."""
    if shape.form == "group" and isinstance(data, dict):
        for key, value in data.items():
            inner = shape.step(key)
            assert inner is not None
            yield from leaves(value, inner, (*path, key))
    elif shape.form == "map" and isinstance(data, dict) and shape.item is not None:
        for key, value in data.items():
            yield from leaves(value, shape.item, (*path, str(key)))
    elif shape.form == "list" and isinstance(data, list) and shape.item is not None:
        for position, value in enumerate(data):
            yield from leaves(value, shape.item, (*path, position))
    else:
        yield path, data, shape


_IN_THOUSANDS = ("kroner", "amount", "count")
"""Kinds of value of which ``400,125`` could also be meant as thousands."""


def digits(value: float, kind: str = "number") -> str:
    """A number with a decimal comma, no thousands and every digit it has.

    Args:
        value: the number.
        kind: what reads it (:attr:`Shape.kind`); kroner get a zero more where three decimals
            could be read as thousands.

    >>> digits(1e-05), digits(983200.0), digits(0.1), digits(1.125), digits(1.125, "kroner")
    ('0,00001', '983200', '0,1', '1,125', '1,1250')
    """
    if isinstance(value, int):
        return str(value)
    text = format(Decimal(repr(float(value))), "f").removesuffix(".0").replace(".", ",")
    return unmistakable(text) if kind in _IN_THOUSANDS else text


def written(value: Any, kind: str) -> str:
    """A value as a user writes it: ``983.200``, ``5 %``, ``ja``, ``2026-03-01``.

    Reading it back gives exactly the same number.
    """
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, kind)
    return str(value)


def _number(value: float, kind: str) -> str:
    text = digits(value, kind)
    if kind == "kroner":
        whole, comma, decimals = text.partition(",")
        sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        return f"{sign}{int(whole):,}".replace(",", ".") + comma + decimals
    if kind == "share":
        shown = f"{_percent(value)} %"
        return shown if parse_share(shown) == value else text
    return text


def _percent(share: float) -> str:
    """A share times 100 without needless zeros, decimal comma."""
    text = format(Decimal(repr(float(share))) * 100, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")
