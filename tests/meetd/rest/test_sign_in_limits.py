"""One place cannot take all the time that there is for passwords, nor guess at everybody's."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import uuid4

import bcrypt
import pytest
from aiohttp import ClientSession, DummyCookieJar

from meetd.auth import passwords, sessions
from meetd.auth.sessions import FAILURES, REGISTRATIONS, TAKEN
from meetd.auth.turns import QUEUE, SHARE
from meetd.place_limit import PlaceLimit
from meetd.rest.deps import DEPS
from support.api import ORIGIN, Answer, Api
from support.backend import backend, settings
from support.postgres import Postgres

PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.fixture
async def api(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Api]:
    """A server behind a proxy on the same host, which the test is. Its work on passwords is less,
    and its order the same."""
    monkeypatch.setattr(passwords, "ROUNDS", 7)
    of = settings(tmp_path, await postgres.migrated(), trusted_proxies=PROXIES)
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Api(running, http)


def account() -> dict[str, str]:
    name = f"u-{uuid4().hex[:12]}"
    return {"email": f"{name}@example.org", "username": name, "password": "a long password"}


async def register(api: Api, address: str, **changes: str) -> Answer:
    headers = {"X-Forwarded-For": address}
    return await api.call("POST", "/auth/register", account() | changes, headers=headers)


async def sign_in(api: Api, address: str, login: str, password: str, **more: Any) -> Answer:
    headers = {"X-Forwarded-For": address, "Origin": ORIGIN}
    said = {"login": login, "password": password}
    return await api.call("POST", "/auth/login", said, headers=headers, **more)


async def hammering(api: Api, address: str) -> None:
    """Somebody who sends wrong passwords as fast as they are answered."""

    async def guess() -> None:
        while True:
            name = f"somebody-{uuid4().hex[:12]}"
            answer = await sign_in(api, address, name, "a wrong password")
            await asyncio.sleep(0.05 if answer.status == 429 else 0)

    async with asyncio.TaskGroup() as guesses:
        for _ in range(SHARE):
            guesses.create_task(guess())


async def test_one_place_leaves_room_for_others(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    # Hashed this quickly, more than twenty may be with a busy database at once, and no more of them
    # could be told that a name is taken: that is not what is looked at here.
    wide = PlaceLimit(sessions.TAKEN_RATE, 10 * TAKEN)
    deps = api.backend.server.app[DEPS]  # type: ignore[attr-defined]
    monkeypatch.setattr(deps.sessions, "_taken", wide)
    go_on = threading.Event()
    hashpw = bcrypt.hashpw

    def slowly(*args: Any) -> bytes:
        go_on.wait()
        return hashpw(*args)

    monkeypatch.setattr(bcrypt, "hashpw", slowly)
    try:
        rush = [
            asyncio.create_task(register(api, "203.0.113.7"))
            for _ in range(passwords.THREADS + QUEUE + 5)
        ]
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


async def exhaust(api: Api, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail there until nothing is looked at any more."""
    with monkeypatch.context() as patch:
        patch.setattr(bcrypt, "checkpw", lambda *_args: False)
        while (await sign_in(api, address, "somebody", "password")).status != 429:
            continue


async def test_six_that_hammer_keep_nobody_out(api: Api) -> None:
    people = [account() for _ in range(6)]
    known = await api.call("POST", "/auth/register", people[0])
    for person in people[1:]:
        await api.call("POST", "/auth/register", person)
    attackers = [f"203.0.113.{n}" for n in range(1, 6)] + ["[2001:db8:7::1]:4711"]
    rush = [asyncio.create_task(hammering(api, address)) for address in attackers]
    try:
        for number, person in enumerate(people):
            login, password = person["username"], person["password"]
            elsewhere = f"198.51.100.{number}:1234"
            assert (await sign_in(api, elsewhere, login, password)).status == 200
        cookies = {"meetd_device": known.cookies["meetd_device"]}
        login, password = people[0]["username"], people[0]["password"]
        for address in attackers:
            answer = await sign_in(api, address, login, password, cookies=cookies)
            assert answer.status == 200
    finally:
        for task in rush:
            task.cancel()
        await asyncio.wait(rush)


