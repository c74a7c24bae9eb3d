"""A case is right or wrong alike for every command, told with the same words and lines."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml

from som_calc.checking import check_case
from som_calc.resources import shipped
from tests.promises import cases, reading

Command = Callable[[Path, Path], tuple[object, ...]]
COMMANDS: dict[str, Command] = {
    "beregn": lambda case, out: ("beregn", case),
    "rapport": lambda case, out: ("rapport", case, "--format", "html", "--ud", out),
    "portefoelje": lambda case, out: ("portefoelje", case, "--format", "html", "--ud", out),
    "vedtag": lambda case, out: ("vedtag", case, "--beslutning", "At vi går i gang."),
    "opfoelgning": lambda case, out: ("opfoelgning", case, "--format", "html", "--ud", out),
    "serie": lambda case, out: (
        "serie", case, "--format", "html", "--processer", 1, "--ud", out
    ),
    "udgiv": lambda case, out: ("udgiv", case, "--format", "html", "--ud", out),
    "ny --fra": lambda case, out: ("ny", out / "ny.yaml", "--fra", case),
}  # fmt: skip
FAULTY = {
    "usikkerhed": {"mereffekt": {"interval": ["30 %", "10 %"]}},
    "rapport": {"tekster": {"bagrund": "Der er 14 på venteliste."}},
}
ASKED = {"rapport": {"tekster": {"baggrund": "Skriv her, hvorfor sagen rejses."}}}
FOLLOWED = {
    "opfølgningsår": 2026,
    "dato": "2027-02-01",
    "år": {2026: {"startede": 28, "gennemførte": 20, "frafaldne": 3, "bruttoudgift": 600_000}},
}


def case_in(folder: Path, **extra: object) -> Path:
    """A case that was followed for a year."""
    folder.mkdir(exist_ok=True)
    path = cases.write(folder, cases.plain(), **extra)
    place = path.with_suffix("") / "opfoelgning"
    place.mkdir(parents=True)
    content = yaml.safe_dump(FOLLOWED, allow_unicode=True)
    (place / "2026.yaml").write_text(content, encoding="utf-8")
    return path


def stopped(done: reading.Done) -> bool:
    """A series goes on with its other cases, and says at the end that one has failed."""
    return done.exit_code == 2 or "1 fejlet" in done.output


def lines_of(output: str) -> set[str]:
    return {reading.tidy(line) for line in output.splitlines()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_the_errors_that_tjek_tells(name: str, tmp_path: Path) -> None:
    case = case_in(tmp_path, **FAULTY)
    case.write_text(
        case.read_text(encoding="utf-8").replace("prisniveau: 2026", "prisniveau: 2026\nprisår: 1"),
        encoding="utf-8",
    )
    told = {reading.tidy(str(problem)) for problem in check_case(case).errors}
    assert told <= lines_of(reading.som("tjek", case).output)
    done = reading.som(*COMMANDS[name](case, tmp_path / "ud"))
    assert stopped(done), done.output
    missing = {line for line in told if line not in reading.tidy(done.output)}
    assert not missing
    assert len(told) >= 1


@pytest.mark.parametrize("fault", [0, 1, 2])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_fault_of_any_kind_stops_every_command(name: str, fault: int, tmp_path: Path) -> None:
    """In the reading, in the analysis, and in what only the report would stumble over."""
    extra = [{"prisår": 1}, {"usikkerhed": FAULTY["usikkerhed"]}, {"rapport": FAULTY["rapport"]}]
    case = case_in(tmp_path, **extra[fault])
    (told,) = (reading.tidy(str(problem)) for problem in check_case(case).errors)
    done = reading.som(*COMMANDS[name](case, tmp_path / "ud"))
    assert stopped(done), done.output
    assert told in reading.tidy(done.output)
    assert not (tmp_path / "ud" / "ny.yaml").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_the_warnings_that_tjek_tells(name: str, tmp_path: Path) -> None:
    case = case_in(tmp_path, **ASKED)
    told = {reading.tidy(str(problem)) for problem in check_case(case).warnings}
    assert told
    done = reading.som(*COMMANDS[name](case, tmp_path / "ud"))
    assert done.exit_code == 0, done.output
    assert told <= lines_of(done.output)


@pytest.mark.parametrize("name", ["beregn", "rapport", "portefoelje", "serie"])
def test_a_value_set_on_the_command_line_is_held_against_the_whole_case(
    name: str, tmp_path: Path
) -> None:
    """The rate set lies outside the interval the case states: wrong in the analysis only."""
    extra = {"usikkerhed": {"mereffekt": {"interval": ["15 %", "30 %"]}}}
    case = case_in(tmp_path, **extra)
    assert reading.som(*COMMANDS[name](case, tmp_path / "godt")).exit_code == 0
    set_to = ("--sæt", "mereffekt=11%")
    (told,) = (reading.tidy(str(p)) for p in check_case(case, ["mereffekt=11%"]).errors)
    done = reading.som(*COMMANDS[name](case, tmp_path / "ud"), *set_to)
    assert stopped(done), done.output
    assert told in reading.tidy(done.output)


def test_a_row_of_a_series_is_held_against_the_whole_case(tmp_path: Path) -> None:
    case = case_in(tmp_path, usikkerhed={"mereffekt": {"interval": ["15 %", "30 %"]}}, **ASKED)
    table = tmp_path / "rækker.csv"
    table.write_text("navn;mereffekt\nHøj;25 %\nLav;11 %\n", encoding="utf-8")
    options = ("--sag", case, "--format", "html", "--processer", 1, "--ud", tmp_path / "ud")
    for status in ("lavet", "uændret"):  # what is not made anew is told of all the same
        done = reading.som("serie", table, *options)
        (error,) = check_case(case, ["mereffekt=11 %"]).errors
        (warning,) = check_case(case).warnings
        assert stopped(done), done.output
        assert status in done.output
        assert reading.tidy(str(error)) in reading.tidy(done.output)
        assert reading.tidy(done.output).count(reading.tidy(str(warning))) == 1


def test_a_variant_of_a_portfolio_is_held_against_the_whole_case(tmp_path: Path) -> None:
    case = case_in(tmp_path, usikkerhed={"omkostninger.1": {"udsving": "20 %"}})
    done = reading.som("portefoelje", case, "--variant", "Dyrere: rapport.tekster.bagrund=Tekst")
    (told,) = (str(p) for p in check_case(case, ["rapport.tekster.bagrund=Tekst"]).errors)
    assert done.exit_code == 2
    assert reading.tidy(told) in reading.tidy(done.output)


def test_errors_in_several_cases_are_told_at_once(tmp_path: Path) -> None:
    first = case_in(tmp_path / "a", rapport=FAULTY["rapport"])
    other = case_in(tmp_path / "b", prisår=1)
    for command in ("portefoelje", "opfoelgning"):
        said = reading.tidy(reading.som(command, first, other).output)
        for case in (first, other):
            assert reading.tidy(str(check_case(case).errors[0])) in said


def test_a_faulty_follow_up_is_told_alike_by_tjek_opfoelgning_and_udgiv(tmp_path: Path) -> None:
    case = case_in(tmp_path, **ASKED)
    path = case.with_suffix("") / "opfoelgning" / "2026.yaml"
    faulty = {**FOLLOWED, "år": {2026: {"startede": 28, "gennemførte": 20, "frafaldne": 30}}}
    path.write_text(yaml.safe_dump(faulty, allow_unicode=True), encoding="utf-8")
    checked = reading.som("tjek", path)
    assert checked.exit_code == 2
    wrong = [line for line in checked.output.splitlines() if line.startswith(f"{path}:")]
    told = [line for line in wrong if "fejl" not in line]
    assert told
    for command in (("opfoelgning", case), ("udgiv", case, "--opfølgning")):
        done = reading.som(*command)
        assert done.exit_code == 2
        assert reading.tidy(told[0]) in reading.tidy(done.output)
    assert reading.som("tjek", case).exit_code == 0


def test_a_right_follow_up_is_in_order_for_tjek() -> None:
    done = reading.som("tjek", shipped("params") / "aabenraa-ips" / "opfoelgning" / "2026.yaml")
    assert done.exit_code == 0
    assert "i orden" in done.output


def test_the_form_of_a_follow_up_is_held_against_a_right_case_only(tmp_path: Path) -> None:
    case = case_in(tmp_path, rapport=FAULTY["rapport"])
    done = reading.som("opfoelgning", "--skema", case, 2027)
    assert done.exit_code == 2
    assert reading.tidy(str(check_case(case).errors[0])) in reading.tidy(done.output)


def test_an_adopted_case_is_followed_whatever_has_happened_to_its_file_since(
    tmp_path: Path,
) -> None:
    case = case_in(tmp_path, **ASKED)
    adopted = reading.som("vedtag", case, "--beslutning", "At vi går i gang.")
    assert adopted.exit_code == 0, adopted.output
    with case.open("a", encoding="utf-8") as file:
        file.write("prisår: 1\n")
    done = reading.som("opfoelgning", case, "--format", "html", "--ud", tmp_path / "ud")
    assert done.exit_code == 0, done.output
    assert "sagen er ændret, siden den blev vedtaget" in reading.tidy(done.output)
    (copy,) = case.with_suffix("").glob("vedtaget/*/sag.yaml")
    assert reading.tidy(str(check_case(copy).warnings[0])) in reading.tidy(done.output)


def test_the_database_tells_what_tjek_says_of_the_case_in_a_package(tmp_path: Path) -> None:
    case = case_in(tmp_path, **ASKED)
    done = reading.som("udgiv", case, "--format", "html", "--ud", tmp_path / "pakke")
    assert done.exit_code == 0, done.output
    (package,) = (tmp_path / "pakke").glob("*.zip")
    done = reading.som("database", "tilfoej", package, "--database", tmp_path / "d.db")
    assert done.exit_code == 0, done.output
    (warning,) = check_case(case).warnings
    assert f"{warning.field}: advarsel: {warning.wrong}" in reading.tidy(done.output)


def test_a_fetched_case_is_stamped_in_every_report_until_it_is_ones_own(tmp_path: Path) -> None:
    case = cases.write(tmp_path, cases.plain())
    done = reading.som("udgiv", case, "--format", "html", "--ud", tmp_path / "pakke")
    assert done.exit_code == 0, done.output
    (package,) = (tmp_path / "pakke").glob("*.zip")
    own = tmp_path / "params"
    done = reading.som("hent", package, "--ud", own, "--kommune", "Østerby Kommune")
    assert done.exit_code == 0, done.output
    (fetched,) = own.glob("*.yaml")
    other = cases.write(tmp_path, cases.plain(), "anden")
    place = fetched.with_suffix("") / "opfoelgning"
    place.mkdir(parents=True)
    content = yaml.safe_dump(FOLLOWED, allow_unicode=True)
    (place / "2026.yaml").write_text(content, encoding="utf-8")
    beside = other.with_suffix("") / "opfoelgning"
    shutil.copytree(place, beside)
    sender = yaml.safe_load(case.read_text(encoding="utf-8"))["kommune"]
    stamp = f"Tal og tekst er stadig fra {sender}"
    ud = tmp_path / "ud"
    for command in (
        ("opfoelgning", fetched),
        ("opfoelgning", fetched, other),
        ("portefoelje", fetched, other),
        ("udgiv", fetched),
    ):
        done = reading.som(*command, "--format", "html", "--ud", ud)
        assert done.exit_code == 0, done.output
    pages = [*ud.glob("*.html")]
    assert len(pages) == 3
    for page in pages:
        assert stamp in reading.tidy(page.read_text(encoding="utf-8")), page.name
    with zipfile.ZipFile(next(ud.glob("*.zip"))) as zipped:
        page = zipped.read("erfaringscase.html").decode()
    assert stamp in reading.tidy(page)


def test_an_overview_of_case_files_names_them_by_their_titles(tmp_path: Path) -> None:
    first = cases.write(tmp_path, cases.plain(), "a1")
    text = first.read_text(encoding="utf-8")
    title = yaml.safe_load(text)["titel"]
    first.write_text(text.replace(title, "Mentorer til unge"), encoding="utf-8")
    ud = tmp_path / "ud"
    done = reading.som("serie", first, "--format", "html", "--processer", 1, "--ud", ud)
    assert done.exit_code == 0, done.output
    assert "Mentorer til unge" in done.output
    page = (ud / "oversigt.html").read_text(encoding="utf-8")
    assert '<th scope="row">Mentorer til unge<' in page
    sheet = openpyxl.load_workbook(ud / "oversigt.xlsx").active
    assert sheet is not None
    assert sheet["A2"].value == "Mentorer til unge"
