"""The examples of docs/integrating.md, as somebody pastes them into a shell."""

from __future__ import annotations

import asyncio
import os
import re
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from meetd.commands.keys import create_key
from meetd.scopes import SCOPES, Scope
from support.api import Api

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAPER = Path(__file__).parents[3] / "docs" / "integrating.md"


async def test_the_examples_work(api: Api) -> None:
    scopes = [Scope.ROOMS_READ, Scope.ROOMS_WRITE, Scope.TOKENS, Scope.LIVE_READ]
    scopes += [Scope.LIVE_WRITE, Scope.MESSAGES_WRITE]
    key = await create_key(
        api.backend.settings, "docs", scopes, owner="calendar", service=True, expires_at=None
    )
    blocks = re.findall(r"```sh\n(.*?)```", PAPER.read_text(), re.DOTALL)
    assert len(blocks) > 3
    shell = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", "\n".join(blocks),
        env=os.environ | {"MEETD": api.backend.url, "KEY": key}, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    said, _ = await shell.communicate()
    assert shell.returncode == 0, said.decode()
    (room,) = (await api.call("GET", "/rooms", token=key)).json["items"]
    assert room["externalId"] == "lesson-42"
    tokens = await api.call("GET", f"/rooms/{room['code']}/tokens", token=key)
    assert [token["externalId"] for token in tokens.json["items"]] == ["user-7"]


async def test_every_scope_is_written_of() -> None:
    assert all(f"`{scope}`" in PAPER.read_text() for scope in SCOPES)
