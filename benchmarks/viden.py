"""Loading and validating a large knowledge base: 100 target groups × 30 services × 11 years.

Run: ``python benchmarks/viden.py``.  The promise is under one second.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from som_calc.knowledge.loading import check_knowledge, load_knowledge

GROUPS, SERVICES, YEARS = 100, 30, 11
LIMIT = 1.0
"""Seconds."""
ORIGIN = "Digtet til målingen;2026-03-01;1.0;antagelse"


def write(folder: Path) -> int:
    """Write the tables and return the number of consequence rows."""
    end = "kilde;dato;version;status"
    groups = [f"gruppe-{g};Gruppe {g};{ORIGIN}" for g in range(GROUPS)]
    goals = [f"maal-{g};gruppe-{g};I job;{ORIGIN}" for g in range(GROUPS)]
    prices = [f"Ydelse {s};dage;{s + 100},50;0;{s};2025;{ORIGIN}" for s in range(SERVICES)]
    rows = [
        f"gruppe-{g};maal-{g};Ydelse {s};dage;efter;{k};-{g + 1},{s}{k};0,{s + 1};ja;{ORIGIN}"
        for g in range(GROUPS)
        for s in range(SERVICES)
        for k in range(YEARS)
    ]
    tables = {
        "maalgrupper": (f"id;navn;{end}", groups),
        "succesmaal": (f"id;målgruppe;navn;{end}", goals),
        "priser": (f"ydelse;enhed;kommune;region;stat;prisniveau;{end}", prices),
        "konsekvenser": (
            "målgruppe;succesmål;ydelse;enhed;hvornår;år;estimat;standardfejl;signifikant;" + end,
            rows,
        ),
    }
    for name, (header, lines) in tables.items():
        text = "\n".join((header, *lines)) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return len(rows)


def measure(folder: Path, times: int = 5) -> list[float]:
    """Seconds of processor time per load (one thread), so that a busy machine does not count."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        _, problems = check_knowledge([folder])
        taken.append(time.process_time() - start)
        assert not problems, problems[0]
    return taken


def main() -> None:
    """Print the times and fail when the promise is broken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = write(folder)
        taken = measure(folder)
        knowledge = load_knowledge([folder])
        start = time.perf_counter()
        for g in range(GROUPS):
            knowledge.sets["grund"].consequences(f"gruppe-{g}", f"maal-{g}")
        looked_up = time.perf_counter() - start
    print(f"{rows:,} konsekvensrækker".replace(",", "."))
    print(f"læst og kontrolleret: {statistics.median(taken):.2f} s regnetid (grænse {LIMIT:.0f} s)")
    print(f"alle {GROUPS} målgruppers konsekvenser slået op: {looked_up * 1000:.0f} ms")
    assert statistics.median(taken) < LIMIT


if __name__ == "__main__":
    main()
