"""A light notebook, and runs of ``som`` in processes of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from som_calc.resources import shipped

LIGHT = """
from som_calc.notebook import calculate, decision_report, load_case, show
sag = load_case(case, saet)
rapport = decision_report(calculate(sag), case_file=case, template=skabelon)
"""


def notebook_of(*cells: str) -> str:
    """A decision notebook with our parameters, the case read, and then these cells."""
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    )
    first = new_code_cell("case = ''\nsaet = []\nskabelon = None")
    first.metadata["tags"] = ["parameters"]
    notebook.cells = [first, *[new_code_cell(source) for source in (LIGHT, *cells)]]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"celle-{number}"
    return nbformat.writes(notebook)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a case and a light notebook that takes the place of ours."""
    (tmp_path / "notebooks").mkdir()
    case = (shipped("params") / "aabenraa-ips.yaml").read_text(encoding="utf-8")
    (tmp_path / "sag.yaml").write_text(case, encoding="utf-8")
    write_notebook(tmp_path, "show(rapport.front(), rapport.setting())")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_notebook(folder: Path, *cells: str) -> None:
    path = folder / "notebooks" / "beslutningsoplaeg.ipynb"
    path.write_text(notebook_of(*cells), encoding="utf-8")


@pytest.fixture
def notebook() -> Callable[..., None]:
    return write_notebook


@pytest.fixture
def som_serie() -> Callable[..., tuple[int, str]]:
    """``som_serie(*arguments)``: run to the end, ``(exit code, what was said)``."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        pytest.skip("needs fork")
    from tests.series.runs import Run

    return lambda *arguments, **options: Run(*map(str, arguments), **options).end()


@pytest.fixture
def start_serie(som_serie: object) -> type:
    """``start_serie(*arguments)``: a run that can be killed."""
    from tests.series.runs import Run

    return Run
