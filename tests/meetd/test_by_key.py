"""The operator's commands from elsewhere, with an admin's key."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from click.testing import CliRunner

from meetd.cli import main
from meetd.commands.keys import create_key
from meetd.commands.users import set_admin
from meetd.scopes import Scope
from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Backend]:
    folder = tmp_path_factory.mktemp("data")
    of = settings(folder, await postgres.migrated(), node="here", workers=1)
    async with backend(of) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def admin(server: Backend) -> Client:
    person = await server.client()
    await set_admin(server.settings, person.name, admin=True)
    return person


async def key_of(server: Backend, admin: Client, *scopes: Scope) -> str:
    return await create_key(
        server.settings, "ops", scopes, owner=admin.name, service=False, expires_at=None
    )


class Elsewhere:
    """A machine that has nothing of the server but its address, and perhaps a key."""

    def __init__(self, folder: Path, url: str, key: str | None) -> None:
        given = {"MEETD_DATA_DIR": str(folder / "none"), "MEETD_URL": url, "MEETD_KEY": key}
        unset: dict[str, str | None] = {
            name: None for name in os.environ if name.startswith("MEETD_")
        }
        self._env = unset | given

    async def __call__(self, *arguments: str) -> tuple[int, str]:
        runner = CliRunner(env=self._env)
        result = await asyncio.to_thread(runner.invoke, main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output


async def test_servers_are_shown_and_told(server: Backend, admin: Client, tmp_path: Path) -> None:
    meetd = Elsewhere(tmp_path, server.url, await key_of(server, admin, Scope.ADMIN))
    code = await admin.new_room()
    await admin.join(code)
    ended, said = await meetd("status", "--once")
    assert (ended, ": 1 room, 1 person\n" in said) == (0, True)
    assert (await meetd("rooms"))[1].splitlines()[1].split() == [code, "1", "p2p", "here"]
    assert "here has 2 workers" in (await meetd("workers", "2"))[1]
    ended, said = await meetd("drain", "--worker", "1")
    assert (ended, said) == (
        0, "here moves everybody away from its worker 1, and starts that anew.\n"
    )  # fmt: skip
    assert (await meetd("workers", "2000"))[0] == 1
    assert await meetd("workers", "2", "--node", "there") == (
        1, "Error: No server is called there.\n"
    )  # fmt: skip
    ended, said = await meetd("drain", "--deadline", "0")
    assert (ended, said.splitlines()[-1]) == (0, "here has no rooms any more. It can be stopped.")
    assert await meetd("drain", "--cancel") == (0, "here takes rooms again.\n")
    async with (
        ClientSession(headers=admin.signed_in) as http,
        http.get(f"{server.url}/api/v1/admin/log?limit=9") as answer,
    ):
        lines = (await answer.json())["items"]
    assert [(one["action"], one["about"], one["refused"]) for one in reversed(lines)] == [
        ("admin_resize", "here", None),
        ("admin_empty_worker", "here", None),
        ("admin_resize", "here", "invalid_request"),
        ("admin_resize", "there", "not_found"),
        ("admin_drain", "here", None),
        ("admin_take_rooms", "here", None),
    ]
    assert {one["adminName"] for one in lines} == {f"{admin.name} (ops)"}


async def test_what_no_key_does_is_said(server: Backend, admin: Client, tmp_path: Path) -> None:
    meetd = Elsewhere(tmp_path, server.url, await key_of(server, admin, Scope.ADMIN))
    for arguments in (
        ("key", "list"), ("users", "admin"), ("backup", str(tmp_path / "all")), ("config",),
    ):  # fmt: skip
        ended, said = await meetd(*arguments)
        assert (ended, said.startswith("Error: No key does that: run it on the server's host")) == (
            1, True,
        ), arguments  # fmt: skip
    assert not (tmp_path / "all").exists()


async def test_who_may_not_is_told_why(server: Backend, admin: Client, tmp_path: Path) -> None:
    lacking = await key_of(server, admin, Scope.ROOMS_READ)
    for url, key, sentence in (
        (server.url, lacking, "This key lacks the scope admin."),
        (server.url, "mk_none", "This key does not exist, or does not any more."),
        (server.url, None, "MEETD_URL needs MEETD_KEY"),
        ("meet.example.org", "mk_none", "MEETD_URL is given like https://meet.example.org."),
        ("http://127.0.0.1:9", "mk_none", "http://127.0.0.1:9 does not answer: "),
    ):
        ended, said = await Elsewhere(tmp_path, url, key)("status")
        assert (ended, said.startswith(f"Error: {sentence}")) == (1, True), said


async def test_the_json_is_as_a_servers_own(server: Backend, admin: Client, tmp_path: Path) -> None:
    meetd = Elsewhere(tmp_path, server.url, await key_of(server, admin, Scope.ADMIN))
    report = json.loads((await meetd("status", "--json"))[1])["here"]
    assert (report["workers_wanted"], report["draining"]) == (len(report["workers"]), False)
    assert {"index", "cpu", "egress", "routers", "carried", "state"} <= set(report["workers"][0])
