"""The signalling socket packet by packet: what no client library would send."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType

from support.waiting import PATIENCE


class RawSocket:
    """An Engine.IO connection that has signed in to Socket.IO."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self._ws = ws

    async def send(self, packet: str, *attachments: bytes) -> None:
        """One Socket.IO packet, and the bytes that belong to it."""
        await self._ws.send_str(f"4{packet}")
        for attachment in attachments:
            await self._ws.send_bytes(attachment)

    async def write(self, packet: str | bytes) -> None:
        """One Engine.IO packet as it is."""
        if isinstance(packet, bytes):
            await self._ws.send_bytes(packet)
        else:
            await self._ws.send_str(packet)

    async def frame(self, kind: WSMsgType) -> None:
        """A frame of the WebSocket itself, with nothing in it."""
        await self._ws.send_frame(b"", kind)

    async def ask(self, said: str, *attachments: bytes) -> dict[str, Any]:
        """Send an event as it is written; its acknowledgement."""
        kind = f"45{len(attachments)}-" if attachments else "42"
        await self._ws.send_str(f"{kind}7{said}")
        for attachment in attachments:
            await self._ws.send_bytes(attachment)
        answer: dict[str, Any] = json.loads(await self.received("437"))[0]
        return answer

    async def received(self, beginning: str) -> str:
        """The rest of the next packet that begins so."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = await self._ws.receive_str()
                if text == "2":
                    await self._ws.send_str("3")
                if text.startswith(beginning):
                    return text.removeprefix(beginning)

    async def closed(self) -> None:
        """Until the server hangs up."""
        async with asyncio.timeout(PATIENCE):
            async for _ in self._ws:
                pass


def small_window() -> ClientSession:
    """A client whose system takes little before somebody reads it."""

    def narrow(_: Any) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        return made

    return ClientSession(connector=TCPConnector(socket_factory=narrow), read_bufsize=1024)


@contextlib.asynccontextmanager
async def raw_socket(http: ClientSession, url: str, token: str) -> AsyncIterator[RawSocket]:
    """A socket for a while. Raises AssertionError when it is refused."""
    async with http.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as ws:
        raw = RawSocket(ws)
        await raw.received("0")
        await raw.send(f"0{json.dumps({'token': token})}")
        answer = await raw.received("4")
        assert answer.startswith("0"), answer
        yield raw
