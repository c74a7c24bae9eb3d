"""A worker makes many cases; none of them notices the others."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

TABLE = "navn;mereffekt\nen;4 %\nto;5 %\ntre;6 %\n"
ARGUMENTS = (
    *("varianter.csv", "--sag", "sag.yaml", "--format", "html"),
    *("--ud", "ud", "--processer", "1"),
)
SHOWN = "show(rapport.front(), rapport.setting())"
ASK = """
import os, random
import matplotlib, numpy, pandas
print("proces", os.getpid())
print("spor", os.environ.get("SPOR"), pandas.get_option("display.width"), "spor" in globals(),
      matplotlib.rcParams["lines.linewidth"], os.path.basename(os.getcwd()) == "et-andet-sted")
"""
SPOIL = """
os.environ["SPOR"] = "ja"
spor = 1
pandas.set_option("display.width", 33)
matplotlib.rcParams["lines.linewidth"] = 99
os.makedirs("et-andet-sted", exist_ok=True)
os.chdir("et-andet-sted")
"""


@pytest.fixture
def table(work):
    (work / "varianter.csv").write_text(TABLE, encoding="utf-8")
    return work


def printed(table, word):
    """What the notebooks of the three cases printed after a word, case by case."""
    said = []
    for name in ("en", "to", "tre"):
        path = table / "ud" / name / "beslutningsoplaeg.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        lines = "".join("".join(output.get("text", "")) for output in outputs).splitlines()
        said += [line.removeprefix(word).strip() for line in lines if line.startswith(word)]
    return said


@pytest.mark.parametrize("spawn", [False, True], ids=["forked", "spawned"])
def test_a_worker_goes_on_to_the_next_case_as_if_it_were_the_first(
    table, som_serie, notebook, spawn
):
    notebook(table, SHOWN, ASK, SPOIL)
    code, said = som_serie(*ARGUMENTS, spawn=spawn)
    assert code == 0, said
    assert len(set(printed(table, "proces"))) == 1
    assert printed(table, "spor") == ["None 80 False 1.5 False"] * 3


def test_a_case_that_leaves_a_program_running_takes_its_worker_and_the_program_with_it(
    table, som_serie, notebook
):
    notebook(
        table,
        SHOWN,
        ASK,
        "import subprocess\nprint('kører', subprocess.Popen(['sleep', '1000']).pid)",
    )
    assert som_serie(*ARGUMENTS)[0] == 0
    assert len(set(printed(table, "proces"))) == 3
    for pid in printed(table, "kører"):
        assert _ended(int(pid))


def test_a_worker_that_failed_a_case_makes_no_other(table, som_serie, notebook):
    notebook(table, SHOWN, ASK, "assert sag.success_rate.value != 0.04")
    assert som_serie(*ARGUMENTS)[0] == 1
    kept = (table / "ud" / "en" / "beslutningsoplaeg.fejl.ipynb").read_text(encoding="utf-8")
    first, *others = [line for line in kept.split('"') if line.startswith("proces ")]
    assert others == []
    (table / "ud" / "en" / "beslutningsoplaeg.ipynb").write_text('{"cells": []}', encoding="utf-8")
    after = set(printed(table, "proces"))
    assert len(after) == 1
    assert first.split()[1].removesuffix("\\n") not in after


def _ended(pid):
    """Whether a process is gone, or only waits to be counted."""
    for _ in range(20):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of threads in C")
def test_no_process_is_forked_from_one_in_which_something_else_runs():
    code = (
        "import threading; from som_calc.running.series.crew import can_fork; print(can_fork())\n"
        "stop = threading.Event(); thread = threading.Thread(target=stop.wait); thread.start()\n"
        "print(can_fork()); stop.set(); thread.join(); print(can_fork())\n"
        "import typst; typst.compile(b'a' * 9000); print(can_fork())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "True", "False"]
