"""A client of the signalling socket, without a browser."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import ClientSession
from socketio import AsyncClient as Socket

from support.service import Service


@contextlib.asynccontextmanager
async def connected(
    service: Service, auth: object, headers: dict[str, str] | None = None
) -> AsyncIterator[Socket]:
    """A socket for a while. Raises socketio's ConnectionError when it is refused."""
    async with ClientSession() as http:
        client = Socket(http_session=http, reconnection=False)
        try:
            await client.connect(
                service.url, auth=auth, headers=headers or {}, transports=["websocket"]
            )
            yield client
        finally:
            await client.disconnect()
