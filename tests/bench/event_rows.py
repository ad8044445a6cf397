"""The log of events, and webhooks: how much goes through, and how soon it arrives."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from bench.bot import Bot, bots
from bench.report import Row, percentile
from meetd.db.embedded import embedded_postgres
from meetd.db.events import EventTables
from meetd.db.migrate import migrate
from meetd.db.pool import database
from meetd.happening import Happening, Kind
from meetd.model import ParticipantId, RoomId, UserId
from meetd.webhooks.signing import headers
from support.receiver import Receiver, receiver
from support.rest import post, register
from support.service import Service, serving

BATCHES, BATCH = 20, 500
WRITERS = 2
OF_A_MEETING = 2
"""Events of a writer besides those of its batches: the meeting begins, and somebody stays."""
PEOPLE, MESSAGES = 10, 200
ROOMS, OF_A_ROOM = 10, 2
TURNS, RATE = 300, 20
"""Things that people do, and how many a second: writing, and every fifth time going and coming
back, which are two events."""
COMES_BACK = 5
TYPES = ["message", "participant.joined", "participant.left"]


def rows() -> list[Row]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        through = asyncio.run(_through(Path(folder)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), webhook_addresses="private") as service,
    ):
        return [through, *asyncio.run(_webhooks(service)), *asyncio.run(_over_rooms(service))]


async def _through(folder: Path) -> Row:
    """Comings and goings from two servers into the log, numbered and read."""
    count = WRITERS * (BATCHES * BATCH + OF_A_MEETING)
    async with embedded_postgres(folder) as url:
        await migrate(url)
        async with database(url) as one, database(url) as other, database(url) as third:
            began = time.perf_counter()
            reading = asyncio.create_task(_read(EventTables(third), count))
            await asyncio.gather(*(_write(EventTables(each)) for each in (one, other)))
            numbers = await reading
            seconds = time.perf_counter() - began
    assert numbers == list(range(1, count + 1)), "an event is missing, or there twice"
    return Row(
        "events through the log",
        count / seconds,
        "a second",
        bar=2000,
        above=True,
        note="stored, numbered and read, by two servers on one database",
    )


async def _write(tables: EventTables) -> None:
    room_id, host_id = RoomId(uuid4()), UserId(uuid4())
    now = datetime.now(UTC)

    def seen(kind: Kind, number: int) -> Happening:
        who: dict[str, Any] = {"participantId": str(number), "userId": str(host_id), "name": "Ada"}
        if kind is Kind.JOINED:
            return Happening(kind, now, room_id, "abc-defg-hij", host_id, None, data=who)
        gone = ParticipantId(str(number))
        return Happening(kind, now, room_id, "abc-defg-hij", host_id, None, gone, "left")

    # Somebody stays, so that it is one meeting.
    await tables.record(1, [seen(Kind.JOINED, -1)])
    for batch in range(BATCHES):
        first = batch * BATCH // 2
        numbers = range(first, first + BATCH // 2)
        kinds = (Kind.JOINED, Kind.LEFT)
        await tables.record(batch + 2, [seen(kind, n) for n in numbers for kind in kinds])


async def _read(tables: EventTables, count: int) -> list[int]:
    """Number what is there and read it, until there are so many: their numbers as they came."""
    numbers: list[int] = []
    place = 0
    while len(numbers) < count:
        await tables.number()
        page = await tables.page(place, 1000)
        numbers += [event.seq for event in page.events]
        place = page.newest
    return numbers


async def _webhooks(service: Service) -> list[Row]:
    """From saying something until a receiver has heard that it was said."""
    token = await asyncio.to_thread(register, service)
    async with receiver() as place:
        await _subscribe(service, place, token, ["message"])
        code = await _room(service, token)
        async with bots(service, PEOPLE) as people:
            for person in people:
                await person.join(code)
            delays = [await _delay(place, people[at % PEOPLE]) for at in range(MESSAGES)]
    return [
        Row("webhook of a message, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row("webhook of a message, p95", 1000 * percentile(delays, 0.95), "ms", bar=100),
    ]


async def _delay(place: Receiver, person: Bot) -> float:
    count, began = len(place.received), time.perf_counter()
    await person.say("Hello")
    await place.until(lambda: len(place.received) > count)
    return time.perf_counter() - began


async def _over_rooms(service: Service) -> list[Row]:
    """Many rooms at once: from the moment that each event tells, which is before its transaction
    is committed, until its body is at the receiver; and what posting alone takes."""
    token = await asyncio.to_thread(register, service)
    async with receiver() as place:
        await _subscribe(service, place, token, TYPES)
        codes = [await _room(service, token) for _ in range(ROOMS)]
        async with bots(service, ROOMS * OF_A_ROOM) as people:
            for person, code in zip(people, cycle(codes)):
                await person.join(code)
            await place.until(lambda: len(place.received) == len(people))
            wanted = len(people) + TURNS + TURNS // COMES_BACK
            await _take_turns(people, codes)
            await place.until(lambda: len(place.received) >= wanted)
        # Those who go now are not counted.
        events = list(zip(place.received, place.came, strict=True))[len(people) : wanted]
        delays = [came - _moment(event) for event, came in events]
        alone = await _posted(place, events[-1][0])
    name = f"webhook, {RATE} events a second of {ROOMS} rooms"
    return [
        Row(f"{name}, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row(
            f"{name}, p95",
            1000 * percentile(delays, 0.95),
            "ms",
            bar=250,
            note=f"of {len(delays)}, from the moment they tell, before their commit;"
            f" {1000 * max(delays):.0f} at the longest",
        ),
        Row("the same body, signed and posted by nothing else, p95", 1000 * alone, "ms"),
    ]


async def _take_turns(people: list[Bot], codes: list[str]) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    turns: list[asyncio.Task[None]] = []

    async def take(number: int, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            # Nobody does two things at once.
            await before
        who = number % len(people)
        if number % COMES_BACK == COMES_BACK - 1:
            await people[who].leave()
            await people[who].join(codes[who % ROOMS])
        else:
            await people[who].say("Hello")

    for number in range(TURNS):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        before = turns[number - len(people)] if number >= len(people) else None
        turns.append(asyncio.create_task(take(number, before)))
    await asyncio.gather(*turns)


def _moment(event: dict[str, Any]) -> float:
    return datetime.fromisoformat(event["timestamp"]).timestamp()


async def _posted(place: Receiver, event: dict[str, Any]) -> float:
    """The same body as often and at the same rate by the barest program, p95 in seconds."""
    body, before = json.dumps(event).encode(), len(place.came)
    delays: list[float] = []
    async with ClientSession() as http:
        for number in range(TURNS):
            await asyncio.sleep(1 / RATE)
            began = time.time()
            said = headers(f"evt_{number}", int(began), body, [place.secret])
            async with http.post(place.url, data=body, headers=said) as answer:
                assert answer.status == 204, answer.status
            delays.append(place.came[before + number] - began)
    return percentile(delays, 0.95)


async def _subscribe(service: Service, place: Receiver, token: str, types: list[str]) -> None:
    """Have events of the account's rooms sent to that place."""
    said = {"url": place.url, "types": types}
    place.secret = (await asyncio.to_thread(post, service, "/webhooks", said, token))["secret"]


async def _room(service: Service, token: str) -> str:
    return str((await asyncio.to_thread(post, service, "/rooms", {}, token))["code"])
