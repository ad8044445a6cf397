"""Where packets get lost, probe and load find as many as do."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from support.bot_room import BOT_PATIENCE
from support.network import Line, Network, network
from support.rest import post, register

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may lay networks")
SHARE = 0.05


async def measured(line: Line, *arguments: str) -> dict[str, Any]:
    """What a command says, run at the end of a line."""
    command = line.machine.entering(sys.executable, "-m", "meetd", *arguments, "--json")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(2 * BOT_PATIENCE):
        text, _ = await process.communicate()
    said: dict[str, Any] = json.loads(text)
    assert not said.get("failures"), said
    return said


def key_of(laid: Network) -> str:
    """An API key of somebody new."""
    with laid.service.line.machine.inside():
        token = register(laid.service)
        body = {"name": "bots", "scopes": ["rooms:write", "tokens", "bots"]}
        return str(post(laid.service, "/keys", body, token)["secret"])


async def test_as_much_is_lost_as_was_set(tmp_path: Path) -> None:
    with network(tmp_path) as laid:
        key, line = key_of(laid), laid.machine()
        line.lose(SHARE, up=False)
        server = f"http://{laid.service.address}:{laid.service.port}"
        shape = ("--people", "3", "--senders", "2", "--ramp", "5/s")
        probed, loaded = await asyncio.gather(
            measured(line, "probe", server, "--key", key, "--for", "6s"),
            measured(line, "load", server, "--key", key, "--for", "5s", *shape),
        )
    assert SHARE / 5 < probed["lost"] < SHARE * 2.5
    assert SHARE / 3 < loaded["lost"] < SHARE * 2.5
