"""The command line speaks Danish, whatever goes wrong."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from som_calc import cli
from som_calc.case.problems import CaseError
from som_calc.commands import click_danish

ENGLISH = re.compile(
    r"\b(usage|options?|commands?|error|missing|no such|try|invalid|unexpected|show|aborted|"
    r"requires|did you mean|version and exit)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "Brug: som"),
        (["--help"], "Kontrollér en eller flere sager"),
        (["-h"], "Vis denne hjælp."),
        (["tjk"], "»tjk« er ikke en kommando; mente du »tjek«?"),
        (["beregning", "x"], "mente du »beregn«?"),
        (["zzzz"], "kommandoerne er "),
        (["tjek"], "Der mangler et argument: 'SAG…'."),
        (["beregn"], "Der mangler et argument: 'SAG'."),
        (["beregn", "a", "b"], "Uventet argument (b)"),
        (["beregn", "a", "--jason"], "»--jason« er ikke et valg her. Mente du '--json'?"),
        (["beregn", "a", "--sæt"], "Valget »--sæt« skal have en værdi."),
        (["beregn", "a", "--json=x"], "Valget »--json« tager ingen værdi."),
        (["--versoin"], "»--versoin« er ikke et valg her."),
    ],
)
def test_help_and_mistakes_are_worded_in_danish(args: list[str], said: str) -> None:
    shown = CliRunner().invoke(cli.som, args, prog_name="som").output

    assert said in shown
    without_names = re.sub(r"--\w+|[A-Z]{3,}…?", "", shown)
    assert not ENGLISH.search(without_names), shown


def test_the_version_is_shown() -> None:
    shown = CliRunner().invoke(cli.som, ["--version"]).output

    assert re.fullmatch(r"som, version \d+\.\d+\.\d+\n", shown)


def test_every_translated_message_is_one_click_still_uses() -> None:
    """A message click has reworded would silently turn English."""
    source = "".join(
        Path(module.__file__).read_text(encoding="utf-8")
        for module in click_danish._MODULES
        if module.__file__
    )
    joined = re.sub(r'"\s*\n\s*"', "", source)
    own_words = {"Positional arguments", "File", "Directory", "Path", "required"}
    for message in {*click_danish._DANISH, *click_danish._DANISH_COUNTED} - own_words:
        assert message.replace("\n", "\\n").replace("\t", "\\t") in joined, message


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (CaseError.single("sag.yaml", "er tom", "skriv noget"), 2, "sag.yaml: er tom; skriv noget"),
        (KeyboardInterrupt(), 130, "Afbrudt"),
        (click.Abort(), 130, "Afbrudt"),
        (OSError(errno.ENOSPC, "No space left", "ud.html"), 2, "ud.html kan ikke skrives, for dis"),
        (PermissionError(errno.EACCES, "denied", "ud.pdf"), 2, "ud.pdf er der ikke adgang til"),
        (FileNotFoundError("filen x findes ikke"), 2, "Fejl: filen x findes ikke"),
        (OSError(12345, "odd", "x"), 2, "x kan ikke læses eller skrives"),
        (click.ClickException("kunne ikke"), 1, "Fejl: kunne ikke"),
        (ZeroDivisionError("nul"), 1, "Fejl i programmet, ikke i sagen: ZeroDivisionError: nul"),
    ],
)
def test_whatever_is_raised_becomes_a_sentence_and_an_exit_code(
    raised: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise raised

    monkeypatch.delenv(cli.SHOW_TRACEBACK, raising=False)
    monkeypatch.setattr(cli.som, "main", fail)

    with pytest.raises(SystemExit) as left:
        cli.main(["beregn"])

    assert left.value.code == code
    shown = capsys.readouterr().err
    assert said in shown
    assert "Traceback" not in shown


def test_our_own_fault_can_be_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setenv(cli.SHOW_TRACEBACK, "1")
    monkeypatch.setattr(cli.som, "main", fail)

    with pytest.raises(ZeroDivisionError):
        cli.main([])
