"""Many rooms on one loop: what a join costs in a large one, whom a large one delays, what a socket
takes.

With BENCH_BESIDE, the folder of another checkout, its server is measured in the same run."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import math
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path

import psutil
import uvloop

from bench.report import Row, percentile
from bench.server_cpu import server_cpu
from meetd.signaling.packets import PING_INTERVAL
from support.accounts import accounts
from support.bare_socket import BareSocket
from support.rest import post
from support.service import Service, serving

SMALL = 10
SIZES = (100, 300, 1000)
JOINS = 30
"""Joins that are measured in a room of each size: the last of those who come in."""
MESSAGES = 25
SMALL_TALK = 8.0
"""Seconds that the small room is listened to, alone and beside the large one."""
SOCKETS = 10_000
OF_AN_ACCOUNT = 20
EDGE = 500
"""Sockets that are measured as the first, and as the last."""
CALM = 1.5
"""Seconds after which what a join sets off is over."""


def rooms() -> list[Row]:
    """Joins and messages, of this server and the one beside it."""
    return _both(_rooms)


def sockets() -> list[Row]:
    """What a socket takes, of this server and the one beside it."""
    return _both(_sockets)


def _both(measure: Callable[[Service, Path], Coroutine[None, None, list[Row]]]) -> list[Row]:
    found: list[Row] = []
    beside = os.environ.get("BENCH_BESIDE")
    for label, checkout in (("before: ", beside), ("", None)):
        if label and not checkout:
            continue
        with _served(checkout) as (service, folder):
            found += [
                Row(label + row.name, row.value, row.unit, None if label else row.bar)
                for row in uvloop.run(measure(service, folder))
            ]
    return found


@contextlib.contextmanager
def _served(checkout: str | None) -> Iterator[tuple[Service, Path]]:
    kept = Service.command, os.environ.get("PYTHONPATH")
    if checkout is not None:
        # Its server instead of the one in this folder.
        Service.command = (sys.executable, "-P", "-m", "meetd", "serve")
        os.environ["PYTHONPATH"] = checkout
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(Path(folder), room_limit="2000", log_level="ERROR") as service,
        ):
            yield service, Path(folder) / "data"
    finally:
        Service.command = kept[0]
        if kept[1] is not None:
            os.environ["PYTHONPATH"] = kept[1]


async def _rooms(service: Service, data: Path) -> list[Row]:
    tokens = await accounts(data, SIZES[-1] + 2)
    people = [BareSocket(service.port, token) for token in tokens[2:]]
    await _open(people)
    await asyncio.sleep(PING_INTERVAL)
    small = await _small_rooms(service, tokens[0], people[-2 * JOINS :])
    found = [Row(f"join, room of {SMALL}, server CPU", 1000 * small, "ms")]
    code = _room(service, tokens[0])
    inside, cost = 0, 0.0
    for size in SIZES:
        # The room grows, and the last of those who come are measured.
        await _join(people[inside : size - JOINS], code)
        await asyncio.sleep(CALM)
        cost = await _cost(service, partial(_join, people[size - JOINS : size], code)) / JOINS
        found.append(Row(f"join, room of {size}, server CPU", 1000 * cost, "ms"))
        inside = size
    name = f"join, room of {SIZES[-1]} ÷ room of {SMALL}"
    found.append(Row(name, cost / small, "×", bar=2))
    return [*found, *await _messages(service, code, people, tokens[:2])]


async def _small_rooms(service: Service, host: str, people: list[BareSocket]) -> float:
    """What the last half of those who come into rooms of ten cost the server, each."""
    half = SMALL // 2
    rooms = [people[start : start + SMALL] for start in range(0, len(people), SMALL)]
    codes = [_room(service, host) for _ in rooms]
    for code, its in zip(codes, rooms, strict=True):
        await _join(its[:half], code)
    await asyncio.sleep(CALM)

    async def others() -> None:
        for code, its in zip(codes, rooms, strict=True):
            await _join(its[half:], code)

    cost = await _cost(service, others) / (len(people) // 2)
    for person in people:
        await person.ask("leave")
    return cost


async def _join(people: list[BareSocket], code: str) -> None:
    for person in people:
        await person.ask("join", code=code, microphone=False, camera=False)


async def _messages(
    service: Service, code: str, people: list[BareSocket], pair: list[str]
) -> list[Row]:
    """What a message to all takes, and what it does to a room of two beside it."""
    small = await asyncio.to_thread(_room, service, pair[0])
    alone = await _small_talk(service, small, pair)
    beside = asyncio.create_task(_small_talk(service, small, pair))
    await asyncio.sleep(1)
    delays: list[float] = []
    cost = 0.0
    for number in range(MESSAGES):
        arrived = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        times: list[float] = []

        def hear(
            at: float, times: list[float] = times, arrived: asyncio.Future[None] = arrived
        ) -> None:
            times.append(at)
            if len(times) == len(people):
                arrived.set_result(None)

        for person in people:
            person.on_message = hear
        before = server_cpu(service)
        await people[number].ask("chat:send", clientId=str(uuid.uuid4()), content="Hello, all.")
        async with asyncio.timeout(30):
            await arrived
        cost += server_cpu(service) - before
        delays += [at - began for at in times]
        await asyncio.sleep(0.2)
    talked = await beside
    name = f"room of {len(people)}"
    bar = max(30, 1500 * percentile(alone, 0.99))
    return [
        Row(f"message, {name}, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row(f"message, {name}, p99", 1000 * percentile(delays, 0.99), "ms", bar=100),
        Row(f"message, {name}, server CPU", 1000 * cost / MESSAGES, "ms"),
        Row("message, room of two alone, p99", 1000 * percentile(alone, 0.99), "ms"),
        Row(
            f"message, room of two beside a {name}, p99",
            1000 * percentile(talked, 0.99),
            "ms",
            bar=bar,
        ),
    ]


async def _small_talk(service: Service, code: str, pair: list[str]) -> list[float]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.small_talk",
        str(service.port), code, str(SMALL_TALK), *pair,
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": "tests"},
    )  # fmt: skip
    output, _ = await process.communicate()
    delays: list[float] = json.loads(output)
    return delays


async def _sockets(service: Service, data: Path) -> list[Row]:
    tokens = await accounts(data, SOCKETS // OF_AN_ACCOUNT)
    sockets = [
        BareSocket(service.port, token)
        for token in itertools.chain.from_iterable(itertools.repeat(tokens, OF_AN_ACCOUNT))
    ][:SOCKETS]
    server = psutil.Process(service.pid)
    await _open(sockets[:100])  # What is made once, however many come.
    idle = server.memory_full_info().uss
    first = await _cost_between(service, lambda: _open(sockets[100 : 100 + EDGE])) / EDGE
    await _open(sockets[100 + EDGE : -EDGE])
    last = await _cost_between(service, lambda: _open(sockets[-EDGE:])) / EDGE
    each = (server.memory_full_info().uss - idle) / (len(sockets) - 100)
    resting = await _round(service) / PING_INTERVAL
    for socket in sockets:
        socket.close()
    return [
        Row(f"memory of a socket, of {SOCKETS}", each / 2**10, "KiB", bar=40),
        Row("connecting the first, server CPU", 1000 * first, "ms"),
        Row("connecting the last, server CPU", 1000 * last, "ms"),
        Row("connecting the last ÷ the first", last / first, "×", bar=1.5),
        Row(f"{SOCKETS} sockets at rest, share of a core", 100 * resting, "%"),
    ]


async def _open(sockets: list[BareSocket]) -> None:
    waiting = iter(sockets)

    async def some() -> None:
        for socket in waiting:
            await socket.open()

    await asyncio.gather(*(some() for _ in range(20)))


async def _cost(service: Service, work: Callable[[], Awaitable[object]]) -> float:
    """Seconds of the server's CPU that some work takes, with what it sets off, beyond what is spent
    at rest. Sockets that came together are pinged together, so whole rounds are compared."""
    resting = await _round(service)
    spent, rounds = await _spent(service, work)
    return spent - rounds * resting


async def _cost_between(service: Service, work: Callable[[], Awaitable[object]]) -> float:
    """The same where what is spent at rest is more than what is looked for: it is taken as that
    before and after, half and half, once what went before is over."""
    await asyncio.sleep(PING_INTERVAL)
    before = await _round(service)
    spent, rounds = await _spent(service, work)
    return spent - rounds * (before + await _round(service)) / 2


async def _spent(service: Service, work: Callable[[], Awaitable[object]]) -> tuple[float, int]:
    """What the server spends on some work in whole rounds of pings, and how many these are."""
    began, before = time.perf_counter(), server_cpu(service)
    await work()
    rounds = math.ceil((time.perf_counter() - began + CALM) / PING_INTERVAL)
    await asyncio.sleep(began + rounds * PING_INTERVAL - time.perf_counter())
    return server_cpu(service) - before, rounds


async def _round(service: Service) -> float:
    """Seconds of the server's CPU that all its sockets take from one ping to the next."""
    before = server_cpu(service)
    await asyncio.sleep(PING_INTERVAL)
    return server_cpu(service) - before


def _room(service: Service, token: str) -> str:
    return str(post(service, "/rooms", {}, token)["code"])
