"""The client's end of a signalling socket, as patient as tests are."""

from __future__ import annotations

from typing import Any

import socketio

from support.waiting import PATIENCE


class Socket(socketio.AsyncClient):  # type: ignore[misc]  # The library has no types.
    """Does not come back by itself."""

    def __init__(self, **options: Any) -> None:
        super().__init__(reconnection=False, **options)

    async def connect(self, url: str, **options: Any) -> None:
        """Connect over a WebSocket, if nothing else is said; the library's second is up before a
        busy machine has answered. Raises socketio's ConnectionError when
        it is refused."""
        asked = {"transports": ["websocket"], "wait_timeout": PATIENCE} | options
        await super().connect(url, **asked)
