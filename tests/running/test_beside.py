"""Formats written in helper processes: the same files, the same faults, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from som_calc.formats.registry import EXPORTERS, export_all
from som_calc.resources import shipped
from som_calc.running import beside
from som_calc.running.series.crew import can_fork
from tests.formats.sample import sample_notebook

pytestmark = pytest.mark.skipif(not can_fork(), reason="helpers are forked")
ROOT = Path(__file__).parents[2]
HTML_AND_WORD = ["html", "docx"]


@pytest.fixture
def paying(monkeypatch):
    """Helpers also where the test runner has threads, or the machine one core."""
    monkeypatch.setattr(beside, "_pays", lambda: True)


def fresh(code: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new process, where nothing has started threads yet."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), **given},
        check=False,
        timeout=120,
    )


def test_helpers_write_all_four_formats_as_the_program_itself_does():
    code = """
import hashlib, json, os
from som_calc.running import beside
from som_calc.formats.registry import EXPORTERS, export_all
from som_calc.resources import shipped
from tests.formats.sample import sample_notebook
asked = []
here = beside.export_all
beside.export_all = lambda notebook, formats, *rest: asked.extend(formats) or here(
    notebook, formats, *rest)
beside.default_processes = lambda: 2
notebook, steps = sample_notebook(), []
with beside.helpers([*EXPORTERS]) as exports:
    made = exports(notebook, [*EXPORTERS], None, steps.append)
alone = export_all(notebook, [*EXPORTERS], None, lambda step: None)
print(json.dumps([list(made), made == alone, asked, sorted(steps)]))
"""
    done = fresh(code, SOURCE_DATE_EPOCH="0")
    assert done.returncode == 0, done.stderr
    order, same, left_to_the_program, steps = json.loads(done.stdout)
    assert order == [*EXPORTERS]
    assert same
    assert left_to_the_program == []
    assert steps == sorted(f"Skriver {format}" for format in EXPORTERS)


def test_a_fault_in_a_template_is_told_as_by_the_program_itself(tmp_path):
    (tmp_path / "word").mkdir()
    (tmp_path / "word" / "skabelon.docx").write_text("ikke Word", encoding="utf-8")
    case = shipped("params") / "aabenraa-ips.yaml"
    code = (
        "from som_calc import cli\nfrom som_calc.running import beside\n"
        "beside.default_processes = lambda: CORES\n"
        f"cli.main(['rapport', {str(case)!r}, '--skabelon', {str(tmp_path)!r},"
        f" '--ud', {str(tmp_path / 'ud')!r}, '--format', 'html,docx'])\n"
    )
    said = []
    for cores in (1, 2):
        done = fresh(code.replace("CORES", str(cores)))
        said.append((done.returncode, done.stderr))
        assert not (tmp_path / "ud").exists()
    assert said[0] == said[1]
    assert said[0][0] == 2
    assert "skabelon.docx" in said[0][1]


def test_what_a_dead_helper_did_not_write_is_written_by_the_program(paying):
    notebook = sample_notebook()
    with beside.helpers(HTML_AND_WORD) as exports:
        os.killpg(exports.__self__._child, signal.SIGKILL)
        made = exports(notebook, HTML_AND_WORD, None, lambda step: None)
    assert made == export_all(notebook, HTML_AND_WORD, None, lambda step: None)


def test_another_template_than_the_helpers_were_given_is_not_mixed_up(paying, tmp_path):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "udseende.css").write_text("/* kommunens eget */", encoding="utf-8")
    notebook = sample_notebook()
    with beside.helpers(["html"]) as exports:
        made = exports(notebook, ["html"], str(tmp_path), lambda step: None)
    assert "kommunens eget" in made["html"].decode()
    assert made == export_all(notebook, ["html"], str(tmp_path), lambda step: None)


@pytest.mark.parametrize("left", [None, KeyboardInterrupt, RuntimeError])
def test_no_helper_is_left_however_the_block_is_left(paying, left):
    group = 0
    try:
        with beside.helpers(HTML_AND_WORD) as exports:
            group = exports.__self__._child
            time.sleep(0.2)
            if left is not None:
                raise left
    except (KeyboardInterrupt, RuntimeError):
        pass
    deadline = time.monotonic() + 10
    while _running(group) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert group
    assert not _running(group)
    with pytest.raises(ChildProcessError):
        os.waitpid(group, os.WNOHANG)


def _running(group: int) -> list[str]:
    """The processes of a group that are more than a zombie awaiting its new parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(process_group) == group and state != "Z":
                found.append(stat.parent.name)
    return found


def test_helpers_end_when_the_program_is_killed():
    code = (
        "import os, signal, time\nfrom som_calc.running import beside\n"
        "beside._pays = lambda: True\n"
        f"with beside.helpers({HTML_AND_WORD!r}) as exports:\n"
        "    print(exports.__self__._child, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = fresh(code)
    assert done.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 30
    while _running(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _running(int(done.stdout))


@pytest.mark.parametrize(
    "obstacle",
    ["beside.default_processes = lambda: 1", "import typst", "threading.Timer(9, id).start()"],
    ids=["one core", "a PDF was made", "another thread"],
)
def test_no_process_is_forked_where_that_is_unsafe_or_does_not_pay(obstacle):
    code = (
        "import os, threading\nfrom som_calc.running import beside\n"
        f"beside.default_processes = lambda: 2\n{obstacle}\n"
        "os.fork = None\n"
        "with beside.helpers(['html']) as exports:\n"
        "    print(exports is beside.export_all, flush=True)\n"
        "os._exit(0)\n"
    )
    done = fresh(code)
    assert done.stdout == "True\n", done.stderr


def test_a_full_machine_makes_the_program_write_the_formats_itself(paying, monkeypatch):
    def full() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", full)
    with beside.helpers(["html"]) as exports:
        assert exports is export_all
