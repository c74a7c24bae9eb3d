"""Run the awkward cells: ``run_awkward.py ENGINE OUT…`` (a clean process, unlike pytest's).

Cells that start programs wait a little: a kernel reads what those write in a thread, and may
otherwise come to it only after the cell's result, or in the next cell.  A kernel's client can
miss that a cell has ended after an output widget has taken the messages; it is asked again then.
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError
from nbformat.v4 import new_code_cell, new_notebook

from som_calc.running.kernel.engine import register

KERNELS = 3
"""How many kernels may lose a message before the comparison is given up."""


def main() -> None:
    """Run the notebook with the engine named first, once per file named after it."""
    register()
    cells = (
        Path(__file__).with_name("awkward_cells.txt").read_text(encoding="utf-8").split("\n===\n")
    )
    notebook = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python"}})
    for number, source in enumerate(cells):
        cell = new_code_cell(source.strip("\n"), id=f"celle-{number:03d}")
        cell.metadata["tags"] = ["raises-exception"]
        notebook.cells.append(cell)
    notebook.metadata["papermill"] = {}
    engine = papermill.engines.papermill_engines.get_engine(sys.argv[1] if sys.argv[1] else None)
    for out in sys.argv[2:]:
        for chance in reversed(range(1 if sys.argv[1] else KERNELS)):
            try:
                made = engine.execute_notebook(
                    copy.deepcopy(notebook), "python3", progress_bar=False, execution_timeout=120
                )
                break
            except CellTimeoutError:
                if not chance:
                    raise
        nbformat.write(made, out)


if __name__ == "__main__":
    main()
