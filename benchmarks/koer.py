"""Every promise about speed, measured in one run on one machine: ``python benchmarks/koer.py``.

Writes ``RESULTATER.md`` beside itself.  Ratios say more than times: a busy machine is slow at
everything.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
BIN = Path(sys.executable).parent
CASE = "params/aabenraa-ips.yaml"
NOTEBOOK = "notebooks/beslutningsoplaeg.ipynb"
OTHERS = {
    "engine": "The calculation frame",
    "viden": "The knowledge tables",
    "monte_carlo": "Monte Carlo",
    "database": "The experience database",
}
"""Measurements with limits of their own: script → heading."""
LIBRARIES = (
    "som-rapport",
    "papermill",
    "nbconvert",
    "nbclient",
    "ipykernel",
    "ipython",
    "numpy",
    "pandas",
    "matplotlib",
    "seaborn",
    "typst",
    "python-docx",
    "xlsxwriter",
)


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, and seconds of processor (which other programs disturb less)."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def __truediv__(self, count: float) -> Cost:
        return Cost(self.wall / count, self.cpu / count)


def middle(costs: list[Cost]) -> Cost:
    """Medians."""
    return Cost(
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.cpu for cost in costs),
    )


def seconds(*command: str | Path) -> Cost:
    """What a command takes, with all the processes it starts."""
    begun, before = time.perf_counter(), _children()
    subprocess.run([str(part) for part in command], cwd=ROOT, check=True, capture_output=True)
    return Cost(time.perf_counter() - begun, _children() - before)


def _children() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


def said(*command: str | Path) -> str:
    """What a command writes."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def pair(folder: Path) -> Cost:
    """Today's way: the papermill command, then the nbconvert command."""
    out = folder / "pair.ipynb"
    ran = seconds(BIN / "papermill", NOTEBOOK, out, "-p", "case", CASE)
    return ran + seconds(BIN / "jupyter", "nbconvert", "--to", "html", out)


