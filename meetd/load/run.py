"""A run of load: rooms fill at a rate, stay full for a while, and empty."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass

from meetd.bot.service import Service
from meetd.ending import ended
from meetd.load.figures import Load, worker_cpu
from meetd.load.packets import VIDEO, Sink, Source
from meetd.load.person import Person
from meetd.probe.smoothness import quantile

TICK = 0.05
"""Seconds between looks at how late this program is."""
CPU_EVERY = 2.0
"""Seconds between looks at what workers use."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is asked for."""

    rooms: int
    people: int
    """In each room."""
    senders: int
    """Of them."""
    ramp: float
    """People who come in a second."""
    seconds: float
    """How long all are there."""


class Run:
    """Fills rooms, measures, and empties them."""

    def __init__(self, service: Service, shape: Shape) -> None:
        self._service = service
        self._shape = shape
        self._load = Load(shape.rooms, shape.people, min(shape.senders, shape.people))
        self._made: dict[str, Source] = {}
        self._people: list[Person] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._late: list[float] = []
        self._worker_cpu: list[tuple[int, float]] = []

    async def measure(self, token: str | None) -> Load:
        """Run it. Raises Refused, LineLost."""
        async with AsyncExitStack() as stack:
            for name, watch in (("lag", self._watch_lag()), ("cpu", self._watch_cpu(token))):
                task = asyncio.create_task(watch, name=name)
                stack.callback(task.cancel)
            try:
                await self._fill()
                self._late.clear()
                self._worker_cpu.clear()
                before, began = time.process_time(), time.monotonic()
                await asyncio.sleep(self._shape.seconds)
                self._load.own_cpu = (time.process_time() - before) / (time.monotonic() - began)
                self._sum_up()
            finally:
                await ended(*self._tasks)
                await asyncio.gather(*(one.close() for one in self._people))
        return self._load

    async def _fill(self) -> None:
        its = self._load
        codes = [await self._service.new_room(f"Load {at + 1}") for at in range(its.rooms)]
        for at in range(its.people):
            for code in codes:
                door = await self._service.door(code, f"Load {at + 1}")
                person = Person(door, self._made, sends=at < its.senders)
                self._people.append(person)
                self._tasks.append(asyncio.create_task(person.run()))
                await asyncio.sleep(1 / self._shape.ramp)

    async def _watch_lag(self) -> None:
        while True:
            due = time.monotonic() + TICK
            await asyncio.sleep(TICK)
            self._late.append(time.monotonic() - due)

    async def _watch_cpu(self, token: str | None) -> None:
        while True:
            found = await worker_cpu(self._service.server, token)
            if found is not None:
                self._worker_cpu.append(found)
            await asyncio.sleep(CPU_EVERY)

    def _sum_up(self) -> None:
        its = self._load
        sinks: list[Sink] = [sink for one in self._people for sink in one.sinks.values()]
        joins = [one.join_seconds for one in self._people if one.join_seconds is not None]
        firsts = [one.first - one.since for one in sinks if one.first is not None]
        delays = [delay for one in sinks for delay in one.smooth.delays]
        pictures = [one for one in sinks if one.kind == VIDEO and one.first is not None]
        its.joined = len(joins)
        its.errors = dict(Counter(one.error for one in self._people if one.error is not None))
        its.streams = len(firsts)
        its.join, its.join_p95 = quantile(joins, 0.5), quantile(joins, 0.95)
        its.first_packet_p95 = quantile(firsts, 0.95)
        its.delay, its.delay_p95 = quantile(delays, 0.5), quantile(delays, 0.95)
        watched = sum(one.smooth.seconds for one in pictures)
        if watched:
            its.freezes_a_minute = sum(one.smooth.freezes for one in pictures) / watched * 60
        expected = sum(one.expected for one in sinks)
        if expected:
            its.lost = 1 - sum(one.packets for one in sinks) / expected
        if self._worker_cpu:
            its.workers = self._worker_cpu[-1][0]
            its.workers_cpu = sum(cpu for _, cpu in self._worker_cpu) / len(self._worker_cpu)
        its.own_lag_p95 = quantile(self._late, 0.95) or 0.0
