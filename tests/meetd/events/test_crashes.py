"""A server that is killed between any two steps: each event is there once, and arrives."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import pytest
from socketio.exceptions import SocketIOError

from support.event_reader import EventReader, Logged
from support.node_people import Person, making_people
from support.ports import free_port
from support.postgres import Postgres
from support.receiver import Receiver, receiver
from support.service import Service

STEPS = [
    ("meetd.db.messages.Messages.add", "after"),
    ("meetd.db.events.EventTables.record", "before"),
    ("meetd.db.events.EventTables.record", "after"),
    ("meetd.db.events.EventTables.number", "after"),
    ("meetd.db.deliveries.Deliveries.claim", "after"),
    ("meetd.webhooks.sender.HttpSender.send", "after"),
    ("meetd.db.deliveries.Deliveries.sent", "after"),
]
SAID = 5
TESTS = Path(__file__).parents[2]
T = TypeVar("T")


class Mortal:
    """A service that dies at a step, and is then started again as it should be."""

    def __init__(self, service: Service, database: str) -> None:
        self.service = service
        self._database = database
        self.deaths = 0

    async def revive(self) -> None:
        """Start it again, if it is dead."""
        process = self.service._process
        if process is None or process.poll() is None:
            return
        self.deaths += 1
        self.service.command = Service.command
        # As if the time had passed after which another one sends what was claimed.
        connection = await asyncpg.connect(self._database)
        await connection.execute("UPDATE webhook_queues SET due_at = now()")
        await connection.close()
        await asyncio.to_thread(self.service.start)

    async def through(self, doing: Coroutine[Any, Any, T]) -> T | None:
        """What somebody does, or None if the server died under it."""
        task, deaths = asyncio.create_task(doing), self.deaths
        while not task.done():
            await asyncio.wait({task}, timeout=0.05)
            await self.revive()
            if deaths != self.deaths:
                task.cancel()
                await asyncio.wait({task})
                return None
        try:
            return task.result()
        except (SocketIOError, TimeoutError):
            return None

    async def come(self, person: Person, code: str) -> None:
        """Have somebody come in."""
        while True:
            await self.through(person.come(code))
            if person.socket.connected:
                return
            # A connection may be left that never became a socket.
            await person.socket.disconnect()

    async def say(self, person: Person, text: str) -> None:
        """Have somebody say something, whatever happens meanwhile."""
        client_id = str(uuid4())
        async with asyncio.timeout(60):
            while True:
                said = person.ask("chat:send", clientId=client_id, content=text)
                answer = await self.through(said)
                if answer is not None and answer["ok"]:
                    return
                await person.socket.disconnect()
                await self.come(person, person.code)


@pytest.mark.parametrize(("step", "when"), STEPS)
async def test_killed_at_any_step_each_event_is_there_once_and_arrives(
    step: str, when: str, postgres: Postgres, tmp_path: Path
) -> None:
    database = await postgres.migrated()
    service = Service(
        tmp_path, free_port(), database_url=database, workers="1", webhook_addresses="private"
    )
    service.command = (sys.executable, "-m", "support.mortal_serve", step, when)
    service._environment["PYTHONPATH"] = str(TESTS)
    async with receiver() as place:
        mortal = Mortal(service, database)
        try:
            await asyncio.to_thread(service.start)
            async with making_people(service.url) as new:
                ada, ben = await new(), await new()
                await _hook(ada, place)
                code = await ada.new_room()
                await place.until(lambda: place.types() == ["room.created"])
                os.kill(service.pid, signal.SIGUSR1)
                await mortal.come(ada, code)
                await mortal.come(ben, code)
                for person in (ben, ada, ben):
                    await mortal.say(person, "Hello")
                async with asyncio.timeout(60):
                    while not mortal.deaths:
                        await mortal.revive()
                        await asyncio.sleep(0.05)
                for person in (ben, ada):
                    await mortal.say(person, "Bye.")
                await ben.do("leave")
                await ada.do("leave")
                reader = EventReader(service.url, ada.http, ada.signed_in)
                await reader.until(1, "room.ended")
                events = await reader.all()
                await place.until(lambda: f"evt_{events[-1]['seq']}" in place.ids)
        finally:
            await asyncio.to_thread(service.stop)
    assert mortal.deaths == 1
    _must_be_whole(events)
    # A receiver that knows ids again has all, in their order.
    once = list(dict.fromkeys(place.ids))
    assert once == [f"evt_{event['seq']}" for event in events]


def _must_be_whole(events: list[Logged]) -> None:
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    types = [event["type"] for event in events]
    said = [event["data"]["messageId"] for event in events if event["type"] == "message"]
    assert len(said) == len(set(said)) == SAID
    assert said == sorted(said)
    for once in ("room.created", "room.started", "room.ended"):
        assert types.count(once) == 1, types
    inside: set[str] = set()
    for event in events:
        who = event["data"].get("participantId")
        if event["type"] == "participant.joined":
            assert who not in inside
            inside.add(who)
        elif event["type"] == "participant.left":
            inside.remove(who)
    assert not inside
    assert types[-1] == "room.ended"


async def _hook(person: Person, place: Receiver) -> None:
    async with person.http.post(
        f"{person.url}/api/v1/webhooks", json={"url": place.url}, headers=person.signed_in
    ) as answer:
        assert answer.status == 201, await answer.text()
        place.secret = (await answer.json())["secret"]
