"""Every malformed file in ``fejl/`` is told exactly as its ``.txt`` says.

Each file holds what people get wrong; the ``.txt`` beside it is what they are told, one
problem per line.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from som_calc.api import load_case
from som_calc.case.problems import CaseError
from som_calc.checking import check_case

FAULTY = Path(__file__).parent / "fejl"
FILES = sorted(path.name for path in FAULTY.glob("*.yaml"))
TOLD = re.compile(r"^[^:]+\.yaml:\d+: (.+: )?(advarsel: )?[^;]+; .+$")


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file_is_told_word_for_word(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)
    expected = Path(name).with_suffix(".txt").read_text(encoding="utf-8").splitlines()

    assert [str(problem) for problem in check_case(name).problems] == expected


@pytest.mark.parametrize("name", FILES)
def test_every_problem_has_file_line_and_remedy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)
    problems = check_case(name).problems

    assert problems
    for problem in problems:
        assert TOLD.match(str(problem)), str(problem)


@pytest.mark.parametrize("name", FILES)
def test_loading_fails_exactly_when_a_problem_is_no_warning(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FAULTY)
    errors = check_case(name).errors
    if not errors:
        assert load_case(name).title == "Prøvesag"
        return
    with pytest.raises(CaseError) as caught:
        load_case(name)
    assert caught.value.problems == errors


def test_a_misspelt_key_a_broken_period_and_a_missing_amount_are_told_at_once() -> None:
    fields = {problem.field for problem in check_case(FAULTY / "flere_slags_fejl.yaml").errors}

    assert fields == {"komune", "periode.til", "omkostninger.1"}


def test_a_missing_file_suggests_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "aabenraa.yaml").write_text("titel: x", encoding="utf-8")

    (problem,) = check_case(tmp_path / "abenraa.yaml").problems

    assert "findes ikke" in problem.wrong
    assert problem.right == f"mente du {tmp_path / 'aabenraa.yaml'}?"


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    (problem,) = check_case(tmp_path).problems

    assert "er en mappe" in str(problem)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"titel: a\x00b", "tegn, som ikke er tekst"),
        (b"titel: x\n" * 60_000, "over 500 kB"),
        (b"titel: \xff\xfe\x00", "ikke tekst"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "sag.yaml"
    path.write_bytes(content)

    (problem,) = check_case(path).problems

    assert said in str(problem)


def test_another_ending_says_which_endings_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "sag.ods"
    path.write_text("titel: x", encoding="utf-8")

    (problem,) = check_case(path).problems

    assert ".ods" in problem.wrong
    assert ".yaml" in problem.right


def test_the_windows_1252_word_is_shown_as_it_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)

    (problem,) = check_case("windows_1252.yaml").problems

    assert "Windows-1252" in problem.wrong
    assert "»titel: Prøvesag«" in problem.wrong


def test_an_object_tag_runs_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sag.yaml"
    mark = tmp_path / "ramt"
    path.write_text(f'titel: !!python/object/apply:os.system ["touch {mark}"]\n', encoding="utf-8")

    assert check_case(path).case is None
    assert not mark.exists()
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("text", ["titel: " + "[" * 50_000, "a:\n" + "- v\n" * 100_000])
def test_a_file_built_to_take_forever_is_refused_while_it_is_read(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "sag.yaml"
    path.write_text(text, encoding="utf-8")

    (problem,) = check_case(path).problems

    assert "for dybt" in problem.wrong or "for mange værdier" in problem.wrong
