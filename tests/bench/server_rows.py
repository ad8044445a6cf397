"""Chat, REST and memory: what needs no browser."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise

import psutil
from aiohttp import ClientSession

from bench.bot import Bot, bots
from bench.report import Row, percentile
from support.rest import post, register
from support.service import Service

PASSWORD = "a long password"
ROOM = 10
MESSAGES = 200
CROWD = 100
CROWD_ROOM = 5


async def rows(service: Service) -> list[Row]:
    """All of them, in turn."""
    return [
        *await _memory(service),
        *await _chat(service),
        *await _rest_while_logins_run(service),
    ]


async def _chat(service: Service) -> list[Row]:
    code = _room(service)
    async with bots(service, ROOM) as people:
        for person in people:
            await person.join(code)
        delays: list[float] = []
        for number in range(MESSAGES):
            began = time.perf_counter()
            heard = [asyncio.create_task(_hears(one, began)) for one in people]
            # In turn, since one person may not say so much at once.
            await people[number % ROOM].say(f"message {number}")
            delays += await asyncio.gather(*heard)
    return [
        Row("chat, room of ten, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row("chat, room of ten, p99", 1000 * percentile(delays, 0.99), "ms", bar=30),
    ]


async def _hears(listener: Bot, began: float) -> float:
    await listener.messages.get()
    return time.perf_counter() - began


async def _rest_while_logins_run(service: Service) -> list[Row]:
    # Each integrator makes fewer rooms than one account may at once.
    tokens = [await asyncio.to_thread(register, service) for _ in range(8)]
    login = "bench-login"
    account = {"email": f"{login}@example.org", "username": login, "password": PASSWORD}
    await asyncio.to_thread(post, service, "/auth/register", account)
    stop = asyncio.Event()
    logins = 0
    base = f"http://127.0.0.1:{service.port}/api/v1"

    async def sign_in(http: ClientSession) -> None:
        nonlocal logins
        body = {"login": login, "password": PASSWORD}
        while not stop.is_set():
            async with http.post(f"{base}/auth/login", json=body) as answer:
                logins += answer.status == 200

    async def call(http: ClientSession, token: str, delays: list[float]) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        for _ in range(60):
            for method, path, body in (
                ("GET", "/rooms", None),
                ("POST", "/rooms", {"name": "Bench"}),
                ("GET", "/users/me", None),
            ):
                began = time.perf_counter()
                async with http.request(method, base + path, json=body, headers=headers) as answer:
                    await answer.read()
                    assert answer.ok
                delays.append(time.perf_counter() - began)

    delays: list[float] = []
    async with (
        ClientSession(headers={"Origin": service.url}) as visitors,
        ClientSession() as integrators,
    ):
        background = [asyncio.create_task(sign_in(visitors)) for _ in range(4)]
        began = time.perf_counter()
        await asyncio.gather(*(call(integrators, token, delays) for token in tokens))
        seconds = time.perf_counter() - began
        stop.set()
        await asyncio.gather(*background)
    note = f"{logins / seconds:.0f} sign-ins a second beside {len(delays) / seconds:.0f} requests"
    return [
        Row("REST while people sign in, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row(
            "REST while people sign in, p95",
            1000 * percentile(delays, 0.95),
            "ms",
            bar=50,
            note=note,
        ),
    ]


async def _memory(service: Service) -> list[Row]:
    server = psutil.Process(service.pid)
    workers = [child for child in server.children() if "mediasoup" in child.name()]
    idle = _used(server)
    worker_idle = sum(_used(worker) for worker in workers)
    consumers = 0
    async with bots(service, CROWD) as crowd:
        connected = _used(server)
        for first, last in pairwise(range(0, CROWD + 1, CROWD_ROOM)):
            code = _room(service)
            people = crowd[first:last]
            for person in people:
                await person.join(code)
            produced = [await person.produce() for person in people]
            for person, own in zip(people, produced, strict=True):
                others = [p for its in produced if its is not own for p in its]
                consumers += await person.consume(others)
        grown = _used(server)
        worker_grown = sum(_used(worker) for worker in workers)
    return [
        Row("server memory, idle", idle / 2**20, "MiB", bar=150),
        Row("server memory, a socket", (connected - idle) / CROWD / 2**10, "KiB"),
        Row(
            "server memory, a participant",
            (grown - idle) / CROWD / 2**10,
            "KiB",
            bar=300,
            note=f"with 2 transports, 2 producers, {consumers // CROWD} consumers each",
        ),
        Row(
            "worker memory, a consumer",
            (worker_grown - worker_idle) / consumers / 2**10,
            "KiB",
            note="transports and producers counted in",
        ),
    ]


def _used(process: psutil.Process) -> int:
    """Resident bytes that are its own."""
    return int(process.memory_full_info().uss)


def _room(service: Service) -> str:
    return str(post(service, "/rooms", {}, register(service))["code"])
