"""Where registration is closed, nobody makes an account, and the page can say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar

from support.api import Api
from support.backend import PASSWORD, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_is_open_unless_it_is_closed(api: Api) -> None:
    answer = await api.call("GET", "/service")
    assert (answer.status, answer.json) == (200, {"registration": "open"})


async def test_nobody_makes_an_account_where_it_is_closed(
    postgres: Postgres, tmp_path: Path
) -> None:
    of = settings(tmp_path, await postgres.migrated(), registration="closed")
    account = {"email": "ada@example.org", "username": "ada", "password": PASSWORD}
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        api = Api(running, http)
        assert (await api.call("GET", "/service")).json == {"registration": "closed"}
        answer = await api.call("POST", "/auth/register", account)
        answer.is_problem(403, "registration_closed")
        assert answer.cookies == {}
