"""Connections are few enough, and none is waited for without end."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from meetd import metrics
from meetd.rest import connections
from meetd.rest.connections import Runner, backlog, capacity, raise_descriptor_limit
from support.api import Api
from support.waiting import PATIENCE, until

HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"


class Wire:
    """Connections to a server, byte by byte."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: list[asyncio.StreamWriter] = []
        self.waiting = 0
        """Requests for `/wait` and `/much` that the server has read."""

    async def said(self, request: bytes) -> asyncio.StreamReader:
        """Connect and send that; what comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._open.append(writer)
        writer.write(request)
        return reader

    async def answer(self, path: str = "/") -> bytes:
        """All of an answer."""
        reader = await self.said(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        async with asyncio.timeout(PATIENCE):
            return await reader.read()

    async def hang_up(self, count: int | None = None) -> None:
        """Close the first so many, or all."""
        closing, self._open = self._open[:count], self._open[len(self._open[:count]) :]
        for writer in closing:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def serving(capacity: int | Callable[[], int]) -> AsyncIterator[Wire]:
    """A small server. `/` reads the body, `/wait` answers never, `/much` without an end."""

    async def read(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def wait(_: web.Request) -> web.Response:
        wire.waiting += 1
        await asyncio.Event().wait()
        return web.Response()

    async def much(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        wire.waiting += 1
        with contextlib.suppress(ConnectionError):
            while True:
                await response.write(bytes(2**20))
        return response

    app = web.Application()
    app.router.add_get("/much", much)
    app.router.add_get("/", read)
    app.router.add_post("/", read)
    app.router.add_get("/wait", wait)
    most = capacity if callable(capacity) else lambda: capacity
    runner = Runner(app, capacity=most, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wire = Wire(int(runner.addresses[0][1]))
    try:
        yield wire
    finally:
        await wire.hang_up()
        await runner.cleanup()


@pytest.mark.parametrize("half", [b"", b"GET / HT", HALF_A_BODY], ids=["nothing", "head", "body"])
async def test_those_who_say_nothing_keep_nobody_out(half: bytes) -> None:
    async with serving(4) as wire:
        silent = [await wire.said(half) for _ in range(20)]
        assert b"200 OK" in await wire.answer()
        assert sum(reader.at_eof() for reader in silent) >= 16


async def test_where_there_may_be_fewer_the_others_make_room() -> None:
    most = [10]
    async with serving(lambda: most[0]) as wire:
        silent = [await wire.said(b"") for _ in range(9)]
        assert b"200 OK" in await wire.answer()
        assert not any(reader.at_eof() for reader in silent)
        most[0] = 4
        assert b"200 OK" in await wire.answer()
        assert [reader.at_eof() for reader in silent] == [True] * 6 + [False] * 3


async def test_of_those_who_wait_for_an_answer_none_is_given_up() -> None:
    async with serving(3) as wire:
        waiting = [await wire.said(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(3)]
        await until(lambda: wire.waiting == 3)
        head = await wire.answer()
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 1" in head
        assert not any(reader.at_eof() for reader in waiting)
        await wire.hang_up(1)
        async with asyncio.timeout(PATIENCE):
            while b"200 OK" not in await wire.answer():
                """The server hears of it in its own time."""


async def test_those_who_take_nothing_of_an_answer_keep_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "STALLED", 0.05)
    async with serving(4) as wire, asyncio.timeout(20):
        for _ in range(4):
            await wire.said(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: wire.waiting == 4)
        while b"200 OK" not in await wire.answer():
            """They may take something for a moment yet."""


@pytest.mark.parametrize("half", [b"", b"GET / HTTP/1.1\r\nX: "], ids=["nothing", "head"])
async def test_a_first_request_has_a_deadline(monkeypatch: pytest.MonkeyPatch, half: bytes) -> None:
    monkeypatch.setattr(connections, "FIRST_REQUEST_LIMIT", 0.05)
    async with serving(100) as wire, asyncio.timeout(10):
        reader = await wire.said(half)
        assert await reader.read() == b""


async def test_an_answer_that_nobody_takes_has_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SWEEP_INTERVAL", 0.05)
    monkeypatch.setattr(connections, "REQUEST_LIMIT", 0.1)
    async with serving(100) as wire, asyncio.timeout(10):
        reader = await wire.said(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
async def test_what_is_no_http(api: Api, request_: bytes, caplog: pytest.LogCaptureFixture) -> None:
    before = metrics.REGISTRY.get_sample_value("meetd_http_malformed_total") or 0
    caplog.clear()
    got = await api.wire(request_)
    got.is_problem(400, "malformed_request")
    assert got.headers["Server"] == "meetd"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert b"aiohttp" not in got.body
    assert metrics.REGISTRY.get_sample_value("meetd_http_malformed_total") == before + 1
    assert [record for record in caplog.records if record.levelname != "DEBUG"] == []


def test_all_descriptors_are_used_and_some_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = [256, 4096]
    monkeypatch.setattr(resource, "getrlimit", lambda _: tuple(limits))
    monkeypatch.setattr(resource, "setrlimit", lambda _, new: limits.__setitem__(slice(2), new))
    assert raise_descriptor_limit() == 4096
    assert limits == [4096, 4096]
    assert 3500 < capacity(4096, workers=4) <= 4096 - backlog(4096) - 64
    assert 64 < capacity(256, workers=2) < 256 - backlog(256) - 64
    assert capacity(64, workers=8) == 16
