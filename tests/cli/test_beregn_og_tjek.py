"""``som beregn`` and ``som tjek`` as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import som_calc
from som_calc import cli
from som_calc.commands import COMMANDS
from som_calc.resources import find

IPS = str(find("params", "aabenraa-ips.yaml"))
EXAMPLE = str(find("params", "eksempel-hjemloeshed.yaml"))
RANDERS = str(find("params", "randers-act.yaml"))
FAULTY = Path(__file__).parent.parent / "case" / "fejl"


def som(*args: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli.som, list(args), prog_name="som")


def run(*args: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    """Run ``som`` as its own process."""
    command = [sys.executable, "-m", "som_calc", *args]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=60, **kwargs
    )


def test_the_json_holds_the_published_result_unrounded() -> None:
    data = json.loads(som("beregn", IPS, "--json").stdout)

    assert data["sag"] == "IPS til unge med moderate psykiske lidelser"
    assert {name: round(value) for name, value in data["nettoresultat"].items()} == {
        "I alt": 1_071_273,
        "Kommune": 4_121_031,
        "Region": 286_577,
        "Stat": 299_375,
        "Statslig tilskud": -3_635_710,
    }
    assert data["nettoresultat"]["I alt"] != round(data["nettoresultat"]["I alt"])
    assert data["mereffekt"] == 0.05
    assert data["break_even"]["I alt"] == pytest.approx(0.03993, abs=5e-6)
    assert set(data["break_even"]) == {"I alt", "Kommune", "Kommune uden tilskud"}


def test_the_json_parts_add_up() -> None:
    data = json.loads(som("beregn", EXAMPLE, "--json").stdout)

    for part in ("nettoresultat", "hovedområder", "pr_deltager"):
        rows = dict(data[part])
        assert rows.pop("I alt") == pytest.approx(sum(rows.values()))
    assert data["udvalg"]["I alt"] == pytest.approx(data["nettoresultat"]["Kommune"])
    years = list(data["pr_år"])
    assert years == [str(year) for year in range(2025, 2038)]
    total = sum(data["pr_år"][year]["I alt"] for year in years)
    assert data["akkumuleret"]["2037"]["I alt"] == pytest.approx(total)


@pytest.mark.parametrize("option", ["--sæt", "--saet"])
def test_an_override_gives_the_published_result_at_7_pct(option: str) -> None:
    data = json.loads(som("beregn", IPS, option, "mereffekt=7%", "--json").stdout)

    assert round(data["nettoresultat"]["I alt"]) == 3_199_856
    assert round(data["nettoresultat"]["Kommune"]) == 6_015_234


def test_the_tables_in_the_terminal_are_danish() -> None:
    shown = som("beregn", IPS).stdout

    for text in (
        "Nettoresultat fordelt på aktører, nutidsværdi 2026, kr.",
        "1.071.273",
        "−3.635.710",
        "3,99\u00a0%",
        "Kommune uden tilskud",
        "tilbageregnet",
        "afrundet for sig",
    ):
        assert text in shown
    assert "Illustrative tal" not in shown


def test_illustrative_numbers_say_so_and_short_cohorts_are_told() -> None:
    shown = som("beregn", EXAMPLE).stdout

    assert "Illustrative tal" in shown
    assert "Årgang 2028 har 9 konsekvensår mod 10" in shown
    assert "Socialudvalget" in shown


def test_a_case_without_consequences_shows_no_net_result() -> None:
    shown, data = som("beregn", RANDERS).stdout, json.loads(som("beregn", RANDERS, "--json").stdout)

    assert "Nettoresultat fordelt" not in shown
    assert "hvad der skal være sandt" in " ".join(shown.split())
    assert "245.641" in shown
    assert data["nettoresultat"] is None
    assert data["break_even"] is None
    (own,) = [row for row in data["omvendt_analyse"]["Kommune"] if row["mereffekt"] == 0.65]
    assert round(own["pr_succes"]) == 245_641


def test_good_cases_are_in_order() -> None:
    result = som("tjek", IPS, EXAMPLE)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"{IPS}: i orden", f"{EXAMPLE}: i orden"]


def test_every_problem_of_every_case_is_printed() -> None:
    result = run("tjek", IPS, "stavefejl.yaml", "aar.yaml", cwd=FAULTY)

    assert result.returncode == 2
    expected = [f"{IPS}: i orden"]
    expected += (FAULTY / "stavefejl.txt").read_text(encoding="utf-8").splitlines()
    expected += ["stavefejl.yaml: 4 fejl"]
    expected += (FAULTY / "aar.txt").read_text(encoding="utf-8").splitlines()
    expected += ["aar.yaml: 1 fejl, 1 advarsel"]
    assert result.stdout.splitlines() == expected
    assert result.stderr == ""


def test_a_pattern_the_shell_left_alone_is_spelled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FAULTY)

    shown = som("tjek", "*_type*.yaml", "findes-ikke-*.yaml").stdout

    assert "forkerte_typer.yaml: 8 fejl" in shown
    assert "findes-ikke-*.yaml: filen findes ikke" in shown


def test_a_faulty_case_cannot_be_calculated() -> None:
    result = run("beregn", "stavefejl.yaml", "--json", cwd=FAULTY)

    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == (FAULTY / "stavefejl.txt").read_text(encoding="utf-8")


def test_an_unknown_override_is_told_with_the_nearest_field() -> None:
    result = run("beregn", IPS, "--sæt", "merefekt=7%")

    assert result.returncode == 2
    assert result.stderr == (
        "--sæt merefekt=7%: merefekt: »merefekt« er ikke et felt; mente du »mereffekt«?\n"
    )


def test_a_light_command_does_not_load_the_report_tools() -> None:
    code = (
        "import sys; from som_calc.cli import main\n"
        "try: main(['beregn', sys.argv[1]])\n"
        "except SystemExit as left: assert left.code == 0, left.code\n"
        "heavy = {'matplotlib', 'seaborn', 'papermill', 'nbconvert', 'nbformat', 'IPython',\n"
        "  'docx', 'typst', 'xlsxwriter', 'openpyxl'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code, IPS], check=True, capture_output=True, timeout=60)


def test_help_loads_neither_the_case_model_nor_pandas() -> None:
    code = (
        "import sys; from som_calc.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'ruamel.yaml', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, som_calc; assert not {'pandas', 'pydantic'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert set(som_calc.__all__) <= set(dir(som_calc))
    assert all(getattr(som_calc, name) for name in som_calc.__all__)


def test_calculating_in_a_warm_process_is_quick() -> None:
    som("beregn", IPS, "--json")
    begun = time.perf_counter()
    som("beregn", IPS, "--json")

    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii", "utf-8"])
@pytest.mark.parametrize("args", [["beregn", IPS], ["beregn", EXAMPLE, "--json"], ["--help"]])
def test_output_survives_a_terminal_that_lacks_letters(encoding: str, args: list[str]) -> None:
    command = [sys.executable, "-m", "som_calc", *args]
    environment = {"PYTHONIOENCODING": encoding, "PATH": "", "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60)

    # Where a machine says ascii, click takes it to mean that nobody has said anything.
    shown = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)
    assert done.returncode == 0, done.stderr
    assert "?" not in shown
    if args[0] == "beregn" and "--json" not in args:
        minus = "−" if encoding == "utf-8" else "-"
        assert f"{minus}3.635.710" in shown
    if "--json" in args:
        assert "hovedområder" in json.loads(shown)


def test_a_reader_that_goes_away_gives_no_traceback() -> None:
    command = [sys.executable, "-m", "som_calc", "beregn", EXAMPLE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(timeout=60) == cli.BROKEN_PIPE
        assert process.stderr.read() == b""


def test_every_command_can_be_loaded_and_speaks_danish() -> None:
    for name, line in COMMANDS.items():
        result = som(name, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Brug: som {name}")
        assert line.endswith(".")
