"""Where the libraries are not those the engine was tried with, a kernel runs the notebooks."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from som_calc.resources import CHECKOUT
from som_calc.running.kernel import engine, foreign
from som_calc.running.notebook import NotebookFailed, run_notebook
from som_calc.running.series import series


@pytest.fixture
def newer(monkeypatch):
    """``newer(library, version)``: as if that version were installed."""
    real = metadata.version

    def install(library, version):
        monkeypatch.setattr(
            foreign, "version", lambda name: version if name == library else real(name)
        )
        foreign.misfit.cache_clear()

    engine._tell_once.cache_clear()
    yield install
    foreign.misfit.cache_clear()
    engine._tell_once.cache_clear()


def notebook(folder: Path, *cells: str) -> Path:
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    made = new_notebook(metadata={"kernelspec": kernel})
    made.cells = [new_code_cell(source) for source in cells]
    nbformat.write(made, folder / "bog.ipynb")
    return folder / "bog.ipynb"


def test_the_installed_libraries_fit():
    assert foreign.misfit() is None


@pytest.mark.parametrize("library", foreign.BELOW)
def test_each_library_is_bounded_where_it_was_last_tried_and_nowhere_else(library, newer):
    told = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    [wanted] = [w for w in told["project"]["dependencies"] if w.startswith(f"{library}>=")]
    assert wanted.partition("<")[2] == foreign.BELOW[library]
    newer(library, f"{foreign.BELOW[library]}.0rc1")
    assert (
        foreign.misfit()
        == f"{library} {foreign.BELOW[library]}.0rc1 er nyere, end programmet kender"
    )


def test_a_name_that_is_gone_is_noticed(monkeypatch, newer):
    newer("", "")
    monkeypatch.setitem(foreign.USED, "nbclient.client", ("NotebookClient._findes_ikke",))
    assert foreign.misfit() == "nbclient er ændret, siden programmet blev prøvet med det"


def test_another_version_runs_the_notebook_in_a_kernel_and_says_so_once(tmp_path, newer, capsys):
    cells = ("import os\nprint('fra en celle')", "1 + 1")
    path = notebook(tmp_path, *cells, "print(os.getpid())")
    ours = run_notebook(path, {})
    newer("ipython", "10.0.0")
    reached: list[int] = []
    theirs = [run_notebook(path, {}, watch=reached.append) for _ in range(2)]
    assert reached == [1, 2, 3] * 2
    assert [cell.outputs for cell in theirs[0].cells[:2]] == [
        cell.outputs for cell in ours.cells[:2]
    ]
    process = [int(book.cells[2].outputs[0].text) for book in (ours, *theirs)]
    assert len({*process}) == 3
    assert capsys.readouterr().err == (
        "Notebooks køres langsommere, i en kerne for sig: ipython 10.0.0 er nyere, end "
        "programmet kender. Rapporten er den samme.\n"
    )


def test_a_fault_in_a_kernel_of_its_own_is_told_with_its_cell(tmp_path, newer):
    newer("papermill", "3.0")
    with pytest.raises(NotebookFailed, match="celle 2: ZeroDivisionError"):
        run_notebook(notebook(tmp_path, "1", "1/0"), {})
    with pytest.raises(NotebookFailed, match=r"celle 2: .* ikke færdig på 1 sekunder"):
        run_notebook(notebook(tmp_path, "1", "import time; time.sleep(60)"), {}, cell_seconds=1)


def test_no_worker_is_forked_from_a_program_that_has_talked_to_a_kernel(newer, monkeypatch):
    newer("nbclient", "1.0")
    monkeypatch.setattr(series, "spawn_crew", lambda size, todo: ("startet forfra", size))
    assert series.local_crew(2, []) == ("startet forfra", 2)
