"""How many processes this machine has memory for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

NEEDED = 512 * 1024**2
"""Bytes a process takes at most while it makes a report in four formats (measured: 509 MB)."""
UNKNOWN = 4
"""Processes where the system does not tell how much memory it has free."""
_ROOT = Path("/")


def room(root: Path = _ROOT) -> int:
    """How many processes fit into the memory that is free now; at least one.

    The least counts of what the machine has free and what each control group around this
    program (a container, a batch job) has left of its limit.

    Args:
        root: where ``proc`` and ``sys`` are found.
    """
    free = [*_free_in_machine(root), *_left_in_groups(root)]
    return max(1, min(free) // NEEDED) if free else UNKNOWN


def _free_in_machine(root: Path) -> list[int]:
    with suppress(OSError, ValueError, IndexError):
        for line in (root / "proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return [int(line.split()[1]) * 1024]
    with suppress(OSError, ValueError, AttributeError):  # macOS tells only the whole
        return [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2]
    return []


def _left_in_groups(root: Path) -> list[int]:
    """Both generations of Linux' control groups; the limit of an outer one binds too."""
    found = []
    with suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            names = ("memory.max", "memory.current", "inactive_file")
            top = root / "sys/fs/cgroup"
            if controllers:
                if "memory" not in controllers.split(","):
                    continue
                names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
                top /= "memory"
            inner = top / path.lstrip("/")
            # Inside a container the path may be the host's; the group is then mounted at the top.
            for folder in [inner, *inner.parents]:
                found += _left(folder, *names)
                if folder == top:
                    break
    return found


def _left(group: Path, limit: str, usage: str, reclaimable: str) -> list[int]:
    with suppress(OSError, ValueError):  # no such group, or no limit (»max«)
        statistics = dict(
            line.split()
            for line in (group / "memory.stat").read_text(encoding="ascii").splitlines()
        )
        used = int((group / usage).read_text()) - int(statistics.get(reclaimable, 0))
        return [max(0, int((group / limit).read_text()) - used)]
    return []
