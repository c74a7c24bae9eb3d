"""From a case file to the finished files of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from som_calc.analysis.result_data import result_json
from som_calc.document.danish import listing
from som_calc.document.executed import read_document
from som_calc.formats.registry import WRITERS, Progress, export
from som_calc.resources import find
from som_calc.running.notebook import NotebookFailed, notebook_bytes, run_notebook
from som_calc.writing import EARLIER, earlier_names, write_files


@dataclass(frozen=True)
class Job:
    """One report to make.

    ``notebook`` is its file name below ``notebooks/``, ``stem`` the name of the output
    files, ``parameters`` what papermill injects.
    """

    notebook: str
    stem: str
    folder: Path
    parameters: Mapping[str, Any]
    formats: Sequence[str]
    template: str | None = None
    extra: Mapping[str, bytes] | None = None
    """Further files for the folder."""
    tell: Callable[[str], None] = field(default=lambda said: None)
    """Told what of the notebook's own cells could not be shown as it is."""


def make_report(job: Job, progress: Progress = lambda step: None) -> list[Path]:
    """Run the notebook, export every format, and put all files in place at once.

    Nothing in the folder is touched before every file is ready.  Formats that an earlier run
    made of other numbers or texts, and this one does not make, are put by in the same step.

    Raises:
        CaseError: the input, a template or the folder cannot be used.
        NotebookFailed: the notebook broke.
    """
    files = report_files(job, progress)
    progress("Lægger filerne på plads")
    old = of_another_run(job, files)
    written = write_files(job.folder, files, put_by=old)
    if old:
        few = "er fra en tidligere kørsel med et andet grundlag og er flyttet til"
        job.tell(f"{listing(list(old))} {few} {job.folder / EARLIER}")
    return written


def of_another_run(job: Job, files: Mapping[str, bytes]) -> dict[str, str]:
    """Formats of the report in its folder that say something else than these files.

    They say the same where the executed notebook, which all formats are made from, is the same.

    Returns:
        Name → the name to put it by under.
    """
    notebook = f"{job.stem}.ipynb"
    with suppress(OSError):
        if (job.folder / notebook).read_bytes() == files[notebook]:
            return {}
    every = (f"{job.stem}.{format}" for format in WRITERS)
    return earlier_names(job.folder, (name for name in every if name not in files))


def report_files(
    job: Job, progress: Progress = lambda step: None, **limits: Any
) -> dict[str, bytes]:
    """Every file of a report in memory: name → content.

    Args:
        limits: passed on to :func:`~som_calc.running.notebook.run_notebook`.

    Raises:
        CaseError: the input or a template cannot be used.
        NotebookFailed: the notebook broke.
    """
    return exported(job, executed(job, progress, **limits), progress)


def executed(job: Job, progress: Progress = lambda step: None, **limits: Any) -> Any:
    """The job's notebook, run.

    Args:
        limits: passed on to :func:`~som_calc.running.notebook.run_notebook`.

    Raises:
        CaseError: the input cannot be used.
        NotebookFailed: the notebook broke.
    """
    progress("Kører notebooken")
    return run_notebook(find("notebooks", job.notebook), job.parameters, **limits)


def exported(job: Job, notebook: Any, progress: Progress = lambda step: None) -> dict[str, bytes]:
    """Every file made from an executed notebook: formats, notebook, and its result as data.

    Raises:
        CaseError: a template cannot be used.
    """
    document = read_document(notebook)
    for notice in document.notices:
        job.tell(f"{job.notebook}: {notice}")
    made = export(document, job.formats, job.template, progress)
    files = {f"{job.stem}.{format}": content for format, content in made.items()}
    files[f"{job.stem}.ipynb"] = notebook_bytes(notebook)
    if document.result is not None:
        files["resultat.json"] = result_json(document.result.data)
    return files | dict(job.extra or {})


__all__ = [
    "Job",
    "NotebookFailed",
    "Progress",
    "executed",
    "exported",
    "make_report",
    "report_files",
]
