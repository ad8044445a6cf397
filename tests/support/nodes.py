"""Two servers of one service, as processes, on one PostgreSQL and one Redis, behind Caddy."""

from __future__ import annotations

import asyncio
import contextlib
import re
import textwrap
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support.cable import Cable, cable
from support.caddy import caddy
from support.ports import free_port
from support.redis import Redis, redis
from support.service import Service

COMPOSE = Path(__file__).parents[2] / "docker" / "compose.cluster.yaml"
SECRET = "a secret key for tests that is long enough"


@dataclass(frozen=True)
class Nodes:
    """The service, and what it stands on."""

    a: Service
    b: Service
    redis: Redis
    to_database: Cable
    """From node a alone."""
    database: str
    """The URL of the database."""
    url: str
    """Where people open it: now one node answers, now the other."""

    @property
    def both(self) -> tuple[Service, Service]:
        return self.a, self.b

    def owner(self) -> Service:
        """The node that has the only room there is."""
        found = [one for one in self.both if one.metric("meetd_rooms")]
        assert len(found) == 1
        return found[0]

    def other(self, service: Service) -> Service:
        """The other one."""
        return self.b if service is self.a else self.a


def checks() -> str:
    """How Caddy finds out which nodes live, as it is shipped."""
    shipped = re.search(r"CADDY_CHECKS: \|-\n((?: {8}.*\n)+)", COMPOSE.read_text())
    assert shipped is not None
    return textwrap.dedent(shipped[1])


@contextlib.asynccontextmanager
async def nodes(folder: Path, database_url: str, **settings: str) -> AsyncIterator[Nodes]:
    """Run all of it, with such settings more."""
    port = free_port()
    url = f"http://localhost:{port}"
    direct = urlsplit(database_url)
    path = parse_qs(direct.query)["host"][0] + "/.s.PGSQL.5432"
    async with contextlib.AsyncExitStack() as stack:
        server = stack.enter_context(redis(folder))
        to_database = await stack.enter_async_context(cable(path))
        by_cable = f"postgresql://postgres@127.0.0.1:{to_database.port}{direct.path}"
        services = []
        for name, its_database in (("a", by_cable), ("b", database_url)):
            (folder / name).mkdir()
            own = free_port()
            service = Service(
                folder / name, own, node=name, node_url=f"http://127.0.0.1:{own}",
                redis_url=server.url, database_url=its_database, secret_key=SECRET,
                public_url=url, workers="1", **settings,
            )  # fmt: skip
            # Beside the cable, which this loop carries.
            stack.push_async_callback(asyncio.to_thread, service.stop)
            await asyncio.to_thread(service.start)
            services.append(service)
        upstreams = " ".join(f"127.0.0.1:{service.port}" for service in services)
        await stack.enter_async_context(caddy(folder, url, upstreams, checks=checks()))
        yield Nodes(services[0], services[1], server, to_database, database_url, url)
