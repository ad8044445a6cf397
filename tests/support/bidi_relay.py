"""Runs Firefox behind a relay for WebDriver BiDi: python bidi_relay.py FIREFOX ARGUMENT...

Playwright asks each browser for the newest commands of the protocol, and gives up where one is
unknown. Debian's long-term Firefox lacks one, which no test needs: the relay answers it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

LISTENING = b"WebDriver BiDi listening on ws://"
UNNEEDED = frozenset({"emulation.setMediaFeaturesOverride"})


class Relay:
    """One Firefox, and the one socket that drives it."""

    def __init__(self, address: str) -> None:
        self._address = address
        """Host and port of Firefox's own socket."""

    async def serve(self) -> int:
        """Listen on a free port, which is the answer."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._relay)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port: int = runner.addresses[0][1]
        return port

    async def _relay(self, request: web.Request) -> web.WebSocketResponse:
        driver = web.WebSocketResponse(max_msg_size=0, compress=False)
        await driver.prepare(request)
        async with (
            ClientSession() as session,
            session.ws_connect(f"http://{self._address}{request.path}", max_msg_size=0) as firefox,
            asyncio.TaskGroup() as both,
        ):
            both.create_task(self._to_firefox(driver, firefox))
            async for message in firefox:
                await driver.send_str(message.data)
            await driver.close()
        return driver

    async def _to_firefox(
        self, driver: web.WebSocketResponse, firefox: ClientWebSocketResponse
    ) -> None:
        async for message in driver:
            if message.type is not WSMsgType.TEXT:
                continue
            command = json.loads(message.data)
            if command["method"] in UNNEEDED:
                await driver.send_json({"type": "success", "id": command["id"], "result": {}})
            else:
                await firefox.send_str(message.data)
        await firefox.close()


async def main(program: str, *arguments: str) -> int:
    """Run it to its end; the answer is its exit code."""
    firefox = await asyncio.create_subprocess_exec(program, *arguments, stderr=PIPE)
    assert firefox.stderr is not None
    async for line in firefox.stderr:
        told = line
        if LISTENING in line:
            port = await Relay(line.split(LISTENING)[1].decode().strip()).serve()
            told = LISTENING + f"127.0.0.1:{port}\n".encode()
        sys.stderr.buffer.write(told)
        sys.stderr.buffer.flush()
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
