"""``som database`` as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from som_calc import cli


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def som(*args: str) -> Result:
    return CliRunner().invoke(cli.som, ["database", *args], prog_name="som")


def code(*args: str) -> int:
    return cli._run(["database", *args])


def test_a_case_is_added_found_shown_exported_and_removed(packages: ModuleType) -> None:
    path = packages.write_package(Path("pakker"))
    made = packages.record()

    assert f"{made.id}: tilføjet" in som("tilføj", str(path)).output
    assert f"{made.id}: fandtes i forvejen" in som("tilfoej", "pakker/*.zip").output
    assert "En sag." in som("find", "støtte", "--kommune", "Aabenraa Kommune").output
    assert "Nul sager." in som("find", "støtte", "--fortegn-i-alt", "underskud").output
    assert json.loads(som("find", "--json").output)["antal"] == 1
    assert "Nettoresultat, I alt: 1.071.273\xa0kr." in som("vis", made.slug).output
    assert json.loads(som("vis", made.id, "--json").output)["titel"] == made.title
    assert "1 sag" in som("eksporter", "sager.csv").output
    assert Path("sager.csv").read_text(encoding="utf-8-sig").startswith("id;kortnavn;")
    assert som("side", "web").exit_code == 0
    assert Path("web/index.html").is_file()
    assert "fjernet" in som("fjern", made.slug, "--grund", "Test").output
    assert "Nul sager." in som("find").output


@pytest.mark.parametrize("name", ["åbn", "aabn", "åben"])
def test_the_commands_are_known_with_and_without_danish_letters(name: str) -> None:
    assert "skrivebeskyttet" in som(name, "--help").output


def test_mistakes_are_told_in_danish_with_exit_code_2(
    capsys: pytest.CaptureFixture[str], packages: ModuleType
) -> None:
    Path("brev.zip").write_text("hej", encoding="utf-8")
    Path("fyldt").mkdir()
    Path("fyldt/noget.txt").write_text("mit", encoding="utf-8")
    said = {
        ("vis", "nix"): "der er ingen sag »nix«",
        ("tilfoej", "brev.zip"): "er ikke en hel zip-fil",
        ("tilfoej", "findes-ikke.zip"): "findes ikke",
        ("eksporter", "sager.pdf"): "skal ende på .csv eller .json",
        ("side", "fyldt"): "indeholder andre filer",
        ("fnd",): "mente du »find«?",
        ("fjern", "x"): "--grund",
    }
    for args, words in said.items():
        assert code(*args) == 2
        assert words in capsys.readouterr().err
    assert Path("fyldt/noget.txt").read_text(encoding="utf-8") == "mit"


def test_a_site_is_replaced_whole(packages: ModuleType) -> None:
    made = packages.record()
    som("tilfoej", str(packages.write_package(Path("pakker"), made)))
    som("side", "web")
    som("fjern", made.id, "--grund", "Test")
    som("side", "web")

    assert not list(Path("web").rglob(f"*{made.id}*"))
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".")) == []


def test_the_database_can_lie_elsewhere(
    packages: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOM_DATABASE", str(tmp_path / "andet.db"))
    som("find")

    assert (tmp_path / "andet.db").is_file()
    assert not Path("erfaringsdatabase.db").exists()


@pytest.mark.parametrize(
    "reason", ["Peter Jensen bad om det", "Borgeren 010190-1234", "Kun 2 unge"]
)
def test_a_reason_that_points_at_a_person_is_refused_and_nothing_removed(
    packages: ModuleType, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = packages.write_package(Path("pakker"))
    som("tilføj", str(path))
    assert code("fjern", packages.record().slug, "--grund", reason) == 2
    told = capsys.readouterr().err
    assert "--grund" in told
    assert "intet er fjernet" in told
    assert "1234" not in told
    assert "En sag." in som("find").output


def test_a_package_with_a_cpr_number_is_not_added(
    packages: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {**packages.FILES, "n.txt": (b"Se 010190-1234", "text/plain", "andet", "Noter")}
    made = packages.record(files=packages.listed(files))
    contents = {name: content for name, (content, *_) in files.items()}
    path = packages.write_package(Path("pakker"), made, files=contents)
    assert code("tilføj", str(path)) == 2
    told = capsys.readouterr().err
    assert "CPR-nummer (010190-xxxx)" in told
    assert "ingen pakke er tilføjet" in told
    assert "Nul sager." in som("find").output
