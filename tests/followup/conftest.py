"""A case with follow-ups in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from som_calc.resources import shipped

OFF_COURSE = Path(__file__).parent / "ude_af_kurs"


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Aabenraa's IPS case, neither decided nor followed."""
    return Path(shutil.copy(shipped("params") / "aabenraa-ips.yaml", tmp_path))


@pytest.fixture
def follow_up(case_file: Path) -> Callable[..., Path]:
    """``follow_up(text, year=2026)`` writes a follow-up of the case."""

    def write(text: str, year: int = 2026) -> Path:
        folder = case_file.with_suffix("") / "opfoelgning"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{year}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def off_course() -> Path:
    """Follow-ups of Aabenraa's IPS that are off course."""
    return OFF_COURSE
