"""Accounts and sessions over HTTP, from making one to signing out everywhere."""

from __future__ import annotations

import json
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest

from support.api import ORIGIN, Answer, Api

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "a long password"
OURS = {"Origin": ORIGIN}


def new_account() -> dict[str, str]:
    name = f"u-{uuid4().hex[:12]}"
    return {"email": f"{name}@example.org", "username": name, "password": PASSWORD}


async def register(api: Api, **changes: str) -> Answer:
    answer = await api.call("POST", "/auth/register", new_account() | changes)
    assert answer.status == 201, answer.body
    return answer


async def me(api: Api, access: str) -> int:
    return (await api.call("GET", "/users/me", token=access)).status


async def test_from_registering_to_signing_out(api: Api) -> None:
    account = new_account()
    made = await api.call("POST", "/auth/register", account)
    assert made.status == 201
    user = made.json["user"]
    assert set(user) == {"id", "email", "username", "createdAt"}
    assert (user["email"], user["username"]) == (account["email"], account["username"])
    assert user["createdAt"].endswith("Z")
    found = await api.call("GET", "/users/me", cookies=made.cookies)
    assert found.json == made.json

    renewed = await api.call("POST", "/auth/refresh", cookies=made.cookies, headers=OURS)
    assert (renewed.status, renewed.json) == (200, made.json)
    assert renewed.cookies["meetd_refresh"] != made.cookies["meetd_refresh"]

    gone = await api.call("POST", "/auth/logout", cookies=renewed.cookies, headers=OURS)
    assert (gone.status, gone.body) == (204, b"")
    assert gone.cookies == {"meetd_access": '""', "meetd_refresh": '""'}
    for cookies in (made.cookies, renewed.cookies):
        (await api.call("GET", "/users/me", cookies=cookies)).is_problem(401, "unauthorized")
        refused = await api.call("POST", "/auth/refresh", cookies=cookies, headers=OURS)
        refused.is_problem(401, "unauthorized")

    again = await api.call(
        "POST", "/auth/login", {"login": account["username"].upper(), "password": PASSWORD}
    )
    assert (again.status, again.json) == (200, made.json)


@pytest.mark.parametrize(
    ("method", "path", "tokens"),
    [
        ("GET", "/users/me", {"meetd_access"}),
        ("POST", "/rooms", {"meetd_access"}),
        ("GET", "/rooms", {"meetd_access", "meetd_refresh"}),
        ("POST", "/auth/refresh", {"meetd_refresh"}),
        ("POST", "/auth/logout", {"meetd_access", "meetd_refresh"}),
        ("POST", "/auth/logout", {"meetd_access"}),
        ("POST", "/auth/logout", {"meetd_refresh"}),
    ],
)
async def test_a_page_that_shows_somebody_does_nothing_as_another(
    api: Api, method: str, path: str, tokens: set[str]
) -> None:
    shown, other = await register(api), await register(api)
    cookies = {name: value for name, value in other.cookies.items() if name in tokens}

    async def acting(account: Answer) -> Answer:
        headers = OURS | {"Meetd-Account": account.json["user"]["id"]}
        body: Any = {} if path == "/rooms" and method == "POST" else None
        return await api.call(method, path, body, cookies=cookies, headers=headers)

    refused = await acting(shown)
    refused.is_problem(409, "account_changed")
    assert refused.cookies == {}
    assert await me(api, other.cookies["meetd_access"]) == 200
    assert (await acting(other)).status in {200, 201, 204}


async def test_cookies_are_kept_from_scripts_and_other_sites(api: Api) -> None:
    made = await register(api)
    cookies: SimpleCookie = SimpleCookie()
    for line in made.headers.getall("Set-Cookie"):
        cookies.load(line)
    for name, path, life in (
        ("meetd_access", "/", 15 * 60),
        ("meetd_refresh", "/api/v1/auth", 7 * 24 * 3600),
        ("meetd_device", "/api/v1/auth", 365 * 24 * 3600),
    ):
        cookie = cookies[name]
        assert cookie["httponly"] is True
        assert (cookie["samesite"], cookie["path"]) == ("Lax", path)
        assert int(cookie["max-age"]) == life
        assert cookie["domain"] == ""


async def test_no_token_is_in_a_body(api: Api) -> None:
    made = await register(api)
    assert b"eyJ" not in made.body


