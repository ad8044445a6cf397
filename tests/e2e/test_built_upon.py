"""A program's meeting from its key to its attendance, on a server that is killed on the way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from playwright.async_api import expect

from support.event_reader import EventReader
from support.people import People
from support.person import Person
from support.ports import free_port
from support.receiver import receiver
from support.rest import get, post
from support.service import Service
from support.texts import text

SCOPES = ("rooms:write", "tokens", "live:read", "live:write", "events:read", "webhooks")


def key(service: Service) -> str:
    """A key that the operator makes."""
    scopes = [said for scope in SCOPES for said in ("--scope", scope)]
    command = (sys.executable, "-m", "meetd", "key", "create", "us", "--service", "us", *scopes)
    done = subprocess.run(command, env=service.environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().split()[-1]


async def comes_by(person: Person, url: str) -> None:
    await person.page.goto(url)
    await person.join_now()


async def test_a_program_has_its_meeting_though_the_server_dies(
    people: People, tmp_path: Path
) -> None:
    service = Service(tmp_path, free_port(), webhook_addresses="private")
    service.start()
    try:
        async with receiver() as place, ClientSession() as http:
            secret = await asyncio.to_thread(key, service)
            ask = partial(post, service, token=secret)
            place.secret = ask("/webhooks", {"url": place.url})["secret"]
            room = ask("/rooms", {"name": "Lesson", "settings": {"access": "restricted"}})
            code = room["code"]
            ada, ben = [await people.visit(service.url, name) for name in ("ada", "ben")]
            for person in (ada, ben):
                said = {"name": person.name, "externalId": f"id of {person.name}"}
                await comes_by(person, ask(f"/rooms/{code}/tokens", said)["url"])
            await ada.sees(ben)
            await ben.hears(ada)

            service.kill()
            service.start()
            await ada.sees(ben)

            (muted,) = await inside(service, code, secret, 2, ada.name)
            ask(f"/rooms/{code}/mute", {})
            await expect(ada.button(text("devices.turnOn.microphone"))).to_be_visible()
            assert muted["externalId"] == f"id of {ada.name}"
            ask(f"/rooms/{code}/end", {})
            for person in (ada, ben):
                await expect(person.call).not_to_be_attached()

            reader = EventReader(service.url, http, {"Authorization": f"Bearer {secret}"})
            await reader.until(1, "room.ended")
            events = await reader.all()
            await place.until(lambda: f"evt_{events[-1]['seq']}" in place.ids)
            # The same by webhook, where one may come twice.
            assert list(dict.fromkeys(place.ids)) == [f"evt_{event['seq']}" for event in events]
            joined = [
                event["data"]["externalId"]
                for event in events
                if event["type"] == "participant.joined"
            ]
            assert set(joined) == {f"id of {ada.name}", f"id of {ben.name}"}
            lines = get(service, f"/rooms/{code}/log", secret)["items"]
            assert {ada.name, ben.name} <= {line["name"] for line in lines}
    finally:
        service.stop()


async def inside(
    service: Service, code: str, secret: str, count: int, name: str
) -> list[dict[str, Any]]:
    """Who of that name is in the meeting, once so many are."""
    async with asyncio.timeout(60):
        while len(them := get(service, f"/rooms/{code}/participants", secret)["items"]) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return [one for one in them if one["name"] == name]
