"""``som serie --dask``: the same reports, made on other machines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

pytest.importorskip("distributed")

TABLE = "navn;mereffekt\nen;4 %\nto;5 %\nfejl;150 %\n"
ARGUMENTS = ("varianter.csv", "--sag", "sag.yaml", "--format", "html")


@pytest.fixture
def cluster(work):
    from distributed import LocalCluster

    (work / "varianter.csv").write_text(TABLE, encoding="utf-8")
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


def som(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "som_calc", "serie", *ARGUMENTS, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **options,
    )


def reports(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("*/*"))
        if not path.name.startswith(".")
    }


def test_a_cluster_gives_the_same_bytes_and_survives_a_worker_lost_mid_case(
    work, cluster, notebook
):
    # The first time it runs, the case »to« waits long enough for its worker to be lost.
    slow = (
        "import pathlib, time\n"
        f"mark = pathlib.Path({str(work / 'mark')!r})\n"
        "if sag.success_rate.value == 0.05 and not mark.exists():\n"
        "    mark.touch(); time.sleep(60)"
    )
    notebook(work, "show(rapport.front(), rapport.setting())", slow)

    def lose_worker():
        until = time.monotonic() + 60
        while not (work / "mark").exists() and time.monotonic() < until:
            time.sleep(0.05)
        for worker in cluster.workers.values():
            assert worker.pid
            os.kill(worker.pid, signal.SIGKILL)

    thread = threading.Thread(target=lose_worker)
    thread.start()
    sent = som("--ud", "klynge", "--dask", cluster.scheduler_address)
    thread.join()
    assert sent.returncode == 1, sent.stderr
    assert "2 lavet og 1 fejlet" in sent.stdout
    assert "over 100 %" in sent.stdout
    assert som("--ud", "her").returncode == 1
    assert reports(work / "klynge") == reports(work / "her")


MISBEHAVES = """
import os, subprocess
killed = "subprocess.run(['kill', '-9', str(os.getpid())])"
wrong = {5: "while True: pass", 6: "kept = bytearray(10**10)", 7: killed}
exec(wrong.get(round(sag.success_rate.value * 100), ""))
"""


def test_a_case_that_misbehaves_on_the_cluster_is_that_cases_failure_alone(work, cluster, notebook):
    rows = "fin;4 %\nevig;5 %\ngrådig;6 %\ndræbt;7 %\nogså fin;8 %\n"
    (work / "varianter.csv").write_text("navn;mereffekt\n" + rows, encoding="utf-8")
    notebook(work, "show(rapport.front(), rapport.setting())", MISBEHAVES)
    before = [worker.pid for worker in cluster.workers.values()]
    limits = ("--tid", "25", "--hukommelse", "1000")
    done = som("--ud", "ud", "--dask", cluster.scheduler_address, *limits)
    assert done.returncode == 1, done.stderr
    assert "2 lavet og 3 fejlet" in done.stdout
    said = done.stdout.replace("\u00a0", " ")
    assert "evig: celle 5: cellen blev ikke færdig på 25 sekunder" in said
    assert "grådig: celle 5: MemoryError" in said
    assert "dræbt: celle 5: processen blev slået ned udefra" in said
    assert [worker.pid for worker in cluster.workers.values()] == before
    kept = sorted(path.parent.name for path in (work / "ud").glob("*/*.fejl.ipynb"))
    assert kept == ["dræbt", "evig", "grådig"]
    assert len(list((work / "ud").glob("*/beslutningsoplaeg.html"))) == 2


def test_an_address_where_nothing_answers_is_told_in_danish(work):
    (work / "varianter.csv").write_text(TABLE, encoding="utf-8")
    done = som("--dask", "tcp://127.0.0.1:9", "--ud", "ud")
    assert done.returncode == 2
    assert "klynge" in done.stderr
    assert "Traceback" not in done.stderr
