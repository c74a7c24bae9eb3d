"""What is remembered of a report that was made: beside it, in a small file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from som_calc.running.series.orders import Order

FILE = ".serie.json"


@dataclass(frozen=True)
class Summary:
    """The line of a case in the overview: kr. in present value, rates and chance as shares."""

    title: str
    total: float | None = None
    municipality: float | None = None
    break_even: float | None = None
    probability: float | None = None


@dataclass(frozen=True)
class OrderOutcome:
    """How it went with one order.

    ``status`` is ``lavet``, ``uændret`` or ``fejl``; ``files`` lie in the order's folder;
    ``cell`` is the number of the notebook's cell that broke.
    """

    name: str
    status: str
    seconds: float
    summary: Summary
    files: tuple[str, ...] = ()
    error: str | None = None
    cell: int | None = None
    label: str = ""
    """What the user calls it; else the case's title."""
    warnings: tuple[str, ...] = ()
    """What is worth telling of the case."""

    @property
    def called(self) -> str:
        """The case in an overview."""
        return self.label or self.summary.title

    @property
    def failed(self) -> bool:
        """Whether there is no report."""
        return self.status == "fejl"


def record_of(order: Order, outcome: OrderOutcome, files: Mapping[str, bytes]) -> bytes:
    """The content of the record: the fingerprint, and the outcome to show again."""
    content = {
        "key": order.key,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "summary": asdict(outcome.summary),
        "warnings": list(outcome.warnings),
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def unchanged(order: Order) -> OrderOutcome | None:
    """The outcome of an earlier run when its fingerprint still holds and every file is whole."""
    try:
        content = json.loads((order.folder / FILE).read_text(encoding="utf-8"))
        if not order.key or order.key != content["key"]:
            return None
        for name, digest in content["files"].items():
            if hashlib.sha256((order.folder / name).read_bytes()).hexdigest() != digest:
                return None
        summary = Summary(**content["summary"])
        told = tuple(content["warnings"])
        return OrderOutcome(
            order.name, "uændret", 0.0, summary, tuple(content["files"]), warnings=told
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
