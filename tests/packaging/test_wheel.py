"""What is built and installed: it must work from any folder, without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build(source: Path, target: str, into: Path) -> Path:
    """The file that hatchling makes of the checkout ``source``."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return max(into.iterdir(), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("hjul"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed by pip in a folder of its own; libraries come from this Python."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(folder), str(wheel)], check=True, capture_output=True)
    return folder


def som(site: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed ``som`` while standing in ``here``."""
    script = next((site / folder / "som" for folder in ("bin", "Scripts")), None)
    return run(site, here, str(script), *arguments)


def run(site: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(site), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=here,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )


def names_in(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_notebooks_templates_and_cases_travel_in_the_wheel(wheel: Path) -> None:
    shipped = [
        path.relative_to(ROOT).as_posix()
        for folder in ("notebooks", "templates", "params")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    ]
    assert "params/aabenraa-ips.yaml" in shipped
    missing = {f"som_calc/_medfoelger/{name}" for name in shipped} - names_in(wheel)
    assert not missing
    assert "som_calc/py.typed" in names_in(wheel)


def test_nothing_else_travels_in_the_wheel(wheel: Path) -> None:
    names = names_in(wheel)
    roots = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert roots == {"som_calc"}
    assert not [name for name in names if ".ipynb_checkpoints" in name or name.endswith(".pyc")]


def test_a_wheel_built_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = build(ROOT, "sdist", tmp_path / "kilde")
    shutil.unpack_archive(archive, tmp_path)
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    assert names_in(build(unpacked, "wheel", tmp_path / "hjul")) == names_in(wheel)


def test_the_installed_program_calculates_a_case_from_an_empty_folder(
    site: Path, tmp_path: Path
) -> None:
    where = run(site, tmp_path, "-c", "import som_calc; print(som_calc.__file__)")
    assert where.stdout.startswith(str(site))
    assert som(site, tmp_path, "start", "kommune").returncode == 0
    beregnet = som(site, tmp_path / "kommune", "beregn", "params/aabenraa-ips.yaml")
    assert beregnet.returncode == 0, beregnet.stderr
    assert "1.071.273" in beregnet.stdout


def test_the_installed_program_makes_a_report_from_an_empty_folder(
    site: Path, tmp_path: Path
) -> None:
    assert som(site, tmp_path, "start", ".").returncode == 0
    made = som(site, tmp_path, "rapport", "params/min-sag.yaml", "--format", "html")
    assert made.returncode == 0, made.stderr
    report = tmp_path / "reports" / "min-sag" / "beslutningsoplaeg.html"
    assert "Illustrative tal" in report.read_text(encoding="utf-8")


def test_a_template_where_the_user_stands_comes_before_the_one_in_the_package(
    site: Path, tmp_path: Path
) -> None:
    look = "from som_calc.resources import find; print(find('templates', 'farver.yaml'))"
    assert str(site) in run(site, tmp_path, "-c", look).stdout
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "farver.yaml"
    own.write_text("Kommune: '#000000'\n", encoding="utf-8")
    assert run(site, tmp_path, "-c", look).stdout.strip() == str(own.resolve())
