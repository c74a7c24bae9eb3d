"""The engine ``som`` gives the notebook a kernel gives, apart from times and ids."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from som_calc.resources import shipped
from som_calc.running.notebook import run_notebook, without_traces

NOTEBOOKS = sorted(shipped("notebooks").glob("*.ipynb"))
_UNLIKE = [
    (re.compile(r"0x[0-9a-f]{6,}"), "0x"),
    (re.compile(r"display_id=[0-9a-f]+"), "display_id"),
    (re.compile(r"IPY_MODEL_[0-9a-f]+|\"model_id\": \"[0-9a-f]+\""), "model"),
    (re.compile(r"(CPU times|Wall time):[^\\]*"), "time"),
    (re.compile(r"<dc:date>[^<]*"), "date"),
    (re.compile(r"<MainThread\([^>]*>|ipykernel_\d+/\d+"), ""),
]


RUNNER = Path(__file__).with_name("run_awkward.py")


def executed(engine: str, folder: Path, times: int = 1) -> list[Any]:
    files = [folder / f"{engine}-{number}.ipynb" for number in range(times)]
    environment = {key: value for key, value in os.environ.items() if "PYTEST" not in key}
    subprocess.run(
        [sys.executable, RUNNER, engine, *files],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        timeout=1500,
    )
    return [nbformat.read(file, 4) for file in files]


def comparable(cell: Any) -> str:
    """Outputs without times, ids and addresses; neighbouring pieces of a stream joined."""
    outputs: list[dict[str, Any]] = []
    for output in copy.deepcopy(cell.get("outputs", [])):
        last = outputs[-1] if outputs else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            outputs.append(output)
    text = json.dumps([outputs, cell.get("execution_count")], sort_keys=True, ensure_ascii=False)
    for pattern, replacement in _UNLIKE:
        text = pattern.sub(replacement, text)
    return text


def test_awkward_cells_give_what_a_kernel_gives_also_the_second_time(tmp_path):
    [kernel] = executed("", tmp_path)
    for ours in executed("som", tmp_path, times=2):
        unlike = {
            mine.source: (comparable(mine), comparable(real))
            for mine, real in zip(ours.cells, kernel.cells, strict=True)
            if comparable(mine) != comparable(real)
        }
        assert unlike == {}
        assert len(ours.cells) > 100
        assert ours.metadata["language_info"] == kernel.metadata["language_info"]
        widgets = [notebook.metadata["widgets"].values() for notebook in (ours, kernel)]
        assert [len(state["state"]) for state in widgets[0]] == [
            len(state["state"]) for state in widgets[1]
        ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_our_notebooks_are_byte_for_byte_what_a_kernel_makes_of_them(notebook, monkeypatch):
    monkeypatch.chdir(shipped("params").parent)
    ours = run_notebook(notebook, {})
    kernel = run_notebook(notebook, {}, engine=None)
    for one in (ours, kernel):
        one.metadata.pop("language_info")  # the same keys in another order
    assert nbformat.writes(without_traces(ours)) == nbformat.writes(without_traces(kernel))
