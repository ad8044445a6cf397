"""One place cannot take all the time that there is for passwords, nor guess at everybody's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import uuid4

import bcrypt
import pytest
from aiohttp import ClientSession, DummyCookieJar

from meetd.rest.sources import FAILURES, SHARE
from support.api import Answer, Api
from support.backend import backend, settings
from support.postgres import Postgres

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.fixture
async def api(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Api]:
    """A server behind a proxy on the same host, which the test is."""
    of = settings(tmp_path, await postgres.migrated(), trusted_proxies=PROXIES)
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Api(running, http)


def account() -> dict[str, str]:
    name = f"u-{uuid4().hex[:12]}"
    return {"email": f"{name}@example.org", "username": name, "password": "a long password"}


async def register(api: Api, address: str) -> Answer:
    headers = {"X-Forwarded-For": address}
    return await api.call("POST", "/auth/register", account(), headers=headers)


async def test_one_place_leaves_room_for_others(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    hashpw = bcrypt.hashpw

    def slowly(*args: Any) -> bytes:
        go_on.wait()
        return hashpw(*args)

    monkeypatch.setattr(bcrypt, "hashpw", slowly)
    try:
        rush = [asyncio.create_task(register(api, "203.0.113.7")) for _ in range(SHARE + 5)]
        # These are refused at once; the others wait for their turn.
        refused, waiting = await asyncio.wait(rush, return_when=asyncio.FIRST_COMPLETED)
        while len(refused) < 5:
            more, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            refused |= more
        for task in refused:
            answer = await task
            answer.is_problem(429, "too_many_requests")
            assert int(answer.headers["Retry-After"]) >= 1
        other = asyncio.create_task(register(api, "203.0.113.8"))
    finally:
        go_on.set()
    assert {(await task).status for task in waiting} == {201}
    assert (await other).status == 201
    assert (await register(api, "203.0.113.7")).status == 201


async def test_one_place_does_not_guess_at_everybody(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_args: False)
    here, there = {"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "203.0.113.8"}

    async def guess(number: int, headers: dict[str, str]) -> Answer:
        said = {"login": f"somebody{number}", "password": "password"}
        return await api.call("POST", "/auth/login", said, headers=headers)

    for number in range(int(FAILURES)):
        (await guess(number, here)).is_problem(401, "invalid_credentials")
    # A failure may have been forgiven meanwhile, or some.
    answer = await guess(0, here)
    while answer.status == 401:
        answer = await guess(0, here)
    answer.is_problem(429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1
    (await guess(0, there)).is_problem(401, "invalid_credentials")
