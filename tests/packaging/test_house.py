"""The house's rules on imports (``pyproject.toml``) hold, and a breach of them is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ORDER = "Rooms in order, each knowing only those below"
CIRCLES = "No circles, at any depth"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """``lint-imports`` on the package that lies in ``folder``, wherever ours is installed."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache", "--no-logo"]
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200", "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its rules."""
    copy = tmp_path_factory.mktemp("hus")
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(
        ROOT / "som_calc", copy / "som_calc", ignore=shutil.ignore_patterns("__pycache__")
    )
    return copy


def test_the_house_keeps_its_rules(house: Path) -> None:
    run = lint(house)
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{ORDER} KEPT" in run.stdout
    assert f"{CIRCLES} KEPT" in run.stdout


@pytest.mark.parametrize(
    ("where", "what", "broken"),
    [
        ("engine/timing.py", "import som_calc.analysis.break_even", ORDER),
        ("formats/base.py", "import som_calc.report.sections", ORDER),
        ("report/sections.py", "import som_calc.formats.base", ORDER),
        ("kom_i_gang.py", "import som_calc.resources", ORDER),
        ("nyt_rum.py", "", ORDER),
        ("case/problems.py", "import som_calc.case.reading", CIRCLES),
    ],
    ids=[
        "engine asks analysis",
        "formats knows report",
        "report knows formats",
        "set-up needs the package",
        "a room of no place",
        "a circle inside a room",
    ],
)
def test_a_breach_is_found(house: Path, where: str, what: str, broken: str) -> None:
    path = house / "som_calc" / where
    before = path.read_text(encoding="utf-8") if path.exists() else None
    try:
        # Also an import inside a function is an arrow.
        path.write_text(
            f"{before or ''}\n\ndef breach():\n    {what or 'pass'}\n", encoding="utf-8"
        )
        run = lint(house)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert run.returncode != 0
    if what:
        assert f"{broken} BROKEN" in run.stdout
    else:
        assert "som_calc.nyt_rum" in run.stdout + run.stderr
