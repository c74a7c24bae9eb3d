"""Making one report of a series, and turning whatever goes wrong into an outcome."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.running.series.orders import Order
from som_calc.running.series.record import FILE, OrderOutcome, Summary, record_of

Watch = Callable[[int], None]


def make(order: Order, watch: Watch = lambda cell: None) -> OrderOutcome:
    """Make one report and put its files in place; never raises for what a case does.

    Args:
        order: what to make.
        watch: called with the number of each cell of the notebook as it begins.
    """
    begun = time.perf_counter()
    try:
        files, outcome = produce(order, watch, warnings_of(order))
        from som_calc.writing import write_files

        write_files(order.folder, files)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return failure(order, error, time.perf_counter() - begun)
    with suppress(OSError):
        (order.folder / kept_name(order)).unlink(missing_ok=True)
    return replace(outcome, seconds=time.perf_counter() - begun)


def produce(
    order: Order, watch: Watch = lambda cell: None, warnings: Sequence[str] = ()
) -> tuple[dict[str, bytes], OrderOutcome]:
    """All files of one report in memory, the record last; ``warnings`` are kept in it.

    Raises:
        CaseError: the case cannot be used.
        NotebookFailed: the notebook broke.
    """
    from som_calc.running.pipeline import Job, executed, exported

    told = list(warnings)
    job = Job(
        notebook=order.notebook,
        stem=order.stem,
        folder=order.folder,
        parameters=parameters_of(order),
        formats=order.formats,
        template=order.template,
        tell=lambda said: told.append(f"advarsel: {said}"),
    )
    notebook = executed(job, cell_seconds=order.seconds, watch=watch)
    files = exported(job, notebook)
    made = OrderOutcome(order.name, "lavet", 0.0, summary_of(order, notebook), tuple(files))
    outcome = replace(made, warnings=tuple(told))
    files[FILE] = record_of(order, outcome, files)
    return files, outcome


def warnings_of(order: Order) -> list[str]:
    """What is worth telling of a case that can be used.

    Raises:
        CaseError: it cannot.
    """
    from som_calc.checking import check_case

    checked = check_case(order.case_file, order.overrides, order.template)
    if checked.case is None:
        raise CaseError(checked.errors)
    return [str(problem) for problem in checked.warnings]


def parameters_of(order: Order) -> dict[str, object]:
    """What papermill injects."""
    overrides = list(order.overrides)
    return {"case": order.case_file, "saet": overrides, "skabelon": order.template}


def summary_of(order: Order, notebook: Any) -> Summary:
    """The line of a case in the overview, from the result its notebook carries."""
    from som_calc.document.executed import read_result

    carried = read_result(notebook)
    return Summary(order.name) if carried is None else Summary(**carried.summary)


def kept_name(order: Order) -> str:
    """The notebook as far as it came, kept for whoever looks for the error."""
    return f"{order.stem}.fejl.ipynb"


def failure(order: Order, error: BaseException, seconds: float) -> OrderOutcome:
    """An error as an outcome; the notebook as far as it came is kept where that is possible."""
    from som_calc.running.notebook import NotebookFailed

    files: tuple[str, ...] = ()
    cell = None
    if isinstance(error, NotebookFailed):
        cell, said = error.cell, f"celle {error.cell}: {error.error}"
        if error.notebook is not None:
            files = keep(order, error.notebook)
    elif isinstance(error, CaseError):
        said = "; ".join(str(problem) for problem in error.problems)
    elif isinstance(error, MemoryError):
        said = "sagen brugte mere hukommelse, end den må"
    elif isinstance(error, OSError) and error.errno == errno.ENOSPC:
        said = "disken er fuld"
    else:
        said = f"{type(error).__name__}: {error}"
    return OrderOutcome(order.name, "fejl", seconds, Summary(order.name), files, said, cell)


def keep(order: Order, notebook: object) -> tuple[str, ...]:
    """Write the notebook as far as it came; the names of the files (none when it cannot be)."""
    import nbformat

    from som_calc.writing import write_files

    try:
        written = write_files(
            Path(order.folder), {kept_name(order): nbformat.writes(notebook).encode("utf-8")}
        )
    except (CaseError, OSError, MemoryError):
        return ()
    return tuple(path.name for path in written)


def keep_until(order: Order, cell: int) -> tuple[str, ...]:
    """Run the notebook up to the cell that took its process down, and keep that."""
    from som_calc.resources import find
    from som_calc.running.notebook import run_notebook

    try:
        notebook = find("notebooks", order.notebook)
        executed = run_notebook(
            notebook, parameters_of(order), cell_seconds=order.seconds, before=cell
        )
    except Exception:
        return ()
    return keep(order, executed)
