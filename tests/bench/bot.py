"""A participant without a browser: everything but the media itself."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession

from support.produced import rtp_parameters
from support.rest import register
from support.service import Served
from support.socket_client import Socket


class Bot:
    """A socket that has joined a room."""

    def __init__(self, socket: Socket) -> None:
        self.socket = socket
        self.mode: dict[str, Any] = {}
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        socket.on("chat:message", self._on_message)

    async def ask(self, event: str, **data: object) -> dict[str, Any]:
        """Send a request; its answer. Raises RuntimeError when it is refused."""
        answer: dict[str, Any] = await self.socket.call(event, data, timeout=30)
        if not answer["ok"]:
            raise RuntimeError(f"{event}: {answer['error']}")
        return answer

    async def join(self, code: str, *, media: bool = True) -> None:
        """Come in, with a microphone and a camera or with neither."""
        joined = await self.ask("join", code=code, microphone=media, camera=media)
        self.mode = joined["mode"]

    async def ready(self) -> None:
        """Say that nothing is missing."""
        await self.ask("mode:ready", epoch=self.mode["epoch"])

    async def leave(self) -> None:
        """Go out."""
        await self.ask("leave")

    async def say(self, text: str) -> None:
        """Say something; stored when this is over."""
        await self.ask("chat:send", clientId=str(uuid.uuid4()), content=text)

    async def produce(self) -> list[str]:
        """A microphone and a camera, by their parameters."""
        self._send = await self._transport("send")
        return [
            (
                await self.ask(
                    "sfu:produce",
                    transportId=self._send,
                    kind=kind,
                    source=source,
                    rtpParameters=rtp_parameters(kind),
                    paused=False,
                )
            )["producerId"]
            for kind, source in (("audio", "microphone"), ("video", "camera"))
        ]

    async def consume(self, producer_ids: list[str]) -> int:
        """Receive others; how many consumers that made."""
        recv = await self._transport("recv")
        answer = await self.ask(
            "sfu:consume",
            transportId=recv,
            rtpCapabilities=self.mode["routerRtpCapabilities"],
            producerIds=producer_ids,
        )
        return len(answer["consumers"])

    async def _transport(self, direction: str) -> str:
        created = await self.ask(
            "sfu:transport:create", routerId=self.mode["routerId"], direction=direction
        )
        return str(created["id"])

    async def _on_message(self, data: dict[str, Any]) -> None:
        self.messages.put_nowait(data["message"])


@contextlib.asynccontextmanager
async def bots(service: Served, count: int) -> AsyncIterator[list[Bot]]:
    """Sockets, each of an account of its own."""
    async with contextlib.AsyncExitStack() as stack:
        made = []
        for _ in range(count):
            token = await asyncio.to_thread(register, service)
            http = await stack.enter_async_context(ClientSession())
            socket = Socket(http_session=http)
            await socket.connect(service.url, auth={"token": token})
            stack.push_async_callback(socket.disconnect)
            made.append(Bot(socket))
        yield made
