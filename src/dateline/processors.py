"""How many processes a machine has cores and memory for."""

from __future__ import annotations

import os
from pathlib import Path

WORKER_MEMORY = 600 << 20
"""Bytes that a worker takes at most of its own, with room to spare; measured in docs/performance.md."""
_CPUS = Path("/sys/devices/system/cpu")
_GROUP = Path("/sys/fs/cgroup")


def useful_workers() -> int:
    """As many as there are cores that this process may use, where there is memory for so many; at least 1."""
    cores = physical_cores()
    memory = free_memory()
    return max(1, cores if memory is None else min(cores, memory // WORKER_MEMORY))


def physical_cores() -> int:
    """Cores that this process may use. Two threads of one core count once: coding keeps a core busy."""
    if not hasattr(os, "sched_getaffinity"):
        return max(1, (os.cpu_count() or 1))
    allowed = os.sched_getaffinity(0)
    siblings = {_text(_CPUS / f"cpu{n}" / "topology" / "thread_siblings_list") or str(n) for n in allowed}
    quota, _, period = (_text(_GROUP / "cpu.max") or "max").partition(" ")
    granted = len(siblings) if quota == "max" else round(int(quota) / int(period))
    return max(1, min(len(siblings), granted))


def free_memory() -> int | None:
    """Bytes that this process and its children may still take; None where nothing tells."""
    found = []
    for line in (_text(Path("/proc/meminfo")) or "").splitlines():
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            found.append(int(rest.split()[0]) << 10)
    most, used = _text(_GROUP / "memory.max"), _text(_GROUP / "memory.current")
    if most and used and most != "max":
        found.append(max(0, int(most) - int(used)))
    return min(found, default=None)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return None
