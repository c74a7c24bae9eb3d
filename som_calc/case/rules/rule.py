"""What a rule is, and how it words what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from som_calc.case.glossary import FIELDS
from som_calc.case.model import Case

Loc = tuple[Any, ...]


@dataclass(frozen=True)
class Fault:
    """One fault; ``loc`` is its path in Danish keys and list positions (from 0)."""

    loc: Loc
    wrong: str
    right: str = ""
    warning: bool = False


Check = Callable[[Case], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A check and the top-level fields (English names) it reads."""

    check: Check
    reads: tuple[str, ...]


def at(*parts: Any) -> Loc:
    """A path from English field names; anything else is kept.

    >>> at("costs", 0, "per_year", 2025)
    ('omkostninger', 0, 'pr_år', 2025)
    """
    return tuple(FIELDS.get(part, part) if isinstance(part, str) else part for part in parts)


def percent(share: float) -> str:
    """A share in a message; as many decimals as it has, up to six."""
    text = f"{share * 100:.6f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',').replace('-', '−')} %"


def kroner(amount: float) -> str:
    """An amount in a message, in whole kroner.

    >>> kroner(1071273.4)
    '1.071.273 kr.'
    """
    return f"{amount:,.0f} kr.".replace(",", ".").replace("-", "−")
