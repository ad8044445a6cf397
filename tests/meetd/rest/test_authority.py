"""What every operation needs, and that it is asked."""

from __future__ import annotations

import pytest

from meetd.auth.needs import ADMIN, NOTHING, REFRESHABLE, SIGNED_IN
from meetd.rooms import moving, permissions
from meetd.rooms.permissions import Permission, Role
from meetd.wire.catalogue.definitions import Leaves, Operation
from meetd.wire.catalogue.rest import OPERATIONS
from support.api import Api

JOIN, READ, MANAGE = Permission.JOIN, Permission.READ, Permission.MANAGE
MODERATE = Permission.MODERATE

# Who may do what changes here too, so that it is seen.
NEEDS = {
    ("GET", "/service"): NOTHING,
    ("POST", "/check"): NOTHING,
    ("POST", "/auth/register"): NOTHING,
    ("POST", "/auth/login"): NOTHING,
    ("POST", "/auth/refresh"): REFRESHABLE,
    ("POST", "/auth/logout"): NOTHING,
    ("GET", "/auth/sessions"): SIGNED_IN,
    ("DELETE", "/auth/sessions/{id}"): SIGNED_IN,
    ("POST", "/auth/password"): SIGNED_IN,
    ("GET", "/users/me"): SIGNED_IN,
    ("PUT", "/users/me/picture"): SIGNED_IN,
    ("DELETE", "/users/me/picture"): SIGNED_IN,
    ("GET", "/pictures/{hash}"): NOTHING,
    ("POST", "/rooms"): SIGNED_IN,
    ("GET", "/rooms"): SIGNED_IN,
    ("GET", "/rooms/{code}"): JOIN,
    ("PATCH", "/rooms/{code}"): MANAGE,
    ("DELETE", "/rooms/{code}"): MANAGE,
    ("GET", "/rooms/{code}/messages"): READ,
    ("GET", "/rooms/{code}/door"): NOTHING,
    ("POST", "/rooms/{code}/guest"): NOTHING,
    ("GET", "/rooms/{code}/present"): NOTHING,
    ("POST", "/rooms/{code}/files"): NOTHING,
    ("GET", "/rooms/{code}/files/{id}"): NOTHING,
    ("PUT", "/rooms/{code}/files/{id}/thumbnail"): NOTHING,
    ("GET", "/rooms/{code}/files/{id}/thumbnail"): NOTHING,
    ("GET", "/rooms/{code}/knocks"): Permission.ADMIT,
    ("POST", "/rooms/{code}/knocks"): Permission.ADMIT,
    ("GET", "/rooms/{code}/log"): MODERATE,
    ("GET", "/rooms/{code}/log.csv"): MODERATE,
    ("GET", "/rooms/{code}/polls.csv"): MANAGE,
    ("GET", "/rooms/{code}/messages/export"): MANAGE,
    ("GET", "/rooms/{code}/invitations"): MANAGE,
    ("POST", "/rooms/{code}/invitations"): MANAGE,
    ("DELETE", "/rooms/{code}/invitations/{invitee}"): MANAGE,
    ("GET", "/users/me/invitations"): SIGNED_IN,
    ("PUT", "/rooms/{code}/schedule"): MANAGE,
    ("DELETE", "/rooms/{code}/schedule"): MANAGE,
    ("GET", "/rooms/{code}/breakouts"): MANAGE,
    ("PUT", "/rooms/{code}/breakouts"): MANAGE,
    ("DELETE", "/rooms/{code}/breakouts"): MANAGE,
    ("GET", "/rooms/{code}/calendar.ics"): JOIN,
    ("GET", "/users/me/agenda"): SIGNED_IN,
    ("GET", "/users/me/visits"): SIGNED_IN,
    ("POST", "/users/me/calendar"): SIGNED_IN,
    ("DELETE", "/users/me/calendar"): SIGNED_IN,
    ("GET", "/calendars/{secret}"): NOTHING,
    ("GET", "/keys"): SIGNED_IN,
    ("POST", "/keys"): SIGNED_IN,
    ("PATCH", "/keys/{id}"): SIGNED_IN,
    ("DELETE", "/keys/{id}"): SIGNED_IN,
    ("GET", "/events"): SIGNED_IN,
    ("GET", "/webhooks"): SIGNED_IN,
    ("POST", "/webhooks"): SIGNED_IN,
    ("GET", "/webhooks/{id}"): SIGNED_IN,
    ("PATCH", "/webhooks/{id}"): SIGNED_IN,
    ("DELETE", "/webhooks/{id}"): SIGNED_IN,
    ("POST", "/webhooks/{id}/rotate"): SIGNED_IN,
    ("POST", "/webhooks/{id}/test"): SIGNED_IN,
    ("GET", "/webhooks/{id}/deliveries"): SIGNED_IN,
    ("POST", "/webhooks/{id}/replay"): SIGNED_IN,
    ("POST", "/webhooks/{id}/deliveries/{seq}/replay"): SIGNED_IN,
    ("GET", "/rooms/{code}/tokens"): MANAGE,
    ("POST", "/rooms/{code}/tokens"): MANAGE,
    ("DELETE", "/rooms/{code}/tokens/{id}"): MANAGE,
    ("GET", "/rooms/{code}/participants"): MODERATE,
    ("GET", "/rooms/{code}/participants/{id}"): MODERATE,
    ("PATCH", "/rooms/{code}/participants/{id}"): MODERATE,
    ("DELETE", "/rooms/{code}/participants/{id}"): MODERATE,
    ("POST", "/rooms/{code}/participants/{id}/move"): MODERATE,
    ("POST", "/rooms/{code}/mute"): MODERATE,
    ("GET", "/rooms/{code}/blocked"): MODERATE,
    ("DELETE", "/rooms/{code}/blocked/{id}"): MODERATE,
    ("PUT", "/rooms/by-id/{externalId}"): SIGNED_IN,
    ("GET", "/rooms/by-id/{externalId}"): MANAGE,
    ("PATCH", "/rooms/by-id/{externalId}"): MANAGE,
    ("DELETE", "/rooms/by-id/{externalId}"): MANAGE,
    ("POST", "/rooms/{code}/end"): MODERATE,
    ("POST", "/rooms/{code}/messages"): MODERATE,
    ("GET", "/admin/servers"): ADMIN,
    ("PUT", "/admin/servers/{name}/workers"): ADMIN,
    ("POST", "/admin/servers/{name}/workers/{index}/empty"): ADMIN,
    ("PUT", "/admin/servers/{name}/drain"): ADMIN,
    ("DELETE", "/admin/servers/{name}/drain"): ADMIN,
    ("GET", "/admin/samples"): ADMIN,
    ("GET", "/admin/rooms"): ADMIN,
    ("GET", "/admin/rooms/{code}/participants"): ADMIN,
    ("PATCH", "/admin/rooms/{code}/participants/{id}"): ADMIN,
    ("DELETE", "/admin/rooms/{code}/participants/{id}"): ADMIN,
    ("POST", "/admin/rooms/{code}/mute"): ADMIN,
    ("POST", "/admin/rooms/{code}/end"): ADMIN,
    ("POST", "/admin/rooms/{code}/messages"): ADMIN,
    ("GET", "/admin/rooms/{code}/timelines"): ADMIN,
    ("GET", "/admin/users"): ADMIN,
    ("PUT", "/admin/users/{id}/admin"): ADMIN,
    ("DELETE", "/admin/users/{id}/admin"): ADMIN,
    ("GET", "/admin/limits"): ADMIN,
    ("GET", "/admin/webhooks"): ADMIN,
    ("GET", "/admin/webhooks/{id}/deliveries"): ADMIN,
    ("POST", "/admin/webhooks/{id}/replay"): ADMIN,
    ("POST", "/admin/webhooks/{id}/deliveries/{seq}/replay"): ADMIN,
    ("GET", "/admin/log"): ADMIN,
}
PATH = {
    "code": "abc-defg-hij",
    "secret": "none",
    "hash": "none",
    "invitee": "nobody",
    "externalId": "none",
    "seq": "1",
    "name": "none",
    "index": "0",
    "id": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55",
}


