"""A knowledge base as large as SØM's could be is loaded and checked in under a second."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_100_groups_30_services_and_11_years_load_in_under_a_second(tmp_path: Path) -> None:
    place = Path(__file__).parents[2] / "benchmarks" / "viden.py"
    spec = importlib.util.spec_from_file_location("benchmark_viden", place)
    assert spec is not None
    assert spec.loader is not None
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    assert benchmark.write(tmp_path) == 33_000
    assert min(benchmark.measure(tmp_path, 3)) < benchmark.LIMIT
