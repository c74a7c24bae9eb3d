"""The test command: what it does about programs that are missing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def koer(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The command with set-up, apt-get and npm taken out, and no program on the machine."""
    spec = importlib.util.spec_from_file_location("koer_under_test", ROOT / "tests" / "koer.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.kom_i_gang, "set_up", lambda *locks: None)
    monkeypatch.setattr(module.kom_i_gang, "apt_install", lambda *packages: False)
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setattr(module.kom_i_gang, "PYTHON", sys.executable)
    monkeypatch.setattr(module, "AXE", ROOT / "findes-ikke.js")
    return module


@pytest.fixture
def started(koer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The pytest commands that were started."""
    commands: list[list[str]] = []

    def call(command: list[str], cwd: Path) -> int:
        commands.append(command)
        return 5

    monkeypatch.setattr(subprocess, "call", call)
    return commands


def test_what_is_left_out_is_said_and_the_rest_is_run(
    koer: ModuleType,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert koer.main(["-k", "word"]) == 5
    assert started[0][-2:] == ["-k", "word"]
    said = capsys.readouterr().err
    assert "UDELADT: Chromium, LibreOffice, poppler, axe-core" in said
    assert "sudo apt-get install -y chromium libreoffice-writer-nogui" in said


def test_with_ci_true_nothing_may_be_left_out(
    koer: ModuleType,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CI", "true")
    assert koer.main([]) == 1
    assert started == []
    assert "må intet udelades" in capsys.readouterr().err


def test_a_set_up_that_fails_runs_no_tests(
    koer: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*locks: Path) -> None:
        raise koer.kom_i_gang.SetupError("intet net")

    monkeypatch.setattr(koer.kom_i_gang, "set_up", fail)
    assert koer.main([]) == 1
    assert started == []


def test_ci_measures_what_a_whole_run_covers(
    koer: ModuleType, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(koer, "left_out", list)
    koer.main([])
    koer.main(["-k", "word"])
    assert f"--cov-fail-under={koer.COVERED}" in started[0]
    assert koer.COVERED > 50
    assert not [one for one in started[1] if one.startswith("--cov")]
