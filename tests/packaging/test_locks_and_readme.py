"""The promises that README, lock files and ``.ci/run`` make about one another."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "requirements.lock", ROOT / "tests" / "requirements.lock"]
TEST_COMMAND = "python3 tests/koer.py"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(text("pyproject.toml"))


def package(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def pinned(lock: Path) -> dict[str, set[str]]:
    """Package → its pins (several where they differ between versions of Python)."""
    pins: dict[str, set[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            pins.setdefault(package(line), set()).add(line.rstrip(" \\"))
    return pins


@pytest.mark.parametrize("lock", LOCKS, ids=["reports", "tests"])
def test_every_pin_has_a_hash_and_no_registry_is_named(lock: Path) -> None:
    content = lock.read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", content):
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==", entry), entry[:60]
        assert "--hash=sha256:" in entry
    assert "://" not in content


def test_all_that_reports_and_the_build_need_is_pinned() -> None:
    needed = project()["project"]["dependencies"] + project()["dependency-groups"]["build"]
    assert {package(name) for name in needed} <= set(pinned(LOCKS[0]))


def test_all_that_tests_need_is_pinned_and_agrees_with_the_reports() -> None:
    reports, tests = map(pinned, LOCKS)
    assert {package(name) for name in project()["dependency-groups"]["test"]} <= set(tests)
    for name in set(reports) & set(tests):
        versions = {pin.split(" ;")[0] for pin in reports[name]}
        assert {pin.split(" ;")[0] for pin in tests[name]} <= versions


def test_every_library_that_is_declared_is_imported() -> None:
    provided: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for name in packages:
            provided.setdefault(package(name), set()).add(module)
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "som_calc").rglob("*.py")]
    imported = set(re.findall(r"^ *(?:import|from) ([A-Za-z0-9_]+)", "\n".join(code), re.MULTILINE))
    by_users = {"jupyter"}  # how they open a notebook
    for name in {package(one) for one in project()["project"]["dependencies"]} - by_users:
        assert provided[name] & imported, name


def test_every_library_that_is_imported_is_declared() -> None:
    provider = packages_distributions()
    declared = {package(name) for name in project()["project"]["dependencies"]}
    tested = declared | {package(name) for name in project()["dependency-groups"]["test"]}
    for folder, allowed in (("som_calc", declared | {"distributed"}), ("tests", tested)):
        imported = {
            name.split(".")[0]
            for path in (ROOT / folder).rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in imports(node)
        }
        others = imported - sys.stdlib_module_names - {"docs", "som_calc", "tests"}
        undeclared = {
            name
            for name in others
            if not allowed & {package(one) for one in provider.get(name, [])}
        }
        assert not undeclared, folder


def imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_axe_core_is_pinned_by_its_hash_and_no_registry_is_named() -> None:
    lock = json.loads(text("tests/package-lock.json"))
    axe = lock["packages"]["node_modules/axe-core"]
    assert axe["integrity"].startswith("sha512-")
    assert "://" not in text("tests/package-lock.json")


def test_the_readmes_two_commands_are_single_lines_and_what_they_name_is_there() -> None:
    lines = text("README.md").splitlines()
    assert "python3 som_calc/kom_i_gang.py rapport params/aabenraa-ips.yaml" in lines
    assert TEST_COMMAND in lines
    for name in ("som_calc/kom_i_gang.py", "params/aabenraa-ips.yaml", "tests/koer.py"):
        assert (ROOT / name).is_file()


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    commands = [line.split(" || ")[0] for line in text(".ci/run").splitlines()]
    assert TEST_COMMAND in commands


def test_what_is_checked_before_a_push_is_what_ci_checks() -> None:
    checked = YAML(typ="safe").load(text(".pre-commit-config.yaml"))
    hooks = {hook["entry"] for repo in checked["repos"] for hook in repo["hooks"]}
    assert hooks == {
        line.split(" || ")[0] for line in text(".ci/run").splitlines() if " || failed=1" in line
    }
    assert {repo["repo"] for repo in checked["repos"]} == {"local"}


def test_the_readme_explains_every_command_of_som() -> None:
    from som_calc.commands import COMMANDS

    assert [name for name in COMMANDS if f"som {name}" not in text("README.md")] == []


def test_what_the_readme_and_the_contributors_guide_point_at_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", text(name))
        assert [target for target in targets if not (ROOT / target).exists()] == []
