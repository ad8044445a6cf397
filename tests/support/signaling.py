"""A client of the signalling socket, without a browser."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import ClientSession

from support.service import Service
from support.socket_client import Socket


@contextlib.asynccontextmanager
async def connected(
    service: Service, auth: object, headers: dict[str, str] | None = None
) -> AsyncIterator[Socket]:
    """A socket for a while. Raises socketio's ConnectionError when it is refused."""
    async with ClientSession() as http:
        client = Socket(http_session=http)
        try:
            await client.connect(service.url, auth=auth, headers=headers or {})
            yield client
        finally:
            await client.disconnect()
