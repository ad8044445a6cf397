"""The examples of docs/integrating.md, as somebody pastes them into a shell."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from pathlib import Path

import pytest
from aiohttp import ClientSession

from meetd.commands.keys import create_key
from meetd.scopes import SCOPES, Scope
from meetd.webhooks.signing import headers, new_secret
from support.api import Api
from support.backend import backend, settings
from support.ports import free_port, until_listening
from support.postgres import Postgres
from support.waiting import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAPER = Path(__file__).parents[3] / "docs" / "integrating.md"


async def test_the_examples_work(api: Api) -> None:
    # Those of the key that the page begins with.
    (command,) = re.findall(
        r'meetd key create "our calendar".*?\n    meetd', PAPER.read_text(), re.DOTALL
    )
    scopes = [Scope(scope) for scope in re.findall(r"--scope (\S+)", command)]
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


async def test_the_example_of_a_receiver_takes_what_is_signed_alone(
    postgres: Postgres, tmp_path: Path
) -> None:
    (example,) = re.findall(r"```python\n(import base64.*?)```", PAPER.read_text(), re.DOTALL)
    port = free_port()
    place = f"http://127.0.0.1:{port}/events"
    private = settings(tmp_path, await postgres.migrated(), webhooks_private=True)
    async with backend(private) as running, ClientSession() as http:
        host = await running.account()
        hooks = f"{running.url}/api/v1/webhooks"
        async with http.post(hooks, json={"url": place}, headers=host.signed_in) as answer:
            made = await answer.json()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", example,
            env=os.environ | {"WEBHOOK_SECRET": made["secret"], "PORT": str(port)},
            stdout=PIPE, stderr=DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                await until_listening(port, process)
            async with http.post(
                f"{hooks}/{made['webhook']['id']}/test", headers=host.signed_in
            ) as answer:
                assert (await answer.json())["status"] == 204
            await host.new_room(name="Algebra")
            assert process.stdout is not None
            async with asyncio.timeout(PATIENCE):
                lines = [(await process.stdout.readline()).decode() for _ in range(2)]
            assert [line.split()[0] for line in lines] == ["test", "room.created"]
            assert "Algebra" in lines[1]
            forged = headers("evt_1", int(time.time()), b"{}", [new_secret()])
            old = headers("evt_1", int(time.time()) - 600, b"{}", [made["secret"]])
            for wrong in ({}, forged, old):
                async with http.post(place, data=b"{}", headers=wrong) as answer:
                    assert answer.status == 401
        finally:
            process.terminate()
            await process.wait()
