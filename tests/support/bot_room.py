"""A room that bots come into, and what they say there."""

from __future__ import annotations

import struct
from typing import Any

from meetd.bot import pcm_of
from meetd.bot.sound import RATE
from support.backend import Backend, Client

BOT_PATIENCE = 90
"""Seconds until a test with bots is over, however busy the machine."""


class BotRoom:
    """A room of somebody's, and join tokens of it."""

    def __init__(self, server: Backend, host: Client, code: str) -> None:
        self.server, self.host, self.code = server, host, code
        self.url = f"{server.url}/{code}"

    async def token(self, name: str = "Echo", **more: object) -> str:
        """A join token for a bot."""
        url = f"{self.server.url}/api/v1/rooms/{self.code}/tokens"
        body = {"name": name, "bot": True} | more
        async with self.host.http.post(url, json=body, headers=self.host.signed_in) as answer:
            assert answer.status == 201, await answer.text()
            return str((await answer.json())["secret"])

    async def key(self, *scopes: str) -> str:
        """An API key of the host."""
        url = f"{self.server.url}/api/v1/keys"
        body = {"name": "bots", "scopes": scopes}
        async with self.host.http.post(url, json=body, headers=self.host.signed_in) as answer:
            assert answer.status == 201, await answer.text()
            return str((await answer.json())["secret"])


def tone(seconds: float, hertz: int = 400) -> bytes:
    """A square wave."""
    half = RATE // hertz // 2
    samples = (9000 if at // half % 2 else -9000 for at in range(int(RATE * seconds)))
    return b"".join(struct.pack("<h", one) for one in samples)


async def first_loud(frames: Any) -> Any:
    """The first frame that is no silence."""
    async for frame in frames:
        pcm = pcm_of([frame])
        if max(map(abs, struct.unpack(f"<{len(pcm) // 2}h", pcm)), default=0) > 2000:
            return frame
    raise AssertionError("nothing was heard")
