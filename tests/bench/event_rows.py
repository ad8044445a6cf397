"""The log of events, and webhooks: how much goes through, and how soon it arrives."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from bench.bot import bots
from bench.report import Row, percentile
from meetd.db.embedded import embedded_postgres
from meetd.db.events import EventTables
from meetd.db.migrate import migrate
from meetd.db.pool import database
from meetd.happening import Happening, Kind
from meetd.model import ParticipantId, RoomId, UserId
from support.receiver import Receiver, receiver
from support.rest import post, register
from support.service import Service, serving

BATCHES, BATCH = 20, 500
WRITERS = 2
PEOPLE, MESSAGES = 10, 200


def rows() -> list[Row]:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        through = asyncio.run(_through(Path(folder)))
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), webhook_addresses="private") as service,
    ):
        return [through, *asyncio.run(_webhooks(service))]


async def _through(folder: Path) -> Row:
    """Comings and goings from two servers into the log, numbered and read."""
    async with embedded_postgres(folder) as url:
        await migrate(url)
        async with database(url) as db:
            writers = [EventTables(db) for _ in range(WRITERS)]
            began = time.perf_counter()
            reading = asyncio.create_task(_read(EventTables(db), WRITERS * BATCHES * BATCH))
            await asyncio.gather(*(_write(tables) for tables in writers))
            await reading
            seconds = time.perf_counter() - began
    return Row(
        "events through the log",
        WRITERS * BATCHES * BATCH / seconds,
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


async def _read(tables: EventTables, count: int) -> None:
    place = 0
    while place < count:
        await tables.number()
        page = await tables.page(place, 1000)
        place = page.newest


async def _webhooks(service: Service) -> list[Row]:
    """From saying something until a receiver has heard that it was said."""
    token = await asyncio.to_thread(register, service)
    async with receiver() as place, ClientSession() as http:
        headers = {"Authorization": f"Bearer {token}"}
        said = {"url": place.url, "types": ["message"]}
        base = f"http://127.0.0.1:{service.port}/api/v1"
        async with http.post(f"{base}/webhooks", json=said, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            place.secret = (await answer.json())["secret"]
        code = str((await asyncio.to_thread(post, service, "/rooms", {}, token))["code"])
        async with bots(service, PEOPLE) as people:
            for person in people:
                await person.join(code)
            delays = [await _delay(place, people[at % PEOPLE]) for at in range(MESSAGES)]
    return [
        Row("webhook of a message, p50", 1000 * percentile(delays, 0.5), "ms"),
        Row("webhook of a message, p95", 1000 * percentile(delays, 0.95), "ms", bar=100),
    ]


async def _delay(place: Receiver, person: Any) -> float:
    count, began = len(place.received), time.perf_counter()
    await person.say("Hello")
    await place.until(lambda: len(place.received) > count)
    return time.perf_counter() - began
