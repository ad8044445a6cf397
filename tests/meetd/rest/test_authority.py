"""What every operation needs, and that it is asked."""

from __future__ import annotations

import pytest

from meetd.auth.needs import NOTHING, REFRESHABLE, SIGNED_IN
from meetd.rooms import service
from meetd.rooms.permissions import Permission
from meetd.wire.catalogue.definitions import Operation
from meetd.wire.catalogue.rest import OPERATIONS
from support.api import Api

JOIN, READ, MANAGE = Permission.JOIN, Permission.READ, Permission.MANAGE

# Who may do what changes here too, so that it is seen.
NEEDS = {
    ("GET", "/service"): NOTHING,
    ("POST", "/auth/register"): NOTHING,
    ("POST", "/auth/login"): NOTHING,
    ("POST", "/auth/refresh"): REFRESHABLE,
    ("POST", "/auth/logout"): NOTHING,
    ("GET", "/auth/sessions"): SIGNED_IN,
    ("DELETE", "/auth/sessions/{id}"): SIGNED_IN,
    ("POST", "/auth/password"): SIGNED_IN,
    ("GET", "/users/me"): SIGNED_IN,
    ("POST", "/rooms"): SIGNED_IN,
    ("GET", "/rooms"): SIGNED_IN,
    ("GET", "/rooms/{code}"): JOIN,
    ("PATCH", "/rooms/{code}"): MANAGE,
    ("DELETE", "/rooms/{code}"): MANAGE,
    ("GET", "/rooms/{code}/messages"): READ,
}
PATH = {"code": "abc-defg-hij", "id": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55"}


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
    made = await api.call("POST", "/rooms", {}, token=token)
    monkeypatch.setattr(service, "role_of", lambda *_: frozenset())
    for (method, path), needs in NEEDS.items():
        if isinstance(needs, Permission):
            url = path.format(code=made.json["code"])
            answer = await api.call(method, url, token=token, raw=b"nonsense")
            codes = {READ: "never_inside", MANAGE: "not_room_host"}
            answer.is_problem(403, codes.get(needs, "forbidden"))
            missing = await api.call(method, path.format(**PATH), token=token, raw=b"nonsense")
            missing.is_problem(404, "room_not_found")
