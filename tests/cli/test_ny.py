"""``som ny`` asks in Danish, can go back, never overwrites, and gives a case that holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from som_calc import cli
from som_calc.api import check_case, load_case
from som_calc.case.problems import CaseError
from som_calc.resources import shipped

ANSWERS = [
    "Støtte til unge", "Prøveby Kommune", "", "",  # titel, kommune, indsats, beskrivelse
    "Unge uden job", "I job",  # målgruppe, succesmål
    "2026", "2", "20", "1", "", "",  # fra, startår, antal, varighed, til, prisniveau
    "8 %", "Kommunens forsøg 2024",  # mereffekt
    "30.000", "Budget 2026", "25 %", "", "5.000", "Vejledning", "",  # penge
    "Kontanthjælp", "uger", "-10,5", "5", "2.300", "", "600", "", "",  # konsekvenser
]  # fmt: skip


def som(*args: str, answers: list[str] | None = None) -> Result:
    text = "\n".join(answers) + "\n" if answers is not None else None
    return CliRunner().invoke(cli.som, list(args), prog_name="som", input=text)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_piped_answers_become_a_commented_case_that_passes_the_check() -> None:
    said = som("ny", answers=ANSWERS)
    path = Path("params/stoette-til-unge.yaml")
    checked = check_case(path)

    assert said.exit_code == 0
    assert checked.errors == []
    assert [p.field for p in checked.warnings] == ["rapport.tekster.baggrund"]
    assert checked.case is not None
    assert checked.case.success_rate.value == 0.08
    assert checked.case.success_rate.source == "Kommunens forsøg 2024"
    assert checked.case.participants.value == {2026: 20, 2027: 20}
    assert checked.case.period.last_year == 2036
    change = checked.case.consequences[0].change
    assert change is not None
    assert change.value == dict.fromkeys(range(5), -10.5)
    assert "# Den ekstra andel, der når målet PÅ GRUND AF indsatsen." in path.read_text("utf-8")


def test_tilbage_takes_the_last_answer_up_again() -> None:
    answers = [*ANSWERS[:4], "Forkert gruppe", "tilbage", *ANSWERS[4:]]
    som("ny", "sag.yaml", answers=answers)

    assert load_case("sag.yaml").intervention.target_group.name == "Unge uden job"


def test_a_wrong_answer_is_explained_and_asked_again() -> None:
    at = ANSWERS.index("8 %")
    said = som("ny", "sag.yaml", answers=[*ANSWERS[:at], "8", *ANSWERS[at:]])

    assert "»8« er over 100 %. Skriv 8 % hvis du mener procent." in said.output
    assert load_case("sag.yaml").success_rate.value == 0.08


def test_too_few_answers_write_nothing() -> None:
    said = som("ny", "sag.yaml", answers=ANSWERS[:5])

    assert isinstance(said.exception, Exception)
    assert "svarene slap op ved spørgsmålet »Hvad tæller som succes?«" in str(said.exception)
    assert not Path("sag.yaml").exists()


def test_a_target_group_of_the_knowledge_base_brings_its_consequences() -> None:
    listed = som("ny", "en.yaml", answers=ANSWERS[:5]).output
    line = next(row for row in listed.splitlines() if "Voksne i hjemløshed (illustrative" in row)
    number = line.strip().partition(")")[0]
    money = ANSWERS.index("Kontanthjælp")
    said = som("ny", "sag.yaml", answers=[*ANSWERS[:4], number, "1", *ANSWERS[6:money]])

    text = Path("sag.yaml").read_text(encoding="utf-8")
    assert "målgruppe: illustrativ-hjemloeshed" in text
    assert "illustrativ: ja" in text
    assert "prisniveau: 2025" in text
    assert "konsekvenser:" not in text
    assert isinstance(said.exception, CaseError)
    # One of the illustrative prices is from 2015: the answers are kept, and the remedy told.
    assert [problem.wrong for problem in said.exception.problems] == [
        "2015-priser kan ikke bringes til 2025-priser uden et prisindeks"
    ]


@pytest.mark.parametrize("name", ["sag.yaml", "sag.xlsx"])
def test_a_file_that_exists_is_never_overwritten(name: str) -> None:
    Path(name).write_text("vores egen", encoding="utf-8")
    said = som("ny", name, answers=ANSWERS)

    assert "findes i forvejen" in str(said.exception)
    assert Path(name).read_text(encoding="utf-8") == "vores egen"


def test_a_case_goes_to_excel_and_back() -> None:
    source = str(shipped("params") / "aabenraa-ips.yaml")
    som("ny", "ips.xlsx", "--fra", source)
    som("ny", "ips.yaml", "--fra", "ips.xlsx")

    assert load_case("ips.yaml") == load_case("ips.xlsx") == load_case(source)


def test_a_form_gives_the_same_result_as_the_text() -> None:
    source = str(shipped("params") / "aabenraa-ips.yaml")
    som("ny", "ips.xlsx", "--fra", source)
    form, text = (som("beregn", name, "--json", "--sæt", "mereffekt=7%") for name in
                  ("ips.xlsx", source))  # fmt: skip

    assert form.exit_code == 0
    assert json.loads(form.stdout) == json.loads(text.stdout)
    assert som("tjek", "ips.xlsx").output == "ips.xlsx: i orden\n"


def test_a_blank_form_is_written_beside_the_user() -> None:
    said = som("ny", "--excel")

    assert said.exit_code == 0
    assert "som tjek min-sag.xlsx" in said.output
    assert check_case("min-sag.xlsx").case is None
