"""``som rapport`` from the command line, on real cases and on hostile ones."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import openpyxl
import pytest

from som_calc.document.executed import read_document, read_result
from som_calc.resources import shipped

CASE = shipped("params") / "aabenraa-ips.yaml"
FILES = {f"beslutningsoplaeg.{ending}" for ending in ("html", "pdf", "docx", "xlsx", "ipynb")}
HOSTILE = '<script>alert(1)</script> {{ 7*7 }} {% raw %} #eval("1") =1+1 `x` "citat" \\u0041'


def som(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "som_calc", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("arbejde")
    shutil.copy(CASE, folder)  # the case's own path is told; the checkout's is no business of ours
    done = som("rapport", CASE.name, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "reports" / "aabenraa-ips", done.stdout


def test_one_command_makes_all_formats_the_notebook_and_the_numbers(made):
    folder, said = made
    assert {path.name for path in folder.iterdir()} == FILES | {"resultat.json"}
    assert "I alt: et overskud på 1,1" in said
    assert "1.071.273" in said
    assert said.strip().count("\n") >= 8


def test_the_numbers_in_resultat_json_are_the_published_ones(made):
    data = json.loads((made[0] / "resultat.json").read_text(encoding="utf-8"))
    assert {name: round(value) for name, value in data["nettoresultat"].items()} == {
        "I alt": 1071273,
        "Kommune": 4121031,
        "Region": 286577,
        "Stat": 299375,
        "Statslig tilskud": -3635710,
    }
    assert round(data["break_even"]["I alt"], 5) == 0.03993


def test_the_executed_notebook_carries_the_same_numbers_for_programs_that_read_it(made):
    folder = made[0]
    carried = read_result(nbformat.read(folder / "beslutningsoplaeg.ipynb", as_version=4))
    assert carried is not None
    assert carried.data == json.loads((folder / "resultat.json").read_text(encoding="utf-8"))
    assert round(carried.summary["municipality"]) == 4121031
    assert carried.summary["probability"] is None


def test_no_file_holds_the_folder_it_was_made_in(made):
    folder = made[0]
    for ending in ("html", "ipynb"):
        text = (folder / f"beslutningsoplaeg.{ending}").read_text(encoding="utf-8")
        assert str(folder.parent.parent) not in text
        assert str(Path.home()) not in text


def test_setting_a_field_changes_that_run_only(tmp_path):
    done = som(
        "rapport", CASE, "--sæt", "mereffekt=7%", "--format", "html", "--ud", "ud", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "3.199.856" in done.stdout
    assert "3.199.856" in (tmp_path / "ud" / "beslutningsoplaeg.html").read_text(encoding="utf-8")


def test_formats_of_another_run_are_put_by_with_their_day_and_told_and_those_of_the_same_stay(
    tmp_path,
):
    def make(*more: str) -> str:
        done = som("rapport", CASE, "--ud", "ud", *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stderr

    folder = tmp_path / "ud"
    make("--format", "html,xlsx")
    page = (folder / "beslutningsoplaeg.html").read_bytes()
    assert "tidligere" not in make("--format", "xlsx")
    assert (folder / "beslutningsoplaeg.html").read_bytes() == page
    (folder / "egne-noter.html").write_bytes(b"brugerens")
    made = dt.datetime(2026, 3, 1, 12).timestamp()
    os.utime(folder / "beslutningsoplaeg.html", (made, made))
    said = make("--format", "xlsx", "--sæt", "mereffekt=7%")
    told = [line for line in said.splitlines() if "tidligere" in line]
    assert len(told) == 1
    assert "beslutningsoplaeg.html er fra en tidligere kørsel" in told[0]
    assert not (folder / "beslutningsoplaeg.html").exists()
    kept = folder / "tidligere" / "beslutningsoplaeg-2026-03-01.html"
    assert kept.read_bytes() == page
    assert (folder / "egne-noter.html").read_bytes() == b"brugerens"


def test_a_failing_run_leaves_the_previous_report_untouched(tmp_path):
    case = tmp_path / "sag.yaml"
    case.write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
    assert som("rapport", "sag.yaml", "--format", "html", cwd=tmp_path).returncode == 0
    folder = tmp_path / "reports" / "sag"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    case.write_text(CASE.read_text(encoding="utf-8").replace("2025: 32", "2025: -32"), "utf-8")
    done = som("rapport", "sag.yaml", "--format", "html", cwd=tmp_path)
    assert done.returncode == 2
    assert "sag.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_warning_is_told_with_its_line_and_does_not_stop_the_report(tmp_path):
    case = tmp_path / "sag.yaml"
    case.write_text(CASE.read_text(encoding="utf-8").replace("titel: ", "titel: 🎉 "), "utf-8")
    done = som("rapport", "sag.yaml", "--format", "html", cwd=tmp_path)
    assert done.returncode == 0
    assert "titel: advarsel: tegnet »🎉« kan ikke vises i en PDF" in done.stderr
    assert "🎉" in (tmp_path / "reports/sag/beslutningsoplaeg.html").read_text(encoding="utf-8")
    printed = som("rapport", "sag.yaml", "--format", "pdf", "--ud", "pdf", cwd=tmp_path)
    assert printed.returncode == 0
    assert (tmp_path / "pdf" / "beslutningsoplaeg.pdf").is_file()


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path):
    done = som("rapport", CASE, "--format", "odt", cwd=tmp_path)
    assert done.returncode == 2
    assert "html, pdf, docx, xlsx" in done.stderr
    assert not (tmp_path / "reports").exists()


def test_text_from_a_case_is_text_in_every_format(tmp_path, chromium_page):
    import pikepdf

    source = CASE.read_text(encoding="utf-8")
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    for key in ("titel: ", "kommune: "):
        old = next(line for line in source.splitlines() if line.startswith(key))
        source = source.replace(old, f"{key}{quoted}")
    source = source.replace("- navn: Drift af IPS", f"- navn: {quoted}")
    (tmp_path / "ond.yaml").write_text(source, encoding="utf-8")
    done = som("rapport", "ond.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "reports" / "ond"
    html = (folder / "beslutningsoplaeg.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in html
    assert "{{ 7*7 }}" in html
    assert ">49<" not in html
    book = openpyxl.load_workbook(folder / "beslutningsoplaeg.xlsx")
    texts = [
        c for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)
    ]
    assert any("#eval" in cell.value and cell.data_type == "s" for cell in texts)
    with pikepdf.open(folder / "beslutningsoplaeg.pdf") as pdf:
        assert "{{ 7*7 }}" in str(pdf.docinfo["/Title"])
    document = read_document(nbformat.read(folder / "beslutningsoplaeg.ipynb", 4))
    assert document.front.title == HOSTILE


def test_a_kommunes_own_texts_replace_ours(tmp_path):
    own = tmp_path / "vores" / "tekst" / "beslutningsoplaeg"
    own.mkdir(parents=True)
    (own / "svar.md.j2").write_text("Vores egen sætning: {{ i_alt.stoerrelse }}.", encoding="utf-8")
    done = som(
        "rapport", CASE, "--skabelon", "vores", "--format", "html", "--ud", "ud", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Vores egen sætning: 1,1" in (tmp_path / "ud/beslutningsoplaeg.html").read_text("utf-8")


def test_a_broken_text_template_is_told_in_danish_with_its_name(tmp_path):
    own = tmp_path / "vores" / "tekst" / "beslutningsoplaeg"
    own.mkdir(parents=True)
    (own / "svar.md.j2").write_text("Vi kender ikke {{ dette_tal }}.", encoding="utf-8")
    done = som(
        "rapport", CASE, "--skabelon", "vores", "--format", "html", "--ud", "ud", cwd=tmp_path
    )
    assert done.returncode == 2
    assert "svar.md.j2" in done.stderr
    assert "dette_tal" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_shipped_case_can_be_named_from_any_folder(tmp_path):
    done = som("beregn", "params/aabenraa-ips.yaml", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert round(json.loads(done.stdout)["nettoresultat"]["I alt"]) == 1071273


@pytest.mark.parametrize("name", ["beslutningsoplaeg", "erfaringscase"])
def test_the_notebooks_run_top_to_bottom_where_jupyterlab_runs_them(name):
    from nbclient import NotebookClient

    folder = shipped("notebooks")
    notebook = nbformat.read(folder / f"{name}.ipynb", 4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    assert read_document(notebook).front.title


def test_the_kommunes_signature_stands_last_in_the_report(tmp_path):
    own = tmp_path / "vores" / "tekst"
    own.mkdir(parents=True)
    (own / "underskrift.md.j2").write_text("Økonomi og Analyse, {{ kommune }}", encoding="utf-8")
    arguments = ("--skabelon", "vores", "--format", "html,pdf", "--ud", "ud")
    done = som("rapport", CASE, *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "ud" / "beslutningsoplaeg.html").read_text(encoding="utf-8")
    assert "Økonomi og Analyse, Aabenraa Kommune" in page
