"""As many workers as a container may use processors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meetd.cpus import usable_cpus

V2 = "0::/\n"
V1 = "5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n"


@pytest.mark.parametrize(
    ("membership", "files", "found"),
    [
        ("", {}, 8),
        (V2, {"cpu.max": "max 100000"}, 8),
        (V2, {"cpu.max": "200000 100000"}, 2),
        (V2, {"cpu.max": "250000 100000"}, 2),
        (V2, {"cpu.max": "50000 100000"}, 1),
        (V2, {"cpu.max": "1600000 100000"}, 8),
        (V2, {"cpu.max": "damaged"}, 8),
        (V2, {"cpu.max": "100000 0"}, 8),
        (V2, {"cpuset.cpus.effective": "0-2,5"}, 4),
        (V2, {"cpuset.cpus.effective": "0-3", "cpu.max": "300000 100000"}, 3),
        # The group around it holds too, and the narrowest counts.
        ("0::/a/b\n", {"cpu.max": "max 100000", "a/cpu.max": "300000 100000"}, 3),
        ("0::/a/b\n", {"a/cpu.max": "300000 100000", "a/b/cpu.max": "200000 100000"}, 2),
        ("0::/a\n", {"other/cpu.max": "100000 100000"}, 8),
        # A path of the host's, of which the container sees the end as its root.
        ("0::/docker/abc\n", {"cpu.max": "200000 100000"}, 2),
        # Version 1: by the names that the hierarchies are mounted under.
        (V1, {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 8),
        (V1, {"cpu/cpu.cfs_quota_us": "300000", "cpu/cpu.cfs_period_us": "100000"}, 3),
        (
            V1,
            {
                "cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "150000",
                "cpu,cpuacct/docker/abc/cpu.cfs_period_us": "50000",
            },
            3,
        ),
        (V1, {"cpuset/docker/abc/cpuset.cpus": "4-5"}, 2),
        # Both at once.
        (
            V1 + "0::/docker/abc\n",
            {"unified/cpu.max": "max 1", "cpuset/cpuset.effective_cpus": "1"},
            1,
        ),
    ],
)
def test_the_narrowest_limit_counts(
    tmp_path: Path, membership: str, files: dict[str, str], found: int
) -> None:
    (tmp_path / "membership").write_text(membership)
    for name, text in files.items():
        file = tmp_path / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
    assert usable_cpus(tmp_path / "cgroup", tmp_path / "membership", affinity=8) == found


def test_no_more_than_this_process_may_run_on(tmp_path: Path) -> None:
    assert usable_cpus(tmp_path, tmp_path / "none") == len(os.sched_getaffinity(0))
    assert usable_cpus() <= len(os.sched_getaffinity(0))
