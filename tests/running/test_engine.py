"""The engine ``som`` runs notebooks in this process and leaves it as it was."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from som_calc.running.notebook import NotebookFailed, run_notebook

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
UNTIDY = """
import builtins, decimal, gc, locale, logging, os, random, socket, sys, threading, time, warnings
import matplotlib, matplotlib.pyplot as plt, numpy as np, pandas as pd
os.environ["SOM_SPOR"] = "x"; os.chdir(".."); sys.path.append("/spor"); sys.argv.append("spor")
matplotlib.rcParams["lines.linewidth"] = 77; plt.figure(); pd.set_option("display.max_rows", 7)
np.random.seed(1); np.set_printoptions(precision=1); random.seed(1)
pd.set_option("display.html.table_schema", True); np.seterr(all="raise")
builtins.spor = 1; logging.getLogger().setLevel(7); warnings.simplefilter("error")
logging.getLogger("spor").addHandler(logging.NullHandler())
logging.getLogger("som_calc").setLevel(7)
os.environ["TZ"] = "Pacific/Auckland"; time.tzset() if hasattr(time, "tzset") else None
decimal.getcontext().prec = 3; decimal.DefaultContext.prec = 3; sys.setrecursionlimit(5000)
socket.setdefaulttimeout(7); gc.disable(); os.umask(0o077); threading.excepthook = print
get_ipython().display_formatter.formatters["text/plain"].max_seq_length = 3
get_ipython().run_line_magic("precision", "2")
get_ipython().events.register("post_execute", lambda: print("spor"))
plt.close("all")
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run_cells(*cells, **options):
        kernel = {"name": "python3", "display_name": "Python", "language": "python"}
        notebook = new_notebook(metadata={"kernelspec": kernel})
        notebook.cells = [new_code_cell(source) for source in cells]
        nbformat.write(notebook, tmp_path / "bog.ipynb")
        return run_notebook(tmp_path / "bog.ipynb", {}, **options)

    return run_cells


def said(notebook):
    return [
        output.get("text") or output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]


def state():
    import builtins
    import decimal
    import logging
    import random
    import socket
    import time
    import warnings

    import matplotlib
    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd

    mask = os.umask(0o022)
    os.umask(mask)
    return {
        "environment": dict(os.environ),
        "time zone": time.localtime(0).tm_gmtoff,
        "folder": os.getcwd(),
        "path": list(sys.path),
        "arguments": list(sys.argv),
        "main": id(sys.modules["__main__"]),
        "settings": dict(matplotlib.rcParams),
        "figures": plt.get_fignums(),
        "pandas": (pd.get_option("display.max_rows"), pd.get_option("display.html.table_schema")),
        "numpy": np.random.get_state()[1].tolist(),  # noqa: NPY002
        "printing": (np.get_printoptions(), np.geterr()),
        "decimals": (decimal.getcontext().prec, decimal.DefaultContext.prec),
        "limits": (sys.getrecursionlimit(), socket.getdefaulttimeout(), gc.isenabled(), mask),
        "random": random.getstate(),
        "builtins": set(vars(builtins)),
        "logging": [
            (log.level, list(log.handlers))
            for log in map(logging.getLogger, ("", "spor", "som_calc"))
        ],
        "warnings": list(warnings.filters),
        "streams": (id(sys.stdout), id(sys.stderr)),
        "hooks": (sys.displayhook, sys.excepthook, threading.excepthook),
    }


def test_whatever_a_notebook_changes_is_put_back(run):
    import matplotlib.pyplot as plt

    run("1")  # libraries that are imported now set warnings of their own
    mine = plt.figure()
    before = state()
    assert said(run(UNTIDY)) == ["spor\n"]
    assert state() == before
    assert plt.figure(mine.number) is mine
    plt.close(mine)


def test_one_notebook_sees_nothing_of_the_one_before(run):
    run("x = 1\nimport sys; sys.spor = 1", "x")
    seen = run("'x' in globals()", "len(In)", "__name__", "_")
    assert said(seen) == ["False", "3", "'__main__'", "'__main__'"]


