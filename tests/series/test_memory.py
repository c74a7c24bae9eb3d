"""A series takes no more processes than there is memory for."""

from __future__ import annotations

import os

import pytest

from som_calc.running.series import crew, memory

MB = 1024**2


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """``machine(path=content, …)``: a system that tells so much of itself."""

    def tells(files):
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(str(content), encoding="ascii")
        return memory.room(tmp_path)

    monkeypatch.delattr(os, "sysconf", raising=False)
    return tells


def meminfo(megabytes):
    free = megabytes * 1024
    return {"proc/meminfo": f"MemTotal: 99999999 kB\nMemAvailable: {free} kB\nBuffers: 7 kB\n"}


def group(folder, limit, usage, cached=0):
    return {
        f"{folder}/memory.max": limit,
        f"{folder}/memory.current": usage * MB,
        f"{folder}/memory.stat": f"anon 1\ninactive_file {cached * MB}\n",
    }


@pytest.mark.parametrize(("free", "processes"), [(8192, 16), (1024, 2), (1023, 1), (10, 1)])
def test_what_the_machine_has_free_is_shared(machine, free, processes):
    assert machine(meminfo(free)) == processes


def test_a_container_counts_its_own_limit_less_what_it_uses(machine):
    told = meminfo(64_000) | {"proc/self/cgroup": "0::/\n"}
    assert machine(told | group("sys/fs/cgroup", 4096 * MB, 1024)) == 6
    assert machine(group("sys/fs/cgroup", 4096 * MB, 1024, cached=512)) == 7
    assert machine(group("sys/fs/cgroup", "max", 1024)) == 125


def test_an_outer_groups_tighter_limit_binds(machine):
    told = meminfo(64_000) | {"proc/self/cgroup": "0::/job/trin\n"}
    told |= group("sys/fs/cgroup/job/trin", "max", 100)
    assert machine(told | group("sys/fs/cgroup/job", 2048 * MB, 512)) == 3


def test_a_path_of_the_host_is_found_at_the_top(machine):
    told = meminfo(64_000) | {"proc/self/cgroup": "0::/docker/abc\n"}
    assert machine(told | group("sys/fs/cgroup", 1536 * MB, 0)) == 3


def test_the_older_generation_of_groups_counts_too(machine):
    told = meminfo(64_000) | {"proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/job\n"}
    folder = "sys/fs/cgroup/memory/job"
    told |= {
        f"{folder}/memory.limit_in_bytes": 2048 * MB,
        f"{folder}/memory.usage_in_bytes": 1536 * MB,
        f"{folder}/memory.stat": f"cache 1\ntotal_inactive_file {512 * MB}\n",
    }
    assert machine(told) == 2


def test_half_of_all_memory_is_counted_on_where_only_the_whole_is_told(machine, monkeypatch):
    pages = {"SC_PHYS_PAGES": 16_384 * MB // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", pages.__getitem__, raising=False)
    assert machine({}) == 16


def test_a_few_processes_are_used_where_nothing_is_told(machine):
    assert machine({}) == memory.UNKNOWN


def test_a_series_never_takes_more_processes_than_fit(monkeypatch):
    monkeypatch.setattr(crew.os, "sched_getaffinity", lambda who: range(16), raising=False)
    monkeypatch.setattr(memory, "room", lambda: 3)
    assert crew.default_processes() == 3
    monkeypatch.setattr(memory, "room", lambda: 30)
    assert crew.default_processes() == 16
