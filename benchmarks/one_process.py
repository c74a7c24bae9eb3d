"""Many cases in one process: memory and threads of the first and the last hundred."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import threading
from pathlib import Path

from som_calc.running.series.orders import Order
from som_calc.running.series.work import produce


def resident() -> float:
    """MB of memory in use (Linux)."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print medians over the first and the last fifth of the cases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    parser.add_argument("--antal", type=int, default=500)
    chosen = parser.parse_args()
    memory, threads = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(chosen.antal):
            share = f"mereffekt={3 + number / 100:g} %".replace(".", ",")
            produce(Order("sag", chosen.case, Path(folder), ("html",), (share,)))
            memory.append(resident())
            threads.append(threading.active_count())
    part = max(1, chosen.antal // 5)
    print(
        json.dumps(
            {
                "first_mb": statistics.median(memory[:part]),
                "last_mb": statistics.median(memory[-part:]),
                "first_threads": statistics.median(threads[:part]),
                "last_threads": statistics.median(threads[-part:]),
            }
        )
    )


if __name__ == "__main__":
    main()
