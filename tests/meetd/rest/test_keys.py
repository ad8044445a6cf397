"""API keys over HTTP: made by people and by the operator, and never more than they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from socketio.exceptions import ConnectionError as SocketRefused
from structlog.testing import capture_logs

from meetd.auth.keys import WRONG
from meetd.auth.needs import NOTHING, REFRESHABLE
from meetd.commands.keys import create_key
from meetd.errors import InvalidRequest, NotFound, UsernameTaken
from meetd.scopes import OF_PEOPLE, SCOPES, Scope
from meetd.wire.catalogue.rest import OPERATIONS
from support.api import Answer, Api
from support.socket_client import Socket

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What each key opens changes here too, so that it is seen. What is not here is opened by none.
OPENS = {
    "admin": {
        ("GET", "/admin/servers"),
        ("PUT", "/admin/servers/{name}/workers"),
        ("POST", "/admin/servers/{name}/workers/{index}/empty"),
        ("PUT", "/admin/servers/{name}/drain"),
        ("DELETE", "/admin/servers/{name}/drain"),
        ("GET", "/admin/samples"),
        ("GET", "/admin/rooms"),
        ("GET", "/admin/rooms/{code}/participants"),
        ("PATCH", "/admin/rooms/{code}/participants/{id}"),
        ("DELETE", "/admin/rooms/{code}/participants/{id}"),
        ("POST", "/admin/rooms/{code}/mute"),
        ("POST", "/admin/rooms/{code}/end"),
        ("POST", "/admin/rooms/{code}/messages"),
        ("GET", "/admin/rooms/{code}/timelines"),
        ("GET", "/admin/users"),
        ("GET", "/admin/limits"),
        ("GET", "/admin/webhooks"),
        ("GET", "/admin/webhooks/{id}/deliveries"),
        ("POST", "/admin/webhooks/{id}/replay"),
        ("POST", "/admin/webhooks/{id}/deliveries/{seq}/replay"),
        ("GET", "/admin/log"),
    },
    "account:read": {("GET", "/users/me")},
    "rooms:read": {
        ("GET", "/rooms"),
        ("GET", "/rooms/{code}"),
        ("GET", "/rooms/{code}/breakouts"),
        ("GET", "/rooms/{code}/calendar.ics"),
        ("GET", "/rooms/{code}/invitations"),
        ("GET", "/rooms/by-id/{externalId}"),
        ("GET", "/users/me/agenda"),
        ("GET", "/users/me/invitations"),
        ("GET", "/users/me/visits"),
    },
    "rooms:write": {
        ("POST", "/rooms"),
        ("PATCH", "/rooms/{code}"),
        ("PUT", "/rooms/by-id/{externalId}"),
        ("PATCH", "/rooms/by-id/{externalId}"),
        ("DELETE", "/rooms/by-id/{externalId}"),
        ("DELETE", "/rooms/{code}"),
        ("PUT", "/rooms/{code}/schedule"),
        ("DELETE", "/rooms/{code}/schedule"),
        ("PUT", "/rooms/{code}/breakouts"),
        ("DELETE", "/rooms/{code}/breakouts"),
        ("POST", "/rooms/{code}/invitations"),
        ("DELETE", "/rooms/{code}/invitations/{invitee}"),
    },
    "tokens": {
        ("GET", "/rooms/{code}/tokens"),
        ("POST", "/rooms/{code}/tokens"),
        ("DELETE", "/rooms/{code}/tokens/{id}"),
    },
    "live:read": {
        ("GET", "/rooms/{code}/knocks"),
        ("GET", "/rooms/{code}/blocked"),
        ("GET", "/rooms/{code}/participants"),
        ("GET", "/rooms/{code}/participants/{id}"),
    },
    "live:write": {
        ("POST", "/rooms/{code}/knocks"),
        ("DELETE", "/rooms/{code}/blocked/{id}"),
        ("PATCH", "/rooms/{code}/participants/{id}"),
        ("DELETE", "/rooms/{code}/participants/{id}"),
        ("POST", "/rooms/{code}/participants/{id}/move"),
        ("POST", "/rooms/{code}/mute"),
        ("POST", "/rooms/{code}/end"),
    },
    "messages:write": {("POST", "/rooms/{code}/messages")},
    "messages:read": {("GET", "/rooms/{code}/messages"), ("GET", "/rooms/{code}/messages/export")},
    "events:read": {
        ("GET", "/events"),
        ("GET", "/rooms/{code}/log"),
        ("GET", "/rooms/{code}/log.csv"),
    },
    "webhooks": {
        ("GET", "/webhooks"),
        ("POST", "/webhooks"),
        ("GET", "/webhooks/{id}"),
        ("PATCH", "/webhooks/{id}"),
        ("DELETE", "/webhooks/{id}"),
        ("POST", "/webhooks/{id}/rotate"),
        ("POST", "/webhooks/{id}/test"),
        ("GET", "/webhooks/{id}/deliveries"),
        ("POST", "/webhooks/{id}/replay"),
        ("POST", "/webhooks/{id}/deliveries/{seq}/replay"),
    },
}
FILLED = {
    "code": "abc-defg-hij",
    "id": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55",
    "invitee": "nobody",
    "externalId": "x",
    "seq": "1",
    "name": "none",
    "index": "0",
}


async def new_key(api: Api, token: str, *scopes: str, **said: object) -> dict[str, Any]:
    body = {"name": "sync", "scopes": scopes or ["rooms:read"]} | said
    answer = await api.call("POST", "/keys", body, token=token)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


async def service_key(api: Api, owner: str, *scopes: Scope) -> str:
    return await create_key(
        api.backend.settings, "nightly", scopes, owner=owner, service=True, expires_at=None
    )


@pytest_asyncio.fixture(loop_scope="module")
async def person(api: Api) -> str:
    return await api.token()


async def test_each_operation_says_what_key_opens_it() -> None:
    opens: dict[str, set[tuple[str, str]]] = {}
    for one in OPERATIONS:
        if one.scope is not None:
            opens.setdefault(one.scope.value, set()).add((one.method, one.path))
            assert one.needs not in {NOTHING, REFRESHABLE}
    assert opens == OPENS
    assert set(SCOPES) == set(Scope)


async def test_a_key_is_shown_once_and_opens_what_it_says(api: Api, person: str) -> None:
    made = await new_key(api, person, "rooms:read", "account:read", name=" calendar ")
    secret, key = made["secret"], made["key"]
    assert secret.startswith("mk_")
    assert key["hint"] == secret[:8]
    assert (key["name"], key["lastUsedAt"], key["expiresAt"]) == ("calendar", None, None)
    assert key["scopes"] == ["account:read", "rooms:read"]
    listed = await api.call("GET", "/keys", token=person)
    assert secret not in listed.body.decode()
    assert [one["id"] for one in listed.json["items"]] == [key["id"]]
    me = await api.call("GET", "/users/me", token=secret)
    assert me.json == (await api.call("GET", "/users/me", token=person)).json
    (used,) = (await api.call("GET", "/keys", token=person)).json["items"]
    assert used["lastUsedAt"] is not None
    refused = await api.call("POST", "/rooms", {}, token=secret)
    assert refused.is_problem(403, "scope_missing")["detail"].endswith("rooms:write.")


async def test_only_its_hash_is_kept(api: Api, person: str) -> None:
    secret = (await new_key(api, person))["secret"]
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        rows = await connection.fetch("SELECT api_keys::text AS whole FROM api_keys")
    finally:
        await connection.close()
    assert rows
    assert all(secret[8:] not in row["whole"] for row in rows)


async def test_no_key_opens_what_is_not_for_keys(api: Api, person: str) -> None:
    scopes = [scope.value for scope in OF_PEOPLE]
    secret = (await new_key(api, person, *scopes))["secret"]
    opened = set().union(*OPENS.values())
    for one in OPERATIONS:
        if one.needs in {NOTHING, REFRESHABLE} or (one.method, one.path) in opened:
            continue
        path = one.path.format(**FILLED)
        answer = await api.call(one.method, path, token=secret, raw=b"nonsense")
        answer.is_problem(403, "scope_missing")


async def test_without_its_scope_an_operation_is_refused_first(api: Api, person: str) -> None:
    secret = (await new_key(api, person, "webhooks"))["secret"]
    others = (opened for scope, opened in OPENS.items() if scope != "webhooks")
    for method, path in set().union(*others):
        answer = await api.call(method, path.format(**FILLED), token=secret, raw=b"nonsense")
        answer.is_problem(403, "scope_missing")


async def test_a_key_can_do_no_more_than_its_person(api: Api, person: str) -> None:
    room = (await api.call("POST", "/rooms", {}, token=await api.token())).json
    secret = (await new_key(api, person, "rooms:read", "rooms:write"))["secret"]
    path = f"/rooms/{room['code']}"
    assert (await api.call("GET", path, token=secret)).status == 200
    (await api.call("DELETE", path, token=secret)).is_problem(403, "not_room_host")
    own = (await api.call("POST", "/rooms", {"name": "Own"}, token=secret)).json
    assert own["code"] in (await api.call("GET", "/rooms", token=person)).body.decode()


async def test_what_is_asked_for_is_looked_at(api: Api, person: str) -> None:
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    for said, field in (
        ({"scopes": ["rooms:all"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"name": " "}, "name"),
        ({"expiresAt": past}, "expiresAt"),
        ({"expiresAt": "2100-01-01T00:00:00"}, "expiresAt"),
    ):
        body = {"name": "k", "scopes": ["rooms:read"]} | said
        answer = await api.call("POST", "/keys", body, token=person)
        assert set(answer.is_problem(422, "invalid_request")["errors"]) == {field}, answer.body


async def test_a_key_runs_out(api: Api, person: str) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    made = await new_key(api, person, expiresAt=soon)
    assert (await api.call("GET", "/rooms", token=made["secret"])).status == 200
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        await connection.execute(
            "UPDATE api_keys SET expires_at = now() WHERE id = $1", made["key"]["id"]
        )
    finally:
        await connection.close()
    (await api.call("GET", "/rooms", token=made["secret"])).is_problem(401, "unauthorized")


async def test_a_revoked_key_opens_nothing(api: Api, person: str) -> None:
    made = await new_key(api, person)
    path = f"/keys/{made['key']['id']}"
    (await api.call("DELETE", path, token=await api.token())).is_problem(404, "not_found")
    assert (await api.call("GET", "/rooms", token=made["secret"])).status == 200
    assert (await api.call("DELETE", path, token=person)).status == 204
    (await api.call("GET", "/rooms", token=made["secret"])).is_problem(401, "unauthorized")
    (await api.call("DELETE", path, token=person)).is_problem(404, "not_found")


async def test_a_key_is_no_session(api: Api, person: str) -> None:
    secret = (await new_key(api, person))["secret"]
    names = api.backend.settings.cookie_names
    for name in (names.access, names.refresh):
        answer = await api.call("GET", "/rooms", cookies={name: secret})
        answer.is_problem(401, "unauthorized")
    refreshed = await api.call("POST", "/auth/refresh", token=secret)
    refreshed.is_problem(401, "unauthorized")
    with pytest.raises(SocketRefused):
        await Socket().connect(api.backend.url, auth={"token": secret})


async def test_keys_are_in_no_log(api: Api, person: str) -> None:
    with capture_logs() as lines:
        secret = (await new_key(api, person))["secret"]
        await api.call("GET", "/rooms", token=secret)
        await api.call("GET", "/rooms", token=secret + "x")
    assert secret[8:] not in repr(lines)


async def test_there_are_only_so_many(api: Api) -> None:
    token = await api.token()
    for _ in range(50):
        await new_key(api, token)
    body = {"name": "k", "scopes": ["rooms:read"]}
    (await api.call("POST", "/keys", body, token=token)).is_problem(409, "too_many_keys")


async def test_they_are_listed_in_pages_newest_first(api: Api, person: str) -> None:
    made = [(await new_key(api, person, name=str(one)))["key"]["id"] for one in range(5)]
    found: list[str] = []
    query = "?limit=2"
    while True:
        page = (await api.call("GET", f"/keys{query}", token=person)).json
        assert 0 < len(page["items"]) <= 2
        found += [one["id"] for one in page["items"]]
        if page["nextCursor"] is None:
            break
        query = f"?limit=2&cursor={page['nextCursor']}"
    assert found == made[::-1]
    whole = (await api.call("GET", "/keys", token=person)).json
    assert ([one["id"] for one in whole["items"]], whole["nextCursor"]) == (found, None)
    wrong = await api.call("GET", "/keys?cursor=mine", token=person)
    assert set(wrong.is_problem(422, "invalid_request")["errors"]) == {"cursor"}


async def test_a_service_acts_in_rooms_that_it_made(api: Api, person: str) -> None:
    scopes = (Scope.ROOMS_WRITE, Scope.ROOMS_READ)
    first = await service_key(api, "lessons", *scopes)
    room = (await api.call("POST", "/rooms", {"name": "Lesson"}, token=first)).json
    # Another key of the same service, so that keys can be changed.
    second = await service_key(api, "Lessons", *scopes)
    path = f"/rooms/{room['code']}"
    assert (await api.call("PATCH", path, {"name": "2"}, token=second)).json["name"] == "2"
    theirs = (await api.call("POST", "/rooms", {}, token=person)).json
    refused = await api.call("PATCH", f"/rooms/{theirs['code']}", {"name": "3"}, token=second)
    refused.is_problem(403, "not_room_host")
    everywhere = await service_key(api, "lessons", *scopes, Scope.ROOMS_ALL)
    changed = await api.call("PATCH", f"/rooms/{theirs['code']}", {"name": "3"}, token=everywhere)
    assert changed.json["name"] == "3"


async def test_the_operator_makes_keys_of_people_too(api: Api) -> None:
    name = (await api.backend.account()).name
    its = api.backend.settings

    async def key(owner: str, scope: Scope) -> str:
        return await create_key(its, "k", [scope], owner=owner, service=False, expires_at=None)

    secret = await key(name, Scope.ACCOUNT_READ)
    assert (await api.call("GET", "/users/me", token=secret)).json["user"]["username"] == name
    with pytest.raises(NotFound, match="Nobody is called nobody"):
        await key("nobody", Scope.ACCOUNT_READ)
    with pytest.raises(InvalidRequest, match="is for services"):
        await key(name, Scope.ROOMS_ALL)
    with pytest.raises(UsernameTaken):
        await service_key(api, name, Scope.ROOMS_READ)


async def test_wrong_keys_are_limited_by_place_and_right_ones_are_not(
    api: Api, person: str
) -> None:
    """The last of this file: from here on nobody in this place may send a wrong one."""
    good = (await new_key(api, person))["secret"]
    fresh = (await new_key(api, person))["secret"]
    assert (await api.call("GET", "/rooms", token=good)).status == 200

    async def wrong() -> Answer:
        return await api.call("GET", "/rooms", token="mk_wrong")

    for _ in range(int(WRONG)):
        if (await wrong()).status == 429:
            break
    limited = await wrong()
    limited.is_problem(429, "too_many_requests")
    assert int(limited.headers["Retry-After"]) > 0
    assert (await api.call("GET", "/rooms", token=good)).status == 200
    (await api.call("GET", "/rooms", token=fresh)).is_problem(429, "too_many_requests")
