"""Join tokens over HTTP and a socket: each lets one person in, as what it says they are."""

from __future__ import annotations

import string
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import socketio

from meetd.db import join_tokens
from meetd.rest.deps import DEPS
from support.api import Api
from support.backend import Client

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def new_room(api: Api, **settings: object) -> tuple[Client, str]:
    host = await api.backend.account()
    return host, await host.new_room(settings=settings)


async def new_token(api: Api, host: Client, code: str, **said: object) -> dict[str, Any]:
    body = {"name": "Ada L."} | said
    answer = await api.call("POST", f"/rooms/{code}/tokens", body, token=host.token)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


async def come(api: Api, code: str, made: dict[str, Any]) -> Client:
    """A browser that was given the link."""
    return await api.backend.guest(code, token=made["secret"])


async def participants(api: Api, host: Client, code: str) -> list[dict[str, Any]]:
    answer = await api.call("GET", f"/rooms/{code}/participants", token=host.token)
    assert answer.json["count"] == len(answer.json["items"])
    items: list[dict[str, Any]] = answer.json["items"]
    return items


async def test_a_token_lets_that_person_in(api: Api) -> None:
    host, code = await new_room(api, access="restricted")
    made = await new_token(api, host, code, externalId="user-7")
    assert made["url"] == f"http://localhost:8080/{code}#token={made['secret']}"
    assert made["secret"] not in repr(made["token"])
    ada = await come(api, code, made)
    joined = await ada.join(code)
    assert joined["role"] == "participant"
    (inside,) = await participants(api, host, code)
    assert (inside["name"], inside["externalId"], inside["guest"]) == ("Ada L.", "user-7", True)
    assert inside["userId"] == made["token"]["id"]
    # The same link in another window is the same person.
    again = await come(api, code, made)
    assert (
        await again.refused("join", code=code, microphone=True, camera=True) == "joined_elsewhere"
    )
    (listed,) = (await api.call("GET", f"/rooms/{code}/tokens", token=host.token)).json["items"]
    assert listed["usedAt"] is not None


@pytest.mark.parametrize(
    "settings", [{"access": "restricted"}, {"access": "trusted"}, {"locked": True},
    {"waitForHost": True}]
)  # fmt: skip
async def test_it_admits_by_itself(api: Api, settings: dict[str, object]) -> None:
    host, code = await new_room(api, **settings)
    made = await new_token(api, host, code)
    stranger = await api.backend.guest(code, "Bob")
    assert await stranger.refused("join", code=code, microphone=True, camera=True) == "must_ask"
    ada = await come(api, code, made)
    door = (await api.call("GET", f"/rooms/{code}/door", cookies=ada.cookie)).json
    assert (door["asks"], door["guest"]["invited"]) == (False, True)
    await ada.join(code)


async def test_it_gives_a_role_and_leaves_things_out(api: Api) -> None:
    host, code = await new_room(api)
    lead = await come(api, code, await new_token(api, host, code, role="cohost", name="Lea"))
    assert (await lead.join(code))["role"] == "cohost"
    ada = await come(api, code, await new_token(api, host, code, may=["microphone", "raise hand"]))
    joined = await ada.join(code)
    assert set(joined["permissions"]) == {"join", "microphone", "raise hand"}
    assert (await ada.told("media:stopped"))["sources"] == ["camera"]
    said = {"clientId": str(uuid.uuid4()), "content": "Hello"}
    assert await ada.refused("chat:send", **said) == "host_forbids"
    await lead.do("chat:send", **said)
    # Who leads can take more from them, and give no more than the token has.
    await lead.do("people:role", participantId=ada.id, role="viewer")
    told = await ada.told("permissions", role="viewer")
    assert set(told["permissions"]) == {"join", "raise hand"}


