"""A light notebook, and runs of ``som`` in forked children of a warmed process."""

from __future__ import annotations

import os
import signal
import sys
import time
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


class Run:
    """``som`` in a child process; ``said`` is all it wrote."""

    def __init__(self, *arguments: str, spawn: bool = False) -> None:
        self.log = Path.cwd() / f".log-{time.monotonic_ns()}"
        self.pid = os.fork()
        if self.pid == 0:
            _become_som(arguments, self.log, spawn)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def end(self) -> tuple[int, str]:
        _, status = os.waitpid(self.pid, 0)
        said = self.log.read_text(encoding="utf-8").replace("\u00a0", " ")
        return os.waitstatus_to_exitcode(status), said


def _become_som(arguments: tuple[str, ...], log: Path, spawn: bool) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.environ["COLUMNS"] = "200"
    code = 99
    try:
        from som_calc import cli
        from som_calc.running.series import series

        if spawn:
            series.local_crew = series.spawn_crew
        cli.main(["serie", *arguments])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@pytest.fixture
def som_serie() -> Callable[..., tuple[int, str]]:
    """``som_serie(*arguments)``: run to the end, ``(exit code, what was said)``."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    from som_calc.running.series import warm

    warm.imports()
    return lambda *arguments, **options: Run(*map(str, arguments), **options).end()


@pytest.fixture
def start_serie(som_serie: object) -> type[Run]:
    """``start_serie(*arguments)``: a run that can be killed."""
    return Run
