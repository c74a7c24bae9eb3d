"""Running a notebook with papermill, and telling in Danish where it broke."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from som_calc.case.problems import CaseError

# jsonschema, which nbformat uses, would otherwise spend over a second on building a
# grammar for an address format that no notebook schema has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


class NotebookFailed(RuntimeError):
    """A cell of the notebook broke.  ``notebook`` is what was executed up to there."""

    def __init__(self, name: str, cell: int, error: str, notebook: Any) -> None:
        self.name, self.cell, self.error, self.notebook = name, cell, error, notebook
        super().__init__(f"notebooken {name} gik i stå i celle {cell}: {error}")


def run_notebook(
    notebook: Path, parameters: Mapping[str, Any], *, engine: str | None = "som"
) -> Any:
    """Execute a notebook with papermill and return it as a ``NotebookNode``.

    It runs where the user stands, so relative paths in the parameters keep their meaning.

    Args:
        notebook: the notebook to run; never written to.
        parameters: values for the cell tagged ``parameters``.
        engine: papermill engine; ours runs the cells in this process and leaves it as it
            was, None is papermill's own with a kernel process.

    Raises:
        CaseError: the notebook itself found a fault in the user's input.
        NotebookFailed: a cell raised anything else.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from som_calc.report.kernel.engine import register

    register()
    with tempfile.TemporaryDirectory(prefix="som-") as folder:
        output = Path(folder) / notebook.name
        try:
            executed = papermill.execute_notebook(
                str(notebook),
                str(output),
                parameters=dict(parameters),
                engine_name=engine,
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
            )
        except PapermillExecutionError as broken:
            if broken.ename == "CaseError":
                raise CaseError.single(None, broken.evalue) from None
            partly = nbformat.read(output, 4) if output.is_file() else None
            said = f"{broken.ename}: {broken.evalue}"
            raise NotebookFailed(notebook.name, broken.cell_index, said, partly) from None
    return without_traces(executed)


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