def table(folder: Path, count: int) -> Path:
    """A table of variants of one case."""
    rows = [f"v{n:03d};{3 + n / 20:g} %".replace(".", ",") for n in range(count)]
    path = folder / "varianter.csv"
    path.write_text("\n".join(["navn;mereffekt", *rows]) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Measure everything and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gentagelser", type=int, default=3, help="for the single commands")
    parser.add_argument("--sager", type=int, default=98)
    parser.add_argument("--mange", type=int, default=500, help="cases in one process")
    parser.add_argument("--kun-rapporter", action="store_true", help="leave the others out")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="som-maaling-"))
    som, repeats, count = BIN / "som", chosen.gentagelser, chosen.sager

    def median_of(measure: Callable[[], Cost]) -> Cost:
        return middle([measure() for _ in range(repeats)])

    def serie(name: str, *options: str) -> Cost:
        return seconds(som, "serie", variants, "--sag", CASE, "--ud", folder / name, *options)

    variants = table(folder, count)
    tell("the command pair")
    commands = median_of(lambda: pair(folder))
    tell("som rapport")
    cold = median_of(lambda: seconds(som, "rapport", CASE, "--ud", folder / "rapport"))
    tell("series, HTML only with 2 processes and with 1, the floor, and four formats, by turns")
    html_only = ("--format", "html", "--processer")
    pairs, singles, floors, fours = [], [], [], []
    for turn in range(repeats):
        pairs.append(serie(f"to-{turn}", *html_only, "2") / count)
        singles.append(serie(f"en-{turn}", *html_only, "1") / count)
        loop = HERE / "plain_loop.py"
        floors.append(seconds(sys.executable, loop, variants, CASE, folder / "gulv") / count)
        fours.append(serie(f"fire-{turn}", "--processer", "2") / count)
    html, single, floor, four = map(middle, (pairs, singles, floors, fours))
    tell("the same again, unchanged")
    again = median_of(lambda: serie("to-0", *html_only, "2")) / count
    tell(f"{chosen.mange} cases in one process")
    growth = json.loads(
        said(sys.executable, HERE / "one_process.py", CASE, "--antal", str(chosen.mange))
    )
    tell("start-up")
    help_time = median_of(lambda: seconds(som, "--help"))
    calculate_time = median_of(lambda: seconds(som, "beregn", CASE))
    memory = growth["last_mb"] / growth["first_mb"]
    threads = f"{growth['first_threads']:.0f} → {growth['last_threads']:.0f}"
    many = chosen.mange
    rows: list[tuple[str, ...]] = [
        ("`papermill` + `jupyter nbconvert`, HTML", *both(commands), "–", "–", "–"),
        (
            f"{count} variants, HTML only, 2 processes, per case",
            *both(html),
            f"{commands.wall / html.wall:.0f}× faster",
            # Two processes share the work when both cores are idle.
            f"{commands.cpu / (html.cpu / 2):.0f}× faster",
            "≥ 30×",
        ),
        (
            f"{count} variants, four formats, 2 processes, per case",
            *both(four),
            f"{commands.wall / four.wall:.0f}× faster",
            f"{commands.cpu / (four.cpu / 2):.0f}× faster",
            "≥ 15×",
        ),
        (
            "one cold `som rapport`, four formats",
            *both(cold),
            f"{cold.wall / commands.wall:.2f}×",
            f"{cold.cpu / commands.cpu:.2f}×",
            "≤ 0.5×",
        ),
        ("second run, nothing changed, per case", *both(again), "–", "–", "< 20 ms"),
        (
            f"{many} cases in one process, memory",
            f"{growth['first_mb']:.0f} → {growth['last_mb']:.0f} MB",
            "–",
            f"{100 * (memory - 1):+.1f} %",
            "–",
            "± 5 %",
        ),
        (f"{many} cases in one process, threads", threads, "–", "–", "–", "flat"),
        (
            "two processes against one, HTML only",
            "–",
            "–",
            f"{single.wall / html.wall:.2f}×",
            "–",
            "≥ 1.7×",
        ),
        (
            f"floor: {count} variants in a plain loop without notebooks, one process, per case",
            *both(floor),
            "–",
            "–",
            "–",
        ),
        (
            "series in one process against the floor, HTML only",
            *both(single),
            f"{single.wall / floor.wall:.2f}×",
            f"{single.cpu / floor.cpu:.2f}×",
            "≤ 1.5×",
        ),
        ("`som --help`", *both(help_time), "–", "–", "< 300 ms"),
        ("`som beregn`", *both(calculate_time), "–", "–", "< 800 ms"),
    ]
    others = {} if chosen.kun_rapporter else {name: other(name) for name in OTHERS}
    (HERE / "RESULTATER.md").write_text(page(rows, others), encoding="utf-8")
    print((HERE / "RESULTATER.md").read_text(encoding="utf-8"))
    shutil.rmtree(folder)


def other(name: str) -> str:
    """What another measurement writes; it also says which of its limits hold."""
    tell(OTHERS[name])
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def tell(what: str) -> None:
    """Say what is being measured."""
    print(f"… {what}", file=sys.stderr, flush=True)


def ms(value: float) -> str:
    """A duration."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def both(cost: Cost) -> tuple[str, str]:
    """Clock and processor."""
    return ms(cost.wall), ms(cost.cpu)


def page(rows: list[tuple[str, ...]], others: dict[str, str]) -> str:
    """The results as Markdown."""
    apart = [
        line
        for name, said in others.items()
        for line in (f"## {OTHERS[name]} (`{name}.py`)", "", "```", said, "```", "")
    ]
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    lines = [
        "# Measured speed",
        "",
        f"{time.strftime('%Y-%m-%d')}, {platform.system()}, {os.cpu_count()} cores, "
        f"load {load} at the end, Python {platform.python_version()}.",
        "All rows are from one run of `python benchmarks/koer.py`; the case is the Aabenraa IPS "
        "decision report. Commands, series and floor are medians (the series and the floor by "
        "turns), and with their start-up. Processor time tells what the times would be on "
        "cores that nobody else uses; for two processes it is halved.",
        "",
        "| Work | Time | Processor | Ratio of times | Ratio of processor | Bar |",
        "|---|---:|---:|---:|---:|---:|",
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        *apart,
        f"Versions: {versions}.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