@pytest.mark.parametrize(
    ("field", "code"), [("email", "email_taken"), ("username", "username_taken")]
)
async def test_a_name_that_is_taken(api: Api, field: str, code: str) -> None:
    account = new_account()
    await api.call("POST", "/auth/register", account)
    again = new_account() | {field: account[field].upper()}
    problem = (await api.call("POST", "/auth/register", again)).is_problem(409, code)
    assert set(problem["errors"]) == {field}


@pytest.mark.parametrize("password", ["password", "Passw0rd!", "12345678", "qwertyuiop"])
async def test_a_password_that_is_guessed_first(api: Api, password: str) -> None:
    answer = await api.call("POST", "/auth/register", new_account() | {"password": password})
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"password"}
    made = await register(api)
    said = {"currentPassword": PASSWORD, "newPassword": password}
    answer = await api.call("POST", "/auth/password", said, cookies=made.cookies, headers=OURS)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"newPassword"}


@pytest.mark.parametrize("field", ["email", "username"])
async def test_ones_own_name_is_no_password(api: Api, field: str) -> None:
    account = new_account()
    weak = account | {"password": account[field].upper()}
    answer = await api.call("POST", "/auth/register", weak)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"password"}
    made = await api.call("POST", "/auth/register", account)
    said = {"currentPassword": PASSWORD, "newPassword": account[field]}
    answer = await api.call("POST", "/auth/password", said, cookies=made.cookies, headers=OURS)
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"newPassword"}


async def test_a_name_that_only_looks_like_a_taken_one(api: Api) -> None:
    account = new_account()
    username = account["username"] + "-otto"
    assert (await register(api, username=username)).status == 201
    again = new_account() | {"username": username.replace("o", "0")}
    problem = (await api.call("POST", "/auth/register", again)).is_problem(409, "username_taken")
    assert set(problem["errors"]) == {"username"}


async def test_what_is_wrong_is_told_in_codes_too_to_who_reads_problems(api: Api) -> None:
    account = new_account() | {"password": "short", "username": "a b"}
    answer = await api.call(
        "POST", "/auth/register", account, headers={"Accept": "application/problem+json"}
    )
    problem = answer.json
    assert set(problem["errors"]) == {"password", "username"}
    assert problem["fieldErrors"] == {
        "password": [{"code": "length", "min": 8, "max": 256}],
        "username": [{"code": "username_characters"}],
    }


@pytest.mark.parametrize("username", ["Admin", "adm1n", "\u0430dmin", "sup.port", "\u0410da"])
async def test_names_that_pretend_to_be_another(api: Api, username: str) -> None:
    problem = await api.call("POST", "/auth/register", new_account() | {"username": username})
    assert set(problem.is_problem(422, "invalid_request")["errors"]) == {"username"}


@pytest.mark.parametrize("word", ["\u0939\u093f\u0928\u094d\u0926\u0940", "\u05d3\u05b8\u05df"])
async def test_names_with_their_marks(api: Api, word: str) -> None:
    username = word + uuid4().hex[:6]
    made = await register(api, username=username)
    assert made.json["user"]["username"] == username


async def test_unknown_wrong_and_locked_look_the_same(api: Api) -> None:
    account = new_account()
    await api.call("POST", "/auth/register", account)
    tries = [("nobody-at-all", PASSWORD), *[(account["email"], "a wrong password")] * 5]
    answers = [
        await api.call("POST", "/auth/login", {"login": login, "password": password})
        for login, password in [*tries, (account["email"], PASSWORD)]
    ]
    for answer in answers:
        answer.is_problem(401, "invalid_credentials")
    varying = {"date", "x-request-id"}
    shown = {
        (a.body, tuple((k, v) for k, v in a.headers.items() if k.lower() not in varying))
        for a in answers
    }
    assert len(shown) == 1


async def test_a_browser_that_signed_in_before_signs_in_while_strangers_guess(api: Api) -> None:
    account = new_account()
    made = await api.call("POST", "/auth/register", account)
    await api.call("POST", "/auth/logout", cookies=made.cookies, headers=OURS)
    wrong = {"login": account["email"], "password": "a wrong password"}
    for _ in range(6):
        (await api.call("POST", "/auth/login", wrong)).is_problem(401, "invalid_credentials")
    right = wrong | {"password": PASSWORD}
    (await api.call("POST", "/auth/login", right)).is_problem(401, "invalid_credentials")
    known = {"meetd_device": made.cookies["meetd_device"]}
    assert (await api.call("POST", "/auth/login", right, cookies=known)).status == 200


