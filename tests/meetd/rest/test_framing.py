"""Frames: which pages of others may show a room, and a guest there who has no cookies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import socketio
from aiohttp import ClientSession, DummyCookieJar

from meetd import app
from meetd.commands.keys import create_key
from meetd.errors import InvalidRequest
from meetd.scopes import Scope
from support.api import Answer, Api
from support.backend import Client, backend, settings
from support.postgres import Postgres
from support.socket_client import Socket

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHOP = "https://shop.example.org"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A server with a small client."""
    folder: Path = tmp_path_factory.mktemp("built")
    (folder / "client").mkdir()
    (folder / "client" / "index.html").write_text("<!doctype html><head><title>p</title></head>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "PAGES", folder / "client")
        async with (
            backend(settings(folder, await postgres.migrated())) as running,
            ClientSession(cookie_jar=DummyCookieJar()) as http,
        ):
            yield Api(running, http)


async def key_of(api: Api, host: Client, *origins: str) -> dict[str, Any]:
    said = {"name": "shop", "scopes": ["tokens"], "origins": origins}
    answer = await api.call("POST", "/keys", said, token=host.token)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


async def framers(api: Api, path: str) -> list[str]:
    """Whose pages may show that one, as each of its ways to say it says."""
    answer = await api.call("GET", f"/{path}", headers={"Accept": "text/html"})
    assert answer.status == 200
    rules = answer.headers["Content-Security-Policy"].split("; ")
    (rule,) = [rule for rule in rules if rule.startswith("frame-ancestors ")]
    origins = rule.split()[1:]
    allowed = [] if origins == ["'none'"] else origins
    assert (answer.headers.get("X-Frame-Options") == "DENY") is (not allowed)
    told = f'<meta name="meetd:origins" content="{" ".join(allowed)}"/>'
    assert (told.encode() in answer.body) is bool(allowed)
    return allowed


async def test_a_room_is_shown_by_the_origins_of_its_hosts_keys(built: Api) -> None:
    host, other = await built.backend.account(), await built.backend.account()
    code = await host.new_room()
    assert await framers(built, f"/embed/{code}") == []
    made = await key_of(built, host, "https://Shop.example.org:443/", "http://localhost:3000", SHOP)
    await key_of(built, other, "https://evil.example.org")
    assert made["key"]["origins"] == [SHOP, "http://localhost:3000"]
    (listed,) = (await built.call("GET", "/keys", token=host.token)).json["items"]
    assert listed["origins"] == made["key"]["origins"]
    assert await framers(built, f"/embed/{code}") == ["http://localhost:3000", SHOP]
    # Nothing else is shown by anybody.
    others = (f"/{code}", "/", "/account", f"/embed/{code}/more", "/embed/", "/embed")
    for path in others:
        assert await framers(built, path) == [], path
    # Nor what the page in the browser might not take for it; a client would write it anew.
    for path in (f"/embed%2F{code}", f"/%65mbed/{code}", f"//embed/{code}"):
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n"
        answer = await built.wire(f"{head}Connection: close\r\n\r\n".encode())
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
    assert await framers(built, "/embed/abc-defg-hij") == []
    # Others in their place, at once, and by its owner alone.
    path, moved = f"/keys/{made['key']['id']}", {"origins": ["https://New.example.org"]}
    (await built.call("PATCH", path, moved, token=other.token)).is_problem(404, "not_found")
    changed = await built.call("PATCH", path, moved, token=host.token)
    assert changed.json == made["key"] | {"origins": ["https://new.example.org"]}
    assert await framers(built, f"/embed/{code}") == ["https://new.example.org"]
    wrong = await built.call("PATCH", path, {"origins": ["*"]}, token=host.token)
    assert set(wrong.is_problem(422, "invalid_request")["errors"]) == {"origins"}
    (await built.call("PATCH", path, {}, token=host.token)).is_problem(422, "invalid_request")
    gone = await built.call("DELETE", f"/keys/{made['key']['id']}", token=host.token)
    assert gone.status == 204
    assert await framers(built, f"/embed/{code}") == []


async def test_a_service_for_all_rooms_shows_all_rooms(built: Api) -> None:
    code = await (await built.backend.account()).new_room()
    of = built.backend.settings
    await create_key(
        of, "one", [Scope.TOKENS], owner="one", service=True, expires_at=None, origins=[SHOP]
    )
    assert await framers(built, f"/embed/{code}") == []
    await create_key(
        of, "all", [Scope.ROOMS_ALL], owner="all", service=True, expires_at=None, origins=[SHOP]
    )
    assert await framers(built, f"/embed/{code}") == [SHOP]
    with pytest.raises(InvalidRequest):
        await create_key(
            of, "no", [Scope.TOKENS], owner="no", service=True, expires_at=None, origins=["*"]
        )


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.example.org", "http://shop.example.org", "https://a.example.org/path", "null",
     "https://a.example.org;script-src *", "https://a.example.org https://b.example.org", "",
     "https://[2001:db8::1]", "http://[::1]:3000", "https://user@a.example.org", "ftp://localhost",
     "https://a.example.org?x", "https://'none'", "data:text/html,x", "https://a.example.org\n"],
)  # fmt: skip
async def test_what_is_no_origin_is_refused(built: Api, origin: str) -> None:
    said = {"name": "shop", "scopes": ["tokens"], "origins": [origin]}
    answer = await built.call("POST", "/keys", said, token=await built.any_token())
    (field,) = answer.is_problem(422, "invalid_request")["errors"]
    assert field.startswith("origins")