async def test_once_is_once(api: Api) -> None:
    host, code = await new_room(api)
    made = await new_token(api, host, code, once=True)
    ada = await come(api, code, made)
    await ada.join(code)
    path = f"/rooms/{code}/guest"
    refused = await api.call("POST", path, {"token": made["secret"]})
    refused.is_problem(403, "join_token_void")
    # The browser that came by it may reload.
    again = await api.call("POST", path, {"token": made["secret"]}, cookies=ada.cookie)
    assert (again.status, again.json["id"]) == (201, made["token"]["id"])


LETTERS = string.ascii_letters + string.digits + "-_"


async def test_what_is_no_token_of_this_room_lets_nobody_in(api: Api) -> None:
    host, code = await new_room(api)
    made = await new_token(api, host, code)
    _, other = await new_room(api)
    secret = made["secret"]
    # Of the last letter some bits say nothing: those too have to be as they were.
    turned = [secret[:-1] + last for last in LETTERS if last != secret[-1]]
    wrong = [(code, token) for token in (*turned, "mj_", "mj_é", "x" * 200, secret + "=")]
    for room, token in [(other, secret), *wrong]:
        answer = await api.call("POST", f"/rooms/{room}/guest", {"token": token})
        answer.is_problem(403, "join_token_void")
    for said in ({}, {"token": secret, "name": "Ada"}):
        answer = await api.call("POST", f"/rooms/{code}/guest", said)
        answer.is_problem(422, "invalid_request")


async def test_it_runs_out(api: Api) -> None:
    host, code = await new_room(api)
    soon = datetime.now(UTC) + timedelta(hours=1)
    made = await new_token(api, host, code, expiresAt=soon.isoformat())
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        await connection.execute("UPDATE join_tokens SET expires_at = now()")
    finally:
        await connection.close()
    answer = await api.call("POST", f"/rooms/{code}/guest", {"token": made["secret"]})
    answer.is_problem(403, "join_token_void")


async def test_a_revoked_one_lets_nobody_in_and_who_is_inside_stays(api: Api) -> None:
    host, code = await new_room(api)
    made = await new_token(api, host, code)
    ada = await come(api, code, made)
    await ada.join(code)
    path = f"/rooms/{code}/tokens/{made['token']['id']}"
    assert (await api.call("DELETE", path, token=host.token)).status == 204
    assert len(await participants(api, host, code)) == 1
    answer = await api.call("POST", f"/rooms/{code}/guest", {"token": made["secret"]})
    answer.is_problem(403, "join_token_void")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await api.backend.same_guest(ada)
    await ada.do("leave")
    assert await ada.refused("join", code=code, microphone=True, camera=True) == "unauthorized"


async def test_who_came_by_it_is_out_at_once_where_that_is_asked(api: Api) -> None:
    host, code = await new_room(api)
    made = await new_token(api, host, code)
    ada, bob = await come(api, code, made), await come(api, code, await new_token(api, host, code))
    await ada.join(code)
    await bob.join(code)
    path = f"/rooms/{code}/tokens/{made['token']['id']}"
    assert (await api.call("DELETE", f"{path}?remove=true", token=host.token)).status == 204
    assert (await ada.told("room:ended"))["code"] == "removed"
    assert [one["id"] for one in await participants(api, host, code)] == [bob.id]


async def test_they_are_listed_by_pages(api: Api) -> None:
    host, code = await new_room(api)
    made = [(await new_token(api, host, code))["token"]["id"] for _ in range(3)]
    path = f"/rooms/{code}/tokens?limit=2"
    first = (await api.call("GET", path, token=host.token)).json
    rest = await api.call("GET", f"{path}&cursor={first['nextCursor']}", token=host.token)
    assert [one["id"] for one in first["items"] + rest.json["items"]] == made[::-1]
    assert rest.json["nextCursor"] is None


