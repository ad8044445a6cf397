"""Reads the log of events over REST, as a program of somebody's would."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from support.backend import Client

Logged = dict[str, Any]


class EventReader:
    """The events of one account's rooms."""

    def __init__(self, url: str, http: ClientSession, headers: Mapping[str, str]) -> None:
        self._http = http
        self._url = f"{url}/api/v1/events"
        self._headers = dict(headers)

    @classmethod
    def of(cls, client: Client) -> EventReader:
        """Those of a client's account."""
        return cls(client.url, client.http, client.signed_in)

    async def ask(self, **query: object) -> tuple[int, Any]:
        """The status and the answer."""
        said = {name: str(value) for name, value in query.items()}
        async with self._http.get(self._url, params=said, headers=self._headers) as answer:
            return answer.status, await answer.json()

    async def page(self, **query: object) -> tuple[list[Logged], int]:
        """Events, and the number to ask after next."""
        status, answer = await self.ask(**query)
        assert status == 200, answer
        return answer["items"], answer["nextCursor"]

    async def all(self) -> list[Logged]:
        """All that there are now."""
        events, place = await self.page()
        while (more := await self.page(after=place))[0]:
            events += more[0]
            place = more[1]
        return events

    async def until(self, count: int, *types: str) -> list[Logged]:
        """All, once there are so many of these types, or of any."""
        events, place = await self.page()
        while len(found := [e for e in events if not types or e["type"] in types]) < count:
            more, place = await self.page(after=place, wait=20)
            assert more, [e["type"] for e in events]
            events += more
        return found

    async def stream(self, **headers: str) -> AsyncIterator[Logged]:
        """Server-sent events, until the server ends them; with `comment` for a sign of life."""
        sent = self._headers | {"Accept": "text/event-stream"} | headers
        timeout = ClientTimeout(total=None, sock_read=60)
        async with self._http.get(self._url, headers=sent, timeout=timeout) as answer:
            assert answer.status == 200, await answer.text()
            assert answer.content_type == "text/event-stream"
            said: dict[str, str] = {}
            async for line in answer.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    said[name] = value
                elif "data" in said:
                    event = json.loads(said["data"])
                    assert (said["id"], said["event"]) == (str(event["seq"]), event["type"])
                    yield event
                    said = {}
