"""A small case, and a way to write variants of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
titel: Prøvesag
kommune: Prøveby
dato: 2026-03-01
indsats:
  navn: Indsats
  målgruppe: {navn: Borgere}
  succesmål: I job
  forløbsvarighed: 1
periode: {fra: 2026, til: 2035}
prisniveau: 2026
diskonteringsår: 2026
nutidsværdiår: 2026
mereffekt: 5 %
deltagere: {2026: 20, 2027: 30}
omkostninger:
  - navn: Drift
    pr_deltager: 30.000
  - navn: Opstart
    pr_år: {2026: 100.000}
konsekvenser:
  - ydelse: Herberg
    enhed: dage
    ændring: {0: -40, 1: -30}
priser:
  - {ydelse: Herberg, enhed: dage, kommune: 1.100, region: 0, stat: 200}
"""

Write = Callable[..., Path]


@pytest.fixture
def write_case(tmp_path: Path) -> Write:
    """``write_case(("før", "efter"), …)`` writes the small case with texts replaced."""

    def write(*changes: tuple[str, str], encoding: str = "utf-8", newline: str = "\n") -> Path:
        text = SMALL
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        path = tmp_path / "sag.yaml"
        path.write_bytes(text.replace("\n", newline).encode(encoding))
        return path

    return write
