"""What browsers and caches are told about every answer, whatever part of the server made it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar

from meetd import app
from meetd.rest.headers import NOT_A_PAGE
from support.api import Answer, Api
from support.backend import backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILES = {
    "index.html": "<!doctype html><title>page</title>",
    "icon.svg": "<svg/>",
    "assets/entry-abc.js": "begin()",
}
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A server with a small client."""
    folder: Path = tmp_path_factory.mktemp("built")
    for name, content in FILES.items():
        (folder / "client" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "client" / name).write_text(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "PAGES", folder / "client")
        async with (
            backend(settings(folder, await postgres.migrated())) as running,
            ClientSession(cookie_jar=DummyCookieJar()) as http,
        ):
            yield Api(running, http)


def is_guarded(answer: Answer) -> None:
    headers = answer.headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"]
    assert headers["Server"] == "meetd"
    for name in ("Content-Security-Policy", "Cache-Control", "Cross-Origin-Resource-Policy"):
        assert len(headers.getall(name)) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "//healthz", 200),
        ("HEAD", "//healthz", 200),
        ("GET", "//readyz", 200),
        ("GET", "//metrics", 200),
        ("GET", "//api/openapi.json", 200),
        ("GET", "//api/docs.css", 200),
        ("GET", "/users/me", 401),
        ("GET", "/nothing", 404),
        ("PUT", "/users/me", 405),
        ("POST", "/auth/login", 415),
        ("POST", "/auth/logout", 204),
        ("OPTIONS", "/auth/login", 405),
        ("GET", "//assets/missing.js", 404),
        ("PROPFIND", "//", 405),
        ("GET", "//socket.io/", 400),
        ("GET", "//socket.io/?EIO=3&transport=polling", 400),
        ("GET", "//socket.io/?EIO=4&transport=polling", 200),
        ("POST", "//socket.io/?EIO=4&transport=polling&sid=none", 400),
        ("OPTIONS", "//socket.io/?EIO=4&transport=polling", 200),
    ],
)
async def test_what_is_no_page_does_nothing_and_is_not_kept(
    built: Api, method: str, path: str, status: int
) -> None:
    answer = await built.call(method, path)
    assert answer.status == status
    is_guarded(answer)
    assert answer.headers["Content-Security-Policy"] == NOT_A_PAGE
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{"Expect": "a miracle"}, HANDSHAKE])
async def test_so_are_answers_to_odd_requests(built: Api, headers: dict[str, str]) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    answer = await built.wire(f"GET /healthz HTTP/1.0\r\nHost: x\r\n{lines}\r\n".encode())
    is_guarded(answer)
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_socket_is_guarded_from_its_first_byte(built: Api) -> None:
    url = f"{built.backend.url}/socket.io/?EIO=4&transport=websocket"
    async with ClientSession() as http, http.ws_connect(url) as socket:
        headers = socket._response.headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("//", "no-cache"),
        ("//icon.svg", "no-cache"),
        ("//assets/entry-abc.js", "public, max-age=31536000, immutable"),
    ],
)
async def test_pages_and_files_say_how_long_they_are_kept(built: Api, path: str, kept: str) -> None:
    answer = await built.call("GET", path)
    is_guarded(answer)
    assert answer.headers["Cache-Control"] == kept
    again = await built.call("GET", path, headers={"If-None-Match": answer.headers.get("ETag", "")})
    is_guarded(again)
    part = await built.call("GET", path, headers={"Range": "bytes=900000-"})
    is_guarded(part)


async def test_what_was_not_foreseen_is_guarded(
    built: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("meetd.db.rooms.Rooms.of_host", fails)
    answer = await built.call("GET", "/rooms", token=await built.token())
    answer.is_problem(500, "internal")
    is_guarded(answer)
