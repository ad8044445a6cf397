"""What a request may not say: each is answered with a problem, and none with a crash."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import Any
from uuid import UUID

import pytest

from meetd.commands.users import set_admin
from meetd.rest.routes import MAX_BODY
from support.api import Answer, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "a long password"
BODIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "register": (
        "POST",
        "/auth/register",
        {"email": "new@example.org", "username": "new", "password": PASSWORD},
    ),
    "login": ("POST", "/auth/login", {"login": "nobody", "password": PASSWORD}),
    "password": (
        "POST",
        "/auth/password",
        {"currentPassword": PASSWORD, "newPassword": "another password"},
    ),
    "create": ("POST", "/rooms", {"name": "Standup"}),
    "rename": ("PATCH", "/rooms/{own}", {"name": "Standup"}),
}
LONG = {"email": 255, "username": 33, "password": 257, "login": 255, "currentPassword": 257,
        "newPassword": 257, "name": 101}  # fmt: skip
OPTIONAL = {("create", "name")}
PLAIN = {"email", "username", "login", "name"}
WRONG = [None, 5, 1.5, True, [], ["a"], {}, {"a": "b"}]


def rows() -> list[Any]:
    """For each field of each body: what it may not be."""
    found = []
    for operation, (_, _, good) in BODIES.items():
        for field in good:
            values: list[Any] = [*WRONG, "x" * LONG[field], "\ud800" * 9]
            if field in PLAIN:
                values += ["ab\x00cd", "ab\x1b[31m", "ab\u2028cd", "a\nb", "ab\x7fcd"]
            if field in {"password", "newPassword"} and operation != "login":
                values += ["", "x" * 7]
            found += [pytest.param(operation, field, v, id=f"{operation}-{field}-{v!r:.20}")
                      for v in values]  # fmt: skip
    return found


def cursor(moment: str) -> str:
    """A cursor of our making, which nobody has given out."""
    return base64.urlsafe_b64encode(f"{moment} {UUID(int=0)}".encode()).decode().rstrip("=")


async def send(api: Api, operation: str, said: object = None, **how: Any) -> Answer:
    method, path, _ = BODIES[operation]
    if "token" not in how and operation not in {"register", "login"}:
        how["token"] = await api.any_token()
    if "{own}" in path:
        made = await api.call("POST", "/rooms", {}, token=how["token"])
        path = path.replace("{own}", made.json["code"])
    return await api.call(method, path, said, **how)


@pytest.mark.parametrize(("operation", "field", "value"), rows())
async def test_a_field_that_is_not_what_it_should_be(
    api: Api, operation: str, field: str, value: object
) -> None:
    said = BODIES[operation][2] | {field: value}
    problem = (await send(api, operation, said)).is_problem(422, "invalid_request")
    assert set(problem["errors"]) == {field}


@pytest.mark.parametrize("operation", BODIES)
async def test_a_field_that_is_missing(api: Api, operation: str) -> None:
    good = BODIES[operation][2]
    for field in good:
        if (operation, field) in OPTIONAL:
            continue
        said = {name: value for name, value in good.items() if name != field}
        problem = (await send(api, operation, said)).is_problem(422, "invalid_request")
        assert set(problem["errors"]) == {field}


@pytest.mark.parametrize("operation", BODIES)
@pytest.mark.parametrize("field", ["isAdmin", "id", "", "\x00", "\ud800", "__proto__", "x" * 9000])
async def test_a_field_that_there_is_not(api: Api, operation: str, field: str) -> None:
    said = BODIES[operation][2] | {field: 1}
    problem = (await send(api, operation, said)).is_problem(422, "invalid_request")
    assert set(problem["errors"]) == {field}


async def test_a_zero_is_no_error_of_the_server(api: Api) -> None:
    """No table takes it, in whatever text it comes."""
    token = await api.token()
    name = (await api.call("GET", "/users/me", token=token)).json["user"]["username"]
    await set_admin(api.backend.settings, name, admin=True)
    room = (await api.call("POST", "/rooms", {}, token=token)).json["code"]
    for name in ("%00", "a%00b"):
        answer = await api.call("DELETE", f"/rooms/{room}/invitations/{name}", token=token)
        answer.is_problem(404, "not_found")
        for query in (
            f"users?search={name}",
            f"users?after={name}",
            f"samples?server={name}",
            f"rooms/{room}/timelines?participant={name}",
        ):
            answer = await api.call("GET", f"/admin/{query}", token=token)
            answer.is_problem(422, "invalid_request")


@pytest.mark.parametrize("operation", BODIES)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"nope",
        b"\x00",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"name": 1' + b"0" * 5000 + b"}",
        b"null",
        b"[]",
        b'"text"',
        b"5",
        b"[" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"name": "a\x01b"}',
    ],
    ids=lambda raw: repr(raw[:16]),
)
async def test_what_is_no_object(api: Api, operation: str, raw: bytes) -> None:
    (await send(api, operation, raw=raw)).is_problem(422, "invalid_request")


@pytest.mark.parametrize("operation", BODIES)
async def test_more_than_anybody_has_to_say(api: Api, operation: str) -> None:
    said = BODIES[operation][2] | {"more": "x" * MAX_BODY}
    (await send(api, operation, said)).is_problem(413, "payload_too_large")


@pytest.mark.parametrize("operation", BODIES)
@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x", ";", "é"],
)
async def test_what_is_not_called_json(api: Api, operation: str, kind: str) -> None:
    """Forms of other sites can send these without asking first."""
    raw = json.dumps(BODIES[operation][2]).encode()
    answer = await send(api, operation, raw=raw, headers={"Content-Type": kind})
    answer.is_problem(415, "unsupported_media_type")


async def test_a_character_set_may_be_named(api: Api) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert (await send(api, "create", {"name": "a"}, headers=headers)).status == 201


BOMB = gzip.compress(b'{"name": "' + b"x" * 50_000_000, mtime=0)


@pytest.mark.parametrize(
    ("coding", "raw", "status", "code"),
    [
        ("gzip", gzip.compress(b'{"name": "a"}', mtime=0), 201, ""),
        ("deflate", zlib.compress(b'{"name": "a"}'), 201, ""),
        ("gzip", b'{"name": "a"}', 422, "invalid_request"),
        ("deflate", b"\xff" * 50, 422, "invalid_request"),
        (
            "gzip",
            gzip.compress(b'{"name": "' + b"x" * 50_000_000, mtime=0),
            413,
            "payload_too_large",
        ),
    ],
)
async def test_a_packed_body(api: Api, coding: str, raw: bytes, status: int, code: str) -> None:
    answer = await send(api, "create", raw=raw, headers={"Content-Encoding": coding})
    if code:
        answer.is_problem(status, code)
    else:
        assert answer.status == status


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a"), ("email", "a@b"), ("email", "@b.c"), ("email", "a@.c"),
        ("email", "a b@c.d"),
        ("email", "a@b@c.d"), ("email", "a@b..c"), ("email", "㌖" * 100 + "@example.org"),
        ("username", "a"), ("username", " a "), ("username", "a b"), ("username", "a@b"),
        ("username", "-ab"), ("username", ".ab"), ("username", "ab/"), ("username", "㌖" * 32),
    ],
)  # fmt: skip
async def test_names_that_are_none(api: Api, field: str, value: str) -> None:
    said = BODIES["register"][2] | {field: value}
    problem = (await send(api, "register", said)).is_problem(422, "invalid_request")
    assert set(problem["errors"]) == {field}


@pytest.mark.parametrize(
    ("path", "field"),
    [
        *((f"/rooms?limit={value}", "limit") for value in ("0", "-1", "201", "x", "", "1.5")),
        *((f"/rooms/{{own}}/messages?limit={v}", "limit") for v in ("0", "201", "9" * 5000, "%00")),
        *((f"/rooms/{{own}}/messages?before={v}", "before") for v in ("-1", "x", "9" * 30, "%ff")),
        *((f"/rooms?cursor={v}", "cursor") for v in ("", "x", "%00", "%ff", "é", "x" * 201)),
        ("/rooms?unknown=1", "unknown"),
        ("/rooms/{own}/messages?after=1", "after"),
        # Before the first year, and without a zone.
        (f"/rooms?cursor={cursor('0001-01-01T00:00:00+14:00')}", "cursor"),
        (f"/rooms?cursor={cursor('2026-01-01T00:00:00')}", "cursor"),
    ],
)  # fmt: skip
async def test_queries_that_ask_for_nothing(api: Api, path: str, field: str) -> None:
    token = await api.any_token()
    if "{own}" in path:
        made = await api.call("POST", "/rooms", {}, token=token)
        path = path.replace("{own}", made.json["code"])
    problem = (await api.call("GET", path, token=token)).is_problem(422, "invalid_request")
    assert set(problem["errors"]) == {field}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "code", ["x", "ABC-DEFG-HIJ", "%00", "abc-defg-hij%0a", "%ff", "..", "%2e%2e%2f", "x" * 5000]
)
async def test_rooms_that_there_are_not(api: Api, method: str, code: str) -> None:
    answer = await api.call(
        method, f"/rooms/{code}", None if method != "PATCH" else {"name": "a"},
        token=await api.any_token(),
    )  # fmt: skip
    assert answer.status in {404, 405}
    answer.is_problem(answer.status, answer.json["code"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/auth/login", 405, "method_not_allowed"),
        ("DELETE", "/rooms", 405, "method_not_allowed"),
        ("POST", "//api/openapi.json", 405, "method_not_allowed"),
        ("POST", "/nowhere", 404, "not_found"),
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "//api/", 404, "not_found"),
        ("PUT", "//api/v2/rooms", 404, "not_found"),
        ("GET", "/auth/login/", 404, "not_found"),
    ],
)
async def test_what_is_not_there_and_what_cannot_be_done_there(
    api: Api, method: str, path: str, status: int, code: str
) -> None:
    for accept in ("text/html", "application/json"):
        answer = await api.call(method, path, headers={"Accept": accept})
        answer.is_problem(status, code)
        assert ("Allow" in answer.headers) is (status == 405)


async def test_a_method_that_cannot_be_used_says_which_can(api: Api) -> None:
    answer = await api.call("PUT", "/rooms/abc-defg-hij")
    assert set(answer.headers["Allow"].split(",")) == {"GET", "PATCH", "DELETE"}
