"""How many processors this process may use: those that it may run on, as far as the quotas of its
control groups (version 1 and 2) go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def usable_cpus(
    cgroups: Path = CGROUPS, membership: Path = MEMBERSHIP, affinity: int | None = None
) -> int:
    """Whole processors, at least one. What is not there, or cannot be read, limits nothing."""
    least = float(len(os.sched_getaffinity(0)) if affinity is None else affinity)
    for folder in _folders(cgroups, membership):
        least = min(least, *_limits(folder))
    return max(1, int(least))


def _folders(cgroups: Path, membership: Path) -> Iterator[Path]:
    """The groups that this process is in, each with those around it: all of them hold."""
    for line in _read(membership).splitlines():
        hierarchy, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if hierarchy == "0":
            roots = [cgroups, cgroups / "unified"]
        elif {"cpu", "cpuset"} & set(controllers.split(",")):
            roots = [cgroups / name for name in (controllers, *controllers.split(","))]
        else:
            continue
        # A container may see the path that its group has on the host, and itself at the root.
        below = Path(path.lstrip("/"))
        for root in roots:
            yield from (root / part for part in (below, *below.parents))


def _limits(folder: Path) -> Iterator[float]:
    yield float("inf")
    quota, _, period = _read(folder / "cpu.max").partition(" ")
    yield _ratio(quota, period)
    yield _ratio(_read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us"))
    for name in ("cpuset.cpus.effective", "cpuset.effective_cpus", "cpuset.cpus"):
        yield _count(_read(folder / name))


def _ratio(quota: str, period: str) -> float:
    # "max", or -1: no limit.
    if not quota.isdecimal() or not period.isdecimal() or not int(period):
        return float("inf")
    return int(quota) / int(period)


def _count(ranges: str) -> float:
    """Count what is listed like `0-3,8`."""
    total = 0
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            return float("inf")
        total += int(last or first) - int(first) + 1
    return total or float("inf")


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except (OSError, ValueError):
        return ""
