"""The experience database at 10.000 generated cases: adding, searching, size on disk.

    python benchmarks/database.py [number of cases]

Adds real packages in batches of 100 (each batch one transaction), then asks the search page
through Datasette's in-process client: routing, query, facets and the finished HTML.  Promised:
at least 200 cases/s, under 50 ms in the median, under 200 MB.  Leaves with 1 when not kept.
"""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from som_calc.library.database import Library
from som_calc.library.serve import build

BATCH = 100
ROUNDS = 5
SEARCHES = [
    "",
    "q=støtte",
    "q=bostøtte",
    "q=emne77",
    "q=ips",
    "q=hjemløs&kommune=Aarhus+Kommune",
    "q=misbrug+familie&evidensniveau=1",
    "q=mentor&fortegn_kommune=overskud",
    "q=act+randers",
    "kommune=Faxe+Kommune&kommune=Randers+Kommune",
    "målgruppe=Hjemløse+18-64+år&fortegn_i_alt=underskud",
    "år=2023&materialetype=Eksempelberegning",
    "q=familiebehandling&orden=resultat&side=3",
    'q="opsøgende+team"',
]


def load_builder() -> Any:
    """The tests' package builder."""
    path = Path(__file__).parent.parent / "tests" / "library" / "packages.py"
    spec = importlib.util.spec_from_file_location("packages", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def add(library: Library, folder: Path, count: int) -> tuple[float, float]:
    """Cases added per second of time passed, and per second of the processor's time.

    Making the packages is not counted.  The first says what the disk and everything else on
    the machine allow, the second what the program itself costs.
    """
    packages = load_builder()
    spent = worked = 0.0
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        paths = [packages.write_package(folder, packages.generated(n)) for n in numbers]
        begun, began = time.perf_counter(), time.process_time()
        library.add(paths)
        spent += time.perf_counter() - begun
        worked += time.process_time() - began
        for path in paths:
            path.unlink()
    return count / spent, count / worked


async def search(path: Path) -> dict[str, list[float]]:
    """Milliseconds per search, ``ROUNDS`` of each; the first answer of the server is left out."""
    served = build(path)
    await served.invoke_startup()
    await served.client.get("/")
    spent: dict[str, list[float]] = {}
    for _, query in itertools.product(range(ROUNDS), SEARCHES):
        begun = time.perf_counter()
        answer = await served.client.get(f"/?{query}")
        spent.setdefault(query, []).append((time.perf_counter() - begun) * 1e3)
        assert answer.status_code == 200
    return spent


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "e.db"
        with Library(path) as library:
            per_second, alone = add(library, Path(folder) / "ind", count)
        size = path.stat().st_size / 1e6
        spent = asyncio.run(search(path))
    for query, times in spent.items():
        print(f"{statistics.median(times):7.1f} ms  {query or '(alle)'}")
    middle = statistics.median(itertools.chain.from_iterable(spent.values()))
    speed = f"{per_second:.0f} tilføjet/s ({alone:.0f} pr. sekund af processorens tid)"
    print(f"{count} sager: {speed}, søgning {middle:.1f} ms, {size:.0f} MB")
    return int(per_second < 200 or middle >= 50 or size >= 200)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