def test_every_operation_says_what_it_needs() -> None:
    assert {(o.method, o.path): o.needs for o in OPERATIONS} == NEEDS


def test_one_that_says_nothing_is_none() -> None:
    with pytest.raises(TypeError, match="needs"):
        Operation(name="a", method="GET", path="/", words="A.")  # type: ignore[call-arg]


@pytest.mark.asyncio(loop_scope="module")
async def test_without_signing_in_what_needs_it_is_refused_first(api: Api) -> None:
    for (method, path), needs in NEEDS.items():
        answer = await api.call(method, path.format(**PATH) + "?nonsense=1", raw=b"nonsense")
        refused = answer.status == 401
        assert refused is (needs is not NOTHING), (method, path, answer.body)


@pytest.mark.asyncio(loop_scope="module")
async def test_without_its_permission_an_operation_is_refused_before_its_body(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await api.token()
    made = await api.call("PUT", "/rooms/by-id/own", {}, token=token)
    monkeypatch.setattr(permissions, "PERMISSIONS", dict.fromkeys(Role, frozenset()))
    for (method, path), needs in NEEDS.items():
        if isinstance(needs, Permission):
            url = path.format(**PATH | {"code": made.json["code"], "externalId": "own"})
            answer = await api.call(method, url, token=token, raw=b"nonsense")
            codes = {READ: "never_inside", MANAGE: "not_room_host", MODERATE: "not_moderator"}
            codes[Permission.ADMIT] = "not_moderator"
            answer.is_problem(403, codes.get(needs, "forbidden"))
            missing = await api.call(method, path.format(**PATH), token=token, raw=b"nonsense")
            missing.is_problem(404, "room_not_found")


@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_room_takes_along_is_refused_while_it_moves(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is added to the catalogue: else it would be answered, and lost."""
    monkeypatch.setattr(moving, "WAITS", 0.0)
    host = await api.backend.client()
    code = (await api.call("PUT", "/rooms/by-id/own", {}, token=host.token)).json["code"]
    await host.join(code)
    live = api.backend.live(code)
    tried = [one for one in OPERATIONS if one.leaves is Leaves.ROOM and one.needs is not ADMIN]
    assert len(tried) > 10
    async with live.still():
        before = live.handover.save(), live.room
        for operation in tried:
            url = operation.path.format(**PATH | {"code": code, "externalId": "own"})
            answer = await api.call(operation.method, url, {}, token=host.token)
            answer.is_problem(503, "room_elsewhere")
            assert answer.headers["Retry-After"] == "1", operation.name
            assert "room_elsewhere" in operation.codes
        assert (live.handover.save(), live.room) == before
    # And is carried out where the room stays.
    renamed = await api.call("PATCH", f"/rooms/{code}", {"name": "Here"}, token=host.token)
    assert (renamed.status, live.room.name) == (200, "Here")
