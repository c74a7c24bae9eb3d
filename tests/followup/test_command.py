"""``som opfoelgning`` from end to end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from som_calc.case.problems import CaseError
from som_calc.cli import som
from som_calc.commands.opfoelgning import command
from som_calc.resources import shipped

PARAMS = shipped("params")


def run(*args: Any) -> str:
    result = CliRunner().invoke(
        command, [str(arg) for arg in args], catch_exceptions=False, standalone_mode=False
    )
    if result.exception is not None:
        raise result.exception
    return result.output


def test_the_report_comes_in_four_formats(tmp_path: Path) -> None:
    run(PARAMS / "aabenraa-ips.yaml", "--år", 2027, "--ud", tmp_path)
    found = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(found) == {f"opfoelgning-2027.{e}" for e in ("html", "pdf", "docx", "xlsx", "ipynb")}
    assert all(size > 5_000 for size in found.values())
    page = (tmp_path / "opfoelgning-2027.html").read_text(encoding="utf-8")
    assert "Prognosernes træfsikkerhed" in page
    assert "Hvad er ændret siden sidste rapport?" in page


def test_the_realised_table_and_the_whole_of_several_cases_are_reports_too(tmp_path: Path) -> None:
    run("--realiseret", "--format", "html", "--ud", tmp_path / "a")
    assert "−79.734" in (tmp_path / "a" / "realiseret.html").read_text(encoding="utf-8")
    cases = (PARAMS / "aabenraa-ips.yaml", PARAMS / "aabenraa-flere-unge.yaml")
    run(*cases, "--år", "2026", "--titel", "Ungeløftet", "--format", "html", "--ud", tmp_path / "b")
    page = (tmp_path / "b" / "opfoelgning-samlet.html").read_text(encoding="utf-8")
    assert "Ungeløftet" in page


def test_the_form_is_written_once_and_never_over_a_filled_one(case_file: Path) -> None:
    assert run("--skema", case_file, 2026).strip().endswith("2026.xlsx")
    with pytest.raises(CaseError, match="findes i forvejen"):
        run("--skema", case_file, 2026)
    with pytest.raises(CaseError, match="vælg et år fra 2025 til 2037"):
        run("--skema", case_file, 2050)


@pytest.mark.parametrize(
    "asked",
    [("--skabelon", "SAG", 2026), ("SAG", 2026, "--skabelon"), ("--skabelon", "--år", 2026)],
)
def test_who_asks_for_the_form_with_the_option_for_templates_is_told_the_right_one(
    case_file: Path, asked: tuple[Any, ...]
) -> None:
    with pytest.raises(CaseError, match=r"mappe.*--skabelon|--skabelon.*mappe") as told:
        run(*(case_file if part == "SAG" else part for part in asked))
    assert "som opfoelgning --skema SAG ÅR" in str(told.value)
    assert not (case_file.with_suffix("") / "opfoelgning").exists()


def test_the_kommunes_own_templates_are_used_in_a_follow_up_too(tmp_path: Path) -> None:
    own = tmp_path / "vores" / "html"
    own.mkdir(parents=True)
    (own / "farver.css").write_text(":root { --note: #010203; }", encoding="utf-8")
    case = PARAMS / "aabenraa-ips.yaml"
    run(case, "--format", "html", "--skabelon", own.parent, "--ud", tmp_path / "ud")
    assert "#010203" in (tmp_path / "ud" / "opfoelgning-2027.html").read_text(encoding="utf-8")


def test_a_fault_leaves_no_files_behind(case_file: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="der er ingen opfølgning på sagen"):
        run(case_file, "--ud", tmp_path / "ud")
    with pytest.raises(CaseError, match="findes ikke"):
        run(2026, "--ud", tmp_path / "ud")
    with pytest.raises(CaseError, match="er ikke et årstal"):
        run(case_file, "--år", "i fjor", "--ud", tmp_path / "ud")
    assert not (tmp_path / "ud").exists()


def test_checking_a_case_tells_of_errors_in_the_follow_ups_beside_it_once(
    case_file: Path, follow_up: Callable[..., Path]
) -> None:
    year = follow_up(
        "opfølgningsår: 2026\ndato: 2027-01-31\når:\n  2026: {startede: 20, gennemførte: 21}\n"
    )
    done = CliRunner().invoke(som, ["tjek", str(case_file)])
    assert done.exit_code == 0  # the case itself can be calculated, as all commands say
    (said,) = (line for line in done.output.splitlines() if "21 har gennemført" in line)
    assert said.startswith(f"{year}:4: år.2026.gennemførte: ")
    assert f"{case_file}: i orden" in done.output
    assert f"{case_file}, opfølgninger: 1 fejl" in done.output
    year.write_text(year.read_text(encoding="utf-8").replace("21", "19"), encoding="utf-8")
    done = CliRunner().invoke(som, ["tjek", str(case_file)])
    assert (done.exit_code, "opfølgninger" in done.output) == (0, False)


def test_a_form_nobody_has_filled_in_yet_is_no_error_of_the_case(case_file: Path) -> None:
    run("--skema", case_file, 2026)
    assert CliRunner().invoke(som, ["tjek", str(case_file)]).exit_code == 0
