"""The signalling socket over HTTP, body by body: what no client library would send."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession

SEPARATOR = "\x1e"


class Polling:
    """An Engine.IO session that does only what it is told."""

    def __init__(self, http: ClientSession, url: str) -> None:
        self._http = http
        self._url = f"{url}/socket.io/?EIO=4&transport=polling"
        self.sid = ""

    async def open(self) -> int:
        """Open a session; the status."""
        async with self._http.get(self._url) as answer:
            if answer.status == 200:
                self.sid = str(json.loads((await answer.text())[1:])["sid"])
            return answer.status

    async def post(self, body: str | bytes | AsyncIterator[bytes], **query: str) -> int:
        """Send a body as it is; the status."""
        async with self._http.post(
            self._url, params={"sid": self.sid} | query, data=body
        ) as answer:
            await answer.read()
            return answer.status

    async def poll(self) -> list[str]:
        """The packets that waited. Raises AssertionError when the session is gone."""
        async with self._http.get(self._url, params={"sid": self.sid}) as answer:
            text = await answer.text()
            assert answer.status == 200, text
            return text.split(SEPARATOR)

    async def sign_in(self, token: str) -> None:
        """Open a session and sign in."""
        assert await self.open() == 200
        assert await self.post(f"40{json.dumps({'token': token})}") == 200
        assert (await self.poll())[0].startswith("40")

    async def answers(self, count: int) -> list[dict[str, Any]]:
        """That many acknowledgements, in the order of their numbers."""
        found: dict[int, dict[str, Any]] = {}
        while len(found) < count:
            for packet in await self.poll():
                if packet == "2":
                    await self.post("3")
                if packet.startswith("43"):
                    number, _, said = packet[2:].partition("[")
                    found[int(number)] = json.loads("[" + said)[0]
        return [found[number] for number in sorted(found)]
