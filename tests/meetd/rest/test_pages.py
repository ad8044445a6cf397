"""The page and its files: what is built, and nothing beside it."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar

from meetd import app
from meetd.rest.pages import content_security_policy
from support.api import Answer, Api
from support.backend import backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = "window.begin = 'now';"
PAGE = f"""<!doctype html><title>page</title>
<script>{SCRIPT}</script><script type="module" src="/assets/entry-abc.js"></script>"""
FILES = {
    "index.html": PAGE,
    "favicon.svg": "<svg/>",
    "assets/entry-abc.js": "begin()",
    "assets/entry-abc.js.map": "{}",
    "assets/style-abc.css": "body {}",
    "assets/long-abc.js": "begin();" * 1000,
    "assets/big-abc.js": "begin();" * 1_000_000,
    "assets/font-abc.woff2": "0123456789abcdef",
}
SECRET = "not for everybody"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def built(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """A server with a small client, behind TLS as browsers see it."""
    folder = tmp_path_factory.mktemp("built")
    for name, text in FILES.items():
        (folder / "client" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "client" / name).write_text(text)
    (folder / "secret.txt").write_text(SECRET)
    (folder / "client-secret.txt").write_text(SECRET)
    of = settings(folder, await postgres.migrated(), public_url="https://meet.example.org")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "PAGES", folder / "client")
        async with backend(of) as running, ClientSession(cookie_jar=DummyCookieJar()) as http:
            yield Api(running, http)


async def get(api: Api, path: str, **headers: str) -> Answer:
    return await api.call("GET", f"/{path}", headers=headers)


def opened_files() -> list[Path]:
    """What this process has open, server included."""
    return [file.resolve() for file in Path("/proc/self/fd").iterdir()]


def policy(answer: Answer) -> dict[str, list[str]]:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {part.split()[0]: part.split()[1:] for part in parts}


@pytest.mark.parametrize("path", ["/", "/abc-defg-hij", "/login", "/a/b", "/index.html"])
async def test_every_page_is_the_page(built: Api, path: str) -> None:
    answer = await get(built, path, Accept="text/html,*/*;q=0.8")
    assert (answer.status, answer.body.decode()) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_only_our_scripts_run(built: Api) -> None:
    rules = policy(await get(built, "/"))
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert rules["script-src"] == ["'self'", f"'sha256-{digest}'"]
    assert rules["default-src"] == rules["style-src"] == ["'self'"]
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == ["'none'"]
    assert rules["connect-src"] == ["'self'", "wss://meet.example.org"]
    everything = [value for values in rules.values() for value in values]
    assert not {"*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:"} & set(everything)


@pytest.mark.parametrize(
    ("public_url", "sources"),
    [
        ("https://meet.example.org:8443", "'self' wss://meet.example.org:8443"),
        ("http://localhost:8080", "'self' ws://localhost:8080 ws://127.0.0.1:8080"),
        ("http://[2001:db8::1]", "'self'"),
    ],
)
async def test_only_our_sockets_are_opened(tmp_path: Path, public_url: str, sources: str) -> None:
    rules = content_security_policy([], settings(tmp_path, public_url=public_url)).split("; ")
    assert f"connect-src {sources}" in rules


async def test_what_browsers_are_told_not_to_do(built: Api) -> None:
    for path in ("/", "/assets/entry-abc.js", "/api/openapi.json", "/api/v1/users/me", "/healthz"):
        headers = (await get(built, path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert headers["Server"] == "meetd"


async def test_cookies_need_tls_where_there_is_tls(built: Api) -> None:
    account = {"email": "a@example.org", "username": "anna", "password": "a long password"}
    answer = await built.call("POST", "/auth/register", account)
    cookies = answer.headers.getall("Set-Cookie")
    assert len(cookies) == 3
    assert all(re.search("; Secure(;|$)", cookie) for cookie in cookies)


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/assets/entry-abc.js", "javascript", "public, max-age=31536000, immutable"),
        ("/assets/style-abc.css", "text/css", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
    ],
)
async def test_files_are_kept_as_long_as_their_name_says(
    built: Api, path: str, kind: str, cache: str
) -> None:
    answer = await get(built, path)
    assert (answer.status, answer.body.decode()) == (200, FILES[path[1:]])
    assert kind in answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"] == cache
    for known in (answer.headers["ETag"], f'"older", W/{answer.headers["ETag"]}', "*"):
        again = await get(built, path, **{"If-None-Match": known})
        assert (again.status, again.body) == (304, b"")
    assert (await get(built, path, **{"If-None-Match": '"older"'})).status == 200


async def test_what_gets_smaller_is_sent_packed(built: Api) -> None:
    """A script in gzip to who takes it, as it is to who does not; a font as it is to all."""
    ask = "GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: {}\r\n\r\n"
    packed = await built.wire(ask.format("/assets/long-abc.js", "br, GZip").encode())
    assert gzip.decompress(packed.body).decode() == FILES["assets/long-abc.js"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.body))
    plain = await built.wire(ask.format("/assets/long-abc.js", "identity").encode())
    assert plain.body.decode() == FILES["assets/long-abc.js"]
    font = await built.wire(ask.format("/assets/font-abc.woff2", "gzip").encode())
    assert font.body.decode() == FILES["assets/font-abc.woff2"]
    for answer in (packed, plain, font):
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in font.headers


async def test_who_takes_a_file_slowly_keeps_nothing_open(built: Api) -> None:
    """A file held open for each reader is a descriptor each, left open when the reader goes."""
    url = built.backend.server.make_url("")
    writers = []
    for _ in range(5):
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writers.append(writer)
        writer.write(b"GET /assets/big-abc.js HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readexactly(1)
    try:
        assert not [path for path in opened_files() if path.name == "big-abc.js"]
    finally:
        for writer in writers:
            writer.transport.abort()


async def test_what_the_api_says_is_not_kept(built: Api) -> None:
    for path in ("/api/openapi.json", "/api/docs", "/api/v1/users/me"):
        assert (await get(built, path)).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/entry-old.js",
        "/assets/",
        "/assets/entry-abc.js.map",
        "/api/",
        "/api/v1/nothing",
        "/api/v2/users/me",
        "/socket.io",
    ],
)
async def test_a_missing_file_is_not_the_page(built: Api, path: str) -> None:
    """A browser that gets a page for a script of an older build shows nothing at all."""
    (await get(built, path, Accept="text/html")).is_problem(404, "not_found")


async def test_a_picture_that_is_not_there_is_not_the_page(built: Api) -> None:
    (await get(built, "/missing.png", Accept="image/*")).is_problem(404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/assets/....//secret.txt",
        "//secret.txt",
        "/../client-secret.txt",
        "/%00../secret.txt",
        "/.%00./secret.txt",
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e/secret.txt",
        "/file:///etc/passwd",
        "/\xff",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_nothing_outside_is_reached(built: Api, method: str, path: str) -> None:
    """As bytes on the wire: a client would tidy the path up first."""
    answer = await built.wire(
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1")
    )
    assert answer.status in {200, 400, 404}
    assert SECRET.encode() not in answer.body
    assert b"root:" not in answer.body
    if answer.status == 200 and method == "GET":
        assert answer.body.decode() == PAGE


async def test_pages_are_only_read(built: Api) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await built.call(method, "//assets/entry-abc.js")
        answer.is_problem(405, "method_not_allowed")
        assert answer.headers["Allow"] == "GET,HEAD"


async def test_a_client_that_was_not_built_is_said(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PAGES", tmp_path / "nowhere")
    of = settings(tmp_path, await postgres.migrated())
    async with backend(of) as running, ClientSession() as http:
        problem = (await get(Api(running, http), "/")).is_problem(503, "unavailable")
        assert "not built" in problem["detail"]
        assert (await get(Api(running, http), "/healthz")).status == 200
