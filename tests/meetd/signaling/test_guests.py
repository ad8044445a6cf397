"""Guests, and the waiting room: who comes in, who asks, and that nobody slips past."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


async def inside(server: Backend, **settings: object) -> tuple[Client, str]:
    """A host who is in a room of theirs."""
    host = await server.client()
    code = await host.new_room(settings=settings)
    await host.join(code)
    return host, code


async def asks(client: Client, code: str) -> dict[str, Any]:
    assert await client.refused("join", code=code, microphone=True, camera=True) == "must_ask"
    return await client.do("knock", code=code)


async def waiting(host: Client, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await host.told("knocks", count=count))["knocks"]
    return found


async def let_in(server: Backend) -> tuple[Client, str, Client]:
    """A host who is in a room of theirs, and a guest who asked and was let in."""
    host, code = await inside(server)
    mara = await server.guest(code, "Mara")
    await asks(mara, code)
    await waiting(host, 1)
    await host.do("knocks:admit")
    await mara.told("knock:answered")
    return host, code, mara


async def test_a_guest_asks_is_let_in_talks_and_is_the_same_again(server: Backend) -> None:
    host, code = await inside(server)
    mara = await server.guest(code, "Mara Lund")
    assert (await asks(mara, code)) == {"ok": True, "admitted": False, "isLed": True}
    (knock,) = await waiting(host, 1)
    assert set(knock) == {"id", "username", "guest", "since"}
    assert (knock["username"], knock["guest"]) == ("Mara Lund", True)
    # Until then nothing reaches them.
    for event, data in (
        ("chat:send", {"clientId": str(uuid4()), "content": "Hi"}),
        ("chat:history", {}),
        ("participants:page", {}),
        ("sfu:transport:create", {"routerId": "x", "direction": "send"}),
        ("knocks:admit", {}),
    ):
        assert await mara.refused(event, **data) == "not_in_room"
    await host.do("chat:send", clientId=str(uuid4()), content="Not for those outside")
    await host.do("knocks:admit", knockIds=[knock["id"]])
    assert await mara.told("knock:answered") == {"outcome": "admitted"}
    assert mara.heard("chat:message") == []
    assert await waiting(host, 0) == []
    joined = await mara.join(code)
    told = (await host.told("participant:joined"))["participant"]
    assert (told["username"], told["guest"], told["role"]) == ("Mara Lund", True, "participant")
    await mara.do("chat:send", clientId=str(uuid4()), content="Hello")
    message = (await host.told("chat:message"))["message"]
    said = [message, *(one["message"] for one in host.heard("chat:message"))][-1]
    assert (said["username"], said["userId"]) == ("Mara Lund", told["userId"])
    # The page is loaded anew: the same guest, without a question.
    again = await server.same_guest(mara)
    joined = await again.join(code, takeOver=True)
    assert (await host.told("participant:joined"))["participant"]["userId"] == told["userId"]
    assert [one["username"] for one in joined["messages"]][-1] == "Mara Lund"
    assert await again.refused("knocks:admit") == "not_moderator"


async def test_who_is_not_let_in_stays_out(server: Backend) -> None:
    host, code = await inside(server)
    mara = await server.guest(code, "Mara")
    await asks(mara, code)
    (knock,) = await waiting(host, 1)
    await host.do("knocks:deny", knockIds=[knock["id"]])
    assert await mara.told("knock:answered") == {"outcome": "denied"}
    assert await mara.refused("knock", code=code) == "too_many_requests"
    assert await mara.refused("join", code=code, microphone=True, camera=True) == "must_ask"


async def test_who_is_blocked_does_not_ask_again(server: Backend) -> None:
    host, code = await inside(server)
    mara = await server.guest(code, "Mara")
    await asks(mara, code)
    (knock,) = await waiting(host, 1)
    await host.do("knocks:deny", knockIds=[knock["id"]], block=True)
    await mara.told("knock:answered", outcome="denied")
    assert await mara.refused("knock", code=code) == "blocked"
    await change(host, code, access="open")
    assert await mara.refused("join", code=code, microphone=True, camera=True) == "blocked"


async def test_accounts_come_into_a_trusted_room_and_all_into_an_open_one(server: Backend) -> None:
    _, trusted = await inside(server)
    await (await server.client()).join(trusted)
    _, opened = await inside(server, access="open")
    await (await server.client()).join(opened)
    guest = await server.guest(opened, "Mara")
    assert (await guest.join(opened))["role"] == "participant"


@pytest.mark.parametrize("settings", [{"locked": True}, {"access": "restricted"}])
async def test_accounts_ask_where_they_have_to(
    server: Backend, settings: dict[str, object]
) -> None:
    host, code = await inside(server, **settings)
    ben, carl = await server.client(), await server.guest(code, "Carl")
    for one in (ben, carl):
        await asks(one, code)
    assert [knock["username"] for knock in await waiting(host, 2)] == [ben.name, "Carl"]
    await host.do("knocks:admit")
    for one in (ben, carl):
        await one.told("knock:answered", outcome="admitted")
        await one.join(code)


async def test_nobody_comes_before_the_host_and_all_with_them(server: Backend) -> None:
    host = await server.client()
    code = await host.new_room(settings={"waitForHost": True, "access": "open"})
    early = [await server.client(), await server.guest(code, "Mara")]
    for one in early:
        assert (await asks(one, code))["isLed"] is False
    await host.join(code)
    for one in early:
        await one.told("knock:answered", outcome="admitted")
        await one.join(code)
    # The meeting goes on without them, and who comes back is known.
    await host.do("leave")
    await early[0].do("leave")
    await early[0].join(code)
    assert await (await server.client()).refused(
        "join", code=code, microphone=True, camera=True
    ) == "must_ask"  # fmt: skip


async def test_who_was_inside_need_not_ask_once_it_is_locked(server: Backend) -> None:
    host, code = await inside(server)
    ben = await server.client()
    await ben.join(code)
    await change(host, code, locked=True)
    await ben.do("leave")
    await ben.join(code)
    late = await server.client()
    await asks(late, code)
    await change(host, code, locked=False)
    await late.told("knock:answered", outcome="admitted")
    await late.join(code)


async def test_a_second_window_of_who_waits_takes_their_place(server: Backend) -> None:
    host, code = await inside(server)
    mara = await server.guest(code, "Mara")
    await asks(mara, code)
    again = await server.same_guest(mara)
    await asks(again, code)
    assert await mara.told("knock:answered") == {"outcome": "replaced"}
    assert len((await host.told("knocks", count=1))["knocks"]) == 1
    await again.socket.disconnect()
    assert await waiting(host, 0) == []


async def test_a_meeting_that_is_over_forgets_whom_it_let_in(server: Backend) -> None:
    host, code, mara = await let_in(server)
    await host.do("leave")
    await host.join(code)
    await asks(mara, code)


async def test_a_meeting_that_is_ended_for_all_forgets_whom_it_let_in(server: Backend) -> None:
    host, code, mara = await let_in(server)
    await host.do("room:end")
    for one in (host, mara):
        await one.do("leave")
    await host.join(code)
    await asks(mara, code)


async def test_a_meeting_that_is_over_after_a_restart_forgets_whom_it_let_in(
    postgres: Postgres, tmp_path: Path
) -> None:
    its = settings(tmp_path, await postgres.migrated())
    async with backend(its) as before:
        host, code, mara = await let_in(before)
    async with backend(its) as after:
        host = await after.another_window(host)
        await host.join(code)
        await host.do("leave")
        await host.join(code)
        await asks(await after.same_guest(mara), code)


async def test_who_came_with_the_host_comes_back_without_them_after_a_restart(
    postgres: Postgres, tmp_path: Path
) -> None:
    its = settings(tmp_path, await postgres.migrated())
    async with backend(its) as before:
        _, code = await inside(before, waitForHost=True)
        await (ben := await before.client()).join(code)
    async with backend(its) as after:
        await (await after.another_window(ben)).join(code)
        await asks(await after.client(), code)


async def test_a_guest_is_nobody_elsewhere(server: Backend) -> None:
    _, code = await inside(server, access="open")
    other, elsewhere = await inside(server, access="open")
    mara = await server.guest(code, "Mara")
    for event in ("join", "knock"):
        more = {"microphone": True, "camera": True} if event == "join" else {}
        assert await mara.refused(event, code=elsewhere, **more) == "forbidden"
    # Its cookie, by the name of the other room's, opens a socket of its own room alone.
    moved = await server.guest(elsewhere, "Mara")
    moved.cookie = {next(iter(moved.cookie)): next(iter(mara.cookie.values()))}
    again = await server.same_guest(moved)
    assert await again.refused("join", code=elsewhere, microphone=True, camera=True) == "forbidden"
    for method, path, body in (
        ("GET", "/users/me", None),
        ("GET", f"/rooms/{code}", None),
        ("GET", f"/rooms/{code}/messages", None),
        ("GET", f"/rooms/{code}/knocks", None),
        ("POST", "/rooms", {}),
    ):
        token = next(iter(mara.cookie.values()))
        for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"meetd_access={token}"}):
            async with other.http.request(
                method, f"{other.url}/api/v1{path}", json=body, headers=headers
            ) as answer:
                assert answer.status in {401, 403}, (path, answer.status)


async def test_a_socket_without_the_guests_cookie_is_refused(server: Backend) -> None:
    _, code = await inside(server, access="open")
    mara = await server.guest(code, "Mara")
    mara.cookie = {name: f"{value}x" for name, value in mara.cookie.items()}
    with pytest.raises(RefusedError):
        await server.same_guest(mara)


async def test_a_host_admits_over_rest(server: Backend) -> None:
    host, code = await inside(server)
    mara, ben = await server.guest(code, "Mara"), await server.client()
    await asks(mara, code)
    path = f"{host.url}/api/v1/rooms/{code}/knocks"
    async with host.http.get(path, headers=host.signed_in) as answer:
        listed = await answer.json()
    assert [one["username"] for one in listed["items"]] == ["Mara"]
    said = {"admit": True, "knockIds": [listed["items"][0]["id"]]}
    async with host.http.post(path, json=said, headers=ben.signed_in) as answer:
        assert answer.status == 403
    async with host.http.post(path, json=said, headers=host.signed_in) as answer:
        assert answer.status == 204
    await mara.told("knock:answered", outcome="admitted")


async def test_a_room_has_the_limit_that_its_host_sets(server: Backend) -> None:
    _, code = await inside(server, limit=2, access="open")
    await (await server.guest(code, "Mara")).join(code)
    third = await server.client()
    assert await third.refused("join", code=code, microphone=True, camera=True) == "room_full"


async def change(host: Client, code: str, **settings: object) -> None:
    async with host.http.patch(
        f"{host.url}/api/v1/rooms/{code}", json={"settings": settings}, headers=host.signed_in
    ) as answer:
        assert answer.status == 200


async def test_many_who_wait_are_told_of_in_part(server: Backend) -> None:
    host, code = await inside(server)
    people = [await server.guest(code, f"Guest{n}") for n in range(60)]
    await asyncio.gather(*(one.do("knock", code=code) for one in people))
    knocks = await waiting(host, 60)
    assert len(knocks) == 50
    await host.do("knocks:admit")
    await asyncio.gather(*(one.told("knock:answered", outcome="admitted") for one in people))


async def test_who_led_before_a_restart_hears_that_nobody_waits(server: Backend) -> None:
    """Their page may show some who have not come back yet."""
    host = await server.client()
    code = await host.new_room()
    former = {"participantId": "0" * 32, "token": "of a server that is gone"}
    assert not (await host.join(code, resume=former))["resumed"]
    assert (await host.told("knocks"))["knocks"] == []
