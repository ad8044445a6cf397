"""The socket of a bot: requests with their answers, and what it is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession, CookieJar
from socketio import AsyncClient
from socketio.exceptions import SocketIOError

from meetd.bot.door import Door
from meetd.bot.errors import LineLost, Refused

ANSWER_LIMIT = 60
"""Seconds that a request waits for its answer; a connection that broke is noticed before."""
OPEN_LIMIT = 30.0
"""Seconds that opening the socket may take."""

Payload = dict[str, Any]


class Line:
    """One connection; a new one is made after each loss."""

    def __init__(
        self, on_event: Callable[[str, Payload], None], on_lost: Callable[[Line], None]
    ) -> None:
        self._on_event = on_event
        self._on_lost = on_lost
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._http: ClientSession | None = None
        self._socket: AsyncClient | None = None

    async def open(self, door: Door) -> None:
        """Connect as the door's guest. Raises Refused, LineLost."""
        # The library takes the cookie out of the header, and into the jar.
        self._http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        socket = self._socket = AsyncClient(reconnection=False, http_session=self._http)
        socket.on("*", self._hear)
        socket.on("disconnect", self._lose)
        refused: list[Any] = []
        socket.on("connect_error", refused.append)
        try:
            await socket.connect(
                f"{door.server}?room={door.code}",
                auth={"guest": door.code},
                headers={"Cookie": door.cookies},
                transports=["websocket"],
                wait_timeout=OPEN_LIMIT,
            )
        except (SocketIOError, ClientError, TimeoutError, OSError) as error:
            await self.close()
            data = refused[0].get("data") if refused and isinstance(refused[0], dict) else None
            if isinstance(data, dict) and "code" in data:
                raise Refused(str(data["code"]), str(data.get("message", ""))) from error
            raise LineLost(f"{door.server} cannot be reached.") from error

    @property
    def lost(self) -> bool:
        """Whether it broke, or was hung up."""
        return self._gone.done()

    async def ask(self, event: str, **data: object) -> Payload:
        """Send a request; what it is answered. Raises Refused, LineLost."""
        socket = self._socket
        if socket is None or self._gone.done():
            raise LineLost
        call = asyncio.ensure_future(socket.call(event, data, timeout=ANSWER_LIMIT))
        try:
            await asyncio.wait({call, self._gone}, return_when=asyncio.FIRST_COMPLETED)
            if not call.done():
                raise LineLost
            answer: Payload = call.result()
        except (SocketIOError, ClientError, OSError) as error:
            raise LineLost(f"{event} was not answered.") from error
        finally:
            call.cancel()
        if not answer["ok"]:
            raise Refused(str(answer["error"]["code"]), str(answer["error"].get("message", "")))
        return answer

    async def close(self) -> None:
        """Hang up; nothing is told of that."""
        self._on_lost = _nothing
        self._lose()
        if self._socket is not None:
            with contextlib.suppress(SocketIOError, ClientError, OSError):
                await self._socket.disconnect()
        if self._http is not None:
            await self._http.close()

    def _hear(self, event: str, data: Payload) -> None:
        self._on_event(event, data)

    def _lose(self, *_: object) -> None:
        if not self._gone.done():
            self._gone.set_result(None)
            self._on_lost(self)


def _nothing(_: Line) -> None:
    pass
