"""``som start``: a kommune's own working folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from som_calc.api import calculate, load_case
from som_calc.commands.start import command


def start(folder: Path) -> Result:
    return CliRunner().invoke(command, [str(folder)])


def snapshot(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_new_folder_holds_a_case_an_example_and_the_templates_to_edit(tmp_path: Path) -> None:
    folder = tmp_path / "min kommune"
    said = start(folder)
    assert said.exit_code == 0
    names = set(snapshot(folder))
    assert {
        "LÆSMIG.txt",
        "params/min-sag.yaml",
        "params/aabenraa-ips.yaml",
        "templates/farver.yaml",
        "templates/word/skabelon.docx",
        "templates/powerpoint/skabelon.pptx",
    } <= names
    for kind in ("html", "typst", "tekst"):
        assert any(name.startswith(f"templates/{kind}/") for name in names)
    assert not any(name.startswith(("templates/start", "templates/skrift")) for name in names)
    assert f"cd '{folder}'" in said.output
    assert "tjek params/min-sag.yaml" in said.output


def test_the_starter_case_can_be_calculated_and_every_number_in_it_is_marked_as_made_up(
    tmp_path: Path,
) -> None:
    start(tmp_path)
    starter = tmp_path / "params" / "min-sag.yaml"
    case = load_case(str(starter))
    assert case.illustrative
    assert calculate(case).by_actor()["I alt"] != 0
    statuses = [
        line.split("status:")[1].strip(" }")
        for line in starter.read_text(encoding="utf-8").splitlines()
        if "status:" in line
    ]
    assert set(statuses) == {"illustrativ"}


def test_nothing_that_is_there_is_overwritten_and_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    own = tmp_path / "params" / "min-sag.yaml"
    own.write_text("titel: vores egen\n", encoding="utf-8")
    said = start(tmp_path)
    assert said.exit_code == 0
    assert own.read_text(encoding="utf-8") == "titel: vores egen\n"
    kept = said.output.split("Findes i forvejen og er ikke rørt:")[1]
    assert "params/min-sag.yaml" in kept
    assert "LÆSMIG.txt" not in kept.split("Næste skridt")[0]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    start(tmp_path)
    before = snapshot(tmp_path)
    said = start(tmp_path)
    assert "Intet nyt" in said.output
    assert snapshot(tmp_path) == before


def test_a_folder_that_cannot_be_finished_is_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "halv"
    read, calls = Path.read_bytes, []

    def failing(path: Path) -> bytes:
        calls.append(path)
        if len(calls) == 5:
            raise OSError(28, "No space left on device", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", failing)
    said = start(folder)
    assert isinstance(said.exception, OSError)
    assert len(calls) == 5
    assert list(tmp_path.iterdir()) == []
