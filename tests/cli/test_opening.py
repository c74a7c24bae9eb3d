"""``--åbn`` shows the report, ``--følg`` makes it again when something is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from som_calc.case.problems import CaseError
from som_calc.commands import opening
from som_calc.commands.opening import follow, open_result


def test_the_report_is_made_again_for_each_save_a_fault_is_waited_out_and_ctrl_c_ends_quietly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, templates = tmp_path / "sag.yaml", tmp_path / "templates"
    templates.mkdir()
    case.write_text("god", "utf-8")
    made: list[str] = []

    def make() -> None:
        text = case.read_text("utf-8")
        if text == "dårlig sag":
            raise CaseError.single("sag.yaml", "kan ikke bruges", "ret den")
        made.append(text)

    saves = iter(
        [
            lambda: None,
            lambda: case.write_text("dårlig sag", "utf-8"),
            lambda: None,
            lambda: case.write_text("god igen", "utf-8"),
            lambda: (templates / "svar.md.j2").write_text("svar", "utf-8"),
        ]
    )

    def wait(seconds: float) -> None:
        save: Any = next(saves, None)
        if save is None:
            raise KeyboardInterrupt
        save()

    follow(make, [case, templates], wait)
    assert made == ["god", "god igen", "god igen"]
    said = capsys.readouterr().err
    assert said.count("sag.yaml: kan ikke bruges; ret den") == 1
    assert said.count("Venter på, at fejlen rettes.") == 1


def test_the_page_is_what_is_opened_and_a_machine_without_a_program_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(opening, "_opened", lambda path: not asked.append(path) and len(asked) < 2)
    paths = [tmp_path / name for name in ("r.pdf", "r.html", "r.ipynb")]
    open_result(paths)
    assert not capsys.readouterr().err
    open_result(paths[:1])
    assert asked == [tmp_path / "r.html", tmp_path / "r.pdf"]
    assert "der er intet program her at åbne" in capsys.readouterr().err


@pytest.mark.skipif("sys.platform != 'linux'")
def test_without_a_screen_no_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not opening._opened(tmp_path / "r.html")
