"""A real Janus with a video room, whose publisher and viewers are plain RTP."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

from support.ports import free_port, until_listening

_CONFIG = {
    "janus.jcfg": 'general: {{ debug_level = 1, log_to_stdout = true, admin_secret = "bench" }}\n'
    'media: {{ rtp_port_range = "20000-40000" }}\n'
    "nat: {{ nice_debug = false }}\n",
    "janus.transport.http.jcfg": 'general: {{ json = "plain", base_path = "/janus", '
    'http = true, port = {port}, ip = "127.0.0.1", https = false }}\n',
    "janus.plugin.videoroom.jcfg": "general: {{}}\n",
}
SSRC = 1000
"""What Janus expects a remote publisher's first stream to have."""


class Janus:
    """A running Janus, and one handle of its video room plugin."""

    def __init__(self, pid: int, client: aiohttp.ClientSession, url: str) -> None:
        self.pid = pid
        self._client, self._url = client, url

    async def attach(self) -> None:
        """Make the handle that requests go through."""
        for action in (
            {"janus": "create"},
            {"janus": "attach", "plugin": "janus.plugin.videoroom"},
        ):
            answer = await self._post(action)
            self._url += f"/{answer['data']['id']}"

    async def ask(self, **body: Any) -> dict[str, Any]:
        """A request to the video room. Raises RuntimeError when it refuses."""
        answer = await self._post({"janus": "message", "body": body})
        data: dict[str, Any] = answer["plugindata"]["data"]
        if "error" in data:
            raise RuntimeError(data["error"])
        return data

    async def _post(self, message: dict[str, Any]) -> dict[str, Any]:
        async with self._client.post(self._url, json=message | {"transaction": "t"}) as response:
            answer: dict[str, Any] = await response.json()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


@contextlib.asynccontextmanager
async def janus(folder: Path) -> AsyncIterator[Janus]:
    """Run one, with its files in `folder`."""
    port = free_port()
    for name, text in _CONFIG.items():
        (folder / name).write_text(text.format(port=port))
    process = await asyncio.create_subprocess_exec(
        "janus", "--configs-folder", str(folder), "--disable-colors",
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until_listening(port, process)
        async with aiohttp.ClientSession() as client:
            running = Janus(process.pid, client, f"http://127.0.0.1:{port}/janus")
            await running.attach()
            yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