async def test_sessions_are_listed_and_ended_one_by_one(api: Api) -> None:
    account = new_account()
    here = await api.call("POST", "/auth/register", account, headers={"User-Agent": "Here"})
    there = await api.call(
        "POST",
        "/auth/login",
        {"login": account["email"], "password": PASSWORD},
        headers={"User-Agent": "There"},
    )
    token = here.cookies["meetd_access"]
    items = (await api.call("GET", "/auth/sessions", token=token)).json["items"]
    assert [(s["device"], s["current"]) for s in items] == [("There", False), ("Here", True)]
    ended = await api.call("DELETE", f"/auth/sessions/{items[0]['id']}", token=token)
    assert (ended.status, ended.cookies) == (204, {})
    assert await me(api, there.cookies["meetd_access"]) == 401
    again = await api.call("DELETE", f"/auth/sessions/{items[0]['id']}", token=token)
    again.is_problem(404, "not_found")
    last = await api.call("DELETE", f"/auth/sessions/{items[1]['id']}", token=token)
    assert set(last.cookies) == {"meetd_access", "meetd_refresh"}
    assert await me(api, token) == 401


@pytest.mark.parametrize("name", ["x", "null", "%00", "00000000-0000-0000-0000-000000000000"])
async def test_sessions_that_there_are_not(api: Api, name: str) -> None:
    answer = await api.call("DELETE", f"/auth/sessions/{name}", token=await api.token())
    answer.is_problem(404, "not_found")


async def test_a_new_password_ends_all_but_this_session(api: Api) -> None:
    account = new_account()
    here = await api.call("POST", "/auth/register", account)
    login = {"login": account["email"], "password": PASSWORD}
    there = await api.call("POST", "/auth/login", login)
    said = {"currentPassword": PASSWORD, "newPassword": "another password"}
    changed = await api.call("POST", "/auth/password", said, cookies=here.cookies, headers=OURS)
    assert changed.status == 204
    assert await me(api, here.cookies["meetd_access"]) == 401
    assert await me(api, there.cookies["meetd_access"]) == 401
    assert await me(api, changed.cookies["meetd_access"]) == 200
    (await api.call("POST", "/auth/login", login)).is_problem(401, "invalid_credentials")
    said = {"login": account["email"], "password": "another password"}
    assert (await api.call("POST", "/auth/login", said)).status == 200


async def test_a_wrong_current_password_is_named(api: Api) -> None:
    said = {"currentPassword": "a wrong password", "newPassword": "another password"}
    answer = await api.call("POST", "/auth/password", said, token=await api.token())
    assert set(answer.is_problem(422, "invalid_request")["errors"]) == {"currentPassword"}


@pytest.mark.parametrize("agent", [b"\xff\xfe", b"caf\xe9", "Grüße 👋".encode(), b"x" * 4000])
async def test_any_browser_may_sign_in(api: Api, agent: bytes) -> None:
    """What a browser calls itself is no reason to fail, whatever bytes it says."""
    body = json.dumps(new_account()).encode()
    answer = await api.wire(
        b"POST /api/v1/auth/register HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\nUser-Agent: %b\r\n\r\n%b"
        % (len(body), agent, body)
    )
    assert answer.status == 201, answer.body
    token = answer.cookies["meetd_access"]
    (session,) = (await api.call("GET", "/auth/sessions", token=token)).json["items"]
    assert len(session["device"]) == min(len(agent.decode(errors="surrogateescape")), 200)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users/me"),
        ("GET", "/auth/sessions"),
        ("DELETE", f"/auth/sessions/{UUID(int=1)}"),
        ("POST", "/auth/password"),
        ("POST", "/auth/refresh"),
        ("POST", "/rooms"),
        ("GET", "/rooms"),
        ("GET", "/rooms/abc-defg-hij"),
        ("PATCH", "/rooms/abc-defg-hij"),
        ("DELETE", "/rooms/abc-defg-hij"),
        ("GET", "/rooms/abc-defg-hij/messages"),
    ],
)
async def test_strangers_are_asked_to_sign_in(api: Api, method: str, path: str) -> None:
    proofs: list[dict[str, Any]] = [
        {},
        {"token": "nonsense"},
        {"headers": {"Authorization": "Basic YTpi"}},
        {"headers": {"Authorization": "Bearer"}},
        {"cookies": {"meetd_access": "nonsense"}, "headers": OURS},
        {"cookies": {"meetd_access": "\udcff", "meetd_refresh": "\udcff"}, "headers": OURS},
    ]
    for proof in proofs:
        (await api.call(method, path, **proof)).is_problem(401, "unauthorized")
