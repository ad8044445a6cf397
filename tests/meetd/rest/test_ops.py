"""What operators and their tools ask: alive, ready, and what it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar
from prometheus_client.parser import text_string_to_metric_families

from support.api import Api
from support.backend import Backend, backend, settings
from support.postgres import Postgres


@pytest.fixture
async def ops(server: Backend) -> AsyncIterator[Api]:
    async with ClientSession() as http:
        yield Api(server, http)


class Outage:
    """Takes the server's database away, and gives it back."""

    def __init__(self, connection: Any, name: str) -> None:
        self._connection = connection
        self._name = name

    async def begin(self) -> None:
        while True:
            await self._connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                self._name,
            )
            try:
                await self._rename(self._name, f"{self._name}_gone")
            except asyncpg.ObjectInUseError:
                continue  # Somebody was quick to connect again, or slow to go.
            return

    async def end(self) -> None:
        await self._rename(f"{self._name}_gone", self._name)

    async def _rename(self, name: str, to: str) -> None:
        await self._connection.execute(f"ALTER DATABASE {name} RENAME TO {to}")


@pytest.fixture
async def outage(postgres: Postgres, ops: Api) -> AsyncIterator[Outage]:
    name = await _newest(postgres)
    connection = await asyncpg.connect(postgres.url("postgres"))
    yield Outage(connection, name)
    await connection.close()


async def _newest(postgres: Postgres) -> str:
    """The database that a server was started with last."""
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        return str(
            await connection.fetchval(
                "SELECT datname FROM pg_database WHERE datname LIKE 'test%' ORDER BY oid DESC"
            )
        )
    finally:
        await connection.close()


async def test_all_is_well(ops: Api) -> None:
    alive = await ops.call("GET", "//healthz")
    assert (alive.status, alive.json) == (200, {"status": "ok"})
    ready = await ops.call("GET", "//readyz")
    checks = {"database": True, "workers": True, "accepting": True}
    assert (ready.status, ready.json) == (200, {"status": "ok", "checks": checks})


async def test_without_its_database_it_lives_and_is_not_ready(ops: Api, outage: Outage) -> None:
    token = await ops.token()
    await outage.begin()
    ready = await ops.call("GET", "//readyz")
    assert (ready.status, ready.json["status"]) == (503, "unavailable")
    assert ready.json["checks"] == {"database": False, "workers": True, "accepting": True}
    assert (await ops.call("GET", "//healthz")).status == 200
    assert (await ops.call("GET", "//metrics")).status == 200
    for method, path in (("GET", "/users/me"), ("GET", "/rooms"), ("POST", "/rooms")):
        (await ops.call(method, path, token=token)).is_problem(503, "unavailable")
    said = {"login": "nobody", "password": "a long password"}
    (await ops.call("POST", "/auth/login", said)).is_problem(503, "unavailable")
    await outage.end()
    assert (await ops.call("GET", "//readyz")).status == 200
    assert (await ops.call("GET", "/users/me", token=token)).status == 200


async def test_metrics_are_prometheus_own(ops: Api) -> None:
    token = await ops.token()
    await ops.call("GET", "/rooms/abc-defg-hij", token=token)
    await ops.call("GET", "/rooms/xyz-defg-hij", token=token)
    answer = await ops.call("GET", "//metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {f.name: f for f in text_string_to_metric_families(answer.body.decode())}
    assert {s.value for s in families["meetd_workers"].samples} == {1.0}
    assert {s.labels["mode"] for s in families["meetd_rooms"].samples} == {"p2p", "sfu"}
    routes = {s.labels["route"] for s in families["meetd_http_request_seconds"].samples}
    assert "/api/v1/rooms/{code}" in routes
    assert not [route for route in routes if "abc-defg-hij" in route]


async def test_metrics_do_not_grow_with_what_strangers_send(ops: Api) -> None:
    for number in range(5):
        await ops.call("GET", f"//stranger-{number}", headers={"Accept": "image/*"})
        await ops.call(f"PURGE{number}", f"//stranger-{number}")
        await ops.wire(f"BREW{number} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    text = (await ops.call("GET", "//metrics")).body.decode()
    assert "stranger-" not in text
    assert "BREW" not in text
    assert "PURGE1" not in text


async def test_rooms_are_counted_while_somebody_is_inside(ops: Api) -> None:
    anna = await ops.backend.client()
    await anna.join(await anna.new_room())
    text = (await ops.call("GET", "//metrics")).body.decode()
    assert 'meetd_rooms{mode="p2p"} 1.0' in text
    assert 'meetd_participants{mode="p2p"} 1.0' in text


TOKEN = "a-token-of-the-operator"
ELSEWHERE = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "203.0.113.7"},
    {"Host": "meet.example.org"},
    {"Host": "203.0.113.7"},
    {"Host": "localhost.example.org"},
    {"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer wrong"},
    {"X-Forwarded-For": "203.0.113.7", "Authorization": "Bearer "},
    {"Authorization": "Bearer \xff"},
]


@pytest_asyncio.fixture
async def guarded(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Api]:
    """A server whose figures can be seen from elsewhere, with a token."""
    of = settings(tmp_path, await postgres.migrated(), metrics_token=TOKEN)
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Api(running, http)


async def test_what_it_does_is_for_the_operator(guarded: Api) -> None:
    """A load balancer still hears whether it is ready."""
    for headers in ELSEWHERE:
        figures = await guarded.call("GET", "//metrics", headers=headers)
        figures.is_problem(403, "not_operator")
        ready = await guarded.call("GET", "//readyz", headers=headers)
        assert (ready.status, ready.json) == (200, {"status": "ok"})
    shown = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.7"}
    assert (await guarded.call("GET", "//metrics", headers=shown)).status == 200
    assert "checks" in (await guarded.call("GET", "//readyz", headers=shown)).json
    for host in ("localhost", "localhost:8080", "127.0.0.1:9", "[::1]:8080"):
        assert (await guarded.call("GET", "//metrics", headers={"Host": host})).status == 200


@pytest.mark.parametrize("token", [None, TOKEN])
async def test_behind_a_proxy_the_token_alone_opens(
    postgres: Postgres, tmp_path: Path, token: str | None
) -> None:
    """TLS ends at a proxy, and not each adds a header or keeps the Host."""
    of = settings(
        tmp_path,
        await postgres.migrated(),
        public_url="https://meet.example.org",
        metrics_token=token,
    )
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        api = Api(running, http)
        for host in ("localhost", "127.0.0.1:8080", "[::1]:8080"):
            figures = await api.call("GET", "//metrics", headers={"Host": host})
            figures.is_problem(403, "not_operator")
            ready = await api.call("GET", "//readyz", headers={"Host": host})
            assert (ready.status, ready.json) == (200, {"status": "ok"})
        assert (await api.call("GET", "//healthz")).status == 200
        shown = {"Authorization": f"Bearer {TOKEN}"}
        expected = 200 if token else 403
        assert (await api.call("GET", "//metrics", headers=shown)).status == expected


async def test_without_a_token_no_token_opens(ops: Api) -> None:
    for given in ("Bearer ", "Bearer None", "Bearer x"):
        headers = {"Authorization": given, "X-Forwarded-For": "203.0.113.7"}
        (await ops.call("GET", "//metrics", headers=headers)).is_problem(403, "not_operator")


async def test_every_answer_has_an_id(ops: Api) -> None:
    answers = [await ops.call("GET", path) for path in ("//healthz", "/nothing", "/users/me")]
    ids = {answer.headers["X-Request-Id"] for answer in answers}
    assert len(ids) == 3
