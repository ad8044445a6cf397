"""Who is in already, as somebody may know who is about to come in."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession, DummyCookieJar

from support.backend import Backend, Client

pytestmark = pytest.mark.asyncio(loop_scope="module")

HIDDEN: dict[str, Any] = {"count": None, "names": []}
"""Beside whom one could come in is seen elsewhere."""


async def seen(server: Backend, code: str, by: Client | None = None) -> dict[str, Any]:
    """What an account, a guest or a stranger is told."""
    headers = {} if by is None or by.cookie else by.signed_in
    if by is not None and by.cookie:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in by.cookie.items())
    path = f"{server.url}/api/v1/rooms/{code}/present"
    async with (
        ClientSession(cookie_jar=DummyCookieJar()) as http,
        http.get(path, headers=headers) as answer,
    ):
        assert answer.status == 200, await answer.text()
        said: dict[str, Any] = await answer.json()
        people = said.pop("people")
        assert [one["name"] for one in people][:3] == said["names"]
        return said


async def met(server: Backend, **settings: object) -> tuple[Client, str]:
    host = await server.client()
    code = await host.new_room(settings=settings)
    await host.join(code)
    return host, code


async def change(host: Client, code: str, **settings: object) -> None:
    path = f"{host.url}/api/v1/rooms/{code}"
    said = {"settings": settings}
    async with host.http.patch(path, json=said, headers=host.signed_in) as answer:
        assert answer.status == 200, await answer.text()


async def test_who_comes_in_by_themself_reads_a_few_names(shared: Backend) -> None:
    host, code = await met(shared)
    ben = await shared.account()
    assert await seen(shared, code, ben) == {"count": 1, "names": [host.name]}
    # Nobody is told of themself.
    assert await seen(shared, code, host) == {"count": 0, "names": []}
    others = [await shared.client() for _ in range(4)]
    for other in others:
        await other.join(code)
    names = [host.name, others[0].name, others[1].name]
    assert await seen(shared, code, ben) == {"count": 5, "names": names}
    empty = await host.new_room()
    assert await seen(shared, empty, ben) == HIDDEN


async def test_a_guest_who_has_to_ask_reads_how_many(shared: Backend) -> None:
    host, code = await met(shared)
    mara = await shared.guest(code, "Mara")
    for one in (None, mara):
        assert await seen(shared, code, one) == {"count": 1, "names": []}
    await mara.do("knock", code=code)
    await host.do("knocks:admit")
    await mara.told("knock:answered")
    assert await seen(shared, code, mara) == {"count": 1, "names": [host.name]}
    # Where nobody has to ask, a link is enough.
    host, code = await met(shared, access="open")
    assert await seen(shared, code) == {"count": 1, "names": [host.name]}


@pytest.mark.parametrize("closed", [{"access": "restricted"}, {"locked": True}])
async def test_a_closed_room_says_nothing(shared: Backend, closed: dict[str, object]) -> None:
    host, code = await met(shared)
    await change(host, code, **closed)
    mara, ben = await shared.guest(code, "Mara"), await shared.account()
    for one in (None, mara, ben):
        assert await seen(shared, code, one) == HIDDEN
    assert (await seen(shared, code, host))["count"] == 0


@pytest.mark.parametrize("block", [False, True])
async def test_who_was_put_out_reads_nothing(shared: Backend, block: bool) -> None:
    host, code = await met(shared)
    ben = await shared.client()
    await ben.join(code)
    await host.do("people:remove", participantId=ben.id, block=block)
    assert await seen(shared, code, ben) == HIDDEN


async def test_a_guest_of_another_room_is_a_stranger(shared: Backend) -> None:
    host, code = await met(shared)
    other = await shared.guest(await host.new_room(), "Mara")
    assert await seen(shared, code, other) == {"count": 1, "names": []}


async def test_there_is_no_such_room(shared: Backend) -> None:
    path = f"{shared.url}/api/v1/rooms/aaa-aaaa-aaa/present"
    ben = await shared.account()
    async with ben.http.get(path, headers=ben.signed_in) as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "room_not_found")