async def test_what_others_fail_at_is_nothing_to_a_known_browser(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = account()
    made = await api.call("POST", "/auth/register", person)
    login, password = person["username"], person["password"]
    await exhaust(api, "203.0.113.7", monkeypatch)
    (await sign_in(api, "203.0.113.7", login, password)).is_problem(429, "too_many_requests")
    cookies = {"meetd_device": made.cookies["meetd_device"]}
    assert (await sign_in(api, "203.0.113.7", login, password, cookies=cookies)).status == 200
    # Of another account it is a stranger.
    answer = await sign_in(api, "203.0.113.7", "somebody", password, cookies=cookies)
    answer.is_problem(429, "too_many_requests")


async def test_what_a_known_browser_fails_at_is_nothing_to_others(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = account()
    made = await api.call("POST", "/auth/register", person)
    cookies = {"meetd_device": made.cookies["meetd_device"]}
    with monkeypatch.context() as patch:
        patch.setattr(bcrypt, "checkpw", lambda *_args: False)
        for _ in range(int(FAILURES) + 5):
            answer = await sign_in(
                api, "203.0.113.9", person["username"], "a wrong one", cookies=cookies
            )
            answer.is_problem(401, "invalid_credentials")
    person = account()
    await api.call("POST", "/auth/register", person)
    answer = await sign_in(api, "203.0.113.9", person["username"], person["password"])
    assert answer.status == 200


async def test_one_network_does_not_guess_from_all_its_places(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await exhaust(api, f"2001:db8:9:{number}::1", monkeypatch)
    answer = await sign_in(api, "2001:db8:9:6::1", "somebody", "password")
    answer.is_problem(429, "too_many_requests")
    answer = await sign_in(api, "2001:db8:a:6::1", "somebody", "password")
    answer.is_problem(401, "invalid_credentials")


async def test_one_place_does_not_make_accounts_without_end(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = bcrypt.hashpw(b"x", bcrypt.gensalt(4))
    monkeypatch.setattr(bcrypt, "hashpw", lambda *_args: hashed)
    for _ in range(int(REGISTRATIONS)):
        assert (await register(api, "203.0.113.20")).status == 201
    while (answer := await register(api, "203.0.113.20")).status == 201:
        continue
    answer.is_problem(429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await register(api, "203.0.113.21")).status == 201


@pytest.mark.parametrize("field", ["email", "username"])
async def test_one_place_does_not_learn_who_has_an_account(api: Api, field: str) -> None:
    person = account()
    await api.call("POST", "/auth/register", person)
    taken = {field: person[field]}
    for _ in range(int(TAKEN)):
        (await register(api, "203.0.113.30", **taken)).is_problem(409, f"{field}_taken")
    while (answer := await register(api, "203.0.113.30", **taken)).status == 409:
        continue
    answer.is_problem(429, "too_many_requests")
    # Nor by what is not taken.
    (await register(api, "203.0.113.30")).is_problem(429, "too_many_requests")
    (await register(api, "203.0.113.31", **taken)).is_problem(409, f"{field}_taken")


RUSH = 50
LEFT = 5
"""What is left of a limit when all of a rush come at once."""


@pytest.fixture
async def nearly_used_up(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Api]:
    """A server where so much is left of each limit of a place, and nothing comes back."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)
    for limit in ("FAILURES", "REGISTRATIONS", "TAKEN"):
        monkeypatch.setattr(sessions, limit, float(LEFT))
    for rate in ("FORGIVEN", "REGISTRATION_RATE", "TAKEN_RATE"):
        monkeypatch.setattr(sessions, rate, 1e-6)
    of = settings(tmp_path, await postgres.migrated(), trusted_proxies=PROXIES)
    async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
        yield Api(running, http)


async def statuses(rush: Iterable[Awaitable[Answer]]) -> Counter[int]:
    return Counter(answer.status for answer in await asyncio.gather(*rush))


async def test_a_rush_makes_no_more_accounts_than_one_after_the_other(nearly_used_up: Api) -> None:
    rush = (register(nearly_used_up, "203.0.113.20") for _ in range(RUSH))
    assert await statuses(rush) == {201: LEFT, 429: RUSH - LEFT}


async def test_a_rush_guesses_no_more_than_one_after_the_other(nearly_used_up: Api) -> None:
    person = account()
    await nearly_used_up.call("POST", "/auth/register", person)
    login, password = person["username"], person["password"]
    # The right ones take nothing from the wrong ones.
    for _ in range(2 * LEFT):
        assert (await sign_in(nearly_used_up, "203.0.113.20", login, password)).status == 200
    rush = (
        sign_in(nearly_used_up, "203.0.113.20", f"nobody{number}", "password")
        for number in range(RUSH)
    )
    assert await statuses(rush) == {401: LEFT, 429: RUSH - LEFT}


async def test_a_rush_learns_no_more_than_one_after_the_other(nearly_used_up: Api) -> None:
    person = account()
    await nearly_used_up.call("POST", "/auth/register", person)
    rush = (register(nearly_used_up, "203.0.113.20", email=person["email"]) for _ in range(RUSH))
    assert await statuses(rush) == {409: LEFT, 429: RUSH - LEFT}
