"""The set-up command, in a small checkout of its own and without installing anything."""

from __future__ import annotations

import ast
import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "som_calc" / "kom_i_gang.py"


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.stem}_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("som_calc", "notebooks", "templates", "params/satser", "tests", ".venv"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("pyproject.toml", "requirements.lock", "tests/requirements.lock"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    shutil.copy(SCRIPT, tmp_path / "som_calc")
    return tmp_path


@pytest.fixture
def kom_i_gang(checkout: Path) -> ModuleType:
    return load(checkout / "som_calc" / "kom_i_gang.py")


@pytest.fixture
def installed(kom_i_gang: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What set-up asked pip for since the list was last emptied."""
    asked: list[str] = []
    monkeypatch.setattr(kom_i_gang, "make_environment", lambda: None)
    monkeypatch.setattr(kom_i_gang, "pip", lambda doing, *arguments: asked.append(doing))
    return asked


def test_it_is_read_by_an_old_python_and_uses_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= set(sys.stdlib_module_names)


def test_a_python_that_is_too_old_is_told_so_in_danish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    monkeypatch.setattr(sys, "version", "3.10.4 (main)")
    with pytest.raises(SystemExit) as stopped:
        load(SCRIPT)
    assert "kræver Python 3.11 eller nyere; her er Python 3.10.4" in str(stopped.value)


def test_what_is_in_place_is_not_installed_again(
    kom_i_gang: ModuleType, installed: list[str]
) -> None:
    kom_i_gang.set_up()
    assert installed == ["hente pakkerne", "installere programmet"]
    installed.clear()
    kom_i_gang.set_up()
    assert installed == []


def test_a_changed_template_installs_the_program_and_not_the_packages(
    kom_i_gang: ModuleType, installed: list[str], checkout: Path
) -> None:
    kom_i_gang.set_up()
    installed.clear()
    (checkout / "templates" / "farver.yaml").write_text("ny", encoding="utf-8")
    kom_i_gang.set_up()
    assert installed == ["installere programmet"]


def test_a_users_own_new_case_installs_nothing_but_a_new_dated_rate_does(
    kom_i_gang: ModuleType, installed: list[str], checkout: Path
) -> None:
    kom_i_gang.set_up()
    installed.clear()
    (checkout / "params" / "min-sag.yaml").write_text("titel: x", encoding="utf-8")
    kom_i_gang.set_up()
    assert installed == []
    (checkout / "params" / "satser" / "rente.yaml").write_text("x", encoding="utf-8")
    kom_i_gang.set_up()
    assert installed == ["installere programmet"]


def test_a_changed_lock_installs_the_packages_again(
    kom_i_gang: ModuleType, installed: list[str], checkout: Path
) -> None:
    kom_i_gang.set_up()
    installed.clear()
    (checkout / "requirements.lock").write_text("nyere", encoding="utf-8")
    kom_i_gang.set_up()
    assert "hente pakkerne" in installed


def test_the_packages_of_the_tests_are_no_reason_to_install_for_a_report(
    kom_i_gang: ModuleType, installed: list[str], checkout: Path
) -> None:
    tests = checkout / "tests" / "requirements.lock"
    kom_i_gang.set_up(tests)
    installed.clear()
    tests.write_text("nyere", encoding="utf-8")
    kom_i_gang.set_up()
    assert installed == []
    kom_i_gang.set_up(tests)
    assert "hente pakkerne" in installed


def test_a_failed_installation_is_tried_again_next_time(
    kom_i_gang: ModuleType, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(doing: str, *arguments: str) -> None:
        raise kom_i_gang.SetupError("intet net")

    with monkeypatch.context() as broken:
        broken.setattr(kom_i_gang, "pip", fail)
        with pytest.raises(kom_i_gang.SetupError):
            kom_i_gang.set_up()
    kom_i_gang.set_up()
    assert installed == ["hente pakkerne", "installere programmet"]


def test_a_developers_editable_installation_is_left_alone(
    kom_i_gang: ModuleType, installed: list[str], checkout: Path
) -> None:
    record = checkout / ".venv/lib/python3.11/site-packages/som_rapport-0.1.0.dist-info"
    record.mkdir(parents=True)
    record.joinpath("direct_url.json").write_text('{"dir_info": {"editable": true}}')
    kom_i_gang.set_up()
    assert installed == ["hente pakkerne"]


def test_a_debian_without_venv_is_told_the_one_command_that_is_missing(
    kom_i_gang: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name)
    )
    monkeypatch.setattr(kom_i_gang, "apt_install", lambda *packages: False)
    assert kom_i_gang.main(["rapport", "params/aabenraa-ips.yaml"]) == 1
    said = capsys.readouterr().err
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert f"sudo apt-get install -y {package}" in said


def test_without_apt_nothing_is_installed_and_nothing_fails(
    kom_i_gang: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert kom_i_gang.apt_install("chromium") is False


@pytest.mark.skipif(sys.platform == "win32", reason="runs a shell script")
def test_the_exit_code_and_the_arguments_are_those_of_som(
    kom_i_gang: ModuleType,
    installed: list[str],
    checkout: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = checkout / ".venv" / "bin" / "som"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$2"\nexit 2\n')
    program.chmod(0o755)
    assert kom_i_gang.main(["tjek", "en sag.yaml"]) == 2
    assert capfd.readouterr().out == "en sag.yaml\n"