SHOWN = """
import decimal, logging, sys
import matplotlib as mpl, numpy as np, pandas as pd
print(pd.DataFrame({"x": range(9)})); print(np.array([1 / 3]), decimal.Decimal(1) / 7)
print(mpl.rcParams["figure.figsize"], sys.getrecursionlimit())
logging.getLogger("spor").warning("én gang")
"""
LEFT = """
pd.set_option("display.max_rows", 4); mpl.rcParams["figure.figsize"] = (1, 1)
np.set_printoptions(precision=2); decimal.getcontext().prec = 3; sys.setrecursionlimit(5000)
logging.getLogger("spor").addHandler(logging.StreamHandler(sys.stderr))
"""


def test_what_the_first_notebook_sets_in_a_library_it_is_the_first_to_load_is_not_seen_by_the_next(
    tmp_path,
):
    code = (
        "import nbformat, sys\nfrom nbformat.v4 import new_code_cell, new_notebook\n"
        "from som_calc.running.kernel.engine import SomEngine\n"
        "from papermill.engines import papermill_engines as engines\n"
        "assert not {'pandas', 'matplotlib'} & set(sys.modules)\n"
        "for _ in range(2):\n"
        f"    cells = [new_code_cell(source) for source in ({SHOWN!r}, {LEFT!r}, {SHOWN!r})]\n"
        "    book = new_notebook(cells=cells, metadata={'papermill': {}})\n"
        "    book.metadata['kernelspec'] = {'name': 'python3', 'language': 'python'}\n"
        "    engine = engines.get_engine('som')\n"
        "    made = engine.execute_notebook(book, 'python3', progress_bar=False)\n"
        "    for cell in made.cells:\n"
        "        print([output.text for output in cell.outputs])\n"
        "import pandas; print(pandas.get_option('display.max_rows'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    *books, options = done.stdout.splitlines()
    first, second = books[:3], books[3:]
    assert second == first
    assert first[0] != first[2], "what is set holds in the cells after"
    assert options == "60"


def test_a_module_beside_the_notebook_is_read_anew_each_time(run, tmp_path):
    for value in ("1", "22"):
        (tmp_path / "hjaelper_til_proeven.py").write_text(f"v = {value}", encoding="utf-8")
        assert said(run("import hjaelper_til_proeven as h", "h.v")) == [value]
    assert "hjaelper_til_proeven" not in sys.modules


def test_unseeded_random_numbers_differ_from_notebook_to_notebook(run):
    import numpy  # noqa: F401

    cell = "import random, numpy as np\nrandom.random(), np.random.rand()"
    assert said(run(cell)) != said(run(cell))


def test_hundreds_of_notebooks_leave_no_threads_and_no_objects_behind(run):
    def count():
        gc.collect()
        return len(gc.get_objects()), threading.active_count()

    def several(times):
        for number in range(times):
            run(f"x = list(range(1000)); print({number})", "x[-1]", "import asyncio")

    several(5)
    objects, threads = count()
    several(60)
    later, later_threads = count()
    assert later_threads == threads
    assert later < objects * 1.01 + 500


def test_a_cell_beyond_its_time_limit_is_stopped_and_what_ran_is_kept(run):
    with pytest.raises(NotebookFailed, match=r"celle 2: .* ikke færdig på 1 sekunder") as caught:
        run(
            "print('først')",
            "while True:\n    try: pass\n    except Exception: pass",
            cell_seconds=1,
        )
    assert caught.value.notebook.cells[0].outputs[0].text == "først\n"


@pytest.mark.parametrize(
    ("cell", "how"),
    [
        ("os._exit(3)", "kode 3"),
        ("os.abort()", "abort"),
        ("os.kill(os.getpid(), signal.SIGTERM)", "signal 15"),
        ("signal.raise_signal(signal.SIGTERM)", "signal 15"),
        pytest.param("os.kill(os.getpid(), signal.SIGKILL)", "signal 9", marks=POSIX),
        pytest.param("os.kill(0, signal.SIGKILL)", "signal 9", marks=POSIX),
        pytest.param("os.killpg(os.getpgrp(), signal.SIGHUP)", "signal 1", marks=POSIX),
    ],
)
def test_a_notebook_that_ends_the_process_ends_only_itself(run, cell, how):
    told = rf"celle 2: notebooken afsluttede processen \({how}\)"
    with pytest.raises(NotebookFailed, match=told):
        run("import os, signal", cell, "'nåede hertil'")
    assert said(run("1")) == ["1"]


def test_a_cell_that_interrupts_itself_is_an_error_of_the_cell(run):
    with pytest.raises(NotebookFailed, match="celle 2: KeyboardInterrupt"):
        run("import os, signal", "os.kill(os.getpid(), signal.SIGINT)")


def test_papermill_outlives_a_cell_that_kills_its_own_process(run, tmp_path):
    with pytest.raises(NotebookFailed):
        run("print('før')", "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)")
    done = papermill(tmp_path)
    assert done.returncode == 1
    assert "ProcessExit: notebooken afsluttede processen (signal 15)" in done.stderr
    kept = nbformat.read(tmp_path / "ud.ipynb", 4)
    texts = [output.get("text") for cell in kept.cells for output in cell.get("outputs", [])]
    assert "før\n" in texts


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_process_the_notebook_has_started_itself_may_end(run):
    # pytest's process has threads, which a notebook's usually has not.
    quiet = "import os, warnings\nwarnings.simplefilter('ignore')\n"
    cell = f"{quiet}child = os.fork()\nif not child: os._exit(3)"
    seen = run(cell, "os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])")
    assert said(seen) == ["3"]


def test_a_notebook_runs_also_where_an_event_loop_is_running(run):
    async def inside():
        return run("import asyncio", "await asyncio.sleep(0, 'her')")

    assert said(asyncio.run(inside())) == ["'her'"]


@POSIX
def test_what_programs_write_stands_below_the_cell_that_ran_them(run, capfd):
    long = "import os; code = os.system('echo første celle skriver en lang linje')"
    seen = run(long, "code = os.system('echo to')", "code = os.system('echo tre > /dev/stdout')")
    texts = ["".join(output.text for output in cell.outputs) for cell in seen.cells]
    assert texts == ["første celle skriver en lang linje\n", "to\n", "tre\n"]
    os.system("echo bagefter")
    assert capfd.readouterr().out == "bagefter\n"


def test_what_another_thread_writes_meanwhile_stays_out_of_the_notebook(run, capsys):
    stop = threading.Event()

    def chatter():
        while not stop.wait(0.001):
            print("fremdrift")

    thread = threading.Thread(target=chatter)
    thread.start()
    try:
        assert said(run("import time; time.sleep(0.1); print('mit')")) == ["mit\n"]
    finally:
        stop.set()
        thread.join()
    assert "fremdrift" in capsys.readouterr().out


def test_only_python_notebooks_are_run(run, tmp_path):
    from papermill.exceptions import PapermillException

    run("1")
    notebook = nbformat.read(tmp_path / "bog.ipynb", 4)
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(notebook, tmp_path / "r.ipynb")
    with pytest.raises(PapermillException, match="kun notebooks i Python"):
        run_notebook(tmp_path / "r.ipynb", {})


def papermill(folder, *options):
    command = [Path(sys.executable).parent / "papermill", "--engine", "som", *options]
    return subprocess.run(
        [*command, "bog.ipynb", "ud.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_papermill_command_knows_the_engine(run, tmp_path):
    run("1 + 1")
    done = papermill(tmp_path)
    assert done.returncode == 0, done.stderr
    assert said(nbformat.read(tmp_path / "ud.ipynb", 4)) == ["2"]


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], {"pandas", "numpy", "matplotlib", "pydantic", "IPython", "nbformat"}),
        (["serie", "--help"], {"pandas", "numpy", "matplotlib", "IPython", "nbformat"}),
        (["beregn", "sag.yaml"], {"matplotlib", "seaborn", "IPython", "nbformat", "papermill"}),
        (["rapport", "sag.yaml"], {"nbconvert", "bs4", "bleach", "distributed", "urllib3"}),
    ],
    ids=["help", "serie help", "beregn", "rapport"],
)
def test_a_command_imports_nothing_it_does_not_use(arguments, unwanted, tmp_path):
    from som_calc.resources import shipped

    case = (shipped("params") / "aabenraa-ips.yaml").read_text(encoding="utf-8")
    (tmp_path / "sag.yaml").write_text(case, encoding="utf-8")
    code = (
        "import sys\nfrom som_calc import cli\n"
        f"try: cli.main({arguments!r})\nexcept SystemExit: pass\n"
        f"print('IMPORTED', sorted({unwanted!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
        timeout=60,
    )
    assert "IMPORTED []" in done.stderr, done.stderr
