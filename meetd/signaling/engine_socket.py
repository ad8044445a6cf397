"""One socket of Engine.IO: pings, and what goes out and comes in over its WebSocket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from engineio.async_socket import AsyncSocket
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet

from meetd.signaling.frame import Framed
from meetd.signaling.line import WebSocket
from meetd.signaling.waiting import WaitingPackets

GRACE = 0.5
"""Seconds beyond a ping's limit: a server that was stopped for a while reads first what came."""
_PING = Framed(PING)


class EngineSocket(AsyncSocket):  # type: ignore[misc]
    """By itself the library has four tasks for each, and makes two more for each ping. This one
    has none but its request's, while nothing waits to be sent."""

    queue: WaitingPackets
    connected: bool
    last_ping: float | None
    """The time of a ping that was not answered yet."""

    def __init__(self, server: Any, sid: str) -> None:
        super().__init__(server, sid)
        self._carried = False
        self._writing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """True if a WebSocket carries it, and has been given all that there was."""
        return self._carried and self._writing is None and self.queue.empty()

    def schedule_ping(self) -> None:
        """Ping in a while, unless that is under way."""
        if self.last_ping:
            self.last_ping = None
            self._after(self.server.ping_interval, self._ping)

    def stop(self) -> None:
        """It is over."""
        if self._timer is not None:
            self._timer.cancel()

    def _after(self, seconds: float, then: Callable[[], None]) -> None:
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(seconds, then)

    def _ping(self) -> None:
        if not (self.closing or self.closed):
            self.last_ping = time.time()
            self.server.post(self.sid, _PING)
            self._after(self.server.ping_timeout, self._await_pong)

    def _await_pong(self) -> None:
        self._after(GRACE, self._give_up)

    def _give_up(self) -> None:
        self.server.give_up(self)

    async def _websocket_handler(self, ws: WebSocket) -> None:
        if self.connected and not await self._probed(ws):
            return
        self.connected = self.upgraded = self._carried = True
        self.queue.on_packet = partial(self._write_soon, ws)
        if not self.queue.empty():
            self._write_soon(ws)
        # Cancelled is whose connection is gone: that is an end like any other.
        with suppress(asyncio.CancelledError):
            await self._read(ws)
            self.queue.put_nowait(None)
            if self._writing is not None:
                await asyncio.shield(self._writing)
        await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    async def _probed(self, ws: WebSocket) -> bool:
        """Find out whether the WebSocket gets through; polls go on meanwhile."""
        self.upgrading = True
        try:
            if await ws.wait() != Packet(PING, "probe").encode():
                return False
            await ws.send(Packet(PONG, "probe"))
            self.queue.put_nowait(Packet(NOOP))  # A poll under way ends.
            return bool(await ws.wait() == Packet(UPGRADE).encode())
        except OSError:
            return False
        finally:
            self.upgrading = False

    async def _read(self, ws: WebSocket) -> None:
        while True:
            try:
                packet = Packet(encoded_packet=await ws.wait())
                await self.receive(packet)
            except UnknownPacketError:
                continue
            except (OSError, ValueError, SocketIsClosedError):
                return

    def _write_soon(self, ws: WebSocket) -> None:
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write(ws))

    async def _write(self, ws: WebSocket) -> None:
        try:
            while not self.queue.empty():
                packet = await self.queue.get()
                if packet is None:
                    await ws.close()
                    return
                await ws.send(packet)
        except OSError:
            await ws.close()
        finally:
            self._writing = None
