"""Sockets of a server that ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from meetd.errors import MeetError
from meetd.signaling.packets import new_sockets
from support.backend import settings

SOCKET = "/socket.io/?EIO=4&transport="


@web.middleware
async def statuses(request: web.Request, handler: object) -> web.StreamResponse:
    try:
        answer: web.StreamResponse = await handler(request)  # type: ignore[operator]
    except MeetError as error:
        return web.Response(status=error.status)
    return answer


async def test_whoever_comes_back_at_once_does_not_keep_it_from_ending(tmp_path: Path) -> None:
    app = web.Application(middlewares=[statuses])
    sockets = new_sockets(settings(tmp_path), {}, lambda: 100)
    sockets.attach(app)
    async with TestServer(app) as server, ClientSession() as http:
        url = str(server.make_url(SOCKET))
        async with http.ws_connect(f"{url}websocket") as before:
            assert (await before.receive_str()).startswith("0{")
            await sockets.eio.disconnect()
            with pytest.raises(WSServerHandshakeError) as refused:
                await http.ws_connect(f"{url}websocket")
            assert refused.value.status == 503
            async with http.get(f"{url}polling") as answer:
                assert answer.status == 503
        assert not sockets.eio.sockets
