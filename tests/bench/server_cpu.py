"""Seconds of the processor that a server has used."""

from __future__ import annotations

from pathlib import Path

import psutil

from support.service import Service


def server_cpu(service: Service) -> float:
    """Seconds that the server's threads have run."""
    threads = Path(f"/proc/{service.pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def database_cpu(data: Path) -> float:
    """Seconds that the PostgreSQL of that data folder has run, with all its processes; in
    hundredths."""
    pid = int((data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    server = psutil.Process(pid)
    times = [one.cpu_times() for one in (server, *server.children(recursive=True))]
    # Those of connections that are over are counted by the one that they were children of.
    ended = server.cpu_times()
    return sum(t.user + t.system for t in times) + ended.children_user + ended.children_system
