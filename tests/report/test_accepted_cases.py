"""What ``som tjek`` accepts, every format shows: random cases, awkward on purpose."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from ruamel.yaml import YAML

from som_calc.checking import check_case
from som_calc.formats.registry import WRITERS
from som_calc.report.decision.report import DecisionReport
from tests.report.kinds import Kind, blocks_of, document_of
from tests.strategies import odd_case_files

STARTS = {"html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "pptx": b"PK"}
HEALTHY = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def reported(case: dict[str, Any]) -> bool:
    """Make every format of the case's report; False when ``som tjek`` refuses the case."""
    yaml, text = YAML(typ="safe"), io.StringIO()
    yaml.allow_unicode = True
    yaml.dump(case, text)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "sag.yaml"
        path.write_text(text.getvalue(), encoding="utf-8")
        patch.chdir(folder)
        checked = check_case(path)
        if checked.case is None:
            return False
        name = "beslutningsoplaeg"
        kind = Kind(DecisionReport, name, {"case": str(path)}, [str(path)], "")
        document = document_of(blocks_of(kind, None, patch))
        for format, write in WRITERS.items():
            assert write(document, None).lstrip().startswith(STARTS[format]), format
    return True


def holds(examples: int) -> None:
    """The property over so many accepted cases."""
    accepted = 0

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=HEALTHY,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # smaller cases take seconds each
    )
    @given(odd_case_files())
    def every_format_is_made(case: dict[str, Any]) -> None:
        nonlocal accepted
        assume(reported(case))
        accepted += 1

    every_format_is_made()
    assert accepted >= examples


def test_what_tjek_accepts_every_format_shows():
    holds(30)


@pytest.mark.langsom
def test_what_tjek_accepts_every_format_shows_five_hundred_times():
    holds(500)
