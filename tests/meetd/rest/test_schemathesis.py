"""The description, by a program that others try APIs with: all is as it says."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from meetd.commands.keys import create_key
from meetd.commands.users import set_admin
from meetd.scopes import Scope
from support.backend import Backend, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIMIT = 300.0
"""Seconds that a run may take on a machine that is busy; it takes a few."""
ENDS_SESSIONS = "^/auth/(logout|password|sessions|refresh|login)"
NOT_CHECKED = (
    "ignored_auth",  # It cannot leave out what it was told to send with every request.
    "not_a_server_error",  # 503 is described, for a database that a busy machine keeps waiting.
    "positive_data_acceptance",  # What fits its shape may mean nothing: a time that is over, say.
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Backend]:
    folder = tmp_path_factory.mktemp("data")
    async with backend(settings(folder, await postgres.migrated())) as running:
        yield running


async def findings(server: Backend, token: str, code: str, folder: Path) -> str:
    """What it says after a few requests to each operation, always the same, and where a room is
    named to that one; nothing, where all is as described."""
    # Nor does it wait for events that nothing makes.
    parameters = f'[parameters]\n"path.code" = "{code}"\n"query.wait" = 0\n'
    (folder / "schemathesis.toml").write_text(parameters)
    arguments = (
        "run", f"{server.url}/api/openapi.json", "--header", f"Authorization: Bearer {token}",
        "--exclude-path-regex", ENDS_SESSIONS, "--exclude-operation-id", "rooms_delete",
        "--exclude-checks", ",".join(NOT_CHECKED),
        "--phases", "fuzzing", "--max-examples", "4", "--seed", "1", "--no-color",
        "--request-timeout", "60", "--suppress-health-check", "all", "--continue-on-failure",
    )  # fmt: skip
    program = Path(sys.executable).with_name("schemathesis")
    run = await asyncio.create_subprocess_exec(
        program, *arguments, cwd=folder, stdout=PIPE, stderr=STDOUT
    )
    try:
        async with asyncio.timeout(LIMIT):
            said, _ = await run.communicate()
    finally:
        if run.returncode is None:
            run.kill()
    return "" if run.returncode == 0 else said.decode()


async def test_for_an_admin_all_is_as_described(server: Backend, tmp_path: Path) -> None:
    person = await server.account()
    await set_admin(server.settings, person.name, admin=True)
    assert await findings(server, person.token, await person.new_room(), tmp_path) == ""


async def test_for_a_service_all_is_as_described(server: Backend, tmp_path: Path) -> None:
    key = await create_key(
        server.settings, "try", list(Scope), owner="try", service=True, expires_at=None
    )
    code = await (await server.account()).new_room()
    assert await findings(server, key, code, tmp_path) == ""
