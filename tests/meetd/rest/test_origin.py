"""Writes come from pages of ours: a cookie alone proves nothing."""

from __future__ import annotations

import pytest

from support.api import ORIGIN, Answer, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITES = [
    ("POST", "/auth/register"),
    ("POST", "/auth/login"),
    ("POST", "/auth/refresh"),
    ("POST", "/auth/logout"),
    ("POST", "/auth/password"),
    ("DELETE", "/auth/sessions/x"),
    ("POST", "/rooms"),
    ("PATCH", "/rooms/abc-defg-hij"),
    ("DELETE", "/rooms/abc-defg-hij"),
]
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:8081"},
    {"Origin": "https://localhost:8080"},
    {"Origin": "http://localhost:8080.evil.example"},
    {"Origin": "http://evil.example/http://localhost:8080"},
    {"Origin": ORIGIN.upper()},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Referer": f"{ORIGIN}/"},
    {},
]
OURS = [
    {"Origin": ORIGIN},
    {"Origin": "http://127.0.0.1:8080"},
    {"Origin": "http://[::1]:8080"},
    {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-origin"},
]


async def new_room(api: Api, **how: object) -> Answer:
    return await api.call("POST", "/rooms", {}, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_no_write_with_a_cookie_and_no_proof(
    api: Api, method: str, path: str, headers: dict[str, str]
) -> None:
    for name in ("meetd_access", "meetd_refresh"):
        answer = await api.call(method, path, {}, cookies={name: "x"}, headers=headers)
        answer.is_problem(403, "origin_not_allowed")


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    "authorization", ["Bearer nonsense", "bearer  x", "Bearer", "Bearer ", "Basic YTpi", "x"]
)
async def test_no_header_that_signs_nobody_in_stands_for_the_proof(
    api: Api, method: str, path: str, authorization: str
) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        for name in ("meetd_access", "meetd_refresh"):
            sent = headers | {"Authorization": authorization}
            answer = await api.call(method, path, {}, cookies={name: "x"}, headers=sent)
            answer.is_problem(403, "origin_not_allowed")


@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh", "/auth/logout"])
async def test_a_token_is_no_proof_where_it_signs_nobody_in(api: Api, path: str) -> None:
    """Anybody may have one of their own: here it is the cookie that counts."""
    cookies = {"meetd_refresh": "x"}
    headers = {"Origin": "https://evil.example"}
    token = await api.any_token()
    answer = await api.call("POST", path, {}, token=token, cookies=cookies, headers=headers)
    answer.is_problem(403, "origin_not_allowed")


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_refused_write_does_nothing(api: Api, headers: dict[str, str]) -> None:
    token = await api.token()
    cookies = {"meetd_access": token}
    (await new_room(api, cookies=cookies, headers=headers)).is_problem(403, "origin_not_allowed")
    gone = await api.call("POST", "/auth/logout", cookies=cookies, headers=headers)
    gone.is_problem(403, "origin_not_allowed")
    assert (await api.call("GET", "/rooms", token=token)).json["items"] == []


@pytest.mark.parametrize("headers", OURS, ids=str)
async def test_our_pages_write_with_a_cookie(api: Api, headers: dict[str, str]) -> None:
    cookies = {"meetd_access": await api.any_token()}
    assert (await new_room(api, cookies=cookies, headers=headers)).status == 201


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_token_in_a_header_is_proof_enough(api: Api, headers: dict[str, str]) -> None:
    assert (await new_room(api, token=await api.any_token(), headers=headers)).status == 201


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_reading_needs_no_proof_and_is_not_shared(api: Api, headers: dict[str, str]) -> None:
    cookies = {"meetd_access": await api.any_token()}
    answer = await api.call("GET", "/users/me", cookies=cookies, headers=headers)
    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


async def test_no_foreign_page_may_sign_a_visitor_in(api: Api) -> None:
    """Even without a cookie: it would be the attacker's account that the visitor then uses."""
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await api.call("POST", "/auth/login", {}, headers=headers)
        answer.is_problem(403, "origin_not_allowed")


async def test_other_sites_are_not_invited(api: Api) -> None:
    headers = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = await api.call("OPTIONS", "/rooms", headers=headers)
    answer.is_problem(405, "method_not_allowed")
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


async def test_sockets_are_for_our_pages_too(api: Api) -> None:
    path = "//socket.io/?EIO=4&transport=polling"
    assert (await api.call("GET", path, headers={"Origin": ORIGIN})).status == 200
    foreign = await api.call("GET", path, headers={"Origin": "https://evil.example"})
    assert foreign.status == 400