async def entered(api: Api, code: str, said: dict[str, object], session: str | None) -> Answer:
    headers = {} if session is None else {"Meetd-Guest": session}
    return await api.call(
        "POST", f"/rooms/{code}/guest", said | {"embedded": True}, headers=headers
    )


async def test_a_guest_in_a_frame_needs_no_cookies(built: Api) -> None:
    host = await built.backend.account()
    code = await host.new_room(settings={"access": "restricted"})
    said = {"name": "Ada L.", "once": True}
    made = (await built.call("POST", f"/rooms/{code}/tokens", said, token=host.token)).json
    first = await entered(built, code, {"token": made["secret"]}, None)
    assert (first.status, first.cookies, first.json["invited"]) == (201, {}, True)
    session = first.json["session"]
    # It is the same guest again by what it was told, and nobody without.
    again = await entered(built, code, {"token": made["secret"]}, session)
    assert (again.status, again.json["id"]) == (201, first.json["id"])
    strange = await entered(built, code, {"token": made["secret"]}, None)
    strange.is_problem(403, "join_token_void")
    door = await built.call("GET", f"/rooms/{code}/door", headers={"Meetd-Guest": session})
    assert door.json["guest"]["invited"] is True
    assert (await built.call("GET", f"/rooms/{code}/door")).json["guest"] is None

    other = await host.new_room()
    door = await built.call("GET", f"/rooms/{other}/door", headers={"Meetd-Guest": session})
    assert door.json["guest"] is None

    socket = Socket()
    try:
        await socket.connect(built.backend.url, auth={"guest": code, "session": session})
        joined = await socket.call(
            "join", {"code": code, "microphone": False, "camera": False}, timeout=10
        )
        assert joined["ok"], joined
        inside = await socket.call(
            "join", {"code": other, "microphone": False, "camera": False}, timeout=10
        )
        assert not inside["ok"]
    finally:
        await socket.disconnect()
    for wrong in (session[:-2], host.token, ""):
        with pytest.raises(socketio.exceptions.ConnectionError):
            await Socket().connect(built.backend.url, auth={"guest": code, "session": wrong})


async def test_a_page_of_its_own_has_a_cookie_and_no_session(built: Api) -> None:
    code = await (await built.backend.account()).new_room()
    answer = await built.call("POST", f"/rooms/{code}/guest", {"name": "Ada"})
    assert answer.json["session"] is None
    assert len(answer.cookies) == 1
