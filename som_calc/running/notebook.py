"""Running a notebook with papermill, and telling in Danish where it broke."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError
from som_calc.document.late import load_late
from som_calc.running.kernel.engine import NAME
from som_calc.running.kernel.isolation import EXITED


class NotebookFailed(RuntimeError):
    """A cell of the notebook broke.  ``notebook`` is what was executed up to there."""

    def __init__(self, name: str, cell: int, error: str, notebook: Any) -> None:
        self.name, self.cell, self.error, self.notebook = name, cell, error, notebook
        super().__init__(f"notebooken {name} gik i stå i celle {cell}: {error}")


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    *,
    engine: str | None = "som",
    cell_seconds: float | None = None,
    watch: Callable[[int], None] | None = None,
    before: int | None = None,
) -> Any:
    """Execute a notebook with papermill and return it as a ``NotebookNode``.

    It runs where the user stands, so relative paths in the parameters keep their meaning.

    Args:
        notebook: the notebook to run; never written to.
        parameters: values for the cell tagged ``parameters``.
        engine: papermill engine; ours runs the cells in this process and leaves it as it
            was, None is papermill's own with a kernel process.
        cell_seconds: time limit for a cell; none when left out.
        watch: called with the number of each cell (from 1) as it begins.
        before: run only the cells before this one (from 1).

    Raises:
        CaseError: the notebook itself found a fault in the user's input.
        NotebookFailed: a cell raised anything else, or ran longer than its time limit.
    """
    load_late("requests")  # papermill would fetch notebooks with it
    from nbclient.exceptions import CellTimeoutError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import (
        prepare_notebook_metadata,
        raise_for_execution_errors,
        remove_error_markers,
    )
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from som_calc.running.kernel.engine import register

    register()
    reached = 0

    def note(number: int) -> None:
        nonlocal reached
        reached = number
        if watch is not None:
            watch(number)

    # What papermill.execute_notebook does, but without writing the notebook time and again.
    node = load_notebook_node(str(notebook))
    if parameters:
        node = parameterize_notebook(node, dict(parameters), engine_name=engine)
    node = remove_error_markers(prepare_notebook_metadata(node, str(notebook), None))
    if before is not None:
        node.cells = node.cells[: before - 1]
    options = {"watch": note} if engine == NAME else {}
    try:
        node = papermill_engines.execute_notebook_with_engine(
            engine,
            node,
            kernel_name=papermill_engines.nb_kernel_name(engine, node),
            progress_bar=False,
            log_output=False,
            execution_timeout=cell_seconds,
            **options,
        )
        raise_for_execution_errors(node, None)
    except CellTimeoutError:
        said = f"cellen blev ikke færdig på {cell_seconds:.0f} sekunder"
        raise NotebookFailed(notebook.name, reached, said, without_traces(node)) from None
    except PapermillExecutionError as broken:
        if broken.ename == "CaseError":
            raise CaseError.single(None, broken.evalue) from None
        own_words = broken.ename == "ProcessExit" and broken.evalue.startswith(EXITED)
        said = broken.evalue if own_words else f"{broken.ename}: {broken.evalue}"
        # papermill has by now put a note above the cell, and counts cells from 0.
        number = reached or broken.cell_index + 1
        raise NotebookFailed(notebook.name, number, said, without_traces(node)) from None
    return without_traces(node)


def notebook_bytes(notebook: Any) -> bytes:
    """An executed notebook as the content of its file.

    Without indentation, which nobody reads in a machine's log and which takes a tenth of the
    time a report takes; Jupyter opens it all the same.
    """
    text = json.dumps(notebook, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return (text + "\n").encode("utf-8")


def without_traces(notebook: Any) -> Any:
    """Take times, paths and durations out: the same input then gives the same notebook."""
    papermill = notebook.metadata.get("papermill")
    if papermill is not None:
        notebook.metadata["papermill"] = {
            key: papermill[key] for key in ("parameters", "version") if key in papermill
        }
    for position, cell in enumerate(notebook.cells, 1):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"parametre-{position:02d}"
    return notebook