async def test_what_is_asked_for_is_looked_at(api: Api) -> None:
    host, code = await new_room(api)
    for said, field in (
        ({"role": "host"}, "role"),
        ({"name": "  "}, "name"),
        ({"may": ["admit"]}, "may"),
        ({"role": "viewer", "may": ["camera"]}, "may"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        ({"expiresAt": (datetime.now(UTC) + timedelta(days=400)).isoformat()}, "expiresAt"),
    ):
        body = {"name": "Ada"} | said
        answer = await api.call("POST", f"/rooms/{code}/tokens", body, token=host.token)
        assert set(answer.is_problem(422, "invalid_request")["errors"]) == {field}
    missing = f"/rooms/{code}/tokens/{uuid.uuid4()}"
    (await api.call("DELETE", missing, token=host.token)).is_problem(404, "not_found")


async def test_the_secret_is_in_no_answer_but_the_first(api: Api) -> None:
    host, code = await new_room(api)
    made = await new_token(api, host, code)
    listed = await api.call("GET", f"/rooms/{code}/tokens", token=host.token)
    assert made["secret"] not in listed.body.decode()
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        rows = await connection.fetch("SELECT join_tokens::text AS whole FROM join_tokens")
    finally:
        await connection.close()
    assert all(made["secret"] not in row["whole"] for row in rows)


async def test_a_guest_with_a_name_of_their_own_is_somebody_else(api: Api) -> None:
    host, code = await new_room(api)
    ada = await come(api, code, await new_token(api, host, code))
    path = f"/rooms/{code}/guest"
    said = (await api.call("POST", path, {"name": "Eve"}, cookies=ada.cookie)).json
    assert (said["invited"], said["name"]) == (False, "Eve")
    assert said["id"] != (await api.call("POST", path, {"name": "Eve"})).json["id"]


async def test_a_bot_is_marked_and_its_media_passes_the_server(api: Api) -> None:
    host, code = await new_room(api)
    await host.connect()
    await host.join(code)
    bot = await come(api, code, await new_token(api, host, code, name="Echo", bot=True))
    joined = await bot.join(code)
    assert (joined["mode"]["mode"], joined["mode"]["reason"]) == ("sfu", "rules")
    told = (await host.told("participant:joined"))["participant"]
    assert (told["username"], told["bot"], told["guest"]) == ("Echo", True, True)
    inside = {one["name"]: one["bot"] for one in await participants(api, host, code)}
    assert inside == {host.name: False, "Echo": True}
    # Two people without it may be direct again.
    await host.told("mode", mode="sfu")
    await bot.do("leave")
    assert (await host.told("mode", mode="p2p"))["reason"] == "count"
    await host.socket.disconnect()


async def test_a_key_lets_bots_in_by_a_scope_of_its_own(api: Api) -> None:
    host = await api.backend.account()
    code = await host.new_room()
    for scopes, status in ((["tokens"], 403), (["tokens", "bots"], 201)):
        made = await api.call(
            "POST", "/keys", {"name": "robots", "scopes": scopes}, token=host.token
        )
        path, body = f"/rooms/{code}/tokens", {"name": "Echo", "bot": True}
        answer = await api.call("POST", path, body, token=made.json["secret"])
        assert answer.status == status, answer.body
        if status == 403:
            answer.is_problem(403, "scope_missing")
            assert "bots" in answer.json["detail"]


async def test_of_those_that_ran_out_some_are_known(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes one after another for a minute each leaves no table that grows without an end."""
    monkeypatch.setattr(join_tokens, "MOST_OVER", 2)
    host, code = await new_room(api)
    made = [(await new_token(api, host, code))["token"]["id"] for _ in range(5)]
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        await connection.execute(
            "UPDATE join_tokens SET expires_at = now() - interval '2 days' WHERE id = ANY ($1)",
            [uuid.UUID(one) for one in made[:4]],
        )
    finally:
        await connection.close()
    await api.backend.server.app[DEPS].join_tokens.purge()  # type: ignore[attr-defined]
    listed = (await api.call("GET", f"/rooms/{code}/tokens", token=host.token)).json["items"]
    assert [one["id"] for one in listed] == [made[4], made[3], made[2]]
