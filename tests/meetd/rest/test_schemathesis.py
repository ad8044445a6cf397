"""The description, by a program that others try APIs with: all is as it says."""

from __future__ import annotations

import asyncio
import os
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
TESTS = Path(__file__).parents[2]
HOOKS = TESTS / "support" / "schemathesis_hooks.py"
ENDS = "^(accounts_(logout|change_password|revoke_session|refresh|login)|rooms_delete)$"
"""Operations after which nobody is signed in, or there is no room."""
CONFIG = """
# One that a busy machine keeps waiting for its database says so: that is described.
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]
# It would send cookies of its own making beside a token that is good, which is enough.
generation.with-security-parameters = false
# Nor does it wait for events that nothing makes.
parameters."query.wait" = 0
parameters."path.code" = "{code}"

# What a browser's DTLS parameters have in them is the media library's to say.
[[operations]]
include-operation-id = "check_begin"
checks.positive_data_acceptance.enabled = false
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Backend]:
    folder = tmp_path_factory.mktemp("data")
    async with backend(settings(folder, await postgres.migrated())) as running:
        yield running


async def finds_nothing(
    server: Backend, token: str, code: str, folder: Path, which: str = "--exclude"
) -> None:
    """All is as described, as it sees after a few requests to each operation, always the same, and
    where a room is named to that one."""
    (folder / "schemathesis.toml").write_text(CONFIG.format(code=code))
    arguments = (
        "run", f"{server.url}/api/openapi.json", "--header", f"Authorization: Bearer {token}",
        f"{which}-operation-id-regex", ENDS,
        "--phases", "fuzzing", "--max-examples", "4", "--seed", "1", "--no-color",
        "--request-timeout", "60", "--suppress-health-check", "all", "--continue-on-failure",
    )  # fmt: skip
    program = Path(sys.executable).with_name("schemathesis")
    paths = os.pathsep.join(map(str, (TESTS.parent, TESTS)))
    run = await asyncio.create_subprocess_exec(
        program, *arguments, cwd=folder, stdout=PIPE, stderr=STDOUT,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS), "PYTHONPATH": paths},
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT):
            said, _ = await run.communicate()
    finally:
        if run.returncode is None:
            run.kill()
    assert run.returncode == 0, said.decode()


async def test_for_an_admin_all_is_as_described(server: Backend, tmp_path: Path) -> None:
    person = await server.account()
    await set_admin(server.settings, person.name, admin=True)
    await finds_nothing(server, person.token, await person.new_room(), tmp_path)


async def test_for_a_service_all_is_as_described(server: Backend, tmp_path: Path) -> None:
    key = await create_key(
        server.settings, "try", list(Scope), owner="try", service=True, expires_at=None
    )
    code = await (await server.account()).new_room()
    await finds_nothing(server, key, code, tmp_path)


async def test_what_ends_a_session_or_a_room_is_as_described(
    server: Backend, tmp_path: Path
) -> None:
    person = await server.account()
    code = await person.new_room()
    await finds_nothing(server, person.token, code, tmp_path, "--include")
