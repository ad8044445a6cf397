"""Two nodes on machines of their own, with a network between them and all they stand on.

    node a ─── router ─── node b
                 │
      this machine: PostgreSQL, Redis, people

Each node is in a network namespace; what is cut is cut in the router, without a word to anybody."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support.cable import cable
from support.network import HTTP_PORT, DistantService, Line, Namespace
from support.nodes import SECRET
from support.redis import Redis, redis

HOME = "10.79.0"
_HOME_END = "home"


class Apart:
    """The nodes, and the ways between them."""

    def __init__(self, router: Namespace, lines: dict[str, Line], ports: dict[str, int]) -> None:
        self._router = router
        self._lines = lines
        self._ports = ports
        self.a: DistantService
        self.b: DistantService
        self.redis: Redis
        self.database = ""

    def owner(self) -> DistantService:
        """The node that has the only room there is."""
        (found,) = [one for one in (self.a, self.b) if one.metric("meetd_rooms")]
        return found

    @contextlib.contextmanager
    def without(self, node: DistantService, *what: str) -> Iterator[None]:
        """Meanwhile nothing passes between a node and `redis`, the `database` or the other
        node."""
        for each in what:
            if each == "node":
                other = self.b if node is self.a else self.a
                node.line.block(other.line)
                continue
            ends = ("--in-interface", node.line._end, "--out-interface", _HOME_END)
            back = ("--in-interface", _HOME_END, "--out-interface", node.line._end)
            port = str(self._ports[each])
            node.line._drop(*ends, "--protocol", "tcp", "--destination-port", port)
            node.line._drop(*back, "--protocol", "tcp", "--source-port", port)
        try:
            yield
        finally:
            self._router.run("iptables", "--flush", "FORWARD")


def impossible() -> str | None:
    """The reason for which there can be no such network here, if there is one."""
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    missing = [name for name in ("ip", "iptables", "nsenter", "unshare") if not shutil.which(name)]
    if missing:
        return f"there is no {missing[0]}"
    made = subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False)
    return "no network namespace can be made here" if made.returncode else None


@contextlib.contextmanager
def _at_home(router: Namespace) -> Iterator[None]:
    """A line between the router and this machine, which ends with the router."""
    end = f"meetd{os.getpid()}"
    peer = ("peer", "name", _HOME_END, "netns", str(router.pid))
    _run("ip", "link", "add", end, "type", "veth", *peer)
    try:
        router.run("ip", "address", "add", f"{HOME}.1/24", "dev", _HOME_END)
        router.run("ip", "link", "set", _HOME_END, "up")
        _run("ip", "address", "add", f"{HOME}.2/24", "dev", end)
        _run("ip", "link", "set", end, "up")
        _run("ip", "route", "add", "10.77.0.0/16", "via", f"{HOME}.1")
        yield
    finally:
        _run("ip", "link", "delete", end)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextlib.asynccontextmanager
async def apart(
    folder: Path, database_url: str, public_url: str | None = None
) -> AsyncIterator[Apart]:
    """Run all of it. People open it at `public_url`, or at whichever node they like."""
    direct = urlsplit(database_url)
    path = parse_qs(direct.query)["host"][0] + "/.s.PGSQL.5432"
    async with contextlib.AsyncExitStack() as stack:
        router = Namespace()
        stack.callback(router.close)
        router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
        stack.enter_context(_at_home(router))
        server = stack.enter_context(redis(folder, f"{HOME}.2"))
        to_database = await stack.enter_async_context(cable(path, host=f"{HOME}.2"))
        by_cable = f"postgresql://postgres@{HOME}.2:{to_database.port}{direct.path}"
        lines: dict[str, Line] = {}
        made = Apart(router, lines, {"redis": server.port, "database": to_database.port})
        made.redis, made.database = server, database_url
        for number, name in enumerate("ab"):
            line = lines[name] = Line(router, number)
            stack.callback(line.close)
            (folder / name).mkdir()
            service = DistantService(
                line, folder / name, node=name, node_url=f"http://{line.address}:{HTTP_PORT}",
                redis_url=server.url, database_url=by_cable, secret_key=SECRET,
                public_url=public_url or f"http://{line.address}:{HTTP_PORT}",
            )  # fmt: skip
            # Beside the cable, which this loop carries.
            stack.push_async_callback(asyncio.to_thread, service.stop)
            await asyncio.to_thread(service.start)
            setattr(made, name, service)
        yield made
