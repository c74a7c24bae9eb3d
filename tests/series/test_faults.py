"""Whatever goes wrong in one case stays there, and nothing is ever half-written."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time

import pytest

from som_calc.running.series import record
from tests.series import runs

TABLE = "navn;mereffekt\nen;4 %\nto;5 %\ntre;6 %\n"
SHORT = "navn;mereffekt\nen;4 %\nto;5 %\n"
ARGUMENTS = ("varianter.csv", "--sag", "sag.yaml", "--format", "html", "--ud", "ud")
SHOWN = "show(rapport.front(), rapport.setting())"
MOMENTS = 30


@pytest.fixture
def table(work):
    (work / "varianter.csv").write_text(TABLE, encoding="utf-8")
    return work


def reports(folder):
    """Every file a reader sees (the record also tells of the program's own code)."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("*/*"))
        if not path.name.startswith(".") and not path.parent.name.startswith(".")
    }


def only_two(cell):
    """A cell that does this in the case »to« only."""
    return f"if sag.success_rate.value == 0.05:\n    {cell}"


def test_killed_at_thirty_moments_and_resumed_gives_the_bytes_of_an_undisturbed_run(
    table, som_serie, start_serie
):
    (table / "varianter.csv").write_text(SHORT, encoding="utf-8")
    begun = time.monotonic()
    assert som_serie(*ARGUMENTS, "--ud", "hel")[0] == 0
    length = time.monotonic() - begun
    whole = reports(table / "hel")
    assert len(whole) == 2 * 3
    chance = random.Random(2026)
    interrupted = 0
    for number in range(MOMENTS):
        folder = f"ud-{number}"
        run = start_serie(*ARGUMENTS, "--ud", folder)
        moment = chance.uniform(0.02, length)
        time.sleep(moment)
        run.kill()
        left = reports(table / folder) if (table / folder).is_dir() else {}
        assert left.items() <= whole.items()
        if left == whole:  # it was quicker than the first: the next moments come earlier
            length = moment
        interrupted += left != whole
        code, said = som_serie(*ARGUMENTS, "--ud", folder)
        assert code == 0, said
        assert reports(table / folder) == whole
        assert (table / folder / "oversigt.html").is_file()
        assert not list((table / folder).glob(".som-*")), "the killed run's folder is swept"
    assert interrupted >= MOMENTS // 3


def test_an_interrupted_series_says_what_is_done_and_the_next_run_goes_on(
    table, som_serie, start_serie, notebook
):
    rows = "".join(f"v{number};{3 + number / 10} %\n".replace(".", ",") for number in range(20))
    (table / "varianter.csv").write_text("navn;mereffekt\n" + rows, encoding="utf-8")
    waits = "while sag.success_rate.value > 0.04 and os.path.exists('vent'): time.sleep(0.02)"
    notebook(table, SHOWN, f"import os, time\n{waits}")
    (table / "vent").touch()
    run = start_serie(*ARGUMENTS)
    while len(list((table / "ud").glob(f"*/{record.FILE}"))) < 3:
        time.sleep(0.02)
    os.kill(run.pid, signal.SIGINT)
    (table / "vent").unlink()
    code, said = run.end()
    assert code == 130
    told = int(re.search(r"Afbrudt\. (\d+) af 20 rapporter ligger færdige i", said)[1])
    assert 3 <= told < 20
    code, said = som_serie(*ARGUMENTS)
    assert code == 0
    kept = int(re.search(r"(\d+) uændrede", said)[1])
    assert kept == told


def test_a_full_disk_is_that_cases_failure(table, som_serie):
    code, said = som_serie(*ARGUMENTS, before=runs.disk_full_below_to)
    assert code == 1
    assert "2 lavet og 1 fejlet" in said
    assert "disken er fuld" in said
    assert not list((table / "ud" / "to").glob("*"))
    assert not list((table / "ud").glob("**/.*.ny"))


def test_a_folder_that_cannot_be_written_is_that_cases_failure(table, som_serie):
    (table / "ud").mkdir()
    (table / "ud" / "to").write_text("en fil, hvor mappen skulle være", encoding="utf-8")
    code, said = som_serie(*ARGUMENTS)
    assert code == 1
    assert "2 lavet og 1 fejlet" in said
    assert "to: " in said
    assert "kan ikke skrives" in said


def test_a_series_whose_own_folder_cannot_be_written_is_refused(table, som_serie):
    (table / "ud").write_text("en fil", encoding="utf-8")
    code, said = som_serie(*ARGUMENTS)
    assert code == 2
    assert "--ud" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("spawn", [False, True], ids=["forked", "spawned"])
@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("while True: pass", "celle 5: cellen blev ikke færdig på 2 sekunder"),
        ("kept = bytearray(10**10)", "celle 5: MemoryError"),
        ("import os; os._exit(3)", "celle 5: notebooken afsluttede processen (kode 3)"),
        (
            "import os; os.kill(os.getpid(), 9)",
            "celle 5: notebooken afsluttede processen (signal 9)",
        ),
        (
            "import os, subprocess; subprocess.run(['kill', '-9', str(os.getpid())])",
            "celle 5: processen blev slået ned udefra",
        ),
        ("raise SystemExit('slut')", "celle 5: SystemExit: slut"),
    ],
    ids=["never ends", "eats memory", "exits", "kills itself", "is killed", "sys.exit"],
)
def test_a_notebook_that_misbehaves_is_that_cases_failure(
    table, som_serie, notebook, cell, told, spawn
):
    notebook(table, SHOWN, only_two(cell))
    # Only the cell that never ends is to meet the limit of time, however slow the machine is.
    limit = "2" if cell.startswith("while") else "120"
    options = ("--tid", limit, "--hukommelse", "1000", "--processer", "1")
    code, said = som_serie(*ARGUMENTS, *options, spawn=spawn)
    assert code == 1
    assert "2 lavet og 1 fejlet" in said
    assert told in said
    kept = table / "ud" / "to" / "beslutningsoplaeg.fejl.ipynb"
    cells = json.loads(kept.read_text(encoding="utf-8"))["cells"]
    assert any("IPS" in json.dumps(c.get("outputs", [])) for c in cells)


def test_a_cell_that_cannot_be_interrupted_is_killed_with_its_process(table, som_serie, notebook):
    stuck = (
        "import signal, time, subprocess; p = subprocess.Popen(['sleep', '1000']); "
        "open('pid', 'w').write(str(p.pid)); "
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); time.sleep(1000)"
    )
    notebook(table, SHOWN, only_two(stuck))
    code, said = som_serie(*ARGUMENTS, "--tid", "1", before=runs.little_grace)
    assert code == 1
    assert "celle 5: sagen blev ikke færdig på 1 sekunder og er stoppet" in said
    assert (table / "ud" / "to" / "beslutningsoplaeg.fejl.ipynb").is_file()
    started = int((table / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        _alive(started)


def _alive(pid):
    """Raises when the process is gone (a zombie is gone too)."""
    time.sleep(0.2)
    try:
        with open(f"/proc/{pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "Z":
                raise ProcessLookupError
    except FileNotFoundError:
        raise ProcessLookupError from None
